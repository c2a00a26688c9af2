//! The pixels of a map: which are worked out, and what stands for the others meanwhile.

use super::tiles::Tiling;
use super::{MOST_PIXELS, Wanted};
use crate::core::map::{Cell, Outcome};
use std::ops::Range;
use std::sync::Arc;

/// The pixels of a map, row by row, the first row at the bottom.
///
/// A pixel that is not worked out yet is shown as the nearest one that is. That one is remembered by its number, so that
/// a coarse picture is laid out without copying an outcome.
pub struct Grid {
    size: [usize; 2],
    wanted: Arc<Wanted>,
    tiling: Tiling,
    /// The outcomes of the pixels that are worked out, and what an older picture had at the others.
    samples: Vec<Outcome>,
    /// Of each pixel the one whose outcome it shows.
    source: Vec<u32>,
    exact: Vec<bool>,
    /// Of each row the revision in which it changed last.
    rows: Vec<u64>,
    left: usize,
    /// How many samples of the first level are missing: until then older ones may be seen.
    missing: usize,
    is_from_older: bool,
}

impl Grid {
    /// The most bytes of memory that a map takes.
    pub const MOST_BYTES: usize = MOST_PIXELS
        * (size_of::<Outcome>() + size_of::<u32>() + size_of::<bool>() + size_of::<u64>());

    /// Nothing worked out yet, in the memory of an older map. `revision` is that of all its rows.
    pub(super) fn new(wanted: Arc<Wanted>, old: Option<Self>, revision: u64) -> Self {
        let size = Self::fitted(&wanted);
        let count = size[0] * size[1];
        let tiling = Tiling::new(&wanted, size);
        let memory = old.map(|old| (old.samples, old.source, old.exact, old.rows));
        let (samples, source, exact, rows) = memory.unwrap_or_default();
        let mut samples = recycled(samples, count);
        samples.resize(count, Outcome::NONE);
        let mut source = recycled(source, count);
        source.clear();
        source.extend(0..count as u32);
        let mut exact = recycled(exact, count);
        exact.clear();
        exact.resize(count, false);
        let mut rows = recycled(rows, size[1]);
        rows.clear();
        rows.resize(size[1], revision);
        Self {
            size,
            wanted,
            tiling,
            samples,
            source,
            exact,
            rows,
            left: count,
            missing: count,
            is_from_older: false,
        }
    }

    /// Bytes of memory that it takes now.
    pub fn bytes(&self) -> usize {
        self.samples.capacity() * size_of::<Outcome>()
            + self.source.capacity() * size_of::<u32>()
            + self.exact.capacity() * size_of::<bool>()
            + self.rows.capacity() * size_of::<u64>()
    }

    /// Says at which spacing it begins.
    pub(super) fn begin(&mut self, spacing: usize) {
        let [across, up] = self.tiling.lattices(spacing);
        self.missing = across.count * up.count;
    }

    /// Shows nothing where nothing is worked out.
    pub(super) fn clear(&mut self) {
        self.samples.fill(Outcome::NONE);
        self.exact.fill(false);
        self.left = self.samples.len();
    }

    /// Shows what an older map of the same numbers had at the same places.
    pub(super) fn resemble(&mut self, old: &Self) {
        let along = |k: usize| -> Vec<Option<usize>> {
            let (axis, before) = (&self.wanted.axes[k], &old.wanted.axes[k]);
            let (count, of_old) = (self.size[k], old.size[k]);
            let place = |i| {
                if axis == before && count == of_old {
                    return Some(i);
                }
                let position = before.position_of(axis.pixel(i, count)) * of_old as f64;
                (position >= 0.0 && position < of_old as f64).then_some(position as usize)
            };
            (0..count).map(place).collect()
        };
        let (columns, rows) = (along(0), along(1));
        for (row, from) in rows.iter().enumerate() {
            let Some(from) = *from else { continue };
            for (column, place) in columns.iter().enumerate() {
                if let Some(place) = *place {
                    self.samples[row * self.size[0] + column] = *old.at(place, from);
                }
            }
        }
        self.is_from_older = true;
    }

    /// How it is cut into tiles.
    pub(super) fn tiling(&self) -> Tiling {
        self.tiling
    }

    /// Pixels across and up.
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// What is shown at a pixel: its own outcome, or that of a near one while its own is not worked out.
    pub fn at(&self, column: usize, row: usize) -> &Outcome {
        &self.samples[self.source[row * self.size[0] + column] as usize]
    }

    /// Whether a pixel is worked out.
    pub fn is_exact(&self, column: usize, row: usize) -> bool {
        self.exact[row * self.size[0] + column]
    }

    /// Whether some of what is shown is of an older map, because of the new one nothing is there yet.
    pub fn is_stale(&self) -> bool {
        self.is_from_older && self.missing > 0
    }

