//! How the pixels of a map are dealt out: in levels from coarse to fine, each in tiles. Nothing is dealt twice.
//!
//! A level has a spacing, a power of two. Its lattice holds every pixel of the coarser ones, so a level deals only what
//! they do not have. Samples stand about a third into their cells, the same for every level; so a coarse picture is not
//! shifted against a fine one.

use super::Wanted;
use super::cost;

/// The largest spacing.
pub(super) const COARSEST: usize = 64;
/// Where in a cell of the coarsest lattice its sample stands: 010101, about a third in for every finer one too.
const PHASE: usize = 21;
/// What a tile costs at most, if it has more than [`FEWEST`] pixels.
const TILE_COST: u64 = 2_000_000;
/// The fewest pixels of a tile, as many as are simulated side by side, and the most.
const FEWEST: usize = 64;
const MOST: usize = 4096;

/// The samples of a level along one axis: the first, the distance, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lattice {
    first: usize,
    step: usize,
    pub(super) count: usize,
}

impl Lattice {
    /// Of a level, along so many pixels. A short axis keeps a finer one, so that it is never without a sample.
    pub(super) fn new(spacing: usize, pixels: usize) -> Self {
        let step = pixels
            .checked_ilog2()
            .map_or(1, |log| spacing.min(1 << log));
        let first = PHASE % step;
        let count = pixels.saturating_sub(first).div_ceil(step);
        Self { first, step, count }
    }

    /// Whether it has this pixel.
    fn has(self, pixel: usize) -> bool {
        pixel % self.step == self.first
    }

    /// The pixel of a sample.
    fn pixel(self, index: usize) -> usize {
        self.first + index * self.step
    }

    /// The pixels for which the sample at `pixel` stands: those it is in the middle of; at an end all up to it.
    pub(super) fn block(self, pixel: usize, pixels: usize) -> std::ops::Range<usize> {
        let half = self.step / 2;
        let is_first = pixel == self.first;
        let low = if is_first { 0 } else { pixel - half };
        let high = pixel + self.step - half;
        let is_last = pixel + self.step >= pixels;
        low..if is_last { pixels } else { high }
    }
}

/// How a map is cut into tiles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tiling {
    size: [usize; 2],
    /// Pixels of a tile.
    most: usize,
    /// Whether tiles are high rather than wide: a pack takes only pixels that are alike in what it cannot vary.
    upright: bool,
}

impl Tiling {
    /// For a map of this size.
    pub(super) fn new(wanted: &Wanted, size: [usize; 2]) -> Self {
        let most = TILE_COST / cost::of_pixel(&wanted.plan);
        Self {
            size,
            most: (most as usize / FEWEST * FEWEST).clamp(FEWEST, MOST),
            upright: !wanted.plan.across.has_lanes(&wanted.plan.base),
        }
    }

    /// The lattices of a level, across and up.
    pub(super) fn lattices(&self, spacing: usize) -> [Lattice; 2] {
        self.size.map(|pixels| Lattice::new(spacing, pixels))
    }

    /// The finest level that costs at most so much with all its samples, if there is one.
    pub(super) fn affordable(&self, of_pixel: u64, most: u64) -> Option<usize> {
        let levels = (0..=COARSEST.ilog2()).map(|log| 1 << log);
        let cost = |spacing: usize| {
            let [across, up] = self.lattices(spacing);
            of_pixel.saturating_mul((across.count * up.count) as u64)
        };
        levels.into_iter().find(|spacing| cost(*spacing) <= most)
    }

    /// Samples across and up of a tile of a level.
    fn tile(&self, [across, up]: [Lattice; 2]) -> [usize; 2] {
        if self.upright {
            let high = up.count.clamp(1, self.most);
            [(self.most / high).max(1), high]
        } else {
            let wide = across.count.clamp(1, self.most);
            [wide, (self.most / wide).max(1)]
        }
    }

    /// How many tiles a level has.
    pub(super) fn count(&self, spacing: usize) -> usize {
        let lattices = self.lattices(spacing);
        let tile = self.tile(lattices);
        lattices[0].count.div_ceil(tile[0]) * lattices[1].count.div_ceil(tile[1])
    }

    /// The pixels of a tile of a level: those that no coarser one has, or all if it is the first one.
    pub(super) fn places(&self, spacing: usize, is_first: bool, tile: usize) -> Vec<u32> {
        let lattices = self.lattices(spacing);
        let coarser = self.lattices(2 * spacing);
        let [wide, high] = self.tile(lattices);
        let tiles_across = lattices[0].count.div_ceil(wide).max(1);
        let left = tile % tiles_across * wide;
        let bottom = tile / tiles_across * high;
        let columns = left..(left + wide).min(lattices[0].count);
        let rows = bottom..(bottom + high).min(lattices[1].count);
        let mut places = Vec::with_capacity(columns.len() * rows.len());
        let mut take = |i: usize, j: usize| {
            let (column, row) = (lattices[0].pixel(i), lattices[1].pixel(j));
            if is_first || !(coarser[0].has(column) && coarser[1].has(row)) {
                places.push((row * self.size[0] + column) as u32);
            }
        };
        if self.upright {
            columns.for_each(|i| rows.clone().for_each(|j| take(i, j)));
        } else {
            rows.for_each(|j| columns.clone().for_each(|i| take(i, j)));
        }
        places
    }
}
