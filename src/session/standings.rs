//! Who is where at the playhead: the ranking of the runs at one step.

use super::derived::Derived;
use super::scene::{RunId, Scene};
use crate::core::surface::Landmarks;
use crate::core::trajectory::{Ending, Trajectory};

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The run.
    pub id: RunId,
    /// The gap to the minimum where it is known, else the loss, at the playhead; not a number once the run
    /// has none.
    pub height: f64,
    /// What the run is doing at the playhead.
    pub state: State,
}

/// What a run is doing at a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// On its way.
    Racing,
    /// Within the tolerance since this step.
    Arrived {
        /// The step.
        at: u64,
    },
    /// It has come to its end, and this is what it was.
    Ended(Ending),
}

/// The runs that are drawn, best first, as of step `step`.
///
/// Runs that have arrived come first, the earliest foremost; then those on their way by height; then
/// those that have diverged.
pub fn standings(scene: &Scene, derived: &Derived, step: u64) -> Vec<Standing> {
    let landmarks = derived.landmarks();
    let mut lines: Vec<Standing> = scene
        .shown()
        .filter_map(|run| line(derived, landmarks, run.id, step))
        .collect();
    sort(&mut lines);
    lines
}

/// Puts them in order, best first; equals stay as they stand.
pub fn sort(lines: &mut [Standing]) {
    lines.sort_by(|a, b| {
        rank(a)
            .partial_cmp(&rank(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
}

fn line(derived: &Derived, landmarks: &Landmarks, id: RunId, step: u64) -> Option<Standing> {
    let product = derived.run(id)?;
    standing(id, product.trajectory(), product.ending(), landmarks, step)
}

/// The line of a run at a step; none while nothing of it is recorded.
pub fn standing(
    id: RunId,
    trajectory: &Trajectory,
    ending: Option<Ending>,
    landmarks: &Landmarks,
    step: u64,
) -> Option<Standing> {
    let loss = *trajectory
        .loss
        .get(step as usize)
        .or(trajectory.loss.last())?;
    let state = match ending {
        Some(Ending::Converged { at }) if at <= step => State::Arrived { at },
        Some(ending @ (Ending::Diverged { at, .. } | Ending::Saddle { at })) if at <= step => {
            State::Ended(ending)
        }
        Some(ending @ (Ending::Cycling { .. } | Ending::Budget))
            if step >= trajectory.steps() as u64 =>
        {
            State::Ended(ending)
        }
        _ => State::Racing,
    };
    Some(Standing {
        id,
        height: loss - landmarks.lowest.unwrap_or(0.0),
        state,
    })
}

/// Smaller is better: the group, then the order within it.
fn rank(line: &Standing) -> (u8, f64) {
    let height = if line.height.is_nan() {
        f64::INFINITY
    } else {
        line.height
    };
    match line.state {
        State::Arrived { at } => (0, at as f64),
        State::Ended(Ending::Diverged { at, .. }) => (2, -(at as f64)),
        State::Racing | State::Ended(_) => (1, height),
    }
}
