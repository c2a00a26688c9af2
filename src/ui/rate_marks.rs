//! The stability limit on the sliders of learning rates: a tick, what lies beyond it, and the sentence that says why.
//!
//! Sliders leave their rails here while the hand acts; the marks are put on them when all runs are up to date, so that
//! they follow in the same frame whatever moved them.

use super::format;
use super::slider::Rail;
use super::theme::Theme;
use crate::core::schedule;
use crate::session::Session;
use crate::session::scene::{Run, RunId};
use crate::session::theory::{Bound, Ground};
use std::collections::HashMap;

/// Rails left in this frame, and what was worked out for runs and is still true.
#[derive(Default)]
pub struct RateMarks {
    rails: Vec<(Option<RunId>, Rail)>,
    /// Of a run's revision, how many times its own rate the highest one is.
    peaks: HashMap<RunId, (u64, Option<f64>)>,
}

impl RateMarks {
    /// Takes the rail of a run's learning rate, or of the factor on all of them.
    pub fn leave(&mut self, owner: Option<RunId>, rail: Rail) {
        self.rails.push((owner, rail));
    }

    /// Puts the marks on the rails of this frame.
    pub fn paint(&mut self, session: &Session, theme: &Theme) {
        self.peaks.retain(|id, _| session.scene.run(*id).is_some());
        for (owner, rail) in std::mem::take(&mut self.rails) {
            let limit = match owner {
                Some(id) => {
                    let run = session.scene.run(id);
                    run.and_then(|run| self.own(session, run))
                        .map(|(_, limit)| limit)
                }
                None => self.of_all(session).map(|(_, limit)| limit),
            };
            if let Some(limit) = limit {
                rail.mark_limit(limit, theme);
            }
        }
    }

    /// What is known of a run's rate, as a sentence; empty if nothing is.
    pub fn note(&mut self, session: &Session, run: &Run) -> String {
        let Some((bound, own)) = self.own(session, run) else {
            return String::new();
        };
        let text = sentence(&bound);
        if own == bound.limit || bound.limit == 0.0 {
            return text;
        }
        let own = format::significant(own, 3);
        format!("{text} With the shared factor and the schedule, that is {own} here.")
    }

    /// What is known of the factor on all rates, as a sentence; empty if nothing is.
    pub fn note_of_all(&mut self, session: &Session) -> String {
        let Some((run, factor)) = self.of_all(session) else {
            return String::new();
        };
        let (name, factor) = (&run.name, format::significant(factor, 3));
        format!(
            "{name} is stable below {factor}, the first to leave of the runs whose limit is known."
        )
    }

    /// The limit of a run, and what it is for the learning rate on its card.
    fn own(&mut self, session: &Session, run: &Run) -> Option<(Bound, f64)> {
        let bound = session.bound(run)?;
        let peak = self.peak(session, run)?;
        let factor = if run.follows.rate {
            session.scene.shared.rate_factor
        } else {
            1.0
        };
        let own = bound.limit / (factor * peak);
        own.is_finite().then_some((bound, own))
    }

    /// The run that leaves first when all rates grow together, and the factor at which it does.
    fn of_all<'a>(&mut self, session: &'a Session) -> Option<(&'a Run, f64)> {
        let scene = &session.scene;
        let runs = scene.runs.iter();
        let following = runs.filter(|run| run.follows.rate && scene.is_shown(run));
        let factors = following.filter_map(|run| {
            let (_, own) = self.own(session, run)?;
            let rate = run.optimizer.leading().real("lr")?;
            Some((run, own * scene.shared.rate_factor / rate))
        });
        let factors: Vec<(&Run, f64)> = factors.filter(|(_, factor)| factor.is_finite()).collect();
        factors.into_iter().min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// How many times a run's own rate the highest is that its schedule makes of it; none where it makes rates of its
    /// own.
    fn peak(&mut self, session: &Session, run: &Run) -> Option<f64> {
        let request = session.scene.request(run);
        if request.schedule.id() == "constant" {
            return Some(1.0);
        }
        let product = session.derived().run(run.id)?;
        let held = self.peaks.get(&run.id);
        if let Some((revision, peak)) = held
            && *revision == product.revision()
        {
            return *peak;
        }
        let highest = product
            .trajectory()
            .rate
            .iter()
            .copied()
            .fold(0.0, f64::max);
        let base = product.request().optimizer.leading().real("lr");
        let uses = schedule::uses_rate(&product.request().schedule);
        let peak = base.filter(|_| uses).map(|base| highest / base);
        let peak = peak.filter(|peak| *peak > 0.0 && peak.is_finite());
        self.peaks.insert(run.id, (product.revision(), peak));
        peak
    }
}

/// The limit, its formula, and where the curvature in it is from.
fn sentence(bound: &Bound) -> String {
    if bound.limit == 0.0 {
        return "No rate is stable with these settings.".to_owned();
    }
    let (limit, high) = (
        format::significant(bound.limit, 3),
        format::significant(bound.curvature.high, 3),
    );
    let place = match bound.ground {
        Ground::Everywhere => "exact on this surface".to_owned(),
        Ground::Minimum(at) => format!(
            "at the minimum ({}, {})",
            format::significant(at.x, 3),
            format::significant(at.y, 3)
        ),
        Ground::Head => "at the head of the run".to_owned(),
    };
    format!(
        "Stable below {limit} = {}, λmax = {high} ({place}).",
        bound.linear
    )
}
