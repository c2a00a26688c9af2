//! QHAdam: Adam with mixtures of the new and the averaged, in the numerator and under the root.

use super::parts::Moments;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η ((1 − ν₁) g + ν₁ m̂) / (√((1 − ν₂) g² + ν₂ v̂) + ε)`.
    pub struct QhAdam {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.995, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Share of the average in the numerator: 1 is Adam, 0 is no momentum.
        nu1: real("First share", "ν₁", 0.7, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Share of the average under the root: 1 is Adam, 0 divides by the gradient of the step alone.
        nu2: real("Second share", "ν₂", 1.0, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// Adam's averages, and the gradient of the step.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    gradient: Vec2<L>,
}

impl Optimizer for QhAdam {
    const INFO: Info = Info {
        id: "qhadam",
        name: "QHAdam",
        family: "Adam family",
        summary: "Adam with QHM's mixture: uses a long memory and still answers to the newest gradient.",
        formula: "x ← x − η ((1 − ν₁) g + ν₁ m̂) / (√((1 − ν₂) g² + ν₂ v̂) + ε)",
        reference: "Ma and Yarats 2019, section 5; defaults: those its authors recommend",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &QhAdam<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(),
            gradient: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &QhAdam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.gradient = gradient;
        let betas = [rule.beta1, rule.beta2];
        state.moments.take_in(step, gradient, betas, probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &QhAdam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        let [first, root] = state.moments.corrected(direction, probe);
        let g = state.gradient;
        let above = g * (one - rule.nu1) + first * rule.nu1;
        let below = g.zip(root, |g, r| {
            ((one - rule.nu2) * g.squared() + rule.nu2 * r.squared()).sqrt() + rule.eps
        });
        let delta = above.zip(below, |a, b| a / b) * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// With both shares 1 it is Adam; with both 0, each coordinate moves by the rate against the gradient's sign.
    #[test]
    fn shares_lead_from_signs_to_adam() {
        let start = vec2(1.0, -1.0);
        let gradient = |p| p * 3.0;
        let qhadam = |nu: f64, eps: f64| {
            let numbers = [
                ("lr", 0.01),
                ("beta1", 0.9),
                ("nu1", nu),
                ("nu2", nu),
                ("eps", eps),
            ];
            path(&rule("qhadam", &numbers), start, 60, gradient)
        };
        let adam = path(&rule("adam", &[("lr", 0.01)]), start, 60, gradient);
        for (step, (one, two)) in qhadam(1.0, 1e-8).into_iter().zip(adam).enumerate() {
            assert!(
                (one - two).norm() < 1e-12,
                "step {step}: {one:?}, not {two:?}"
            );
        }
        let signs = qhadam(0.0, 0.0);
        assert!(
            (signs[49] - vec2(0.5, -0.5)).norm() < 1e-12,
            "{:?}",
            signs[49]
        );
    }
}
