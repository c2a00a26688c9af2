//! Stochastic gradient descent with momentum and Nesterov's look-ahead: Optax's.
//!
//! PyTorch's without dampening and weight decay; the momentum buffer starts at 0 and gets every gradient whole.

use super::parts::descend;
use super::{Optimizer, Place, Step};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::theory::Linear;
use crate::core::vec2::Vec2;

crate::params! {
    /// `b ← g + μ b;  x ← x − η b`.
    pub struct SgdOptax {
        /// Step size: how far one step goes per unit of gradient; Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the previous step that is kept; 0 stands for plain gradient descent, without a buffer.
        momentum: real("Momentum", "μ", 0.0, Domain::NON_NEGATIVE, Span::one_minus_log(0.0, 0.999));
        /// Looks ahead: uses the gradient plus the new momentum instead of the momentum alone.
        nesterov: toggle("Nesterov", "", false);
    }
}

/// A gradient put on top of the share μ of the buffer, and what to follow then: Optax's `trace`.
#[inline(always)]
pub(super) fn trace<L: Lane>(buffer: &mut Vec2<L>, g: Vec2<L>, mu: L, nesterov: bool) -> Vec2<L> {
    *buffer = g + *buffer * mu;
    if nesterov { g + *buffer * mu } else { *buffer }
}

impl Optimizer for SgdOptax {
    const INFO: Info = Info {
        id: "sgd.optax",
        name: "SGD (Optax)",
        family: "Gradient descent and momentum",
        summary: "Gradient descent with optional momentum as Optax computes it, for comparing with PyTorch's and Keras's.",
        formula: "b ← g + μ b,  x ← x − η b  (Nesterov: x − η (g + μ b))",
        reference: "Polyak 1964; Sutskever et al. 2013; optax.sgd",
        aliases: &[Alias::optax("sgd", &[("learning_rate", "lr")])
            .called("learning_rate, momentum=None, nesterov=False, accumulator_dtype=None")],
    };
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    fn linear(rule: &SgdOptax) -> Option<Linear> {
        Some(Linear::momentum(rule.momentum, 0.0, rule.nesterov))
    }

    /// The momentum buffer.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &SgdOptax<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &SgdOptax<L>,
        buffer: &mut Vec2<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mu = step.momentum.unwrap_or(rule.momentum);
        // Without momentum there is no buffer: an infinite old gradient must not leak through 0 · ∞.
        let off = mu.same(L::splat(0.0));
        let ahead = trace(buffer, gradient, mu, rule.nesterov);
        *buffer = Vec2::select(off, gradient, *buffer);
        probe.vector("b", *buffer);
        Vec2::select(off, gradient, ahead)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &SgdOptax<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        descend(step, at, direction, probe)
    }
}
