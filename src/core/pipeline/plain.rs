//! Many steps of a run that has a surface and a rule and nothing else: no noise, no clip, one rate.
//!
//! Position and gradient go from call to call in registers: in memory each step would wait for what the step before it has
//! just written.

use super::{Method, Pipeline, Taken};
use crate::core::clip::Place;
use crate::core::optim::Step;
use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;

/// How many steps are taken before they are recorded.
const BLOCK: usize = 64;

/// Where a run stands.
#[derive(Clone, Copy)]
struct Stand {
    at: Vec2,
    loss: f64,
    gradient: Vec2,
}

impl Stand {
    #[inline(always)]
    fn is_finite(&self) -> bool {
        self.at.is_finite() && self.loss.is_finite() && self.gradient.is_finite()
    }
}

impl Pipeline<f64> {
    /// Takes the steps up to `last` and records them, or those up to a number that is not finite, if the run is of this
    /// kind; `taken` holds loss and gradient where it stands, before and after. Else nothing happens.
    pub fn walk(&mut self, last: u64, taken: &mut Taken<f64>, record: &mut Trajectory) {
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
        let mut block = [Stand { at, loss, gradient }; BLOCK];
        let mut goes_on = block[0].is_finite();
        while step.index < last && goes_on {
            let before = gradient;
            let count = (last - step.index).min(BLOCK as u64) as usize;
            let mut taken = 0;
            for entry in &mut block[..count] {
                step.loss = loss;
                at = rule.next(&step, at, gradient);
                gradient = surface.slope(at, &mut loss);
                let stand = Stand { at, loss, gradient };
                *entry = stand;
                step.index += 1;
                taken += 1;
                goes_on = stand.is_finite();
                if !goes_on {
                    break;
                }
            }
            let block = &block[..taken];
            let gradients = || block.iter().map(|entry| entry.gradient);
            let met = || std::iter::once(before).chain(gradients()).take(taken);
            record.noisy.extend(met());
            record.clipped.extend(met());
            record.rate.extend(block.iter().map(|_| self.base));
            record.momentum.extend(block.iter().map(|_| momentum));
            record.position.extend(block.iter().map(|entry| entry.at));
            record.loss.extend(block.iter().map(|entry| entry.loss));
            record.gradient.extend(gradients());
        }
        if step.index > self.index {
            self.previous_loss = Some(step.loss);
        }
        (self.at, self.index) = (at, step.index);
        (taken.loss, taken.gradient) = (loss, gradient);
    }
}
