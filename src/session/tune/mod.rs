//! The fair race at work: every run of a scene is tuned beside the screen, as many trials for each.
//!
//! A [`Tuning`] is for the scene as it was when it began. Its threads take one run after the other; what they find does not
//! depend on how many there are. Dropping it calls them off.

mod apply;
mod ranges;

pub use apply::Applied;
pub use ranges::{Vary, label, symbol, tunable, usual_dial, usual_dials};

use super::scene::RunId;
use crate::core::tune::{Task, Trial, Tuner, Verdict};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// A run that is tuned.
#[derive(Clone, Debug, PartialEq)]
pub struct Entrant {
    /// Which one.
    pub id: RunId,
    /// What it was called.
    pub name: String,
    /// Which of the styles it was drawn in.
    pub style: usize,
    /// What is tuned of it.
    pub task: Task,
}

/// What is known of a run so far.
#[derive(Clone, Debug, Default)]
struct Found {
    trials: Vec<Trial>,
    verdict: Option<Verdict>,
    done: bool,
}

/// What the threads and the screen both see.
#[derive(Default)]
struct Shared {
    halt: AtomicBool,
    /// The run that is taken next.
    next: AtomicUsize,
    found: Vec<Mutex<Found>>,
}

/// A fair race that is being worked out, or is done.
pub struct Tuning {
    entrants: Vec<Entrant>,
    /// What was known when the screen looked last.
    found: Vec<Found>,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// How many threads there are for it: one is left to the screen.
pub fn usual_threads() -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    cores.saturating_sub(1).max(1)
}

impl Tuning {
    /// Begins to tune these runs with so many threads.
    pub fn start(entrants: Vec<Entrant>, threads: usize) -> Self {
        let shared = Arc::new(Shared {
            found: entrants.iter().map(|_| Mutex::default()).collect(),
            ..Shared::default()
        });
        let count = threads.clamp(1, entrants.len().max(1));
        let tasks: Arc<Vec<Task>> = Arc::new(entrants.iter().map(|e| e.task.clone()).collect());
        let threads = (0..count).map(|_| {
            let (shared, tasks) = (Arc::clone(&shared), Arc::clone(&tasks));
            thread::spawn(move || work(&tasks, &shared))
        });
        Self {
            found: vec![Found::default(); entrants.len()],
            threads: threads.collect(),
            entrants,
            shared,
        }
    }

    /// The runs that are tuned.
    pub fn entrants(&self) -> &[Entrant] {
        &self.entrants
    }

    /// The trials of a run so far; the first is the setting it has.
    pub fn trials(&self, index: usize) -> &[Trial] {
        self.found.get(index).map_or(&[], |found| &found.trials)
    }

    /// What the trials of a run say so far.
    pub fn verdict(&self, index: usize) -> Option<&Verdict> {
        self.found.get(index)?.verdict.as_ref()
    }

    /// Looks at what was found since the last look; answers whether there was something.
    pub fn look(&mut self) -> bool {
        let mut is_new = false;
        for (seen, found) in self.found.iter_mut().zip(&self.shared.found) {
            let found = lock(found);
            if seen.trials.len() != found.trials.len() || seen.done != found.done {
                is_new = true;
                let known = seen.trials.len();
                seen.trials.extend_from_slice(&found.trials[known..]);
                (seen.verdict, seen.done) = (found.verdict.clone(), found.done);
            }
        }
        is_new
    }

    /// How many trials are done, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        let runs = self.entrants.iter().zip(&self.found);
        runs.fold((0, 0), |(done, all), (entrant, found)| {
            let total = if found.done {
                found.trials.len()
            } else {
                entrant.task.trials
            };
            (done + found.trials.len(), all + total)
        })
    }

    /// Whether every run is tuned, as of the last look.
    pub fn is_done(&self) -> bool {
        self.found.iter().all(|found| found.done)
    }

    /// Whether it stands still although not all is done: it was called off, or a thread broke off.
    pub fn is_stopped(&self) -> bool {
        !self.is_done() && self.threads.iter().all(JoinHandle::is_finished)
    }

    /// Calls it off: nothing more is tried.
    pub fn cancel(&self) {
        self.shared.halt.store(true, Ordering::Relaxed);
    }

    /// Waits until nothing more is tried, and looks.
    pub fn wait(&mut self) {
        for thread in self.threads.drain(..) {
            // A thread that panicked leaves what it had found.
            let _panicked = thread.join();
        }
        self.look();
    }
}

impl Drop for Tuning {
    fn drop(&mut self) {
        self.cancel();
    }
}

fn lock(found: &Mutex<Found>) -> MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tunes one run after the other until none is left.
fn work(tasks: &[Task], shared: &Shared) {
    let halt = || shared.halt.load(Ordering::Relaxed);
    loop {
        let index = shared.next.fetch_add(1, Ordering::Relaxed);
        let Some(task) = tasks.get(index) else {
            return;
        };
        let mut tuner = Tuner::new(task.clone());
        let mut going = !tuner.is_done();
        while going && !halt() {
            going = tuner.advance(&halt);
            let mut found = lock(&shared.found[index]);
            let known = found.trials.len();
            found.trials.extend_from_slice(&tuner.trials()[known..]);
            found.verdict = tuner.verdict();
        }
        if halt() {
            return;
        }
        lock(&shared.found[index]).done = true;
    }
}
