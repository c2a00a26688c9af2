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
use ravine::core::pipeline::{Pipeline, Request, Sources};
use ravine::core::schedule;
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
