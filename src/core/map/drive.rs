//! A few packs driven through all their steps, in step with each other.
//!
//! The order of a step is that of [`Pipeline`](crate::core::pipeline::Pipeline): gradient → noise → clip → optimizer, whose
//! rate comes from the schedule. What a run does not have (noise, a clip, a schedule that changes) costs nothing.

use super::keep::{Distance, Keep};
use super::lanes::{Seat, Woven, number, pack_of};
use super::outcome::stride;
use super::recur::{LOOKED_AT, Tail};
use super::sentry::{Known, Measure, Rows, Sentry};
use super::{Cell, Part};
use crate::core::clip::{self, ClipKernel, Place};
use crate::core::convoy::{Frame, OptimizerConvoy, Stride, SurfaceConvoy};
use crate::core::dispatch::Level;
use crate::core::lane::{Lane, PACK_WIDTH, Pack};
use crate::core::noise::NoiseSource;
use crate::core::optim::{self, Step};
use crate::core::params::{Source, leading_real};
use crate::core::pipeline::Request;
use crate::core::schedule::{self, Clock, Rates, ScheduleKernel};
use crate::core::surface;
use crate::core::vec2::{Vec2, vec2};

/// How many packs go in step: enough that one computes while another waits.
pub(super) const PACKS: usize = 4;
/// How many steps are taken before they are looked at: they stay in the nearest cache.
const ROWS: usize = 8;
/// How many blocks of steps are taken between two looks at whether to go on.
const BLOCKS_BETWEEN_LOOKS: u64 = 8;

/// What is to be known of the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// What nearly all endings follow from.
    Quick,
    /// Since when the gradient is under the tolerance, and the whole tail that cycles are told from.
    Again,
}

