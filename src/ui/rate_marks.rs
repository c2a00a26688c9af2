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
        let scene = &session.scene;
        self.peaks.retain(|id, _| scene.run(*id).is_some());
        for run in &scene.runs {
            if let Some((revision, peak)) = self.fresh_peak(session, run) {
                self.peaks.insert(run.id, (revision, peak));
            }
        }
        let mut limits = HashMap::new();
        for (owner, rail) in std::mem::take(&mut self.rails) {
            let mut own = |run: &Run| {
                let limit = || self.own(session, run).map(|(_, limit)| limit);
                *limits.entry(run.id).or_insert_with(limit)
            };
            let limit = match owner {
                Some(id) => scene.run(id).and_then(own),
                None => of_all(session, &mut own).map(|(_, factor)| factor),
            };
            if let Some(limit) = limit {
                rail.mark_limit(limit, theme);
            }
        }
    }

    /// What is known of a run's rate, as a sentence; empty if nothing is.
    pub fn note(&self, session: &Session, run: &Run) -> String {
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
    pub fn note_of_all(&self, session: &Session) -> String {
        let own = |run: &Run| self.own(session, run).map(|(_, limit)| limit);
        let Some((run, factor)) = of_all(session, own) else {
            return String::new();
        };
        let (name, factor) = (&run.name, format::significant(factor, 3));
        format!(
            "{name} is stable below {factor}, the first to leave of the runs whose limit is known."
        )
    }

    /// The limit of a run's rate, as it is once the shared factor is applied; none where it is not known or only where
    /// the run stands.
    pub(super) fn limit(&self, session: &Session, run: &Run) -> Option<f64> {
        let bound = session
            .bound(run)
            .filter(|bound| bound.ground != Ground::Head)?;
        let limit = bound.limit / self.peak(session, run)?;
        limit.is_finite().then_some(limit)
    }

    /// The limit of a run, and what it is for the learning rate on its card.
    fn own(&self, session: &Session, run: &Run) -> Option<(Bound, f64)> {
        let bound = session.bound(run)?;
        let factor = if run.follows.rate {
            session.scene.shared.rate_factor
        } else {
            1.0
        };
        let own = bound.limit / (factor * self.peak(session, run)?);
        own.is_finite().then_some((bound, own))
    }

    /// How many times a run's own rate the highest is that its schedule makes of it; none where it makes rates of its
    /// own.
    fn peak(&self, session: &Session, run: &Run) -> Option<f64> {
        let is_shared = run.follows.schedule && session.scene.shared.schedule.is_some();
        if !is_shared && run.schedule.id() == "constant" {
            return Some(1.0);
        }
        self.peaks.get(&run.id)?.1
    }

    /// The same, worked out if the run is another than before: its revision, and the answer.
    fn fresh_peak(&self, session: &Session, run: &Run) -> Option<(u64, Option<f64>)> {
        let product = session.derived().run(run.id)?;
        let (request, revision) = (product.request(), product.revision());
        let held = self.peaks.get(&run.id);
        if request.schedule.id() == "constant" || held.is_some_and(|held| held.0 == revision) {
            return None;
        }
        let highest = product
            .trajectory()
            .rate
            .iter()
            .copied()
            .fold(0.0, f64::max);
        let base = request.optimizer.leading().real("lr");
        let uses = schedule::uses_rate(&request.schedule);
        let peak = base.filter(|_| uses).map(|base| highest / base);
        Some((
            revision,
            peak.filter(|peak| *peak > 0.0 && peak.is_finite()),
        ))
    }
}

/// The run that leaves first when all rates grow together, and the factor at which it does.
fn of_all(session: &Session, mut own: impl FnMut(&Run) -> Option<f64>) -> Option<(&Run, f64)> {
    let scene = &session.scene;
    let runs = scene.runs.iter();
    let following = runs.filter(|run| run.follows.rate && scene.is_shown(run));
    let factors = following.filter_map(|run| {
        let rate = run.optimizer.leading().real("lr")?;
        let factor = own(run)? * scene.shared.rate_factor / rate;
        factor.is_finite().then_some((run, factor))
    });
    factors.min_by(|a, b| a.1.total_cmp(&b.1))
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
