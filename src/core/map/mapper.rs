//! Many pixels side by side: sixteen runs to a pack, each with its own start and parameters.
//!
//! Methods that look around before they step, and pixels that differ in two numbers which a pack cannot vary, are taken
//! one by one, at the speed of single runs.

use super::drive::{Drive, Look, PACKS};
use super::lanes::Seat;
use super::outcome::{measured_rate, stride};
use super::recur::Recur;
use super::{Cell, Knob, Outcome, Plan};
use crate::core::dispatch::Level;
use crate::core::ending::{cycling, has_left, level};
use crate::core::ground::Ground;
use crate::core::lane::{PACK_WIDTH, Pack};
use crate::core::optim;
use crate::core::pipeline::Request;
use crate::core::simulate::Simulation;
use crate::core::surface;
use crate::core::trajectory::{Cause, Ending, Trajectory};
use crate::core::vec2::{Vec2, vec2};

/// How many steps a single run takes between two looks at whether to go on.
const STEPS_BETWEEN_LOOKS: u64 = 1024;

/// Works out pixels of one plan. Its memory is kept from call to call.
pub struct Mapper {
    plan: Plan,
    level: Level,
    retires: bool,
    seats: [Option<Seat>; 2],
    /// The packs, and the number in which all of theirs are alike.
    drive: Option<(u64, Drive)>,
    /// The surface, where it is asked since when runs rest; it is the same for all pixels then.
    ground: Option<Ground>,
    memory: Trajectory,
}

/// A pixel to be worked out: where its outcome goes, and its numbers.
#[derive(Clone, Copy)]
struct Pixel {
    place: usize,
    cell: Cell,
    /// The number that a pack cannot vary, as bits.
    common: u64,
}

