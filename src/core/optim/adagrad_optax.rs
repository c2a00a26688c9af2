//! Adagrad: the gradient divided by the root of the sum of all its squares so far: Optax's.
//!
//! Unlike PyTorch's, ε stands under the root, the sum starts at 0.1, and a sum of 0 gives no step.

use super::parts::{descend, squares};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `s ← s + g²;  x ← x − η g / √(s + ε)`.
    pub struct AdagradOptax {
        /// Step size: how far the first step goes in each coordinate; Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// What the sum of squares starts from: larger makes the first steps shorter.
        initial_accumulator_value: real("Initial sum", "s₀", 0.1, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1e3));
        /// Added to the sum under the root: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// `1 / √(s + ε)` where the sum of squares is above 0, else 0.
#[inline(always)]
pub(super) fn inverse_root<L: Lane>(sum: Vec2<L>, eps: L) -> Vec2<L> {
    let (zero, one) = (L::splat(0.0), L::splat(1.0));
    sum.map(|s| L::select(s.gt(zero), one / (s + eps).sqrt(), zero))
}

impl Optimizer for AdagradOptax {
    const INFO: Info = Info {
        id: "adagrad.optax",
        name: "Adagrad (Optax)",
        family: "Adaptive step sizes",
        summary: "Adagrad with Optax's cautious start: for comparing how the sum's first value and ε shape the first steps.",
        formula: "s ← s + g²,  x ← x − η g / √(s + ε)  (no step where s = 0)",
        reference: "Duchi, Hazan and Singer 2011; optax.adagrad",
        aliases: &[Alias::optax("adagrad", &[("learning_rate", "lr")])
            .called("learning_rate, initial_accumulator_value=0.1, eps=1e-7")],
    };
    const UNIT: StepUnit = StepUnit::Length;

    /// The sum of squares.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(rule: &AdagradOptax<L>, _: Vec2<L>) -> Vec2<L> {
        let initial = rule.initial_accumulator_value;
        vec2(initial, initial)
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        _: &AdagradOptax<L>,
        sum: &mut Vec2<L>,
        _: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        *sum = squares(gradient) + *sum;
        probe.vector("s", *sum);
        gradient
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdagradOptax<L>,
        sum: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let scale = inverse_root(*sum, rule.eps);
        probe.vector("1/√(s+ε)", scale);
        descend(step, at, scale.zip(direction, |s, g| s * g), probe)
    }
}
