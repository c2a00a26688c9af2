//! The sphere: the round bowl, on which every direction is the same.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x² + y²`, without parameters: the quadratic with κ = 1 and s = 2.
    pub struct Sphere {
    }
}

impl Surface for Sphere {
    const INFO: Info = Info {
        id: "sphere",
        name: "Sphere",
        family: "Bowls and ravines",
        summary: "The round bowl: condition number 1, so that even plain descent goes straight to the middle and nothing is gained by momentum.",
        formula: "f = x² + y²",
        reference: "De Jong 1975, F1; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str = "return x**2 + y**2";
    const QUADRATIC: bool = true;

    #[inline(always)]
    fn value<L: Lane>(_: &Sphere<L>, p: Vec2<L>) -> L {
        p.x * p.x + p.y * p.y
    }

    fn landmarks(_: &Sphere) -> Landmarks {
        Landmarks {
            region: Region::new([-5.0, 5.0], [-4.0, 4.0]),
            start: vec2(-4.0, 2.5),
            // The curvature is 2 everywhere: a step of 0.1 takes a fifth of the way.
            rate: 0.1,
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
