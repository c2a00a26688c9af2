//! Adam without its bias correction: the averages start at 0 and nothing makes up for it.

use super::parts::{add_quotient, average, decayed_square};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  x ← x − η m / (√v + ε)`.
    pub struct AdamUncorrected {
        /// Step size: about how far one step goes in each coordinate once the averages have filled.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger makes the very first steps shorter.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger makes the first steps longer, and for longer.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// The two averages.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: Vec2<L>,
    second: Vec2<L>,
}

impl Optimizer for AdamUncorrected {
    const INFO: Info = Info {
        id: "adam_uncorrected",
        name: "Adam without bias correction",
        family: "Adam family",
        summary: "Shows what the correction is for: the first step is three times the rate, and more follow.",
        formula: "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  x ← x − η m / (√v + ε)",
        reference: "Kingma and Ba 2015, algorithm 1 without the correction that its section 6.4 takes away; defaults are PyTorch's Adam's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamUncorrected<L>, _: Vec2<L>) -> State<L> {
        State {
            first: Vec2::zero(),
            second: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamUncorrected<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let beta1 = step.momentum.unwrap_or(rule.beta1);
        state.first = average(state.first, gradient, beta1);
        state.second = decayed_square(state.second, gradient, rule.beta2);
        probe.vector("m", state.first);
        probe.vector("v", state.second);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdamUncorrected<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let root = state.second.map(L::sqrt);
        let next = add_quotient(at, -step.rate, direction, root.map(|r| r + rule.eps));
        probe.vector("√v", root);
        probe.vector("Δ", next - at);
        next
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::{Vec2, vec2};

    /// On a slope, step t is (1 − β₁ᵗ)/√(1 − β₂ᵗ) times the rate: 3.16 at first, 1 in the end; Adam's is 1.
    #[test]
    fn first_steps_are_too_long() {
        let config = rule("adam_uncorrected", &[("lr", 1.0), ("eps", 0.0)]);
        let mut before = Vec2::zero();
        for (t, at) in (1..).zip(path(&config, before, 10_000, |_| vec2(-5.0, 0.1))) {
            let want = (1.0 - 0.9f64.powi(t)) / (1.0 - 0.999f64.powi(t)).sqrt();
            let got = at - before;
            assert!(
                (got - vec2(want, -want)).norm() < 1e-9,
                "step {t}: {got:?}, not {want}"
            );
            before = at;
        }
        let first = path(&config, Vec2::zero(), 1, |_| vec2(-5.0, 0.1))[0].x;
        assert!((first - 10f64.sqrt()).abs() < 1e-9, "{first}");
    }
}
