//! What the curves draw: columns of a trajectory as points, thinned to what a screen can show.
//!
//! Extremes survive the thinning; a number that is not finite ends the line.

use crate::core::trajectory::Trajectory;
use crate::core::vec2::Vec2;
use crate::session::view::Curve;

/// Beyond so many steps a curve is thinned.
const DENSE: usize = 1536;

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
        let mut latest = None;
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
            latest = Some((step as f64, value));
            if bucket <= 1 {
                series.points.extend(latest);
                continue;
            }
            held.extend(latest);
            if held.len() == bucket {
                series.spill(&mut held);
            }
        }
        series.spill(&mut held);
        if series.points.last() != latest.as_ref() {
            series.points.extend(latest);
        }
        series
    }

    /// Keeps of a bucket the lowest and the highest point, in order.
    fn spill(&mut self, held: &mut Vec<(f64, f64)>) {
        let lowest = held.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
        let highest = held.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
        let (Some(lowest), Some(highest)) = (lowest, highest) else {
            return;
        };
        let mut kept = [lowest, highest];
        kept.sort_by(|a, b| a.0.total_cmp(&b.0));
        for point in kept {
            if self.points.last() != Some(&point) {
                self.points.push(point);
            }
        }
        held.clear();
    }
}

/// The value of a curve at a step, if the run has taken it and it is finite there.
pub fn value_at(
    trajectory: &Trajectory,
    curve: Curve,
    lowest: Option<f64>,
    step: usize,
) -> Option<f64> {
    let value = match curve {
        Curve::Gap => gap(*trajectory.loss.get(step)?, lowest),
        Curve::Loss => *trajectory.loss.get(step)?,
        Curve::Rate => *trajectory.rate.get(step)?,
        Curve::Gradient => {
            let applied = trajectory.clipped.get(step);
            length(applied.or_else(|| trajectory.gradient.get(step))?)
        }
    };
    value.is_finite().then_some(value)
}

/// The gap to the lowest loss; rounding can make it a little negative: that is none.
fn gap(loss: f64, lowest: Option<f64>) -> f64 {
    match lowest {
        Some(lowest) if loss < lowest => 0.0,
        Some(lowest) => loss - lowest,
        None => loss,
    }
}

fn length(g: &Vec2) -> f64 {
    g.x.hypot(g.y)
}

/// The values of a curve; for the gradient, the raw one too where a clip or noise made another of it.
pub fn series(
    trajectory: &Trajectory,
    curve: Curve,
    lowest: Option<f64>,
) -> (Series, Option<Series>) {
    let Trajectory {
        loss,
        rate,
        gradient,
        clipped,
        ..
    } = trajectory;
    match curve {
        Curve::Gap => (
            Series::collect(loss.iter().map(|loss| gap(*loss, lowest))),
            None,
        ),
        Curve::Loss => (Series::collect(loss.iter().copied()), None),
        Curve::Rate => (Series::collect(rate.iter().copied()), None),
        Curve::Gradient => {
            let raw = Series::collect(gradient.iter().map(length));
            if clipped.iter().zip(gradient).all(|(a, b)| a == b) {
                (raw, None)
            } else {
                (Series::collect(clipped.iter().map(length)), Some(raw))
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
