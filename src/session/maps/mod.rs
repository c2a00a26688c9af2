//! Maps of the scene: what becomes of every start, or of every setting of two parameters, for the part that is shown.
//!
//! A map remembers what it was asked for. When that changes, a coarse map is there at once, in the same refresh: as fine
//! as a cost allows that is counted, not timed. Where even the coarsest is too dear, what was seen before stays, and says
//! that it is stale. From then on the `crew` refines it beside the caller, who takes in at each refresh what is ready.
//! What is there is exact wherever it was worked out. Memory is bounded by [`MOST_PIXELS`] and [`Maps::MOST_BYTES`].

mod basin;
mod cost;
mod crew;
mod grid;
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
mod crew_tests;
#[cfg(test)]
mod tests;

pub use basin::{Basin, basins};
pub use crew::{Waker, cores};
pub use grid::Grid;
pub use limit::Coarser;
pub use lines::{Lines, OrbitView, Ordinate};
pub use map::Map;
pub use place::Place;
pub use places::Places;
pub use survey::{MOST_SURVEYED, survey, survey_line};
pub use sweep::{Form, Shade, Sweep, usual_axis};

use crate::core::map::{Axis, Cell, Outcome, Plan};
use crew::{Crew, Hand, Hire, Job, MOST_WAITING, mappers};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tiles::{COARSEST, Tiling};

/// The most pixels that a map has; a larger place is shown with pixels of more than one point.
pub const MOST_PIXELS: usize = 1 << 20;

/// What the coarse picture costs at most, in about a nanosecond: a part of a frame.
const COARSE_COST: u64 = 4_000_000;
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

/// The maps of a scene, and the crew that works on them. The threads start when there is work for them; they stop when
/// all maps are forgotten, and are waited for when this is dropped.
pub struct Maps {
    slots: [Option<Map>; 3],
    crew: Option<Crew>,
    threads: usize,
    hire: Hire,
    waker: Option<Waker>,
    /// What the coarse picture of a map may cost.
    coarse_cost: u64,
    /// What a whole map may cost before it has fewer pixels, and which one has.
    most_cost: Option<u64>,
    coarser: Option<Coarser>,
}

impl Default for Maps {
    /// Leaves a core to whoever draws.
    fn default() -> Self {
        Self::with_threads((cores() - 1).max(1))
    }
}

impl Maps {
    /// The most bytes that all maps take together, with one that is being replaced, and with what waits to be taken in.
    pub const MOST_BYTES: usize = (Slot::ALL.len() + 1) * Grid::MOST_BYTES
        + 2 * MOST_WAITING * (size_of::<Outcome>() + size_of::<u32>());

    /// Worked on by so many threads beside the caller's.
    pub fn with_threads(threads: usize) -> Self {
        Self {
            slots: [None, None, None],
            crew: None,
            threads,
            hire: mappers(),
            coarse_cost: COARSE_COST,
            most_cost: None,
            coarser: None,
            waker: None,
        }
    }

    /// Calls this, from any thread, when there is something for a refresh to take in.
    pub fn set_waker(&mut self, waker: Waker) {
        if let Some(crew) = &self.crew {
            crew.set_waker(Some(waker.clone()));
        }
        self.waker = Some(waker);
    }

    /// Whether there is somebody to call.
    pub fn has_waker(&self) -> bool {
        self.waker.is_some()
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
        let is_called = |crew: &Crew| crew.has_threads() && !crew.has_pieces();
        let is_called = self.has_waker() && self.crew.as_ref().is_none_or(is_called);
        self.is_busy() && !is_called
    }

    /// Forgets a map and stops the work on it; when there is no other, lets the threads go.
    pub fn forget(&mut self, slot: Slot) {
        if self.slots[slot as usize].take().is_none() {
            return;
        }
        if let Some(crew) = &self.crew {
            crew.cancel(slot);
        }
        if self.slots.iter().all(Option::is_none)
            && let Some(crew) = self.crew.take()
        {
            crew.dismiss();
        }
    }

    /// Brings a map up to date: coarse at once where it is another one than before, and with what the threads have worked
    /// out by now.
    pub fn refresh(&mut self, slot: Slot, wanted: Wanted) {
        let is_same = |map: &Map| map.wanted.is_same(&wanted);
        if !self.get(slot).is_some_and(is_same) {
            self.start(slot, wanted);
        }
        if let Some(crew) = &self.crew
            && !crew.has_threads()
        {
            crew.help(&mut Hand::default());
        }
        self.take_in(slot, TAKEN_AT_ONCE);
    }

    /// Works out all that was asked for, on all cores.
    pub fn finish(&mut self) {
        self.finish_while(&mut || true);
    }

    /// The same as long as it shall go on; answers whether it has come to the end.
    pub fn finish_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> bool {
        let mut hand = Hand::default();
        while self.is_busy() {
            if !go_on() {
                return false;
            }
            let crew = self.crew.as_ref();
            if !crew.is_some_and(|crew| crew.help(&mut hand) || crew.wait()) {
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
        if let Some(crew) = &self.crew {
            crew.cancel(slot);
        }
        let tiling = Tiling::new(&wanted, Grid::fitted(&wanted));
        let coarse = tiling.affordable(cost::of_pixel(&wanted.plan), self.coarse_cost);
        let mut map = match (coarse, old) {
            (Some(spacing), old) => {
                let mut map = Map::new(&wanted, old.map(|map| map.grid), revision);
                map.begin(spacing, &self.hire, revision);
                map
            }
            (None, Some(old)) if wanted.resembles(&old.wanted) => {
                let mut map = Map::new(&wanted, None, revision);
                map.grid.resemble(&old.grid);
                map
            }
            (None, _) => Map::new(&wanted, None, revision),
        };
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
            let crew = self.crew.get_or_insert_with(|| {
                Crew::new(self.threads, self.hire.clone(), self.waker.clone())
            });
            crew.post(slot, job);
        }
        self.slots[slot as usize] = Some(map);
    }

    /// Takes in what is ready of a map, about so many pixels of it.
    fn take_in(&mut self, slot: Slot, most: usize) {
        let (Some(crew), Some(map)) = (&self.crew, &mut self.slots[slot as usize]) else {
            return;
        };
        for piece in crew.take(slot, most) {
            map.revision = fresh();
            match piece.outcomes {
                Ok(outcomes) => {
                    map.grid
                        .take(piece.spacing, &piece.places, &outcomes, map.revision);
                }
                Err(reason) => map.blame(&reason),
            }
        }
        if map.fault().is_some() {
            crew.cancel(slot);
        }
    }
}

/// A number above all that were given out before: of a revision, or of a generation.
fn fresh() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}
