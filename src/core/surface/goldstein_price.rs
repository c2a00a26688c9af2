//! The Goldstein–Price function: four minima whose depths differ by a factor of hundreds.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// The product of two polynomials of fourth degree, without parameters.
    pub struct GoldsteinPrice {
    }
}

impl Surface for GoldsteinPrice {
    const INFO: Info = Info {
        id: "goldstein_price",
        name: "Goldstein–Price",
        family: "A few minima",
        summary: "Losses from 3 to a million in one picture: a rate that is safe on the slopes crawls in the valleys.",
        formula: "f = (1 + (x + y + 1)² (19 − 14x + 3x² − 14y + 6xy + 3y²)) (30 + (2x − 3y)² (18 − 32x + 12x² + 48y − 36xy + 27y²))",
        reference: "Goldstein and Price 1971, Mathematics of Computation 25; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        first = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2
        second = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2
        return (1 + (x + y + 1)**2 * first) * (30 + (2 * x - 3 * y)**2 * second)";
    const COST: u32 = 10;

    #[inline(always)]
    fn value<L: Lane>(_: &GoldsteinPrice<L>, p: Vec2<L>) -> L {
        let of = |c: f64| L::splat(c);
        let (xx, xy, yy) = (p.x * p.x, p.x * p.y, p.y * p.y);
        let (sum, tilt) = (p.x + p.y + of(1.0), of(2.0) * p.x - of(3.0) * p.y);
        let first =
            of(19.0) - of(14.0) * p.x + of(3.0) * xx - of(14.0) * p.y + of(6.0) * xy + of(3.0) * yy;
        let second = of(18.0) - of(32.0) * p.x + of(12.0) * xx + of(48.0) * p.y - of(36.0) * xy
            + of(27.0) * yy;
        (of(1.0) + sum * sum * first) * (of(30.0) + tilt * tilt * second)
    }

    fn landmarks(_: &GoldsteinPrice) -> Landmarks {
        Landmarks {
            region: Region::new([-2.5, 2.5], [-2.0, 2.0]),
            start: vec2(-1.1, -1.2),
            rate: 0.00004,
            minima: vec![
                vec2(0.0, -1.0),
                vec2(-0.6, -0.4),
                vec2(1.8, 0.2),
                vec2(1.2, 0.8),
            ],
            saddles: vec![
                vec2(-0.4, -0.6),
                vec2(1.2, -0.2),
                vec2(1.4, 0.6),
                vec2(0.6, 0.4),
            ],
            lowest: Some(3.0),
        }
    }
}
