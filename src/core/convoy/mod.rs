//! Several packs in step: the faces of a surface and of an optimizer that take them all in one call.
//!
//! Packs are independent of each other, so that one computes while another waits. A face is crossed once a step for all of
//! them, and what is behind it is compiled for the registers that the machine has ([`Level`]).

mod extent;
mod ride;

use super::dispatch::Level;
use super::lane::{Lane, Pack};
use super::optim::OptimizerKernel;
use super::params::Source;
use super::schedule::Rates;
use super::vec2::Vec2;
pub use extent::Extent;
pub use ride::{Rest, Ride};
pub(super) use ride::{mark, rest, ride};
use std::any::Any;

/// Where sixteen runs stand before a step.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Their positions.
    pub at: Vec2<Pack>,
    /// Their losses there, free of noise.
    pub loss: Pack,
    /// Their gradients there.
    pub gradient: Vec2<Pack>,
}

impl Frame {
    /// All zeros: a place to write into.
    pub fn nothing() -> Self {
        Self {
            at: Vec2::zero(),
            loss: Pack::splat(0.0),
            gradient: Vec2::zero(),
        }
    }
}

/// A surface for several packs, each with parameters of its own.
pub trait SurfaceConvoy: Send {
    /// Writes loss and gradient where each pack stands: frame `i` belongs to pack `i`.
    fn look(&self, level: Level, frames: &mut [Frame]);
    /// Exchanges two packs.
    fn swap(&mut self, a: usize, b: usize);
    /// Takes several steps of a pack with a rule, if both are compiled together; else nothing happens, and it is false.
    fn ride(&self, rule: &mut dyn OptimizerConvoy, level: Level, ride: &mut Ride) -> bool;
    /// Finds out in which lanes a pack rests or goes on as from its mark, under the same condition.
    fn rest(&self, rule: &dyn OptimizerConvoy, rest: &mut Rest) -> bool;
    /// Reads the parameters again: one source for each pack.
    fn refill(&mut self, sources: &[&dyn Source<Pack>]);
}

/// What every pack's step is told, pack by pack.
pub struct Stride<'a> {
    /// Number of the step, from 0.
    pub index: u64,
    /// Rates and momentums.
    pub rates: &'a [Rates<Pack>],
    /// Where the packs stand.
    pub now: &'a [Frame],
    /// Whose gradients they step along: `now`, or what noise and clips have made of it.
    pub along: &'a [Frame],
    /// Where they will stand: positions only are written.
    pub next: &'a mut [Frame],
}

/// An optimizer for several packs, each with parameters and a memory of its own.
pub trait OptimizerConvoy: Send + Any {
    /// Takes one step with the packs of which there are frames, the first ones.
    fn step(&mut self, level: Level, stride: &mut Stride);
    /// Exchanges two packs.
    fn swap(&mut self, a: usize, b: usize);
    /// Reads the parameters again, one source for each pack; the memories are to be reset.
    fn refill(&mut self, sources: &[&dyn Source<Pack>]);
    /// One pack by itself.
    fn pack(&mut self, pack: usize) -> &mut dyn OptimizerKernel<Pack>;
}
