//! Saddle-free Newton: every curvature counts by its size, so that saddles repel instead of attract.

use super::Step;
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::curvature::Curvature;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η |H|⁻¹ g`, where `|H|` has the sizes of the eigenvalues of `H`.
    pub struct SaddleFreeNewton {
        /// Share of the full step that is taken.
        lr: real("Step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-2, 2.0));
        /// Added to the size of each curvature: keeps the step finite where the surface is flat.
        damping: real("Damping", "δ", 1e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1e2));
    }
}

impl Search for SaddleFreeNewton {
    const INFO: Info = Info {
        id: "saddle_free_newton",
        name: "Saddle-free Newton",
        family: "Curvature",
        summary: "Newton's step with the sign of negative curvatures turned: leaves saddles as fast as it enters bowls.",
        formula: "x ← x − η (|H| + δ 1)⁻¹ g,  |H| = V |Λ| Vᵀ",
        reference: "Dauphin et al. 2014, algorithm 1; defaults: the full step, the damping Ravine's",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 3;

    type State = ();

    fn init(_: &SaddleFreeNewton, _: Vec2) {}

    fn step(
        rule: &SaddleFreeNewton,
        (): &mut (),
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        if gradient == Vec2::zero() {
            return at;
        }
        let Some(curvature) = Curvature::of(view.hessian(at)) else {
            return at + Vec2::splat(f64::NAN);
        };
        let along =
            |axis: Vec2, lambda: f64| axis * (gradient.dot(axis) / (lambda.abs() + rule.damping));
        let direction = -(along(curvature.low_axis, curvature.low)
            + along(curvature.high_axis, curvature.high));
        probe.vector("d", direction);
        at + direction * step.rate
    }
}
