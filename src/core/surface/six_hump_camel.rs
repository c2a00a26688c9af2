//! The six-hump camel: six wells of three depths, in pairs on opposite sides of the origin.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(4 − 2.1x² + x⁴/3) x² + x y + (−4 + 4y²) y²`, without parameters.
    pub struct SixHumpCamel {
    }
}

impl Surface for SixHumpCamel {
    const INFO: Info = Info {
        id: "six_hump_camel",
        name: "Six-hump camel",
        family: "A few minima",
        summary: "Six wells of three depths: the two deepest lie close to the middle, shallower ones stop a run that comes from outside.",
        formula: "f = (4 − 2.1x² + x⁴/3) x² + x y + (−4 + 4y²) y²",
        reference: "Dixon and Szegő 1978, Towards Global Optimisation 2; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str =
        "return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2";
    const COST: u32 = 5;

    #[inline(always)]
    fn value<L: Lane>(_: &SixHumpCamel<L>, p: Vec2<L>) -> L {
        let (xx, yy) = (p.x * p.x, p.y * p.y);
        (L::splat(4.0) - L::splat(2.1) * xx + xx * xx / L::splat(3.0)) * xx
            + p.x * p.y
            + (L::splat(-4.0) + L::splat(4.0) * yy) * yy
    }

    fn landmarks(_: &SixHumpCamel) -> Landmarks {
        Landmarks {
            region: Region::new([-2.5, 2.5], [-2.0, 2.0]),
            start: vec2(-1.1, 1.3),
            rate: 0.02,
            minima: vec![
                vec2(0.08984201310031806, -0.7126564030207396),
                vec2(-0.08984201310031806, 0.7126564030207396),
                vec2(1.7036067149699807, -0.7960835686726252),
                vec2(-1.7036067149699807, 0.7960835686726251),
                vec2(-1.6071047529201974, -0.5686514548841314),
                vec2(1.6071047529201974, 0.5686514548841314),
            ],
            saddles: vec![
                vec2(0.0, 0.0),
                vec2(1.1092053368047863, -0.7682680925095398),
                vec2(-1.1092053368047863, 0.7682680925095398),
                vec2(-1.6380679841897787, -0.2286740690443941),
                vec2(1.6380679841897787, 0.2286740690443941),
                vec2(-1.2960702671671092, -0.6050843880386585),
                vec2(1.2960702671671092, 0.6050843880386585),
            ],
            lowest: Some(-1.0316284534898774),
        }
    }
}
