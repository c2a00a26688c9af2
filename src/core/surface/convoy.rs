//! A surface for several packs at once: one call a step.

use super::Surface;
use crate::core::convoy::{self, Frame, OptimizerConvoy, Rest, Ride, SurfaceConvoy};
use crate::core::dispatch::{Level, Work};
use crate::core::lane::Pack;
use crate::core::params::Source;

/// Several packs over one surface.
struct Convoy<S: Surface> {
    packs: Vec<S::Of<Pack>>,
}

/// Loss and gradient of several packs.
struct Look<'a, S: Surface> {
    packs: &'a [S::Of<Pack>],
    frames: &'a mut [Frame],
}

impl<S: Surface> Work for Look<'_, S> {
    type Out = ();
    #[inline(always)]
    fn run(self) {
        for (rule, frame) in self.packs.iter().zip(self.frames) {
            let (loss, gradient) = S::value_and_gradient(rule, frame.at);
            frame.loss = loss;
            frame.gradient = gradient;
        }
    }
}

impl<S: Surface> SurfaceConvoy for Convoy<S> {
    fn look(&self, level: Level, frames: &mut [Frame]) {
        let packs = &self.packs[..];
        level.run(Look::<S> { packs, frames });
    }
    fn ride(&self, rule: &mut dyn OptimizerConvoy, level: Level, ride: &mut Ride) -> bool {
        convoy::ride::<S>(&self.packs, rule, level, ride)
    }
    fn rest(&self, rule: &dyn OptimizerConvoy, rest: &mut Rest) -> bool {
        convoy::rest::<S>(&self.packs, rule, rest)
    }
    fn swap(&mut self, a: usize, b: usize) {
        self.packs.swap(a, b);
    }
    fn refill(&mut self, sources: &[&dyn Source<Pack>]) {
        self.packs.clear();
        let packs = sources.iter().map(|source| S::read::<Pack>(*source));
        self.packs.extend(packs);
    }
}

/// The surface with parameters from a source for each pack.
pub(super) fn build<S: Surface>(sources: &[&dyn Source<Pack>]) -> Box<dyn SurfaceConvoy> {
    let mut convoy = Convoy::<S> { packs: Vec::new() };
    convoy.refill(sources);
    Box::new(convoy)
}
