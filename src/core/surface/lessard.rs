//! A convex function of three quadratic pieces, on which heavy-ball momentum may never settle.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// The sum of one piecewise quadratic function of each coordinate, without parameters.
    pub struct Lessard {
    }
}

impl Surface for Lessard {
    const INFO: Info = Info {
        id: "lessard",
        name: "Lessard piecewise",
        family: "Bowls and ravines",
        summary: "Convex, with curvature 25, 1 and 25 again: heavy-ball momentum tuned for quadratics runs in circles here for ever, descent and Nesterov do not.",
        formula: "f = q(x) + q(y),  q′(z) = 25z for z < 1,  z + 24 for 1 ≤ z < 2,  25z − 24 for z ≥ 2",
        reference: "Lessard, Recht and Packard 2016, Analysis and design of optimization algorithms via integral quadratic constraints",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        def piece(z):
            middle = z**2 / 2 + 24 * z - 12
            outer = 12.5 * z**2 - 24 * z + 36
            return ops.where(z < 1, 12.5 * z**2, ops.where(z < 2, middle, outer))

        return piece(x) + piece(y)";
    const COST: u32 = 6;

    #[inline(always)]
    fn value<L: Lane>(_: &Lessard<L>, p: Vec2<L>) -> L {
        let along = |z: L| {
            let (square, line) = (z * z, L::splat(24.0) * z);
            let inner = L::splat(12.5) * square;
            let middle = L::splat(0.5) * square + line - L::splat(12.0);
            let outer = inner - line + L::splat(36.0);
            let rest = L::select(z.lt(L::splat(2.0)), middle, outer);
            L::select(z.lt(L::splat(1.0)), inner, rest)
        };
        along(p.x) + along(p.y)
    }

    fn landmarks(_: &Lessard) -> Landmarks {
        Landmarks {
            region: Region::new([-4.0, 4.0], [-3.2, 3.2]),
            // Heavy ball with rate 1/9 and momentum 4/9 cycles from 3.07 to 3.46 in a coordinate.
            start: vec2(3.3, -2.6),
            // A little below the limit 2/25.
            rate: 0.07,
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
