//! The Beale function: a flat curved valley between steep corners.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// The sum of three squares below, without parameters.
    pub struct Beale {
    }
}

/// The three residuals whose squares are added.
#[inline(always)]
fn residuals<L: Lane>(p: Vec2<L>) -> [L; 3] {
    let square = p.y * p.y;
    [
        L::splat(1.5) - p.x + p.x * p.y,
        L::splat(2.25) - p.x + p.x * square,
        L::splat(2.625) - p.x + p.x * (square * p.y),
    ]
}

impl Surface for Beale {
    const INFO: Info = Info {
        id: "beale",
        name: "Beale",
        family: "Valleys",
        summary: "A flat valley behind steep corners: a rate that suits the valley is thrown out by the walls.",
        formula: "f = (1.5 − x + x y)² + (2.25 − x + x y²)² + (2.625 − x + x y³)²",
        reference: "Beale 1958; Jamil and Yang 2013, no. 10",
        aliases: &[Alias::oracle("beale", &[])],
    };
    const PYTHON: &'static str =
        "return (1.5 - x + x * y)**2 + (2.25 - x + x * y**2)**2 + (2.625 - x + x * y**3)**2";

    #[inline(always)]
    fn value<L: Lane>(_: &Beale<L>, p: Vec2<L>) -> L {
        let [a, b, c] = residuals(p);
        a * a + b * b + c * c
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(_: &Beale<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let (one, two, three) = (L::splat(1.0), L::splat(2.0), L::splat(3.0));
        let [a, b, c] = residuals(p);
        let square = p.y * p.y;
        let cube = square * p.y;
        let dx = two * (a * (p.y - one) + b * (square - one) + c * (cube - one));
        let dy = two * p.x * (a + two * p.y * b + three * square * c);
        (a * a + b * b + c * c, vec2(dx, dy))
    }

    fn landmarks(_: &Beale) -> Landmarks {
        Landmarks {
            region: Region::new([-1.0, 4.0], [-2.0, 2.0]),
            start: vec2(1.0, 1.5),
            rate: 0.004,
            minima: vec![vec2(3.0, 0.5)],
            // The third one, (0.1005, −2.6445), lies outside the region.
            saddles: vec![vec2(0.0, 1.0)],
            lowest: Some(0.0),
        }
    }
}
