//! NAdam: Adam with Nesterov's look-ahead, whose share of momentum grows in the first steps.
//!
//! Operations stand in PyTorch's order; the running product of μ has the precision of the position.

use super::parts::{add_quotient, decayed_square, lerp, regularized, shrunk};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η ((1 − μ_t)/(1 − Πμ) g + μ_{t+1}/(1 − μ_{t+1} Πμ) m) / (√v̂ + ε)`.
    pub struct NAdam {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 2e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average, and what the share of momentum grows towards.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Pulls towards the origin: joins the gradient, or shrinks the position if the decay is decoupled.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How fast the share of momentum grows from about β₁/2 to β₁: at 0.004 over thousands of steps, at 1 within a hundred.
        momentum_decay: real("Momentum decay", "ψ", 4e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-5, 1.0));
        /// Lets the weight decay shrink the position itself, as AdamW does, instead of joining the gradient.
        decoupled_weight_decay: toggle("Decoupled decay", "", false);
    }
}

/// The averages, the gradient of the step and the growing share of momentum.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: Vec2<L>,
    second: Vec2<L>,
    gradient: Vec2<L>,
    product2: L,
    /// β₁ of the current step.
    beta1: L,
    share: Share<L>,
}

/// The share of momentum `μ_t = β₁ (1 − 0.96^(t ψ) / 2)` and the product of all shares so far.
#[derive(Clone, Copy)]
pub(super) struct Share<L> {
    /// 0.96^ψ, and its power of the next step.
    ratio: L,
    power: L,
    product: L,
}

impl<L: Lane> Share<L> {
    /// Before the first step.
    pub(super) fn new(momentum_decay: L) -> Self {
        let ratio = L::splat(0.96).powf(momentum_decay);
        Self {
            ratio,
            power: ratio,
            product: L::splat(1.0),
        }
    }

    /// The shares μ_t and μ_{t+1} of a step, and the factors of its gradient and of its average:
    /// `(1 − μ_t)/(1 − Πμ)` and `μ_{t+1}/(1 − μ_{t+1} Πμ)`, as numerators and denominators.
    #[inline(always)]
    pub(super) fn next(&mut self, beta1: L) -> [[L; 2]; 2] {
        let (one, half) = (L::splat(1.0), L::splat(0.5));
        let now = beta1 * (one - half * self.power);
        self.power = self.power * self.ratio;
        let next = beta1 * (one - half * self.power);
        self.product = self.product * now;
        [
            [one - now, one - self.product],
            [next, one - self.product * next],
        ]
    }
}

impl Optimizer for NAdam {
    const INFO: Info = Info {
        id: "nadam",
        name: "NAdam",
        family: "Adam family",
        summary: "Adam that looks ahead: each step already contains the momentum of the next.",
        formula: "μ_t = β₁(1 − ½ 0.96^(tψ)),  x ← x − η ((1 − μ_t)/(1 − Πμ) · g + μ_{t+1}/(1 − μ_{t+1}Πμ) · m) / (√v̂ + ε)",
        reference: "Dozat 2016; torch.optim.NAdam",
        aliases: &[Alias::torch(
            "NAdam",
            &[("betas.0", "beta1"), ("betas.1", "beta2")],
        )
            .called("params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3, \
                 decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, \
                 differentiable=False")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &NAdam<L>, _: Vec2<L>) -> State<L> {
        State {
            first: Vec2::zero(),
            second: Vec2::zero(),
            gradient: Vec2::zero(),
            product2: L::splat(1.0),
            beta1: rule.beta1,
            share: Share::new(rule.momentum_decay),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &NAdam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.gradient = if rule.decoupled_weight_decay {
            gradient
        } else {
            regularized(gradient, at, rule.weight_decay)
        };
        state.beta1 = step.momentum.unwrap_or(rule.beta1);
        state.first = lerp(state.first, state.gradient, L::splat(1.0) - state.beta1);
        state.second = decayed_square(state.second, state.gradient, rule.beta2);
        state.product2 = state.product2 * rule.beta2;
        probe.vector("m", state.first);
        probe.vector("v", state.second);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &NAdam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let start = if rule.decoupled_weight_decay {
            shrunk(at, step.rate, rule.weight_decay)
        } else {
            at
        };
        let correction2 = L::splat(1.0) - state.product2;
        let root = state.second.map(|v| (v / correction2).sqrt());
        let divisor = root.map(|r| r + rule.eps);
        let [[rest, left], [next, ahead]] = state.share.next(state.beta1);
        let by_gradient = add_quotient(start, -step.rate * rest / left, state.gradient, divisor);
        let end = add_quotient(by_gradient, -step.rate * next / ahead, direction, divisor);
        probe.vector("√v̂", root);
        probe.scalar("μ_{t+1}", next);
        probe.vector("Δ", end - at);
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With ψ large the share is β₁ itself, and the product is its power: Adam's correction, one step ahead.
    #[test]
    fn the_share_of_momentum_grows_to_beta1() {
        let mut share = Share::<f64>::new(1e3);
        for t in 1..20 {
            let [[rest, left], [next, ahead]] = share.next(0.9);
            assert!((rest - 0.1).abs() < 1e-15 && (next - 0.9).abs() < 1e-15);
            assert!((left - (1.0 - 0.9f64.powi(t))).abs() < 1e-15, "step {t}");
            assert!(
                (ahead - (1.0 - 0.9f64.powi(t + 1))).abs() < 1e-15,
                "step {t}"
            );
        }
        // PyTorch's ψ: at the first step a little over half.
        let [[rest, _], _] = Share::<f64>::new(0.004).next(0.9);
        let want = 1.0 - 0.9 * (1.0 - 0.5 * 0.96f64.powf(0.004));
        assert!((rest - want).abs() < 1e-15, "{rest}, not {want}");
    }
}
