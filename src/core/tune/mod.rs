//! A fair race: the best setting of a run that so many trials find, the same number for every run.
//!
//! A [`Task`] is a run, the numbers that are tuned with their ranges, and what they are tuned for. A [`Tuner`] tries one
//! batch of settings after the other and keeps every trial. The first trial is always the setting that the run has, so that
//! its answer is never worse. Each trial is, bit for bit, a single run (where there is noise: several, with seeds that
//! follow one another, and what counts is their mean, so that luck does not win). The trials are a function of the task
//! alone. Who waits for them, and on which thread, is not known here.

mod dial;
mod score;
mod search;

use dial::DIGITS;
pub use dial::{Dial, Edge, Fault};
pub use score::{Objective, Score};

use super::map::{Cell, Mapper, Outcome, Plan};
use super::pipeline::Request;
use super::surface;
use search::Search;
use std::cmp::Ordering;

/// The most numbers of a run that are tuned together.
pub const MOST_DIALS: usize = 4;
/// The fewest and the most trials.
pub const TRIALS: [usize; 2] = [8, 2048];
/// How many seeds a setting is tried with where there is noise.
pub const SEEDS: u64 = 4;
/// Seeds are whole numbers up to this.
const LAST_SEED: u64 = 1 << 53;

/// A run and what is tuned of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The run as it is.
    pub base: Request,
    /// What is tuned: at least one number, at most [`MOST_DIALS`], each another one.
    pub dials: Vec<Dial>,
    /// How many settings are tried.
    pub trials: usize,
    /// What for.
    pub objective: Objective,
}

impl Task {
    /// How many runs each trial is: several seeds where noise makes them differ.
    pub fn seeds(&self) -> u64 {
        if self.base.noise.sigma == 0.0 {
            1
        } else {
            SEEDS
        }
    }

    /// The run of a setting; none where a number is outside its domain.
    pub fn request(&self, setting: &[f64]) -> Option<Request> {
        let mut request = self.base.clone();
        for (dial, value) in self.dials.iter().zip(setting) {
            dial.knob.put(&mut request, *value)?;
        }
        Some(request)
    }

    /// The setting that the run has.
    pub fn present(&self) -> Vec<f64> {
        let of = |dial: &Dial| dial.knob.get(&self.base).unwrap_or(f64::NAN);
        self.dials.iter().map(of).collect()
    }

    /// The first of its numbers that cannot be tuned as it says, and why.
    pub fn fault(&self) -> Option<(usize, Fault)> {
        let mut faults = self.dials.iter().enumerate();
        faults.find_map(|(i, dial)| {
            let twice = self.dials[..i].iter().any(|other| other.knob == dial.knob);
            let fault = dial.fault(&self.base);
            let fault = fault.or(twice.then_some(Fault::Unknown));
            fault.map(|fault| (i, fault))
        })
    }
}

/// A setting that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The values, in the order of the dials.
    pub setting: Vec<f64>,
    /// Where they are in their ranges, 0 to 1; outside only if the run was there before.
    pub at: Vec<f64>,
    /// What became of it.
    pub score: Score,
}

/// What the trials so far say.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The trial whose setting is to be taken.
    pub best: usize,
    /// Whether nothing was better than the setting that the run has: it keeps it.
    pub kept: bool,
    /// How many other settings were exactly as good.
    pub ties: usize,
    /// At which ends of their ranges the values stand, in the order of the dials, if there is more beyond.
    pub edges: Vec<Option<Edge>>,
    /// Whether no setting gave what was looked for: all diverged, or none came to the tolerance.
    pub hopeless: bool,
}

/// Tries settings of a task.
pub struct Tuner {
    task: Task,
    search: Search,
    waiting: Vec<Vec<f64>>,
    trials: Vec<Trial>,
    lowest: Option<f64>,
    done: bool,
}

impl Tuner {
    /// Nothing tried yet. A task with a fault, or with nothing to tune, is done at once.
    pub fn new(task: Task) -> Self {
        let fits = (1..=MOST_DIALS).contains(&task.dials.len()) && task.fault().is_none();
        let trials = task.trials.clamp(TRIALS[0], TRIALS[1]);
        let task = Task { trials, ..task };
        Self {
            search: Search::new(&task),
            waiting: Vec::new(),
            trials: Vec::new(),
            lowest: surface::landmarks(&task.base.surface).lowest,
            done: !fits,
            task,
        }
    }

    /// What it was asked for.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Every trial so far, in order; the first is the setting that the run has.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Whether all trials are done, or every setting of the ranges was tried.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Tries some more settings, as many as are simulated side by side; answers whether there is more to do. Where `halt`
    /// says so, what was under way is forgotten, and is tried again if it goes on.
    pub fn advance(&mut self, halt: &dyn Fn() -> bool) -> bool {
        if self.waiting.is_empty() && !self.done {
            self.waiting = self.search.propose(&self.task, &self.trials);
            self.done = self.waiting.is_empty();
        }
        let count = self.at_once().min(self.waiting.len());
        let Some(scores) = self.judge(&self.waiting[..count], halt) else {
            return !self.done;
        };
        for (setting, score) in self.waiting.drain(..count).zip(scores) {
            let at = self.task.dials.iter().zip(&setting);
            let at = at.map(|(dial, value)| dial.position_of(*value)).collect();
            self.trials.push(Trial { setting, at, score });
        }
        if self.trials.len() >= self.task.trials {
            self.done = true;
        }
        !self.done
    }

