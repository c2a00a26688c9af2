//! Maps of the scene: what becomes of every start, or of every setting of two parameters, for the part that is shown.
//!
//! A map remembers what it was asked for. When that changes, a coarse map is there at once, in the same refresh: as fine
//! as a cost allows that is counted, not timed. Where even the coarsest is too dear, what was seen before stays, and says
//! that it is stale. From then on the workers refine it beside the caller, tile by tile from the `board`; he takes in at
//! each refresh what is ready.
//! What is there is exact wherever it was worked out. Memory is bounded by [`MOST_PIXELS`] and [`Maps::MOST_BYTES`].

mod basin;
mod board;
mod cost;
mod grid;
mod keep;
pub mod knobs;
mod limit;
pub mod lines;
mod lines_work;
mod map;
mod place;
mod places;
mod refresh;
mod survey;
mod sweep;
pub mod theory;
mod tiles;

#[cfg(test)]
mod board_tests;
#[cfg(test)]
mod keep_tests;
#[cfg(test)]
mod tests;

pub use basin::{Basin, basins};
pub use grid::{Grid, Source};
pub use limit::Coarser;
pub use lines::{Lines, OrbitView, Ordinate};
pub use map::Map;
pub use place::Place;
pub use places::Places;
pub use survey::{MOST_SURVEYED, survey, survey_line};
pub use sweep::{Form, Shade, Sweep, usual_axis};

use crate::core::map::{Axis, Cell, Outcome, Plan};
use crate::session::workers::{Engagement, Piece, Rank, Work, Workers};
use board::{Board, Job, MOST_WAITING, mappers};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tiles::{COARSEST, Tiling};

/// The most pixels that a map has; a larger place is shown with pixels of more than one point.
pub const MOST_PIXELS: usize = 1 << 20;

/// What the coarse picture costs at most, in about a nanosecond: a part of a frame.
const COARSE_COST: u64 = 6_000_000;
/// How many pixels are taken in at a refresh; a tile more, at most.
const TAKEN_AT_ONCE: usize = 1 << 16;

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
    /// Whether it asks for the same; what is no number is the same as itself.
    fn is_same(&self, other: &Self) -> bool {
        let has_nan = |wanted: &Self| *wanted != wanted.clone();
        self == other || (has_nan(self) && format!("{self:?}") == format!("{other:?}"))
    }

    /// Whether an older map of the same numbers says something about this one.
    fn resembles(&self, other: &Self) -> bool {
        let numbers = |plan: &Plan| (plan.across.clone(), plan.up.clone());
        let is_valid = |wanted: &Self| wanted.axes.iter().all(Axis::is_valid);
        numbers(&self.plan) == numbers(&other.plan) && is_valid(self) && is_valid(other)
    }

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

/// The maps of a scene, on which the workers work. They are engaged when there is work for them, and let go when all maps
/// are forgotten.
pub struct Maps {
    slots: [Option<Map>; 3],
    board: Arc<Board>,
    engagement: Option<Engagement>,
    workers: Workers,
    /// What the coarse picture of a map may cost.
    coarse_cost: u64,
    /// What a whole map may cost before it has fewer pixels, and which one has.
    most_cost: Option<u64>,
    coarser: Option<Coarser>,
}

impl Maps {
    /// The most bytes that all maps take together, each with an older one under it, with one that is being replaced, and
    /// with what waits to be taken in.
    pub const MOST_BYTES: usize = (2 * Slot::ALL.len() + 1) * Grid::MOST_BYTES
        + 2 * MOST_WAITING * (size_of::<Outcome>() + size_of::<u32>());

    /// No maps yet, and who will work on them beside the caller.
    pub fn new(workers: Workers) -> Self {
        Self {
            slots: [None, None, None],
            board: Arc::new(Board::new(mappers())),
            engagement: None,
            workers,
            coarse_cost: COARSE_COST,
            most_cost: None,
            coarser: None,
        }
    }

    /// A map, if it was asked for.
    pub fn get(&self, slot: Slot) -> Option<&Map> {
        self.slots[slot as usize].as_ref()
    }

    /// Whether a map is still being worked out.
    pub fn is_busy(&self) -> bool {
        self.slots.iter().flatten().any(Map::is_busy)
    }

