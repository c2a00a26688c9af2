//! Bukin N.6: a crease along a parabola, with a barely perceptible slope along it.

use super::parts::root_of_size;
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `100 √|y − 0.01x²| + 0.01 |x + 10|`, without parameters.
    pub struct Bukin6 {
    }
}

impl Surface for Bukin6 {
    const INFO: Info = Info {
        id: "bukin_6",
        name: "Bukin N.6",
        family: "Cliffs, plateaus and kinks",
        summary: "A curved crease with infinitely steep walls: no rate is small enough to settle in it, and along it there is almost nothing to follow.",
        formula: "f = 100 √|y − 0.01x²| + 0.01 |x + 10|",
        reference: "Bukin 1997, Budker Institute of Nuclear Physics; Jamil and Yang 2013; on the crease the root counts as flat, where automatic differentiation gives NaN",
        aliases: &[],
    };
    const PYTHON: &'static str =
        super::parts::with_root!("return 100 * root(y - 0.01 * x**2) + 0.01 * ops.abs(x + 10)");
    const COST: u32 = 5;

    #[inline(always)]
    fn value<L: Lane>(_: &Bukin6<L>, p: Vec2<L>) -> L {
        let across = p.y - L::splat(0.01) * (p.x * p.x);
        L::splat(100.0) * root_of_size(across) + L::splat(0.01) * (p.x + L::splat(10.0)).abs()
    }

    fn landmarks(_: &Bukin6) -> Landmarks {
        Landmarks {
            region: Region::new([-15.0, -5.0], [-3.0, 5.0]),
            start: vec2(-13.5, -1.0),
            // At the crease the slope has no bound: runs end up jumping about it.
            rate: 0.0004,
            minima: vec![vec2(-10.0, 1.0)],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
