//! DoG, distance over gradients: the step length is how far the run has come over how steep it was.
//!
//! The averaged iterate that the paper's guarantees are about is not formed.

use super::parts::descend;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η r/√G g`, `r` the largest distance from the start so far, `G` the sum of ‖g‖².
    pub struct Dog {
        /// Multiplies the length that the method finds; 1 is the paper's.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-2, 10.0));
        /// The distance that is assumed before any step, as a share of 1 + ‖x₀‖: how timid the beginning is.
        reps_rel: real("First distance", "r₀", 1e-2, Domain::POSITIVE, Span::log(1e-8, 1.0));
        /// Added to the sum of squares: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

/// The start, the largest distance from it, and the sum of squared gradients.
#[derive(Clone, Copy)]
pub struct State<L> {
    start: Vec2<L>,
    distance: L,
    squares: L,
}

impl Optimizer for Dog {
    const INFO: Info = Info {
        id: "dog",
        name: "DoG",
        family: "Learning-rate-free",
        summary: "Takes its rate from how far it has come: starts timidly, grows by itself, and needs no tuning.",
        formula: "x ← x − η r/√(G + ε) · g,  r = max(r₀ (1 + ‖x₀‖), ‖x − x₀‖ so far),  G ← G + ‖g‖²",
        reference: "Ivgi, Hinder and Carmon 2023, DoG is SGD's Best Friend, section 2; defaults: theirs, but a larger r₀ than 1e-6, for short runs",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &Dog<L>, start: Vec2<L>) -> State<L> {
        State {
            start,
            distance: rule.reps_rel * (L::splat(1.0) + start.norm()),
            squares: L::splat(0.0),
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Dog<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.distance = state.distance.maximum((at - state.start).norm());
        state.squares = state.squares + direction.dot(direction);
        let length = state.distance / (state.squares + rule.eps).sqrt();
        probe.scalar("r", state.distance);
        probe.scalar("G", state.squares);
        descend(step, at, direction * length, probe)
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// What the method is for: the same path whatever the gradient's scale, to the minimum without a rate.
    #[test]
    fn the_scale_of_the_loss_does_not_matter() {
        let free = rule("dog", &[("eps", 0.0)]);
        let bowl = |scale: f64| path(&free, vec2(3.0, -1.0), 400, |p| p * scale);
        let (plain, scaled) = (bowl(1.0), bowl(1024.0));
        assert_eq!(plain, scaled);
        assert!(plain[399].norm() < 1e-3, "{:?}", plain[399]);
    }
}
