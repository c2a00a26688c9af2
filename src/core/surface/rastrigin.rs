//! The Rastrigin function: a bowl covered with waves.

use super::parts::{crossed, crossing, deepest_first};
use super::{Landmarks, Region, Surface, rate_at};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::TAU;

crate::params! {
    /// `2A + x² − A cos 2πx + y² − A cos 2πy`.
    pub struct Rastrigin {
        /// Height of the waves on the bowl; 0 is the bowl alone.
        amplitude: real("Amplitude", "A", 10.0, Domain::NON_NEGATIVE, Span::linear(0.0, 20.0));
    }
}

/// The minima of `x² − A cos 2πx` up to `reach` on both sides.
///
/// There is one a little inside of every whole number k whose wave is high enough: the slope rises between
/// the two inflections around k, and is positive at k.
fn along(s: &Rastrigin, reach: u32) -> Vec<f64> {
    let slope = |z: f64| 2.0 * z + TAU * s.amplitude * Lane::sin(TAU * z);
    let inflection = libm::acos((-2.0 / (TAU * TAU * s.amplitude)).max(-1.0)) / TAU;
    let mut minima = vec![0.0];
    for k in (1..=reach).map(f64::from) {
        if slope(k - inflection) < 0.0 {
            let minimum = crossing(slope, k - inflection, k);
            minima.extend([minimum, -minimum]);
        }
    }
    minima
}

impl Surface for Rastrigin {
    const INFO: Info = Info {
        id: "rastrigin",
        name: "Rastrigin",
        family: "Many minima",
        summary: "A bowl covered with waves, a minimum near every grid point: descent stays where it starts unless something shakes it.",
        formula: "f = 2A + x² − A cos 2πx + y² − A cos 2πy",
        reference: "Rastrigin 1974, Systems of Extremal Control",
        aliases: &[Alias::oracle("rastrigin", &[("A", "amplitude")])],
    };
    const PYTHON: &'static str = "
        waves = ops.cos(2 * math.pi * x) + ops.cos(2 * math.pi * y)
        return 2 * amplitude + x**2 + y**2 - amplitude * waves";
    const COST: u32 = 25;

    #[inline(always)]
    fn value<L: Lane>(s: &Rastrigin<L>, p: Vec2<L>) -> L {
        let a = s.amplitude;
        let turn = L::splat(TAU);
        L::splat(2.0) * a + p.x * p.x - a * (turn * p.x).cos() + p.y * p.y - a * (turn * p.y).cos()
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Rastrigin<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let turn = L::splat(TAU);
        let slope = |z: L| L::splat(2.0) * z + turn * s.amplitude * (turn * z).sin();
        (Self::value(s, p), p.map(slope))
    }

    fn landmarks(s: &Rastrigin) -> Landmarks {
        Landmarks {
            region: Region::new([-5.0, 5.0], [-4.0, 4.0]),
            start: vec2(1.7, -2.3),
            rate: rate_at::<Self>(s, &[Vec2::zero()], 0.8),
            // A sum of the same function of x and of y: every pair of its minima.
            minima: deepest_first::<Self>(s, crossed(&along(s, 5), &along(s, 4))),
            // Between them lie about as many saddles, which are not listed.
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
