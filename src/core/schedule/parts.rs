//! Pieces that several schedules are made of: how much of a stretch is done, and what falls along it.
//!
//! What depends on the step alone is a plain number, the same for every lane.

use crate::core::lane::Lane;
use std::f64::consts::PI;

/// How much of a stretch of `length` steps is done at its step `index`: from 0 to 1. A stretch without
/// length is over at once.
#[inline(always)]
pub(super) fn done(index: u64, length: u64) -> f64 {
    if index >= length {
        1.0
    } else {
        index as f64 / length as f64
    }
}

/// `(1 + cos(π p))/2`: from 1 at 0 to 0 at 1, level at both ends.
#[inline(always)]
pub(super) fn half_cosine(p: f64) -> f64 {
    0.5 * (1.0 + Lane::cos(PI * p))
}

/// `start + (end − start) p`.
#[inline(always)]
pub(super) fn line<L: Lane>(start: L, end: L, p: L) -> L {
    start + (end - start) * p
}

/// From `start` at 0 to `end` at 1 along half a cosine, as PyTorch and Optax write it.
#[inline(always)]
pub(super) fn wave<L: Lane>(start: L, end: L, p: L) -> L {
    let cosine = (L::splat(PI) * p).cos();
    end + (start - end) / L::splat(2.0) * (cosine + L::splat(1.0))
}

/// The largest whole number not above `x`, for `0 ≤ x < 2⁵¹`.
#[inline(always)]
pub(super) fn floor<L: Lane>(x: L) -> L {
    // A number of this size has no fraction, so that the sum is rounded to a whole number.
    let large = L::splat((1u64 << 52) as f64);
    let nearest = (x + large) - large;
    L::select(nearest.gt(x), nearest - L::splat(1.0), nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_those_of_the_language() {
        let table = [
            0.0,
            0.3,
            0.5,
            0.999,
            1.0,
            1.5,
            2.5,
            23.999999,
            24.0,
            1e6 + 0.75,
        ];
        for x in table {
            assert_eq!(floor(x), f64::floor(x), "{x}");
        }
    }

    #[test]
    fn a_stretch_without_length_is_over() {
        let table = [
            (0, 0, 1.0),
            (5, 0, 1.0),
            (0, 4, 0.0),
            (1, 4, 0.25),
            (4, 4, 1.0),
            (9, 4, 1.0),
        ];
        for (index, length, want) in table {
            assert_eq!(done(index, length), want, "{index} of {length}");
        }
    }
}
