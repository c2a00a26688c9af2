//! Which runs of a pack may end in a cycle: a quick look at their last positions that misses none.
//!
//! A run that cycles with period `p` comes back, within what is allowed, to where it was `p` steps before. What is allowed
//! follows from how far its last positions lie apart. Runs that pass are taken again with all that decides it.

use crate::core::dispatch::Work;
use crate::core::ending::{LONGEST_PERIOD, REPEATS};
use crate::core::lane::{Lane, PACK_WIDTH, Pack};
use crate::core::vec2::{Vec2, vec2};

/// How many positions are looked at.
pub(super) const LOOKED_AT: usize = LONGEST_PERIOD + 1;

/// How far apart two positions may be at most if they repeat each other: twice what [`REPEATS`] and rounding allow of the
/// extent and the size of the positions.
fn slack(extent: f64, size: f64) -> f64 {
    2.0 * REPEATS * extent + 16.0 * f64::EPSILON * size
}

/// The last positions of a pack.
#[derive(Clone, Copy)]
pub(super) struct Tail<'a> {
    /// As many as are kept, step by step, the last one last.
    pub(super) positions: &'a [Vec2<Pack>],
    /// The last step.
    pub(super) step: u64,
}

impl Tail<'_> {
    /// The position of a lane so many steps before the last.
    fn lane(self, lane: usize, steps: usize) -> Vec2 {
        let at = &self.positions[self.positions.len() - 1 - steps];
        vec2(at.x.0[lane], at.y.0[lane])
    }
    /// The last positions of a lane, in their order: as many as the longest cycle needs, or all.
    pub(super) fn positions_of(self, lane: usize) -> Vec<Vec2> {
        let count = self.positions.len();
        (0..count).rev().map(|back| self.lane(lane, back)).collect()
    }
    /// The longest period that the run is long enough for.
    fn longest(self) -> usize {
        LONGEST_PERIOD.min((self.step as usize + 1) / 3)
    }

    /// Whether a lane may cycle, as one number after the other says it; asked of few.
    pub(super) fn may_repeat(self, lane: usize) -> bool {
        let last = self.lane(lane, 0);
        let (mut low, mut high) = (last, last);
        (1..=self.longest()).any(|period| {
            let p = self.lane(lane, period);
            low = vec2(low.x.min(p.x), low.y.min(p.y));
            high = vec2(high.x.max(p.x), high.y.max(p.y));
            let extent = (high.x - low.x).max(high.y - low.y);
            let ends = [low.x, low.y, high.x, high.y];
            let size = ends.into_iter().fold(0.0, |m: f64, x| m.max(x.abs()));
            let is_point = extent <= 0.25 * REPEATS * size;
            let moved = (p.x - last.x).abs().max((p.y - last.y).abs());
            period > 1 && !is_point && moved <= slack(extent, size)
        })
    }
}

/// The larger of two, in a form that is a single instruction; the second where one is NaN.
#[inline(always)]
fn larger(mut a: Pack, b: Pack) -> Pack {
    for (a, b) in a.0.iter_mut().zip(b.0) {
        *a = if *a > b { *a } else { b };
    }
    a
}

/// The smaller of two, as [`larger`].
#[inline(always)]
fn smaller(mut a: Pack, b: Pack) -> Pack {
    for (a, b) in a.0.iter_mut().zip(b.0) {
        *a = if *a < b { *a } else { b };
    }
    a
}

/// Which lanes of a pack pass the first look: those that came back at all, and do not rest.
pub(super) struct Recur<'a>(pub(super) Tail<'a>);

impl Work for Recur<'_> {
    type Out = [bool; PACK_WIDTH];
    #[inline(always)]
    fn run(self) -> [bool; PACK_WIDTH] {
        let tail = self.0;
        let mut passes = [false; PACK_WIDTH];
        let Some((last, before)) = tail.positions.split_last() else {
            return passes;
        };
        let (mut nearest, mut farthest) = (Pack::splat(f64::INFINITY), Pack::splat(0.0));
        for (back, at) in before.iter().rev().take(tail.longest()).enumerate() {
            let moved = (*at - *last).map(Lane::abs);
            // Where one is not finite, the run is over and not asked about.
            let far = larger(moved.x, moved.y);
            farthest = larger(far, farthest);
            if back > 0 {
                nearest = smaller(far, nearest);
            }
        }
        for (lane, passes) in passes.iter_mut().enumerate() {
            // All positions lie within `farthest` of the last.
            let farthest = farthest.0[lane];
            let size = last.x.0[lane].abs().max(last.y.0[lane].abs()) + farthest;
            let is_point = 2.0 * farthest <= 0.25 * REPEATS * size;
            *passes = !is_point && nearest.0[lane] <= slack(2.0 * farthest, size);
        }
        passes
    }
}
