//! A cloud: members of one run that start elsewhere or meet other noise, simulated sixteen at a time.
//!
//! Each member is, bit for bit, the single run that [`Ensemble::member`] names. All members go on together, so that
//! at any step it is known how their losses are spread. Of long runs every so many steps are kept.

use super::lane::{PACK_WIDTH, Pack};
use super::noise::{NoiseSource, scattered};
use super::optim;
use super::pipeline::{Pipeline, Request, Taken};
use super::simulate::cost_per_step;
use super::surface::{self, Landmarks};
use super::trajectory::Ending;
use super::vec2::{Vec2, vec2};
use super::watch::Watch;

/// The fewest and the most members of a cloud.
pub const MEMBERS: [u64; 2] = [2, 256];
/// The shares of the members whose losses a [`Band`] names.
pub const SHARES: [f64; 3] = [0.1, 0.5, 0.9];

/// In what the members of a cloud differ from their run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Ensemble {
    /// There is no cloud.
    #[default]
    Off,
    /// Each starts elsewhere: scattered around the run's start as a normal distribution is.
    Starts {
        /// How many members.
        count: u64,
        /// Standard deviation of each coordinate, in units of the plane.
        spread: f64,
    },
    /// Each meets other noise: of the run's seed and those that follow it.
    Seeds {
        /// How many members.
        count: u64,
    },
}

impl Ensemble {
    /// How many members it asks for.
    pub const fn count(self) -> u64 {
        match self {
            Self::Off => 0,
            Self::Starts { count, .. } | Self::Seeds { count } => count,
        }
    }

    /// The same with so many members; off where that is none.
    pub const fn of(self, count: u64) -> Self {
        match self {
            Self::Off => Self::Off,
            _ if count == 0 => Self::Off,
            Self::Starts { spread, .. } => Self::Starts { count, spread },
            Self::Seeds { .. } => Self::Seeds { count },
        }
    }

    /// The single run that a member is.
    pub fn member(self, request: &Request, index: u64) -> Request {
        let mut member = request.clone();
        match self {
            Self::Off => {}
            Self::Starts { spread, .. } => {
                member.start = request.start + scattered(index) * spread;
            }
            Self::Seeds { .. } => member.noise.seed = request.noise.seed.wrapping_add(index),
        }
        member
    }
}

/// How the losses of the members are spread at a step: no more than a tenth of them, half and nine tenths of them
/// lie below. A member that is out of every bound or has no number counts as infinitely high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The loss below which a tenth lies.
    pub low: f64,
    /// The loss in the middle.
    pub median: f64,
    /// The loss below which nine tenths lie.
    pub high: f64,
}

/// How many members have come to what, as of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Members.
    pub count: u64,
    /// Those within the tolerance for good.
    pub converged: u64,
    /// Those that have diverged.
    pub diverged: u64,
    /// The step by which half of all members had converged, if so many do.
    pub median: Option<u64>,
}

/// Sixteen members side by side.
struct Sixteen {
    pipeline: Pipeline<Pack>,
    taken: Taken<Pack>,
    /// One source for all, or one for each.
    noise: Vec<NoiseSource>,
}

/// The members of one run, on their way.
pub struct Cloud {
    request: Request,
    ensemble: Ensemble,
    landmarks: Landmarks,
    packs: Vec<Sixteen>,
    watches: Vec<Watch>,
    stride: u64,
    step: u64,
    /// Positions of all members, kept step by kept step.
    positions: Vec<Vec2>,
    bands: Vec<Band>,
    losses: Vec<f64>,
    endings: Vec<Ending>,
    halted: bool,
}

impl Cloud {
    /// The members at their starts. Of their steps about `most_kept` are kept.
    pub fn new(request: Request, ensemble: Ensemble, most_kept: u64) -> Self {
        let count = ensemble.count();
        let landmarks = surface::landmarks(&request.surface);
        let firsts = (0..count).step_by(PACK_WIDTH);
        let mut cloud = Self {
            packs: firsts
                .map(|first| Sixteen::new(&request, ensemble, first))
                .collect(),
            watches: vec![Watch::new(&request, &landmarks); count as usize],
            stride: request.steps.div_ceil(most_kept.max(2) - 1).max(1),
            step: 0,
            positions: Vec::new(),
            bands: Vec::new(),
            losses: Vec::new(),
            endings: Vec::new(),
            halted: false,
            landmarks,
            ensemble,
            request,
        };
        cloud.record();
        cloud.finish();
        cloud
    }

