//! The Rosenbrock function: a curved valley with steep walls and a flat floor.

use super::{Landmarks, Region, Surface, bounded, finite, rate_at};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(a − x)² + b (y − x²)²`.
    pub struct Rosenbrock {
        /// Where along the valley the minimum lies: at (a, a²).
        a: real("Minimum", "a", 1.0, Domain::REAL, Span::linear(-2.0, 2.0));
        /// How steep the walls of the valley are.
        b: real("Steepness", "b", 100.0, Domain::POSITIVE, Span::log(1.0, 1e4));
    }
}

impl Surface for Rosenbrock {
    const INFO: Info = Info {
        id: "rosenbrock",
        name: "Rosenbrock",
        family: "Valleys",
        summary: "A banana-shaped valley: easy to fall into, slow to follow to its end.",
        formula: "f = (a − x)² + b (y − x²)²",
        reference: "Rosenbrock 1960, The Computer Journal 3(3)",
        aliases: &[Alias::oracle("rosenbrock", &[])],
    };
    const PYTHON: &'static str = "return (a - x)**2 + b * (y - x**2)**2";

    #[inline(always)]
    fn value<L: Lane>(s: &Rosenbrock<L>, p: Vec2<L>) -> L {
        let along = s.a - p.x;
        let across = p.y - p.x * p.x;
        along * along + s.b * (across * across)
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Rosenbrock<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let two = L::splat(2.0);
        let along = s.a - p.x;
        let across = p.y - p.x * p.x;
        let wall = two * s.b * across;
        let value = along * along + s.b * (across * across);
        (value, vec2(-(two * along) - two * p.x * wall, wall))
    }

    fn landmarks(s: &Rosenbrock) -> Landmarks {
        // The picture stands still while the minimum moves inside it, and grows with it beyond.
        let size = s.a.abs().max(1.0);
        let start = vec2(-1.2 * size.copysign(s.a), size * size);
        let minimum = vec2(s.a, s.a * s.a);
        Landmarks {
            region: Region::holding(
                [-2.25 * size, 2.25 * size],
                [-0.9 * size * size, 2.7 * size * size],
            ),
            start: bounded(start),
            rate: rate_at::<Self>(s, &[start, minimum], 1.5),
            minima: finite(vec![minimum]),
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
