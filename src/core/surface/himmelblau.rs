//! Himmelblau's function: four minima of equal depth around a hill.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(x² + y − 11)² + (x + y² − 7)²`, without parameters.
    pub struct Himmelblau {
    }
}

/// The two residuals whose squares are added.
#[inline(always)]
fn residuals<L: Lane>(p: Vec2<L>) -> (L, L) {
    (
        p.x * p.x + p.y - L::splat(11.0),
        p.x + p.y * p.y - L::splat(7.0),
    )
}

impl Surface for Himmelblau {
    const INFO: Info = Info {
        id: "himmelblau",
        name: "Himmelblau",
        family: "A few minima",
        summary: "Four minima of equal depth around a hill: which one is reached shows the basins of a method.",
        formula: "f = (x² + y − 11)² + (x + y² − 7)²",
        reference: "Himmelblau 1972, Applied Nonlinear Programming",
        aliases: &[Alias::oracle("himmelblau", &[])],
    };
    const PYTHON: &'static str = "return (x**2 + y - 11)**2 + (x + y**2 - 7)**2";

    #[inline(always)]
    fn value<L: Lane>(_: &Himmelblau<L>, p: Vec2<L>) -> L {
        let (u, v) = residuals(p);
        u * u + v * v
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(_: &Himmelblau<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let (two, four) = (L::splat(2.0), L::splat(4.0));
        let (u, v) = residuals(p);
        let gradient = vec2(four * p.x * u + two * v, two * u + four * p.y * v);
        (u * u + v * v, gradient)
    }

    fn landmarks(_: &Himmelblau) -> Landmarks {
        Landmarks {
            region: Region::new([-6.0, 6.0], [-4.8, 4.8]),
            start: vec2(0.5, -0.5),
            rate: 0.005,
            minima: vec![
                vec2(3.0, 2.0),
                vec2(3.5844283403304917, -1.8481265269644036),
                vec2(-2.805118086952745, 3.131312518250573),
                vec2(-3.779310253377747, -3.2831859912861696),
            ],
            saddles: vec![
                vec2(3.385154183607021, 0.07385187983774928),
                vec2(0.08667750455539634, 2.884254701174776),
                vec2(-3.0730257507643897, -0.08135304428796751),
                vec2(-0.12796134673068005, -1.9537149802445766),
            ],
            lowest: Some(0.0),
        }
    }
}
