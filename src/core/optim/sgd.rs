//! Stochastic gradient descent with momentum, dampening, Nesterov's look-ahead and weight decay: PyTorch's.
//!
//! The learning rate stands outside the momentum buffer, and the first gradient enters the buffer whole.

use super::parts::regularized;
use super::{Optimizer, Place, Step};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::theory::Linear;
use crate::core::vec2::Vec2;

crate::params! {
    /// `b ← μ b + (1 − τ) g;  x ← x − η b`.
    pub struct Sgd {
        /// Step size: how far one step goes per unit of gradient.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the previous step that is kept; 0 is plain gradient descent.
        momentum: real("Momentum", "μ", 0.0, Domain::NON_NEGATIVE, Span::one_minus_log(0.0, 0.999));
        /// Share of each new gradient that is left out of the momentum buffer (not of the first).
        dampening: real("Dampening", "τ", 0.0, Domain::REAL, Span::linear(0.0, 1.0));
        /// L2 regularization: adds λ times the position to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Looks ahead: uses the gradient plus the new momentum instead of the momentum alone.
        nesterov: toggle("Nesterov", "", false);
        let share = L::splat(1.0) - dampening;
        fact decays = L::any(!weight_decay.same(L::splat(0.0)));
        fact rolls = !L::any(momentum.same(L::splat(0.0)));
    }
}

/// The momentum buffer and whether a gradient has entered it.
#[derive(Clone, Copy)]
pub struct State<L> {
    buffer: Vec2<L>,
    started: bool,
}

impl Optimizer for Sgd {
    const INFO: Info = Info {
        id: "sgd",
        name: "SGD",
        family: "Gradient descent and momentum",
        summary: "Gradient descent with optional momentum: the baseline that everything else is measured against.",
        formula: "b ← μ b + (1 − τ)(g + λ x),  x ← x − η b  (Nesterov: x − η (g + μ b))",
        reference: "Polyak 1964; Sutskever et al. 2013; torch.optim.SGD",
        aliases: &[Alias::torch("SGD", &[]).called(
            "params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, \
                 maximize=False, foreach=None, differentiable=False, fused=None",
        )],
    };
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    fn linear(rule: &Sgd) -> Option<Linear> {
        Some(Linear {
            regularization: rule.weight_decay,
            ..Linear::momentum(rule.momentum, rule.dampening, rule.nesterov)
        })
    }

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Sgd<L>, _: Vec2<L>) -> State<L> {
        State {
            buffer: Vec2::zero(),
            started: false,
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Sgd<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mu = step.momentum.unwrap_or(rule.momentum);
        let g = if rule.decays {
            regularized(gradient, at, rule.weight_decay)
        } else {
            gradient
        };
        // Without momentum there is no buffer: an infinite old gradient must not leak through 0 · ∞.
        let off = mu.same(L::splat(0.0));
        let buffer = if state.started {
            state.buffer * mu + g * rule.share
        } else {
            g
        };
        let ahead = if rule.nesterov {
            g + buffer * mu
        } else {
            buffer
        };
        state.started = true;
        if (step.momentum.is_none() && rule.rolls) || !L::any(off) {
            state.buffer = buffer;
            probe.vector("b", buffer);
            return ahead;
        }
        state.buffer = Vec2::select(off, state.buffer, buffer);
        probe.vector("b", Vec2::select(off, g, buffer));
        Vec2::select(off, g, ahead)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &Sgd<L>,
        _: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let delta = direction * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}
