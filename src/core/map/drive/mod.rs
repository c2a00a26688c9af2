//! A few packs driven through all their steps.
//!
//! Where surface and rule are compiled together they [`ride`], one pack after the other; else they [`walk`] in step.
//! The order of a step is that of [`Pipeline`](crate::core::pipeline::Pipeline): gradient → noise → clip → optimizer, whose
//! rate comes from the schedule. What a run does not have (noise, a clip, a schedule that changes) costs nothing.

mod ride;
mod walk;

use super::keep::{Distance, Keep};
use super::lanes::{Seat, Woven, number, pack_of};
use super::outcome::stride;
use super::recur::{LOOKED_AT, Tail};
use super::sentry::{Known, Rows, Sentry};
use super::{Cell, Part};
use crate::core::clip::{self, ClipKernel};
use crate::core::convoy::{Frame, OptimizerConvoy, SurfaceConvoy};
use crate::core::dispatch::Level;
use crate::core::lane::{Lane, PACK_WIDTH, Pack};
use crate::core::optim;
use crate::core::params::{Source, leading_real};
use crate::core::pipeline::Request;
use crate::core::schedule::{self, Rates, ScheduleKernel};
use crate::core::surface;
use crate::core::vec2::Vec2;

/// How many packs go in step: enough that one computes while another waits.
pub(super) const PACKS: usize = 4;
/// How many steps are taken before they are looked at: they stay in the nearest cache.
const ROWS: usize = 8;
/// How many blocks of steps are taken between two looks at whether to go on.
const BLOCKS_BETWEEN_LOOKS: u64 = 8;

/// What is to be known of the runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look<'a> {
    /// What nearly all endings follow from.
    Quick,
    /// Since when the gradient is under the tolerance, and the whole tail that cycles are told from.
    Again,
    /// Since when each run is at a value of its own.
    Above(&'a [f64]),
}

impl Look<'_> {
    /// How many of the last positions are kept.
    const fn tail(self) -> usize {
        match self {
            Self::Quick | Self::Above(_) => LOOKED_AT,
            Self::Again => 3 * LOOKED_AT,
        }
    }
}

/// The machinery of a few packs.
pub(super) struct Drive {
    request: Request,
    seats: [Option<Seat>; 2],
    level: Level,
    retires: bool,
    rates_wanted: bool,
    surface: Option<Box<dyn SurfaceConvoy>>,
    optimizer: Option<Box<dyn OptimizerConvoy>>,
    /// None where the rate is constant.
    schedules: Vec<Box<dyn ScheduleKernel<Pack>>>,
    /// None where nothing is clipped.
    clips: Vec<Box<dyn ClipKernel<Pack>>>,
    bases: Vec<Pack>,
    rates: Vec<Rates<Pack>>,
    /// A block of steps and the position after it: frames of all packs, row by row.
    rows: Vec<Frame>,
    /// What the packs step along where that is not their gradient.
    along: Vec<Frame>,
    /// Which pack stands in a slot, and which slots still go.
    order: [usize; PACKS],
    /// Lowest value of each lane's surface.
    pub(super) lowest: Vec<Option<f64>>,
    pub(super) sentries: Vec<Sentry>,
    known: Option<Known>,
    /// Where each pack stood last.
    pub(super) ends: Vec<Frame>,
    /// Distances to the minimum, for the measured rate, of each pack.
    pub(super) distances: Vec<Vec<Pack>>,
    /// The last positions of each pack, one pack after the other.
    tails: Vec<Vec2<Pack>>,
    /// How many positions are kept of each.
    kept: usize,
    /// Whether the packs ride: surface and rule are compiled together, and there is nothing else in a step.
    rides: bool,
    slate: ride::Slate,
}

impl Drive {
    /// For runs that differ from a request only in what stands in the seats.
    pub(super) fn new(request: Request, seats: [Option<Seat>; 2], level: Level) -> Self {
        Self {
            request,
            seats,
            level,
            retires: true,
            rates_wanted: false,
            surface: None,
            optimizer: None,
            schedules: Vec::new(),
            clips: Vec::new(),
            bases: Vec::new(),
            rates: Vec::new(),
            rows: vec![Frame::nothing(); (ROWS + 1) * PACKS],
            along: vec![Frame::nothing(); PACKS],
            order: std::array::from_fn(|slot| slot),
            lowest: Vec::new(),
            sentries: Vec::new(),
            known: None,
            ends: Vec::new(),
            distances: vec![Vec::new(); PACKS],
            tails: Vec::new(),
            kept: 0,
            rides: false,
            slate: ride::Slate::new(),
        }
    }

