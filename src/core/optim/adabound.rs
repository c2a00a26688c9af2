//! AdaBound: Adam whose step per unit of gradient is kept between two bounds that close on a constant.
//!
//! The authors' program: its bounds and its bias correction, without the paper's factor 1/√t.

use super::parts::{Moments, number_of};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − clip(η √(1 − β₂ᵗ)/(1 − β₁ᵗ) / (√v + ε), η_f (1 − 1/(γt + 1)), η_f (1 + 1/(γt))) m`.
    pub struct AdaBound {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Rate that both bounds close on: that of the gradient descent with momentum it ends as.
        final_lr: real("Final rate", "η_f", 1e-1, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// How fast the bounds close: they are within twice and half of the final rate after 1/γ steps.
        gamma: real("Closing speed", "γ", 1e-3, Domain::POSITIVE, Span::log(1e-6, 1.0));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
    }
}

impl Optimizer for AdaBound {
    const INFO: Info = Info {
        id: "adabound",
        name: "AdaBound",
        family: "Adam family",
        summary: "Begins as Adam and turns smoothly into gradient descent with momentum.",
        formula: "x ← x − clip(η √(1 − β₂ᵗ)/(1 − β₁ᵗ) / (√v + ε), η_f (1 − 1/(γt + 1)), η_f (1 + 1/(γt))) · m  with Adam's m and v",
        reference: "Luo, Xiong, Liu and Sun 2019, algorithm 2, as in the authors' program, whose defaults these are",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = Moments<L>;

    fn init<L: Width>(_: &AdaBound<L>, _: Vec2<L>) -> Moments<L> {
        Moments::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdaBound<L>,
        state: &mut Moments<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.take_in(step, gradient, [rule.beta1, rule.beta2], probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdaBound<L>,
        state: &mut Moments<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (one, t) = (L::splat(1.0), number_of::<L>(step.index));
        let [correction1, correction2] = state.corrections;
        let rate = step.rate * correction2.sqrt() / correction1;
        // A schedule moves the final rate along with the first.
        let end = rule.final_lr * (step.rate / rule.lr);
        let low = end * (one - one / (rule.gamma * t + one));
        let high = end * (one + one / (rule.gamma * t));
        let rates = state
            .second
            .map(|v| (rate / (v.sqrt() + rule.eps)).clamped(low, high));
        let delta = rates.zip(direction, |r, m| r * m);
        probe.vector("η_t", rates);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// With open bounds it is Adam; with closed ones, averaged momentum at the final rate.
    #[test]
    fn it_begins_as_adam_and_ends_as_momentum() {
        let table = [
            (1e-12, rule("adam", &[("lr", 0.02)])),
            (1e12, rule("ema_momentum", &[("lr", 0.05)])),
        ];
        for (gamma, twin) in table {
            let bound = rule(
                "adabound",
                &[("lr", 0.02), ("final_lr", 0.05), ("gamma", gamma)],
            );
            let [one, two] =
                [bound, twin].map(|c| path(&c, vec2(1.0, -1.0), 50, |p| vec2(p.x, 10.0 * p.y)));
            for (step, (one, two)) in one.into_iter().zip(two).enumerate() {
                let apart = (one - two).norm();
                assert!(apart < 1e-6, "γ {gamma}, step {step}: {apart:e} apart");
            }
        }
    }
}
