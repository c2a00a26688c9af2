//! Bohachevsky N.1: a bowl with shallow ripples of two wavelengths.

use super::parts::{crossed, deepest_first};
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::PI;

crate::params! {
    /// `x² + 2y² − 0.3 cos 3πx − 0.4 cos 4πy + 0.7`, without parameters.
    pub struct Bohachevsky1 {
    }
}

/// Minima of the part that depends on x.
const ALONG_X: [f64; 5] = [
    -1.2224947771568115,
    -0.6186120678279501,
    0.0,
    0.6186120678279501,
    1.2224947771568115,
];
/// Minima of the part that depends on y.
const ALONG_Y: [f64; 5] = [
    -0.9333791416826436,
    -0.4695275456684923,
    0.0,
    0.4695275456684923,
    0.9333791416826436,
];

impl Surface for Bohachevsky1 {
    const INFO: Info = Info {
        id: "bohachevsky_1",
        name: "Bohachevsky N.1",
        family: "Many minima",
        summary: "A bowl under ripples that are shallow enough for momentum: plain descent stops in the first, a heavy ball rolls through.",
        formula: "f = x² + 2y² − 0.3 cos 3πx − 0.4 cos 4πy + 0.7",
        reference: "Bohachevsky, Johnson and Stein 1986, Technometrics 28(3)",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        waves = 0.3 * ops.cos(3 * math.pi * x) + 0.4 * ops.cos(4 * math.pi * y)
        return x**2 + 2 * y**2 - waves + 0.7";
    const COST: u32 = 28;

    #[inline(always)]
    fn value<L: Lane>(_: &Bohachevsky1<L>, p: Vec2<L>) -> L {
        let (slow, quick) = (L::splat(3.0 * PI), L::splat(4.0 * PI));
        p.x * p.x + L::splat(2.0) * (p.y * p.y)
            - L::splat(0.3) * (slow * p.x).cos()
            - L::splat(0.4) * (quick * p.y).cos()
            + L::splat(0.7)
    }

    fn landmarks(s: &Bohachevsky1) -> Landmarks {
        Landmarks {
            region: Region::new([-2.0, 2.0], [-1.6, 1.6]),
            start: vec2(-1.7, 1.35),
            rate: 0.015,
            // A sum of one function of x and one of y: every pair of their minima.
            minima: deepest_first::<Self>(s, crossed(&ALONG_X, &ALONG_Y)),
            // Between them lie about as many saddles, which are not listed.
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
