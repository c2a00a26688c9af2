//! The Matyas function: a ravine of condition number 25 along the diagonal.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `0.26 (x² + y²) − 0.48 x y`, without parameters.
    pub struct Matyas {
    }
}

impl Surface for Matyas {
    const INFO: Info = Info {
        id: "matyas",
        name: "Matyas",
        family: "Bowls and ravines",
        summary: "A ravine along the diagonal: steep across it, twenty-five times flatter along it.",
        formula: "f = 0.26 (x² + y²) − 0.48 x y",
        reference: "Matyas 1965; Jamil and Yang 2013, no. 71",
        aliases: &[Alias::oracle("matyas", &[])],
    };
    const PYTHON: &'static str = "return 0.26 * (x**2 + y**2) - 0.48 * x * y";
    const QUADRATIC: bool = true;

    #[inline(always)]
    fn value<L: Lane>(_: &Matyas<L>, p: Vec2<L>) -> L {
        L::splat(0.26) * (p.x * p.x + p.y * p.y) - L::splat(0.48) * p.x * p.y
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Matyas<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let (a, b) = (L::splat(0.52), L::splat(0.48));
        (
            Self::value(s, p),
            vec2(a * p.x - b * p.y, a * p.y - b * p.x),
        )
    }

    fn landmarks(_: &Matyas) -> Landmarks {
        Landmarks {
            region: Region::new([-10.0, 10.0], [-8.0, 8.0]),
            start: vec2(6.0, -4.0),
            // The curvatures are 0.04 and 1: a little below the limit 2.
            rate: 1.8,
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