    /// Whether a refresh has to come without anyone calling for it.
    pub fn wants_frames(&self) -> bool {
        let is_called = self.workers.calls() && !self.board.has_parts();
        self.is_busy() && !is_called
    }

    /// Forgets a map and stops the work on it; when there is no other, lets the workers go.
    pub fn forget(&mut self, slot: Slot) {
        if self.slots[slot as usize].take().is_none() {
            return;
        }
        self.board.cancel(slot);
        if self.slots.iter().all(Option::is_none) {
            self.engagement = None;
        }
    }

    /// Brings a map up to date: coarse at once where it is another one than before, and with what the threads have worked
    /// out by now.
    pub fn refresh(&mut self, slot: Slot, wanted: Wanted) {
        let is_same = |map: &Map| map.wanted.is_same(&wanted);
        if !self.get(slot).is_some_and(is_same) {
            self.start(slot, wanted);
        }
        if let Some(engagement) = &self.engagement {
            engagement.look();
        }
        self.take_in(slot, TAKEN_AT_ONCE);
    }

    /// Works out all that was asked for, on all cores.
    pub fn finish(&mut self) {
        self.finish_while(&mut || true);
    }

    /// The same as long as it shall go on; answers whether it has come to the end.
    pub fn finish_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> bool {
        while self.is_busy() {
            if !go_on() {
                return false;
            }
            if self.board.piece() == Piece::None && !self.board.wait() {
                break;
            }
            for slot in Slot::ALL {
                self.take_in(slot, usize::MAX);
            }
        }
        true
    }

    /// Puts another map in place of the one that was asked for before.
    fn start(&mut self, slot: Slot, wanted: Wanted) {
        let revision = fresh();
        let wanted = Arc::new(wanted);
        let old = self.slots[slot as usize].take();
        self.board.cancel(slot);
        let tiling = Tiling::new(&wanted, Grid::fitted(&wanted));
        let coarse = tiling.affordable(cost::of_pixel(&wanted.plan), self.coarse_cost);
        let parted = old.map(|old| keep::part(old.grid, &wanted, Grid::fitted(&wanted), coarse));
        let (kept, memory) = parted.unwrap_or_default();
        let mut map = Map::new(&wanted, memory, revision);
        if let Some(kept) = kept {
            map.grid.keep(kept);
        }
        if let Some(spacing) = coarse {
            map.begin(spacing, self.board.hire(), revision);
        }
        if map.is_busy() {
            let job = Job {
                size: map.grid.size(),
                tiling,
                spacing: coarse.map_or(COARSEST, |spacing| spacing / 2),
                is_first: coarse.is_none(),
                next: 0,
                generation: revision,
                wanted,
            };
            if coarse.is_none() {
                map.grid.begin(COARSEST);
            }
            self.board.post(slot, job);
            let engage = || self.workers.engage(Rank::Screen, self.board.clone());
            self.engagement.get_or_insert_with(engage).call();
        }
        self.slots[slot as usize] = Some(map);
    }

    /// Takes in what is ready of a map, about so many pixels of it.
    fn take_in(&mut self, slot: Slot, most: usize) {
        let Some(map) = &mut self.slots[slot as usize] else {
            return;
        };
        let parts = self.board.take(slot, most);
        if parts.is_empty() {
            return;
        }
        for part in parts {
            map.revision = fresh();
            match part.outcomes {
                Ok(outcomes) => {
                    map.grid
                        .take(part.spacing, &part.places, &outcomes, map.revision);
                }
                Err(reason) => map.blame(&reason),
            }
        }
        if map.fault().is_some() {
            self.board.cancel(slot);
        }
        // There is room again.
        if let Some(engagement) = &self.engagement {
            engagement.call();
        }
    }
}

/// What is said of a panic.
fn broken(what: &str, reason: &str) -> String {
    let reason = reason.lines().next().unwrap_or_default();
    let reason = reason.trim_end_matches('.');
    format!(
        "The {what} was stopped by an error in the program itself ({reason}): choose another run or change a number."
    )
}

/// A number above all that were given out before: of a revision, or of a generation.
fn fresh() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
