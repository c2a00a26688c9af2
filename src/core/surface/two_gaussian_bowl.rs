//! The two-Gaussian bowl: two wells of different depth in a round bowl.

use super::parts::{crossing, deepest_first};
use super::{Landmarks, Region, Surface, rate_at};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x² + y² − a exp(−((x − 1)² + y²)/w) − b exp(−((x + 1)² + y²)/w)`.
    pub struct TwoGaussianBowl {
        /// Depth of the well on the right.
        right: real("Depth, right", "a", 2.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
        /// Depth of the well on the left.
        left: real("Depth, left", "b", 3.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
        /// Width of both wells, squared: narrow wells are felt only close by.
        width: real("Width", "w", 0.2, Domain::POSITIVE, Span::log(0.02, 2.0));
    }
}

/// Where the gradient vanishes: minima and saddles.
///
/// All lie on the x axis, where `f_y = y (2 + …)` vanishes, between −1 and 1, outside of which everything
/// pulls inwards. There the sign of the slope is asked at equal distances and at the steepest place of each
/// well, so that a well is found as long as numbers can tell its middle from its rim.
fn resting_points(s: &TwoGaussianBowl) -> (Vec<Vec2>, Vec<Vec2>) {
    let slope = |x: f64| TwoGaussianBowl::value_and_gradient(s, vec2(x, 0.0)).1.x;
    let steepest = Lane::sqrt(0.5 * s.width);
    let mut places: Vec<f64> = (0..=PLACES)
        .map(|i| f64::from(2 * i) / f64::from(PLACES) - 1.0)
        .collect();
    places.extend(
        [steepest - 1.0, 1.0 - steepest]
            .into_iter()
            .filter(|x| x.abs() < 1.0),
    );
    places.sort_by(f64::total_cmp);
    let (mut minima, mut saddles) = (Vec::new(), Vec::new());
    for pair in places.windows(2) {
        let (left, right) = (slope(pair[0]), slope(pair[1]));
        if left <= 0.0 && right > 0.0 {
            minima.push(vec2(crossing(slope, pair[0], pair[1]), 0.0));
        } else if left > 0.0 && right <= 0.0 {
            saddles.push(vec2(crossing(|x| -slope(x), pair[0], pair[1]), 0.0));
        }
    }
    (minima, saddles)
}

/// How many equal distances lie between the two wells.
const PLACES: i32 = 64;

impl Surface for TwoGaussianBowl {
    const INFO: Info = Info {
        id: "two_gaussian_bowl",
        name: "Two-Gaussian bowl",
        family: "A few minima",
        summary: "Two wells of different depth in a bowl: the start, the step and the momentum decide which of them a run falls into.",
        formula: "f = x² + y² − a exp(−((x − 1)² + y²)/w) − b exp(−((x + 1)² + y²)/w)",
        reference: "after E. Dupont 2018, Interactive Visualization of Optimization Algorithms in Deep Learning",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        first = right * ops.exp(-((x - 1)**2 + y**2) / width)
        second = left * ops.exp(-((x + 1)**2 + y**2) / width)
        return x**2 + y**2 - first - second";
    const COST: u32 = 15;

    #[inline(always)]
    fn value<L: Lane>(s: &TwoGaussianBowl<L>, p: Vec2<L>) -> L {
        let (one, across) = (L::splat(1.0), p.y * p.y);
        let well = |z: L| (-((z * z + across) / s.width)).exp();
        p.x * p.x + across - s.right * well(p.x - one) - s.left * well(p.x + one)
    }

    fn landmarks(s: &TwoGaussianBowl) -> Landmarks {
        let (minima, saddles) = resting_points(s);
        let minima = deepest_first::<Self>(s, minima);
        let lowest = minima
            .first()
            .map(|p| Self::value(s, *p))
            // A well narrower than that is not listed, and then nothing is said of the lowest value.
            .filter(|f| {
                f.is_finite()
                    && [-1.0, 1.0]
                        .iter()
                        .all(|x| Self::value(s, vec2(*x, 0.0)) >= *f)
            });
        Landmarks {
            region: Region::new([-2.0, 2.0], [-1.6, 1.6]),
            start: vec2(0.75, 1.25),
            rate: rate_at::<Self>(s, &minima, 0.6),
            minima,
            saddles,
            lowest,
        }
    }
}
