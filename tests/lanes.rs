//! A pack is sixteen runs, lane by lane and bit for bit, and a run is the same when it is run again: whatever
//! the surface, optimizer, schedule, clip, place, noise and parameters.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at what it does not expect"
)]

mod common;

use common::{Dice, Sweep};
use ravine::core::catalog::{About, Config, Kind};
use ravine::core::clip::{self, Place};
use ravine::core::lane::{PACK_WIDTH, Pack};
use ravine::core::noise::{Noise, NoiseKind, NoiseSource};
use ravine::core::optim;
use ravine::core::params::{Source, Value};
use ravine::core::pipeline::{Pipeline, Request, Sources};
use ravine::core::schedule;
use ravine::core::simulate::Simulation;
use ravine::core::surface;
use ravine::core::vec2::{Vec2, vec2};

/// How many steps a run of thrown parts takes, and one of a listed pair.
const STEPS: [u64; 2] = [500, 100];

/// How often every optimizer is thrown together with other parts.
const ROUNDS: usize = 8;

/// Optimizer, surface, schedule, clip, place, noise, parameters and start by chance, every optimizer often.
#[test]
fn whatever_is_thrown_is_the_same_on_a_pack_and_again() {
    let mut dice = Dice(1);
    for _ in 0..ROUNDS {
        for method in optim::CATALOG {
            let surface = &dice.pick(surface::CATALOG).about;
            let schedule = &dice.pick(schedule::CATALOG).about;
            let clip = &dice.pick(clip::CATALOG).about;
            let place = *dice.pick(method.places);
            check(
                [surface, &method.about, schedule, clip],
                place,
                STEPS[0],
                &mut dice,
            );
        }
    }
}

#[test]
fn every_optimizer_on_every_surface_is_the_same_on_a_pack() {
    let mut dice = Dice(2);
    let constant = Kind::Schedule.find("constant").unwrap();
    let none = Kind::Clip.find("none").unwrap();
    for method in optim::CATALOG {
        for surface in surface::CATALOG {
            let parts = [&surface.about, &method.about, constant, none];
            check(parts, Place::Gradient, STEPS[1], &mut dice);
        }
    }
}

#[test]
fn every_schedule_with_every_clip_is_the_same_on_a_pack() {
    let mut dice = Dice(3);
    for schedule in schedule::CATALOG {
        for clip in clip::CATALOG {
            let surface = dice.pick(surface::CATALOG);
            let method = dice.pick(optim::CATALOG);
            let place = *dice.pick(method.places);
            let parts = [&surface.about, &method.about, &schedule.about, &clip.about];
            check(parts, place, STEPS[1], &mut dice);
        }
    }
}

