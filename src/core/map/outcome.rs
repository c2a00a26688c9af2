//! What became of a run: all that a map shows of a pixel, and the same read from a single run's record.

use crate::core::ending::{since, steps_to_tolerance};
use crate::core::ground::Ground;
use crate::core::pipeline::Request;
use crate::core::surface::{self, Landmarks};
use crate::core::trajectory::{Ending, Trajectory};
use crate::core::vec2::{Vec2, vec2};

/// What became of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// How it ended; none where its setting is outside a domain, so that there is no such run.
    pub ending: Option<Ending>,
    /// The last loss that was recorded; may be no finite number where the run diverged.
    pub loss: f64,
    /// The last position that was recorded.
    pub at: Vec2,
    /// The first step at which the gap to the minimum (or the gradient's length) is under the tolerance, whether or not
    /// the run stays there; [`Outcome::NEVER`] if there is none.
    pub reached: u32,
    /// Of a run that ends at a minimum above the lowest value, the step from which its loss stays less than the tolerance
    /// above that minimum; [`Outcome::NEVER`] of others, and where it was not asked for.
    pub settled: u32,
    /// See [`measured_rate`]; NaN where it was not asked for or cannot be told.
    pub rate: f64,
}

/// What is told of runs only where it is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The measured rate per step.
    pub rate: bool,
    /// Since when a run rests at a minimum above the lowest value.
    pub settled: bool,
}

impl Outcome {
    /// The step of what did not happen.
    pub const NEVER: u32 = u32::MAX;

    /// Where there is no run.
    pub const NONE: Self = Self {
        ending: None,
        loss: f64::NAN,
        at: vec2(f64::NAN, f64::NAN),
        reached: Self::NEVER,
        settled: Self::NEVER,
        rate: f64::NAN,
    };

    /// The step at which the tolerance was first met.
    pub fn steps_to_tolerance(&self) -> Option<u64> {
        (self.reached != Self::NEVER).then_some(u64::from(self.reached))
    }

    /// The step from which a run rests at a minimum that is not the deepest.
    pub fn settled_at(&self) -> Option<u64> {
        (self.settled != Self::NEVER).then_some(u64::from(self.settled))
    }

    /// What became of a single run.
    pub fn of(request: &Request, trajectory: &Trajectory, ending: Ending, extras: Extras) -> Self {
        let landmarks = surface::landmarks(&request.surface);
        let reached = steps_to_tolerance(trajectory, landmarks.lowest, request.tolerance);
        let mut outcome = Self {
            ending: Some(ending),
            loss: trajectory.loss.last().copied().unwrap_or(f64::NAN),
            at: trajectory.position.last().copied().unwrap_or(Self::NONE.at),
            reached: reached.map_or(Self::NEVER, |step| step as u32),
            ..Self::NONE
        };
        if extras.rate {
            outcome.rate = rate_of(request, trajectory, &landmarks);
        }
        let depth = (extras.settled && outcome.may_be_above(landmarks.lowest))
            .then(|| Ground::new(&request.surface))
            .and_then(|ground| ground.rests(outcome.at, outcome.loss, request.tolerance));
        if let Some(depth) = depth {
            let is_at = |loss| loss - depth < request.tolerance;
            let step = since(&trajectory.loss, is_at);
            outcome.settled = step.map_or(Self::NEVER, |step| step as u32);
        }
        outcome
    }

    /// Whether it may rest at a minimum above the lowest value, so that how it ended does not tell since when.
    pub(super) fn may_be_above(&self, lowest: Option<f64>) -> bool {
        self.ending == Some(Ending::Budget) && lowest.is_some()
    }

    /// Whether two outcomes are the same to the last bit; all NaN count as equal.
    pub fn same(&self, other: &Self) -> bool {
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        self.ending == other.ending
            && same(self.loss, other.loss)
            && same(self.at.x, other.at.x)
            && same(self.at.y, other.at.y)
            && self.reached == other.reached
            && self.settled == other.settled
            && same(self.rate, other.rate)
    }
}

/// About how many samples of a run the measured rate is read from.
const SAMPLES: u64 = 128;
/// How far a run falls, as a share of its first distance, before rounding may hold it up.
const FLOOR: f64 = 1e-12;
/// The fewest samples that a slope is read from.
const FEWEST: usize = 4;

