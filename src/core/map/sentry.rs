//! How the sixteen runs of a pack are ending, told while they go: [`Watch`](crate::core::watch::Watch) for a pack.
//!
//! Steps are looked at in blocks. Of each it is known with vector operations alone at which step a lane was last not under
//! the tolerance, at which it was first, and whether anything else happened; only then lanes are looked at one by one.

use crate::core::convoy::Frame;
use crate::core::dispatch::{Level, Work};
use crate::core::ending::{BOUND, broken, has_left};
use crate::core::lane::{Lane, PACK_WIDTH, Pack};
use crate::core::trajectory::Cause;
use crate::core::vec2::{Vec2, vec2};

/// A lowest value, as bits, and the threshold that follows from it.
pub(super) type Known = (Option<u64>, f64);

/// What lies under the tolerance: the gap to the lowest value, or the length of the gradient where that is unknown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    /// 1 where the loss is compared, 0 where the square of the gradient's length is.
    by_loss: Pack,
    /// What is compared must be below this: then, and only then, the gap or the length is below the tolerance.
    threshold: Pack,
}

impl Measure {
    /// Of lanes whose lowest values are these; `known` keeps the last of them with its threshold.
    pub(super) fn new(
        lowest: impl Fn(usize) -> Option<f64>,
        tolerance: f64,
        known: &mut Option<Known>,
    ) -> Self {
        let mut measure = Self {
            by_loss: Pack::splat(0.0),
            threshold: Pack::splat(0.0),
        };
        for lane in 0..PACK_WIDTH {
            let lowest = lowest(lane);
            let bits = lowest.map(f64::to_bits);
            let threshold = match known {
                Some((same, threshold)) if *same == bits => *threshold,
                _ => match lowest {
                    Some(lowest) => first_without(|loss| loss - lowest < tolerance),
                    None => first_without(|square| square < 0.0 || square.sqrt() < tolerance),
                },
            };
            *known = Some((bits, threshold));
            measure.by_loss.0[lane] = f64::from(u8::from(lowest.is_some()));
            measure.threshold.0[lane] = threshold;
        }
        measure
    }

    /// Whether the loss is what counts in a lane.
    pub(super) fn is_by_loss(&self, lane: usize) -> bool {
        self.by_loss.0[lane] != 0.0
    }

    fn holds(&self, lane: usize, loss: f64, gradient: Vec2) -> bool {
        let value = if self.is_by_loss(lane) {
            loss
        } else {
            gradient.dot(gradient)
        };
        value < self.threshold.0[lane]
    }
}

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
    measure: Measure,
    /// Whether some lane's gradient is measured.
    slopes: bool,
    /// The last step that was not under the tolerance; −1 if there is none.
    last: Pack,
    /// The first step that was; infinite if there is none.
    reached: Pack,
    /// The last step inside the bounds; only while some lane is outside.
    inside: Pack,
    is_wild: bool,
    /// 1 where the numbers have been finite so far.
    alive: Pack,
    /// Sums of the numbers of the last block: not finite where one of them was not.
    sum: Pack,
    broken: [Option<Broken>; PACK_WIDTH],
}

impl Sentry {
    /// Nothing seen yet.
    pub(super) fn new(measure: Measure) -> Self {
        Self {
            measure,
            slopes: (0..PACK_WIDTH).any(|lane| !measure.is_by_loss(lane)),
            last: Pack::splat(-1.0),
            reached: Pack::splat(f64::INFINITY),
            inside: Pack::splat(-1.0),
            is_wild: false,
            alive: Pack::splat(1.0),
            sum: Pack::splat(0.0),
            broken: [None; PACK_WIDTH],
        }
    }

