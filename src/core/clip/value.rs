//! Clipping by value: each coordinate is cut off on its own.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `gᵢ ← min(max(gᵢ, −v), v)`.
    pub struct ByValue {
        /// The largest size a coordinate may have.
        clip_value: real("Largest value", "v", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

impl Clip for ByValue {
    const INFO: Info = Info {
        id: "value",
        name: "By value",
        family: "Fixed threshold",
        summary: "Cuts each coordinate off on its own, which turns the vector towards a diagonal.",
        formula: "gᵢ ← min(max(gᵢ, −v), v)",
        reference: "torch.nn.utils.clip_grad_value_; optax.clip and the clipvalue of Keras's optimizers are the same",
        aliases: &[
            Alias::torch("clip_grad_value_", &[]).called("parameters, clip_value, foreach=None"),
            Alias::optax("clip", &[("max_delta", "clip_value")]).called("max_delta"),
            Alias::keras("clipvalue", &[("value", "clip_value")]),
        ],
    };
    const THRESHOLD: Option<&'static str> = Some("clip_value");
    type State<L: Width> = ();
    fn init<L: Width>(_: &ByValue<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &ByValue<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        vector.map(|g| g.clamped(-rule.clip_value, rule.clip_value))
    }
}
