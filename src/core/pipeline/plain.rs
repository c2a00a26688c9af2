//! Many steps of a run that has a surface and a rule and nothing else: no noise, no clip, one rate.
//!
//! Position and gradient go from step to step in registers: in memory each step would wait for what the step before it has
//! just written. With the rules that most runs use, every surface is compiled together, and there is no call between them.

use super::{Method, Pipeline, Taken};
use crate::core::clip::Place;
use crate::core::optim::{self, Optimizer, OptimizerKernel, Step, with_fused};
use crate::core::probe::NoProbe;
use crate::core::surface::Surface;
use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;
use std::any::Any;

/// How many steps are taken before the columns that follow from others are filled.
const BLOCK: u64 = 256;

/// A run on its way.
pub(in crate::core) struct Walk<'a> {
    /// Where it stands.
    at: Vec2,
    /// Its loss there.
    loss: f64,
    /// Its gradient there.
    gradient: Vec2,
    /// Number of its next step.
    index: u64,
    /// The step before which it stops.
    last: u64,
    /// Its learning rate.
    rate: f64,
    /// Its momentum, for the record.
    momentum: f64,
    /// Where it is recorded.
    record: &'a mut Trajectory,
}

impl Walk<'_> {
    /// Goes on to the last step or to a number that is not finite: `next` says where a step from a place with some gradient
    /// leads, `slope` the gradient there, and it writes the loss.
    #[inline(always)]
    fn go(
        &mut self,
        mut next: impl FnMut(&Step<f64>, Vec2, Vec2) -> Vec2,
        slope: impl Fn(Vec2, &mut f64) -> Vec2,
    ) {
        let record = &mut *self.record;
        // One by one, not in a structure: that would stay in memory.
        let (mut at, mut loss, mut gradient) = (self.at, self.loss, self.gradient);
        let (last, rate) = (self.last, self.rate);
        let mut index = self.index;
        let is_finite = |at: Vec2, loss: f64, gradient: Vec2| {
            at.is_finite() && loss.is_finite() && gradient.is_finite()
        };
        let mut goes_on = is_finite(at, loss, gradient);
        while index < last && goes_on {
            let first = index as usize;
            let end = last.min(index + BLOCK);
            while index < end && goes_on {
                let step = Step {
                    index,
                    rate,
                    momentum: None,
                    loss,
                };
                at = next(&step, at, gradient);
                gradient = slope(at, &mut loss);
                record.position.push(at);
                record.loss.push(loss);
                record.gradient.push(gradient);
                index += 1;
                goes_on = is_finite(at, loss, gradient);
            }
            let met = &record.gradient[first..index as usize];
            record.noisy.extend_from_slice(met);
            record.clipped.extend_from_slice(met);
            record.rate.resize(index as usize, rate);
            record.momentum.resize(index as usize, self.momentum);
        }
        (self.at, self.loss, self.gradient, self.index) = (at, loss, gradient, index);
    }

    /// [`Walk::go`] with a rule that the surface is compiled together with; false, and nothing, if it is none.
    pub(in crate::core) fn go_fused<S: Surface>(
        &mut self,
        surface: &S::Of<f64>,
        rule: &mut dyn OptimizerKernel<f64>,
    ) -> bool {
        with_fused!(|O| self.try_with::<S, O>(surface, rule))
    }

    fn try_with<S: Surface, O: Optimizer>(
        &mut self,
        surface: &S::Of<f64>,
        rule: &mut dyn OptimizerKernel<f64>,
    ) -> bool
    where
        O::State<f64>: Copy,
    {
        let rule: &mut dyn Any = rule;
        let Some(kernel) = rule.downcast_mut::<optim::Kernel<O, f64>>() else {
            return false;
        };
        // Copies that nothing else can change: they stay in registers.
        let (surface, rule, mut state) = (surface.clone(), kernel.rule.clone(), kernel.state);
        self.go(
            |step, at, gradient| {
                let direction = O::direction(&rule, &mut state, step, at, gradient, &mut NoProbe);
                O::finish(&rule, &mut state, step, at, direction, &mut NoProbe)
            },
            |at, loss| {
                let (value, gradient) = S::value_and_gradient(&surface, at);
                *loss = value;
                gradient
            },
        );
        kernel.state = state;
        true
    }
}

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
        let (rule, surface) = (&mut **rule, &*self.surface);
        let mut walk = Walk {
            at: self.at,
            loss: taken.loss,
            gradient: taken.gradient,
            index: self.index,
            last,
            rate: self.base,
            momentum: self.own_momentum.unwrap_or(f64::NAN),
            record,
        };
        if !self.kind.walk(surface, rule, &mut walk) {
            walk.go(
                |step, at, gradient| rule.next(step, at, gradient),
                |at, loss| surface.slope(at, loss),
            );
        }
        (self.at, taken.loss, taken.gradient) = (walk.at, walk.loss, walk.gradient);
        if walk.index > self.index {
            self.previous_loss = walk.record.loss.iter().rev().nth(1).copied();
        }
        self.index = walk.index;
    }
}
