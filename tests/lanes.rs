//! A pack is sixteen runs: every optimizer, schedule, clip and place, lane by lane and bit for bit.
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

/// How many steps every run takes.
const STEPS: u64 = 300;

/// How many schedules, clips and surfaces every method meets at each of its places.
const TURNS: usize = 3;

#[test]
fn every_method_is_the_same_on_a_pack() {
    let mut dice = Dice(1);
    let mut turn = 0;
    for method in optim::CATALOG {
        for place in method.places {
            for _ in 0..TURNS {
                let surface = &surface::CATALOG[turn % surface::CATALOG.len()];
                let schedule = &schedule::CATALOG[turn % schedule::CATALOG.len()];
                let clip = &clip::CATALOG[turn % clip::CATALOG.len()];
                let parts = [&surface.about, &method.about, &schedule.about, &clip.about];
                check(parts, *place, &mut dice);
                turn += 1;
            }
        }
    }
}

#[test]
fn every_schedule_with_every_clip_is_the_same_on_a_pack() {
    let mut dice = Dice(3);
    let mut turn = 0;
    for schedule in schedule::CATALOG {
        for clip in clip::CATALOG {
            let surface = &surface::CATALOG[turn % surface::CATALOG.len()];
            let method = &optim::CATALOG[turn % optim::CATALOG.len()];
            let place = *dice.pick(method.places);
            let parts = [&surface.about, &method.about, &schedule.about, &clip.about];
            check(parts, place, &mut dice);
            turn += 1;
        }
    }
}

#[test]
fn every_surface_is_the_same_on_a_pack() {
    let mut dice = Dice(2);
    let plain = |kind: Kind, id: &str| kind.find(id).unwrap();
    for surface in surface::CATALOG {
        for id in ["sgd", "adam"] {
            let parts = [
                &surface.about,
                plain(Kind::Optimizer, id),
                plain(Kind::Schedule, "constant"),
                plain(Kind::Clip, "none"),
            ];
            check(parts, Place::Gradient, &mut dice);
        }
    }
}

/// Runs sixteen settings in one pack and one after the other.
fn check(parts: [&'static About; 4], place: Place, dice: &mut Dice) {
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
        steps: STEPS,
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

    let mut source = NoiseSource::new(noise);
    for step in 0..STEPS {
        let noise = source.draw();
        let many = pack.step(noise, None);
        let at = pack.at();
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
                    got.to_bits() == scalar.to_bits() || (got.is_nan() && scalar.is_nan()),
                    "{:?} at {place}, step {step}, lane {lane}: {name} is {got:e} in the pack and {scalar:e} alone; {:?}",
                    parts.map(|about| about.info.id),
                    sweeps.each_ref().map(|sweep| sweep.lane(lane)),
                );
            }
        }
    }
}