impl Look {
    /// How many of the last positions are kept.
    const fn tail(self) -> usize {
        match self {
            Self::Quick => LOOKED_AT,
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
    pub(super) look: Look,
    /// Lowest value of each lane's surface.
    pub(super) lowest: Vec<Option<f64>>,
    pub(super) sentries: Vec<Sentry>,
    known: Option<Known>,
    /// Where each pack stood last.
    pub(super) ends: Vec<Frame>,
    /// Distances to the minimum, for the measured rate, of each pack.
    pub(super) distances: Vec<Vec<Pack>>,
    tails: Vec<Vec2<Pack>>,
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
            look: Look::Quick,
            lowest: Vec::new(),
            sentries: Vec::new(),
            known: None,
            ends: Vec::new(),
            distances: vec![Vec::new(); PACKS],
            tails: Vec::new(),
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
        self.look = look;
        self.build(cells);
        self.find_lowest(cells);
        let packs = cells.len().div_ceil(PACK_WIDTH).min(PACKS);
        self.order = std::array::from_fn(|slot| slot);
        self.sentries.clear();
        self.ends.clear();
        self.tails.resize(look.tail() * PACKS, Vec2::zero());
        for pack in 0..packs {
            let start = self.start(pack_of(cells, pack));
            self.rows[pack].at = start;
            if let Some(optimizer) = &mut self.optimizer {
                optimizer.pack(pack).reset(&start);
            }
            let lowest = |lane: usize| match look {
                Look::Quick => self.lowest[pack * PACK_WIDTH + lane],
                Look::Again => None,
            };
            let measure = Measure::new(lowest, self.request.tolerance, &mut self.known);
            self.sentries.push(Sentry::new(measure));
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
        let steps = self.request.steps;
        let mut noise = NoiseSource::new(self.request.noise);
        let mut active = self.sentries.len();
        let mut first = 0;
        let mut block = 0;
        while first <= steps && active > 0 {
            if block % BLOCKS_BETWEEN_LOOKS == 0 && halt() {
                return false;
            }
            block += 1;
            let count = (steps - first + 1).min(ROWS as u64) as usize;
            for row in 0..count {
                self.look_around(row, active);
                let index = first + row as u64;
                if index < steps {
                    self.step(index, row, active, noise.draw());
                }
            }
            self.take_in(first, count, active);
            for slot in 0..active {
                self.rows[slot].at = self.rows[ROWS * PACKS + slot].at;
            }
            first += count as u64;
            if self.retires && first <= steps {
                active = self.retire(active);
            }
        }
        true
    }

    #[inline]
    fn look_around(&mut self, row: usize, active: usize) {
        let frames = &mut self.rows[row * PACKS..row * PACKS + active];
        if let Some(surface) = &self.surface {
            surface.look(self.level, frames);
        }
    }

    /// Takes step `index` from a row to the next.
    fn step(&mut self, index: u64, row: usize, active: usize, drawn: Vec2) {
        self.find_rates(index, row, active);
        let place = self.request.place;
        let (before, after) = self.rows.split_at_mut((row + 1) * PACKS);
        let now = &before[row * PACKS..row * PACKS + active];
        let next = &mut after[..active];
        let Some(optimizer) = &mut self.optimizer else {
            return;
        };
        let is_calm = drawn == vec2(0.0, 0.0);
        let clips_gradient = !self.clips.is_empty() && place == Place::Gradient;
        let mut along = now;
        if !is_calm || clips_gradient {
            for (slot, (frame, along)) in now.iter().zip(&mut self.along).enumerate() {
                along.gradient = self.request.noise.disturb(frame.gradient, drawn);
                if clips_gradient {
                    self.clips[slot].apply(&frame.at, &mut along.gradient);
                }
            }
            along = &self.along[..active];
        }
        if place == Place::Momentum && !self.clips.is_empty() {
            for slot in 0..active {
                let step = Step {
                    index,
                    rate: self.rates[slot].rate,
                    momentum: self.rates[slot].momentum,
                    loss: now[slot].loss,
                };
                let (kernel, at) = (optimizer.pack(slot), now[slot].at);
                let mut vector = along[slot].gradient;
                kernel.direction(&step, &at, &mut vector, None);
                self.clips[slot].apply(&at, &mut vector);
                next[slot].at = at;
                kernel.finish(&step, &mut next[slot].at, &vector, None);
            }
            return;
        }
        let mut stride = Stride {
            index,
            rates: &self.rates,
            now,
            along,
            next: &mut *next,
        };
        optimizer.step(self.level, &mut stride);
        if place == Place::Update {
            for (slot, (now, next)) in now.iter().zip(next).enumerate() {
                let mut moved = next.at - now.at;
                if let Some(clip) = self.clips.get_mut(slot) {
                    clip.apply(&now.at, &mut moved);
                }
                next.at = now.at + moved;
            }
        }
    }

    /// Asks the schedules for the rates of a step.
    fn find_rates(&mut self, index: u64, row: usize, active: usize) {
        let before = if row == 0 { ROWS } else { row } - 1;
        for (slot, schedule) in self.schedules.iter_mut().enumerate().take(active) {
            let loss = self.rows[before * PACKS + slot].loss;
            self.rates[slot] = schedule.rates(&Clock {
                index,
                horizon: self.request.steps,
                base: self.bases[slot],
                previous_loss: (index > 0).then_some(loss),
            });
        }
    }

    /// Takes in a block of steps: what it says of the endings, the tail, and the distances.
    fn take_in(&mut self, first: u64, count: usize, active: usize) {
        let (steps, tail) = (self.request.steps, self.look.tail());
        let frames = &self.rows[..count * PACKS];
        for slot in 0..active {
            let pack = self.order[slot];
            let rows = Rows {
                frames,
                width: PACKS,
                slot,
                first,
                count,
            };
            self.sentries[pack].see(self.level, rows);
            if first + (count + tail) as u64 > steps {
                let tails = &mut self.tails[..];
                let from = (steps + 1).saturating_sub(tail as u64);
                self.level.run(Keep {
                    rows,
                    from,
                    tails,
                    width: PACKS,
                    pack,
                });
            }
            if self.rates_wanted {
                let stride = stride(steps);
                let lowest = &self.lowest[pack * PACK_WIDTH..][..PACK_WIDTH];
                for (step, frame) in (first..).zip(rows.frames()) {
                    if step.is_multiple_of(stride) {
                        let distance = self.level.run(Distance { frame, lowest });
                        self.distances[pack].push(distance);
                    }
                }
            }
            if first + count as u64 > steps {
                self.ends[pack] = *rows.last();
            }
        }
    }

    /// Takes packs out whose runs are all over; how many go on.
    fn retire(&mut self, mut active: usize) -> usize {
        let mut slot = 0;
        while slot < active {
            if !self.sentries[self.order[slot]].is_over() {
                slot += 1;
                continue;
            }
            active -= 1;
            self.order.swap(slot, active);
            self.rows
                .chunks_exact_mut(PACKS)
                .for_each(|row| row.swap(slot, active));
            self.rates.swap(slot, active);
            self.bases.swap(slot, active);
            if let (Some(surface), Some(optimizer)) = (&mut self.surface, &mut self.optimizer) {
                surface.swap(slot, active);
                optimizer.swap(slot, active);
            }
            if !self.schedules.is_empty() {
                self.schedules.swap(slot, active);
            }
            if !self.clips.is_empty() {
                self.clips.swap(slot, active);
            }
        }
        active
    }

    /// The last positions of a pack.
    pub(super) fn tail(&self, pack: usize) -> Tail<'_> {
        Tail {
            positions: &self.tails,
            width: PACKS,
            pack,
            step: self.request.steps,
        }
    }
}
