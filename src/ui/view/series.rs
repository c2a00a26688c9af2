//! What the curves draw: columns of a trajectory as points, thinned to what a screen can show.
//!
//! Extremes survive the thinning; a number that is not finite ends the line.

use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;
use crate::session::view::Curve;

/// Beyond so many steps a curve is thinned.
const DENSE: usize = 4096;

/// The numbers of one curve of one run, before any axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Step and value.
    pub points: Vec<(f64, f64)>,
    /// Value at the first step.
    pub first: f64,
    /// Smallest and largest finite value.
    pub range: Option<(f64, f64)>,
    /// Smallest value above zero.
    pub least_positive: Option<f64>,
}

impl Series {
    /// Takes the values of steps 0, 1, … up to the first that is not finite, thinned.
    pub fn collect(values: impl ExactSizeIterator<Item = f64>) -> Self {
        let bucket = values.len().div_ceil(DENSE / 2);
        let mut series = Self {
            points: Vec::with_capacity(values.len().min(3 * DENSE)),
            ..Self::default()
        };
        let mut held: Vec<(f64, f64)> = Vec::with_capacity(bucket);
        for (step, value) in values.enumerate() {
            if !value.is_finite() {
                break;
            }
            if step == 0 {
                series.first = value;
            }
            series.range = Some(match series.range {
                None => (value, value),
                Some((low, high)) => (low.min(value), high.max(value)),
            });
            if value > 0.0 && series.least_positive.is_none_or(|least| value < least) {
                series.least_positive = Some(value);
            }
            if bucket <= 1 {
                series.points.push((step as f64, value));
                continue;
            }
            held.push((step as f64, value));
            if held.len() == bucket {
                series.spill(&mut held);
            }
        }
        series.spill(&mut held);
        series
    }

    /// Keeps of a bucket the lowest, the highest and the last point, in order.
    fn spill(&mut self, held: &mut Vec<(f64, f64)>) {
        let Some(&last) = held.last() else { return };
        let lowest = held
            .iter()
            .copied()
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or(last);
        let highest = held
            .iter()
            .copied()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or(last);
        let mut kept = [lowest, highest, last];
        kept.sort_by(|a, b| a.0.total_cmp(&b.0));
        for point in kept {
            if self.points.last() != Some(&point) {
                self.points.push(point);
            }
        }
        held.clear();
    }
}

/// The values of a curve; for the gradient, the raw one too where a clip or noise made another of it.
pub fn series(
    trajectory: &Trajectory,
    curve: Curve,
    lowest: Option<f64>,
) -> (Series, Option<Series>) {
    match (curve, lowest) {
        // Rounding can make the gap a little negative: that is none.
        (Curve::Gap, Some(lowest)) => {
            let gap = |loss: &f64| if *loss < lowest { 0.0 } else { loss - lowest };
            (Series::collect(trajectory.loss.iter().map(gap)), None)
        }
        (Curve::Gap | Curve::Loss, _) => (Series::collect(trajectory.loss.iter().copied()), None),
        (Curve::Rate, _) => (Series::collect(trajectory.rate.iter().copied()), None),
        (Curve::Gradient, _) => {
            let length = |g: &Vec2| g.x.hypot(g.y);
            let raw = Series::collect(trajectory.gradient.iter().map(length));
            let same = trajectory
                .clipped
                .iter()
                .zip(&trajectory.gradient)
                .all(|(a, b)| a == b);
            if same {
                (raw, None)
            } else {
                (
                    Series::collect(trajectory.clipped.iter().map(length)),
                    Some(raw),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_extremes_and_the_end() {
        let n = 100_000;
        let values = (0..n).map(|i| match i {
            777 => -5.0,
            77_777 => 9.0,
            _ => f64::from(i % 7) * 0.1,
        });
        let series = Series::collect(values.collect::<Vec<_>>().into_iter());
        assert!(series.points.len() <= 3 * DENSE, "{}", series.points.len());
        assert!(series.points.contains(&(777.0, -5.0)) && series.points.contains(&(77_777.0, 9.0)));
        assert_eq!(series.points.last().map(|p| p.0), Some(f64::from(n - 1)));
        assert!(series.points.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(series.range, Some((-5.0, 9.0)));
    }

    #[test]
    fn a_number_that_is_not_finite_ends_the_line() {
        let series = Series::collect([10.0, 0.0, f64::NAN, 5.0].into_iter());
        assert_eq!(series.points, [(0.0, 10.0), (1.0, 0.0)]);
        assert_eq!((series.first, series.least_positive), (10.0, Some(10.0)));
    }
}
