//! A member of a cloud is a single run, bit for bit, and a cloud says of its members what is true of those runs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::{Dice, Sweep};
use ravine::core::catalog::Kind;
use ravine::core::clip;
use ravine::core::cloud::{Cloud, Ensemble};
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::optim;
use ravine::core::pipeline::Request;
use ravine::core::schedule;
use ravine::core::simulate::simulate;
use ravine::core::surface;
use ravine::core::trajectory::{Ending, Trajectory};
use ravine::core::vec2::vec2;

/// A race on a surface with everything else plain.
fn request(surface: &str, optimizer: &str, rate: f64, steps: u64) -> Request {
    let surface = Kind::Surface.default_config(surface);
    Request {
        start: surface::landmarks(&surface).start,
        surface,
        optimizer: Kind::Optimizer.default_config(optimizer).with("lr", rate),
        schedule: Kind::Schedule.default_config("constant"),
        clip: Kind::Clip.default_config("none"),
        place: clip::Place::Gradient,
        noise: Noise::default(),
        steps,
        tolerance: 1e-6,
    }
}

fn noisy(sigma: f64, kind: NoiseKind) -> Noise {
    Noise {
        sigma,
        kind,
        seed: u64::MAX - 3,
        ..Noise::default()
    }
}

/// The bits of a number; every NaN is one value.
fn bits(x: f64) -> u64 {
    if x.is_nan() { u64::MAX } else { x.to_bits() }
}

/// Compares a whole cloud, taken in pieces, with its members one by one.
fn check(request: &Request, ensemble: Ensemble) {
    let what = format!("{request:?} {ensemble:?}");
    let mut cloud = Cloud::new(request.clone(), ensemble, u64::MAX);
    let mut pieces = 0;
    while !cloud.is_done() {
        assert!(cloud.tally(u64::MAX).is_none() && cloud.endings().is_empty());
        cloud.advance(1 + request.steps / 5);
        pieces += 1;
    }
    assert!(pieces <= 5, "{what}");
    let singles: Vec<(Trajectory, Ending)> = (0..ensemble.count())
        .map(|member| simulate(&ensemble.member(request, member)))
        .collect();
    assert_eq!(cloud.count(), singles.len());
    for (member, (single, ending)) in singles.iter().enumerate() {
        for place in 0..cloud.kept() {
            let got = cloud.position(place, member);
            let want = single.position.get(place);
            let want = want.copied().unwrap_or(vec2(f64::NAN, f64::NAN));
            assert_eq!(
                got.to_array().map(bits),
                want.to_array().map(bits),
                "member {member}, step {place}: {what}"
            );
        }
        // A cloud does not look for cycles.
        let want = match ending {
            Ending::Cycling { .. } => Ending::Budget,
            other => *other,
        };
        assert_eq!(cloud.endings()[member], want, "member {member}: {what}");
    }
    for place in 0..cloud.kept() {
        let mut losses: Vec<f64> = singles
            .iter()
            .map(|(single, _)| {
                let at = single.position.get(place);
                let is_near = at.is_some_and(|at| at.x.abs() <= 1e15 && at.y.abs() <= 1e15);
                let loss = single.loss.get(place).copied().filter(|_| is_near);
                let sound = |_: &f64| {
                    let slope = single.gradient[place];
                    slope.x.is_finite() && slope.y.is_finite()
                };
                let loss = loss.filter(sound).filter(|loss| loss.is_finite());
                loss.unwrap_or(f64::INFINITY)
            })
            .collect();
        losses.sort_by(f64::total_cmp);
        let at = |share: f64| losses[(share * losses.len() as f64).ceil() as usize - 1];
        let band = cloud.band(place);
        assert_eq!(
            [band.low, band.median, band.high],
            [at(0.1), at(0.5), at(0.9)],
            "step {place}: {what}"
        );
    }
    for step in [0, request.steps / 2, request.steps] {
        let tally = cloud.tally(step).unwrap();
        let by = |is: &dyn Fn(&Ending) -> bool| {
            singles.iter().filter(|(_, ending)| is(ending)).count() as u64
        };
        let converged = by(&|e| matches!(e, Ending::Converged { at } if *at <= step));
        let diverged = by(&|e| matches!(e, Ending::Diverged { at, .. } if *at <= step));
        assert_eq!((tally.converged, tally.diverged), (converged, diverged));
        assert_eq!(tally.count, ensemble.count());
        let mut arrivals: Vec<u64> = singles
            .iter()
            .map(|(_, ending)| match ending {
                Ending::Converged { at } => *at,
                _ => u64::MAX,
            })
            .collect();
        arrivals.sort_unstable();
        let median = Some(arrivals[(arrivals.len() - 1) / 2]).filter(|at| *at < u64::MAX);
        assert_eq!(tally.median, median, "{what}");
    }
}

