//! Adadelta: the gradient in units of its own recent size, times the recent size of the steps.

use super::parts::{decayed_square, regularized};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `d = √(a + ε)/√(v + ε) g;  x ← x − η d`, with averages v of g² and a of d².
    pub struct Adadelta {
        /// Factor on the steps the method finds itself; the paper has none, which is 1.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-4, 100.0));
        /// Memory of both averages of squares: larger lets the steps grow and shrink more slowly.
        rho: real("Smoothing", "ρ", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added under both roots: its root is the size from which the first steps grow.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// L2 regularization: adds λ times the position to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The average squares of gradients and of steps.
#[derive(Clone, Copy)]
pub struct State<L> {
    square: Vec2<L>,
    moves: Vec2<L>,
}

impl<L: Lane> State<L> {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Self {
            square: Vec2::zero(),
            moves: Vec2::zero(),
        }
    }

    /// The step `d` that a gradient makes, before the rate.
    #[inline(always)]
    pub(super) fn take<P: Probe<L>>(
        &mut self,
        gradient: Vec2<L>,
        rho: L,
        eps: L,
        probe: &mut P,
    ) -> Vec2<L> {
        self.square = decayed_square(self.square, gradient, rho);
        let root = self.square.map(|v| (v + eps).sqrt());
        let reach = self.moves.map(|a| (a + eps).sqrt());
        let taken = reach.zip(root, |a, v| a / v).zip(gradient, |q, g| q * g);
        self.moves = decayed_square(self.moves, taken, rho);
        probe.vector("√(v + ε)", root);
        probe.vector("√(a + ε)", reach);
        taken
    }
}

impl Optimizer for Adadelta {
    const INFO: Info = Info {
        id: "adadelta",
        name: "Adadelta",
        family: "Adaptive step sizes",
        summary: "Needs no rate: steps grow from almost nothing to the size that recent steps had.",
        formula: "v ← ρ v + (1 − ρ) g²,  d = √(a + ε)/√(v + ε) · g,  a ← ρ a + (1 − ρ) d²,  x ← x − η d",
        reference: "Zeiler 2012, algorithm 1; torch.optim.Adadelta",
        aliases: &[Alias::torch("Adadelta", &[]).called(
            "params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *, capturable=False, \
                 maximize=False, differentiable=False",
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Adadelta<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Adadelta<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = regularized(direction, at, rule.weight_decay);
        let delta = state.take(g, rule.rho, rule.eps, probe) * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}
