//! RAdam: Adam that waits with its divisor until the average of squares is worth something.
//!
//! PyTorch's form and order: the threshold is 5, and the steps before it are plain momentum of any length.

use super::parts::{decayed_square, driven, lerp, number_of, regularized, shrunk};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η m̂ r √(1 − β₂ᵗ) / (√v + ε)` once ρ > 5, `x ← x − η m̂` before.
    pub struct RAdam {
        /// Step size: about how far one step goes once the divisor acts; per unit of gradient before.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger warms up for longer.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Pulls towards the origin: joins the gradient, or shrinks the position if the decay is decoupled.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Lets the weight decay shrink the position itself, as AdamW does, instead of joining the gradient.
        decoupled_weight_decay: toggle("Decoupled decay", "", false);
    }
}

/// The averages and the correction of the first.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: Vec2<L>,
    second: Vec2<L>,
    product1: L,
    correction1: L,
}

/// The length ρ_t of the average of squares, that of an endless one, and `1 − β₂ᵗ`.
///
/// ρ_t is the small difference of large numbers, so that β₂ᵗ is a power and not a running product.
#[inline(always)]
fn length<L: Lane>(beta2: L, index: u64) -> [L; 3] {
    let (one, two, t) = (L::splat(1.0), L::splat(2.0), number_of::<L>(index));
    let power = beta2.powf(t);
    let correction = one - power;
    let endless = two / (one - beta2) - one;
    [endless - two * t * power / correction, endless, correction]
}

/// The factor r_t that makes up for the variance of a short average.
#[inline(always)]
fn rectifier<L: Lane>(rho: L, endless: L) -> L {
    let (two, four) = (L::splat(2.0), L::splat(4.0));
    let above = (rho - four) * (rho - two) * endless;
    let below = (endless - four) * (endless - two) * rho;
    (above / below).sqrt()
}

impl Optimizer for RAdam {
    const INFO: Info = Info {
        id: "radam",
        name: "RAdam",
        family: "Adam family",
        summary: "Adam with a warm-up of its own, derived from the variance of its first steps.",
        formula: "ρ = ρ_∞ − 2tβ₂ᵗ/(1 − β₂ᵗ),  r = √((ρ−4)(ρ−2)ρ_∞ / ((ρ_∞−4)(ρ_∞−2)ρ)),  x ← x − η m̂ r √(1 − β₂ᵗ)/(√v + ε) if ρ > 5, else x − η m̂",
        reference: "Liu et al. 2020, algorithm 2 (threshold 4 there); torch.optim.RAdam",
        aliases: &[
            Alias::torch("RAdam", &[("betas.0", "beta1"), ("betas.1", "beta2")]).called(
                "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, \
                 decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, \
                 differentiable=False",
            ),
        ],
    };
    /// The first steps are plain momentum, which a rate fit for Adam throws far away.
    const UNIT: StepUnit = StepUnit::Gradient;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &RAdam<L>, _: Vec2<L>) -> State<L> {
        State {
            first: Vec2::zero(),
            second: Vec2::zero(),
            product1: L::splat(1.0),
            correction1: L::splat(1.0),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &RAdam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = if rule.decoupled_weight_decay {
            gradient
        } else {
            regularized(gradient, at, rule.weight_decay)
        };
        let (beta1, correction1) = driven(rule.beta1, &mut state.product1, step);
        state.correction1 = correction1;
        state.first = lerp(state.first, g, L::splat(1.0) - beta1);
        state.second = decayed_square(state.second, g, rule.beta2);
        probe.vector("m", state.first);
        probe.vector("v", state.second);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &RAdam<L>,
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
        let [rho, endless, correction2] = length(rule.beta2, step.index);
        let first = direction.map(|m| m / state.correction1);
        let root2 = correction2.sqrt();
        let adapted = state.second.map(|v| root2 / (v.sqrt() + rule.eps));
        let factor = rectifier(rho, endless);
        let plain = first * step.rate;
        let rectified = plain.zip(adapted, |m, a| m * a) * factor;
        let adapts = rho.gt(L::splat(5.0));
        let end = start - Vec2::select(adapts, rectified, plain);
        probe.vector("m̂", first);
        probe.scalar("ρ", rho);
        probe.scalar("r", L::select(adapts, factor, L::splat(f64::NAN)));
        probe.vector("Δ", end - at);
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Claim C24: at β₂ = 0.999 the sixth step is the first that adapts.
    #[test]
    fn adapting_starts_at_the_sixth_step() {
        let rho = |t: u64| length::<f64>(0.999, t - 1);
        assert!((rho(1)[1] - 1999.0).abs() < 1e-11);
        let first = |threshold: f64| (1..100).find(|t| rho(*t)[0] > threshold);
        assert_eq!((first(5.0), first(4.0)), (Some(6), Some(5)));
        for (t, want) in [(6, 0.025_821), (1000, 0.645_326)] {
            let [rho, endless, _] = rho(t);
            let got = rectifier(rho, endless);
            assert!(
                (got - want).abs() < 1e-6,
                "r of step {t} is {got}, not {want}"
            );
        }
    }
}
