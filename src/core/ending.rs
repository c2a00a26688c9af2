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
const REPEATS: f64 = 1e-9;
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
    let numbers = [at.x, at.y, trajectory.loss[last], gradient.x, gradient.y];
    let cause = if numbers.iter().any(|x| x.is_infinite()) {
        Cause::Overflow
    } else if numbers.iter().any(|x| x.is_nan()) {
        Cause::NotANumber
    } else {
        let at = since(&trajectory.position, |p| {
            p.x.abs() > BOUND || p.y.abs() > BOUND
        })?;
        let cause = Cause::Escaped;
        return Some(Ending::Diverged { at, cause });
    };
    Some(Ending::Diverged {
        at: last as u64,
        cause,
    })
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
    let rest = *trajectory.position.last()?;
    let known_saddle = |p: &Vec2| (*p - rest).norm() <= tolerance;
    if curves_both_ways(request, rest) || landmarks.saddles.iter().any(known_saddle) {
        return Some(Ending::Saddle { at });
    }
    landmarks
        .lowest
        .is_none()
        .then_some(Ending::Converged { at })
}

/// The first entry from which all satisfy the condition; none if the last does not.
fn since<T: Copy>(column: &[T], holds: impl Fn(T) -> bool) -> Option<u64> {
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
fn cycling(position: &[Vec2]) -> Option<Ending> {
    let longest = LONGEST_PERIOD.min(position.len() / 3);
    (2..=longest)
        .find(|period| repeats(&position[position.len() - 3 * period..], *period))
        .map(|period| Ending::Cycling {
            period: period as u32,
        })
}

/// Whether every position of the tail equals the one a period earlier, although they are not all the same.
fn repeats(tail: &[Vec2], period: usize) -> bool {
    let (mut low, mut high) = (tail[0], tail[0]);
    for p in tail {
        low = vec2(low.x.min(p.x), low.y.min(p.y));
        high = vec2(high.x.max(p.x), high.y.max(p.y));
    }
    let extent = (high.x - low.x).max(high.y - low.y);
    let size = [low.x, low.y, high.x, high.y]
        .into_iter()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    // Below this extent, the positions are one point to working precision: a fixed point is not a cycle.
    if extent <= REPEATS * size {
        return false;
    }
    let allowed = (REPEATS * extent).max(4.0 * f64::EPSILON * size);
    tail.iter().zip(&tail[period..]).all(|(a, b)| {
        let moved = *b - *a;
        moved.x.abs().max(moved.y.abs()) <= allowed
    })
}
