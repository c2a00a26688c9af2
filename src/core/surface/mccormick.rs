//! The McCormick function: one smooth basin in its domain, and a slope that falls for ever outside.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `sin(x + y) + (x − y)² − 1.5x + 2.5y + 1`, without parameters.
    pub struct McCormick {
    }
}

impl Surface for McCormick {
    const INFO: Info = Info {
        id: "mccormick",
        name: "McCormick",
        family: "Valleys",
        summary: "A gentle trough with one minimum and, behind a low saddle, a staircase down to minus infinity: momentum can carry a run over.",
        formula: "f = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1",
        reference: "McCormick 1976; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str = "return ops.sin(x + y) + (x - y)**2 - 1.5 * x + 2.5 * y + 1";
    const COST: u32 = 8;

    #[inline(always)]
    fn value<L: Lane>(_: &McCormick<L>, p: Vec2<L>) -> L {
        let across = p.x - p.y;
        (p.x + p.y).sin() + across * across - L::splat(1.5) * p.x
            + L::splat(2.5) * p.y
            + L::splat(1.0)
    }

    fn landmarks(_: &McCormick) -> Landmarks {
        Landmarks {
            region: Region::holding([-1.5, 4.0], [-3.0, 4.0]),
            start: vec2(-1.4, 2.9),
            rate: 0.1,
            minima: vec![
                vec2(-0.5471975511965977, -1.5471975511965979),
                vec2(2.5943951023931953, 1.5943951023931953),
            ],
            saddles: vec![
                vec2(-1.5943951023931957, -2.5943951023931957),
                vec2(1.5471975511965976, 0.5471975511965975),
                vec2(4.688790204786391, 3.6887902047863914),
            ],
            // Along x = y it falls for ever: the first minimum is the deepest in the usual domain only.
            lowest: None,
        }
    }
}
