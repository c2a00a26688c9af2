//! ADOPT: Adam that divides each gradient by the second moment of the steps before it, and averages the quotients.
//!
//! The first step only looks: it sets the second moment and goes nowhere.

use super::parts::{average, descend, squares};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `m ← β₁ m + (1 − β₁) clip(g / max(√v, ε));  x ← x − η m`, with v from before g.
    pub struct Adopt {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average of scaled gradients: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.9999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Smallest divisor: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Looks ahead: lets the scaled gradient enter the average twice.
        nesterov: toggle("Nesterov", "", false);
        /// Limits the scaled gradient of step t to (t − 1)^¼ in each coordinate: tames the first steps.
        use_clipping: toggle("Clip the scaled gradient", "", true);
    }
}

/// The second moment and the average of scaled gradients.
#[derive(Clone, Copy)]
pub struct State<L> {
    second: Vec2<L>,
    first: Vec2<L>,
}

impl Optimizer for Adopt {
    const INFO: Info = Info {
        id: "adopt",
        name: "ADOPT",
        family: "Adam family",
        summary: "Adam with the order of averaging and dividing changed, so that it converges with any β₂.",
        formula: "m ← β₁ m + (1 − β₁) clip(g / max(√v, ε), ±(t − 1)^¼),  x ← x − η m,  then v ← β₂ v + (1 − β₂) g²  (first step: v = g² alone)",
        reference: "Taniguchi et al. 2024, algorithm 2; optax.contrib.adopt",
        aliases: &[Alias::optax(
            "adopt",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .within("contrib")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Adopt<L>, _: Vec2<L>) -> State<L> {
        State {
            second: Vec2::zero(),
            first: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Adopt<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (beta1, beta2) = if step.index == 0 {
            (L::splat(1.0), L::splat(0.0))
        } else {
            (step.momentum.unwrap_or(rule.beta1), rule.beta2)
        };
        let mut scaled = gradient.zip(state.second, |g, v| g / v.sqrt().maximum(rule.eps));
        if rule.use_clipping {
            let bound = L::splat(Lane::powf(step.index as f64, 0.25));
            scaled = scaled.map(|u| u.clamped(-bound, bound));
        }
        probe.vector("g/√v", scaled);
        state.second = average(state.second, squares(gradient), beta2);
        state.first = average(state.first, scaled, beta1);
        probe.vector("m", state.first);
        probe.vector("v", state.second);
        if rule.nesterov {
            average(state.first, scaled, beta1)
        } else {
            state.first
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &Adopt<L>,
        _: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        descend(step, at, direction, probe)
    }
}
