//! Maps of the scene: what becomes of every start, or of every setting of two parameters, for the part that is shown.
//!
//! A map remembers what it was asked for. When that changes, a coarse map is there at once, in the same refresh, and is
//! refined from then on; what is there is exact wherever it was worked out. Memory is bounded by [`MOST_PIXELS`].

mod basin;
mod cost;
mod grid;
pub mod knobs;
pub mod lines;
mod lines_work;
mod places;
mod survey;
mod sweep;
pub mod theory;
mod tiles;

#[cfg(test)]
mod tests;

pub use basin::{Basin, basins};
pub use grid::Grid;
pub use lines::{Lines, OrbitView, Ordinate};
pub use places::{Place, Places};
pub use survey::{MOST_SURVEYED, survey};
pub use sweep::{Form, Shade, Sweep, usual_axis};

use crate::core::map::{Axis, Cell, Plan};

/// The most pixels that a map has; a larger place is shown with pixels of more than one point.
pub const MOST_PIXELS: usize = 1 << 20;

/// The maps that can be there at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Starts, of the run that is looked at closely.
    Basins,
    /// Starts, of the run that it is compared with.
    Against,
    /// Settings of the run that is looked at closely.
    Sweep,
}

impl Slot {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Basins, Self::Against, Self::Sweep];
}

/// What a map is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// The run and the numbers that vary.
    pub plan: Plan,
    /// The part that is shown: horizontal and vertical axis.
    pub axes: [Axis; 2],
    /// Pixels across and up.
    pub size: [usize; 2],
}

impl Wanted {
    /// The numbers of a pixel of a map with so many pixels across and up, counted row by row from the bottom; none of
    /// them a number where an axis is none.
    pub(super) fn cell(&self, [columns, rows]: [usize; 2], place: usize) -> Cell {
        let number = |axis: &Axis, index: usize, count: usize| {
            let number = axis.is_valid().then(|| axis.pixel(index, count));
            number.unwrap_or(f64::NAN)
        };
        [
            number(&self.axes[0], place % columns, columns),
            number(&self.axes[1], place / columns, rows),
        ]
    }
}

/// A map on its way or done.
pub struct Map {
    wanted: Wanted,
    grid: Grid,
    revision: u64,
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
    /// The share of its pixels that are worked out, 0 to 1.
    pub fn progress(&self) -> f64 {
        self.grid.progress()
    }
    /// Whether every pixel is worked out.
    pub fn is_done(&self) -> bool {
        self.grid.is_done()
    }
}

/// The maps of a scene.
#[derive(Default)]
pub struct Maps {
    maps: [Option<Map>; 3],
    revisions: u64,
}

impl Maps {
    /// A map, if it was asked for.
    pub fn get(&self, slot: Slot) -> Option<&Map> {
        self.maps[slot as usize].as_ref()
    }

    /// Whether a map is still being worked out.
    pub fn is_busy(&self) -> bool {
        self.maps.iter().flatten().any(|map| !map.is_done())
    }

    /// Forgets a map and stops the work on it.
    pub fn forget(&mut self, slot: Slot) {
        self.maps[slot as usize] = None;
    }

    /// Brings a map up to date: coarse at once where it is another one than before, finer with every call.
    pub fn refresh(&mut self, slot: Slot, wanted: Wanted) {
        let place = &mut self.maps[slot as usize];
        self.revisions += 1;
        if place.as_ref().is_none_or(|map| map.wanted != wanted) {
            *place = Some(Map {
                grid: Grid::new(&wanted),
                wanted,
                revision: self.revisions,
            });
        }
        if let Some(map) = place
            && map.grid.refine()
        {
            map.revision = self.revisions;
        }
    }
}
