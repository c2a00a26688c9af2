//! ASGD: gradient descent with a falling rate, and the average of the positions it passed.
//!
//! PyTorch's form: the rate and the weight of the average are those computed at the end of the step before,
//! and the first rate is that of the first step.

use super::parts::{number_of, regularized};
use super::{Optimizer, Step};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← (1 − λ η_t) x − η_t g;  x̄ ← x̄ + μ_t (x − x̄)`.
    pub struct Asgd {
        /// Step size at the start: how far the first step goes per unit of gradient.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// How fast the rate falls, and how strongly the position shrinks in every step.
        lambd: real("Decay term", "λ", 1e-4, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Power of the fall of the rate: between ½ and 1 the average converges at the best order.
        alpha: real("Power", "α", 0.75, Domain::NON_NEGATIVE, Span::linear(0.0, 1.0));
        /// Step after which positions are averaged; until then the average is the position itself.
        t0: real("Start of averaging", "t₀", 1e6, Domain::NON_NEGATIVE, Span::log(1.0, 1e6));
        /// L2 regularization: adds its multiple of the position to the gradient.
        weight_decay: real("Weight decay", "w", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The rate and the weight of the coming step, and the averaged position.
#[derive(Clone, Copy)]
pub struct State<L> {
    /// None until the first step brings its rate.
    eta: Option<L>,
    mu: L,
    average: Vec2<L>,
}

impl Optimizer for Asgd {
    const INFO: Info = Info {
        id: "asgd",
        name: "ASGD",
        family: "Averaging and wrappers",
        summary: "Gradient descent that averages the positions it passes: the average lies still where noise shakes the run.",
        formula: "x ← (1 − λ η_t) x − η_t (g + w x),  x̄ ← x̄ + μ_t (x − x̄),  η_{t+1} = η/(1 + λ η t)^α,  μ_{t+1} = 1/max(1, t − t₀)",
        reference: "Polyak and Juditsky 1992; torch.optim.ASGD",
        aliases: &[Alias::torch("ASGD", &[]).called(
            "params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None, \
                 maximize=False, differentiable=False, capturable=False",
        )],
    };

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Asgd<L>, start: Vec2<L>) -> State<L> {
        State {
            eta: None,
            mu: L::splat(1.0),
            average: start,
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Asgd<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (one, t) = (L::splat(1.0), number_of::<L>(step.index));
        let g = regularized(direction, at, rule.weight_decay);
        let eta = state.eta.unwrap_or(step.rate);
        let next = at * (one - rule.lambd * eta) - g * eta;
        let averaged = state.average + (next - state.average) * state.mu;
        state.average = Vec2::select(state.mu.same(one), next, averaged);
        probe.scalar("η_t", eta);
        probe.scalar("μ_t", state.mu);
        probe.vector("avg", state.average);
        probe.vector("Δ", next - at);
        state.eta = Some(step.rate / (one + rule.lambd * step.rate * t).powf(rule.alpha));
        state.mu = one / (t - rule.t0).maximum(one);
        next
    }
}
