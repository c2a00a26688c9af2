//! The Ackley function: a wavy plain around a funnel that ends in a point.

use super::parts::{crossed, deepest_first, rest_near};
use super::{Landmarks, Region, Surface, tidy_rate};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};
use std::f64::consts::{E, FRAC_1_SQRT_2, TAU};

crate::params! {
    /// `−a exp(−b r) − exp((cos cx + cos cy)/2) + a + e`, r the root mean square of the coordinates.
    pub struct Ackley {
        /// Depth of the funnel.
        a: real("Depth", "a", 20.0, Domain::POSITIVE, Span::log(1.0, 100.0));
        /// How narrow the funnel is.
        b: real("Narrowness", "b", 0.2, Domain::POSITIVE, Span::log(0.01, 2.0));
        /// How densely the waves stand, in radians per unit length.
        c: real("Wave number", "c", TAU, Domain::NON_NEGATIVE, Span::linear(0.0, 12.0));
    }
}

/// The root mean square of the coordinates, the funnel `a exp(−b r)` and the waves.
#[inline(always)]
fn parts<L: Lane>(s: &Ackley<L>, p: Vec2<L>) -> (L, L, L) {
    let half = L::splat(0.5);
    let distance = ((p.x * p.x + p.y * p.y) * half).sqrt();
    let funnel = s.a * (-(s.b * distance)).exp();
    let waves = (((s.c * p.x).cos() + (s.c * p.y).cos()) * half).exp();
    (distance, funnel, waves)
}

/// The minima inside a region: the point of the funnel and, where the funnel does not swallow it, one near
/// every whole number of waves in x and in y. The point alone where the waves are too dense to be told apart.
fn minima(s: &Ackley, region: &Region) -> Vec<Vec2> {
    let mut minima = vec![Vec2::zero()];
    let wave = TAU / s.c;
    let waves = region.max.x / wave;
    if waves > MOST_WAVES {
        return minima;
    }
    // One eighth of the plane; the others are its mirror images.
    for i in 1..=(waves.ceil() as u32) {
        for j in 0..=i {
            let near = vec2(f64::from(i), f64::from(j)) * wave;
            let found = rest_near::<Ackley>(s, near, 0.5 * wave);
            let Some((p, _)) = found.filter(|(_, curvature)| curvature.low > 0.0) else {
                continue;
            };
            // On the axis exactly, and on the diagonal exactly.
            let y = [0.0, p.y, p.x][usize::from(j > 0) + usize::from(j == i)];
            let heights: &[f64] = if j == 0 { &[0.0] } else { &[y, -y] };
            minima.extend(crossed(&[p.x, -p.x], heights));
            if j < i {
                minima.extend(crossed(heights, &[p.x, -p.x]));
            }
        }
    }
    minima.retain(|p| region.contains(*p));
    deepest_first::<Ackley>(s, minima)
}

/// More waves than this from the middle to the border cannot be told apart.
const MOST_WAVES: f64 = 12.0;

impl Surface for Ackley {
    const INFO: Info = Info {
        id: "ackley",
        name: "Ackley",
        family: "Many minima",
        summary: "A wavy plain around a funnel that ends in a point: the gradient keeps its length right up to the minimum.",
        formula: "f = −a exp(−b √((x² + y²)/2)) − exp((cos cx + cos cy)/2) + a + e",
        reference: "Ackley 1987, A Connectionist Machine for Genetic Hillclimbing; the gradient at the point is NaN, as automatic differentiation gives it",
        aliases: &[Alias::oracle("ackley", &[])],
    };
    const PYTHON: &'static str = "
        distance = ops.sqrt((x**2 + y**2) / 2)
        waves = (ops.cos(c * x) + ops.cos(c * y)) / 2
        return -a * ops.exp(-b * distance) - ops.exp(waves) + a + math.e";
    const COST: u32 = 35;

    #[inline(always)]
    fn value<L: Lane>(s: &Ackley<L>, p: Vec2<L>) -> L {
        let (_, funnel, waves) = parts(s, p);
        -funnel - waves + s.a + L::splat(E)
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Ackley<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let half = L::splat(0.5);
        let (distance, funnel, waves) = parts(s, p);
        // 0/0 at the point of the funnel: there is no gradient, and NaN says so.
        let pull = s.b * funnel * half / distance;
        let ripple = waves * half * s.c;
        let gradient = p.map(|z| pull * z + ripple * (s.c * z).sin());
        (-funnel - waves + s.a + L::splat(E), gradient)
    }

    fn landmarks(s: &Ackley) -> Landmarks {
        // The waves curve at most by c² e/2; a step at the point of the funnel goes at most 0.1 far.
        let waves = 0.8 / (s.c * s.c * E / 2.0);
        let point = 0.1 / (s.a * s.b * FRAC_1_SQRT_2);
        let region = Region::new([-5.0, 5.0], [-4.0, 4.0]);
        Landmarks {
            region,
            start: vec2(2.2, -1.6),
            rate: tidy_rate(waves.min(point)),
            minima: minima(s, &region),
            // Between them lie about as many saddles, which are not listed.
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
