//! How the sixteen runs of a pack are ending, told while they go: [`Watch`](crate::core::watch::Watch) for a pack.
//!
//! Steps are looked at in blocks. Of each it is known with vector operations alone at which step a lane was last not under
//! the tolerance, at which it was first, and whether anything else happened; only then lanes are looked at one by one.

mod block;

use crate::core::convoy::{Extent, Frame};
use crate::core::dispatch::Level;
use crate::core::ending::{broken, has_left};
use crate::core::lane::{Lane, PACK_WIDTH, Pack};
use crate::core::trajectory::Cause;
use crate::core::vec2::{Vec2, vec2};
use block::{Block, Inside, Ridden, Stir};

/// A lowest value, as bits, and the threshold that follows from it.
pub(super) type Known = (Option<u64>, f64);

/// The smallest number for which something does not hold that holds for all below it, if for any.
fn first_without(holds: impl Fn(f64) -> bool) -> f64 {
    // Numbers in their order, as whole numbers.
    let number = |key: i64| f64::from_bits((key ^ ((key >> 63) & i64::MAX)).cast_unsigned());
    let key = |x: f64| {
        let bits = x.to_bits().cast_signed();
        bits ^ ((bits >> 63) & i64::MAX)
    };
    let (mut low, mut high) = (key(f64::NEG_INFINITY), key(f64::INFINITY));
    if !holds(f64::NEG_INFINITY) {
        return f64::NEG_INFINITY;
    }
    while high.wrapping_sub(low).cast_unsigned() > 1 {
        let half = high.wrapping_sub(low).cast_unsigned() / 2;
        let middle = low.wrapping_add(half.cast_signed());
        if holds(number(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    number(high)
}

/// A run that has come upon a number that is not finite: it is over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Broken {
    /// At which step.
    pub(super) step: u64,
    /// What is wrong there.
    pub(super) cause: Cause,
    /// Its loss there.
    pub(super) loss: f64,
    /// Its position there.
    pub(super) at: Vec2,
    /// The first step under the tolerance, infinite if there is none.
    pub(super) reached: f64,
}

/// The rows of a block that belong to one pack.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    /// Frames of several packs, step by step.
    pub(super) frames: &'a [Frame],
    /// How many packs a row has.
    pub(super) width: usize,
    /// Which of them it is.
    pub(super) slot: usize,
    /// The step of the first row.
    pub(super) first: u64,
    /// How many rows there are.
    pub(super) count: usize,
}

impl<'a> Rows<'a> {
    #[inline(always)]
    pub(super) fn frames(self) -> impl Iterator<Item = &'a Frame> {
        self.frames[self.slot..].iter().step_by(self.width)
    }
    /// The frame of the last step.
    pub(super) fn last(self) -> &'a Frame {
        &self.frames[self.frames.len() - self.width + self.slot]
    }
    /// The frame of a step.
    fn row(self, row: usize) -> &'a Frame {
        &self.frames[row * self.width + self.slot]
    }
}

/// What is remembered of a pack.
#[derive(Clone, Debug)]
pub(super) struct Sentry {
    /// 1 where the loss is compared, 0 where the square of the gradient's length is. Below the threshold, and only there, the
    /// gap to the lowest value or the length is below the tolerance.
    by_loss: Pack,
    /// Whether some lane's gradient is compared.
    slopes: bool,
    /// What is compared must be below this.
    threshold: Pack,
    /// The last step that was not under the tolerance; −1 if there is none.
    last: Pack,
    /// The first step that was; infinite if there is none.
    reached: Pack,
    /// The last step inside the bounds; only while some lane is outside.
    inside: Pack,
    is_wild: bool,
    /// 1 where the numbers have been finite so far.
    alive: Pack,
    broken: [Option<Broken>; PACK_WIDTH],
}

