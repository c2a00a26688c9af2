//! The Dixon–Price function: a valley that forks at a saddle.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::FRAC_1_SQRT_2;

crate::params! {
    /// `(x − 1)² + 2 (2y² − x)²`, without parameters.
    pub struct DixonPrice {
    }
}

impl Surface for DixonPrice {
    const INFO: Info = Info {
        id: "dixon_price",
        name: "Dixon–Price",
        family: "Valleys",
        summary: "A parabolic valley with a minimum on either branch: a start near the axis runs to the saddle first and has to make up its mind.",
        formula: "f = (x − 1)² + 2 (2y² − x)²",
        reference: "Dixon and Price 1989, J. Optimization Theory and Applications 60(2)",
        aliases: &[],
    };
    const PYTHON: &'static str = "return (x - 1)**2 + 2 * (2 * y**2 - x)**2";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(_: &DixonPrice<L>, p: Vec2<L>) -> L {
        let (two, along) = (L::splat(2.0), p.x - L::splat(1.0));
        let across = two * (p.y * p.y) - p.x;
        along * along + two * (across * across)
    }

    fn landmarks(_: &DixonPrice) -> Landmarks {
        Landmarks {
            region: Region::new([-2.5, 5.0], [-3.0, 3.0]),
            start: vec2(-1.5, 0.3),
            rate: 0.02,
            minima: vec![vec2(1.0, FRAC_1_SQRT_2), vec2(1.0, -FRAC_1_SQRT_2)],
            saddles: vec![vec2(1.0 / 3.0, 0.0)],
            lowest: Some(0.0),
        }
    }
}
