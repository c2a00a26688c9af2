//! Adaptive gradient clipping: how long a gradient may be depends on how far the parameters are from 0.
//!
//! The paper takes norms by unit (a row of weights); the two parameters are one unit here, as in Optax.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← g M/max(‖g‖, 10⁻⁶)` unless `‖g‖ < M = λ max(‖x‖, ε)`.
    pub struct Adaptive {
        /// The largest length of a gradient as a share of the length of the parameters.
        clipping: real("Largest share", "λ", 0.1, Domain::POSITIVE, Span::log(1e-3, 1e2));
        /// The length that parameters near 0 count as, so that they can leave it.
        eps: real("Least length", "ε", 1e-3, Domain::POSITIVE, Span::log(1e-6, 1.0));
    }
}

impl Clip for Adaptive {
    const INFO: Info = Info {
        id: "adaptive",
        name: "Adaptive (AGC)",
        family: "Adaptive threshold",
        summary: "Shortens a gradient that is long in proportion to the parameters, which sets the limit by itself far from 0.",
        formula: "g ← g M/max(‖g‖, 10⁻⁶) unless ‖g‖ < M,  M = λ max(‖x‖, ε)",
        reference: "Brock, De, Smith and Simonyan 2021, equation 3; optax.adaptive_grad_clip",
        aliases: &[Alias::optax("adaptive_grad_clip", &[]).called("clipping, eps=1e-3")],
    };
    const THRESHOLD: Option<&'static str> = Some("clipping");
    type State<L: Width> = ();
    fn init<L: Width>(_: &Adaptive<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &Adaptive<L>, (): &mut (), at: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let norm = vector.norm();
        let largest = rule.clipping * at.norm().maximum(rule.eps);
        let clipped = vector * (largest / norm.maximum(L::splat(1e-6)));
        Vec2::select(norm.lt(largest), vector, clipped)
    }
}
