//! The crew: threads that work out the tiles of all maps, from coarse to fine, and drop what is not wanted any more.
//!
//! The one place of the session that starts threads which outlive a call. What they do cannot be seen in a result: a pixel
//! is the same whoever works it out, and when. Waiting costs nothing: whoever has nothing to do sleeps until told.

use super::tiles::Tiling;
use super::{Slot, Wanted};
use crate::core::map::{Cell, Mapper, Outcome, Plan};
use std::any::Any;
use std::collections::VecDeque;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The most outcomes that wait to be taken in; then the threads wait, too.
pub(super) const MOST_WAITING: usize = 1 << 17;
/// How long somebody who waits for all may hear nothing before he is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(40);
/// The generation of no job.
const NOBODY: u64 = 0;

/// Is called, by any thread, when there is something to take in.
pub type Waker = Arc<dyn Fn() + Send + Sync>;
/// Works out pixels of one plan, as [`Mapper::run`] does.
pub(super) type Worker = Box<dyn FnMut(&[Cell], &dyn Fn() -> bool, &mut Vec<Outcome>) -> bool>;
/// Who works out the pixels of a plan.
pub(super) type Hire = Arc<dyn Fn(&Plan) -> Worker + Send + Sync>;

/// How many threads this machine runs at a time.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Those who do it in earnest.
pub(super) fn mappers() -> Hire {
    Arc::new(|plan| {
        let mut mapper = Mapper::new(plan);
        Box::new(move |cells, halt, out| mapper.run(cells, halt, out))
    })
}

/// What `work` makes, or what a panic in it said.
pub(super) fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| reason(&*panic))
}

/// What a panic said.
fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no reason was given").to_owned()
}

/// A map that is to be worked out, from a spacing on.
pub(super) struct Job {
    pub(super) wanted: Arc<Wanted>,
    pub(super) size: [usize; 2],
    pub(super) tiling: Tiling,
    /// The spacing of the level that is being dealt.
    pub(super) spacing: usize,
    /// Whether nothing coarser is there.
    pub(super) is_first: bool,
    /// The next tile of the level.
    pub(super) next: usize,
    pub(super) generation: u64,
}

impl Job {
    /// Whether there are tiles that nobody has taken.
    fn is_open(&self) -> bool {
        self.spacing > 0
    }
}

/// A part of a map for one thread.
struct Tile {
    slot: Slot,
    generation: u64,
    spacing: usize,
    wanted: Arc<Wanted>,
    size: [usize; 2],
    places: Vec<u32>,
}

/// What became of a tile.
pub(super) struct Piece {
    pub(super) spacing: usize,
    pub(super) places: Vec<u32>,
    /// Or what a panic said.
    pub(super) outcomes: Result<Vec<Outcome>, String>,
}

#[derive(Default)]
struct State {
    jobs: [Option<Job>; 3],
    pieces: [VecDeque<Piece>; 3],
    /// Outcomes in all pieces.
    waiting: usize,
    /// Tiles that somebody is working on.
    running: usize,
    waker: Option<Waker>,
    /// Whether the waker was called since something was taken in.
    is_told: bool,
    is_over: bool,
}

impl State {
    /// The next tile: of the coarsest level that any map lacks.
    fn take_tile(&mut self) -> Option<Tile> {
        let open = |slot: &Slot| {
            let job = self.jobs[*slot as usize].as_ref()?;
            job.is_open().then_some((job.spacing, *slot))
        };
        let coarsest = Slot::ALL.iter().filter_map(open);
        let (_, slot) = coarsest.max_by_key(|(spacing, slot)| (*spacing, 2 - *slot as usize))?;
        let job = self.jobs[slot as usize].as_mut()?;
        let tile = Tile {
            slot,
            generation: job.generation,
            spacing: job.spacing,
            wanted: job.wanted.clone(),
            size: job.size,
            places: job.tiling.places(job.spacing, job.is_first, job.next),
        };
        job.next += 1;
        if job.next >= job.tiling.count(job.spacing) {
            (job.spacing, job.next, job.is_first) = (job.spacing / 2, 0, false);
        }
        self.running += 1;
        Some(tile)
    }

