//! A surface and a rule compiled into one loop: the steps of a pack with nothing between them.
//!
//! Through the faces of a convoy every number of a step goes through memory twice, which takes longer than the arithmetic of
//! a short step. With the rules that most runs use, every polynomial surface is compiled together, for the usual facts of the
//! rule ([`Params::known`](crate::core::params::Params::known)), so that position and memory of a pack stay in registers. The
//! operations and their order are the same, and so are the bits.

use super::{Extent, Frame, OptimizerConvoy};
use crate::core::dispatch::{Level, Work};
use crate::core::lane::{Lane, Pack};
use crate::core::optim::{self, Optimizer, Step, with_fused};
use crate::core::probe::NoProbe;
use crate::core::surface::Surface;
use crate::core::vec2::Vec2;
use std::any::Any;

/// The dearest surface, in units of [`Surface::COST`], for which it pays.
const DEAREST: u32 = 10;

/// Some steps of one pack: what they begin with, and afterwards what they led to.
pub struct Ride<'a> {
    /// Which pack of the convoy.
    pub slot: usize,
    /// Whether they are the steps of the ride before, taken once more.
    pub again: bool,
    /// The first step that is looked at.
    pub first: u64,
    /// How many are.
    pub count: usize,
    /// How many steps the runs have: none is taken from there on.
    pub steps: u64,
    /// Their learning rates.
    pub rate: Pack,
    /// Where they stand at the first step, and afterwards at the step after the last.
    pub at: &'a mut Vec2<Pack>,
    /// Gets the losses, step by step, as far as it reaches.
    pub losses: &'a mut [Pack],
    /// Gets the extent of the losses.
    pub extent: &'a mut Extent,
    /// Gets everything that is met, step by step, as far as it reaches.
    pub frames: &'a mut [Frame],
    /// Gets the positions, step by step, as far as it reaches.
    pub path: &'a mut [Vec2<Pack>],
}

/// Takes the steps of a ride if the surface and the rule are compiled together as they are; else nothing happens, and it is
/// false.
pub(in crate::core) fn ride<S: Surface>(
    surface: &[S::Of<Pack>],
    rule: &mut dyn OptimizerConvoy,
    level: Level,
    ride: &mut Ride,
) -> bool {
    let Some(surface) = surface.get(ride.slot).filter(|_| S::COST <= DEAREST) else {
        return false;
    };
    with_fused!(|O, FACTS| try_with::<S, O, FACTS>(surface, rule, level, ride))
}

/// Remembers what a pack remembers now, if its rule rides; else it is false.
pub(in crate::core) fn mark(rule: &mut dyn OptimizerConvoy, pack: usize) -> bool {
    let rule: &mut dyn Any = rule;
    with_fused!(|O| rule
        .downcast_mut::<optim::Convoy<O>>()
        .is_some_and(|convoy| convoy.mark(pack)))
}

/// Where a pack stands, and in which lanes that is to be so for good.
pub struct Rest {
    /// Which pack of the convoy.
    pub pack: usize,
    /// Where it stands.
    pub at: Vec2<Pack>,
    /// Its learning rates.
    pub rate: Pack,
    /// Found out: 1 in the lanes whose memory leads to the same steps as when the pack was marked, else 0.
    pub same: Pack,
    /// Found out: 1 in the lanes that stay where they are ([`Optimizer::rests`]), else 0.
    pub still: Pack,
}

/// Finds out in which lanes a pack rests or goes on as from its mark, if its rule rides; else it is false.
pub(in crate::core) fn rest<S: Surface>(
    surface: &[S::Of<Pack>],
    rule: &dyn OptimizerConvoy,
    rest: &mut Rest,
) -> bool {
    let Some(surface) = surface.get(rest.pack) else {
        return false;
    };
    let (_, gradient) = S::value_and_gradient(surface, rest.at);
    let rule: &dyn Any = rule;
    with_fused!(|O| rule
        .downcast_ref::<optim::Convoy<O>>()
        .and_then(|convoy| convoy.since_mark(rest.pack, rest.rate, rest.at, gradient))
        .is_some_and(|[same, still]| {
            let number = |mask| Pack::select(mask, Pack::splat(1.0), Pack::splat(0.0));
            (rest.same, rest.still) = (number(same), number(still));
            true
        }))
}

fn try_with<S: Surface, O: Optimizer, const FACTS: u32>(
    surface: &S::Of<Pack>,
    rule: &mut dyn OptimizerConvoy,
    level: Level,
    ride: &mut Ride,
) -> bool
where
    O::State<Pack>: Copy,
{
    let rule: &mut dyn Any = rule;
    let Some(convoy) = rule.downcast_mut::<optim::Convoy<O>>() else {
        return false;
    };
    let Some(kernel) = convoy.begin(ride.slot, ride.again) else {
        return false;
    };
    let work = Fused::<S, O, FACTS> {
        surface,
        rule: &kernel.rule,
        state: &mut kernel.state,
        ride,
    };
    level.run(work)
}

/// The loop.
struct Fused<'a, 'b, S: Surface, O: Optimizer, const FACTS: u32> {
    surface: &'a S::Of<Pack>,
    rule: &'a O::Of<Pack>,
    state: &'a mut O::State<Pack>,
    ride: &'a mut Ride<'b>,
}

impl<S: Surface, O: Optimizer, const FACTS: u32> Work for Fused<'_, '_, S, O, FACTS>
where
    O::State<Pack>: Copy,
{
    type Out = bool;
    #[inline(always)]
    fn run(self) -> bool {
        // Copies that nothing else can change: they stay in registers.
        let Some(rule) = O::known(self.rule, FACTS) else {
            return false;
        };
        // Without facts, and with the first one alone. A surface that has none is compiled once.
        if let Some(surface) = S::known(self.surface, 0) {
            self.drive(&surface, &rule);
        } else if let Some(surface) = S::known(self.surface, 1) {
            self.drive(&surface, &rule);
        } else {
            return false;
        }
        true
    }
}

impl<S: Surface, O: Optimizer, const FACTS: u32> Fused<'_, '_, S, O, FACTS>
where
    O::State<Pack>: Copy,
{
    #[inline(always)]
    fn drive(self, surface: &S::Of<Pack>, rule: &O::Of<Pack>) {
        let ride = self.ride;
        let mut state = *self.state;
        let mut at = *ride.at;
        let mut extent = Extent::nothing();
        let mut step = Step {
            index: ride.first,
            rate: ride.rate,
            momentum: None,
            loss: Pack::splat(0.0),
        };
        for row in 0..ride.count {
            let (loss, gradient) = S::value_and_gradient(surface, at);
            extent.take(&loss);
            if let Some(place) = ride.losses.get_mut(row) {
                *place = loss;
            }
            if let Some(frame) = ride.frames.get_mut(row) {
                *frame = Frame { at, loss, gradient };
            }
            if let Some(place) = ride.path.get_mut(row) {
                *place = at;
            }
            if step.index >= ride.steps {
                break;
            }
            step.loss = loss;
            let direction = O::direction(rule, &mut state, &step, at, gradient, &mut NoProbe);
            at = O::finish(rule, &mut state, &step, at, direction, &mut NoProbe);
            step.index += 1;
        }
        (*ride.at, *ride.extent) = (at, extent);
        *self.state = state;
    }
}
