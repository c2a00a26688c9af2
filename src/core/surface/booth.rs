//! The Booth function: a bowl of condition number 9 whose axes lie on the diagonals.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(x + 2y − 7)² + (2x + y − 5)²`, without parameters.
    pub struct Booth {
    }
}

/// The two residuals whose squares are added.
#[inline(always)]
fn residuals<L: Lane>(p: Vec2<L>) -> (L, L) {
    let two = L::splat(2.0);
    (
        p.x + two * p.y - L::splat(7.0),
        two * p.x + p.y - L::splat(5.0),
    )
}

impl Surface for Booth {
    const INFO: Info = Info {
        id: "booth",
        name: "Booth",
        family: "Bowls and ravines",
        summary: "A quadratic bowl off the origin and off the axes: the simplest place to see a diagonal method feel a rotation.",
        formula: "f = (x + 2y − 7)² + (2x + y − 5)²",
        reference: "Booth 1976; Jamil and Yang 2013, A literature survey of benchmark functions, no. 17",
        aliases: &[Alias::oracle("booth", &[])],
    };
    const PYTHON: &'static str = "return (x + 2 * y - 7)**2 + (2 * x + y - 5)**2";
    const QUADRATIC: bool = true;

    #[inline(always)]
    fn value<L: Lane>(_: &Booth<L>, p: Vec2<L>) -> L {
        let (u, v) = residuals(p);
        u * u + v * v
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(_: &Booth<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let (two, four) = (L::splat(2.0), L::splat(4.0));
        let (u, v) = residuals(p);
        (u * u + v * v, vec2(two * u + four * v, four * u + two * v))
    }

    fn landmarks(_: &Booth) -> Landmarks {
        Landmarks {
            region: Region::new([-6.5, 8.5], [-3.0, 9.0]),
            start: vec2(-5.0, 4.0),
            // The curvatures are 2 and 18: a little below the limit 2/18, so that the zigzag shows.
            rate: 0.1,
            minima: vec![vec2(1.0, 3.0)],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