#[test]
fn members_are_single_runs_and_their_shares_are_counted() {
    let starts = |count, spread| Ensemble::Starts { count, spread };
    let seeds = |count| Ensemble::Seeds { count };
    let calm = Noise::default();
    let table = [
        // All arrive; some go over the edge; all diverge; some fall into each of two basins.
        (
            request("quadratic", "sgd", 0.03, 200),
            calm,
            starts(20, 0.5),
        ),
        (request("cliff", "sgd", 0.05, 150), calm, starts(32, 0.6)),
        (request("quadratic", "sgd", 0.2, 150), calm, starts(17, 1.0)),
        (request("quadratic", "sgd", 30.0, 200), calm, starts(3, 1.0)),
        (request("saddle", "adam", 0.05, 150), calm, starts(16, 0.2)),
        (
            request("ackley", "rmsprop", 0.01, 80),
            calm,
            starts(2, 1e-3),
        ),
        (
            request("rosenbrock", "sgd", 0.002, 150),
            noisy(0.5, NoiseKind::Gaussian),
            starts(9, 0.3),
        ),
        (
            request("quadratic", "adam", 0.1, 200),
            noisy(0.3, NoiseKind::Gaussian),
            seeds(33),
        ),
        (
            request("quadratic", "sgd", 0.02, 200),
            noisy(0.9, NoiseKind::Multiplicative),
            seeds(5),
        ),
        (
            request("rosenbrock", "sgd", 0.002, 100),
            noisy(2.0, NoiseKind::HeavyTailed),
            seeds(18),
        ),
        // So faint that its draws vanish.
        (
            request("quadratic", "sgd", 0.02, 20),
            noisy(1e-324, NoiseKind::Gaussian),
            seeds(4),
        ),
        // Methods that look around.
        (
            request("rosenbrock", "armijo", 1.0, 40),
            noisy(0.1, NoiseKind::Gaussian),
            seeds(6),
        ),
        (
            request("himmelblau", "sam", 0.01, 60),
            noisy(0.2, NoiseKind::Gaussian),
            seeds(6),
        ),
        (
            request("himmelblau", "nelder_mead", 1.0, 40),
            calm,
            starts(18, 0.5),
        ),
    ];
    for (request, noise, ensemble) in table {
        check(&Request { noise, ..request }, ensemble);
    }
}

#[test]
fn whatever_is_thrown_is_the_same_in_a_cloud() {
    let mut dice = Dice(9);
    for method in optim::CATALOG {
        let surface = Sweep::throw(&dice.pick(surface::CATALOG).about, &mut dice).config;
        let request = Request {
            start: surface::landmarks(&surface).start,
            surface,
            optimizer: Sweep::throw(&method.about, &mut dice).config,
            schedule: Sweep::throw(&dice.pick(schedule::CATALOG).about, &mut dice).config,
            clip: Sweep::throw(&dice.pick(clip::CATALOG).about, &mut dice).config,
            place: *dice.pick(method.places),
            noise: noisy(0.2, *dice.pick(&NoiseKind::ALL)),
            steps: 30,
            tolerance: 1e-3,
        };
        check(&request, Ensemble::Seeds { count: 3 });
        let spread = 0.1 * surface::landmarks(&request.surface).region.size().x;
        check(&request, Ensemble::Starts { count: 3, spread });
    }
}

#[test]
fn of_long_runs_every_so_many_steps_are_kept() {
    let request = request("quadratic", "sgd", 0.01, 1003);
    let ensemble = Ensemble::Starts {
        count: 5,
        spread: 0.1,
    };
    let mut whole = Cloud::new(request.clone(), ensemble, u64::MAX);
    let mut thin = Cloud::new(request.clone(), ensemble, 50);
    whole.advance(u64::MAX);
    thin.advance(u64::MAX);
    assert!(thin.kept() <= 51, "{}", thin.kept());
    assert_eq!(thin.kept_step(thin.kept() - 1), 1003, "the last is kept");
    for place in 0..thin.kept() {
        let step = thin.kept_step(place);
        assert_eq!(thin.band(place), whole.band(step as usize));
        for member in 0..5 {
            let want = whole.position(step as usize, member);
            assert_eq!(thin.position(place, member), want);
        }
        assert_eq!(thin.kept_until(step), place + 1);
        let before = step.checked_sub(1).map_or(1, |step| thin.kept_until(step));
        assert_eq!(before, place.max(1), "step {step}");
    }
    assert_eq!(thin.tally(1003), whole.tally(1003));
}
