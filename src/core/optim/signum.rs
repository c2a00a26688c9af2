//! Signum: sign descent along an average of the gradient.

use super::parts::{average, descend};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `m ← β m + (1 − β) g;  x ← x − η sign(m)`.
    pub struct Signum {
        /// Step size: how far each coordinate moves in every step; Optax names no default.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is slower to turn a coordinate's sign.
        momentum: real("Momentum", "β", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.999));
    }
}

impl Optimizer for Signum {
    const INFO: Info = Info {
        id: "signum",
        name: "Signum",
        family: "Sign-based",
        summary: "Sign descent with momentum: single noisy gradients no longer turn a coordinate around.",
        formula: "m ← β m + (1 − β) g,  x ← x − η sign(m)",
        reference: "Bernstein et al. 2018, Signum; optax.signum",
        aliases: &[Alias::optax(
            "signum",
            &[("learning_rate", "lr"), ("beta", "momentum")],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    /// Every step has full length, so the rate is also how close it comes.
    const RATE_SHARE: f64 = 0.3;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    /// The average of the gradient.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &Signum<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Signum<L>,
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
        _: &Signum<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        descend(step, at, direction.map(L::sign), probe)
    }
}
