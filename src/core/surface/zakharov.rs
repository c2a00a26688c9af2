//! The Zakharov function: a bowl inside a trough with walls of fourth degree.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x² + y² + (x/2 + y)² + (x/2 + y)⁴`, without parameters.
    pub struct Zakharov {
    }
}

impl Surface for Zakharov {
    const INFO: Info = Info {
        id: "zakharov",
        name: "Zakharov",
        family: "Bowls and ravines",
        summary: "A nearly round bowl whose walls rise with the fourth power: what is stable at the bottom explodes at the rim.",
        formula: "f = x² + y² + (x/2 + y)² + (x/2 + y)⁴",
        reference: "Rahnamayan, Tizhoosh and Salama 2007; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str = "return x**2 + y**2 + (x / 2 + y)**2 + (x / 2 + y)**4";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(_: &Zakharov<L>, p: Vec2<L>) -> L {
        let tilt = L::splat(0.5) * p.x + p.y;
        let square = tilt * tilt;
        p.x * p.x + p.y * p.y + square + square * square
    }

    fn landmarks(_: &Zakharov) -> Landmarks {
        Landmarks {
            region: Region::new([-5.0, 10.0], [-5.0, 7.0]),
            start: vec2(8.0, -0.5),
            rate: 0.01,
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
