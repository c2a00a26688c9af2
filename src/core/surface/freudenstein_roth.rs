//! The Freudenstein–Roth function: two narrow curved valleys, the wrong one easier to reach.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// The sum of two squares below, without parameters.
    pub struct FreudensteinRoth {
    }
}

impl Surface for FreudensteinRoth {
    const INFO: Info = Info {
        id: "freudenstein_roth",
        name: "Freudenstein–Roth",
        family: "Valleys",
        summary: "Two equations with one solution: least squares has a second, false minimum, into which most paths run.",
        formula: "f = (x − 13 + ((5 − y) y − 2) y)² + (x − 29 + ((y + 1) y − 14) y)²",
        reference: "Freudenstein and Roth 1963, J. ACM 10(4); Moré, Garbow and Hillstrom 1981, no. 2",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        first = x - 13 + ((5 - y) * y - 2) * y
        second = x - 29 + ((y + 1) * y - 14) * y
        return first**2 + second**2";
    const COST: u32 = 3;

    #[inline(always)]
    fn value<L: Lane>(_: &FreudensteinRoth<L>, p: Vec2<L>) -> L {
        let of = |c: f64| L::splat(c);
        let first = of(-13.0) + p.x + ((of(5.0) - p.y) * p.y - of(2.0)) * p.y;
        let second = of(-29.0) + p.x + ((p.y + of(1.0)) * p.y - of(14.0)) * p.y;
        first * first + second * second
    }

    fn landmarks(_: &FreudensteinRoth) -> Landmarks {
        Landmarks {
            region: Region::new([1.5, 14.0], [-3.5, 6.5]),
            start: vec2(4.0, -2.5),
            rate: 0.0005,
            minima: vec![
                vec2(5.0, 4.0),
                vec2(11.412778986902094, -0.8968052532744765),
            ],
            // The pass between them, (23.9, 2.23), lies far outside.
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