    /// With what else is wanted: that packs which are over stop, and that the measured rate can be told.
    pub(super) fn with(mut self, retires: bool, rates: bool) -> Self {
        (self.retires, self.rates_wanted) = (retires, rates);
        self
    }

    /// What the runs have in common.
    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// Whether a setting has numbers that differ from lane to lane.
    fn varies(&self, part: Part) -> bool {
        let is_there = |seat: &Seat| matches!(seat, Seat::Real { part: of, .. } if *of == part);
        self.seats.iter().flatten().any(is_there)
    }

    /// Puts pixels into the packs, up to sixteen for each of [`PACKS`].
    pub(super) fn load(&mut self, cells: &[Cell], look: Look) {
        self.build(cells);
        self.find_lowest(cells);
        let packs = cells.len().div_ceil(PACK_WIDTH).min(PACKS);
        self.order = std::array::from_fn(|slot| slot);
        self.sentries.clear();
        self.ends.clear();
        self.kept = look.tail().min(self.request.steps as usize + 1);
        self.tails.resize(self.kept * PACKS, Vec2::zero());
        for pack in 0..packs {
            let start = self.start(pack_of(cells, pack));
            self.rows[pack].at = start;
            if let Some(optimizer) = &mut self.optimizer {
                optimizer.pack(pack).reset(&start);
            }
            let lowest = |lane: usize| match look {
                Look::Quick => self.lowest[pack * PACK_WIDTH + lane],
                Look::Again => None,
                Look::Above(values) => {
                    let run = pack * PACK_WIDTH + lane;
                    values.get(run).or(values.last()).copied()
                }
            };
            let sentry = Sentry::new(lowest, self.request.tolerance, &mut self.known);
            self.sentries.push(sentry);
            self.ends.push(Frame::nothing());
            self.distances[pack].clear();
        }
        for schedule in &mut self.schedules {
            schedule.reset();
        }
        self.clips.iter_mut().for_each(|clip| clip.reset());
    }

    fn start(&self, cells: &[Cell]) -> Vec2<Pack> {
        let mut start = Vec2::lift(self.request.start);
        for (axis, seat) in self.seats.iter().enumerate() {
            match seat {
                Some(Seat::StartX) => start.x = number(cells, axis),
                Some(Seat::StartY) => start.y = number(cells, axis),
                _ => {}
            }
        }
        start
    }

    /// Builds what is not there yet or has numbers of its own in each lane.
    fn build(&mut self, cells: &[Cell]) {
        let packs = cells.len().div_ceil(PACK_WIDTH);
        let woven = |part: Part, count: usize| -> Vec<Woven> {
            (0..count)
                .map(|pack| Woven::new(part, &self.request, &self.seats, pack_of(cells, pack)))
                .collect()
        };
        let varies = Part::ALL.map(|part| (part, self.varies(part)));
        let varies = |part: Part| varies.contains(&(part, true));
        let count = |part: Part| if varies(part) { packs } else { PACKS };
        let is_first = self.surface.is_none();
        let is_due = |part: Part| is_first || varies(part);
        if is_due(Part::Surface) {
            let woven = woven(Part::Surface, count(Part::Surface));
            let sources: Vec<&dyn Source<Pack>> = woven.iter().map(|w| w as _).collect();
            match &mut self.surface {
                Some(surface) => surface.refill(&sources),
                none => *none = Some(surface::entry_of(&self.request.surface).convoy(&sources)),
            }
        }
        if is_due(Part::Optimizer) {
            let woven = woven(Part::Optimizer, count(Part::Optimizer));
            let sources: Vec<&dyn Source<Pack>> = woven.iter().map(|w| w as _).collect();
            let base = |source: &&dyn Source<Pack>| {
                leading_real(&self.request.optimizer, *source, "lr").unwrap_or(Pack::splat(1.0))
            };
            self.bases.clear();
            self.bases.extend(sources.iter().map(base));
            self.rates.clear();
            self.rates
                .extend(self.bases.iter().map(|base| Rates::of(*base)));
            match &mut self.optimizer {
                Some(optimizer) => optimizer.refill(&sources),
                none => {
                    let build = optim::entry_of(&self.request.optimizer).convoy();
                    *none = build.map(|build| build(&sources));
                }
            }
        }
        if is_due(Part::Schedule) && self.request.schedule.id() != "constant" {
            let entry = schedule::entry_of(&self.request.schedule);
            let woven = woven(Part::Schedule, count(Part::Schedule));
            self.schedules = woven.iter().map(|source| entry.pack(source)).collect();
        }
        if is_due(Part::Clip) && self.request.clip.id() != "none" {
            let entry = clip::entry_of(&self.request.clip);
            let woven = woven(Part::Clip, count(Part::Clip));
            self.clips = woven.iter().map(|source| entry.pack(source)).collect();
        }
    }

