//! Many pixels side by side: sixteen runs to a pack, each with its own start and parameters.
//!
//! Methods that look around before they step, and pixels that differ in two numbers which a pack cannot vary, are taken
//! one by one, at the speed of single runs.

use super::outcome::{distance, measured_rate, stride};
use super::{Cell, Knob, Outcome, Part, Plan};
use crate::core::catalog::Config;
use crate::core::ending::has_left;
use crate::core::lane::{PACK_WIDTH, Pack};
use crate::core::noise::NoiseSource;
use crate::core::optim;
use crate::core::params::{Source, Value};
use crate::core::pipeline::{Pipeline, Request, Sources, Taken};
use crate::core::simulate::{Simulation, simulate};
use crate::core::surface;
use crate::core::trajectory::Ending;
use crate::core::vec2::vec2;
use crate::core::watch::Watch;

/// How many steps are taken between two looks at whether to go on.
const STEPS_BETWEEN_LOOKS: u64 = 1024;

/// Works out pixels of one plan.
pub struct Mapper {
    plan: Plan,
}

impl Mapper {
    /// For the pixels of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self { plan: plan.clone() }
    }

    /// Whether its pixels are simulated sixteen at a time; else they take as long as single runs.
    pub fn is_packed(plan: &Plan) -> bool {
        let lanes = |knob: &Knob| knob.has_lanes(&plan.base);
        let rules = optim::entry_of(&plan.base.optimizer).search().is_none();
        rules && (lanes(&plan.across) || plan.up.as_ref().is_none_or(lanes))
    }

    /// What becomes of these pixels, in their order, appended to `out`. False, and nothing appended, if `halt` said so
    /// while it was under way.
    pub fn run(&mut self, cells: &[Cell], halt: &dyn Fn() -> bool, out: &mut Vec<Outcome>) -> bool {
        let first = out.len();
        out.resize(first + cells.len(), Outcome::NONE);
        let mut requests: Vec<(usize, Request)> = Vec::with_capacity(cells.len());
        for (i, cell) in cells.iter().enumerate() {
            requests.extend(self.plan.request(*cell).map(|request| (first + i, request)));
        }
        let going = if Self::is_packed(&self.plan) {
            self.packs(&mut requests, halt, out)
        } else {
            requests.iter().all(|(i, request)| {
                let outcome = alone(request, self.plan.rates, halt);
                outcome.map(|outcome| out[*i] = outcome).is_some()
            })
        };
        if !going {
            out.truncate(first);
        }
        going
    }

    /// Sixteen at a time, of those that differ only in what a pack can vary.
    fn packs(
        &self,
        requests: &mut [(usize, Request)],
        halt: &dyn Fn() -> bool,
        out: &mut [Outcome],
    ) -> bool {
        let fixed = [Some(&self.plan.across), self.plan.up.as_ref()]
            .into_iter()
            .flatten()
            .find(|knob| !knob.has_lanes(&self.plan.base));
        let number =
            |request: &Request| fixed.and_then(|knob| knob.get(request)).unwrap_or_default();
        requests.sort_by(|a, b| number(&a.1).total_cmp(&number(&b.1)));
        let alike = requests.chunk_by(|a, b| number(&a.1).to_bits() == number(&b.1).to_bits());
        for pack in alike.flat_map(|group| group.chunks(PACK_WIDTH)) {
            if !self.pack(pack, halt, out) {
                return false;
            }
        }
        true
    }

    fn pack(
        &self,
        pack: &[(usize, Request)],
        halt: &dyn Fn() -> bool,
        out: &mut [Outcome],
    ) -> bool {
        let Some((_, base)) = pack.first() else {
            return true;
        };
        let [surface, optimizer, schedule, clip] =
            [Part::Surface, Part::Optimizer, Part::Schedule, Part::Clip]
                .map(|part| Woven::new(part, &self.plan, pack));
        let sources = Sources {
            surface: &surface,
            optimizer: &optimizer,
            schedule: &schedule,
            clip: &clip,
        };
        let mut pipeline = Pipeline::<Pack>::from_sources(base, &sources);
        let of = |lane: usize| &pack[lane.min(pack.len() - 1)].1;
        let start = |pick: fn(&Request) -> f64| Pack(std::array::from_fn(|lane| pick(of(lane))));
        pipeline.reset(vec2(start(|r| r.start.x), start(|r| r.start.y)));
        let mut taken = Taken::nothing();
        let landmarks: Vec<_> = pack
            .iter()
            .map(|(_, r)| surface::landmarks(&r.surface))
            .collect();
        let watches = pack.iter().zip(&landmarks);
        let mut watches: Vec<Watch> = watches.map(|((_, r), l)| Watch::new(r, l)).collect();
        let mut noise = NoiseSource::new(base.noise);
        let stride = stride(base.steps);
        let mut distances = vec![Vec::new(); pack.len()];
        for step in 0..=base.steps {
            if step % STEPS_BETWEEN_LOOKS == 0 && halt() {
                return false;
            }
            pipeline.look(&mut taken);
            let mut going = false;
            for (lane, watch) in watches.iter_mut().enumerate() {
                if watch.is_broken() {
                    continue;
                }
                let place = pipeline.at();
                let at = vec2(place.x.0[lane], place.y.0[lane]);
                let loss = taken.loss.0[lane];
                let gradient = vec2(taken.gradient.x.0[lane], taken.gradient.y.0[lane]);
                watch.see(step, at, loss, gradient);
                going |= !watch.is_broken();
                let lowest = landmarks[lane].lowest;
                let outcome = &mut out[pack[lane].0];
                (outcome.loss, outcome.at) = (loss, at);
                let is_there = match lowest {
                    Some(lowest) => loss - lowest < base.tolerance,
                    None => gradient.norm() < base.tolerance,
                };
                if is_there && outcome.reached == Outcome::NEVER {
                    outcome.reached = step as u32;
                }
                if self.plan.rates && step % stride == 0 {
                    distances[lane].push(distance(lowest, loss, gradient));
                }
            }
            if step == base.steps || !going {
                break;
            }
            pipeline.step_on(&mut taken, noise.draw(), None);
        }
        for (lane, (i, request)) in pack.iter().enumerate() {
            let mut ending = watches[lane].ending(request, &landmarks[lane]);
            if ending == Ending::Budget && !has_left(out[*i].at) {
                ending = simulate(request).1;
            }
            out[*i].ending = Some(ending);
            if self.plan.rates {
                out[*i].rate = measured_rate(&distances[lane], stride);
            }
        }
        true
    }
}

