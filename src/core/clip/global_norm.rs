//! Keras's clipping by the norm of all variables together, `global_clipnorm`.
//!
//! On one vector it differs from `clipnorm` where the norm is not finite: then everything becomes NaN.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← g τ min(1/‖g‖, 1/τ)`.
    pub struct ByGlobalNorm {
        /// The largest length a vector may have.
        max_norm: real("Largest norm", "τ", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

impl Clip for ByGlobalNorm {
    const INFO: Info = Info {
        id: "global_norm",
        name: "By global norm",
        family: "Fixed threshold",
        summary: "Keras's norm over all variables together: shortens what is too long, and lets no infinite norm pass unseen.",
        formula: "g ← g τ min(1/‖g‖, 1/τ);  NaN if ‖g‖ is not finite",
        reference: "Pascanu, Mikolov and Bengio 2013, algorithm 1; the global_clipnorm of Keras's optimizers; the default threshold is Ravine's",
        aliases: &[Alias::keras("global_clipnorm", &[("value", "max_norm")])],
    };
    const THRESHOLD: Option<&'static str> = Some("max_norm");
    fn length(_: &ByGlobalNorm) -> Option<f64> {
        Some(1.0)
    }
    type State<L: Width> = ();
    fn init<L: Width>(_: &ByGlobalNorm<L>) {}
    #[inline(always)]
    fn apply<L: Width>(
        rule: &ByGlobalNorm<L>,
        (): &mut (),
        _: Vec2<L>,
        vector: Vec2<L>,
    ) -> Vec2<L> {
        let (one, norm) = (L::splat(1.0), vector.norm());
        let scale = rule.max_norm * (one / norm).minimum(one / rule.max_norm);
        // The product is 0 for every finite norm, and NaN for the others.
        vector * (scale + norm * L::splat(0.0))
    }
}
