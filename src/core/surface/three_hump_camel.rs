//! The three-hump camel: three wells in a row, the middle one deepest.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `2x² − 1.05x⁴ + x⁶/6 + xy + y²`, without parameters.
    pub struct ThreeHumpCamel {
    }
}

impl Surface for ThreeHumpCamel {
    const INFO: Info = Info {
        id: "three_hump_camel",
        name: "Three-hump camel",
        family: "A few minima",
        summary: "Three wells in a row, the middle one deepest: momentum can roll through an outer well that stops plain descent.",
        formula: "f = 2x² − 1.05x⁴ + x⁶/6 + xy + y²",
        reference: "Branin 1972; Jamil and Yang 2013, no. 29",
        aliases: &[Alias::oracle("three_hump_camel", &[])],
    };
    const PYTHON: &'static str = "return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2";

    #[inline(always)]
    fn value<L: Lane>(_: &ThreeHumpCamel<L>, p: Vec2<L>) -> L {
        let square = p.x * p.x;
        let fourth = square * square;
        L::splat(2.0) * square - L::splat(1.05) * fourth
            + fourth * square / L::splat(6.0)
            + p.x * p.y
            + p.y * p.y
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &ThreeHumpCamel<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let square = p.x * p.x;
        let cube = square * p.x;
        let dx = L::splat(4.0) * p.x - L::splat(4.2) * cube + cube * square + p.y;
        (Self::value(s, p), vec2(dx, p.x + L::splat(2.0) * p.y))
    }

    fn landmarks(_: &ThreeHumpCamel) -> Landmarks {
        let outer = vec2(1.747552345830289, -0.8737761729151445);
        let pass = vec2(1.0705422918236598, -0.5352711459118299);
        Landmarks {
            region: Region::new([-2.5, 2.5], [-2.0, 2.0]),
            start: vec2(-1.9, -0.9),
            rate: 0.02,
            minima: vec![Vec2::zero(), outer, -outer],
            saddles: vec![pass, -pass],
            lowest: Some(0.0),
        }
    }
}