    /// Whether the loss is what counts in a lane.
    pub(super) fn is_by_loss(&self, lane: usize) -> bool {
        self.measure.is_by_loss(lane)
    }
    /// How a lane broke, if it has.
    pub(super) fn broken(&self, lane: usize) -> Option<&Broken> {
        self.broken[lane].as_ref()
    }
    /// Whether every lane has.
    pub(super) fn is_over(&self) -> bool {
        self.broken.iter().all(Option::is_some)
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

    /// What is compared with the threshold.
    #[inline(always)]
    fn value(&self, frame: &Frame) -> Pack {
        if !self.slopes {
            return frame.loss;
        }
        let square = frame.gradient.dot(frame.gradient);
        let zero = Pack::splat(0.0);
        Pack::select(self.measure.by_loss.same(zero), square, frame.loss)
    }

    /// Takes in a block of steps.
    pub(super) fn see(&mut self, level: Level, rows: Rows) {
        let before = self.reached;
        let is_calm = level.run(Tally { sentry: self, rows });
        if !is_calm || self.is_wild {
            self.look_closely(level, rows, &before);
        }
    }

    /// Takes in a block in which a number is not finite or a position outside the bounds.
    #[cold]
    fn look_closely(&mut self, level: Level, rows: Rows, reached: &Pack) {
        for lane in 0..PACK_WIDTH {
            if self.broken[lane].is_none() && !self.sum.0[lane].is_finite() {
                self.find_broken(lane, rows, reached.0[lane]);
            }
        }
        if !self.is_wild {
            self.inside = Pack::splat(rows.first as f64 - 1.0);
        }
        self.inside = level.run(Inside {
            inside: self.inside,
            rows,
        });
        let last = rows.last();
        self.is_wild = (0..PACK_WIDTH).any(|lane| {
            let at = vec2(last.at.x.0[lane], last.at.y.0[lane]);
            self.broken[lane].is_none() && has_left(at)
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
                let frame = rows.row(*row);
                self.measure
                    .holds(lane, frame.loss.0[lane], of(&frame.gradient))
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

/// Takes in a block of steps; whether in all lanes that are not over the numbers were finite, and the last position inside
/// the bounds.
struct Tally<'a> {
    sentry: &'a mut Sentry,
    rows: Rows<'a>,
}

impl Work for Tally<'_> {
    type Out = bool;
    #[inline(always)]
    fn run(self) -> bool {
        let Self { sentry, rows } = self;
        let zero = Pack::splat(0.0);
        let threshold = sentry.measure.threshold;
        let (mut low, mut high) = (Pack::splat(f64::INFINITY), Pack::splat(f64::NEG_INFINITY));
        let mut sum = zero;
        for frame in rows.frames() {
            // NaN is neither.
            let value = sentry.value(frame);
            for lane in 0..PACK_WIDTH {
                // In this form they are single instructions.
                let (x, low, high) = (value.0[lane], &mut low.0[lane], &mut high.0[lane]);
                *low = if x < *low { x } else { *low };
                *high = if x > *high { x } else { *high };
            }
            // A number that is not finite stays in a sum, whatever is added.
            let place = frame.at.x + frame.at.y;
            sum = sum + ((frame.gradient.x + frame.gradient.y) + (place + frame.loss));
        }
        sentry.sum = sum;
        let first = rows.first as f64;
        let some = low.lt(threshold);
        let nothing = sum * zero;
        let mixed = some & (threshold.le(high) | nothing.is_nan());
        if Pack::any(mixed & zero.lt(sentry.alive)) {
            let mut step = Pack::splat(first);
            for frame in rows.frames() {
                let under = sentry.value(frame).lt(threshold);
                sentry.last = Pack::select(under, sentry.last, step);
                let earlier = Pack::select(step.lt(sentry.reached), step, sentry.reached);
                sentry.reached = Pack::select(under, earlier, sentry.reached);
                step = step + Pack::splat(1.0);
            }
        } else {
            // Each lane is under the tolerance in all steps of the block or in none.
            let first = Pack::splat(first);
            let earlier = Pack::select(first.lt(sentry.reached), first, sentry.reached);
            sentry.reached = Pack::select(some, earlier, sentry.reached);
            let end = first + Pack::splat(rows.count as f64 - 1.0);
            sentry.last = Pack::select(some, sentry.last, end);
        }
        let end = rows.last().at.map(Lane::abs);
        let bound = Pack::splat(BOUND);
        let is_calm = end.x.le(bound) & end.y.le(bound) & nothing.same(zero);
        !Pack::any(!(is_calm | sentry.alive.same(zero)))
    }
}

/// The last step inside the bounds.
struct Inside<'a> {
    inside: Pack,
    rows: Rows<'a>,
}

impl Work for Inside<'_> {
    type Out = Pack;
    #[inline(always)]
    fn run(self) -> Pack {
        let bound = Pack::splat(BOUND);
        let mut inside = self.inside;
        let mut step = Pack::splat(self.rows.first as f64);
        for frame in self.rows.frames() {
            let size = frame.at.map(Lane::abs);
            let is_outside = size.x.gt(bound) | size.y.gt(bound);
            inside = Pack::select(is_outside, inside, step);
            step = step + Pack::splat(1.0);
        }
        inside
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
