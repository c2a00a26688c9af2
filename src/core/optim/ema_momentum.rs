//! Momentum as an average: the step is the exponential average of the gradients.

use super::parts::average;
use super::{Optimizer, Place, Step};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::theory::{Form, Linear};
use crate::core::vec2::Vec2;

crate::params! {
    /// `m ← β m + (1 − β) g;  x ← x − η m`.
    pub struct EmaMomentum {
        /// Step size per unit of averaged gradient; heavy ball needs 1 − β times this for the same path.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average: it reaches back over about 1/(1 − β) steps.
        momentum: real("Momentum", "β", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.999));
    }
}

impl Optimizer for EmaMomentum {
    const INFO: Info = Info {
        id: "ema_momentum",
        name: "Heavy ball (EMA form)",
        family: "Gradient descent and momentum",
        summary: "Heavy ball with the learning rate times 1 − β built in: β smooths the step without lengthening it.",
        formula: "m ← β m + (1 − β) g,  x ← x − η m",
        reference: "Polyak 1964, in the averaged form that Adam's numerator has (Kingma and Ba 2015); no framework's default",
        aliases: &[],
    };
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    fn linear(rule: &EmaMomentum) -> Option<Linear> {
        Some(Linear {
            memory: rule.momentum,
            now: 1.0 - rule.momentum,
            form: Form {
                numerator: "(2 + 2β)",
                factor: "(1 − β)",
            },
            ..Linear::PLAIN
        })
    }

    /// The average.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &EmaMomentum<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &EmaMomentum<L>,
        mean: &mut Vec2<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        *mean = average(*mean, gradient, step.momentum.unwrap_or(rule.momentum));
        probe.vector("m", *mean);
        *mean
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &EmaMomentum<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let delta = direction * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// Claim C13: with the rate divided by 1 − β, the path is heavy ball's.
    #[test]
    fn the_path_is_heavy_balls() {
        for beta in [0.0, 0.5, 0.9] {
            let lr = 0.015;
            let heavy = rule("sgd", &[("lr", lr), ("momentum", beta)]);
            let mean = rule(
                "ema_momentum",
                &[("lr", lr / (1.0 - beta)), ("momentum", beta)],
            );
            let [one, two] = [heavy, mean]
                .map(|config| path(&config, vec2(1.0, 1.0), 50, |p| vec2(p.x, 30.0 * p.y)));
            for (step, (one, two)) in one.into_iter().zip(two).enumerate() {
                let apart = (one - two).norm();
                assert!(apart < 1e-15, "β {beta}, step {step}: {apart:e} apart");
            }
        }
    }
}
