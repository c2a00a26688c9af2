//! Adagrad: the gradient divided by the root of the sum of all its squares so far.

use super::parts::{add_quotient, regularized};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `s ← s + g²;  x ← x − η_t g / (√s + ε)`.
    pub struct Adagrad {
        /// Step size: how far the first step goes in each coordinate.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// How fast the rate falls on its own: step t has the rate η / (1 + t · decay).
        lr_decay: real("Rate decay", "δ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-5, 1.0));
        /// L2 regularization: adds λ times the position to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// What the sum of squares starts from: larger makes the first steps shorter.
        initial_accumulator_value: real("Initial sum", "s₀", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1e3));
        /// Added to the root: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-10, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

impl Optimizer for Adagrad {
    const INFO: Info = Info {
        id: "adagrad",
        name: "Adagrad",
        family: "Adaptive step sizes",
        summary: "Steps shrink in each coordinate with all the gradient it has met: fast at first, slow for ever after.",
        formula: "s ← s + g²,  x ← x − η / (1 + t δ) · g / (√s + ε)",
        reference: "Duchi, Hazan and Singer 2011; torch.optim.Adagrad",
        aliases: &[Alias::torch("Adagrad", &[]).called(
            "params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, \
                 foreach=None, *, maximize=False, differentiable=False, fused=None",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;

    /// The sum of squares.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(rule: &Adagrad<L>, _: Vec2<L>) -> Vec2<L> {
        let initial = rule.initial_accumulator_value;
        Vec2 {
            x: initial,
            y: initial,
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Adagrad<L>,
        sum: &mut Vec2<L>,
        _: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = regularized(gradient, at, rule.weight_decay);
        *sum = sum.zip(g, |s, g| s + g * g);
        probe.vector("s", *sum);
        g
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Adagrad<L>,
        sum: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let rate = step.rate / (L::splat(1.0) + L::splat(step.index as f64) * rule.lr_decay);
        let root = sum.map(L::sqrt);
        let next = add_quotient(at, -rate, direction, root.map(|r| r + rule.eps));
        probe.vector("√s", root);
        probe.scalar("η_t", rate);
        probe.vector("Δ", next - at);
        next
    }
}
