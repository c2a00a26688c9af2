//! A cliff through a shallow bowl: what an exploding gradient looks like.

use super::parts::{crossing, sigmoid};
use super::{Landmarks, Region, Surface, bounded, finite, tidy_rate};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `a (x² + y²) + h σ(k (x − x₀))`, σ the logistic function.
    pub struct Cliff {
        /// Curvature of the bowl, halved.
        a: real("Bowl", "a", 0.05, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// Height of the cliff.
        h: real("Height", "h", 4.0, Domain::NON_NEGATIVE, Span::linear(0.0, 10.0));
        /// How sharp the cliff is: its steepest slope is h k/4.
        k: real("Sharpness", "k", 20.0, Domain::POSITIVE, Span::log(0.5, 500.0));
        /// Where along x the cliff stands.
        x0: real("Position", "x₀", 1.0, Domain::REAL, Span::linear(-2.0, 2.0));
    }
}

/// Where the gradient vanishes: minima and saddles. All lie on the x axis.
///
/// There `2 a x = −h k σ (1 − σ)`: a rising line meets a single dip, so there are at most three crossings,
/// one in each stretch on which the slope is monotone. The stretches end where
/// `σ (1 − σ)(1 − 2σ) = −2 a/(h k²)`.
fn resting_points(s: &Cliff) -> (Vec<Vec2>, Vec<Vec2>) {
    let slope = |x: f64| Cliff::value_and_gradient(s, vec2(x, 0.0)).1.x;
    let bend = |rise: f64| rise * (1.0 - rise) * (1.0 - 2.0 * rise) + 2.0 * s.a / (s.h * s.k * s.k);
    let x_of = |rise: f64| s.x0 + Lane::ln(rise / (1.0 - rise)) / s.k;
    // At the bend's lowest point σ = (1 + 1/√3)/2; the crossings lie between −h k/(8 a) and 0.
    let (sharpest, far) = (0.5 + 0.5 / 3.0_f64.sqrt(), -s.h * s.k / (8.0 * s.a));
    let turns = (bend(sharpest) < 0.0).then(|| {
        [
            x_of(crossing(bend, sharpest, 0.5)),
            x_of(crossing(bend, sharpest, 1.0)),
        ]
    });
    let on_axis = |x: f64| vec2(x, 0.0);
    match turns {
        Some([left, right]) if slope(left) > 0.0 && slope(right) < 0.0 => (
            finite(vec![
                on_axis(crossing(slope, far.min(left), left)),
                on_axis(crossing(slope, right, right.max(0.0))),
            ]),
            finite(vec![on_axis(crossing(slope, right, left))]),
        ),
        _ => (finite(vec![on_axis(crossing(slope, far, 0.0))]), vec![]),
    }
}

impl Surface for Cliff {
    const INFO: Info = Info {
        id: "cliff",
        name: "Cliff",
        family: "Cliffs, plateaus and kinks",
        summary: "A shallow bowl cut by a cliff: one huge gradient throws a method far away unless its gradient is clipped.",
        formula: "f = a (x² + y²) + h σ(k (x − x₀)),  σ(t) = 1/(1 + exp(−t))",
        reference: "after Goodfellow, Bengio and Courville 2016, Deep Learning, fig. 8.3",
        aliases: &[Alias::oracle("cliff", &[])],
    };
    const PYTHON: &'static str = "return a * (x**2 + y**2) + h * ops.sigmoid(k * (x - x0))";
    const COST: u32 = 8;

    #[inline(always)]
    fn value<L: Lane>(s: &Cliff<L>, p: Vec2<L>) -> L {
        s.a * (p.x * p.x + p.y * p.y) + s.h * sigmoid(s.k * (p.x - s.x0))
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Cliff<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let (one, two) = (L::splat(1.0), L::splat(2.0));
        let rise = sigmoid(s.k * (p.x - s.x0));
        let slope = s.h * s.k * (rise * (one - rise));
        let value = s.a * (p.x * p.x + p.y * p.y) + s.h * rise;
        (value, vec2(two * s.a * p.x + slope, two * s.a * p.y))
    }

    fn landmarks(s: &Cliff) -> Landmarks {
        let (mut minima, saddles) = resting_points(s);
        let height = |p: &Vec2| Self::value(s, *p);
        minima.sort_by(|p, q| height(p).total_cmp(&height(q)));
        let lowest = minima.first().map(height).filter(|f| f.is_finite());
        let start = vec2(s.x0 + (5.0 / s.k).min(1.0), 1.5);
        // The picture stands still while all there is to see is inside it, and grows beyond.
        let reach = minima
            .iter()
            .chain(&saddles)
            .chain([&start])
            .fold(2.5, |reach: f64, p| reach.max(p.x.abs() * 1.05));
        Landmarks {
            region: Region::holding([-reach, reach], [-2.0, 2.0]),
            start: bounded(start),
            // At the steepest place of the cliff a step goes 2 far, in the bowl at most to its middle.
            rate: tidy_rate((8.0 / (s.h * s.k)).min(0.5 / s.a)),
            minima,
            saddles,
            lowest,
        }
    }
}
