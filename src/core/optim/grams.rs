//! Grams: the size of Adam's step in the direction of the newest gradient's signs.

use super::parts::Moments;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η sign(g) |m̂/(√v̂ + ε)|`.
    pub struct Grams {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: it decides how long steps are, not where they go.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// Adam's averages, and the gradient of the step.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    gradient: Vec2<L>,
}

impl Optimizer for Grams {
    const INFO: Info = Info {
        id: "grams",
        name: "Grams",
        family: "Adam family",
        summary: "Momentum decides only how long a step is, the gradient where it goes: no coasting past a minimum.",
        formula: "x ← x − η sign(g) · |m̂ / (√v̂ + ε)|  with Adam's m̂ and v̂",
        reference: "Cao, Li and Song 2024, without its weight decay; defaults: Adam's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Grams<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(),
            gradient: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Grams<L>,
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
        rule: &Grams<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let [first, root] = state.moments.corrected(direction, probe);
        let update = first.zip(root, |m, r| (m / (r + rule.eps)).abs());
        let delta = update.zip(state.gradient, |u, g| g.sign() * u) * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// Adam's path while the gradient keeps its signs; where they turn, the step turns with them at Adam's length.
    #[test]
    fn the_step_turns_with_the_gradient() {
        let numbers = [("lr", 0.1), ("eps", 1e-8)];
        let gradient = |p: crate::core::vec2::Vec2| vec2(if p.y < -0.55 { -0.1 } else { 1.0 }, 1.0);
        let [grams, adam] =
            ["grams", "adam"].map(|id| path(&rule(id, &numbers), vec2(0.0, 0.0), 7, gradient));
        for (step, (one, two)) in grams.iter().zip(&adam).take(6).enumerate() {
            assert!(
                (*one - *two).norm() < 1e-14,
                "step {step}: {one:?}, not {two:?}"
            );
        }
        let [turned, coasted] = [&grams, &adam].map(|walk| walk[6] - walk[5]);
        assert!(
            turned.x > 1e-2 && coasted.x < -1e-2,
            "{turned:?}, {coasted:?}"
        );
        assert!((turned.x + coasted.x).abs() < 1e-14);
        assert!((turned.y - coasted.y).abs() < 1e-14);
    }
}