    /// What decides the run that this is the cloud of.
    pub fn request(&self) -> &Request {
        &self.request
    }
    /// In what its members differ.
    pub fn ensemble(&self) -> Ensemble {
        self.ensemble
    }
    /// How many members there are.
    pub fn count(&self) -> usize {
        self.watches.len()
    }
    /// Up to which step the members are simulated.
    pub fn step(&self) -> u64 {
        self.step
    }
    /// Whether there is no further step to take.
    pub fn is_done(&self) -> bool {
        self.halted || self.step >= self.request.steps
    }

    /// Relative cost of a step of all members, in the units of [`cost_per_step`].
    pub fn cost_per_step(&self) -> u64 {
        let lanes = (self.packs.len() * PACK_WIDTH) as u64;
        let method = optim::entry_of(&self.request.optimizer);
        if method.search().is_some() {
            return lanes * cost_per_step(&self.request);
        }
        let looks = 1 + u64::from(method.evaluations);
        let cost = u64::from(surface::entry_of(&self.request.surface).cost);
        lanes * (MEMBER_COST + cost * looks)
    }

    /// Takes up to so many further steps with all members.
    pub fn advance(&mut self, steps: u64) {
        let last = self.step.saturating_add(steps).min(self.request.steps);
        while self.step < last && !self.halted {
            for pack in &mut self.packs {
                pack.take_step();
            }
            self.step += 1;
            self.record();
        }
        self.finish();
    }

    /// How many steps are kept so far.
    pub fn kept(&self) -> usize {
        self.bands.len()
    }
    /// The step that is kept at this place.
    pub fn kept_step(&self, place: usize) -> u64 {
        (place as u64 * self.stride).min(self.request.steps)
    }
    /// How many of the kept steps are at this step or before it.
    pub fn kept_until(&self, step: u64) -> usize {
        let places = if step >= self.request.steps {
            self.kept()
        } else {
            (step / self.stride + 1) as usize
        };
        places.min(self.kept())
    }
    /// Where a member stands at a kept step; undefined once it has no finite numbers.
    pub fn position(&self, place: usize, member: usize) -> Vec2 {
        self.positions[place * self.count() + member]
    }
    /// How the losses are spread at a kept step.
    pub fn band(&self, place: usize) -> Band {
        self.bands[place]
    }

    /// How each member ended; nothing while they are on their way.
    pub fn endings(&self) -> &[Ending] {
        &self.endings
    }

    /// How many had come to what at a step; none while the members are on their way.
    pub fn tally(&self, step: u64) -> Option<Tally> {
        if self.endings.is_empty() {
            return None;
        }
        let arrivals = self.endings.iter().filter_map(|ending| match ending {
            Ending::Converged { at } => Some(*at),
            _ => None,
        });
        let mut arrivals: Vec<u64> = arrivals.collect();
        arrivals.sort_unstable();
        let gone = |ending: &&Ending| matches!(ending, Ending::Diverged { at, .. } if *at <= step);
        Some(Tally {
            count: self.count() as u64,
            converged: arrivals.iter().filter(|at| **at <= step).count() as u64,
            diverged: self.endings.iter().filter(gone).count() as u64,
            median: arrivals.get((self.count() - 1) / 2).copied(),
        })
    }

    /// Takes in where all members stand now.
    fn record(&mut self) {
        let keeps = self.step.is_multiple_of(self.stride) || self.step == self.request.steps;
        self.losses.clear();
        let mut going = false;
        for (member, watch) in self.watches.iter_mut().enumerate() {
            let (pack, lane) = (&self.packs[member / PACK_WIDTH], member % PACK_WIDTH);
            let was_broken = watch.is_broken();
            let place = pack.pipeline.at();
            let at = vec2(place.x.0[lane], place.y.0[lane]);
            let Taken { loss, gradient, .. } = &pack.taken;
            let slope = vec2(gradient.x.0[lane], gradient.y.0[lane]);
            watch.see(self.step, at, loss.0[lane], slope);
            going |= !watch.is_broken();
            if keeps {
                let is_lost = watch.is_broken() || watch.is_outside();
                let loss = if is_lost { f64::INFINITY } else { loss.0[lane] };
                self.losses.push(loss);
                let nowhere = vec2(f64::NAN, f64::NAN);
                self.positions.push(if was_broken { nowhere } else { at });
            }
        }
        if keeps {
            self.bands.push(band(&mut self.losses));
        }
        self.halted = !going;
    }

