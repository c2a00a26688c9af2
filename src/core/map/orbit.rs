//! Where a run goes on after its steps, as a function of one of its numbers: whether it rests, cycles or wanders.
//!
//! What is looked at is the run over more steps than its own: those are the transient, and the places of the steps
//! after them are its orbit. So each column is, bit for bit, the end of the single run that [`Orbits::request`] names.

use super::{Knob, Part, Plan};
use crate::core::catalog::Config;
use crate::core::ending::cycling;
use crate::core::lane::{PACK_WIDTH, Pack};
use crate::core::noise::NoiseSource;
use crate::core::optim;
use crate::core::params::{Source, Value};
use crate::core::pipeline::{Pipeline, Request, Sources, Taken, Width};
use crate::core::surface;
use crate::core::trajectory::{Ending, Trajectory};
use crate::core::vec2::{Vec2, vec2};
use crate::core::watch::Watch;

/// How many steps of an orbit are recorded: enough for every cycle that is told by name, three times over.
pub const LENGTH: usize = 256;
/// How many steps are taken between two looks at whether to go on.
const STEPS_BETWEEN_LOOKS: u64 = 1024;
/// An orbit that extends no further than this share of its distance from the origin is one point.
const POINT: f64 = 1e-9;
/// Steps over which the parting of neighbours is measured.
const PARTING: usize = 5;

/// The last places of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Tail {
    /// How the run ended, over all its steps; none where there is no such run.
    pub ending: Option<Ending>,
    /// The last [`LENGTH`] positions and the one before them; empty where the run left.
    pub places: Vec<Vec2>,
    /// The losses there.
    pub loss: Vec<f64>,
}

/// What a run does in the long run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// There is no such run: its setting is outside a domain.
    Nowhere,
    /// It left at this step.
    Diverged(u64),
    /// It stays at one point.
    Rests,
    /// It repeats itself after so many steps.
    Cycles(u32),
    /// It does neither as far as can be seen.
    Wanders,
}

impl Tail {
    /// Where there is no run.
    pub const NONE: Self = Self {
        ending: None,
        places: Vec::new(),
        loss: Vec::new(),
    };

    /// The end of a recorded run.
    pub fn of(trajectory: &Trajectory, ending: Ending) -> Self {
        let last = |len: usize| len.saturating_sub(LENGTH + 1);
        let (mut places, mut loss) = (Vec::new(), Vec::new());
        if !matches!(ending, Ending::Diverged { .. }) {
            places = trajectory.position[last(trajectory.position.len())..].to_vec();
            loss = trajectory.loss[last(trajectory.loss.len())..].to_vec();
        }
        Self {
            ending: Some(ending),
            places,
            loss,
        }
    }

    /// What the run does in the long run.
    pub fn fate(&self) -> Fate {
        match self.ending {
            None => Fate::Nowhere,
            Some(Ending::Diverged { at, .. }) => Fate::Diverged(at),
            Some(Ending::Converged { .. } | Ending::Saddle { .. }) => Fate::Rests,
            Some(Ending::Cycling { period }) => Fate::Cycles(period),
            Some(Ending::Budget) if self.is_point() => Fate::Rests,
            Some(Ending::Budget) => Fate::Wanders,
        }
    }

    fn is_point(&self) -> bool {
        let first = self.places.first().copied().unwrap_or(Vec2::zero());
        let extent = |p: &Vec2| (p.x - first.x).abs().max((p.y - first.y).abs());
        let size = first.x.abs().max(first.y.abs());
        !self.places.is_empty() && self.places.iter().all(|p| extent(p) <= POINT * size)
    }

    /// How many steps of the orbit are there.
    pub fn len(&self) -> usize {
        self.places.len().saturating_sub(1)
    }

    /// Whether there is no orbit.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Position, loss and length of the step that led there, of one of its steps.
    pub fn at(&self, step: usize) -> (Vec2, f64, f64) {
        let (before, here) = (self.places[step], self.places[step + 1]);
        (here, self.loss[step + 1], (here - before).norm())
    }

