//! Guards against numbers that are not finite: such a gradient is not used.
//!
//! A recorded run ends where its loss or gradient is not finite. A guard acts on what is made of them (momentum, the
//! update), and in packs, whose runs go on.

use super::Clip;
use crate::core::catalog::Info;
use crate::core::pipeline::Width;
use crate::core::vec2::Vec2;

crate::params! {
    /// `g ← 0` where a coordinate is NaN or infinite.
    pub struct NonFinite {
        /// Whether the whole vector becomes 0 for any number that is not finite, or only the coordinates that are NaN.
        form: choice("Sets to 0", "", 0, &["vector", "nan"]);
    }
}

impl Clip for NonFinite {
    const INFO: Info = Info {
        id: "nonfinite",
        name: "Skip non-finite",
        family: "Guards",
        summary: "Does not use a gradient that is not a number or infinite: 0 stands in its place.",
        formula: "g ← 0 if a coordinate is NaN or infinite,  or gᵢ ← 0 where gᵢ is NaN",
        reference: "optax.apply_if_finite (which also leaves the memory alone) and optax.zero_nans",
        aliases: &[],
    };
    type State<L: Width> = ();
    fn init<L: Width>(_: &NonFinite<L>) {}
    #[inline(always)]
    fn apply<L: Width>(rule: &NonFinite<L>, (): &mut (), _: Vec2<L>, vector: Vec2<L>) -> Vec2<L> {
        let zero = L::splat(0.0);
        if rule.form == 1 {
            return vector.map(|g| L::select(g.is_nan(), zero, g));
        }
        // Nothing times a number is 0 if it is finite, else NaN.
        let nothing = vector * zero;
        let finite = nothing.x.same(zero) & nothing.y.same(zero);
        Vec2::select(finite, vector, Vec2::zero())
    }
}