/// The key of a parameter, and what it is in each lane.
type Real = (&'static str, fn(usize) -> f64);

/// Settings in which a real differs from lane to lane.
struct Mixed(Config, Vec<(&'static str, Pack)>);

impl Mixed {
    fn new(config: Config, reals: &[Real]) -> Self {
        let mixed = |(key, real): &Real| (*key, Pack(std::array::from_fn(real)));
        Self(config, reals.iter().map(mixed).collect())
    }
    fn lane(&self, lane: usize) -> Config {
        let mut config = self.0.clone();
        for (key, pack) in &self.1 {
            config.set(key, Value::Real(pack.0[lane])).unwrap();
        }
        config
    }
}

impl Source<Pack> for Mixed {
    fn real(&self, index: usize) -> Pack {
        let is_own = |key| self.0.about.index_of(key) == Some(index);
        let own = self.1.iter().find(|(key, _)| is_own(key));
        own.map_or_else(|| Source::<Pack>::real(&self.0, index), |(_, pack)| *pack)
    }
    fn value(&self, index: usize) -> &Value {
        Source::<Pack>::value(&self.0, index)
    }
}

/// A run without noise, clip and schedule.
fn plain(surface: Config, optimizer: Config) -> Request {
    Request {
        tolerance: 1e-9,
        ..Request::plain(surface, optimizer, 700)
    }
}

/// Where a parameter of 0 leaves a term out, lanes that have it stand beside lanes that have not.
#[test]
fn a_term_that_some_lanes_leave_out_changes_no_lane() {
    let angles: fn(usize) -> f64 = |lane| [0.0, 0.7, -0.0, -1.1][lane % 4];
    let shares: fn(usize) -> f64 = |lane| [0.9, 0.0, 0.5][lane % 3];
    let decays: fn(usize) -> f64 = |lane| [0.0, 0.01][lane / 2 % 2];
    for id in ["sgd", "adam"] {
        let surface = Kind::Surface.default_config("quadratic");
        let surface = Mixed::new(surface, &[("theta", angles)]);
        let mut reals = vec![("weight_decay", decays)];
        if id == "sgd" {
            reals.push(("momentum", shares));
        }
        let optimizer = Kind::Optimizer.default_config(id).with("lr", 0.01);
        let optimizer = Mixed::new(optimizer, &reals);
        let request = plain(surface.0.clone(), optimizer.0.clone());
        let sources = Sources {
            surface: &surface,
            optimizer: &optimizer,
            schedule: &request.schedule,
            clip: &request.clip,
        };
        let mut pack = Pipeline::<Pack>::from_sources(&request, &sources);
        let run = |lane| Pipeline::<f64>::new(&plain(surface.lane(lane), optimizer.lane(lane)));
        let mut alone: Vec<_> = (0..PACK_WIDTH).map(run).collect();
        pack.reset(Vec2::lift(request.start));
        for step in 0..200 {
            let many = pack.step(Vec2::zero(), None);
            for (lane, run) in alone.iter_mut().enumerate() {
                let one = run.step(Vec2::zero(), None);
                let got = [many.loss, pack.at().x, pack.at().y].map(|x| bits(x.0[lane]));
                let want = [one.loss, run.at().x, run.at().y].map(bits);
                assert_eq!(got, want, "{id}, step {step}, lane {lane}");
            }
        }
    }
}

/// Runs that have nothing but a surface and a rule are taken many steps at a time.
#[test]
fn a_plain_run_is_its_steps_one_by_one() {
    for method in optim::CATALOG {
        for (id, lr) in [
            ("rosenbrock", 1e-3),
            ("himmelblau", 0.01),
            ("quadratic", 1.0),
        ] {
            let surface = Kind::Surface.default_config(id);
            let optimizer = Kind::Optimizer.default_config(method.about.info.id);
            let request = plain(surface, optimizer.with("lr", lr));
            let mut run = Simulation::new(request.clone());
            while !run.is_done() {
                run.advance(257);
            }
            let got = run.trajectory();
            let mut steps = Pipeline::<f64>::new(&request);
            let pair = |p: Vec2| [bits(p.x), bits(p.y)];
            for t in 0..got.steps() {
                let at = pair(steps.at());
                let one = steps.step(Vec2::zero(), None);
                let want = [at, pair(one.gradient), pair(one.noisy), pair(one.clipped)];
                let columns = [&got.position, &got.gradient, &got.noisy, &got.clipped];
                let name = method.about.info.id;
                assert_eq!(columns.map(|column| pair(column[t])), want, "{name}, {t}");
                let want = [one.loss, one.rate, one.momentum].map(bits);
                let columns = [&got.loss, &got.rate, &got.momentum];
                assert_eq!(columns.map(|column| bits(column[t])), want, "{name}, {t}");
            }
            let lengths = [got.position.len(), got.loss.len(), got.gradient.len()];
            assert_eq!(lengths, [got.steps() + 1; 3]);
            assert_eq!(pair(got.position[got.steps()]), pair(steps.at()));
            let end = got.steps();
            let numbers = [
                got.position[end],
                got.gradient[end],
                vec2(got.loss[end], 0.0),
            ];
            let is_over = end as u64 == request.steps;
            assert!(is_over || !numbers.iter().all(|v| v.is_finite()));
        }
    }
}

/// Runs sixteen settings in one pack and one after the other.
fn check(parts: [&'static About; 4], place: Place, steps: u64, dice: &mut Dice) {
    let sweeps = parts.map(|about| Sweep::throw(about, dice));
    let noise = Noise {
        sigma: if dice.below(2) == 0 { 0.0 } else { 0.1 },
        seed: dice.below(100),
        kind: *dice.pick(&NoiseKind::ALL),
        ..Noise::default()
    };
    let request = |[surface, optimizer, schedule, clip]: [Config; 4], start| Request {
        surface,
        start,
        optimizer,
        schedule,
        clip,
        place,
        noise,
        steps,
        tolerance: 1e-9,
    };
    let region = surface::landmarks(&sweeps[0].config).region;
    let mut starts = [Vec2::zero(); PACK_WIDTH];
    for start in &mut starts {
        let (u, v) = (dice.share(), dice.share());
        *start = vec2(
            region.min.x + u * region.size().x,
            region.min.y + v * region.size().y,
        );
    }
    // Lanes that overflow at once or are undefined from the start must not disturb the others.
    starts[3] = vec2(1e200, -1e200);
    starts[8] = vec2(f64::NAN, 1.0);

    let [surface, optimizer, schedule, clip] = &sweeps;
    let sources = Sources {
        surface,
        optimizer,
        schedule,
        clip,
    };
    let alike = request(
        sweeps.each_ref().map(|sweep| sweep.config.clone()),
        starts[0],
    );
    let mut pack = Pipeline::<Pack>::from_sources(&alike, &sources);
    pack.reset(vec2(Pack(starts.map(|p| p.x)), Pack(starts.map(|p| p.y))));
    let mut alone: Vec<_> = (0..PACK_WIDTH)
        .map(|lane| {
            let configs = sweeps.each_ref().map(|sweep| sweep.lane(lane));
            Pipeline::<f64>::new(&request(configs, starts[lane]))
        })
        .collect();

    let start = pack.at();
    let mut first = Vec::new();
    let mut source = NoiseSource::new(noise);
    for step in 0..steps {
        let noise = source.draw();
        let many = pack.step(noise, None);
        let at = pack.at();
        first.push([at.x.0, at.y.0].map(|x| x.map(bits)));
        for (lane, run) in alone.iter_mut().enumerate() {
            let one = run.step(noise, None);
            let columns = [
                ("loss", many.loss, one.loss),
                ("gradient.x", many.gradient.x, one.gradient.x),
                ("gradient.y", many.gradient.y, one.gradient.y),
                ("noisy.x", many.noisy.x, one.noisy.x),
                ("clipped.x", many.clipped.x, one.clipped.x),
                ("clipped.y", many.clipped.y, one.clipped.y),
                ("rate", many.rate, one.rate),
                ("momentum", many.momentum, one.momentum),
                ("x", at.x, run.at().x),
                ("y", at.y, run.at().y),
            ];
            for (name, pack, scalar) in columns {
                let got = pack.0[lane];
                assert!(
                    bits(got) == bits(scalar),
                    "{:?} at {place}, step {step}, lane {lane}: {name} is {got:e} in the pack and {scalar:e} alone; {:?}",
                    parts.map(|about| about.info.id),
                    sweeps.each_ref().map(|sweep| sweep.lane(lane)),
                );
            }
        }
    }
    // Again, from the same start: nothing is remembered, nothing is random.
    pack.reset(start);
    let mut source = NoiseSource::new(noise);
    for (step, first) in first.into_iter().enumerate() {
        pack.step(source.draw(), None);
        let again = [pack.at().x.0, pack.at().y.0].map(|x| x.map(bits));
        let ids = parts.map(|about| about.info.id);
        assert_eq!(again, first, "{ids:?} at {place}, step {step}, run again");
    }
}

/// The bits of a number; every NaN is one value.
fn bits(x: f64) -> u64 {
    if x.is_nan() { u64::MAX } else { x.to_bits() }
}
