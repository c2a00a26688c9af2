//! How a run ended, read from what was recorded of it.
//!
//! An ending annotates a run and never stops it. The rules, in the order in which they are asked:
//! a number that is not finite; a position outside the bound for good; the gap to the lowest value (or,
//! where that is unknown, the gradient) under the tolerance for good; the gradient under it where the
//! surface curves both ways; a tail that repeats itself; else the budget.

use super::pipeline::Request;
use super::surface::{self, Landmarks};
use super::trajectory::{Cause, Ending, Trajectory};
use super::vec2::{Vec2, vec2};

/// A run whose coordinates stay beyond this has left for infinity.
pub const BOUND: f64 = 1e15;
/// The longest cycle that is looked for, in steps.
pub const LONGEST_PERIOD: usize = 64;
/// How well a tail must repeat itself, as a share of its own extent.
pub(super) const REPEATS: f64 = 1e-9;
/// Whether a curvature counts as different from 0, as a share of the larger one.
const FLAT: f64 = 1e-9;

/// How the run that recorded this ended.
pub fn ending_of(request: &Request, trajectory: &Trajectory) -> Ending {
    let landmarks = surface::landmarks(&request.surface);
    diverged(trajectory)
        .or_else(|| arrived(request, trajectory, &landmarks))
        .or_else(|| cycling(&trajectory.position))
        .unwrap_or(Ending::Budget)
}

/// The first step at which the gap to `lowest` (or the gradient's length, where it is none) is under the
/// tolerance, whether or not the run stays there.
pub fn steps_to_tolerance(
    trajectory: &Trajectory,
    lowest: Option<f64>,
    tolerance: f64,
) -> Option<u64> {
    let step = match lowest {
        Some(lowest) => trajectory
            .loss
            .iter()
            .position(|loss| loss - lowest < tolerance),
        None => trajectory
            .gradient
            .iter()
            .position(|gradient| gradient.norm() < tolerance),
    };
    step.map(|step| step as u64)
}

/// A number that is not finite (only the last entry can have one), or a tail outside the bound.
fn diverged(trajectory: &Trajectory) -> Option<Ending> {
    let last = trajectory.position.len().checked_sub(1)?;
    let (at, gradient) = (trajectory.position[last], trajectory.gradient[last]);
    if let Some(cause) = broken(at, trajectory.loss[last], gradient) {
        let at = last as u64;
        return Some(Ending::Diverged { at, cause });
    }
    let at = since(&trajectory.position, has_left)?;
    let cause = Cause::Escaped;
    Some(Ending::Diverged { at, cause })
}

/// What is wrong with the numbers of a place, if something is.
pub(super) fn broken(at: Vec2, loss: f64, gradient: Vec2) -> Option<Cause> {
    let numbers = [at.x, at.y, loss, gradient.x, gradient.y];
    if numbers.iter().any(|x| x.is_infinite()) {
        return Some(Cause::Overflow);
    }
    let is_undefined = numbers.iter().any(|x| x.is_nan());
    is_undefined.then_some(Cause::NotANumber)
}

/// Whether a position is outside the bound.
pub(super) fn has_left(p: Vec2) -> bool {
    p.x.abs() > BOUND || p.y.abs() > BOUND
}

/// Whether the run stays at the minimum or at a saddle.
fn arrived(request: &Request, trajectory: &Trajectory, landmarks: &Landmarks) -> Option<Ending> {
    let tolerance = request.tolerance;
    if let Some(lowest) = landmarks.lowest
        && let Some(at) = since(&trajectory.loss, |loss| loss - lowest < tolerance)
    {
        return Some(Ending::Converged { at });
    }
    let at = since(&trajectory.gradient, |gradient| gradient.norm() < tolerance)?;
    level(request, landmarks, *trajectory.position.last()?, at)
}

/// What it is that a run rests since step `at` where the gradient is under the tolerance.
pub(super) fn level(
    request: &Request,
    landmarks: &Landmarks,
    rest: Vec2,
    at: u64,
) -> Option<Ending> {
    let known_saddle = |p: &Vec2| (*p - rest).norm() <= request.tolerance;
    if curves_both_ways(request, rest) || landmarks.saddles.iter().any(known_saddle) {
        return Some(Ending::Saddle { at });
    }
    landmarks
        .lowest
        .is_none()
        .then_some(Ending::Converged { at })
}

/// The first entry from which all satisfy the condition; none if the last does not.
pub(super) fn since<T: Copy>(column: &[T], holds: impl Fn(T) -> bool) -> Option<u64> {
    let tail = column.iter().rev().take_while(|x| holds(**x)).count();
    (tail > 0).then_some((column.len() - tail) as u64)
}

