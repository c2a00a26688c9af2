//! The board: the tiles of all maps, from coarse to fine, for whoever works on them; and what came of them.

use super::tiles::Tiling;
use super::{Slot, Wanted};
use crate::core::map::{Cell, Mapper, Outcome, Plan};
use crate::session::workers::{Piece, Work, attempt, hold};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The most outcomes that wait to be taken in; then whoever works waits, too.
pub(super) const MOST_WAITING: usize = 1 << 17;
/// How long somebody who waits for all may hear nothing before he is asked whether to go on.
pub(super) const PATIENCE: Duration = Duration::from_millis(40);
/// The generation of no job.
const NOBODY: u64 = 0;

/// Works out pixels of one plan, as [`Mapper::run`] does.
pub(super) type Worker =
    Box<dyn FnMut(&[Cell], &dyn Fn() -> bool, &mut Vec<Outcome>) -> bool + Send>;
/// Who works out the pixels of a plan.
pub(super) type Hire = Arc<dyn Fn(&Plan) -> Worker + Send + Sync>;

/// Those who do it in earnest.
pub(super) fn mappers() -> Hire {
    Arc::new(|plan| {
        let mut mapper = Mapper::new(plan);
        Box::new(move |cells, halt, out| mapper.run(cells, halt, out))
    })
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
    /// Who has worked on this map before.
    worker: Option<Worker>,
}

/// What became of a tile.
pub(super) struct Part {
    pub(super) spacing: usize,
    pub(super) places: Vec<u32>,
    /// Or what a panic said.
    pub(super) outcomes: Result<Vec<Outcome>, String>,
}

#[derive(Default)]
struct State {
    jobs: [Option<Job>; 3],
    parts: [VecDeque<Part>; 3],
    /// Outcomes in all parts.
    waiting: usize,
    /// Tiles that somebody is working on.
    running: usize,
    /// Of each job those who are not working on a tile.
    idle: [Vec<Worker>; 3],
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
            worker: self.idle[slot as usize].pop(),
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

    fn has_parts(&self) -> bool {
        self.parts.iter().any(|parts| !parts.is_empty())
    }

    /// Forgets a job and what came of it.
    fn cancel(&mut self, slot: Slot) {
        self.jobs[slot as usize] = None;
        self.idle[slot as usize].clear();
        for part in self.parts[slot as usize].drain(..) {
            self.waiting -= part.places.len();
        }
    }
}

/// The maps that are to be worked out, and what is ready of them.
pub(super) struct Board {
    state: Mutex<State>,
    /// There may be a part to take in.
    done: Condvar,
    /// Of each slot the generation that is wanted.
    wanted: [AtomicU64; 3],
    hire: Hire,
}

impl Work for Board {
    fn piece(&self) -> Piece {
        let mut state = hold(&self.state);
        let has_room = state.waiting < MOST_WAITING;
        let tile = has_room.then(|| state.take_tile()).flatten();
        drop(state);
        tile.map_or(Piece::None, |tile| self.work_out(tile))
    }

    fn call_off(&self) {
        for slot in Slot::ALL {
            self.cancel(slot);
        }
    }
}

impl Board {
    /// Nothing to do yet, and who will do it.
    pub(super) fn new(hire: Hire) -> Self {
        Self {
            state: Mutex::default(),
            done: Condvar::new(),
            wanted: [const { AtomicU64::new(NOBODY) }; 3],
            hire,
        }
    }

    /// Works out a tile, and lays the part down.
    fn work_out(&self, mut tile: Tile) -> Piece {
        let place = tile.slot as usize;
        let halt = || self.wanted[place].load(Ordering::Relaxed) != tile.generation;
        let outcomes = attempt(|| {
            let cell = |place: &u32| tile.wanted.cell(tile.size, *place as usize);
            let cells: Vec<Cell> = tile.places.iter().map(cell).collect();
            let hired = || (self.hire)(&tile.wanted.plan);
            let mut worker = tile.worker.take().unwrap_or_else(hired);
            let mut outcomes = Vec::with_capacity(cells.len());
            let is_done = worker(&cells, &halt, &mut outcomes);
            is_done.then_some((outcomes, worker))
        });
        let mut state = hold(&self.state);
        state.running -= 1;
        let job = state.jobs[place].as_mut();
        let job = job.filter(|job| job.generation == tile.generation);
        let mut piece = Piece::Silent;
        if let (Some(done), Some(job)) = (outcomes.transpose(), job) {
            if done.is_err() {
                job.spacing = 0;
            }
            let is_open = job.is_open();
            let idle = &mut state.idle[place];
            let outcomes = done.map(|(outcomes, worker)| {
                idle.push(worker);
                outcomes
            });
            if !is_open {
                idle.clear();
            }
            state.waiting += tile.places.len();
            state.parts[place].push_back(Part {
                spacing: tile.spacing,
                places: tile.places,
                outcomes,
            });
            piece = Piece::News;
        }
        drop(state);
        self.done.notify_all();
        piece
    }

    /// Who works out the pixels.
    pub(super) fn hire(&self) -> &Hire {
        &self.hire
    }

    /// Puts a job in place of the one that a slot has, whose work stops.
    pub(super) fn post(&self, slot: Slot, job: Job) {
        self.wanted[slot as usize].store(job.generation, Ordering::Relaxed);
        let mut state = hold(&self.state);
        state.cancel(slot);
        state.jobs[slot as usize] = Some(job);
    }

    /// Stops the work on a slot.
    pub(super) fn cancel(&self, slot: Slot) {
        self.wanted[slot as usize].store(NOBODY, Ordering::Relaxed);
        hold(&self.state).cancel(slot);
    }

    /// Takes parts of a slot until they have so many pixels; at least one, if there is one.
    pub(super) fn take(&self, slot: Slot, most: usize) -> Vec<Part> {
        let mut taken = Vec::new();
        let mut count = 0;
        let mut state = hold(&self.state);
        while count < most
            && let Some(part) = state.parts[slot as usize].pop_front()
        {
            count += part.places.len();
            taken.push(part);
        }
        state.waiting -= count;
        taken
    }

    /// Whether there are parts that can be taken in at once.
    pub(super) fn has_parts(&self) -> bool {
        hold(&self.state).has_parts()
    }

    /// Waits, for a moment, until there is something to take in. False if nothing will come.
    pub(super) fn wait(&self) -> bool {
        let state = hold(&self.state);
        if state.has_parts() {
            return true;
        }
        if state.running == 0 && !state.has_tile() {
            return false;
        }
        let waited = self.done.wait_timeout(state, PATIENCE);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        true
    }

    /// Whether nobody is working, and there is nothing to do or no room.
    #[cfg(test)]
    pub(super) fn is_at_rest(&self) -> bool {
        let state = hold(&self.state);
        state.running == 0 && (state.waiting >= MOST_WAITING || !state.has_tile())
    }

    /// How many outcomes wait to be taken in.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        hold(&self.state).waiting
    }
}
