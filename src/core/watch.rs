//! How a run is ending, told while it goes: the rules of [`super::ending`] for a run that is not recorded.
//!
//! Cycles are not looked for, since they need the tail of the record: such a run has used up its steps.

use super::ending::{broken, has_left, level};
use super::pipeline::Request;
use super::surface::Landmarks;
use super::trajectory::{Cause, Ending};
use super::vec2::Vec2;

/// What is remembered of a run: since when each of the rules has held.
#[derive(Clone, Debug)]
pub struct Watch {
    lowest: Option<f64>,
    tolerance: f64,
    broken: Option<(u64, Cause)>,
    outside: Option<u64>,
    under_gap: Option<u64>,
    under_slope: Option<u64>,
    at: Vec2,
}

impl Watch {
    /// Nothing seen yet of a run on a surface with these landmarks.
    pub fn new(request: &Request, landmarks: &Landmarks) -> Self {
        Self {
            lowest: landmarks.lowest,
            tolerance: request.tolerance,
            broken: None,
            outside: None,
            under_gap: None,
            under_slope: None,
            at: Vec2::zero(),
        }
    }

    /// Takes in where the run stands before step `step`; steps come in order, from 0. After a number that is
    /// not finite there is nothing more to see.
    #[inline]
    pub fn see(&mut self, step: u64, at: Vec2, loss: f64, gradient: Vec2) {
        if self.broken.is_some() {
            return;
        }
        self.at = at;
        self.broken = broken(at, loss, gradient).map(|cause| (step, cause));
        let hold = |since: &mut Option<u64>, holds: bool| {
            *since = holds.then(|| since.unwrap_or(step));
        };
        hold(&mut self.outside, has_left(at));
        let gap = self.lowest.map(|lowest| loss - lowest);
        hold(&mut self.under_gap, gap.is_some_and(|g| g < self.tolerance));
        hold(&mut self.under_slope, gradient.norm() < self.tolerance);
    }

    /// Whether the run has come upon a number that is not finite.
    pub fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Whether the run is outside every bound at present.
    pub fn is_outside(&self) -> bool {
        self.outside.is_some()
    }

    /// How the run has ended, if this was its last step.
    pub fn ending(&self, request: &Request, landmarks: &Landmarks) -> Ending {
        if let Some((at, cause)) = self.broken {
            return Ending::Diverged { at, cause };
        }
        if let Some(at) = self.outside {
            let cause = Cause::Escaped;
            return Ending::Diverged { at, cause };
        }
        if let Some(at) = self.under_gap {
            return Ending::Converged { at };
        }
        let rests = |at| level(request, landmarks, self.at, at);
        self.under_slope.and_then(rests).unwrap_or(Ending::Budget)
    }
}