    /// By what factor per step two places of the orbit part that were neighbours: above 1 the orbit is chaotic, 1 goes
    /// round for ever, below 1 it is still settling. None where no two places are near each other.
    ///
    /// The slope of the mean logarithm of the distance over the first steps, of each place and its nearest neighbour
    /// that is no neighbour in time (Rosenstein, Collins, De Luca 1993), with two steps as one place of the orbit.
    pub fn parting(&self) -> Option<f64> {
        let count = self.places.len().checked_sub(PARTING + 2)?;
        let distance = |i: usize, j: usize| {
            let [a, b] = [0, 1].map(|k| (self.places[i + k] - self.places[j + k]).norm());
            libm::hypot(a, b)
        };
        let mut sums = [0.0; PARTING + 1];
        let mut pairs = 0usize;
        for i in 0..count {
            let far = |j: &usize| j.abs_diff(i) > 2;
            let others = (0..count).filter(far).map(|j| (j, distance(i, j)));
            let nearest = others
                .filter(|(_, d)| *d > 0.0)
                .min_by(|a, b| a.1.total_cmp(&b.1));
            let Some((j, _)) = nearest else { continue };
            let logs: [f64; PARTING + 1] =
                std::array::from_fn(|k| libm::log(distance(i + k, j + k)));
            if logs.iter().all(|log| log.is_finite()) {
                pairs += 1;
                sums.iter_mut().zip(logs).for_each(|(sum, log)| *sum += log);
            }
        }
        if pairs < 8 {
            return None;
        }
        let middle = PARTING as f64 / 2.0;
        let (mut above, mut below) = (0.0, 0.0);
        for (k, sum) in sums.iter().enumerate() {
            let t = k as f64 - middle;
            above += t * sum / pairs as f64;
            below += t * t;
        }
        Some(libm::exp(above / below))
    }
}

/// Whether runs that differ in the number of a plan are taken sixteen at a time; else they take as long as single runs.
pub fn is_packed(plan: &Plan) -> bool {
    let is_rule = optim::entry_of(&plan.base.optimizer).search().is_none();
    is_rule && plan.across.has_lanes(&plan.base)
}

/// Works out the orbits of a plan with one number on its axis.
pub struct Orbits {
    plan: Plan,
}

impl Orbits {
    /// Of the run of a plan, after its own steps.
    pub fn new(plan: &Plan) -> Self {
        let mut plan = plan.clone();
        plan.up = None;
        plan.base.steps = plan.base.steps.saturating_add(LENGTH as u64);
        Self { plan }
    }

    /// The run whose last steps are the orbit at a value; none where that is outside its domain.
    pub fn request(&self, x: f64) -> Option<Request> {
        self.plan.request([x, 0.0])
    }

    /// The orbits at these values, in their order, appended to `out`. False, and nothing appended, if `halt` said so
    /// while it was under way.
    pub fn run(&self, values: &[f64], halt: &dyn Fn() -> bool, out: &mut Vec<Tail>) -> bool {
        let first = out.len();
        out.resize(first + values.len(), Tail::NONE);
        let with_request = |(i, x): (usize, &f64)| Some((first + i, self.request(*x)?));
        let requests: Vec<(usize, Request)> =
            values.iter().enumerate().filter_map(with_request).collect();
        let width = if is_packed(&self.plan) { PACK_WIDTH } else { 1 };
        for pack in requests.chunks(width) {
            let tails = if width == 1 {
                Pipeline::<f64>::new(&pack[0].1).tails(pack, halt)
            } else {
                self.packed(pack).tails(pack, halt)
            };
            let Some(tails) = tails else {
                out.truncate(first);
                return false;
            };
            for ((i, _), tail) in pack.iter().zip(tails) {
                out[*i] = tail;
            }
        }
        true
    }

