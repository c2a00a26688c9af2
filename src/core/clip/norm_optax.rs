//! Optax's clipping by norm: what is too long ends exactly at the threshold.
//!
//! A norm equal to the threshold is divided and multiplied too, with its rounding. An infinite norm gives 0.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← (g/‖g‖) τ` unless `‖g‖ < τ`.
    pub struct ByNormOptax {
        /// The largest length a vector may have.
        max_norm: real("Largest norm", "τ", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

impl Clip for ByNormOptax {
    const INFO: Info = Info {
        id: "norm.optax",
        name: "By norm (Optax)",
        family: "Fixed threshold",
        summary: "Shortens a vector that is too long to exactly the threshold and keeps its direction.",
        formula: "g ← (g/‖g‖) τ unless ‖g‖ < τ",
        reference: "Pascanu, Mikolov and Bengio 2013, algorithm 1; optax.clip_by_global_norm",
        aliases: &[Alias::optax("clip_by_global_norm", &[]).called("max_norm")],
    };
    const THRESHOLD: Option<&'static str> = Some("max_norm");
    fn length(_: &ByNormOptax) -> Option<f64> {
        Some(1.0)
    }
    type State<L: Width> = ();
    fn init<L: Width>(_: &ByNormOptax<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &ByNormOptax<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let norm = vector.norm();
        let clipped = vector.map(|g| g / norm * rule.max_norm);
        Vec2::select(norm.lt(rule.max_norm), vector, clipped)
    }
}
