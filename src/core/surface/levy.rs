//! The Levy function: a bowl of waves that grow with the distance from the minimum.

use super::parts::{crossed, deepest_first};
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::{PI, TAU};

crate::params! {
    /// Levy in two dimensions, without parameters.
    pub struct Levy {
    }
}

/// Minima of the part that depends on x.
const ALONG_X: [f64; 5] = [
    -8.244554665464946,
    -4.205434985718203,
    1.0,
    3.79108219045051,
    7.723082150790463,
];
/// Minima of the part that depends on y.
const ALONG_Y: [f64; 6] = [
    -6.948452278487519,
    -4.930286250610244,
    -2.8906496084617133,
    1.0,
    4.890649608461714,
    6.930286250610245,
];

impl Surface for Levy {
    const INFO: Info = Info {
        id: "levy",
        name: "Levy",
        family: "Many minima",
        summary: "Waves on a bowl, coarse along x and fine along y: minima in rows, so that a coordinate can be solved while the other is stuck.",
        formula: "f = sin²πw₁ + (w₁ − 1)² (1 + 10 sin²(πw₁ + 1)) + (w₂ − 1)² (1 + sin²2πw₂),  w = 1 + ((x, y) − 1)/4",
        reference: "Levy and Montalvo 1985, SIAM J. Sci. Stat. Comput. 6(1); Laguna and Martí 2005",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        u, v = (x - 1) / 4, (y - 1) / 4
        return (
            ops.sin(math.pi * (1 + u))**2
            + u**2 * (1 + 10 * ops.sin(math.pi * (1 + u) + 1)**2)
            + v**2 * (1 + ops.sin(2 * math.pi * (1 + v))**2)
        )";
    const COST: u32 = 44;

    #[inline(always)]
    fn value<L: Lane>(_: &Levy<L>, p: Vec2<L>) -> L {
        let (one, pi) = (L::splat(1.0), L::splat(PI));
        let w = p.map(|z| one + (z - one) / L::splat(4.0));
        let (u, v) = (w.x - one, w.y - one);
        (pi * w.x).sin().squared()
            + u * u * (one + L::splat(10.0) * (pi * w.x + one).sin().squared())
            + v * v * (one + (L::splat(TAU) * w.y).sin().squared())
    }

    fn landmarks(s: &Levy) -> Landmarks {
        Landmarks {
            region: Region::new([-10.0, 10.0], [-8.0, 8.0]),
            start: vec2(-6.4, 3.9),
            rate: 0.3,
            // A sum of one function of x and one of y: every pair of their minima.
            minima: deepest_first::<Self>(s, crossed(&ALONG_X, &ALONG_Y)),
            // Between them lie about as many saddles, which are not listed.
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
