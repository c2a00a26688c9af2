//! An optimizer as the rest of the program sees it: its rule and its memory behind one erased face.

use super::{Optimizer, Step};
use crate::core::convoy::{OptimizerConvoy, Stride};
use crate::core::dispatch::{Level, Work};
use crate::core::lane::{Lane, Pack, PackMask};
use crate::core::params::Source;
use crate::core::pipeline::Width;
use crate::core::probe::{NoProbe, Probe};
use crate::core::vec2::Vec2;
use std::any::Any;

/// An optimizer with its parameters and its memory, on one kind of lane. The program's side of
/// [`Optimizer`]; crossed once per lane or pack.
pub trait OptimizerKernel<L: Lane>: Send + Any {
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
    /// [`OptimizerKernel::step`] with its pairs in registers, where they are pairs of numbers: the next position.
    fn next(&mut self, step: &Step<L>, at: Vec2<L>, gradient: Vec2<L>) -> Vec2<L>;
}

/// A rule and its memory on one kind of lane.
pub(in crate::core) struct Kernel<O: Optimizer, L: Width> {
    /// The rule with its parameters.
    pub(in crate::core) rule: O::Of<L>,
    /// What it remembers.
    pub(in crate::core) state: O::State<L>,
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
        *at = self.next(step, *at, *gradient);
    }
    #[inline]
    fn next(&mut self, step: &Step<L>, at: Vec2<L>, gradient: Vec2<L>) -> Vec2<L> {
        let (rule, state) = (&self.rule, &mut self.state);
        let direction = O::direction(rule, state, step, at, gradient, &mut NoProbe);
        O::finish(rule, state, step, at, direction, &mut NoProbe)
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
    fn next(&mut self, _: &Step<L>, at: Vec2<L>, _: Vec2<L>) -> Vec2<L> {
        at
    }
}

/// The kernel of a rule with parameters from a source.
pub(super) fn build<O: Optimizer, L: Width>(source: &dyn Source<L>) -> Box<dyn OptimizerKernel<L>> {
    let rule = O::read::<L>(source);
    let state = O::init(&rule, Vec2::zero());
    Box::new(Kernel::<O, L> { rule, state })
}

/// Several packs of one rule.
pub(in crate::core) struct Convoy<O: Optimizer> {
    packs: Vec<Kernel<O, Pack>>,
    /// What each pack remembered when its last ride began; empty until there is one.
    before: Vec<O::State<Pack>>,
    /// What a pack remembered when it was marked.
    marked: Option<O::State<Pack>>,
}

impl<O: Optimizer> Convoy<O>
where
    O::State<Pack>: Copy,
{
    /// A pack that begins a ride, or begins its last ride again.
    pub(in crate::core) fn begin(
        &mut self,
        pack: usize,
        again: bool,
    ) -> Option<&mut Kernel<O, Pack>> {
        if self.before.len() != self.packs.len() {
            self.before = self.packs.iter().map(|pack| pack.state).collect();
        }
        let kernel = self.packs.get_mut(pack)?;
        let before = self.before.get_mut(pack)?;
        if again {
            kernel.state = *before;
        } else {
            *before = kernel.state;
        }
        Some(kernel)
    }

    /// Remembers what a pack remembers now.
    pub(in crate::core) fn mark(&mut self, pack: usize) -> bool {
        self.marked = self.packs.get(pack).map(|kernel| kernel.state);
        self.marked.is_some()
    }

    /// In which lanes a pack's memory leads to the same steps as what was marked, and in which it stays where it is.
    pub(in crate::core) fn since_mark(
        &self,
        pack: usize,
        rate: Pack,
        at: Vec2<Pack>,
        gradient: Vec2<Pack>,
    ) -> Option<[PackMask; 2]> {
        let (Kernel { rule, state }, marked) = (self.packs.get(pack)?, self.marked.as_ref()?);
        let rests = O::rests::<Pack>(rule, state, rate, at, gradient);
        Some([O::same::<Pack>(state, marked), rests])
    }
}

/// One step of several packs.
struct Walk<'a, 'b, O: Optimizer> {
    packs: &'a mut [Kernel<O, Pack>],
    /// Not a copy, which would wait for what it copies.
    stride: &'a mut Stride<'b>,
}

impl<O: Optimizer> Work for Walk<'_, '_, O> {
    type Out = ();
    #[inline(always)]
    fn run(self) {
        let Stride {
            index,
            rates,
            now,
            along,
            next,
        } = self.stride;
        let frames = now.iter().zip(*along).zip(next.iter_mut());
        for ((pack, rates), ((now, along), next)) in self.packs.iter_mut().zip(*rates).zip(frames) {
            let step = Step {
                index: *index,
                rate: rates.rate,
                momentum: rates.momentum,
                loss: now.loss,
            };
            let (rule, state) = (&pack.rule, &mut pack.state);
            let direction = O::direction(rule, state, &step, now.at, along.gradient, &mut NoProbe);
            next.at = O::finish(rule, state, &step, now.at, direction, &mut NoProbe);
        }
    }
}

impl<O: Optimizer> OptimizerConvoy for Convoy<O> {
    fn step(&mut self, level: Level, stride: &mut Stride) {
        let packs = &mut self.packs[..];
        level.run(Walk::<O> { packs, stride });
    }
    fn swap(&mut self, a: usize, b: usize) {
        self.packs.swap(a, b);
    }
    fn refill(&mut self, sources: &[&dyn Source<Pack>]) {
        self.packs.clear();
        let packs = sources.iter().map(|source| {
            let rule = O::read::<Pack>(*source);
            let state = O::init(&rule, Vec2::zero());
            Kernel { rule, state }
        });
        self.packs.extend(packs);
    }
    fn pack(&mut self, pack: usize) -> &mut dyn OptimizerKernel<Pack> {
        &mut self.packs[pack]
    }
}

/// Packs of a rule, one for each source of parameters.
pub(super) fn convoy<O: Optimizer>(sources: &[&dyn Source<Pack>]) -> Box<dyn OptimizerConvoy> {
    let mut convoy = Convoy::<O> {
        packs: Vec::new(),
        before: Vec::new(),
        marked: None,
    };
    convoy.refill(sources);
    Box::new(convoy)
}
