//! LAMB as Keras has it: Adam's direction at the length of the position, weight decay apart from both.
//!
//! The two coordinates are one layer. Where a norm is 0 the ratio is 1.

use super::adam_keras::State;
use super::parts::decayed;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u = m̂/(√v̂ + ε);  x ← x − η ‖x‖/‖u‖ u`.
    pub struct LambKeras {
        /// Step size as a share of the position's length: 0.01 moves by a hundredth of the distance to the origin.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for LambKeras {
    const INFO: Info = Info {
        id: "lamb.keras",
        name: "LAMB (Keras)",
        family: "Layer-wise scaling",
        summary: "Adam whose step length follows the length of the position: made for very large batches.",
        formula: "x ← (1 − η λ) x,  u = m̂ / (√v̂ + ε),  x ← x − η ‖x‖/‖u‖ · u  (the ratio is 1 where a norm is 0)",
        reference: "You et al. 2020, algorithm 2; keras.optimizers.Lamb",
        aliases: &[Alias::keras(
            "Lamb",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
                ("epsilon", "eps"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;
    /// Keras's default of 0.001 hardly moves a position of a few units.
    const RATE_SHARE: f64 = 20.0;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &LambKeras<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &LambKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.take_in(step, gradient, [rule.beta1, rule.beta2], probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &LambKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let start = decayed(at, step.rate, rule.weight_decay);
        let [correction1, correction2] = state.corrections;
        let first = direction.map(|m| m / correction1);
        let root = state.second.map(|v| (v / correction2).sqrt());
        let update = first.zip(root, |m, r| m / (r + rule.eps));
        let (size, length) = (start.norm(), update.norm());
        let ratio = L::select(size.gt(zero) & length.gt(zero), size / length, one);
        let next = start - update * (ratio * step.rate);
        probe.vector("m̂", first);
        probe.vector("√v̂", root);
        probe.scalar("‖x‖/‖u‖", ratio);
        probe.vector("Δ", next - at);
        next
    }
}
