//! The monkey saddle x³ − 3xy²: three ways down from a point without curvature.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x³ − 3xy²`, without parameters.
    pub struct MonkeySaddle {
    }
}

impl Surface for MonkeySaddle {
    const INFO: Info = Info {
        id: "monkey_saddle",
        name: "Monkey saddle",
        family: "Saddles",
        summary: "A saddle with three ways down whose curvature vanishes in the middle: Newton-like steps lose their footing.",
        formula: "f = x³ − 3xy²",
        reference: "Hilbert and Cohn-Vossen 1932, Geometry and the Imagination",
        aliases: &[Alias::oracle("monkey_saddle", &[])],
    };
    const PYTHON: &'static str = "return x**3 - 3 * x * y**2";

    #[inline(always)]
    fn value<L: Lane>(_: &MonkeySaddle<L>, p: Vec2<L>) -> L {
        p.x * p.x * p.x - L::splat(3.0) * p.x * (p.y * p.y)
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &MonkeySaddle<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let dx = L::splat(3.0) * (p.x * p.x) - L::splat(3.0) * (p.y * p.y);
        let dy = -(L::splat(6.0) * p.x * p.y);
        (Self::value(s, p), vec2(dx, dy))
    }

    fn landmarks(_: &MonkeySaddle) -> Landmarks {
        Landmarks {
            region: Region::new([-2.5, 2.5], [-2.0, 2.0]),
            start: vec2(1.0, 0.4),
            rate: 0.02,
            minima: vec![],
            // All three second derivatives vanish here.
            saddles: vec![Vec2::zero()],
            lowest: None,
        }
    }
}
