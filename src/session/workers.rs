//! The workers: one set of threads for all that is worked out beside the screen, a piece at a time.
//!
//! The one place of the session that starts threads. What they do cannot be seen in a result: a piece is the same whoever
//! does it, and when. They start with the first work and leave with the last. Waiting costs nothing: whoever has nothing
//! to do sleeps until called.

use std::any::Any;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// Every so manieth piece is of what comes second, so that it goes on, too.
const TURN_OF_OTHERS: u64 = 4;

/// Is called, by any thread, when there is something to take in.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// How many threads this machine runs at a time.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// What `work` makes, or what a panic in it said.
pub fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| reason(&*panic))
}

/// What a panic said.
fn reason(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no reason was given").to_owned()
}

/// Holds what a mutex guards, also after a panic.
pub fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Work in pieces, on which several threads may be at a time.
///
/// A work says itself what panicked in its pieces ([`attempt`]); one that does not is not asked again.
pub trait Work: Send + Sync {
    /// Does a piece, unless there is none to do now.
    fn piece(&self) -> Piece;
    /// Stops the pieces that are being done: nobody wants them any more.
    fn call_off(&self);
}

/// What came of asking a work for a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// There was none to do; until a call ([`Engagement::call`]) there will be none.
    None,
    /// It was done, and there is nothing new to see.
    Silent,
    /// There is something to take in.
    News,
}

/// Which work comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// What is on the screen: all of it in turn.
    Screen,
    /// What goes on beside it, when nothing on the screen is waiting, and now and then.
    Beside,
}

/// A work that somebody wants.
struct Post {
    id: u64,
    work: Arc<dyn Work>,
    rank: Rank,
    /// How often it was said that there may be a piece to do.
    calls: u64,
    /// Whether there was none when it was asked, and nobody has called since.
    is_dry: bool,
}

#[derive(Default)]
struct State {
    /// Whoever is asked goes to the end.
    posts: Vec<Post>,
    next_id: u64,
    turn: u64,
    /// Threads that have not left.
    present: usize,
    waker: Option<Waker>,
    /// Whether the waker was called since somebody looked.
    is_told: bool,
}

impl State {
    /// Who is asked next: the place of the work, unless none has anything to do.
    fn next(&mut self) -> Option<(u64, u64, Arc<dyn Work>)> {
        let of = |rank| {
            let mut posts = self.posts.iter();
            posts.position(|post| post.rank == rank && !post.is_dry)
        };
        let (screen, beside) = (of(Rank::Screen), of(Rank::Beside));
        let is_turn_of_others = self.turn % TURN_OF_OTHERS == TURN_OF_OTHERS - 1;
        let place = match (screen, beside) {
            (Some(_), Some(place)) if is_turn_of_others => place,
            (screen, beside) => screen.or(beside)?,
        };
        self.turn += 1;
        let post = self.posts.remove(place);
        let asked = (post.id, post.calls, post.work.clone());
        self.posts.push(post);
        Some(asked)
    }

    fn post(&mut self, id: u64) -> Option<&mut Post> {
        self.posts.iter_mut().find(|post| post.id == id)
    }
}

/// What the threads know.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There may be a piece to do, or no work any more.
    called: Condvar,
}

