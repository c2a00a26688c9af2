//! An optimizer as the rest of the program sees it: its rule and its memory behind one erased face.

use super::{Optimizer, Step};
use crate::core::lane::Lane;
use crate::core::params::Source;
use crate::core::pipeline::Width;
use crate::core::probe::{NoProbe, Probe};
use crate::core::vec2::Vec2;

/// An optimizer with its parameters and its memory, on one kind of lane. The program's side of
/// [`Optimizer`]; crossed once per lane or pack.
pub trait OptimizerKernel<L: Lane>: Send {
    /// Forgets everything and stands before its first step at `start`.
    fn reset(&mut self, start: &Vec2<L>);
    /// See [`Optimizer::direction`]; `vector` is the gradient and becomes the direction.
    fn direction(
        &mut self,
        step: &Step<L>,
        at: &Vec2<L>,
        vector: &mut Vec2<L>,
        probe: Option<&mut dyn Probe<L>>,
    );
    /// See [`Optimizer::finish`]; `at` becomes the next position.
    fn finish(
        &mut self,
        step: &Step<L>,
        at: &mut Vec2<L>,
        direction: &Vec2<L>,
        probe: Option<&mut dyn Probe<L>>,
    );
    /// Both parts at once, with nothing between them.
    fn step(&mut self, step: &Step<L>, at: &mut Vec2<L>, gradient: &Vec2<L>);
}

struct Kernel<O: Optimizer, L: Width> {
    rule: O::Of<L>,
    state: O::State<L>,
}

impl<O: Optimizer, L: Width> OptimizerKernel<L> for Kernel<O, L> {
    fn reset(&mut self, start: &Vec2<L>) {
        self.state = O::init(&self.rule, *start);
    }
    fn direction(
        &mut self,
        step: &Step<L>,
        at: &Vec2<L>,
        vector: &mut Vec2<L>,
        probe: Option<&mut dyn Probe<L>>,
    ) {
        *vector = match probe {
            None => O::direction(
                &self.rule,
                &mut self.state,
                step,
                *at,
                *vector,
                &mut NoProbe,
            ),
            Some(mut probe) => {
                O::direction(&self.rule, &mut self.state, step, *at, *vector, &mut probe)
            }
        };
    }
    fn finish(
        &mut self,
        step: &Step<L>,
        at: &mut Vec2<L>,
        direction: &Vec2<L>,
        probe: Option<&mut dyn Probe<L>>,
    ) {
        *at = match probe {
            None => O::finish(
                &self.rule,
                &mut self.state,
                step,
                *at,
                *direction,
                &mut NoProbe,
            ),
            Some(mut probe) => O::finish(
                &self.rule,
                &mut self.state,
                step,
                *at,
                *direction,
                &mut probe,
            ),
        };
    }
    fn step(&mut self, step: &Step<L>, at: &mut Vec2<L>, gradient: &Vec2<L>) {
        let direction = O::direction(
            &self.rule,
            &mut self.state,
            step,
            *at,
            *gradient,
            &mut NoProbe,
        );
        *at = O::finish(
            &self.rule,
            &mut self.state,
            step,
            *at,
            direction,
            &mut NoProbe,
        );
    }
}

/// A rule that takes no step: what a method that looks around is where nothing can be looked at. The
/// pipeline never asks for it, and a setting cannot put such a method inside another.
pub(super) struct Still;

impl<L: Lane> OptimizerKernel<L> for Still {
    fn reset(&mut self, _: &Vec2<L>) {}
    fn direction(
        &mut self,
        _: &Step<L>,
        _: &Vec2<L>,
        _: &mut Vec2<L>,
        _: Option<&mut dyn Probe<L>>,
    ) {
    }
    fn finish(&mut self, _: &Step<L>, _: &mut Vec2<L>, _: &Vec2<L>, _: Option<&mut dyn Probe<L>>) {}
    fn step(&mut self, _: &Step<L>, _: &mut Vec2<L>, _: &Vec2<L>) {}
}

/// The kernel of a rule with parameters from a source.
pub(super) fn build<O: Optimizer, L: Width>(source: &dyn Source<L>) -> Box<dyn OptimizerKernel<L>> {
    let rule = O::read::<L>(source);
    let state = O::init(&rule, Vec2::zero());
    Box::new(Kernel::<O, L> { rule, state })
}
