//! Adamax, Adam that divides by the largest recent gradient: Optax's.
//!
//! The rule is PyTorch's, ε and all; AdamaxW shares it.

use super::adam_optax::FirstMoment;
use super::parts::descend;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u ← max(β₂ u, |g| + ε);  x ← x − η m̂ / u`.
    pub struct AdamaxOptax {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 2e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// How slowly a large gradient is forgotten: each step keeps the share β₂ of the largest so far.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the gradient's size: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// The average of the gradient and the largest recent gradient.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: FirstMoment<L>,
    largest: Vec2<L>,
}

impl<L: Lane> State<L> {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Self {
            first: FirstMoment::new(L::splat(0.0)),
            largest: Vec2::zero(),
        }
    }

    /// Takes a gradient in and returns its average; `numbers` are β₁, β₂ and ε.
    #[inline(always)]
    pub(super) fn take_in<P: Probe<L>>(
        &mut self,
        step: &Step<L>,
        gradient: Vec2<L>,
        [beta1, beta2, eps]: [L; 3],
        probe: &mut P,
    ) -> Vec2<L> {
        let first = self.first.take_in(step, gradient, beta1, probe);
        self.largest = gradient.zip(self.largest, |g, u| (g.abs() + eps).maximum(beta2 * u));
        probe.vector("u", self.largest);
        first
    }

    /// What Adamax follows, given the (possibly clipped) average.
    #[inline(always)]
    pub(super) fn update<P: Probe<L>>(&self, first: Vec2<L>, probe: &mut P) -> Vec2<L> {
        let estimate = self.first.estimate(first, false, probe);
        estimate.zip(self.largest, |m, u| m / u)
    }
}

impl Optimizer for AdamaxOptax {
    const INFO: Info = Info {
        id: "adamax.optax",
        name: "Adamax (Optax)",
        family: "Adam family",
        summary: "Adam that divides by the largest recent gradient instead of an average: no step is longer than about the rate.",
        formula: "m ← β₁ m + (1 − β₁) g,  u ← max(β₂ u, |g| + ε),  x ← x − η/(1 − β₁ᵗ) · m / u",
        reference: "Kingma and Ba 2015, algorithm 2; optax.adamax",
        aliases: &[Alias::optax(
            "adamax",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called("learning_rate, b1=0.9, b2=0.999, eps=1e-8")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamaxOptax<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamaxOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.take_in(step, gradient, [rule.beta1, rule.beta2, rule.eps], probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &AdamaxOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let update = state.update(direction, probe);
        descend(step, at, update, probe)
    }
}