    /// Finds out the lowest value of each lane's surface.
    fn find_lowest(&mut self, cells: &[Cell]) {
        let lanes = PACKS * PACK_WIDTH;
        if !self.varies(Part::Surface) {
            if self.lowest.is_empty() {
                let lowest = surface::landmarks(&self.request.surface).lowest;
                self.lowest = vec![lowest; lanes];
            }
            return;
        }
        self.lowest.clear();
        let mut config = self.request.surface.clone();
        let mut before: Option<(Cell, Option<f64>)> = None;
        for lane in 0..lanes {
            let cell = cells[lane.min(cells.len() - 1)];
            let mut is_same = before.is_some();
            for (axis, seat) in self.seats.iter().enumerate() {
                if let Some(Seat::Real { part, index, .. }) = seat
                    && *part == Part::Surface
                {
                    is_same &= before.is_some_and(|(old, _)| old[axis] == cell[axis]);
                    config.put_real(*index, cell[axis]);
                }
            }
            let lowest = match before {
                Some((_, lowest)) if is_same => lowest,
                _ => surface::landmarks(&config).lowest,
            };
            before = Some((cell, lowest));
            self.lowest.push(lowest);
        }
    }

    /// Drives the packs that were loaded through all their steps. False if `halt` said so.
    pub(super) fn run(&mut self, halt: &dyn Fn() -> bool) -> bool {
        self.rides = self.can_ride();
        if self.rides {
            (0..self.sentries.len()).all(|pack| self.ride_through(pack, halt))
        } else {
            self.walk_through(halt)
        }
    }

    /// The first step of the tail.
    fn from(&self) -> u64 {
        self.request.steps + 1 - self.kept as u64
    }

    /// Takes in a block of steps: what it says of the endings, the tail, and the distances.
    fn take_in(&mut self, rows: Rows, pack: usize) {
        let steps = self.request.steps;
        self.sentries[pack].see(self.level, rows);
        let (from, next) = (self.from(), rows.first + rows.count as u64);
        if !self.rides && next > from {
            let tail = &mut self.tails[pack * self.kept..][..self.kept];
            self.level.run(Keep { rows, from, tail });
        }
        if self.rates_wanted {
            let stride = stride(steps);
            for (step, frame) in (rows.first..).zip(rows.frames()) {
                if step.is_multiple_of(stride) {
                    let distance = self.distance(pack, frame);
                    self.distances[pack].push(distance);
                }
            }
        }
        if next > steps {
            self.ends[pack] = *rows.last();
        }
    }

    /// What stands for the distance of a pack's runs to the minimum.
    fn distance(&self, pack: usize, frame: &Frame) -> Pack {
        let lowest = &self.lowest[pack * PACK_WIDTH..][..PACK_WIDTH];
        self.level.run(Distance { frame, lowest })
    }

    /// The last positions of a pack.
    pub(super) fn tail(&self, pack: usize) -> Tail<'_> {
        Tail {
            positions: &self.tails[pack * self.kept..][..self.kept],
            step: self.request.steps,
        }
    }
}
