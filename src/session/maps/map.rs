//! One map: what it was asked for, its pixels, how far it is, and what went wrong.

use super::board::Hire;
use super::{Grid, Wanted};
use crate::core::map::Mapper;
use crate::session::workers::attempt;
use std::ops::Range;
use std::sync::Arc;

/// A map on its way or done.
pub struct Map {
    pub(super) wanted: Arc<Wanted>,
    pub(super) grid: Grid,
    pub(super) revision: u64,
    is_packed: bool,
    fault: Option<String>,
}

impl Map {
    /// What it was asked for.
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }
    /// Its pixels.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }
    /// Changes whenever a pixel does.
    pub fn revision(&self) -> u64 {
        self.revision
    }
    /// The rows that have changed since a revision, and those between them; none if that is the present one.
    pub fn changed_since(&self, revision: u64) -> Range<usize> {
        self.grid.changed_since(revision)
    }
    /// The share of its pixels that are worked out, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.grid.progress()
    }
    /// Whether every pixel is worked out.
    pub fn is_done(&self) -> bool {
        self.grid.is_done()
    }
    /// Whether some of what is shown is what an older map had there: the new one is too dear to be coarse at once.
    pub fn is_stale(&self) -> bool {
        self.grid.is_stale()
    }
    /// Whether its pixels are worked out side by side; else one by one, at the speed of single runs.
    pub fn is_packed(&self) -> bool {
        self.is_packed
    }
    /// Why it will not be finished, in a sentence, if something went wrong.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }
    /// Whether there is more to come.
    pub(super) fn is_busy(&self) -> bool {
        !self.is_done() && self.fault.is_none()
    }

    /// Nothing worked out yet, in the memory of an older one.
    pub(super) fn new(wanted: &Arc<Wanted>, old: Option<Grid>, revision: u64) -> Self {
        Self {
            grid: Grid::new(wanted.clone(), old, revision),
            revision,
            is_packed: Mapper::is_packed(&wanted.plan),
            fault: None,
            wanted: wanted.clone(),
        }
    }

    /// Works out the first level in the calling thread.
    pub(super) fn begin(&mut self, spacing: usize, hire: &Hire, revision: u64) {
        self.grid.begin(spacing);
        let tiling = self.grid.tiling();
        let done = attempt(|| {
            let mut worker = hire(&self.wanted.plan);
            for tile in 0..tiling.count(spacing) {
                let places = tiling.places(spacing, true, tile);
                let cells = self.grid.cells(&places);
                let mut outcomes = Vec::with_capacity(cells.len());
                worker(&cells, &|| false, &mut outcomes);
                self.grid.take(spacing, &places, &outcomes, revision);
            }
        });
        if let Err(reason) = done {
            self.blame(&reason);
            self.grid.clear();
        }
    }

    /// Says of a panic what it said.
    pub(super) fn blame(&mut self, reason: &str) {
        self.fault = Some(super::broken("map", reason));
    }
}
