//! Adamax: Adam that divides by the largest recent gradient instead of the root of an average of squares.
//!
//! PyTorch's form: ε joins each new gradient's size inside the maximum.

use super::parts::{add_quotient, driven, lerp, regularized};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u ← max(β₂ u, |g| + ε);  x ← x − η m̂ / u`.
    pub struct Adamax {
        /// Step size: no coordinate ever moves much further than this in one step.
        lr: real("Learning rate", "η", 2e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// How slowly the largest gradient is forgotten: larger keeps steps short for longer after a steep place.
        beta2: real("Maximum's decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the size of each gradient: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// L2 regularization: adds λ times the position to the gradient, before the average sees it.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The average of gradients, the decaying maximum, and the average's correction.
#[derive(Clone, Copy)]
pub struct State<L> {
    pub(super) first: Vec2<L>,
    pub(super) largest: Vec2<L>,
    pub(super) product1: L,
    pub(super) correction1: L,
}

impl<L: Lane> State<L> {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Self {
            first: Vec2::zero(),
            largest: Vec2::zero(),
            product1: L::splat(1.0),
            correction1: L::splat(1.0),
        }
    }
}

impl Optimizer for Adamax {
    const INFO: Info = Info {
        id: "adamax",
        name: "Adamax",
        family: "Adam family",
        summary: "Adam with the largest recent gradient as divisor: one steep place shortens its steps for long.",
        formula: "m ← β₁ m + (1 − β₁) g,  u ← max(β₂ u, |g| + ε),  x ← x − η/(1 − β₁ᵗ) · m / u",
        reference: "Kingma and Ba 2015, algorithm 2; torch.optim.Adamax",
        aliases: &[
            Alias::torch("Adamax", &[("betas.0", "beta1"), ("betas.1", "beta2")]).called(
                "params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *, \
                 maximize=False, differentiable=False, capturable=False",
            ),
        ],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Adamax<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Adamax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = regularized(gradient, at, rule.weight_decay);
        let (beta1, correction1) = driven(rule.beta1, &mut state.product1, step);
        state.correction1 = correction1;
        state.first = lerp(state.first, g, L::splat(1.0) - beta1);
        let (beta2, eps) = (rule.beta2, rule.eps);
        state.largest = state
            .largest
            .zip(g, |u, g| (u * beta2).maximum(g.abs() + eps));
        probe.vector("m", state.first);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &Adamax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let rate = step.rate / state.correction1;
        let next = add_quotient(at, -rate, direction, state.largest);
        probe.vector("m̂", direction.map(|m| m / state.correction1));
        probe.vector("u", state.largest);
        probe.vector("Δ", next - at);
        next
    }
}
