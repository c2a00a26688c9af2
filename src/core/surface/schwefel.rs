//! The Schwefel function: the deepest minimum lies far from the next deepest, near the border.

use super::parts::{crossed, deepest_first, root_of_size};
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `837.9658 − x sin √|x| − y sin √|y|`, without parameters.
    pub struct Schwefel {
    }
}

/// Minima of the part that depends on one coordinate.
const ALONG: [f64; 7] = [
    -302.5249356119118,
    -124.82935642021528,
    -25.877417347618685,
    5.239199300195524,
    65.54786509015153,
    203.81425264889447,
    420.968746359982,
];

impl Surface for Schwefel {
    const INFO: Info = Info {
        id: "schwefel",
        name: "Schwefel",
        family: "Many minima",
        summary: "The best minimum is in a corner, far from the second best: whatever looks promising in the middle leads away from it.",
        formula: "f = 837.9658 − x sin √|x| − y sin √|y|",
        reference: "Schwefel 1981, Numerical Optimization of Computer Models; unbounded below outside ±500",
        aliases: &[],
    };
    const PYTHON: &'static str =
        super::parts::with_root!("return 837.9658 - x * ops.sin(root(x)) - y * ops.sin(root(y))");
    const COST: u32 = 35;

    #[inline(always)]
    fn value<L: Lane>(_: &Schwefel<L>, p: Vec2<L>) -> L {
        let along = |z: L| z * root_of_size(z).sin();
        L::splat(418.9829 * 2.0) - along(p.x) - along(p.y)
    }

    fn landmarks(s: &Schwefel) -> Landmarks {
        Landmarks {
            region: Region::new([-500.0, 500.0], [-310.0, 490.0]),
            start: vec2(280.0, 105.0),
            rate: 2.0,
            // A sum of the same function of x and of y: every pair of its minima.
            minima: deepest_first::<Self>(s, crossed(&ALONG, &ALONG)),
            // Between them lie about as many saddles, which are not listed.
            saddles: vec![],
            // Outside of ±500 the waves grow for ever: the first minimum is the deepest in that domain only.
            lowest: None,
        }
    }
}
