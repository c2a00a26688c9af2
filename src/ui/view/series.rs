//! What the curves draw: columns of a trajectory as points, thinned to what a screen can show.
//!
//! Extremes survive the thinning. On a logarithmic axis a zero is drawn on a row of its own at the foot,
//! never dropped; a number that is not finite ends the line.

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

/// Where a value stands on an axis: as it is, or logarithmic with zeros at `foot`.
pub fn height_on_axis(value: f64, log: bool, foot: f64) -> f64 {
    if !log {
        value
    } else if value > 0.0 {
        value.log10()
    } else {
        foot
    }
}

/// The values of a curve; for the gradient, the raw one too where a clip or noise made another of it.
pub fn series(
    trajectory: &Trajectory,
    curve: Curve,
    lowest: Option<f64>,
) -> (Series, Option<Series>) {
    let floor = lowest.unwrap_or(0.0);
    match curve {
        Curve::Gap => (
            Series::collect(trajectory.loss.iter().map(|loss| loss - floor)),
            None,
        ),
        Curve::Loss => (Series::collect(trajectory.loss.iter().copied()), None),
        Curve::Rate => (Series::collect(trajectory.rate.iter().copied()), None),
        Curve::Gradient => {
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

/// The vertical extent that shows all of the curves that matter: a run that explodes is cut off rather
/// than pressing the others flat. Answers low, high and where zeros stand.
pub fn extent<'a>(all: &(impl Iterator<Item = &'a Series> + Clone), log: bool) -> (f64, f64, f64) {
    let fold = |f: fn(f64, f64) -> f64, values: &mut dyn Iterator<Item = f64>| values.reduce(f);
    let first = fold(f64::max, &mut all.clone().map(|s| s.first.abs())).unwrap_or(1.0);
    let high = fold(f64::max, &mut all.clone().filter_map(|s| Some(s.range?.1))).unwrap_or(1.0);
    let low = fold(f64::min, &mut all.clone().filter_map(|s| Some(s.range?.0))).unwrap_or(0.0);
    if log {
        let least =
            fold(f64::min, &mut all.clone().filter_map(|s| s.least_positive)).unwrap_or(1e-3);
        let cap = if first > 0.0 {
            first * 1e3
        } else {
            f64::INFINITY
        };
        let top = high.min(cap).max(least).log10();
        let bottom = least.log10().max(top - 24.0).floor();
        let top = if top - bottom < 0.5 {
            bottom + 1.0
        } else {
            top
        };
        let zeros = low <= 0.0;
        let foot = bottom - 1.0;
        let margin = (top - bottom) * 0.05;
        (
            if zeros { foot - margin } else { bottom },
            top + margin,
            foot,
        )
    } else {
        let high = high.min(low.max(first) * 3.0 + f64::MIN_POSITIVE).max(low);
        let low = if low > 0.0 { 0.0 } else { low };
        let span = if high > low { high - low } else { 1.0 };
        (low - span * 0.03, high + span * 0.08, low)
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
    fn zeros_stand_at_the_foot_and_nan_ends_the_line() {
        let series = Series::collect([10.0, 1.0, 0.0, f64::NAN, 5.0].into_iter());
        assert_eq!(series.points.len(), 3);
        let (low, high, foot) = extent(&std::iter::once(&series), true);
        let ys: Vec<f64> = series
            .points
            .iter()
            .map(|p| height_on_axis(p.1, true, foot))
            .collect();
        assert_eq!(ys, [1.0, 0.0, foot]);
        assert!(low <= foot && foot < 0.0 && high > 1.0);
    }

    #[test]
    fn an_explosion_does_not_press_the_others_flat() {
        let calm = Series::collect([4.0, 2.0, 1.0].into_iter());
        let wild = Series::collect([4.0, 1e100, 1e300].into_iter());
        for log in [true, false] {
            let (low, high, _) = extent(&[&calm, &wild].into_iter(), log);
            assert!(low.is_finite() && high < 20.0, "{low} {high}");
        }
        let (low, high, foot) = extent(&std::iter::empty(), true);
        assert!(low < high && foot.is_finite());
    }
}
