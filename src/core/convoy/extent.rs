//! The extent of many packs of numbers.

use crate::core::lane::{Lane, PACK_WIDTH, Pack};

/// The smallest and the largest of some numbers, and their sum: not finite where one of them is not.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// The smallest.
    pub low: Pack,
    /// The largest.
    pub high: Pack,
    /// The sum.
    pub sum: Pack,
}

impl Extent {
    /// Of none.
    #[inline(always)]
    pub fn nothing() -> Self {
        Self {
            low: Pack::splat(f64::INFINITY),
            high: Pack::splat(f64::NEG_INFINITY),
            sum: Pack::splat(0.0),
        }
    }

    /// Takes one in.
    #[inline(always)]
    pub fn take(&mut self, value: &Pack) {
        // NaN is neither.
        for lane in 0..PACK_WIDTH {
            // In this form they are single instructions.
            let (x, low, high) = (value.0[lane], &mut self.low.0[lane], &mut self.high.0[lane]);
            *low = if x < *low { x } else { *low };
            *high = if x > *high { x } else { *high };
            self.sum.0[lane] += x;
        }
    }
}