impl Shared {
    /// What a thread does until there is no work.
    fn attend(&self) {
        let mut state = hold(&self.state);
        while !state.posts.is_empty() {
            let Some((id, calls, work)) = state.next() else {
                let sleep = self.called.wait(state);
                state = sleep.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(state);
            let piece = attempt(|| work.piece());
            if piece.is_err() {
                work.call_off();
            }
            // Nothing is held while what nobody else has is dropped, or while others are called.
            drop(work);
            if piece == Ok(Piece::News) {
                self.tell();
            }
            state = hold(&self.state);
            match piece {
                Ok(piece) => {
                    if let Some(post) = state.post(id) {
                        post.is_dry = piece == Piece::None && post.calls == calls;
                    }
                }
                Err(_) => state.posts.retain(|post| post.id != id),
            }
        }
        state.present -= 1;
    }

    /// Calls the waker, once until somebody looks.
    fn tell(&self) {
        let mut state = hold(&self.state);
        let is_told = std::mem::replace(&mut state.is_told, true);
        let waker = state.waker.clone().filter(|_| !is_told);
        drop(state);
        if let Some(waker) = waker {
            // Whoever fails to be woken still looks when he draws.
            let _ = attempt(|| waker());
        }
    }
}

/// The threads, which are waited for when the last one who holds them goes.
struct Crew {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    most: usize,
}

impl Drop for Crew {
    fn drop(&mut self) {
        // Every engagement holds the crew: there is no work any more.
        for thread in hold(&self.threads).drain(..) {
            // What a thread panics with is caught where it works.
            let _ = thread.join();
        }
    }
}

/// A set of threads; all copies are the same set.
#[derive(Clone)]
pub struct Workers(Arc<Crew>);

impl Default for Workers {
    /// Leaves a core to whoever draws.
    fn default() -> Self {
        Self::with_threads((cores() - 1).max(1))
    }
}

impl Workers {
    /// So many threads beside the caller's, or as many of them as the system starts.
    pub fn with_threads(most: usize) -> Self {
        Self(Arc::new(Crew {
            shared: Arc::default(),
            threads: Mutex::default(),
            most,
        }))
    }

    /// Has a work done, until the answer is dropped.
    pub fn engage(&self, rank: Rank, work: Arc<dyn Work>) -> Engagement {
        let crew = &*self.0;
        let mut threads = hold(&crew.threads);
        threads.retain(|thread| !thread.is_finished());
        let mut state = hold(&crew.shared.state);
        let id = state.next_id;
        state.next_id += 1;
        state.posts.push(Post {
            id,
            work: work.clone(),
            rank,
            calls: 0,
            is_dry: false,
        });
        while state.present < crew.most {
            let shared = crew.shared.clone();
            let thread = thread::Builder::new().name("worker".to_owned());
            let Ok(thread) = thread.spawn(move || shared.attend()) else {
                break;
            };
            threads.push(thread);
            state.present += 1;
        }
        drop(state);
        crew.shared.called.notify_all();
        Engagement {
            workers: self.clone(),
            work,
            id,
        }
    }

    /// Calls this, from any thread, when there is something to take in.
    pub fn set_waker(&self, waker: Waker) {
        hold(&self.0.shared.state).waker = Some(waker);
    }

    /// Whether there is somebody to call.
    pub fn has_waker(&self) -> bool {
        hold(&self.0.shared.state).waker.is_some()
    }

    /// Whether somebody works, and calls when there is something to take in.
    pub fn calls(&self) -> bool {
        let state = hold(&self.0.shared.state);
        state.present > 0 && state.waker.is_some()
    }

    /// How many threads there are now.
    #[cfg(test)]
    pub fn present(&self) -> usize {
        hold(&self.0.shared.state).present
    }
}

/// A work that is being done. It is called off when this is dropped.
pub struct Engagement {
    workers: Workers,
    work: Arc<dyn Work>,
    id: u64,
}

impl Engagement {
    /// Says that there may be pieces to do again.
    pub fn call(&self) {
        let shared = &self.workers.0.shared;
        if let Some(post) = hold(&shared.state).post(self.id) {
            (post.calls, post.is_dry) = (post.calls + 1, false);
        }
        shared.called.notify_all();
    }

    /// To be said before looking what is there to take in. Where there are no threads, a piece is done here.
    pub fn look(&self) {
        let mut state = hold(&self.workers.0.shared.state);
        state.is_told = false;
        let is_alone = state.present == 0;
        drop(state);
        if is_alone {
            self.work.piece();
        }
    }
}

impl Drop for Engagement {
    fn drop(&mut self) {
        self.work.call_off();
        let shared = &self.workers.0.shared;
        let mut state = hold(&shared.state);
        let place = state.posts.iter().position(|post| post.id == self.id);
        let post = place.map(|place| state.posts.remove(place));
        drop(state);
        drop(post);
        shared.called.notify_all();
    }
}

#[cfg(test)]
#[path = "workers_tests.rs"]
mod tests;
