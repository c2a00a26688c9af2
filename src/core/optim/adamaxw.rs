//! AdamaxW: Adamax with decoupled weight decay.

use super::adamax_optax::State;
use super::parts::{descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η (m̂ / u + λ x)`.
    pub struct AdamaxW {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is Adamax's in PyTorch.
        lr: real("Learning rate", "η", 2e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// How slowly a large gradient is forgotten: each step keeps the share β₂ of the largest so far.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the gradient's size: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Decoupled decay: pulls the position toward the origin by η λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 1e-4, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for AdamaxW {
    const INFO: Info = Info {
        id: "adamaxw",
        name: "AdamaxW",
        family: "Adam family",
        summary: "Adamax with decoupled weight decay: the decay is the same for all coordinates.",
        formula: "u ← max(β₂ u, |g| + ε),  x ← x − η (m̂ / u + λ x) with Adam's m̂",
        reference: "Kingma and Ba 2015, algorithm 2, with the decay of Loshchilov and Hutter 2019; optax.adamaxw",
        aliases: &[Alias::optax(
            "adamaxw",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called("learning_rate, b1=0.9, b2=0.999, eps=1e-8, weight_decay=1e-4, mask=None")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamaxW<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamaxW<L>,
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
        rule: &AdamaxW<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let update = state.update(direction, probe);
        descend(step, at, with_decay(update, at, rule.weight_decay), probe)
    }
}
