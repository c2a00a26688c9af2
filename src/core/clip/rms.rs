//! Clipping by the root of the mean of squares, of a gradient or of an update.
//!
//! On the final update it is what Adafactor does to its own, before the learning rate there.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u ← u/max(1, rms(u)/d)`.
    pub struct ByRms {
        /// The largest root mean square; in two dimensions a length √2 times as large.
        threshold: real("Largest RMS", "d", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

impl Clip for ByRms {
    const INFO: Info = Info {
        id: "rms",
        name: "By RMS",
        family: "Fixed threshold",
        summary: "Limits the root mean square of a vector, whose size then does not depend on the dimension; made for the final update.",
        formula: "u ← u/max(1, rms(u)/d)",
        reference: "Shazeer and Stern 2018, Adafactor, section 6; optax.clip_by_block_rms",
        aliases: &[Alias::optax("clip_by_block_rms", &[]).called("threshold")],
    };
    const THRESHOLD: Option<&'static str> = Some("threshold");
    fn length(_: &ByRms) -> Option<f64> {
        Some(std::f64::consts::SQRT_2)
    }
    type State<L: Width> = ();
    fn init<L: Width>(_: &ByRms<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &ByRms<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let rms = (vector.dot(vector) / L::splat(2.0)).sqrt();
        let excess = (rms / rule.threshold).maximum(L::splat(1.0));
        vector.map(|u| u / excess)
    }
}
