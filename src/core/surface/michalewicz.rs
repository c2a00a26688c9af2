//! The Michalewicz function: steep-walled trenches across plains.

use super::parts::crossing;
use super::{Landmarks, Region, Surface, rate_at};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI};

crate::params! {
    /// `−sin x sin²ᵐ(x²/π) − sin y sin²ᵐ(2y²/π)`.
    pub struct Michalewicz {
        /// How narrow the trenches are: the larger, the less the plains between them tell of their direction.
        m: real("Steepness", "m", 10.0, FROM_ONE, Span::log(1.0, 40.0));
    }
}

/// 1 or above: below, the gradient has no bound where a sine vanishes.
const FROM_ONE: Domain = Domain {
    low: 1.0,
    ..Domain::NON_NEGATIVE
};

/// Where the ith trench is deepest, between two places.
fn trench(s: &Michalewicz, i: f64, left: f64, right: f64) -> f64 {
    let cot = |angle: f64| Lane::cos(angle) / Lane::sin(angle);
    crossing(
        |z| -cot(z) - 4.0 * i * s.m * z / PI * cot(i * z * z / PI),
        left,
        right,
    )
}

const SQRT_3: f64 = 1.7320508075688772;

impl Surface for Michalewicz {
    const INFO: Info = Info {
        id: "michalewicz",
        name: "Michalewicz",
        family: "A few minima",
        summary: "Two narrow trenches cross in a flat plain: off the trenches there is nothing to follow, and m decides how narrow they are.",
        formula: "f = −sin x sin²ᵐ(x²/π) − sin y sin²ᵐ(2y²/π)",
        reference: "Michalewicz 1992, Genetic Algorithms + Data Structures = Evolution Programs",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        def trench(z, i):
            return ops.sin(z) * (ops.sin(i * z**2 / math.pi)**2)**m

        return -trench(x, 1) - trench(y, 2)";
    const COST: u32 = 130;

    #[inline(always)]
    fn value<L: Lane>(s: &Michalewicz<L>, p: Vec2<L>) -> L {
        let along = |z: L, i: f64| {
            let wave = (L::splat(i) * (z * z) / L::splat(PI)).sin();
            z.sin() * (wave * wave).powf(s.m)
        };
        -along(p.x, 1.0) - along(p.y, 2.0)
    }

    fn landmarks(s: &Michalewicz) -> Landmarks {
        let [x, near, far] = [
            // Where the trench is deepest: cot z + (4 i m z/π) cot(i z²/π) = 0, falling in each interval.
            trench(s, 1.0, FRAC_PI_2, PI * FRAC_1_SQRT_2),
            FRAC_PI_2,
            trench(s, 2.0, PI * FRAC_1_SQRT_2, FRAC_PI_2 * SQRT_3),
        ];
        Landmarks {
            region: Region::holding([0.0, PI], [0.0, PI]),
            start: vec2(1.85, 1.25),
            rate: rate_at::<Self>(s, &[vec2(x, near)], 1.0),
            minima: vec![vec2(x, near), vec2(x, far)],
            // Between them the trench fades into the plain, which is flat: no saddle is listed.
            saddles: vec![],
            // In the usual domain, 0 to π, the first minimum is the deepest; further out there are deeper ones.
            lowest: None,
        }
    }
}
