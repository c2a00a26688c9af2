//! Soft clipping: a hyperbolic tangent instead of an edge.

use super::Clip;
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `gᵢ ← τ tanh(gᵢ/τ)`, or `g ← g τ tanh(‖g‖/τ)/‖g‖`.
    pub struct Soft {
        /// The size that is never quite reached; much smaller vectors pass almost unchanged.
        threshold: real("Threshold", "τ", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
        /// Whether each coordinate is bent on its own, or the length alone, which keeps the direction.
        form: choice("Of", "", 0, &["coordinates", "norm"]);
    }
}

impl Clip for Soft {
    const INFO: Info = Info {
        id: "tanh",
        name: "Soft (tanh)",
        family: "Fixed threshold",
        summary: "Bends large values towards a limit without an edge, so that a little of their differences remains.",
        formula: "gᵢ ← τ tanh(gᵢ/τ),  or g ← g τ tanh(‖g‖/τ)/‖g‖",
        reference: "the smooth form of clipping by value and by norm; no framework has it; default: Ravine's",
        aliases: &[],
    };
    const THRESHOLD: Option<&'static str> = Some("threshold");
    fn length(rule: &Soft) -> Option<f64> {
        (rule.form == 1).then_some(1.0)
    }
    type State<L: Width> = ();
    fn init<L: Width>(_: &Soft<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &Soft<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let bent = |size: L| rule.threshold * (size / rule.threshold).tanh();
        if rule.form == 0 {
            return vector.map(bent);
        }
        let norm = vector.norm();
        // A vector whose squares vanish is far below every threshold.
        let none = norm.same(L::splat(0.0));
        Vec2::select(none, vector, vector * (bent(norm) / norm))
    }
}
