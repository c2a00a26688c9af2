//! The drop-wave function: circular waves around a drop.

use super::{Landmarks, Region, Surface, tidy_rate};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `−(1 + cos ωr) / (r²/2 + 2)`, r the distance from the origin.
    pub struct DropWave {
        /// How densely the rings stand, in radians per unit length; 0 is a smooth hole.
        omega: real("Wave number", "ω", 12.0, Domain::NON_NEGATIVE, Span::linear(0.0, 20.0));
    }
}

/// `cos √t`, which is smooth at t = 0 although the root is not: there by its power series, so that all
/// derivatives are right.
#[inline(always)]
fn cos_of_root<L: Lane>(t: L) -> L {
    let near = t.lt(L::splat(SERIES_TO));
    // Σ (−t)ᵏ/(2k)!, from its small end.
    let mut series = L::splat(1.0);
    for k in (1..=SERIES_TERMS).rev() {
        let next = f64::from(2 * k * (2 * k - 1));
        series = L::splat(1.0) - t / L::splat(next) * series;
    }
    let safe = L::select(near, L::splat(1.0), t);
    L::select(near, series, safe.sqrt().cos())
}

/// Up to here the series is used.
const SERIES_TO: f64 = 0.25;
/// So many terms: the next would be below 1e-21.
const SERIES_TERMS: u32 = 8;

impl Surface for DropWave {
    const INFO: Info = Info {
        id: "drop_wave",
        name: "Drop-wave",
        family: "Many minima",
        summary: "Rings of waves around the deepest point: the gradient always points along the radius, into the next ring and no further.",
        formula: "f = −(1 + cos ω√(x² + y²)) / ((x² + y²)/2 + 2)",
        reference: "Molga and Smutnicki 2005, Test functions for optimization needs",
        aliases: &[],
    };
    const PYTHON: &'static str = super::parts::with_root!(
        "wave = ops.cos(omega * root(x**2 + y**2))
        return -(1 + wave) / ((x**2 + y**2) / 2 + 2)"
    );
    const COST: u32 = 40;

    #[inline(always)]
    fn value<L: Lane>(s: &DropWave<L>, p: Vec2<L>) -> L {
        let square = p.x * p.x + p.y * p.y;
        let wave = cos_of_root(s.omega * s.omega * square);
        -(L::splat(1.0) + wave) / (L::splat(0.5) * square + L::splat(2.0))
    }

    fn landmarks(s: &DropWave) -> Landmarks {
        Landmarks {
            region: Region::new([-5.0, 5.0], [-4.0, 4.0]),
            start: vec2(1.2, 0.65),
            rate: tidy_rate(0.3 / (0.5 * (s.omega * s.omega + 1.0))),
            // The rings are circles of minima without a point of their own.
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(-1.0),
        }
    }
}