    fn has_tile(&self) -> bool {
        self.jobs.iter().flatten().any(Job::is_open)
    }

    fn has_pieces(&self) -> bool {
        self.pieces.iter().any(|pieces| !pieces.is_empty())
    }

    /// Forgets a job and what came of it.
    fn cancel(&mut self, slot: Slot) {
        self.jobs[slot as usize] = None;
        for piece in self.pieces[slot as usize].drain(..) {
            self.waiting -= piece.places.len();
        }
    }
}

/// What the threads of a crew know.
pub(super) struct Shared {
    state: Mutex<State>,
    /// There may be a tile to take.
    work: Condvar,
    /// There may be a piece to take in.
    done: Condvar,
    /// Of each slot the generation that is wanted.
    wanted: [AtomicU64; 3],
    hire: Hire,
}

/// Whoever works, with what it keeps between tiles of the same map.
#[derive(Default)]
pub(super) struct Hand {
    workers: [Option<(u64, Worker)>; 3],
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works out a tile, which `hand` has taken, and lays the piece down.
    fn work_out(&self, hand: &mut Hand, tile: Tile) {
        let place = tile.slot as usize;
        let halt = || self.wanted[place].load(Ordering::Relaxed) != tile.generation;
        let cell = |place: &u32| tile.wanted.cell(tile.size, *place as usize);
        let cells: Vec<Cell> = tile.places.iter().map(cell).collect();
        let outcomes = attempt(|| {
            let mine = &mut hand.workers[place];
            mine.take_if(|(generation, _)| *generation != tile.generation);
            let hired = || (tile.generation, (self.hire)(&tile.wanted.plan));
            let (_, worker) = mine.get_or_insert_with(hired);
            let mut outcomes = Vec::with_capacity(cells.len());
            worker(&cells, &halt, &mut outcomes).then_some(outcomes)
        });
        if outcomes.is_err() {
            hand.workers[place] = None;
        }
        let mut state = self.lock();
        state.running -= 1;
        let job = state.jobs[place].as_mut();
        let job = job.filter(|job| job.generation == tile.generation);
        let mut waker = None;
        if let Some(outcomes) = outcomes.transpose()
            && let Some(job) = job
        {
            if outcomes.is_err() {
                job.spacing = 0;
            }
            state.waiting += tile.places.len();
            state.pieces[place].push_back(Piece {
                spacing: tile.spacing,
                places: tile.places,
                outcomes,
            });
            if !std::mem::replace(&mut state.is_told, true) {
                waker.clone_from(&state.waker);
            }
        }
        drop(state);
        self.done.notify_all();
        // Nothing is held while others are called.
        if let Some(waker) = waker {
            waker();
        }
    }

