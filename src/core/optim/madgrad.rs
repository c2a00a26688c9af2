//! MADGRAD: dual averaging with momentum; every position is made of the start and of all gradients together.
//!
//! The sum of squares is under a cube root, not a square root. Weight decay joins the gradient.

use super::parts::{number_of, regularized, squares};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `q ← q + λₜ g²;  s ← s + λₜ g;  z = x₀ − s / (∛q + ε);  x ← (1 − μ) z + μ x`, with `λₜ = (η + ε) √t`.
    pub struct Madgrad {
        /// Step size: enters with its power ⅔, because the sum of squares is under a cube root; Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the position that each step keeps: larger averages the points z over more steps.
        momentum: real("Momentum", "μ", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.999));
        /// L2 regularization: adds λ times the position to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Added to the rate and to the cube root: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// The start and the weighted sums of gradients and of their squares.
#[derive(Clone, Copy)]
pub struct State<L> {
    start: Vec2<L>,
    sum: Vec2<L>,
    squares: Vec2<L>,
}

impl Optimizer for Madgrad {
    const INFO: Info = Info {
        id: "madgrad",
        name: "MADGRAD",
        family: "Adam family",
        summary: "Dual averaging with momentum: Adagrad's successor for problems on which Adam generalizes worse than SGD.",
        formula: "λₜ = (η + ε) √t,  q ← q + λₜ g²,  s ← s + λₜ g,  z = x₀ − s / (∛q + ε),  x ← (1 − μ) z + μ x",
        reference: "Defazio and Jelassi 2021, algorithm 1; optax.contrib.madgrad",
        aliases: &[Alias::optax("madgrad", &[("learning_rate", "lr")]).within("contrib")],
    };
    const UNIT: StepUnit = StepUnit::Length;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Madgrad<L>, start: Vec2<L>) -> State<L> {
        State {
            start,
            sum: Vec2::zero(),
            squares: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Madgrad<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = regularized(direction, at, rule.weight_decay);
        let weight = (step.rate + rule.eps) * number_of::<L>(step.index).sqrt();
        state.squares = state.squares + squares(g) * weight;
        state.sum = state.sum + g * weight;
        let root = state.squares.map(|q| q.cbrt() + rule.eps);
        let aim = state.start - state.sum.zip(root, |s, r| s / r);
        let next = aim * (L::splat(1.0) - rule.momentum) + at * rule.momentum;
        probe.vector("s", state.sum);
        probe.vector("∛q", root);
        probe.vector("z", aim);
        probe.vector("Δ", next - at);
        next
    }
}
