//! Clipping by norm: a vector that is too long is shortened and keeps its direction.
//!
//! PyTorch adds 1e-6 to the norm before it divides, always: what it clips ends just below the threshold,
//! and a norm within 1e-6 below the threshold is shortened too. An infinite norm gives the factor 0. PyTorch takes
//! any order of the norm; here there are five.

use super::Clip;
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← g · min(1, τ / (‖g‖ + 1e-6))`.
    pub struct ByNorm {
        /// The largest length a vector may have.
        max_norm: real("Largest norm", "τ", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
        /// Which norm is measured: 2 is the length, 1 the sum of sizes, inf the larger size, 3 and 4 lie between 2 and inf.
        norm_type: choice("Norm", "p", 0, &["2", "1", "3", "4", "inf"]);
    }
}

impl Clip for ByNorm {
    const INFO: Info = Info {
        id: "norm",
        name: "By norm",
        family: "Fixed threshold",
        summary: "Shortens a vector that is too long and keeps its direction.",
        formula: "g ← g · min(1, τ / (‖g‖ₚ + 10⁻⁶))",
        reference: "Pascanu, Mikolov and Bengio 2013, algorithm 1; torch.nn.utils.clip_grad_norm_",
        aliases: &[Alias::torch("clip_grad_norm_", &[])
            .called("parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None")],
    };
    const THRESHOLD: Option<&'static str> = Some("max_norm");
    fn length(rule: &ByNorm) -> Option<f64> {
        (rule.norm_type == 0).then_some(1.0)
    }
    type State<L: Width> = ();
    fn init<L: Width>(_: &ByNorm<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &ByNorm<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let Vec2 { x, y } = vector.map(L::abs);
        let norm = match rule.norm_type {
            1 => x + y,
            2 => (x.powi(3) + y.powi(3)).cbrt(),
            3 => (x.powi(4) + y.powi(4)).sqrt().sqrt(),
            4 => x.maximum(y),
            _ => vector.norm(),
        };
        let factor = rule.max_norm / (norm + L::splat(1e-6));
        vector * factor.minimum(L::splat(1.0))
    }
}
