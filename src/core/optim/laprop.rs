//! LaProp: Adam with its two operations in the other order, first the division, then the average.

use super::parts::{average, decayed_square, driven};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `v ← β₂ v + (1 − β₂) g²;  m ← β₁ m + (1 − β₁) g/(√v̂ + ε);  x ← x − η m/(1 − β₁ᵗ)`.
    pub struct LaProp {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 4e-4, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average of divided gradients: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: may be much shorter than β₁'s, down to 0.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-15, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// The average of divided gradients, that of their squares, and the corrections.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: Vec2<L>,
    second: Vec2<L>,
    products: [L; 2],
    correction1: L,
}

impl Optimizer for LaProp {
    const INFO: Info = Info {
        id: "laprop",
        name: "LaProp",
        family: "Adam family",
        summary: "Adam that divides before it averages: no setting of the two memories makes its steps explode.",
        formula: "v ← β₂ v + (1 − β₂) g²,  m ← β₁ m + (1 − β₁) g/(√v̂ + ε),  x ← x − η m/(1 − β₁ᵗ)",
        reference: "Ziyin, Wang and Ueda 2020, algorithm 1; defaults are the authors' program's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &LaProp<L>, _: Vec2<L>) -> State<L> {
        State {
            first: Vec2::zero(),
            second: Vec2::zero(),
            products: [L::splat(1.0); 2],
            correction1: L::splat(1.0),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &LaProp<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (beta1, correction1) = driven(rule.beta1, &mut state.products[0], step);
        state.correction1 = correction1;
        state.products[1] = state.products[1] * rule.beta2;
        let correction2 = L::splat(1.0) - state.products[1];
        state.second = decayed_square(state.second, gradient, rule.beta2);
        let root = state.second.map(|v| (v / correction2).sqrt());
        let divided = gradient.zip(root, |g, r| g / (r + rule.eps));
        state.first = average(state.first, divided, beta1);
        probe.vector("√v̂", root);
        probe.vector("m", state.first);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &LaProp<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let delta = direction.map(|m| m / state.correction1) * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::{Vec2, vec2};

    /// Without memory of gradients it is Adam without it.
    #[test]
    fn without_a_first_memory_it_is_adam() {
        let numbers = [("lr", 0.01), ("beta1", 0.0), ("eps", 1e-8)];
        let [one, two] = ["laprop", "adam"].map(|id| {
            path(&rule(id, &numbers), vec2(1.0, -1.0), 60, |p| {
                vec2(p.x, 9.0 * p.y)
            })
        });
        for (step, (one, two)) in one.into_iter().zip(two).enumerate() {
            assert!(
                (one - two).norm() < 1e-12,
                "step {step}: {one:?}, not {two:?}"
            );
        }
    }

    /// With β₂ = 0 no step is longer than the rate; Adam, after one large gradient, leaps.
    #[test]
    fn no_step_explodes() {
        let longest = |id: &str| {
            let config = rule(id, &[("lr", 1.0), ("beta2", 0.0), ("eps", 1e-15)]);
            let mut before = 0.0;
            let walk = path(&config, Vec2::zero(), 20, |p| {
                vec2(if p.x == 0.0 { 1e6 } else { 1.0 }, 0.0)
            });
            walk.into_iter().fold(0.0, |longest: f64, at| {
                let length = (at.x - before).abs();
                before = at.x;
                longest.max(length)
            })
        };
        assert!(
            (longest("laprop") - 1.0).abs() < 1e-12,
            "{}",
            longest("laprop")
        );
        assert!(longest("adam") > 1e5, "{}", longest("adam"));
    }
}