/// Whether the Hessian there is indefinite: its eigenvalues have different signs, beyond rounding.
fn curves_both_ways(request: &Request, p: Vec2) -> bool {
    let kernel = surface::entry_of(&request.surface).scalar(&request.surface);
    let [fxx, fxy, fyy] = kernel.hessian(&p);
    let mean = 0.5 * (fxx + fyy);
    let radius = libm::hypot(0.5 * (fxx - fyy), fxy);
    let (low, high) = (mean - radius, mean + radius);
    let flat = FLAT * low.abs().max(high.abs());
    low < -flat && high > flat
}

/// Whether the last three periods are the same positions, for the shortest such period above 1.
pub(super) fn cycling(position: &[Vec2]) -> Option<Ending> {
    let last = *position.last()?;
    let longest = LONGEST_PERIOD.min(position.len() / 3);
    let mut back = position.iter().rev();
    let (mut low, mut high) = (last, last);
    for period in 1..=longest {
        // The corners of the last three periods.
        for p in back.by_ref().take(3) {
            low = vec2(low.x.min(p.x), low.y.min(p.y));
            high = vec2(high.x.max(p.x), high.y.max(p.y));
        }
        let tail = &position[position.len() - 3 * period..];
        if period > 1 && repeats(tail, period, low, high) {
            let period = period as u32;
            return Some(Ending::Cycling { period });
        }
    }
    None
}

