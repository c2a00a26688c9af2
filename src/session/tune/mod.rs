//! The fair race at work: every run of a scene is tuned beside the screen, as many trials for each.
//!
//! A [`Tuning`] is for the scene as it was when it began. The workers take one run after the other; what they find does not
//! depend on how many there are. Dropping it calls them off.

mod apply;
mod ranges;

pub use apply::Applied;
pub use ranges::{Vary, label, symbol, tunable, usual_dial, usual_dials};

use super::scene::RunId;
use super::workers::{Engagement, Piece, Rank, Work, Workers, attempt, hold};
use crate::core::tune::{Task, Trial, Tuner, Verdict};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

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
    /// Whether an error of the program ended it.
    broken: bool,
}

/// A run that is tuned, as the workers see it.
struct Lane {
    /// Who tries its settings; none while somebody is at it, and when nothing is left to try.
    tuner: Option<Tuner>,
    found: Found,
}

/// What the workers and the screen both see.
struct Race {
    halt: AtomicBool,
    lanes: Mutex<Vec<Lane>>,
    /// Somebody has tried something, or there is nothing left.
    tried: Condvar,
}

/// A fair race that is being worked out, or is done.
pub struct Tuning {
    entrants: Vec<Entrant>,
    /// What was known when the screen looked last.
    found: Vec<Found>,
    race: Arc<Race>,
    engagement: Engagement,
}

impl Tuning {
    /// Has these runs tuned, beside what is on the screen.
    pub fn start(entrants: Vec<Entrant>, workers: &Workers) -> Self {
        let lane = |entrant: &Entrant| {
            let tuner = Tuner::new(entrant.task.clone());
            let done = tuner.is_done();
            Lane {
                tuner: (!done).then_some(tuner),
                found: Found {
                    done,
                    ..Found::default()
                },
            }
        };
        let race = Arc::new(Race {
            halt: AtomicBool::new(false),
            lanes: Mutex::new(entrants.iter().map(lane).collect()),
            tried: Condvar::new(),
        });
        Self {
            found: vec![Found::default(); entrants.len()],
            engagement: workers.engage(Rank::Beside, race.clone()),
            entrants,
            race,
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
        self.engagement.look();
        let mut is_new = false;
        for (seen, lane) in self.found.iter_mut().zip(&*hold(&self.race.lanes)) {
            let found = &lane.found;
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

    /// Whether it stands still although not all is done: it was called off, or broke off.
    pub fn is_stopped(&self) -> bool {
        let lanes = hold(&self.race.lanes);
        let mut open = lanes.iter().filter(|lane| !lane.found.done).peekable();
        let is_halted = |lane: &Lane| lane.found.broken || (self.race.is_off() && !lane.is_tried());
        open.peek().is_some() && open.all(is_halted)
    }

    /// Calls it off: nothing more is tried.
    pub fn cancel(&self) {
        self.race.call_off();
    }

    /// Works, too, until nothing more is tried, and looks.
    pub fn wait(&mut self) {
        loop {
            while self.race.piece() != Piece::None {}
            let lanes = hold(&self.race.lanes);
            if !lanes.iter().any(Lane::is_tried) {
                break;
            }
            let sleep = self.race.tried.wait(lanes);
            drop(sleep.unwrap_or_else(PoisonError::into_inner));
        }
        self.look();
    }
}

impl Lane {
    /// Whether somebody is at it.
    fn is_tried(&self) -> bool {
        self.tuner.is_none() && !self.found.done && !self.found.broken
    }
}

impl Race {
    fn is_off(&self) -> bool {
        self.halt.load(Ordering::Relaxed)
    }
}

impl Work for Race {
    /// Tries some settings of the first run that nobody is at.
    fn piece(&self) -> Piece {
        let mut lanes = hold(&self.lanes);
        let free = |lane: &Lane| lane.tuner.is_some() && !self.is_off();
        let Some(index) = lanes.iter().position(free) else {
            return Piece::None;
        };
        let tuner = lanes[index].tuner.take();
        let known = lanes[index].found.trials.len();
        drop(lanes);
        let tried = attempt(|| {
            let mut tuner = tuner?;
            let going = tuner.advance(&|| self.is_off());
            let (trials, verdict) = (tuner.trials()[known..].to_vec(), tuner.verdict());
            Some((going.then_some(tuner), trials, verdict))
        });
        let mut lanes = hold(&self.lanes);
        let lane = &mut lanes[index];
        match tried {
            Ok(Some((tuner, trials, verdict))) => {
                lane.found.trials.extend(trials);
                (lane.found.verdict, lane.found.done) = (verdict, tuner.is_none());
                lane.tuner = tuner;
            }
            Ok(None) | Err(_) => lane.found.broken = true,
        }
        drop(lanes);
        self.tried.notify_all();
        Piece::Silent
    }

    fn call_off(&self) {
        self.halt.store(true, Ordering::Relaxed);
    }
}
