//! The Griewank function: a wide bowl under regular waves.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::SQRT_2;

crate::params! {
    /// `1 + (x² + y²)/4000 − cos x cos(y/√2)`, without parameters.
    pub struct Griewank {
    }
}

impl Surface for Griewank {
    const INFO: Info = Info {
        id: "griewank",
        name: "Griewank",
        family: "Many minima",
        summary: "From far away a bowl, from near by a field of equal waves: the way down is only visible at a large scale.",
        formula: "f = 1 + (x² + y²)/4000 − cos x cos(y/√2)",
        reference: "Griewank 1981, J. Optimization Theory and Applications 34(1)",
        aliases: &[],
    };
    const PYTHON: &'static str =
        "return 1 + (x**2 + y**2) / 4000 - ops.cos(x) * ops.cos(y / math.sqrt(2))";
    const COST: u32 = 20;

    #[inline(always)]
    fn value<L: Lane>(_: &Griewank<L>, p: Vec2<L>) -> L {
        let waves = p.x.cos() * (p.y / L::splat(SQRT_2)).cos();
        L::splat(1.0) + (p.x * p.x + p.y * p.y) / L::splat(4000.0) - waves
    }

    fn landmarks(_: &Griewank) -> Landmarks {
        Landmarks {
            region: Region::new([-10.0, 10.0], [-8.0, 8.0]),
            start: vec2(5.0, -2.9),
            rate: 0.2,
            minima: vec![
                vec2(0.0, 0.0),
                vec2(-3.1400226338955397, -4.438444480920714),
                vec2(3.1400226338955397, -4.438444480920714),
                vec2(-3.1400226338955397, 4.438444480920714),
                vec2(3.1400226338955397, 4.438444480920714),
                vec2(-6.280045279379904, 0.0),
                vec2(6.280045279379904, 0.0),
                vec2(-9.420067886213593, -4.438444437201062),
                vec2(9.420067886213593, -4.438444437201062),
                vec2(-9.420067886213593, 4.438444437201062),
                vec2(9.420067886213593, 4.438444437201062),
            ],
            // Between them lie twice as many saddles, which are not listed.
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
