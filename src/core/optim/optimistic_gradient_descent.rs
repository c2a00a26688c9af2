//! Optimistic gradient descent: follows the gradient and its last change, as if the change went on.

use super::parts::descend;
use super::{Optimizer, Step};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::theory::{Form, Linear};
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η ((α + β) g − β g₋)`, with g₋ the gradient of the step before.
    pub struct OptimisticGradientDescent {
        /// Step size: how far one step goes per unit of gradient; Optax names no default, this is gradient descent's in PyTorch.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// How much the gradient itself counts.
        alpha: real("Gradient weight", "α", 1.0, Domain::REAL, Span::linear(0.0, 2.0));
        /// How much the gradient's last change is extrapolated; 0 is plain gradient descent, below 0 looks back.
        beta: real("Extrapolation", "β", 1.0, Domain::REAL, Span::linear(0.0, 2.0));
    }
}

impl Optimizer for OptimisticGradientDescent {
    const INFO: Info = Info {
        id: "optimistic_gradient_descent",
        name: "Optimistic gradient descent",
        family: "Gradient descent and momentum",
        summary: "Gradient descent that guesses the next gradient from the last change: made for games that spin around a saddle.",
        formula: "x ← x − η ((α + β) g − β g₋),  g₋ ← g",
        reference: "Mokhtari, Ozdaglar and Pattathil 2020; optax.optimistic_gradient_descent",
        aliases: &[Alias::optax(
            "optimistic_gradient_descent",
            &[("learning_rate", "lr")],
        )],
    };

    /// The doubled gradient doubles the step.
    const RATE_SHARE: f64 = 0.5;

    fn linear(rule: &OptimisticGradientDescent) -> Option<Linear> {
        Some(Linear {
            now: rule.alpha + rule.beta,
            before: rule.beta,
            form: Form {
                numerator: "2",
                factor: "(α + 2β)",
            },
            ..Linear::PLAIN
        })
    }

    /// The gradient of the step before.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &OptimisticGradientDescent<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &OptimisticGradientDescent<L>,
        previous: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let before = if step.index == 0 {
            direction
        } else {
            *previous
        };
        *previous = direction;
        let ahead = direction * (rule.alpha + rule.beta) - before * rule.beta;
        probe.vector("g₋", before);
        descend(step, at, ahead, probe)
    }
}
