//! The Easom function: a single well in a plain that is flat to all digits.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::{FRAC_PI_2, PI};

crate::params! {
    /// `−cos x cos y exp(−(x − π)² − (y − π)²)`, without parameters.
    pub struct Easom {
    }
}

impl Surface for Easom {
    const INFO: Info = Info {
        id: "easom",
        name: "Easom",
        family: "Cliffs, plateaus and kinks",
        summary: "One well in an endless plain: a start a little too far out has no gradient to follow, and adaptive methods show what they make of almost nothing.",
        formula: "f = −cos x cos y exp(−(x − π)² − (y − π)²)",
        reference: "Easom 1990, thesis, University of Louisville; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str =
        "return -ops.cos(x) * ops.cos(y) * ops.exp(-(x - math.pi)**2 - (y - math.pi)**2)";
    const COST: u32 = 20;

    #[inline(always)]
    fn value<L: Lane>(_: &Easom<L>, p: Vec2<L>) -> L {
        let (u, v) = (p.x - L::splat(PI), p.y - L::splat(PI));
        -(p.x.cos() * p.y.cos() * (-(u * u) - v * v).exp())
    }

    fn landmarks(_: &Easom) -> Landmarks {
        // With u = x − π and v = y − π the points of rest are where tan u = −2u and tan v = −2v, minima where
        // both are 0 or both are not, and saddles where cos u = cos v = 0.
        let rim = 1.8365972031521256;
        let around = |reach: f64| {
            [-1.0, 1.0].map(|side| {
                [
                    vec2(PI - reach, PI + side * reach),
                    vec2(PI + reach, PI + side * reach),
                ]
            })
        };
        let mut minima = vec![vec2(PI, PI)];
        minima.extend(around(rim).concat());
        Landmarks {
            // Beyond lies the plain.
            region: Region::new([-1.0, 7.0], [0.0, 6.4]),
            start: vec2(4.25, 2.15),
            rate: 0.3,
            minima,
            saddles: around(FRAC_PI_2).concat(),
            lowest: Some(-1.0),
        }
    }
}
