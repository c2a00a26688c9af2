//! Normalized gradient descent: every step is as long as the rate, in the direction of gradient or momentum.
//!
//! Muon replaces a momentum matrix by the nearest orthogonal one; of a matrix with one column, that is the
//! column divided by its length. So this is Muon on one vector, with exact arithmetic in place of its
//! Newton–Schulz iteration.

use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `b ← μ b + g;  x ← x − η b / (‖b‖ + ε)`.
    pub struct NormalizedGd {
        /// Step size: the length of every step.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the momentum that is kept before it is normalized; Muon's is 0.95.
        momentum: real("Momentum", "μ", 0.0, Domain::DECAY, Span::one_minus_log(0.0, 0.999));
        /// Looks ahead, as Muon does: normalizes the gradient plus the new momentum instead of the momentum alone.
        nesterov: toggle("Nesterov", "", false);
        /// Added to the length: where gradients are shorter than this, so are the steps.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 10.0));
    }
}

impl Optimizer for NormalizedGd {
    const INFO: Info = Info {
        id: "normalized_gd",
        name: "Normalized gradient descent",
        family: "Gradient descent and momentum",
        summary: "Every step has the same length, however steep it is; with momentum 0.95 and Nesterov it is Muon on one vector.",
        formula: "b ← μ b + g,  x ← x − η b / (‖b‖ + ε)  (Nesterov: with g + μ b in place of b)",
        reference: "Nesterov 1984; with momentum: Cutkosky and Mehta 2020 (averaged form); Muon: Jordan et al. 2024, whose orthogonalized matrix is b/‖b‖ for one column; defaults: Ravine's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    /// The momentum.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &NormalizedGd<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &NormalizedGd<L>,
        buffer: &mut Vec2<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mu = step.momentum.unwrap_or(rule.momentum);
        let off = mu.same(L::splat(0.0));
        *buffer = Vec2::select(off, gradient, *buffer * mu + gradient);
        probe.vector("b", *buffer);
        if rule.nesterov {
            gradient + *buffer * mu
        } else {
            *buffer
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &NormalizedGd<L>,
        _: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let length = direction.norm();
        // Where there is no direction there is no step, with ε = 0 too.
        let still = length.same(L::splat(0.0));
        let unit = direction.map(|d| d / (length + rule.eps));
        let delta = Vec2::select(still, Vec2::zero(), unit) * step.rate;
        probe.scalar("‖b‖", length);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::params::Value;
    use crate::core::vec2::{Vec2, vec2};

    /// Every step has the length of the rate, whatever the gradient's scale, and a stationary point holds it.
    #[test]
    fn steps_are_as_long_as_the_rate() {
        for (mu, nesterov) in [(0.0, false), (0.95, false), (0.95, true)] {
            let mut config = rule(
                "normalized_gd",
                &[("lr", 0.25), ("momentum", mu), ("eps", 0.0)],
            );
            config.set("nesterov", Value::Toggle(nesterov)).unwrap();
            for scale in [1e-30, 1.0, 1e30] {
                let mut at = vec2(2.0, 3.0);
                for next in path(&config, at, 50, |p| vec2(p.x, 7.0 * p.y) * scale) {
                    let length = (next - at).norm();
                    assert!(
                        (length - 0.25).abs() < 1e-14,
                        "μ {mu}, scale {scale}: {length}"
                    );
                    at = next;
                }
            }
            let rest = path(&config, vec2(1.0, 1.0), 3, |_| Vec2::zero());
            assert_eq!(rest, [vec2(1.0, 1.0); 3]);
        }
    }

    /// Muon's orthogonalized momentum: of all directions of length 1, the one with the largest product with it.
    #[test]
    fn the_direction_is_the_momentums() {
        let config = rule(
            "normalized_gd",
            &[("lr", 1.0), ("momentum", 0.5), ("eps", 0.0)],
        );
        let walk = path(&config, Vec2::zero(), 2, |p| vec2(4.0, 3.0 + 10.0 * p.y));
        assert_eq!(walk[0], vec2(-0.8, -0.6));
        let momentum = vec2(6.0, -1.5);
        let taken = walk[0] - walk[1];
        assert!(
            (taken.dot(momentum) - momentum.norm()).abs() < 1e-14,
            "{taken:?}"
        );
    }
}
