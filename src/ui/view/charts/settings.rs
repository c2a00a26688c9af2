//! Which handles stand on a curve: the thresholds and breaks of what the shown runs have of their own or share.

use crate::core::clip::{self, Place};
use crate::core::schedule::{self, Break};
use crate::session::Session;
use crate::session::scene::{Run, RunId};

/// Up to so many schedules of single runs, the breaks of all have grips; else those of the run that is looked at.
const FEW: usize = 4;

/// Whose setting a handle moves: one run's own, or what all share.
pub(in crate::ui::view) type Owner = Option<RunId>;

/// What a handle moves.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui::view) enum What {
    /// The threshold of a clip, and how long a vector of it is.
    Threshold {
        /// The parameter of the clip.
        key: &'static str,
        /// The greatest length, in units of it.
        unit: f64,
    },
    /// A break of a schedule.
    Break(Break),
}

/// A handle before the hand: what it moves, on which run's curve, and what it is called.
pub(in crate::ui::view) struct Wanted {
    pub(in crate::ui::view) owner: Owner,
    pub(in crate::ui::view) run: RunId,
    pub(in crate::ui::view) what: What,
    pub(in crate::ui::view) name: String,
}

/// Who a setting belongs to, in a name.
fn owner_name(session: &Session, owner: Owner) -> &str {
    let run = owner.and_then(|id| session.scene.run(id));
    run.map_or("all runs", |run| run.name.as_str())
}

/// The shown runs with a setting of their own, and one of those that follow the shared one, the subject if it does.
fn owners(session: &Session, follows: impl Fn(&Run) -> bool) -> Vec<(Owner, &Run)> {
    let scene = &session.scene;
    let subject = session.subject().map(|run| run.id);
    let shown = || scene.shown();
    let following = || shown().filter(|run| follows(run));
    let one = following()
        .find(|run| Some(run.id) == subject)
        .or(following().next());
    let own = shown()
        .filter(|run| !follows(run))
        .map(|run| (Some(run.id), run));
    one.map(|run| (None, run)).into_iter().chain(own).collect()
}

/// The clips that have a threshold which is a length of the gradient.
pub(in crate::ui::view) fn thresholds(session: &Session) -> Vec<Wanted> {
    let has_shared = session.scene.shared.clip.is_some();
    let mut all = Vec::new();
    for (owner, run) in owners(session, |run| has_shared && run.follows.clip) {
        let request = session.scene.request(run);
        let entry = clip::entry_of(&request.clip);
        if let (Some(key), Some(unit), Place::Gradient) =
            (entry.threshold, entry.length(&request.clip), request.place)
        {
            all.push(Wanted {
                owner,
                run: run.id,
                what: What::Threshold { key, unit },
                name: format!("Clip threshold of {}", owner_name(session, owner)),
            });
        }
    }
    all
}

/// The breaks of the schedules, as far as they fall into the run.
pub(in crate::ui::view) fn breaks(session: &Session) -> Vec<Wanted> {
    let has_shared = session.scene.shared.schedule.is_some();
    let subject = session.subject().map(|run| run.id);
    let mut owners = owners(session, |run| has_shared && run.follows.schedule);
    owners.retain(|(_, run)| session.scene.request(run).schedule.id() != "constant");
    let is_many = owners.iter().filter(|(owner, _)| owner.is_some()).count() > FEW;
    let mut all: Vec<Wanted> = Vec::new();
    for (owner, run) in owners {
        if is_many && owner.is_some() && owner != subject {
            continue;
        }
        let horizon = session.scene.steps;
        let found = schedule::breaks(&session.scene.request(run).schedule, horizon);
        let same = |words: &str| found.iter().filter(|one| one.words == words).count();
        let mut number = 0;
        for one in found.iter().filter(|one| one.step <= horizon) {
            let mut words = one.words.to_owned();
            if same(one.words) > 1 {
                number += 1;
                words = format!("{words} {number}");
            }
            all.push(Wanted {
                owner,
                run: run.id,
                name: format!("{words} of {}", owner_name(session, owner)),
                what: What::Break(one.clone()),
            });
        }
    }
    all
}
