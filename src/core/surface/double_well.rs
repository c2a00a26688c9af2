//! The double well: two minima with a saddle between them.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x⁴/4 − x²/2 + y²/2`, without parameters.
    pub struct DoubleWell {
    }
}

impl Surface for DoubleWell {
    const INFO: Info = Info {
        id: "double_well",
        name: "Double well",
        family: "Saddles",
        summary: "Two wells and the pass between them, the textbook case: with the rate alone plain descent goes from rest to cycles to chaos.",
        formula: "f = x⁴/4 − x²/2 + y²/2",
        reference: "Strogatz 1994, Nonlinear Dynamics and Chaos, sec. 2.7",
        aliases: &[],
    };
    const PYTHON: &'static str = "return x**4 / 4 - x**2 / 2 + y**2 / 2";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(_: &DoubleWell<L>, p: Vec2<L>) -> L {
        let square = p.x * p.x;
        L::splat(0.25) * (square * square) - L::splat(0.5) * square + L::splat(0.5) * (p.y * p.y)
    }

    fn landmarks(_: &DoubleWell) -> Landmarks {
        Landmarks {
            region: Region::new([-2.0, 2.0], [-1.6, 1.6]),
            start: vec2(-0.05, 1.3),
            rate: 0.2,
            minima: vec![vec2(1.0, 0.0), vec2(-1.0, 0.0)],
            saddles: vec![Vec2::zero()],
            lowest: Some(-0.25),
        }
    }
}