/// Whether every position of the tail, which lies between two corners, equals the one a period earlier, although they are
/// not all the same.
fn repeats(tail: &[Vec2], period: usize, low: Vec2, high: Vec2) -> bool {
    let extent = (high.x - low.x).max(high.y - low.y);
    let size = [low.x, low.y, high.x, high.y]
        .into_iter()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    // Below this extent, the positions are one point to working precision: a fixed point is not a cycle.
    if extent <= REPEATS * size {
        return false;
    }
    let allowed = (REPEATS * extent).max(4.0 * f64::EPSILON * size);
    // From the end: what does not repeat itself shows there at once.
    tail.iter().zip(&tail[period..]).rev().all(|(a, b)| {
        let moved = *b - *a;
        moved.x.abs().max(moved.y.abs()) <= allowed
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::params::Value;
    use crate::core::simulate::simulate;

    /// Gradient descent on a surface.
    fn descent(surface: &str, start: [f64; 2], rate: f64, steps: u64) -> Request {
        let mut surface = Kind::Surface.default_config(surface);
        if surface.id() == "quadratic" {
            surface.set("kappa", Value::Real(1.0)).unwrap();
        }
        let optimizer = Kind::Optimizer.default_config("sgd").with("lr", rate);
        Request {
            start: start.into(),
            ..Request::plain(surface, optimizer, steps)
        }
    }

    #[test]
    fn every_run_is_told_how_it_ended() {
        use Cause::{Escaped, NotANumber, Overflow};
        use Ending::{Budget, Converged, Cycling, Diverged, Saddle};
        let diverged = |at, cause| Diverged { at, cause };
        let table = [
            // The gap halves twice a step; it is under the tolerance from step 10 on, and at a start there at once.
            ("quadratic", [1.0, 0.0], 0.5, 300, Converged { at: 10 }),
            ("quadratic", [1.0, 0.0], 0.5, 10, Converged { at: 10 }),
            ("quadratic", [1.0, 0.0], 0.5, 9, Budget),
            ("quadratic", [0.0, 0.0], 0.5, 300, Converged { at: 0 }),
            ("quadratic", [0.0, 0.0], 0.5, 0, Converged { at: 0 }),
            ("quadratic", [1.0, 0.0], 0.5, 0, Budget),
            ("quadratic", [1.0, 0.0], 0.5, 1, Budget),
            // At ηλ = 2 every step goes to the other side; beyond, away: 1.5⁸⁶ > 10¹⁵, 19¹²¹ squared overflows.
            ("quadratic", [1.0, 0.0], 2.0, 300, Cycling { period: 2 }),
            ("quadratic", [1.0, 0.0], 2.0, 4, Budget),
            ("quadratic", [1.0, 0.0], 2.5, 300, diverged(86, Escaped)),
            ("quadratic", [1.0, 0.0], 2.5, 85, Budget),
            ("quadratic", [1.0, 0.0], 20.0, 300, diverged(121, Overflow)),
            ("quadratic", [1e200, 0.0], 0.5, 300, diverged(0, Overflow)),
            // Far out, but on the way back.
            ("quadratic", [1e16, 0.0], 0.5, 10, Budget),
            ("ackley", [0.0, 0.0], 0.1, 300, diverged(0, NotANumber)),
            // Along the axis into a saddle, at it from the start, and where the Hessian vanishes too.
            ("saddle", [1.5, 0.0], 0.1, 300, Saddle { at: 67 }),
            ("saddle", [1.5, 1e-3], 0.1, 300, diverged(228, Escaped)),
            ("deep_linear", [0.0, 0.0], 0.1, 300, Saddle { at: 0 }),
            ("monkey_saddle", [0.0, 0.0], 0.1, 300, Saddle { at: 0 }),
            // A local minimum is not the lowest value: the run rests there, and a fixed point is no cycle.
            ("styblinski_tang", [2.7, 2.7], 0.01, 2000, Budget),
            // Its deepest minimum loses its stability at η = 2/34.58, and its cycle then doubles, into chaos with windows.
            (
                "styblinski_tang",
                [-2.8, -2.8],
                0.055,
                4000,
                Converged { at: 62 },
            ),
            (
                "styblinski_tang",
                [-2.8, -2.8],
                0.060,
                4000,
                Cycling { period: 2 },
            ),
            (
                "styblinski_tang",
                [-2.8, -2.8],
                0.073,
                6000,
                Cycling { period: 4 },
            ),
            (
                "styblinski_tang",
                [-2.8, -2.8],
                0.075,
                6000,
                Cycling { period: 8 },
            ),
            (
                "styblinski_tang",
                [-2.8, -2.8],
                0.0772,
                6000,
                Cycling { period: 6 },
            ),
            ("styblinski_tang", [-2.8, -2.8], 0.0766, 6000, Budget),
        ];
        for (surface, start, rate, steps, want) in table {
            let (_, got) = simulate(&descent(surface, start, rate, steps));
            assert_eq!(
                got, want,
                "{surface} from {start:?} at {rate}, {steps} steps"
            );
        }
    }

    #[test]
    fn a_tail_repeats_itself_or_does_not() {
        type Row = (fn(f64) -> f64, Option<u32>);
        let circle = |period: f64| move |t: f64| (std::f64::consts::TAU * t / period).cos();
        let table: [Row; 8] = [
            (|t| [2.0, -1.0, 5.0][t as usize % 3], Some(3)),
            (|t| f64::from(t as u32 % 64), Some(64)),
            (|t| f64::from(t as u32 % 65), None),
            (|_| 3.0, None),
            (|t| 1e-3 * t, None),
            // Still shrinking by a ten-thousandth a step; shrinking by less than can be told.
            (|t| (-0.9999f64).powi(t as i32), None),
            (|t| (-1.0 + 1e-13f64).powi(t as i32), Some(2)),
            // Back and forth by the last bits of a number: one point to working precision.
            (|t| 1.0 + f64::EPSILON * (t % 2.0), None),
        ];
        for (row, (x, want)) in table.into_iter().enumerate() {
            let tail: Vec<Vec2> = (0..400).map(|t| vec2(x(f64::from(t)), 1.0)).collect();
            let want = want.map(|period| Ending::Cycling { period });
            assert_eq!(cycling(&tail), want, "row {row}");
        }
        for period in 2..=64 {
            let x = circle(f64::from(period));
            let tail: Vec<Vec2> = (0..400).map(|t| vec2(x(f64::from(t)), 0.0)).collect();
            let got = cycling(&tail);
            assert_eq!(
                got,
                Some(Ending::Cycling { period }),
                "a circle of {period} steps"
            );
        }
    }

    #[test]
    fn arriving_is_not_staying() {
        let (trajectory, _) = simulate(&descent("quadratic", [1.0, 0.0], 0.5, 300));
        let table = [
            (Some(0.0), 1e-6, Some(10)),
            (Some(0.0), 1.0, Some(0)),
            (Some(-1.0), 0.5, None),
            (None, 1e-6, Some(20)),
        ];
        for (lowest, tolerance, want) in table {
            let got = steps_to_tolerance(&trajectory, lowest, tolerance);
            assert_eq!(got, want, "{lowest:?} {tolerance}");
        }
        // Through the minimum with momentum: there once, and out again.
        let mut request = descent("quadratic", [1.0, 0.0], 0.5, 40);
        request.optimizer = request.optimizer.with("momentum", 0.9);
        request.tolerance = 0.05;
        let (trajectory, ending) = simulate(&request);
        let first = steps_to_tolerance(&trajectory, Some(0.0), 0.05).unwrap();
        assert!(
            matches!(ending, Ending::Converged { at } if at > first),
            "{ending:?} after {first}"
        );
    }
}
