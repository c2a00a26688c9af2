//! Lion as Keras has it: the sign of a mixture of gradient and momentum, with an optional weight decay.

use super::parts::{average, decayed};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η sign(β₁ m + (1 − β₁) g);  m ← β₂ m + (1 − β₂) g`.
    pub struct LionKeras {
        /// Step size: exactly how far each coordinate moves in every step; a third to a tenth of Adam's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the momentum in the mixture whose sign is the step.
        beta1: real("Mixing share", "β₁", 0.9, Domain::UNIT, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the momentum: larger is smoother and slower to turn.
        beta2: real("Momentum decay", "β₂", 0.99, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for LionKeras {
    const INFO: Info = Info {
        id: "lion.keras",
        name: "Lion (Keras)",
        family: "Sign-based",
        summary: "Every coordinate moves by exactly η in each step, so that only a falling rate lets it settle.",
        formula: "x ← (1 − η λ) x − η sign(β₁ m + (1 − β₁) g),  m ← β₂ m + (1 − β₂) g",
        reference: "Chen et al. 2023, algorithm 2; keras.optimizers.Lion",
        aliases: &[Alias::keras(
            "Lion",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    /// Every step has full length: rates are three to ten times smaller than Adam's (Chen et al. 2023).
    const RATE_SHARE: f64 = 0.3;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    /// The momentum.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &LionKeras<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    /// The mixture whose sign is the step.
    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &LionKeras<L>,
        momentum: &mut Vec2<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mixed = average(*momentum, gradient, step.momentum.unwrap_or(rule.beta1));
        *momentum = average(*momentum, gradient, rule.beta2);
        probe.vector("c", mixed);
        probe.vector("m", *momentum);
        mixed
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &LionKeras<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let start = decayed(at, step.rate, rule.weight_decay);
        let next = start - direction.map(L::sign) * step.rate;
        probe.vector("Δ", next - at);
        next
    }
}