    /// How many settings are simulated side by side.
    fn at_once(&self) -> usize {
        let is_packed = self.plan(0).is_some_and(|plan| Mapper::is_packed(&plan));
        if is_packed && self.task.dials.len() <= 2 {
            crate::core::lane::PACK_WIDTH
        } else {
            1
        }
    }

    /// The map on which up to two numbers vary, under one of the seeds.
    fn plan(&self, seed: u64) -> Option<Plan> {
        let mut base = self.task.base.clone();
        base.noise.seed = base.noise.seed.wrapping_add(seed) % (LAST_SEED + 1);
        Some(Plan {
            base,
            across: self.task.dials.first()?.knob.clone(),
            up: self.task.dials.get(1).map(|dial| dial.knob.clone()),
            rates: false,
        })
    }

    /// What becomes of settings; none if `halt` said so.
    fn judge(&self, settings: &[Vec<f64>], halt: &dyn Fn() -> bool) -> Option<Vec<Score>> {
        let mut outcomes: Vec<Vec<Outcome>> = Vec::new();
        for seed in 0..self.task.seeds() {
            let Some(plan) = self.plan(seed) else {
                break;
            };
            outcomes.push(self.outcomes(&plan, settings, halt)?);
        }
        let of = |i: usize| {
            let scores = outcomes.iter().map(|of| Score::of(&of[i], self.lowest));
            Score::mean(&scores.collect::<Vec<Score>>())
        };
        Some((0..settings.len()).map(of).collect())
    }

    fn outcomes(
        &self,
        plan: &Plan,
        settings: &[Vec<f64>],
        halt: &dyn Fn() -> bool,
    ) -> Option<Vec<Outcome>> {
        let cell = |setting: &Vec<f64>| -> Cell {
            [setting[0], setting.get(1).copied().unwrap_or_default()]
        };
        let mut out = Vec::with_capacity(settings.len());
        if self.task.dials.len() <= 2 {
            let cells: Vec<Cell> = settings.iter().map(cell).collect();
            let going = Mapper::new(plan).run(&cells, halt, &mut out);
            return going.then_some(out);
        }
        // A map varies two numbers: the others are put in place first.
        for setting in settings {
            let mut plan = plan.clone();
            let rest = self.task.dials.iter().zip(setting).skip(2);
            let put = rest.map(|(dial, value)| dial.knob.put(&mut plan.base, *value));
            if put.collect::<Option<Vec<()>>>().is_none() {
                out.push(Outcome::NONE);
            } else if !Mapper::new(&plan).run(&[cell(setting)], halt, &mut out) {
                return None;
            }
        }
        Some(out)
    }

    /// What the trials so far say; none before the first.
    ///
    /// The best is the one with the best score; among equals the one nearest to the setting that the run has, then the one
    /// that was tried first. A setting of three (else four) significant digits that is nearly as good stands for it, and the setting
    /// that the run has stands for all that are no better.
    pub fn verdict(&self) -> Option<Verdict> {
        let (present, task) = (self.trials.first()?, &self.task);
        let objective = task.objective;
        let order =
            |a: &usize, b: &usize| -> Ordering { search::order(&self.trials, objective, *a, *b) };
        let better = |i: usize| {
            let score = &self.trials[i].score;
            score.compare(&present.score, objective) == Ordering::Less
        };
        let least = (0..self.trials.len()).min_by(order)?;
        let score = self.trials[least].score;
        let known = self.lowest.is_some();
        let round = DIGITS.into_iter().find_map(|digits| {
            let is_round = |i: &usize| {
                let mut values = task.dials.iter().zip(&self.trials[*i].setting);
                values.all(|(dial, x)| dial.settled(&task.base, dial.rounded(*x, digits)) == *x)
            };
            let round = (0..self.trials.len()).filter(is_round).min_by(order)?;
            let near = &self.trials[round].score;
            let stands = near.is_as_good_as(&score, objective, known) && better(round);
            stands.then_some(round)
        });
        let best = round.unwrap_or(least);
        let kept = !better(best);
        let best = if kept { 0 } else { best };
        let chosen = &self.trials[best];
        let same = |trial: &&Trial| trial.score == chosen.score && **trial != *chosen;
        let hopeless = chosen.score.of_objective(objective) == f64::INFINITY;
        let edge =
            |(dial, value): (&Dial, &f64)| dial.edge(&task.base, *value).filter(|_| !hopeless);
        Some(Verdict {
            best,
            kept,
            ties: self.trials.iter().filter(same).count(),
            edges: task.dials.iter().zip(&chosen.setting).map(edge).collect(),
            hopeless,
        })
    }
}