impl Sentry {
    /// Nothing seen yet of lanes whose lowest values are these: none where the gradient is to tell. `known` keeps the last
    /// of them with its threshold.
    pub(super) fn new(
        lowest: impl Fn(usize) -> Option<f64>,
        tolerance: f64,
        known: &mut Option<Known>,
    ) -> Self {
        let (mut by_loss, mut threshold) = (Pack::splat(0.0), Pack::splat(0.0));
        for lane in 0..PACK_WIDTH {
            let lowest = lowest(lane);
            let bits = lowest.map(f64::to_bits);
            let limit = match known {
                Some((same, limit)) if *same == bits => *limit,
                _ => match lowest {
                    Some(lowest) => first_without(|loss| loss - lowest < tolerance),
                    None => first_without(|square| square < 0.0 || square.sqrt() < tolerance),
                },
            };
            *known = Some((bits, limit));
            by_loss.0[lane] = f64::from(u8::from(lowest.is_some()));
            threshold.0[lane] = limit;
        }
        Self {
            by_loss,
            slopes: by_loss.0.contains(&0.0),
            threshold,
            last: Pack::splat(-1.0),
            reached: Pack::splat(f64::INFINITY),
            inside: Pack::splat(-1.0),
            is_wild: false,
            alive: Pack::splat(1.0),
            broken: [None; PACK_WIDTH],
        }
    }

    /// Whether the loss is what counts in a lane.
    pub(super) fn is_by_loss(&self, lane: usize) -> bool {
        self.by_loss.0[lane] != 0.0
    }
    /// How a lane broke, if it has.
    pub(super) fn broken(&self, lane: usize) -> Option<&Broken> {
        if self.alive.0[lane] != 0.0 {
            return None;
        }
        self.broken[lane].as_ref()
    }
    /// Whether every lane has.
    pub(super) fn is_over(&self) -> bool {
        self.alive.0.iter().all(|alive| *alive == 0.0)
    }
    /// Since when a lane is under the tolerance, if it is so after step `step`.
    pub(super) fn under_since(&self, lane: usize, step: u64) -> Option<u64> {
        let last = self.last.0[lane];
        (last < step as f64).then_some((last + 1.0) as u64)
    }
    /// Since when a lane is outside the bounds that is so now.
    pub(super) fn outside_since(&self, lane: usize) -> u64 {
        (self.inside.0[lane] + 1.0) as u64
    }
    /// The first step under the tolerance.
    pub(super) fn reached(&self, lane: usize) -> f64 {
        self.reached.0[lane]
    }

    /// Whether losses are compared in all lanes.
    pub(super) fn is_all_by_loss(&self) -> bool {
        !self.slopes
    }
    /// Whether a lane that is not over is outside the bounds.
    pub(super) fn is_wild(&self) -> bool {
        self.is_wild
    }

    /// Takes in the losses of a ride from step `first` that ended at `at`, if nothing else happened: all numbers of the runs
    /// that are not over were finite, and their positions inside the bounds; or outside, where they already were and `path`
    /// holds them. In the rules that ride, what is not finite in a gradient or a position stays in the positions after it.
    pub(super) fn accepts(
        &mut self,
        level: Level,
        first: u64,
        losses: &[Pack],
        extent: &Extent,
        path: &[Vec2<Pack>],
        at: &Vec2<Pack>,
    ) -> bool {
        let is_calm = level.run(Ridden {
            sentry: self,
            first,
            losses,
            extent,
            at,
        });
        if is_calm && self.is_wild {
            self.find_inside(level, first, path.iter(), at);
        }
        is_calm
    }

    /// Takes in a block of steps.
    pub(super) fn see(&mut self, level: Level, rows: Rows) {
        if let Some(stir) = level.run(Block { sentry: self, rows }) {
            self.look_closely(level, rows, &stir);
        }
    }

    /// Takes in what is compared with the threshold: `values` row by row, of which the extent is known.
    #[inline(always)]
    fn count(&mut self, first: u64, rows: usize, extent: &Extent, value: impl Fn(usize) -> Pack) {
        let zero = Pack::splat(0.0);
        let some = extent.low.lt(self.threshold);
        // NaN is not under the threshold.
        let mixed = some & (self.threshold.le(extent.high) | (extent.sum * zero).is_nan());
        let first = first as f64;
        if Pack::any(mixed & zero.lt(self.alive)) {
            let mut step = Pack::splat(first);
            for row in 0..rows {
                let under = value(row).lt(self.threshold);
                self.last = Pack::select(under, self.last, step);
                let earlier = Pack::select(step.lt(self.reached), step, self.reached);
                self.reached = Pack::select(under, earlier, self.reached);
                step = step + Pack::splat(1.0);
            }
        } else {
            // Each lane is under the tolerance in all steps of the block or in none.
            let end = Pack::splat(first + rows as f64 - 1.0);
            let first = Pack::splat(first);
            let earlier = Pack::select(first.lt(self.reached), first, self.reached);
            self.reached = Pack::select(some, earlier, self.reached);
            self.last = Pack::select(some, self.last, end);
        }
    }