    /// What a thread does until the crew is over.
    fn attend(&self) {
        let mut hand = Hand::default();
        let mut state = self.lock();
        while !state.is_over {
            let has_room = state.waiting < MOST_WAITING;
            let tile = has_room.then(|| state.take_tile()).flatten();
            if let Some(tile) = tile {
                drop(state);
                self.work_out(&mut hand, tile);
                state = self.lock();
            } else {
                hand = Hand::default();
                let sleep = self.work.wait(state);
                state = sleep.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

/// The threads, and what they are to do.
pub(super) struct Crew {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Crew {
    /// So many threads with nothing to do, or as many of them as the system starts.
    pub(super) fn new(threads: usize, hire: Hire, waker: Option<Waker>) -> Self {
        let state = State {
            waker,
            ..State::default()
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            work: Condvar::new(),
            done: Condvar::new(),
            wanted: [const { AtomicU64::new(NOBODY) }; 3],
            hire,
        });
        let start = |_| {
            let shared = shared.clone();
            let thread = thread::Builder::new().name("map".to_owned());
            thread.spawn(move || shared.attend()).ok()
        };
        Self {
            threads: (0..threads).map_while(start).collect(),
            shared,
        }
    }

    /// Whether there is anyone but the caller.
    pub(super) fn has_threads(&self) -> bool {
        !self.threads.is_empty()
    }

    /// Calls this from now on when there is something to take in.
    pub(super) fn set_waker(&self, waker: Option<Waker>) {
        self.shared.lock().waker = waker;
    }

    /// Puts a job in place of the one that a slot has, whose work stops.
    pub(super) fn post(&self, slot: Slot, job: Job) {
        self.shared.wanted[slot as usize].store(job.generation, Ordering::Relaxed);
        let mut state = self.shared.lock();
        state.cancel(slot);
        state.jobs[slot as usize] = Some(job);
        drop(state);
        self.shared.work.notify_all();
    }

    /// Stops the work on a slot.
    pub(super) fn cancel(&self, slot: Slot) {
        self.shared.wanted[slot as usize].store(NOBODY, Ordering::Relaxed);
        self.shared.lock().cancel(slot);
        self.shared.work.notify_all();
    }

    /// Takes pieces of a slot until they have so many pixels; at least one, if there is one.
    pub(super) fn take(&self, slot: Slot, most: usize) -> Vec<Piece> {
        let mut taken = Vec::new();
        let mut count = 0;
        let mut state = self.shared.lock();
        state.is_told = false;
        while count < most
            && let Some(piece) = state.pieces[slot as usize].pop_front()
        {
            count += piece.places.len();
            taken.push(piece);
        }
        state.waiting -= count;
        drop(state);
        if count > 0 {
            self.shared.work.notify_all();
        }
        taken
    }

    /// Whether there are pieces that can be taken in at once.
    pub(super) fn has_pieces(&self) -> bool {
        self.shared.lock().has_pieces()
    }

    /// Works out one tile in the calling thread. False if there is none.
    pub(super) fn help(&self, hand: &mut Hand) -> bool {
        let tile = self.shared.lock().take_tile();
        let is_one = tile.is_some();
        if let Some(tile) = tile {
            self.shared.work_out(hand, tile);
        }
        is_one
    }

    /// Waits, for a moment, until there is something to take in. False if nothing will come.
    pub(super) fn wait(&self) -> bool {
        let state = self.shared.lock();
        if state.has_pieces() {
            return true;
        }
        if state.running == 0 && !state.has_tile() {
            return false;
        }
        let waited = self.shared.done.wait_timeout(state, PATIENCE);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        true
    }

    /// Whether the threads have something to do or may have.
    #[cfg(test)]
    pub(super) fn is_at_rest(&self) -> bool {
        let state = self.shared.lock();
        state.running == 0 && (state.waiting >= MOST_WAITING || !state.has_tile())
    }

    /// How many outcomes wait to be taken in.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.shared.lock().waiting
    }

    /// What the threads share, as long as one of them is there.
    #[cfg(test)]
    pub(super) fn shared(&self) -> std::sync::Weak<Shared> {
        Arc::downgrade(&self.shared)
    }

    /// Lets the threads go without waiting for them: each stops at its next look.
    pub(super) fn dismiss(mut self) {
        self.stop();
        self.threads.clear();
    }

    fn stop(&self) {
        for wanted in &self.shared.wanted {
            wanted.store(NOBODY, Ordering::Relaxed);
        }
        let mut state = self.shared.lock();
        state.is_over = true;
        state.waker = None;
        for slot in Slot::ALL {
            state.cancel(slot);
        }
        drop(state);
        self.shared.work.notify_all();
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.stop();
        for thread in self.threads.drain(..) {
            // What a thread panics with is caught where it works.
            let _ = thread.join();
        }
    }
}
