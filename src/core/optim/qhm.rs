//! QHM: quasi-hyperbolic momentum, a mixture of plain gradient descent and averaged momentum.

use super::parts::average;
use super::{Optimizer, Place, Step};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::theory::{Form, Linear};
use crate::core::vec2::Vec2;

crate::params! {
    /// `m ← β m + (1 − β) g;  x ← x − η ((1 − ν) g + ν m)`.
    pub struct Qhm {
        /// Step size per unit of gradient, for gradient and momentum together; a heavy ball's rate divided by 1 − β is about the same.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average: the paper's 0.999 reaches back over a thousand steps.
        momentum: real("Momentum", "β", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Share of the average in the step: 0 is gradient descent, 1 is heavy ball, β is Nesterov.
        nu: real("Momentum's share", "ν", 0.7, Domain::UNIT, Span::linear(0.0, 1.0));
    }
}

/// The average, and the gradient of the step.
#[derive(Clone, Copy)]
pub struct State<L> {
    mean: Vec2<L>,
    gradient: Vec2<L>,
}

impl Optimizer for Qhm {
    const INFO: Info = Info {
        id: "qhm",
        name: "QHM",
        family: "Gradient descent and momentum",
        summary: "One slider from gradient descent through Nesterov to heavy ball; uses long memories without their inertia.",
        formula: "m ← β m + (1 − β) g,  x ← x − η ((1 − ν) g + ν m)",
        reference: "Ma and Yarats 2019, equations 3 and 4; defaults ν and β are the paper's",
        aliases: &[],
    };
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    fn linear(rule: &Qhm) -> Option<Linear> {
        Some(Linear {
            memory: rule.momentum,
            now: 1.0 - rule.nu * rule.momentum,
            before: (1.0 - rule.nu) * rule.momentum,
            form: Form {
                numerator: "(2 + 2β)",
                factor: "(1 + β − 2νβ)",
            },
            ..Linear::PLAIN
        })
    }

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Qhm<L>, _: Vec2<L>) -> State<L> {
        State {
            mean: Vec2::zero(),
            gradient: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Qhm<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let beta = step.momentum.unwrap_or(rule.momentum);
        state.gradient = gradient;
        state.mean = average(state.mean, gradient, beta);
        probe.vector("m", state.mean);
        state.mean
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Qhm<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mixed = state.gradient * (L::splat(1.0) - rule.nu) + direction * rule.nu;
        let delta = mixed * step.rate;
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::catalog::Config;
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::params::Value;
    use crate::core::vec2::vec2;

    /// ν = 0 is gradient descent, ν = 1 heavy ball and ν = β Nesterov, at 1 − β times the rate.
    #[test]
    fn the_share_leads_from_descent_to_heavy_ball() {
        let (lr, beta) = (0.1, 0.75);
        let sgd = |lr: f64, momentum: f64, nesterov: bool| {
            let mut config = rule("sgd", &[("lr", lr), ("momentum", momentum)]);
            config.set("nesterov", Value::Toggle(nesterov)).unwrap();
            config
        };
        let table: [(f64, Config); 3] = [
            (0.0, sgd(lr, 0.0, false)),
            (1.0, sgd(lr * (1.0 - beta), beta, false)),
            (beta, sgd(lr * (1.0 - beta), beta, true)),
        ];
        for (nu, twin) in table {
            let config = rule("qhm", &[("lr", lr), ("momentum", beta), ("nu", nu)]);
            let [one, two] =
                [config, twin].map(|c| path(&c, vec2(1.0, -1.0), 40, |p| vec2(p.x, 10.0 * p.y)));
            for (step, (one, two)) in one.into_iter().zip(two).enumerate() {
                let apart = (one - two).norm();
                assert!(apart < 1e-14, "ν {nu}, step {step}: {apart:e} apart");
            }
        }
    }
}
