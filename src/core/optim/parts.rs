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

/// The average moved towards a new value by a share of their difference: Keras's order. An average that has
/// overflowed becomes NaN.
#[inline(always)]
pub(super) fn moved<L: Lane>(average: Vec2<L>, new: Vec2<L>, share: L) -> Vec2<L> {
    average + (new - average) * share
}

/// The β of this step, a schedule's or the rule's own, and `1 − βᵗ`, given the running product of β.
///
/// The frameworks take the power of the current β; while it is constant, the product is that power.
#[inline(always)]
pub(super) fn driven<L: Lane>(own: L, product: &mut L, step: &Step<L>) -> (L, L) {
    let beta = step.momentum.unwrap_or(own);
    *product = *product * beta;
    let power = match step.momentum {
        None => *product,
        Some(beta) => beta.powf(number_of(step.index)),
    };
    (beta, L::splat(1.0) - power)
}

/// Adam's averages of gradient and squared gradient, with the corrections for having started at 0: for the
/// rules that are no framework's.
#[derive(Clone, Copy)]
pub struct Moments<L> {
    pub(super) first: Vec2<L>,
    pub(super) second: Vec2<L>,
    /// 1 − β₁ᵗ and 1 − β₂ᵗ of the current step.
    pub(super) corrections: [L; 2],
    products: [L; 2],
}

impl<L: Lane> Moments<L> {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Self {
            first: Vec2::zero(),
            second: Vec2::zero(),
            corrections: [L::splat(1.0); 2],
            products: [L::splat(1.0); 2],
        }
    }

    /// Takes a gradient into both averages and returns the first.
    #[inline(always)]
    pub(super) fn take_in<P: Probe<L>>(
        &mut self,
        step: &Step<L>,
        gradient: Vec2<L>,
        betas: [L; 2],
        probe: &mut P,
    ) -> Vec2<L> {
        let (beta1, correction1) = driven(betas[0], &mut self.products[0], step);
        self.products[1] = self.products[1] * betas[1];
        self.corrections = [correction1, L::splat(1.0) - self.products[1]];
        self.first = average(self.first, gradient, beta1);
        self.second = decayed_square(self.second, gradient, betas[1]);
        probe.vector("m", self.first);
        probe.vector("v", self.second);
        self.first
    }

    /// `m̂`, of a (possibly clipped) first average, and `√v̂`.
    #[inline(always)]
    pub(super) fn corrected<P: Probe<L>>(&self, first: Vec2<L>, probe: &mut P) -> [Vec2<L>; 2] {
        let [correction1, correction2] = self.corrections;
        let first = first.map(|m| m / correction1);
        let root = self.second.map(|v| (v / correction2).sqrt());
        probe.vector("m̂", first);
        probe.vector("√v̂", root);
        [first, root]
    }
}

/// The position after PyTorch's decoupled weight decay, `(1 − η λ) x`; `x` itself where λ is 0.
#[inline(always)]
pub(super) fn shrunk<L: Lane>(at: Vec2<L>, rate: L, weight_decay: L) -> Vec2<L> {
    let one = L::splat(1.0);
    let plain = weight_decay.same(L::splat(0.0));
    at * L::select(plain, one, one - rate * weight_decay)
}

/// The position after Keras's weight decay, `x − x λ η`; `x` itself where λ is 0.
#[inline(always)]
pub(super) fn decayed<L: Lane>(at: Vec2<L>, rate: L, weight_decay: L) -> Vec2<L> {
    let plain = weight_decay.same(L::splat(0.0));
    Vec2::select(plain, at, at - at * weight_decay * rate)
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
    let decays = !weight_decay.same(L::splat(0.0));
    if !L::any(decays) {
        return gradient;
    }
    Vec2::select(decays, gradient + at * weight_decay, gradient)
}

/// Whether no step of up to some length in each coordinate leads away from a position. At 0 it may change the sign of 0, so
/// that it is said of no position there.
#[inline(always)]
pub(super) fn holds_still<L: Lane>(at: Vec2<L>, length: Vec2<L>) -> L::Mask {
    let still = |at: L, length: L| {
        (at + length).same(at) & (at - length).same(at) & !at.same(L::splat(0.0))
    };
    still(at.x, length.x) & still(at.y, length.y)
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
pub(super) fn with_decay<L: Lane>(direction: Vec2<L>, at: Vec2<L>, weight_decay: L) -> Vec2<L> {
    regularized(direction, at, weight_decay)
}

/// Runs of a rule by itself, for the tests of the rules.
#[cfg(test)]
pub(super) mod trial {
    use crate::core::catalog::{Config, Kind};
    use crate::core::optim::{Step, entry_of};
    use crate::core::vec2::Vec2;

    /// A rule with some of its real parameters set.
    pub(in super::super) fn rule(id: &str, reals: &[(&str, f64)]) -> Config {
        let mut config = Kind::Optimizer.default_config(id);
        assert_eq!(config.id(), id);
        for (key, value) in reals {
            let set = config.set(key, crate::core::params::Value::Real(*value));
            assert_eq!(set, Ok(()), "{id}");
        }
        config
    }

    /// Where a run stands after each step, given the gradient at each position; the rate is the rule's own.
    pub(in super::super) fn path(
        config: &Config,
        start: Vec2,
        steps: u64,
        gradient: impl Fn(Vec2) -> Vec2,
    ) -> Vec<Vec2> {
        let mut kernel = entry_of(config).scalar(config);
        let mut at = start;
        kernel.reset(&at);
        let rate = config.real("lr").unwrap_or(f64::NAN);
        let walk = (0..steps).map(|index| {
            let step = Step {
                index,
                rate,
                momentum: None,
                loss: 0.0,
            };
            let g = gradient(at);
            kernel.step(&step, &mut at, &g);
            at
        });
        walk.collect()
    }
}
