//! Lion: the sign of an average of the gradient, in which the newest gradient counts more than the memory keeps.
//!
//! Optax's: weight decay joins the sign and is on unless it is switched off.

use super::parts::{average, descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η (sign(β₁ m + (1 − β₁) g) + λ x);  m ← β₂ m + (1 − β₂) g`.
    pub struct Lion {
        /// Step size: how far each coordinate moves in every step; Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-4, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the memory in what decides the sign; the rest is the newest gradient.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// How slowly the memory itself follows the gradient: larger is smoother and slower to turn.
        beta2: real("Second-moment decay", "β₂", 0.99, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Decoupled decay: pulls the position toward the origin by η λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 1e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for Lion {
    const INFO: Info = Info {
        id: "lion",
        name: "Lion",
        family: "Sign-based",
        summary: "Steps of the same length in every coordinate, with the sign of a smoothed gradient: needs a rate several times smaller than Adam's.",
        formula: "x ← x − η (sign(β₁ m + (1 − β₁) g) + λ x),  m ← β₂ m + (1 − β₂) g",
        reference: "Chen et al. 2023, algorithm 2; optax.lion",
        aliases: &[Alias::optax(
            "lion",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called("learning_rate, b1=0.9, b2=0.99, mu_dtype=None, weight_decay=1e-3, mask=None")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    /// Every step has full length: rates are three to ten times smaller than Adam's (Chen et al. 2023).
    const RATE_SHARE: f64 = 0.3;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    /// The memory of gradients.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &Lion<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Lion<L>,
        memory: &mut Vec2<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let beta1 = step.momentum.unwrap_or(rule.beta1);
        let mixed = average(*memory, gradient, beta1);
        *memory = average(*memory, gradient, rule.beta2);
        probe.vector("c", mixed);
        probe.vector("m", *memory);
        mixed
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Lion<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let sign = direction.map(L::sign);
        descend(step, at, with_decay(sign, at, rule.weight_decay), probe)
    }
}
