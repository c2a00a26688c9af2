//! The bounded saddle: x² − y², with walls that turn the way down into two minima.

use super::{Landmarks, Region, Surface, bounded, finite};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x² − y² + c y⁴`.
    pub struct BoundedSaddle {
        /// How strongly the walls bound the way down: the minima lie at y = ±1/√(2c).
        c: real("Walls", "c", 0.05, Domain::POSITIVE, Span::log(0.005, 5.0));
    }
}

impl Surface for BoundedSaddle {
    const INFO: Info = Info {
        id: "bounded_saddle",
        name: "Bounded saddle",
        family: "Saddles",
        summary: "A saddle with something at the end of the way down: how long a run stays at the saddle, and where it goes then.",
        formula: "f = x² − y² + c y⁴",
        reference: "the normal form of a pitchfork; Strogatz 1994, Nonlinear Dynamics and Chaos, sec. 3.4",
        aliases: &[],
    };
    const PYTHON: &'static str = "return x**2 - y**2 + c * y**4";
    const COST: u32 = 2;

    #[inline(always)]
    fn value<L: Lane>(s: &BoundedSaddle<L>, p: Vec2<L>) -> L {
        let square = p.y * p.y;
        p.x * p.x - square + s.c * (square * square)
    }

    fn landmarks(s: &BoundedSaddle) -> Landmarks {
        // Below: 4 c y² = 2, and f = −1/(4 c) there.
        let depth = 1.0 / Lane::sqrt(2.0 * s.c);
        let lowest = -0.25 / s.c;
        // The picture stands still while the minima are inside it, and grows with them beyond.
        let reach = bounded(vec2(depth * 1.1, 0.0)).x.max(4.0);
        Landmarks {
            region: Region::holding([-1.25 * reach, 1.25 * reach], [-reach, reach]),
            start: vec2(0.75 * reach, 0.01 * depth.min(reach)),
            // The curvature at the minima is 4, at the saddle 2.
            rate: 0.1,
            minima: finite(vec![vec2(0.0, depth), vec2(0.0, -depth)]),
            saddles: vec![Vec2::zero()],
            lowest: lowest.is_finite().then_some(lowest),
        }
    }
}
