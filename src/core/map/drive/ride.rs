//! Packs driven one after the other through whole blocks of steps, where surface and rule are compiled together.

use super::{BLOCKS_BETWEEN_LOOKS, Drive};
use crate::core::convoy::{self, Extent, Frame, Rest, Ride};
use crate::core::lane::{Lane, PACK_WIDTH, Pack};
use crate::core::map::sentry::Rows;
use crate::core::vec2::Vec2;

/// How many steps are taken before they are looked at.
const BLOCK: usize = 24;

/// For how many blocks a mark stands at least.
const FEWEST: u64 = 4;

/// What a ride writes into.
pub(super) struct Slate {
    losses: Vec<Pack>,
    extent: Extent,
    /// The positions, where they are to be known.
    path: Vec<Vec2<Pack>>,
    /// All that is met, where that is to be known.
    met: Vec<Frame>,
    mark: Mark,
}

/// A place to which a pack may come back.
#[derive(Clone, Copy)]
struct Mark {
    at: Vec2<Pack>,
    step: u64,
    is_set: bool,
}

impl Slate {
    pub(super) fn new() -> Self {
        Self {
            losses: vec![Pack::splat(0.0); BLOCK],
            extent: Extent::nothing(),
            path: vec![Vec2::zero(); BLOCK],
            met: vec![Frame::nothing(); BLOCK],
            mark: Mark {
                at: Vec2::zero(),
                step: 0,
                is_set: false,
            },
        }
    }
}

/// A block of steps of one pack.
#[derive(Clone, Copy)]
struct Block {
    pack: usize,
    first: u64,
    count: usize,
    /// Whether all that is met is to be known.
    is_met: bool,
    /// Whether it is the block before, once more.
    again: bool,
}

impl Drive {
    /// Whether surface and rule are compiled together, and nothing else has a part in a step.
    pub(super) fn can_ride(&mut self) -> bool {
        let is_bare = self.schedules.is_empty() && self.clips.is_empty();
        let nothing = |pack| Block {
            pack,
            first: 0,
            count: 0,
            is_met: false,
            again: false,
        };
        is_bare
            && self.request.noise.sigma == 0.0
            && (0..self.sentries.len()).all(|pack| self.take(nothing(pack)))
    }

    /// All steps of one pack: what it needs stays in the nearest cache.
    pub(super) fn ride_through(&mut self, pack: usize, halt: &dyn Fn() -> bool) -> bool {
        let steps = self.request.steps;
        let (mut first, mut block) = (0, 0);
        self.slate.mark.is_set = false;
        while first <= steps {
            if block % BLOCKS_BETWEEN_LOOKS == 0 && halt() {
                return false;
            }
            block += 1;
            // The tail begins a block, and the end stands alone: of it everything is to be known.
            let until = if first < self.from() {
                self.from()
            } else {
                steps
            };
            let count = (until - first).clamp(1, BLOCK as u64) as usize;
            self.ride(pack, first, count);
            first += count as u64;
            if self.retires {
                if self.sentries[pack].is_over() {
                    break;
                }
                first += self.steps_to_skip(pack, first);
            }
        }
        true
    }

    /// How many steps from step `first` on may be left out, because nothing new comes of the runs of a pack: each that is not
    /// over rests for good, or goes round, with position and memory, to the last bit, what they were at the mark.
    ///
    /// The mark is put further on when a quarter of the way lies behind it, so that runs which come to rest late are found soon
    /// after, and in the end rounds of any length (after Brent 1980). One round is left, and the tail.
    fn steps_to_skip(&mut self, pack: usize, first: u64) -> u64 {
        let (at, mark) = (self.rows[pack].at, self.slate.mark);
        let left = self.from().saturating_sub(first);
        let sentry = &self.sentries[pack];
        if left == 0 || self.rates_wanted || sentry.is_wild() {
            return 0;
        }
        let (Some(rule), Some(surface)) = (&mut self.optimizer, &self.surface) else {
            return 0;
        };
        let round = first.saturating_sub(mark.step);
        let goes_on = |lane: &usize| sentry.broken(*lane).is_none();
        let is_back = |lane: usize| {
            let same = |a: &Pack, b: &Pack| a.0[lane].to_bits() == b.0[lane].to_bits();
            same(&at.x, &mark.at.x) && same(&at.y, &mark.at.y)
        };
        if mark.is_set && (0..PACK_WIDTH).filter(goes_on).all(is_back) {
            let mut rest = Rest {
                pack,
                at,
                rate: self.rates[pack].rate,
                same: Pack::splat(0.0),
                still: Pack::splat(0.0),
            };
            let is_known = surface.rest(&**rule, &mut rest);
            let is_settled = |lane: usize| rest.same.0[lane] + rest.still.0[lane] > 0.0;
            if is_known && (0..PACK_WIDTH).filter(goes_on).all(is_settled) {
                let most = left.min((self.request.steps - first).saturating_sub(round));
                return most / round * round;
            }
        }
        let is_old = round >= FEWEST * BLOCK as u64 && 4 * round >= first;
        if (is_old || !mark.is_set) && convoy::mark(&mut **rule, pack) {
            self.slate.mark = Mark {
                at,
                step: first,
                is_set: true,
            };
        }
        0
    }

    /// Takes a block of steps with one pack.
    fn ride(&mut self, pack: usize, first: u64, count: usize) {
        let mut block = Block {
            pack,
            first,
            count,
            is_met: false,
            again: false,
        };
        let is_last = first + count as u64 > self.request.steps;
        if !is_last && !self.rates_wanted && self.sentries[pack].is_all_by_loss() {
            let start = self.rows[pack].at;
            self.take(block);
            let (slate, at) = (&self.slate, &self.rows[pack].at);
            let (losses, extent) = (&slate.losses[..count], &slate.extent);
            let path = match first.checked_sub(self.from()) {
                Some(kept) => &self.tails[pack * self.kept + kept as usize..],
                None => &slate.path,
            };
            let sentry = &mut self.sentries[pack];
            if sentry.accepts(self.level, first, losses, extent, &path[..count], at) {
                return;
            }
            self.rows[pack].at = start;
            block.again = true;
        }
        block.is_met = true;
        self.take(block);
        let met = std::mem::take(&mut self.slate.met);
        let rows = Rows {
            frames: &met[..count],
            width: 1,
            slot: 0,
            first,
            count,
        };
        self.take_in(rows, pack);
        self.slate.met = met;
    }

    /// Moves a pack through a block of steps, if it can ride.
    fn take(&mut self, block: Block) -> bool {
        let (Some(rule), Some(surface)) = (&mut self.optimizer, &self.surface) else {
            return false;
        };
        let Block {
            pack, first, count, ..
        } = block;
        let met = if block.is_met { count } else { 0 };
        let from = self.request.steps + 1 - self.kept as u64;
        let path = match first.checked_sub(from) {
            Some(kept) => &mut self.tails[pack * self.kept + kept as usize..][..count],
            None if self.sentries[pack].is_wild() => &mut self.slate.path[..count],
            None => &mut [],
        };
        let mut ride = Ride {
            slot: pack,
            again: block.again,
            first,
            count,
            steps: self.request.steps,
            rate: self.rates[pack].rate,
            at: &mut self.rows[pack].at,
            losses: &mut self.slate.losses[..count - met],
            extent: &mut self.slate.extent,
            frames: &mut self.slate.met[..met],
            path,
        };
        surface.ride(&mut **rule, self.level, &mut ride)
    }
}
