//! What is kept of the steps of a pack beside how its runs are ending: the last positions, and distances.

use super::sentry::Rows;
use crate::core::convoy::Frame;
use crate::core::dispatch::Work;
use crate::core::lane::{Lane, Pack};
use crate::core::vec2::Vec2;

/// Keeps the last positions of a pack.
pub(super) struct Keep<'a> {
    /// A block of its steps.
    pub(super) rows: Rows<'a>,
    /// The first step that is kept.
    pub(super) from: u64,
    /// Where its positions go, step by step.
    pub(super) tail: &'a mut [Vec2<Pack>],
}

impl Work for Keep<'_> {
    type Out = ();
    #[inline(always)]
    fn run(self) {
        let skipped = self.from.saturating_sub(self.rows.first);
        let kept = (self.rows.first + skipped - self.from) as usize;
        let frames = self.rows.frames().skip(skipped as usize);
        for (place, frame) in self.tail[kept..].iter_mut().zip(frames) {
            *place = frame.at;
        }
    }
}

/// What stands for the distance to the minimum: `outcome::distance` for a pack.
pub(super) struct Distance<'a> {
    /// Where its runs stand.
    pub(super) frame: &'a Frame,
    /// The lowest value of each lane's surface.
    pub(super) lowest: &'a [Option<f64>],
}

impl Work for Distance<'_> {
    type Out = Pack;
    #[inline(always)]
    fn run(self) -> Pack {
        let zero = Pack::splat(0.0);
        let (mut lowest, mut is_known) = (zero, zero);
        for (lane, value) in self.lowest.iter().enumerate() {
            if let Some(value) = value {
                (lowest.0[lane], is_known.0[lane]) = (*value, 1.0);
            }
        }
        let gap = self.frame.loss - lowest;
        let root = Pack::select(gap.gt(zero), gap, zero).sqrt();
        Pack::select(is_known.gt(zero), root, self.frame.gradient.norm())
    }
}
