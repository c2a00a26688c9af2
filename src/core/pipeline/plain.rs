//! Many steps of a run that has a surface and a rule and nothing else: no noise, no clip, one rate.
//!
//! Position and gradient go from call to call in registers: in memory each step would wait for what the step before it has
//! just written.

use super::{Method, Pipeline, Taken};
use crate::core::clip::Place;
use crate::core::optim::Step;
use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;

/// How many steps are taken before the columns that follow from others are filled.
const BLOCK: u64 = 256;

impl Pipeline<f64> {
    /// Takes the steps up to `last` and records them, or those up to a number that is not finite, if the run is of this
    /// kind; `taken` holds loss and gradient where it stands, before and after, and `record` all steps so far. Else nothing
    /// happens.
    pub(in crate::core) fn walk(
        &mut self,
        last: u64,
        taken: &mut Taken<f64>,
        record: &mut Trajectory,
    ) {
        let is_bare = !self.clipped && self.place == Place::Gradient && self.noise.sigma == 0.0;
        let Method::Rule(rule) = &mut self.method else {
            return;
        };
        if !is_bare || !self.is_steady {
            return;
        }
        let surface = &*self.surface;
        // One by one, not in a structure: that would stay in memory.
        let (mut at, mut loss, mut gradient) = (self.at, taken.loss, taken.gradient);
        let mut step = Step {
            index: self.index,
            rate: self.base,
            momentum: None,
            loss,
        };
        let momentum = self.own_momentum.unwrap_or(f64::NAN);
        let is_finite = |at: Vec2, loss: f64, gradient: Vec2| {
            at.is_finite() && loss.is_finite() && gradient.is_finite()
        };
        let mut goes_on = is_finite(at, loss, gradient);
        while step.index < last && goes_on {
            let first = step.index as usize;
            let end = last.min(step.index + BLOCK);
            while step.index < end && goes_on {
                step.loss = loss;
                at = rule.next(&step, at, gradient);
                gradient = surface.slope(at, &mut loss);
                record.position.push(at);
                record.loss.push(loss);
                record.gradient.push(gradient);
                step.index += 1;
                goes_on = is_finite(at, loss, gradient);
            }
            let met = &record.gradient[first..step.index as usize];
            record.noisy.extend_from_slice(met);
            record.clipped.extend_from_slice(met);
            record.rate.resize(step.index as usize, self.base);
            record.momentum.resize(step.index as usize, momentum);
        }
        if step.index > self.index {
            self.previous_loss = Some(step.loss);
        }
        (self.at, self.index) = (at, step.index);
        (taken.loss, taken.gradient) = (loss, gradient);
    }
}
