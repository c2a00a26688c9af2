//! PAdam: AMSGrad whose root is any power between 0, which is momentum, and ½.
//!
//! The paper's rule, without bias correction; ε is added to the root, as in its authors' program.

use super::parts::Moments;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `v̂ ← max(v̂, v);  x ← x − η m / (√v̂ + ε)^(2p)`.
    pub struct Padam {
        /// Step size: per unit of gradient at power 0, about the length of a step at power ½.
        lr: real("Learning rate", "η", 1e-1, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Power of the second moment that divides: 0 is averaged momentum, ½ is AMSGrad.
        power: real("Power", "p", 0.125, Domain::closed(0.0, 0.5), Span::linear(0.0, 0.5));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// Adam's averages and the largest second moment so far.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    largest: Vec2<L>,
}

impl Optimizer for Padam {
    const INFO: Info = Info {
        id: "padam",
        name: "PAdam",
        family: "Adam family",
        summary: "One slider from gradient descent with momentum to AMSGrad: adapts a part of the way.",
        formula: "m and v as Adam,  v̂ ← max(v̂, v),  x ← x − η m / (√v̂ + ε)^(2p)",
        reference: "Chen et al. 2018, Closing the generalization gap, algorithm 1; defaults are the paper's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Gradient;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Padam<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(),
            largest: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Padam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let betas = [rule.beta1, rule.beta2];
        let first = state.moments.take_in(step, gradient, betas, probe);
        state.largest = state.largest.zip(state.moments.second, L::maximum);
        first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Padam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let power = L::splat(2.0) * rule.power;
        let divisor = state.largest.map(|v| (v.sqrt() + rule.eps).powf(power));
        let delta = direction.zip(divisor, |m, d| m / d) * step.rate;
        probe.vector("v̂", state.largest);
        probe.vector("v̂ᵖ", divisor);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// At power 0 it is averaged momentum; at ½, while gradients grow, uncorrected Adam (AMSGrad's maximum is the newest).
    #[test]
    fn the_power_leads_from_momentum_to_adam() {
        for (power, twin) in [(0.0, "ema_momentum"), (0.5, "adam_uncorrected")] {
            let padam = rule("padam", &[("lr", 0.01), ("power", power)]);
            let twin = rule(twin, &[("lr", 0.01)]);
            let [one, two] =
                [padam, twin].map(|c| path(&c, vec2(0.1, -0.2), 60, |p| vec2(-p.x, -3.0 * p.y)));
            for (step, (one, two)) in one.into_iter().zip(two).enumerate() {
                let apart = (one - two).norm();
                assert!(apart < 1e-12, "p {power}, step {step}: {apart:e} apart");
            }
        }
    }

    /// The largest second moment is kept: after one large gradient, steps stay short.
    #[test]
    fn the_largest_second_moment_is_kept() {
        let numbers = [
            ("lr", 1.0),
            ("power", 0.5),
            ("beta1", 0.0),
            ("beta2", 0.5),
            ("eps", 0.0),
        ];
        let config = rule("padam", &numbers);
        let walk = path(&config, vec2(0.0, 0.0), 100, |p| {
            vec2(if p.x == 0.0 { 100.0 } else { 1.0 }, 1.0)
        });
        let last = walk[98] - walk[99];
        assert!((last.x - 1.0 / 5000f64.sqrt()).abs() < 1e-12, "{last:?}");
        assert!((last.y - 1.0).abs() < 1e-12, "{last:?}");
    }
}