    /// Names the endings once all members have come to theirs.
    fn finish(&mut self) {
        if self.is_done() && self.endings.is_empty() {
            let (request, landmarks) = (&self.request, &self.landmarks);
            let endings = self.watches.iter();
            let endings = endings.map(|watch| watch.ending(request, landmarks));
            self.endings = endings.collect();
        }
    }
}

/// What a step of a member costs besides the surface, in the units of [`cost_per_step`].
const MEMBER_COST: u64 = 12;

impl Sixteen {
    /// Members from this number on at their starts. Those beyond the last are there and not looked at.
    fn new(request: &Request, ensemble: Ensemble, first: u64) -> Self {
        let members: Vec<Request> = (0..PACK_WIDTH as u64)
            .map(|lane| ensemble.member(request, first + lane))
            .collect();
        let mut pipeline = Pipeline::<Pack>::new(request);
        let mut start = vec2(Pack([0.0; PACK_WIDTH]), Pack([0.0; PACK_WIDTH]));
        for (lane, member) in members.iter().enumerate() {
            start.x.0[lane] = member.start.x;
            start.y.0[lane] = member.start.y;
            pipeline.set_seed(lane, member.noise.seed);
        }
        pipeline.reset(start);
        let noise = match ensemble {
            Ensemble::Seeds { .. } => members
                .iter()
                .map(|member| NoiseSource::new(member.noise))
                .collect(),
            Ensemble::Off | Ensemble::Starts { .. } => vec![NoiseSource::new(request.noise)],
        };
        let mut taken = Taken::nothing();
        pipeline.look(&mut taken);
        Self {
            pipeline,
            taken,
            noise,
        }
    }

    fn take_step(&mut self) {
        if let [shared] = &mut self.noise[..] {
            let drawn = shared.draw();
            self.pipeline.step_on(&mut self.taken, drawn, None);
        } else {
            let mut drawn = vec2(Pack([0.0; PACK_WIDTH]), Pack([0.0; PACK_WIDTH]));
            for (lane, source) in self.noise.iter_mut().enumerate() {
                let own = source.draw();
                drawn.x.0[lane] = own.x;
                drawn.y.0[lane] = own.y;
            }
            self.pipeline.step_apart(&mut self.taken, drawn);
        }
        self.pipeline.look(&mut self.taken);
    }
}

/// The quantiles of some losses, which are put into another order: the smallest number below or at which the share
/// lies.
fn band(losses: &mut [f64]) -> Band {
    let [low, median, high] = SHARES.map(|share| {
        let rank = (share * losses.len() as f64).ceil() as usize;
        let place = rank.clamp(1, losses.len().max(1)) - 1;
        if losses.is_empty() {
            return f64::NAN;
        }
        *losses.select_nth_unstable_by(place, f64::total_cmp).1
    });
    Band { low, median, high }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_a_sorted_list() {
        for count in [1, 2, 3, 9, 10, 11, 32, 100, 255, 256] {
            let lost = count / 5;
            let mut losses: Vec<f64> = (0..count)
                .map(|i| match i {
                    _ if i < lost => f64::INFINITY,
                    _ => f64::from((i * 7919) % 1000) - 300.0,
                })
                .collect();
            let mut sorted = losses.clone();
            sorted.sort_by(f64::total_cmp);
            let band = band(&mut losses);
            for (got, share) in [(band.low, 0.1), (band.median, 0.5), (band.high, 0.9)] {
                let below = sorted.iter().filter(|x| **x < got).count() as f64;
                let up_to = sorted.iter().filter(|x| **x <= got).count() as f64;
                let n = f64::from(count);
                assert!(below < share * n && share * n <= up_to, "{count}: {got}");
                assert!(sorted.contains(&got));
            }
            assert!(band.low <= band.median && band.median <= band.high);
        }
    }
}