/// Every how many steps the distance is looked at for [`measured_rate`] in a run of so many steps.
pub(super) fn stride(steps: u64) -> u64 {
    (steps / SAMPLES).max(1)
}

/// What stands for the distance to the minimum: the root of the gap where the lowest value is known, else the length
/// of the gradient. Both shrink as the distance does.
pub(super) fn distance(lowest: Option<f64>, loss: f64, gradient: Vec2) -> f64 {
    match lowest {
        Some(lowest) => (loss - lowest).max(0.0).sqrt(),
        None => gradient.norm(),
    }
}

/// By what factor the distance to the minimum changes per step in the long run: below 1 it shrinks.
///
/// `distances` stand for the distance, one every `stride` steps from step 0. The factor is the slope of their logarithm, by
/// least squares, over the second half of the run, or of its part before the distance has fallen to 10⁻¹² of the first, where
/// rounding takes over. So what is measured is what theory calls the rate (Goh 2017), without the first steps. NaN where there
/// are too few samples; 0 where the distance fell to nothing at once.
pub fn measured_rate(distances: &[f64], stride: u64) -> f64 {
    let Some(first) = distances.first().copied().filter(|d| d.is_finite()) else {
        return f64::NAN;
    };
    let is_usable = |d: &f64| d.is_finite() && *d > FLOOR * first;
    let usable = distances.iter().take_while(|d| is_usable(d)).count();
    let fell = usable < distances.len() && distances[usable] <= FLOOR * first;
    let slope = |samples: &[f64]| -> Option<f64> {
        if samples.len() < FEWEST {
            return None;
        }
        let n = samples.len() as f64;
        let middle = (n - 1.0) / 2.0;
        let (mut above, mut below) = (0.0, 0.0);
        for (i, d) in samples.iter().enumerate() {
            let t = i as f64 - middle;
            above += t * libm::log(*d);
            below += t * t;
        }
        Some(above / below)
    };
    let tail = &distances[usable / 2..usable];
    let slope = slope(tail).or_else(|| slope(&distances[..usable]));
    match slope {
        Some(slope) => libm::exp(slope / stride as f64),
        None if fell => 0.0,
        None => f64::NAN,
    }
}

/// The measured rate of a recorded run.
fn rate_of(request: &Request, trajectory: &Trajectory, landmarks: &Landmarks) -> f64 {
    let stride = stride(request.steps);
    let samples = (0..trajectory.loss.len()).step_by(stride as usize);
    let distances: Vec<f64> = samples
        .map(|t| distance(landmarks.lowest, trajectory.loss[t], trajectory.gradient[t]))
        .collect();
    measured_rate(&distances, stride)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_the_slope_of_the_second_half() {
        let close = |got: f64, want: f64| (got - want).abs() < 1e-9 * want.max(1e-9);
        let fall = |rate: f64, n: i32| (0..n).map(|t| rate.powi(t)).collect::<Vec<f64>>();
        // All the way; into the floor; growing; with a bad beginning.
        assert!(close(measured_rate(&fall(0.98, 129), 1), 0.98));
        assert!(close(measured_rate(&fall(0.5, 129), 1), 0.5));
        assert!(close(measured_rate(&fall(1.1, 129), 1), 1.1));
        let mut late = fall(0.9, 100);
        late[..20].iter_mut().for_each(|d| *d = 1.0);
        assert!(close(measured_rate(&late, 1), 0.9));
        // A sample every ten steps.
        let sparse: Vec<f64> = (0..60).map(|t| 0.99f64.powi(10 * t)).collect();
        assert!(close(measured_rate(&sparse, 10), 0.99));
        // At once; never; nothing.
        assert_eq!(measured_rate(&[1.0, 0.0, 0.0], 1), 0.0);
        assert!(measured_rate(&[1.0, 0.5], 1).is_nan());
        assert!(measured_rate(&[], 1).is_nan());
        assert!(measured_rate(&[f64::NAN, 1.0], 1).is_nan());
        let broken = [1.0, 2.0, 4.0, 8.0, 16.0, f64::INFINITY];
        assert!(close(measured_rate(&broken, 1), 2.0));
    }
}
