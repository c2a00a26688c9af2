//! The quartic bowl: a minimum without curvature.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x⁴ + y⁴`, without parameters.
    pub struct Quartic {
    }
}

impl Surface for Quartic {
    const INFO: Info = Info {
        id: "quartic",
        name: "Quartic",
        family: "Bowls and ravines",
        summary: "A bowl whose curvature vanishes at the bottom: descent slows down for ever, and Newton only takes a third of the way.",
        formula: "f = x⁴ + y⁴",
        reference: "De Jong 1975, F4, without its noise and weights",
        aliases: &[],
    };
    const PYTHON: &'static str = "return x**4 + y**4";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(_: &Quartic<L>, p: Vec2<L>) -> L {
        let fourth = |z: L| {
            let square = z * z;
            square * square
        };
        fourth(p.x) + fourth(p.y)
    }

    fn landmarks(_: &Quartic) -> Landmarks {
        Landmarks {
            region: Region::new([-2.0, 2.0], [-1.6, 1.6]),
            start: vec2(-1.6, 1.1),
            rate: 0.03,
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
