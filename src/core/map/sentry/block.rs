//! Blocks of steps taken in with vector operations alone.

use super::{Rows, Sentry};
use crate::core::convoy::{Extent, Frame};
use crate::core::dispatch::Work;
use crate::core::ending::BOUND;
use crate::core::lane::{Lane, Pack};
use crate::core::vec2::Vec2;

/// Takes in the losses of a ride, if it was [`Calm`].
pub(super) struct Ridden<'a> {
    pub(super) sentry: &'a mut Sentry,
    pub(super) first: u64,
    pub(super) losses: &'a [Pack],
    pub(super) extent: &'a Extent,
    pub(super) at: &'a Vec2<Pack>,
}

impl Work for Ridden<'_> {
    type Out = bool;
    #[inline(always)]
    fn run(self) -> bool {
        let extent = self.extent;
        let calm = Calm {
            at: self.at,
            sum: &extent.sum,
            alive: &self.sentry.alive,
            bound: if self.sentry.is_wild { f64::MAX } else { BOUND },
        };
        let is_calm = calm.run();
        if is_calm {
            let losses = self.losses;
            let value = |row: usize| losses[row];
            self.sentry.count(self.first, losses.len(), extent, value);
        }
        is_calm
    }
}

/// A block in which something happened besides.
pub(super) struct Stir {
    /// Sums of all its numbers.
    pub(super) sum: Pack,
    /// The first step under the tolerance before it.
    pub(super) reached: Pack,
}

/// Takes in a block of steps; what is needed to look at it closely, if it was not [`Calm`].
pub(super) struct Block<'a> {
    pub(super) sentry: &'a mut Sentry,
    pub(super) rows: Rows<'a>,
}

impl Work for Block<'_> {
    type Out = Option<Stir>;
    #[inline(always)]
    fn run(self) -> Option<Stir> {
        let Self { sentry, rows } = self;
        let mut extent = Extent::nothing();
        // Not copies, which would wait for what they copy.
        if sentry.slopes {
            let by_loss = &sentry.by_loss;
            rows.frames()
                .for_each(|frame| extent.take(&value(frame, true, by_loss)));
        } else {
            rows.frames().for_each(|frame| extent.take(&frame.loss));
        }
        let mut sum = Pack::splat(0.0);
        for frame in rows.frames() {
            // A number that is not finite stays in a sum, whatever is added.
            let place = frame.at.x + frame.at.y;
            sum = sum + ((frame.gradient.x + frame.gradient.y) + (place + frame.loss));
        }
        let calm = Calm {
            at: &rows.last().at,
            sum: &sum,
            alive: &sentry.alive,
            bound: BOUND,
        };
        let is_calm = calm.run() && !sentry.is_wild;
        let stir = (!is_calm).then_some(Stir {
            sum,
            reached: sentry.reached,
        });
        let (slopes, by_loss) = (sentry.slopes, sentry.by_loss);
        let value = |row: usize| value(rows.row(row), slopes, &by_loss);
        sentry.count(rows.first, rows.count, &extent, value);
        stir
    }
}

/// What is compared with the threshold.
#[inline(always)]
fn value(frame: &Frame, slopes: bool, by_loss: &Pack) -> Pack {
    if !slopes {
        return frame.loss;
    }
    let square = frame.gradient.dot(frame.gradient);
    Pack::select(by_loss.same(Pack::splat(0.0)), square, frame.loss)
}

/// Whether in all lanes that are not over a sum is finite and a position inside the bounds.
struct Calm<'a> {
    at: &'a Vec2<Pack>,
    sum: &'a Pack,
    alive: &'a Pack,
    bound: f64,
}

impl Work for Calm<'_> {
    type Out = bool;
    #[inline(always)]
    fn run(self) -> bool {
        let (zero, bound) = (Pack::splat(0.0), Pack::splat(self.bound));
        let end = self.at.map(Lane::abs);
        let is_inside = end.x.le(bound) & end.y.le(bound);
        let is_finite = (*self.sum * zero).same(zero);
        !Pack::any(!((is_inside & is_finite) | self.alive.same(zero)))
    }
}

/// The last step inside the bounds.
pub(super) struct Inside<'a, P> {
    pub(super) last: &'a mut Pack,
    pub(super) first: u64,
    pub(super) path: P,
}

impl<'a, P: Iterator<Item = &'a Vec2<Pack>>> Work for Inside<'_, P> {
    type Out = ();
    #[inline(always)]
    fn run(self) {
        let bound = Pack::splat(BOUND);
        for (step, at) in (self.first..).zip(self.path) {
            let size = at.map(Lane::abs);
            let is_outside = size.x.gt(bound) | size.y.gt(bound);
            *self.last = Pack::select(is_outside, *self.last, Pack::splat(step as f64));
        }
    }
}
