//! What the curves of a sweep of one number show: a quantity of an outcome, its axis, and where each run is best.

use crate::core::map::Outcome;
use crate::core::surface::Landmarks;
use crate::core::trajectory::Ending;
use crate::session::maps::Shade;
use crate::session::maps::lines::Line;
use crate::session::view::Curve;
use crate::ui::view::charts::axis::Axis;
use crate::ui::view::charts::series::Series;

/// The largest rate that is shown: beyond, a run is leaving.
const MOST_RATE: f64 = 1.2;

/// What stands on the vertical axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// The gap to the minimum at the end where that is known, else the loss.
    Loss,
    /// Steps until the tolerance is first met.
    Steps,
    /// The measured factor per step.
    Rate,
}

impl Quantity {
    pub(super) const ALL: [Self; 3] = [Self::Loss, Self::Steps, Self::Rate];

    /// What a view of a sweep shows as curves: an ending has no height, so there it is the final loss.
    pub(super) fn of(shade: Shade) -> Self {
        match shade {
            Shade::Loss | Shade::Ending => Self::Loss,
            Shade::Steps => Self::Steps,
            Shade::Rate => Self::Rate,
        }
    }

    /// The same as what the colours of a sweep mean.
    pub(super) fn shade(self) -> Shade {
        match self {
            Self::Loss => Shade::Loss,
            Self::Steps => Shade::Steps,
            Self::Rate => Shade::Rate,
        }
    }

    /// What it is called.
    pub(super) fn name(self, landmarks: &Landmarks) -> &'static str {
        match self {
            Self::Loss if landmarks.lowest.is_some() => "Final gap f − f*",
            Self::Loss => "Final loss",
            Self::Steps => "Steps to tolerance",
            Self::Rate => "Rate per step",
        }
    }

    /// What is said of runs that have no such number there.
    pub(super) fn without(self) -> &'static str {
        match self {
            Self::Loss => "diverged",
            Self::Steps => "not reached",
            Self::Rate => "leaves, or cannot be told",
        }
    }

    /// The number of an outcome; none where there is none to be drawn.
    pub(super) fn value(self, outcome: &Outcome, landmarks: &Landmarks) -> Option<f64> {
        let ending = outcome.ending?;
        match self {
            Self::Steps => outcome.steps_to_tolerance().map(|step| step as f64),
            Self::Rate => Some(outcome.rate).filter(|rate| rate.is_finite() && *rate <= MOST_RATE),
            Self::Loss if matches!(ending, Ending::Diverged { .. }) => None,
            Self::Loss => height(outcome.loss, landmarks),
        }
    }

    /// The axis that shows all lines of this quantity that matter.
    pub(super) fn axis<'a>(
        self,
        all: &(impl Iterator<Item = &'a Series> + Clone),
        log: bool,
    ) -> Axis {
        match self {
            Self::Loss => Axis::over(all, Curve::Gap, log),
            // All of them are meant, and none of them explodes.
            Self::Steps => Axis::over(all, Curve::Rate, log),
            Self::Rate => Axis::over(all, Curve::Rate, false),
        }
    }
}

/// The number that stands for a loss on an axis: the gap where the lowest value is known, else the loss.
pub(super) fn height(loss: f64, landmarks: &Landmarks) -> Option<f64> {
    let gap = landmarks
        .lowest
        .map_or(loss, |lowest| (loss - lowest).max(0.0));
    gap.is_finite().then_some(gap)
}

/// A curve, ready to be measured and drawn.
pub(super) struct Drawn {
    /// Value of the number on the axis, and of the quantity where there is one.
    pub(super) points: Vec<(f64, Option<f64>)>,
    /// The same without the axis, for its ends.
    pub(super) series: Series,
    /// Where it is best: in the middle of the longest part that is equally good.
    pub(super) best: Option<(f64, f64)>,
}

impl Drawn {
    /// The curve of a line, where a start within the region has a loss of `usual`.
    pub(super) fn new(
        line: &Line<Outcome>,
        quantity: Quantity,
        landmarks: &Landmarks,
        usual: f64,
    ) -> Self {
        let known = line.known().filter(|(_, outcome)| outcome.ending.is_some());
        let points: Vec<(f64, Option<f64>)> = known
            .map(|(x, outcome)| (x, quantity.value(outcome, landmarks)))
            .collect();
        let mut series = Series::new(1.0);
        series.extend(points.iter().enumerate().map(|(i, (_, value))| {
            let is_usual = value.is_some_and(|value| value.abs() <= usual);
            (i as f64, *value, is_usual)
        }));
        Self {
            best: best(&points),
            points,
            series,
        }
    }

    /// Where the quantity ends on the right of a number for good or for a while, with its last value: the ends of the
    /// parts that have one.
    pub(super) fn ends(&self) -> Vec<(f64, f64)> {
        let pairs = self.points.windows(2);
        let ends = pairs.filter_map(|pair| match pair {
            [(x, Some(value)), (_, None)] => Some((*x, *value)),
            _ => None,
        });
        ends.collect()
    }

    /// The parts that have no value, as pairs of numbers on the axis.
    pub(super) fn missing(&self) -> Vec<(f64, f64)> {
        let mut parts: Vec<(f64, f64)> = Vec::new();
        let mut before = true;
        for (x, value) in &self.points {
            match (value.is_none(), before) {
                (true, true) => parts.push((*x, *x)),
                (true, false) => {
                    if let Some(last) = parts.last_mut() {
                        last.1 = *x;
                    }
                }
                _ => {}
            }
            before = value.is_some();
        }
        parts
    }
}

/// The smallest value, and the number in the middle of the longest part where it is met.
fn best(points: &[(f64, Option<f64>)]) -> Option<(f64, f64)> {
    let values = points.iter().filter_map(|point| point.1);
    let least = values.min_by(f64::total_cmp)?;
    let (mut longest, mut from) = (0..0, None);
    for i in 0..=points.len() {
        let is_least = points.get(i).is_some_and(|point| point.1 == Some(least));
        match (is_least, from) {
            (true, None) => from = Some(i),
            (false, Some(begin)) => {
                if i - begin > longest.len() {
                    longest = begin..i;
                }
                from = None;
            }
            _ => {}
        }
    }
    let middle = longest.start + longest.len() / 2;
    Some((points.get(middle)?.0, least))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_is_in_the_middle_of_what_is_equally_good() {
        let points = |values: &[f64]| -> Vec<(f64, Option<f64>)> {
            let points = values.iter().enumerate();
            points
                .map(|(i, y)| (i as f64, y.is_finite().then_some(*y)))
                .collect()
        };
        let nan = f64::NAN;
        for (values, want) in [
            (&[3.0, 1.0, 2.0][..], Some((1.0, 1.0))),
            (&[0.0, 4.0, 0.0, 0.0, 0.0, 4.0], Some((3.0, 0.0))),
            (&[nan, nan], None),
            (&[nan, 5.0, nan], Some((1.0, 5.0))),
            (&[], None),
        ] {
            assert_eq!(best(&points(values)), want, "{values:?}");
        }
    }
}
