//! The Hölder table: a table with legs at its four corners.

use super::parts::radius;
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::PI;

crate::params! {
    /// `−|sin x cos y exp|1 − r/π||`, r the distance from the origin; without parameters.
    pub struct HolderTable {
    }
}

/// Its minima in the region shown, the deepest first.
const MINIMA: [[f64; 2]; 30] = [
    [8.055023475736563, 9.664590019241272],
    [-8.055023475736563, 9.664590019241272],
    [-4.853855848168829, 9.702113880430847],
    [4.853855848168829, 9.702113880430847],
    [-8.09758272512733, 6.479497356652597],
    [8.09758272512733, 6.479497356652597],
    [1.623129475512689, 9.729001856268278],
    [-1.623129475512689, 9.729001856268278],
    [-8.14131217899, -3.2593510491859483],
    [8.14131217899, -3.2593510491859483],
    [8.14131217899, 3.2593510491859483],
    [-8.14131217899, 3.2593510491859483],
    [-4.9011448802306266, 6.53250260076771],
    [4.9011448802306266, 6.53250260076771],
    [-8.162150705090468, 0.0],
    [8.162150705090468, 0.0],
    [1.6479448346558905, 6.582678304989755],
    [-1.6479448346558905, 6.582678304989755],
    [4.9712420488573565, -3.316439374840691],
    [-4.9712420488573565, -3.316439374840691],
    [-4.9712420488573565, 3.316439374840691],
    [4.9712420488573565, 3.316439374840691],
    [5.020558051500675, 0.0],
    [-5.020558051500675, 0.0],
    [1.2626272556789118, 0.0],
    [-1.2626272556789118, 0.0],
    [-1.7123918431426985, -3.418867791850568],
    [1.7123918431426985, -3.418867791850568],
    [-1.7123918431426985, 3.418867791850568],
    [1.7123918431426985, 3.418867791850568],
];

impl Surface for HolderTable {
    const INFO: Info = Info {
        id: "holder_table",
        name: "Hölder table",
        family: "Cliffs, plateaus and kinks",
        summary: "Wells that deepen towards the corners, creases between them: greedy descent stops in the first well, far from the deepest.",
        formula: "f = −|sin x cos y exp|1 − √(x² + y²)/π||",
        reference: "Mishra 2006, Some new test functions for global optimization; the derivative of |z| at 0 counts as 0, as in PyTorch",
        aliases: &[],
    };
    const PYTHON: &'static str = super::parts::with_root!(
        "lift = ops.exp(ops.abs(1 - root(x**2 + y**2) / math.pi))
        return -ops.abs(ops.sin(x) * ops.cos(y) * lift)"
    );
    const COST: u32 = 25;

    #[inline(always)]
    fn value<L: Lane>(_: &HolderTable<L>, p: Vec2<L>) -> L {
        let lift = (L::splat(1.0) - radius(p) / L::splat(PI)).abs().exp();
        -(p.x.sin() * p.y.cos() * lift).abs()
    }

    fn landmarks(_: &HolderTable) -> Landmarks {
        Landmarks {
            // The usual domain is ±10. It is as high as the picture is wide: the lower third, a mirror image, is
            // left out.
            region: Region::new([-10.0, 10.0], [-6.0, 10.0]),
            start: vec2(6.9, 8.5),
            rate: 0.008,
            minima: MINIMA.map(Vec2::from).to_vec(),
            // There are about as many saddles, which are not listed.
            saddles: vec![],
            // The wells deepen for ever: the first two are the deepest in the usual domain only.
            lowest: None,
        }
    }
}
