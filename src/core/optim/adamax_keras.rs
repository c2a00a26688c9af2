//! Adamax as Keras has it: ε is added to the divisor, after the maximum.

use super::adamax::State;
use super::parts::{decayed, driven, moved};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u ← max(β₂ u, |g|);  x ← x − η m̂ / (u + ε)`.
    pub struct AdamaxKeras {
        /// Step size: no coordinate ever moves much further than this in one step.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// How slowly the largest gradient is forgotten: larger keeps steps short for longer after a steep place.
        beta2: real("Maximum's decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the divisor: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for AdamaxKeras {
    const INFO: Info = Info {
        id: "adamax.keras",
        name: "Adamax (Keras)",
        family: "Adam family",
        summary: "Adamax with ε beside the maximum instead of inside it: vanishing gradients let its divisor fall to ε.",
        formula: "m ← β₁ m + (1 − β₁) g,  u ← max(β₂ u, |g|),  x ← (1 − η λ) x − η m / ((1 − β₁ᵗ)(u + ε))",
        reference: "Kingma and Ba 2015, algorithm 2; keras.optimizers.Adamax",
        aliases: &[Alias::keras(
            "Adamax",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
                ("epsilon", "eps"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamaxKeras<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamaxKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (beta1, correction1) = driven(rule.beta1, &mut state.product1, step);
        state.correction1 = correction1;
        state.first = moved(state.first, gradient, L::splat(1.0) - beta1);
        let beta2 = rule.beta2;
        state.largest = state
            .largest
            .zip(gradient, |u, g| (u * beta2).maximum(g.abs()));
        probe.vector("m", state.first);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdamaxKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let divisor = state.largest.map(|u| state.correction1 * (u + rule.eps));
        let start = decayed(at, step.rate, rule.weight_decay);
        let next = start - (direction * step.rate).zip(divisor, |m, d| m / d);
        probe.vector("m̂", direction.map(|m| m / state.correction1));
        probe.vector("u", state.largest);
        probe.vector("Δ", next - at);
        next
    }
}
