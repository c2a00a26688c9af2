//! The Branin function: three minima of the same depth along a bent valley.

use super::{Landmarks, Region, Surface, rate_at};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::PI;

crate::params! {
    /// `a (y − b x² + c x − r)² + s (1 − t) cos x + s`.
    pub struct Branin {
        /// Steepness of the valley's walls.
        a: real("Steepness", "a", 1.0, Domain::POSITIVE, Span::log(0.1, 10.0));
        /// How much the valley bends.
        b: real("Bend", "b", 5.1 / (4.0 * PI * PI), Domain::REAL, Span::linear(0.0, 0.3));
        /// How much the valley leans to the left.
        c: real("Lean", "c", 5.0 / PI, Domain::REAL, Span::linear(-3.0, 3.0));
        /// How high in the plane the valley starts.
        r: real("Offset", "r", 6.0, Domain::REAL, Span::linear(0.0, 10.0));
        /// Height of the waves along the valley's floor.
        s: real("Waves", "s", 10.0, Domain::POSITIVE, Span::log(1.0, 100.0));
        /// Share of the waves that is taken away: the lowest loss is s t.
        t: real("Flattening", "t", 1.0 / (8.0 * PI), Domain::DECAY, Span::linear(0.0, 0.9));
    }
}

impl Surface for Branin {
    const INFO: Info = Info {
        id: "branin",
        name: "Branin",
        family: "A few minima",
        summary: "Three equally deep minima along one bent valley: which of them is found is a question of the path, not of quality.",
        formula: "f = a (y − b x² + c x − r)² + s (1 − t) cos x + s",
        reference: "Branin 1972; Dixon and Szegő 1978; Jamil and Yang 2013",
        aliases: &[],
    };
    const PYTHON: &'static str =
        "return a * (y - b * x**2 + c * x - r)**2 + s * (1 - t) * ops.cos(x) + s";
    const COST: u32 = 11;

    #[inline(always)]
    fn value<L: Lane>(s: &Branin<L>, p: Vec2<L>) -> L {
        let across = p.y - s.b * (p.x * p.x) + s.c * p.x - s.r;
        s.a * (across * across) + s.s * (L::splat(1.0) - s.t) * p.x.cos() + s.s
    }

    fn landmarks(s: &Branin) -> Landmarks {
        // On the valley's floor f = s (1 − t) cos x + s: a point of rest at every multiple of π.
        let floor = |turn: i32| {
            let x = f64::from(turn) * PI;
            vec2(x, s.b * x * x - s.c * x + s.r)
        };
        // The picture stands still while the five usual ones are inside it, and grows beyond.
        let heights = || (-1..=3).map(|turn| floor(turn).y);
        let (low, high) = (
            heights().fold(0.0, f64::min),
            heights().fold(15.0, f64::max),
        );
        let margin = 0.02 * (high - low - 15.0);
        let region = Region::holding([-5.0, 10.0], [low - margin, high + margin]);
        let shown = |turns: [i32; 2]| -> Vec<Vec2> {
            let known = (-MOST_TURNS..=MOST_TURNS).filter(|turn| turns.contains(&(turn % 2)));
            known.map(floor).filter(|p| region.contains(*p)).collect()
        };
        let minima = shown([-1, 1]);
        let lowest = s.s * s.t;
        Landmarks {
            region,
            start: vec2(6.0, 11.0),
            rate: rate_at::<Self>(s, &minima, 0.4),
            minima,
            saddles: shown([0, 0]),
            lowest: lowest.is_finite().then_some(lowest),
        }
    }
}

/// Points of rest further out cannot be told apart when they are shown.
const MOST_TURNS: i32 = 21;
