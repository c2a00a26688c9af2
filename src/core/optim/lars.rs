//! LARS: momentum descent whose steps are a given share of the position's length, layer by layer.
//!
//! The two coordinates are one layer. The learning rate stands inside the momentum buffer: what a clip after
//! momentum limits is a change of the position.

use super::parts::regularized;
use super::sgd_optax::trace;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `d = g + λ x;  z = −η d · κ |x| / (|d| + ε);  b ← z + μ b;  x ← x + b`.
    pub struct Lars {
        /// Factor on the step, whose length is a share of the position's; Optax names no default.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// L2 regularization: adds λ times the position to the gradient, before its length is taken.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Length of a step as a share of the position's length, at rate 1 and without momentum.
        trust_coefficient: real("Trust coefficient", "κ", 1e-3, Domain::POSITIVE, Span::log(1e-5, 1.0));
        /// Added to the gradient's length: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Share of the previous step that is kept; 0 is no momentum.
        momentum: real("Momentum", "μ", 0.9, Domain::NON_NEGATIVE, Span::one_minus_log(0.0, 0.999));
        /// Looks ahead: takes the new step once more on top of the momentum that it has entered.
        nesterov: toggle("Nesterov", "", false);
    }
}

/// A length, but at least `least`: Optax's `safe_norm`.
#[inline(always)]
fn length<L: Lane>(v: Vec2<L>, least: L) -> L {
    let norm = v.norm();
    L::select(norm.le(least), least, norm)
}

/// The factor `coefficient |x| / (|update| + ε)`, both lengths at least `least`; 1 if a length is 0.
#[inline(always)]
pub(super) fn trust_ratio<L: Lane, P: Probe<L>>(
    update: Vec2<L>,
    at: Vec2<L>,
    [least, coefficient, eps]: [L; 3],
    probe: &mut P,
) -> L {
    let zero = L::splat(0.0);
    let (size, length) = (length(at, least), length(update, least));
    let ratio = coefficient * size / (length + eps);
    let ratio = L::select(size.same(zero) | length.same(zero), L::splat(1.0), ratio);
    probe.scalar("trust ratio", ratio);
    ratio
}

impl Optimizer for Lars {
    const INFO: Info = Info {
        id: "lars",
        name: "LARS",
        family: "Layer-wise scaling",
        summary: "Momentum descent with steps in proportion to the size of each layer's weights: for very large batches.",
        formula: "d = g + λ x,  z = −η d · κ |x| / (|d| + ε),  b ← z + μ b,  x ← x + b  (Nesterov: x + z + μ b)",
        reference: "You, Gitman and Ginsburg 2017, algorithm 1; optax.lars",
        aliases: &[Alias::optax("lars", &[("learning_rate", "lr")]).called(
            "learning_rate, weight_decay=0.0, weight_decay_mask=True, trust_coefficient=0.001, \
                 eps=0.0, trust_ratio_mask=True, momentum=0.9, nesterov=False",
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    /// The momentum buffer.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &Lars<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    /// The change of the position: the momentum buffer, which has the rate inside.
    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Lars<L>,
        buffer: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let d = regularized(gradient, at, rule.weight_decay);
        let numbers = [L::splat(0.0), rule.trust_coefficient, rule.eps];
        let ratio = trust_ratio(d, at, numbers, probe);
        let delta = d * ratio * -step.rate;
        let mu = step.momentum.unwrap_or(rule.momentum);
        let ahead = trace(buffer, delta, mu, rule.nesterov);
        probe.vector("z", delta);
        probe.vector("b", *buffer);
        ahead
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &Lars<L>,
        _: &mut Vec2<L>,
        _: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        probe.vector("Δ", direction);
        at + direction
    }
}