impl Mapper {
    /// For the pixels of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self::at(plan, Level::widest(), true)
    }

    /// For the pixels of a plan, in registers of some width, with or without stopping packs of which every run is over.
    /// The outcomes are the same.
    pub fn at(plan: &Plan, level: Level, retires: bool) -> Self {
        let seat = |knob: &Knob| Seat::of(knob, &plan.base);
        Self {
            seats: [Some(seat(&plan.across)), plan.up.as_ref().map(seat)],
            plan: plan.clone(),
            level,
            retires,
            drive: None,
            ground: (plan.extras().settled).then(|| Ground::new(&plan.base.surface)),
            memory: Trajectory::default(),
        }
    }

    /// Whether its pixels are simulated sixteen at a time; else they take as long as single runs.
    pub fn is_packed(plan: &Plan) -> bool {
        let lanes = |knob: &Knob| knob.has_lanes(&plan.base);
        let rules = optim::entry_of(&plan.base.optimizer).search().is_none();
        rules && (lanes(&plan.across) || plan.up.as_ref().is_some_and(lanes))
    }

    /// What becomes of these pixels, in their order, appended to `out`. False, and nothing appended, if `halt` said so
    /// while it was under way.
    pub fn run(&mut self, cells: &[Cell], halt: &dyn Fn() -> bool, out: &mut Vec<Outcome>) -> bool {
        let first = out.len();
        out.resize(first + cells.len(), Outcome::NONE);
        let outcomes = &mut out[first..];
        let is_done = if Self::is_packed(&self.plan) {
            self.packs(cells, halt, outcomes)
        } else {
            self.singles(cells, halt, outcomes)
        };
        if !is_done {
            out.truncate(first);
        }
        is_done
    }

    /// One after the other.
    fn singles(&mut self, cells: &[Cell], halt: &dyn Fn() -> bool, out: &mut [Outcome]) -> bool {
        let extras = self.plan.extras();
        for (cell, out) in cells.iter().zip(out) {
            let Some(request) = self.plan.request(*cell) else {
                continue;
            };
            let mut run = Simulation::reuse(request, std::mem::take(&mut self.memory));
            while !run.is_done() {
                if halt() {
                    return false;
                }
                run.advance(STEPS_BETWEEN_LOOKS);
            }
            let ending = run.ending().unwrap_or(Ending::Budget);
            *out = Outcome::of(run.request(), run.trajectory(), ending, extras);
            self.memory = run.into_trajectory();
        }
        true
    }

    /// Sixteen at a time, of those that differ only in what a pack can vary.
    fn packs(&mut self, cells: &[Cell], halt: &dyn Fn() -> bool, out: &mut [Outcome]) -> bool {
        let mut pixels = self.pixels(cells);
        if self.common().is_some() {
            pixels.sort_by_key(|pixel| pixel.common);
        }
        for alike in pixels.chunk_by(|a, b| a.common == b.common) {
            let Some(mut drive) = self.drive_for(&alike[0]) else {
                continue;
            };
            let is_done = self.group(&mut drive, alike, halt, out);
            self.drive = Some((alike[0].common, drive));
            if !is_done {
                return false;
            }
        }
        true
    }

    /// The number on an axis that a pack cannot vary, and its axis.
    fn common(&self) -> Option<(usize, &Knob)> {
        let knobs = [Some(&self.plan.across), self.plan.up.as_ref()];
        let mut seats = self.seats.iter().zip(knobs).enumerate();
        seats.find_map(|(axis, (seat, knob))| {
            let knob = knob.filter(|_| *seat == Some(Seat::Common))?;
            Some((axis, knob))
        })
    }

    /// The pixels that are runs.
    fn pixels(&self, cells: &[Cell]) -> Vec<Pixel> {
        let common = self.common();
        let mut scratch = common.map(|_| self.plan.base.clone());
        let [across, up] = self.seats;
        let allows = |seat: &Option<Seat>, x| seat.is_none_or(|seat| seat.allows(x));
        let mut pixels = Vec::with_capacity(cells.len());
        for (place, cell) in cells.iter().enumerate() {
            if !allows(&across, cell[0]) || !allows(&up, cell[1]) {
                continue;
            }
            let common = match (common, &mut scratch) {
                (Some((axis, knob)), Some(scratch)) => {
                    let number = knob
                        .put(scratch, cell[axis])
                        .and_then(|()| knob.get(scratch));
                    let Some(number) = number else {
                        continue;
                    };
                    number.to_bits()
                }
                _ => 0,
            };
            pixels.push(Pixel {
                place,
                cell: *cell,
                common,
            });
        }
        pixels
    }

    /// The machinery for pixels that are alike in what a pack cannot vary.
    fn drive_for(&mut self, pixel: &Pixel) -> Option<Drive> {
        if let Some((common, drive)) = self.drive.take()
            && common == pixel.common
        {
            return Some(drive);
        }
        let mut request = self.plan.base.clone();
        if let Some((axis, knob)) = self.common() {
            knob.put(&mut request, pixel.cell[axis])?;
        }
        let drive = Drive::new(request, self.seats, self.level);
        Some(drive.with(self.retires, self.plan.rates))
    }

    fn group(
        &self,
        drive: &mut Drive,
        pixels: &[Pixel],
        halt: &dyn Fn() -> bool,
        out: &mut [Outcome],
    ) -> bool {
        let mut open: Vec<Pixel> = Vec::new();
        let quick = |_: &[Pixel]| Look::Quick;
        let again = |_: &[Pixel]| Look::Again;
        let is_done = drive_all(drive, pixels, quick, halt, |drive, some| {
            for (pack, some) in some.chunks(PACK_WIDTH).enumerate() {
                self.settle(drive, pack, some, out, &mut open);
            }
        });
        let is_done = is_done
            && drive_all(drive, &open, again, halt, |drive, some| {
                for (i, pixel) in some.iter().enumerate() {
                    let ending = self.ending_again(drive, i / PACK_WIDTH, i % PACK_WIDTH, pixel);
                    out[pixel.place].ending = Some(ending);
                }
            });
        is_done && self.find_settled(drive, pixels, halt, out)
    }

    /// Finds out since when those rest that do so above the lowest value: they go once more, compared with the minimum that
    /// they came to.
    fn find_settled(
        &self,
        drive: &mut Drive,
        pixels: &[Pixel],
        halt: &dyn Fn() -> bool,
        out: &mut [Outcome],
    ) -> bool {
        let Some(ground) = &self.ground else {
            return true;
        };
        let tolerance = drive.request().tolerance;
        let lowest = drive.lowest.first().copied().flatten();
        let depth = |pixel: &Pixel| {
            let outcome = &out[pixel.place];
            let may_be = outcome.may_be_above(lowest);
            may_be.then(|| ground.rests(outcome.at, outcome.loss, tolerance))?
        };
        let (resting, depths): (Vec<Pixel>, Vec<f64>) = pixels
            .iter()
            .filter_map(|pixel| Some((*pixel, depth(pixel)?)))
            .unzip();
        let mut next = 0;
        let above = |some: &[Pixel]| {
            next += some.len();
            Look::Above(&depths[next - some.len()..next])
        };
        drive_all(drive, &resting, above, halt, |drive, some| {
            for (i, pixel) in some.iter().enumerate() {
                let sentry = &drive.sentries[i / PACK_WIDTH];
                let since = sentry.under_since(i % PACK_WIDTH, drive.request().steps);
                out[pixel.place].settled = since.map_or(Outcome::NEVER, |step| step as u32);
            }
        })
    }

    /// Writes down what became of the runs of a pack; those that must be looked at again are put into `open`.
    fn settle(
        &self,
        drive: &Drive,
        pack: usize,
        pixels: &[Pixel],
        out: &mut [Outcome],
        open: &mut Vec<Pixel>,
    ) {
        let mut repeats = None;
        for (lane, pixel) in pixels.iter().enumerate() {
            let out = &mut out[pixel.place];
            let sentry = &drive.sentries[pack];
            let (mut until, mut reached) = (drive.request().steps, sentry.reached(lane));
            if let Some(broken) = sentry.broken(lane) {
                (until, reached) = (broken.step, broken.reached);
                (out.loss, out.at) = (broken.loss, broken.at);
                out.ending = Some(Ending::Diverged {
                    at: broken.step,
                    cause: broken.cause,
                });
            } else {
                let end = &drive.ends[pack];
                (out.loss, out.at) = (end.loss.0[lane], place(&end.at, lane));
                if let Some(ending) = self.ending(drive, pack, lane, pixel) {
                    out.ending = Some(ending);
                } else {
                    let tail = drive.tail(pack);
                    let repeats = repeats.get_or_insert_with(|| self.level.run(Recur(tail)));
                    out.ending = Some(Ending::Budget);
                    if self.may_rest(drive, pack, lane, pixel)
                        || (repeats[lane] && tail.may_repeat(lane))
                    {
                        open.push(*pixel);
                    }
                }
            }
            if reached.is_finite() {
                out.reached = reached as u32;
            }
            if self.plan.rates {
                let stride = stride(drive.request().steps);
                let samples = drive.distances[pack]
                    .iter()
                    .take((until / stride + 1) as usize);
                let distances: Vec<f64> = samples.map(|distance| distance.0[lane]).collect();
                out.rate = measured_rate(&distances, stride);
            }
        }
    }

    /// How a run of finite numbers ended, if that is neither at a saddle nor in a cycle nor undecided.
    fn ending(&self, drive: &Drive, pack: usize, lane: usize, pixel: &Pixel) -> Option<Ending> {
        let sentry = &drive.sentries[pack];
        let at = place(&drive.ends[pack].at, lane);
        if has_left(at) {
            return Some(Ending::Diverged {
                at: sentry.outside_since(lane),
                cause: Cause::Escaped,
            });
        }
        let since = sentry.under_since(lane, drive.request().steps)?;
        if sentry.is_by_loss(lane) {
            return Some(Ending::Converged { at: since });
        }
        self.rest(drive, pixel, at, since)
    }

    /// What a place is where the gradient is under the tolerance.
    fn rest(&self, drive: &Drive, pixel: &Pixel, at: Vec2, since: u64) -> Option<Ending> {
        let own = self.request(drive, pixel);
        let landmarks = surface::landmarks(&own.surface);
        level(&own, &landmarks, at, since)
    }

    /// The single run of a pixel.
    fn request(&self, drive: &Drive, pixel: &Pixel) -> Request {
        let request = self.plan.request(pixel.cell);
        request.unwrap_or_else(|| drive.request().clone())
    }

    /// Whether a run above the lowest value may rest at a saddle.
    fn may_rest(&self, drive: &Drive, pack: usize, lane: usize, pixel: &Pixel) -> bool {
        let end = &drive.ends[pack];
        drive.sentries[pack].is_by_loss(lane)
            && place(&end.gradient, lane).norm() < drive.request().tolerance
            && self.rest(drive, pixel, place(&end.at, lane), 0).is_some()
    }

    /// How a run ended that was looked at again.
    fn ending_again(&self, drive: &Drive, pack: usize, lane: usize, pixel: &Pixel) -> Ending {
        let since = drive.sentries[pack].under_since(lane, drive.request().steps);
        let at = place(&drive.ends[pack].at, lane);
        since
            .and_then(|since| self.rest(drive, pixel, at, since))
            .or_else(|| cycling(&drive.tail(pack).positions_of(lane)))
            .unwrap_or(Ending::Budget)
    }
}

/// Drives pixels through all their steps, as many at once as there are packs, and says when some are through. False if `halt`
/// said so.
fn drive_all<'a>(
    drive: &mut Drive,
    pixels: &[Pixel],
    mut look: impl FnMut(&[Pixel]) -> Look<'a>,
    halt: &dyn Fn() -> bool,
    mut through: impl FnMut(&Drive, &[Pixel]),
) -> bool {
    pixels.chunks(PACKS * PACK_WIDTH).all(|some| {
        let cells: Vec<Cell> = some.iter().map(|pixel| pixel.cell).collect();
        drive.load(&cells, look(some));
        let is_done = drive.run(halt);
        if is_done {
            through(drive, some);
        }
        is_done
    })
}

/// The pair of a lane.
fn place(v: &Vec2<Pack>, lane: usize) -> Vec2 {
    vec2(v.x.0[lane], v.y.0[lane])
}