    /// Runs that differ in the number on the axis, side by side.
    fn packed(&self, pack: &[(usize, Request)]) -> Pipeline<Pack> {
        let base = &pack[0].1;
        let of = |part: Part| {
            let config = part.of(base);
            let index = match &self.plan.across {
                Knob::Param { part: of, key } if *of == part => config.about.index_of(key),
                _ => None,
            };
            let number = |lane: usize| {
                let (_, request) = &pack[lane.min(pack.len() - 1)];
                self.plan.across.get(request).unwrap_or(f64::NAN)
            };
            Varied {
                config,
                varied: index.map(|index| (index, Pack(std::array::from_fn(number)))),
            }
        };
        let [surface, optimizer, schedule, clip] =
            [Part::Surface, Part::Optimizer, Part::Schedule, Part::Clip].map(of);
        let sources = Sources {
            surface: &surface,
            optimizer: &optimizer,
            schedule: &schedule,
            clip: &clip,
        };
        Pipeline::from_sources(base, &sources)
    }
}

/// Taking runs to their end and keeping their last places.
trait Follow {
    /// The ends of these runs, one to a lane; none if `halt` said so.
    fn tails(self, pack: &[(usize, Request)], halt: &dyn Fn() -> bool) -> Option<Vec<Tail>>;
}

impl<L: Width> Follow for Pipeline<L> {
    fn tails(mut self, pack: &[(usize, Request)], halt: &dyn Fn() -> bool) -> Option<Vec<Tail>> {
        let base = &pack[0].1;
        let (mut x, mut y) = (L::splat(0.0), L::splat(0.0));
        for lane in 0..L::LANES {
            let start = pack[lane.min(pack.len() - 1)].1.start;
            x.set_lane(lane, start.x);
            y.set_lane(lane, start.y);
        }
        self.reset(vec2(x, y));
        let landmarks = pack.iter().map(|(_, r)| surface::landmarks(&r.surface));
        let landmarks: Vec<_> = landmarks.collect();
        let watches = pack.iter().zip(&landmarks);
        let mut watches: Vec<Watch> = watches.map(|((_, r), l)| Watch::new(r, l)).collect();
        let mut tails = vec![Tail::NONE; pack.len()];
        let mut noise = NoiseSource::new(base.noise);
        let mut taken = Taken::nothing();
        for step in 0..=base.steps {
            if step % STEPS_BETWEEN_LOOKS == 0 && halt() {
                return None;
            }
            self.look(&mut taken);
            let is_tail = step + LENGTH as u64 >= base.steps;
            let mut going = false;
            for (lane, watch) in watches.iter_mut().enumerate() {
                if watch.is_broken() {
                    continue;
                }
                let place = self.at();
                let at = vec2(place.x.lane(lane), place.y.lane(lane));
                let loss = taken.loss.lane(lane);
                let gradient = vec2(taken.gradient.x.lane(lane), taken.gradient.y.lane(lane));
                watch.see(step, at, loss, gradient);
                going |= !watch.is_broken();
                if is_tail {
                    tails[lane].places.push(at);
                    tails[lane].loss.push(loss);
                }
            }
            if step == base.steps || !going {
                break;
            }
            self.step_on(&mut taken, noise.draw(), None);
        }
        for (lane, (_, request)) in pack.iter().enumerate() {
            let tail = &mut tails[lane];
            let mut ending = watches[lane].ending(request, &landmarks[lane]);
            if ending == Ending::Budget {
                ending = cycling(&tail.places).unwrap_or(ending);
            }
            if matches!(ending, Ending::Diverged { .. }) {
                *tail = Tail::NONE;
            }
            tail.ending = Some(ending);
        }
        Some(tails)
    }
}

/// A setting of which one real differs from lane to lane.
struct Varied<'a> {
    config: &'a Config,
    varied: Option<(usize, Pack)>,
}

impl Source<Pack> for Varied<'_> {
    fn real(&self, index: usize) -> Pack {
        match self.varied {
            Some((at, pack)) if at == index => pack,
            _ => Source::<Pack>::real(self.config, index),
        }
    }
    fn value(&self, index: usize) -> &Value {
        Source::<Pack>::value(self.config, index)
    }
}

#[cfg(test)]
mod tests;
