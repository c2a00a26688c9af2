//! Stochastic gradient descent with momentum, dampening, Nesterov's look-ahead and weight decay: PyTorch's.
//!
//! The learning rate stands outside the momentum buffer, and the first gradient enters the buffer whole.

use super::parts::{holds_still, regularized};
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
        fact rests = L::any(momentum.same(L::splat(0.0)));
        fact dampens = L::any(!share.same(L::splat(1.0)));
        fact decays = L::any(!weight_decay.same(L::splat(0.0)));
        fact looks_ahead = nesterov;
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
    const COST: u32 = 2;
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
            // 1 · g is g.
            let new = if rule.dampens { g * rule.share } else { g };
            state.buffer * mu + new
        } else {
            g
        };
        let ahead = if rule.looks_ahead {
            g + buffer * mu
        } else {
            buffer
        };
        state.started = true;
        if (step.momentum.is_none() && !rule.rests) || !L::any(off) {
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

    #[inline(always)]
    fn same<L: Width>(a: &State<L>, b: &State<L>) -> L::Mask {
        let same = a.buffer.same_bits(b.buffer);
        let started = L::splat(f64::from(u8::from(a.started == b.started)));
        same & started.gt(L::splat(0.0))
    }

    /// While the gradient g is the same, the buffer stays below B = max(|b|, |(1 − τ) g| / (1 − μ)), with a millionth more for
    /// rounding: μ B + |(1 − τ) g| ≤ B. So no step is longer than η B, or η (|g| + μ B) where it looks ahead.
    #[inline(always)]
    fn rests<L: Width>(
        rule: &Sgd<L>,
        state: &State<L>,
        rate: L,
        at: Vec2<L>,
        gradient: Vec2<L>,
    ) -> L::Mask {
        let (zero, more) = (L::splat(0.0), L::splat(1.0 + 1e-6));
        let g = regularized(gradient, at, rule.weight_decay);
        let rest = L::splat(1.0) - rule.momentum;
        let length = g.zip(state.buffer, |g, b| {
            let limit = (g * rule.share).abs() / rest;
            // Below the smallest, rounding is not a share of the number.
            let bound = b.abs().maximum(limit).maximum(L::splat(1e-300)) * more;
            let ahead = (g.abs() + rule.momentum * bound) * more;
            let longest = if rule.nesterov { ahead } else { bound };
            L::select(rule.momentum.same(zero), g.abs(), longest) * rate
        });
        rest.gt(L::splat(1e-9)) & holds_still(at, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::params::{Params, Value};
    use crate::core::probe::NoProbe;
    use crate::core::vec2::vec2;

    /// A run that is said to rest does not move while its gradient is the same, however the buffer grows; of those that are
    /// about to move none is said to rest.
    #[test]
    fn what_rests_stays() {
        let mut rested = 0;
        for case in 0..4000_u32 {
            // Numbers about as small as moves no longer, by chance.
            let part = |salt: u32| {
                let hash = (case * 31 + salt).wrapping_mul(2_654_435_761);
                f64::from(hash >> 8) / f64::from(1 << 24)
            };
            let number = |salt| libm::exp(-44.0 + 12.0 * part(salt)) * (part(salt + 1) - 0.5);
            let momentum = [0.0, 0.5, 0.9, 0.999, 1.0, 1.1][case as usize % 6];
            let mut config = Kind::Optimizer
                .default_config("sgd")
                .with("momentum", momentum)
                .with("dampening", [0.0, 0.3, 1.0, -2.0][case as usize % 4])
                .with("weight_decay", [0.0, 1e-20][case as usize % 2]);
            config
                .set("nesterov", Value::Toggle(case % 3 == 0))
                .unwrap();
            let rule = Sgd::read::<f64>(&config);
            let mut state = State {
                buffer: vec2(number(2), number(4)),
                started: true,
            };
            let start = vec2(1.0 + part(6), -3.0);
            let gradient = vec2(number(8), number(10));
            let rests = Sgd::rests(&rule, &state, 0.1, start, gradient);
            rested += u32::from(rests);
            let mut at = start;
            for index in 1..500 {
                let step = Step {
                    index,
                    rate: 0.1,
                    momentum: None,
                    loss: 0.0,
                };
                let d = Sgd::direction(&rule, &mut state, &step, at, gradient, &mut NoProbe);
                at = Sgd::finish(&rule, &mut state, &step, at, d, &mut NoProbe);
                assert!(!rests || at == start, "case {case} moved to {at:?}");
            }
        }
        // Of each kind there are enough.
        assert!((400..3600).contains(&rested), "{rested} rest");
    }
}
