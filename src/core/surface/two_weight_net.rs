//! A linear network of two weights, fitted to one point by half the squared error.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(x y − 1)²/2`, without parameters.
    pub struct TwoWeightNet {
    }
}

impl Surface for TwoWeightNet {
    const INFO: Info = Info {
        id: "two_weight_net",
        name: "Two-weight linear network",
        family: "Learning problems",
        summary: "Half the squared error of the network x y at the target 1: every point of a hyperbola fits, with sharpness x² + y², so that the rate chooses which one a run can rest at.",
        formula: "f = (x y − 1)²/2",
        reference: "Lewkowycz et al. 2020, The large learning rate phase of deep learning; the deep linear network is (x y − t)², without the half",
        aliases: &[],
    };
    const PYTHON: &'static str = "return (x * y - 1)**2 / 2";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(_: &TwoWeightNet<L>, p: Vec2<L>) -> L {
        let residual = p.x * p.y - L::splat(1.0);
        L::splat(0.5) * (residual * residual)
    }

    fn landmarks(_: &TwoWeightNet) -> Landmarks {
        let on_curve = |x: f64| vec2(x, 1.0 / x);
        Landmarks {
            region: Region::new([-4.0, 4.0], [-3.2, 3.2]),
            start: vec2(3.2, -0.4),
            rate: 0.2,
            // A few points of the curve.
            minima: [1.0, -1.0, 2.0, -2.0, 0.5, -0.5].map(on_curve).to_vec(),
            saddles: vec![Vec2::zero()],
            lowest: Some(0.0),
        }
    }
}