/// A single run; none if `halt` said so.
fn alone(request: &Request, rates: bool, halt: &dyn Fn() -> bool) -> Option<Outcome> {
    let mut run = Simulation::new(request.clone());
    while !run.is_done() {
        if halt() {
            return None;
        }
        run.advance(STEPS_BETWEEN_LOOKS);
    }
    let ending = run.ending()?;
    Some(Outcome::of(request, run.trajectory(), ending, rates))
}

/// A setting in which some reals differ from lane to lane.
struct Woven {
    config: Config,
    lanes: Vec<(usize, Pack)>,
}

impl Woven {
    fn new(part: Part, plan: &Plan, pack: &[(usize, Request)]) -> Self {
        let config = part.of(&pack[0].1).clone();
        let knobs = [Some(&plan.across), plan.up.as_ref()];
        let lanes = knobs.into_iter().flatten().filter_map(|knob| match knob {
            Knob::Param { part: of, key } if *of == part && knob.has_lanes(&plan.base) => {
                let number = |lane: usize| {
                    let (_, request) = &pack[lane.min(pack.len() - 1)];
                    knob.get(request).unwrap_or(f64::NAN)
                };
                Some((
                    config.about.index_of(key)?,
                    Pack(std::array::from_fn(number)),
                ))
            }
            _ => None,
        });
        Self {
            lanes: lanes.collect(),
            config,
        }
    }
}

impl Source<Pack> for Woven {
    fn real(&self, index: usize) -> Pack {
        let own = self.lanes.iter().find(|(at, _)| *at == index);
        own.map_or_else(
            || Source::<Pack>::real(&self.config, index),
            |(_, pack)| *pack,
        )
    }
    fn value(&self, index: usize) -> &Value {
        Source::<Pack>::value(&self.config, index)
    }
}
