//! Pieces that several rules are made of: averages, quotients, norms, and what L2 regularization adds.
//!
//! A piece stands in the order of operations of the framework it is named after; where none is named, all
//! frameworks agree.

use super::Step;
use crate::core::lane::Lane;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

/// The exponential average `decay average + (1 − decay) new`, as the formula has it.
#[inline(always)]
pub(super) fn average<L: Lane>(average: Vec2<L>, new: Vec2<L>, decay: L) -> Vec2<L> {
    average * decay + new * (L::splat(1.0) - decay)
}

/// The root of the mean of squares of both coordinates.
#[inline(always)]
pub(super) fn rms<L: Lane>(v: Vec2<L>) -> L {
    ((v.x * v.x + v.y * v.y) / L::splat(2.0)).sqrt()
}

/// The number of the step, from 1, as a number of the lane.
#[inline(always)]
pub(super) fn number_of<L: Lane>(index: u64) -> L {
    L::splat((index + 1) as f64)
}

/// `start + weight (end − start)`, or `end − (1 − weight)(end − start)` for weights from ½ on: PyTorch's
/// `lerp`. Both are a base plus a factor times the difference, so that only those two are chosen.
#[inline(always)]
pub(super) fn lerp<L: Lane>(start: Vec2<L>, end: Vec2<L>, weight: L) -> Vec2<L> {
    let near = weight.lt(L::splat(0.5));
    let factor = L::select(near, weight, -(L::splat(1.0) - weight));
    Vec2::select(near, start, end) + (end - start) * factor
}

/// `decay average + (1 − decay) g²`, element by element.
#[inline(always)]
pub(super) fn decayed_square<L: Lane>(average: Vec2<L>, g: Vec2<L>, decay: L) -> Vec2<L> {
    let share = L::splat(1.0) - decay;
    average.zip(g, |v, g| v * decay + share * g * g)
}

/// `at + (factor numerator) / denominator`, element by element: PyTorch's `addcdiv`.
#[inline(always)]
pub(super) fn add_quotient<L: Lane>(
    at: Vec2<L>,
    factor: L,
    numerator: Vec2<L>,
    denominator: Vec2<L>,
) -> Vec2<L> {
    at + (numerator * factor).zip(denominator, |a, b| a / b)
}

/// The gradient of the loss with L2 regularization: `g + λ x`, or `g` itself where λ is 0.
#[inline(always)]
pub(super) fn regularized<L: Lane>(gradient: Vec2<L>, at: Vec2<L>, weight_decay: L) -> Vec2<L> {
    let plain = weight_decay.same(L::splat(0.0));
    Vec2::select(plain, gradient, gradient + at * weight_decay)
}

/// The square of each coordinate.
#[inline(always)]
pub(super) fn squares<L: Lane>(v: Vec2<L>) -> Vec2<L> {
    v.map(L::squared)
}

/// The position after the step `−η direction`, which the probe hears as `Δ`.
#[inline(always)]
pub(super) fn descend<L: Lane, P: Probe<L>>(
    step: &Step<L>,
    at: Vec2<L>,
    direction: Vec2<L>,
    probe: &mut P,
) -> Vec2<L> {
    let delta = direction * step.rate;
    probe.vector("Δ", -delta);
    at - delta
}

/// A step's direction with decoupled weight decay, Optax's way: `u + λ x`, all of it at the learning rate.
#[inline(always)]
pub(super) fn decayed<L: Lane>(direction: Vec2<L>, at: Vec2<L>, weight_decay: L) -> Vec2<L> {
    regularized(direction, at, weight_decay)
}
