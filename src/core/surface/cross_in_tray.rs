//! The cross-in-tray function: a grid of wells between creases in the shape of a cross.

use super::parts::{crossed, deepest_first, radius};
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::PI;

crate::params! {
    /// `−10⁻⁴ (|sin x sin y exp|100 − r/π|| + 1)^0.1`, r the distance from the origin; without parameters.
    pub struct CrossInTray {
    }
}

/// Its minima in the upper right quarter of the region shown, the deepest first.
const MINIMA: [[f64; 2]; 9] = [
    [1.3494066171539107, 1.3494066171539107],
    [4.4190758742568725, 1.4706221621674318],
    [1.4706221621674318, 4.4190758742568725],
    [4.490999270743704, 4.490999270743704],
    [7.551422464401016, 1.5085213314357113],
    [1.5085213314357113, 7.551422464401016],
    [7.58748868615687, 4.550121985637071],
    [4.550121985637071, 7.58748868615687],
    [7.632591924333497, 7.632591924333497],
];

impl Surface for CrossInTray {
    const INFO: Info = Info {
        id: "cross_in_tray",
        name: "Cross-in-tray",
        family: "Cliffs, plateaus and kinks",
        summary: "Smooth wells between sharp creases along multiples of π: the gradient jumps from one side of a crease to the other.",
        formula: "f = −10⁻⁴ (|sin x sin y exp|100 − √(x² + y²)/π|| + 1)^0.1",
        reference: "Mishra 2006, Some new test functions for global optimization; the derivative of |z| at 0 counts as 0, as in PyTorch",
        aliases: &[],
    };
    const PYTHON: &'static str = super::parts::with_root!(
        "lift = ops.exp(ops.abs(100 - root(x**2 + y**2) / math.pi))
        return -1e-4 * (ops.abs(ops.sin(x) * ops.sin(y) * lift) + 1)**0.1"
    );
    const COST: u32 = 78;

    #[inline(always)]
    fn value<L: Lane>(_: &CrossInTray<L>, p: Vec2<L>) -> L {
        let lift = (L::splat(100.0) - radius(p) / L::splat(PI)).abs().exp();
        let size = (p.x.sin() * p.y.sin() * lift).abs();
        -(L::splat(1e-4) * (size + L::splat(1.0)).powf(L::splat(0.1)))
    }

    fn landmarks(s: &CrossInTray) -> Landmarks {
        Landmarks {
            region: Region::new([-10.0, 10.0], [-8.0, 8.0]),
            start: vec2(2.6, -0.4),
            rate: 1.0,
            // The same in all four quarters.
            minima: deepest_first::<Self>(
                s,
                MINIMA
                    .iter()
                    .flat_map(|[x, y]| crossed(&[*x, -x], &[*y, -y]))
                    .collect(),
            ),
            // Between them are creases.
            saddles: vec![],
            // Further out than 200π it falls for ever: the first four are the deepest within.
            lowest: None,
        }
    }
}
