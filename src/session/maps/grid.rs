//! The pixels of a map: which are worked out, and what stands for the others meanwhile.

use super::keep::Kept;
use super::tiles::Tiling;
use super::{MOST_PIXELS, Wanted};
use crate::core::map::{Cell, Outcome};
use std::ops::Range;
use std::sync::Arc;

/// The pixels of a map, row by row, the first row at the bottom.
///
/// A pixel that is not worked out yet is shown as the nearest one that is, or as an older map had it. What it shows is
/// remembered by its number, so that a coarse picture is laid out without copying an outcome.
pub struct Grid {
    size: [usize; 2],
    wanted: Arc<Wanted>,
    tiling: Tiling,
    birth: u64,
    /// The outcomes of the pixels that are worked out, in the order in which they came: what is coarse touches little memory.
    samples: Vec<Outcome>,
    /// Of each pixel the sample that it shows, which is one of the older map if it has the mark [`OLDER`]; [`NOTHING`] if
    /// there is none.
    source: Vec<u32>,
    older: Option<Box<Grid>>,
    /// Samples that stand this far apart tell less than the older map.
    kept_spacing: f64,
    exact: Vec<bool>,
    /// Of each row the revision in which it changed last.
    rows: Vec<u64>,
    /// How many samples of the first level are missing: until then older ones may be seen.
    missing: usize,
    is_stale: bool,
}

/// Marks a sample of an older map.
const OLDER: u32 = 1 << 31;
/// No sample.
const NOTHING: u32 = OLDER - 1;

/// Which outcome a pixel shows: samples are counted in the order in which they were worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nothing yet.
    Nothing,
    /// A sample of this map.
    Own(usize),
    /// A sample of the older map that is still seen through this one.
    Older(usize),
}

impl Source {
    const fn of(source: u32) -> Self {
        match (source, source & OLDER) {
            (NOTHING, _) => Self::Nothing,
            (_, 0) => Self::Own(source as usize),
            _ => Self::Older((source ^ OLDER) as usize),
        }
    }
}

impl Grid {
    /// The most bytes of memory that a map takes, without an older one under it.
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
        samples.clear();
        let mut source = recycled(source, count);
        source.clear();
        source.resize(count, NOTHING);
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
            birth: revision,
            samples,
            source,
            older: None,
            kept_spacing: f64::INFINITY,
            exact,
            rows,
            missing: count,
            is_stale: false,
        }
    }

    /// What it was asked for.
    pub(super) fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// The first revision: another one for every map.
    pub fn birth(&self) -> u64 {
        self.birth
    }

    /// The first revision of the older map that is still seen through this one, if there is one.
    pub fn birth_of_older(&self) -> Option<u64> {
        self.older.as_ref().map(|older| older.birth)
    }

    /// Parts with the older map.
    pub(super) fn take_older(&mut self) -> Option<Self> {
        self.older.take().map(|older| *older)
    }

    /// Bytes of memory that it takes now, without an older map under it.
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

    /// Shows nothing.
    pub(super) fn clear(&mut self) {
        self.samples.clear();
        self.exact.fill(false);
        self.source.fill(NOTHING);
        self.older = None;
    }

    /// Shows what an older map had at the same places, before anything is worked out.
    pub(super) fn keep(&mut self, kept: Kept) {
        let columns = self.size[0];
        let old = kept.grid;
        let [across, up] = &kept.places;
        for (to, from) in self.source.chunks_mut(columns.max(1)).zip(up) {
            let Some(from) = from else { continue };
            let from = &old.source[from * old.size[0]..];
            for (to, place) in to.iter_mut().zip(across) {
                // What that one had from a still older one is gone.
                let source = place.map(|place| from[place]);
                if let Some(source) = source.filter(|source| *source < NOTHING) {
                    *to = source | OLDER;
                }
            }
        }
        (self.kept_spacing, self.is_stale) = (kept.spacing, kept.is_stale);
        self.older = Some(Box::new(old));
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
        self.outcome(self.source[row * self.size[0] + column])
    }

    fn outcome(&self, source: u32) -> &Outcome {
        self.sample(Source::of(source)).unwrap_or(&Outcome::NONE)
    }

    /// Whether a pixel is worked out.
    pub fn is_exact(&self, column: usize, row: usize) -> bool {
        self.exact[row * self.size[0] + column]
    }

    /// Whether some of what is shown is of an older map, because of the new one nothing is there yet.
    pub fn is_stale(&self) -> bool {
        self.is_stale && self.missing > 0
    }

    /// All that is shown, pixel by pixel, row by row, the first row at the bottom.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Outcome> {
        self.source.iter().map(|source| self.outcome(*source))
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
                let colour = colour(self.outcome(alike[0]));
                to.resize(to.len() + alike.len(), colour);
            }
            last = Some(source);
        }
    }

    /// Neighbours of a row that show the same outcome, and which.
    pub fn runs(&self, row: usize) -> impl Iterator<Item = (Range<usize>, Source)> {
        let columns = self.size[0];
        let source = &self.source[row * columns..(row + 1) * columns];
        let mut end = 0;
        source.chunk_by(|a, b| a == b).map(move |alike| {
            let start = end;
            end += alike.len();
            (start..end, Source::of(alike[0]))
        })
    }

    /// An outcome that is shown; none where nothing is worked out yet.
    pub fn sample(&self, source: Source) -> Option<&Outcome> {
        match source {
            Source::Nothing => None,
            Source::Own(sample) => self.samples.get(sample),
            Source::Older(sample) => self.older.as_ref()?.samples.get(sample),
        }
    }

    /// How many samples there are: of this map, and of the older one that is still seen through it.
    pub fn counts(&self) -> [usize; 2] {
        let of_older = self.older.as_ref().map_or(0, |older| older.samples.len());
        [self.samples.len(), of_older]
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
        self.samples.len() as f64 / self.source.len().max(1) as f64
    }

    /// Whether all is worked out.
    pub fn is_done(&self) -> bool {
        self.samples.len() == self.source.len()
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
            if std::mem::replace(&mut self.exact[at], true) {
                continue;
            }
            let sample = self.samples.len() as u32;
            self.samples.push(*outcome);
            self.missing = self.missing.saturating_sub(1);
            self.source[at] = sample;
            for j in up.block(row, rows) {
                self.rows[j] = revision;
                let block = across.block(column, columns);
                let block = j * columns + block.start..j * columns + block.end;
                let exact = &self.exact[block.clone()];
                for (to, is_exact) in self.source[block].iter_mut().zip(exact) {
                    let is_kept = *to & OLDER != 0 && spacing as f64 >= self.kept_spacing;
                    if !is_exact && !is_kept {
                        *to = sample;
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
