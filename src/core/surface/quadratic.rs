//! The rotated quadratic bowl: a ravine whose condition number is κ.

use super::{Landmarks, Region, Surface, tidy_rate};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::FRAC_PI_2;

crate::params! {
    /// `s/2 (u² + κ v²)` with `(u, v)` the position turned by θ.
    pub struct Quadratic {
        /// How many times steeper the ravine's walls are than its floor: the ratio of the two curvatures.
        kappa: real("Condition number", "κ", 20.0, Domain::POSITIVE, Span::log(1.0, 1e4));
        /// Angle in radians by which the ravine is turned against the x axis; diagonal methods feel it.
        theta: real("Rotation", "θ", 0.0, Domain::REAL, Span::linear(-FRAC_PI_2, FRAC_PI_2));
        /// Curvature along the floor; the curvature of the walls is κ times this.
        scale: real("Scale", "s", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
        let cos = theta.cos();
        let sin = theta.sin();
        let steep = scale * kappa;
        let half = L::splat(0.5) * scale;
        fact is_turned = L::any(!sin.same(L::splat(0.0)));
        fact is_mixed = is_turned && L::any(sin.same(L::splat(0.0)));
    }
}

/// The coordinates along the floor (u) and across it (v): the position itself where the ravine is not turned.
#[inline(always)]
fn turned<L: Lane>(s: &Quadratic<L>, p: Vec2<L>) -> Vec2<L> {
    if !s.is_turned {
        return p;
    }
    let turned = vec2(s.cos * p.x + s.sin * p.y, s.cos * p.y - s.sin * p.x);
    unless_straight(s, turned, p)
}

/// A vector along the floor and across it as one along the axes.
#[inline(always)]
fn turned_back<L: Lane>(s: &Quadratic<L>, d: Vec2<L>) -> Vec2<L> {
    if !s.is_turned {
        return d;
    }
    let turned = vec2(s.cos * d.x - s.sin * d.y, s.sin * d.x + s.cos * d.y);
    unless_straight(s, turned, d)
}

/// The turned vector, or the vector itself in lanes whose ravine is not turned.
#[inline(always)]
fn unless_straight<L: Lane>(s: &Quadratic<L>, turned: Vec2<L>, itself: Vec2<L>) -> Vec2<L> {
    if s.is_mixed {
        Vec2::select(s.sin.same(L::splat(0.0)), itself, turned)
    } else {
        turned
    }
}

impl Surface for Quadratic {
    const INFO: Info = Info {
        id: "quadratic",
        name: "Quadratic",
        family: "Bowls and ravines",
        summary: "A bowl stretched into a ravine: the surface on which every rate and limit is known exactly.",
        formula: "f = s/2 (u² + κ v²),  u = x cos θ + y sin θ,  v = y cos θ − x sin θ",
        reference: "Goh 2017, Why Momentum Really Works, Distill",
        aliases: &[Alias::oracle("quadratic", &[])],
    };
    const PYTHON: &'static str = "
        u = x * math.cos(theta) + y * math.sin(theta)
        v = y * math.cos(theta) - x * math.sin(theta)
        return scale / 2 * (u**2 + kappa * v**2)";
    const QUADRATIC: bool = true;

    #[inline(always)]
    fn value<L: Lane>(s: &Quadratic<L>, p: Vec2<L>) -> L {
        let q = turned(s, p);
        s.half * (q.x * q.x + s.kappa * (q.y * q.y))
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Quadratic<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let q = turned(s, p);
        let slope = vec2(s.scale * q.x, s.steep * q.y);
        let value = s.half * (q.x * q.x + s.kappa * (q.y * q.y));
        (value, turned_back(s, slope))
    }

    fn landmarks(s: &Quadratic) -> Landmarks {
        Landmarks {
            region: Region::new([-5.0, 5.0], [-4.0, 4.0]),
            start: vec2(-4.0, 2.5),
            // A little below the limit 2/λmax of gradient descent, so that the zigzag shows.
            rate: tidy_rate(1.8 / (s.scale * s.kappa.max(1.0))),
            minima: vec![Vec2::zero()],
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
