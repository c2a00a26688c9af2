//! A deep linear network of two weights: a saddle between two curves of minima.

use super::{Landmarks, Region, Surface, tidy_rate};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(x y − t)²`.
    pub struct DeepLinear {
        /// What the product of the two weights should be.
        target: real("Target", "t", 1.0, Domain::REAL, Span::linear(-4.0, 4.0));
    }
}

impl Surface for DeepLinear {
    const INFO: Info = Info {
        id: "deep_linear",
        name: "Deep linear network",
        family: "Learning problems",
        summary: "The smallest deep network, two weights in a row: a saddle at the origin and a whole curve of minima, sharper further out.",
        formula: "f = (x y − t)²",
        reference: "Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning in deep linear networks",
        aliases: &[Alias::oracle("deep_linear", &[])],
    };
    const PYTHON: &'static str = "return (x * y - target)**2";

    #[inline(always)]
    fn value<L: Lane>(s: &DeepLinear<L>, p: Vec2<L>) -> L {
        let residual = p.x * p.y - s.target;
        residual * residual
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &DeepLinear<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let residual = p.x * p.y - s.target;
        let twice = L::splat(2.0) * residual;
        (residual * residual, vec2(twice * p.y, twice * p.x))
    }

    fn landmarks(s: &DeepLinear) -> Landmarks {
        let root = s.target.abs().sqrt();
        let on_curve = |stretch: f64| vec2(root * stretch, (root / stretch).copysign(s.target));
        // The picture stands still while the balanced minima are inside it, and grows with them beyond.
        let size = root.max(1.0);
        let (minima, saddles) = if s.target == 0.0 {
            // Both axes are minima, and the origin is their crossing.
            (vec![Vec2::zero(), vec2(1.0, 0.0), vec2(0.0, 1.0)], vec![])
        } else {
            let curve = [1.0, -1.0, 1.5, -1.5, 1.0 / 1.5, -1.0 / 1.5].map(|stretch| {
                let p = on_curve(f64::abs(stretch));
                if stretch > 0.0 { p } else { -p }
            });
            (curve.to_vec(), vec![Vec2::zero()])
        };
        Landmarks {
            region: Region::new([-2.5 * size, 2.5 * size], [-2.0 * size, 2.0 * size]),
            start: vec2(0.3, -0.9 * 1.0_f64.copysign(s.target)) * size,
            rate: tidy_rate(0.1 / (size * size)),
            minima,
            saddles,
            lowest: Some(0.0),
        }
    }
}
