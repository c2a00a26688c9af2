//! A network that multiplies the squares of its two weights: the smallest one with an edge of stability.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(1 − x² y²)²/4`, without parameters.
    pub struct ProductNet {
    }
}

impl Surface for ProductNet {
    const INFO: Info = Info {
        id: "product_net",
        name: "Product network",
        family: "Learning problems",
        summary: "Four layers that share two weights: minima along a curve, sharper further out, from which a large rate slides down to the edge of stability.",
        formula: "f = (1 − x² y²)²/4",
        reference: "Zhu, Wang, Wang, Zhou and Ge 2023, Understanding edge-of-stability training dynamics with a minimalist example, ICLR",
        aliases: &[],
    };
    const PYTHON: &'static str = "return (1 - x**2 * y**2)**2 / 4";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(_: &ProductNet<L>, p: Vec2<L>) -> L {
        let residual = L::splat(1.0) - p.x * p.x * (p.y * p.y);
        L::splat(0.25) * (residual * residual)
    }

    fn landmarks(_: &ProductNet) -> Landmarks {
        // On the curve x y = 1 the sharpness is 2 (x² + y²). The axes are ridges: no point of them is a saddle.
        let on_curve = |x: f64| vec2(x, 1.0 / x);
        Landmarks {
            region: Region::holding([0.0, 12.0], [-2.0, 2.0]),
            // The curve is sharper here than 2/η allows: the run slides along it to the edge of stability.
            start: vec2(3.0, 0.4),
            rate: 0.15,
            minima: [1.0, 2.0, 4.0, 8.0]
                .map(|x| [on_curve(x), vec2(x, -1.0 / x)])
                .concat(),
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