    /// Takes in a block in which a number is not finite or a position outside the bounds.
    #[cold]
    fn look_closely(&mut self, level: Level, rows: Rows, stir: &Stir) {
        for lane in 0..PACK_WIDTH {
            if self.broken[lane].is_none() && !stir.sum.0[lane].is_finite() {
                self.find_broken(lane, rows, stir.reached.0[lane]);
            }
        }
        if !self.is_wild {
            self.inside = Pack::splat(rows.first as f64 - 1.0);
        }
        let path = rows.frames().map(|frame| &frame.at);
        self.find_inside(level, rows.first, path, &rows.last().at);
    }

    /// Finds out when the lanes were last inside the bounds, and whether one that is not over is outside in the end.
    fn find_inside<'a>(
        &mut self,
        level: Level,
        first: u64,
        path: impl Iterator<Item = &'a Vec2<Pack>>,
        end: &Vec2<Pack>,
    ) {
        let last = &mut self.inside;
        level.run(Inside { last, first, path });
        self.is_wild = (0..PACK_WIDTH).any(|lane| {
            let at = vec2(end.x.0[lane], end.y.0[lane]);
            self.alive.0[lane] != 0.0 && has_left(at)
        });
    }

    fn find_broken(&mut self, lane: usize, rows: Rows, reached: f64) {
        for row in 0..rows.count {
            let frame = rows.row(row);
            let of = |v: &Vec2<Pack>| vec2(v.x.0[lane], v.y.0[lane]);
            let (at, loss, gradient) = (of(&frame.at), frame.loss.0[lane], of(&frame.gradient));
            if (at.x + at.y + loss + gradient.x + gradient.y).is_finite() {
                continue;
            }
            let Some(cause) = broken(at, loss, gradient) else {
                continue;
            };
            let is_under = |row: &usize| {
                let (loss, gradient) = (rows.row(*row).loss, of(&rows.row(*row).gradient));
                let square = gradient.dot(gradient);
                let value = if self.is_by_loss(lane) {
                    loss.0[lane]
                } else {
                    square
                };
                value < self.threshold.0[lane]
            };
            // What was reached before this block came first.
            let first = (0..=row).find(|row| reached.is_infinite() && is_under(row));
            let first = first.map_or(f64::INFINITY, |row| (rows.first + row as u64) as f64);
            self.broken[lane] = Some(Broken {
                step: rows.first + row as u64,
                cause,
                loss,
                at,
                reached: reached.min(first),
            });
            self.alive.0[lane] = 0.0;
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_where_the_gap_reaches_the_tolerance() {
        for lowest in [0.0, -959.6406627106155, 1e10, -1e-300, 0.397887357729738] {
            for tolerance in [1e-6, 1e-300, 3.0, 1e-12, 0.0] {
                let threshold = first_without(|loss| loss - lowest < tolerance);
                for loss in [
                    threshold.next_down(),
                    threshold,
                    threshold.next_up(),
                    lowest,
                    0.0,
                    1e9,
                ] {
                    assert_eq!(
                        loss < threshold,
                        loss - lowest < tolerance,
                        "{lowest} {tolerance} {loss}"
                    );
                }
            }
        }
        for tolerance in [1e-6f64, 1e-200, 1e200, 0.5] {
            let threshold = first_without(|square| square < 0.0 || square.sqrt() < tolerance);
            for square in [
                threshold.next_down(),
                threshold,
                threshold.next_up(),
                0.0,
                1e300,
            ] {
                let square = square.max(0.0);
                assert_eq!(
                    square < threshold,
                    square.sqrt() < tolerance,
                    "{tolerance} {square}"
                );
            }
        }
        assert_eq!(first_without(|_| false), f64::NEG_INFINITY);
    }
}
