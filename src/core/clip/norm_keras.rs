//! Keras's clipping by norm, `clipnorm`: each variable on its own, and here there is one.
//!
//! A vector that is not too long is multiplied and divided too, with its rounding. An infinite norm gives 0.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← g τ/max(‖g‖, τ)`.
    pub struct ByNormKeras {
        /// The largest length a vector may have.
        max_norm: real("Largest norm", "τ", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

impl Clip for ByNormKeras {
    const INFO: Info = Info {
        id: "norm.keras",
        name: "By norm (Keras)",
        family: "Fixed threshold",
        summary: "Shortens a vector that is too long to the threshold and keeps its direction.",
        formula: "g ← g τ/max(‖g‖, τ)",
        reference: "Pascanu, Mikolov and Bengio 2013, algorithm 1; the clipnorm of Keras's optimizers; the default threshold is Ravine's",
        aliases: &[Alias::keras("clipnorm", &[("value", "max_norm")])],
    };
    const THRESHOLD: Option<&'static str> = Some("max_norm");
    fn length(_: &ByNormKeras) -> Option<f64> {
        Some(1.0)
    }
    type State<L: Width> = ();
    fn init<L: Width>(_: &ByNormKeras<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &ByNormKeras<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let length = vector.norm().maximum(rule.max_norm);
        vector.map(|g| g * rule.max_norm / length)
    }
}