    /// All that is shown, pixel by pixel, row by row, the first row at the bottom.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Outcome> {
        self.source.iter().map(|i| &self.samples[*i as usize])
    }

    /// Appends what `colour` makes of the pixels of these rows, in their order. It is asked once for all neighbours that
    /// show the same sample.
    pub fn paint<T: Copy>(
        &self,
        rows: impl IntoIterator<Item = usize>,
        mut colour: impl FnMut(&Outcome) -> T,
        to: &mut Vec<T>,
    ) {
        let columns = self.size[0];
        let mut last: Option<&[u32]> = None;
        for row in rows {
            let source = &self.source[row * columns..(row + 1) * columns];
            if last == Some(source) {
                to.extend_from_within(to.len() - columns..);
                continue;
            }
            for alike in source.chunk_by(|a, b| a == b) {
                let colour = colour(&self.samples[alike[0] as usize]);
                to.resize(to.len() + alike.len(), colour);
            }
            last = Some(source);
        }
    }

    /// Neighbours of a row that show the same sample, and which: a pixel, counted row by row.
    pub fn runs(&self, row: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
        let columns = self.size[0];
        let source = &self.source[row * columns..(row + 1) * columns];
        let mut end = 0;
        source.chunk_by(|a, b| a == b).map(move |alike| {
            let start = end;
            end += alike.len();
            (start..end, alike[0] as usize)
        })
    }

    /// What became of a pixel, counted row by row, and whether that is of this map; else it is what an older one had there,
    /// or nothing.
    pub fn sample(&self, pixel: usize) -> (&Outcome, bool) {
        (&self.samples[pixel], self.exact[pixel])
    }

    /// The rows between the first and the last that have changed since a revision of the map.
    pub(super) fn changed_since(&self, revision: u64) -> Range<usize> {
        let is_later = |row: &u64| *row > revision;
        let first = self.rows.iter().position(is_later);
        let last = self.rows.iter().rposition(is_later);
        first
            .zip(last)
            .map_or(0..0, |(first, last)| first..last + 1)
    }

    /// The numbers on the axes at a pixel; none of them a number where an axis is none.
    pub fn cell(&self, column: usize, row: usize) -> Cell {
        self.wanted.cell(self.size, row * self.size[0] + column)
    }

    /// The same for places counted row by row.
    pub(super) fn cells(&self, places: &[u32]) -> Vec<Cell> {
        let cell = |place: &u32| self.wanted.cell(self.size, *place as usize);
        places.iter().map(cell).collect()
    }

    /// The share that is worked out.
    pub fn progress(&self) -> f64 {
        1.0 - self.left as f64 / self.samples.len().max(1) as f64
    }

    /// Whether all is worked out.
    pub fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Takes in what became of pixels of a level, and shows each in the part that it stands for.
    pub(super) fn take(
        &mut self,
        spacing: usize,
        places: &[u32],
        outcomes: &[Outcome],
        revision: u64,
    ) {
        let [columns, rows] = self.size;
        let [across, up] = self.tiling.lattices(spacing);
        for (place, outcome) in places.iter().zip(outcomes) {
            let at = *place as usize;
            let (column, row) = (at % columns, at / columns);
            self.samples[at] = *outcome;
            let is_new = !std::mem::replace(&mut self.exact[at], true);
            self.left -= usize::from(is_new);
            self.missing = self.missing.saturating_sub(usize::from(is_new));
            self.source[at] = *place;
            for j in up.block(row, rows) {
                self.rows[j] = revision;
                let block = across.block(column, columns);
                let block = j * columns + block.start..j * columns + block.end;
                let exact = &self.exact[block.clone()];
                for (to, is_exact) in self.source[block].iter_mut().zip(exact) {
                    if !is_exact {
                        *to = *place;
                    }
                }
            }
        }
    }

    /// The size of the map that is asked for, with at least one pixel and at most [`MOST_PIXELS`], of the same shape as far
    /// as that goes.
    pub(super) fn fitted(wanted: &Wanted) -> [usize; 2] {
        let [columns, rows] = wanted.size.map(|n| n.max(1));
        let count = columns as f64 * rows as f64;
        if count <= MOST_PIXELS as f64 {
            return [columns, rows];
        }
        let shrink = (MOST_PIXELS as f64 / count).sqrt();
        let smaller = |n: usize| ((n as f64 * shrink) as usize).clamp(1, MOST_PIXELS);
        let [columns, rows] = [columns, rows].map(smaller);
        if columns < rows {
            [columns, rows.min(MOST_PIXELS / columns)]
        } else {
            [columns.min(MOST_PIXELS / rows), rows]
        }
    }
}

/// The memory of an old list for a new one of so many, if it fits well; what is in it beyond that is dropped.
fn recycled<T>(mut old: Vec<T>, count: usize) -> Vec<T> {
    if old.capacity() < count || old.capacity() / 2 > count {
        return Vec::with_capacity(count);
    }
    old.truncate(count);
    old
}
