//! The Styblinski–Tang function: four wells of three depths around a hill.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `((x⁴ − 16x² + 5x) + (y⁴ − 16y² + 5y)) / 2`, without parameters.
    pub struct StyblinskiTang {
    }
}

impl Surface for StyblinskiTang {
    const INFO: Info = Info {
        id: "styblinski_tang",
        name: "Styblinski–Tang",
        family: "A few minima",
        summary: "Four wells of three depths around a hill: the start decides how good a minimum is found.",
        formula: "f = ((x⁴ − 16x² + 5x) + (y⁴ − 16y² + 5y)) / 2",
        reference: "Styblinski and Tang 1990, Neural Networks 3(4)",
        aliases: &[Alias::oracle("styblinski_tang", &[])],
    };
    const PYTHON: &'static str =
        "return (x**4 - 16 * x**2 + 5 * x + (y**4 - 16 * y**2 + 5 * y)) / 2";

    #[inline(always)]
    fn value<L: Lane>(_: &StyblinskiTang<L>, p: Vec2<L>) -> L {
        let along = |z: L| {
            let square = z * z;
            square * square - L::splat(16.0) * square + L::splat(5.0) * z
        };
        (along(p.x) + along(p.y)) / L::splat(2.0)
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &StyblinskiTang<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let slope = |z: L| L::splat(2.0) * (z * z * z) - L::splat(16.0) * z + L::splat(2.5);
        (Self::value(s, p), p.map(slope))
    }

    fn landmarks(_: &StyblinskiTang) -> Landmarks {
        // The zeros of 2z³ − 16z + 2.5: the deep well, the hill and the shallow well of one coordinate.
        let (deep, hill, shallow) = (-2.903534027771177, 0.1567312567803401, 2.746802770990837);
        Landmarks {
            region: Region::new([-5.0, 5.0], [-4.0, 4.0]),
            start: vec2(0.7, -1.1),
            rate: 0.01,
            minima: vec![
                vec2(deep, deep),
                vec2(deep, shallow),
                vec2(shallow, deep),
                vec2(shallow, shallow),
            ],
            saddles: vec![
                vec2(deep, hill),
                vec2(hill, deep),
                vec2(hill, shallow),
                vec2(shallow, hill),
            ],
            lowest: Some(-78.33233140754282),
        }
    }
}
