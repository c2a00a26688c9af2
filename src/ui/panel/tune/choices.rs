//! What is chosen for a fair race: which runs, which of their numbers and over which ranges, what for, how many trials.

use crate::core::pipeline::Request;
use crate::core::tune::{Dial, MOST_DIALS, Objective, Task};
use crate::session::Session;
use crate::session::scene::{Run, RunId};
use crate::session::tune::{Entrant, Vary, label, usual_dials};
use std::collections::HashMap;

/// How many trials a run usually has, by how many of its numbers are tuned together.
const USUAL_TRIALS: [usize; MOST_DIALS] = [64, 256, 512, 1024];

/// Which runs are tuned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Which {
    /// Those that are drawn.
    #[default]
    Shown,
    /// All of them.
    All,
    /// This one.
    One(RunId),
}

/// What is chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    pub(super) which: Which,
    pub(super) vary: Vary,
    pub(super) objective: Objective,
    /// How many trials each run has; none is as many as is usual.
    pub(super) trials: Option<usize>,
    /// What was chosen for a run alone.
    pub(super) own: HashMap<RunId, Vec<Dial>>,
}

impl Choices {
    /// The run that is meant by one alone: the one it was opened for, else the one that is looked at closely.
    pub(super) fn one<'a>(&self, session: &'a Session) -> Option<&'a Run> {
        match self.which {
            Which::One(id) => session.scene.run(id).or_else(|| session.subject()),
            _ => session.subject(),
        }
    }

    /// The runs that are chosen.
    pub(super) fn runs<'a>(&self, session: &'a Session) -> Vec<&'a Run> {
        match self.which {
            Which::Shown => session.scene.shown().collect(),
            Which::All => session.scene.runs.iter().collect(),
            Which::One(_) => self.one(session).into_iter().collect(),
        }
    }

    /// What is tuned of a run.
    pub(super) fn dials(&self, id: RunId, request: &Request) -> Vec<Dial> {
        let has_all =
            |dials: &&Vec<Dial>| dials.iter().all(|dial| dial.knob.get(request).is_some());
        let own = self.own.get(&id).filter(has_all);
        own.cloned()
            .unwrap_or_else(|| usual_dials(self.vary, request))
    }

    /// How many trials each run has.
    pub(super) fn trials(&self, session: &Session) -> usize {
        let scene = &session.scene;
        let runs = self.runs(session).into_iter();
        let most = runs
            .map(|run| self.dials(run.id, &scene.request(run)).len())
            .max();
        let usual = USUAL_TRIALS[most.unwrap_or(1).clamp(1, MOST_DIALS) - 1];
        self.trials.unwrap_or(usual)
    }

    /// The runs that are tuned: those chosen that have a number to tune.
    pub(super) fn entrants(&self, session: &Session) -> Vec<Entrant> {
        let trials = self.trials(session);
        let entrant = |run: &Run| {
            let base = session.scene.request(run);
            let task = Task {
                dials: self.dials(run.id, &base),
                base,
                trials,
                objective: self.objective,
            };
            Entrant {
                id: run.id,
                name: run.name.clone(),
                style: run.style,
                task,
            }
        };
        let all = self.runs(session).into_iter().map(entrant);
        all.filter(|entrant| !entrant.task.dials.is_empty())
            .collect()
    }
}

/// What is wrong with the choices, in a sentence.
pub(super) fn fault(entrants: &[Entrant]) -> Option<String> {
    if entrants.is_empty() {
        return Some("No run has anything to tune: choose a number of one above.".to_owned());
    }
    entrants.iter().find_map(|entrant| {
        let (i, fault) = entrant.task.fault()?;
        let name = label(&entrant.task.dials[i].knob, &entrant.task.base);
        Some(format!("{name} of {} {fault}.", entrant.name))
    })
}
