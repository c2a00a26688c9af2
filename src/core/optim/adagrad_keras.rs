//! Adagrad as Keras has it: ε stands inside the root, and the sum starts above 0.

use super::parts::decayed;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `s ← s + g²;  x ← x − η g / √(s + ε)`.
    pub struct AdagradKeras {
        /// Step size: about how far the first step goes in each coordinate.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// What the sum of squares starts from: larger makes the first steps shorter.
        initial_accumulator_value: real("Initial sum", "s₀", 0.1, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1e3));
        /// Added to the sum under the root: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for AdagradKeras {
    const INFO: Info = Info {
        id: "adagrad.keras",
        name: "Adagrad (Keras)",
        family: "Adaptive step sizes",
        summary: "Adagrad whose sum starts at 0.1, so that small first gradients make small first steps.",
        formula: "x ← (1 − η λ) x,  s ← s + g²,  x ← x − η g / √(s + ε)",
        reference: "Duchi, Hazan and Singer 2011; keras.optimizers.Adagrad",
        aliases: &[Alias::keras(
            "Adagrad",
            &[("learning_rate", "lr"), ("epsilon", "eps")],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;

    /// The sum of squares.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(rule: &AdagradKeras<L>, _: Vec2<L>) -> Vec2<L> {
        let initial = rule.initial_accumulator_value;
        Vec2 {
            x: initial,
            y: initial,
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdagradKeras<L>,
        sum: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        *sum = *sum + direction.map(L::squared);
        let root = sum.map(|s| (s + rule.eps).sqrt());
        let start = decayed(at, step.rate, rule.weight_decay);
        let next = start - (direction * step.rate).zip(root, |g, r| g / r);
        probe.vector("s", *sum);
        probe.vector("√(s + ε)", root);
        probe.vector("Δ", next - at);
        next
    }
}
