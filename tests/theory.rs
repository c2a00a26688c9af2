//! What theory says of methods on quadratics, against what they do: limits of the learning rate, and rates of arrival.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use ravine::core::catalog::{Config, Kind};
use ravine::core::curvature::Curvature;
use ravine::core::optim;
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::surface;
use ravine::core::theory::Linear;
use ravine::core::trajectory::Trajectory;
use ravine::core::vec2::{Vec2, vec2};

/// An entry, how it is set besides the rate, and how its limit is written.
type Row = (&'static str, &'static [(&'static str, f64)], &'static str);

/// Every kind of method that is linear.
const KINDS: &[Row] = &[
    ("sgd", &[], "2/λmax"),
    ("sgd", &[("momentum", 0.5)], "(2 + 2μ)/λmax"),
    ("sgd", &[("momentum", 0.9)], "(2 + 2μ)/λmax"),
    (
        "sgd",
        &[("momentum", 0.9), ("dampening", 0.4)],
        "(2 + 2μ)/((1 − τ) λmax)",
    ),
    (
        "sgd",
        &[("momentum", 0.5), ("nesterov", 1.0)],
        "(2 + 2μ)/((1 + 2μ) λmax)",
    ),
    (
        "sgd",
        &[("momentum", 0.9), ("nesterov", 1.0)],
        "(2 + 2μ)/((1 + 2μ) λmax)",
    ),
    (
        "sgd",
        &[("momentum", 0.8), ("nesterov", 1.0), ("dampening", 0.5)],
        "(2 + 2μ)/((1 + μ (2 − τ)) λmax)",
    ),
    (
        "sgd",
        &[("momentum", 0.5), ("weight_decay", 3.0)],
        "(2 + 2μ)/(λmax + λ)",
    ),
    ("sgd.optax", &[("momentum", 0.9)], "(2 + 2μ)/λmax"),
    (
        "sgd.optax",
        &[("momentum", 0.9), ("nesterov", 1.0)],
        "(2 + 2μ)/((1 + 2μ) λmax)",
    ),
    ("sgd.keras", &[("momentum", 0.9)], "(2 + 2μ)/λmax"),
    (
        "sgd.keras",
        &[("momentum", 0.7), ("nesterov", 1.0)],
        "(2 + 2μ)/((1 + 2μ) λmax)",
    ),
    (
        "sgd.keras",
        &[("momentum", 0.7), ("weight_decay", 4.0)],
        "(2 + 2μ)/λmax, less for the weight decay",
    ),
    (
        "ema_momentum",
        &[("momentum", 0.8)],
        "(2 + 2β)/((1 − β) λmax)",
    ),
    (
        "qhm",
        &[("momentum", 0.9), ("nu", 0.6)],
        "(2 + 2β)/((1 + β − 2νβ) λmax)",
    ),
    (
        "qhm",
        &[("momentum", 0.9), ("nu", 1.0)],
        "(2 + 2β)/((1 + β − 2νβ) λmax)",
    ),
    ("optimistic_gradient_descent", &[], "2/((α + 2β) λmax)"),
    (
        "optimistic_gradient_descent",
        &[("alpha", 1.0), ("beta", -0.4)],
        "2/((α + 2β) λmax)",
    ),
    (
        "optimistic_gradient_descent",
        &[("alpha", 1.5), ("beta", -0.7)],
        "2/((α + 2β) λmax)",
    ),
];

fn method(id: &str, set: &[(&str, f64)]) -> Config {
    let mut config = Kind::Optimizer.default_config(id);
    for (key, value) in set {
        let value = match *key {
            "nesterov" => Value::Toggle(*value == 1.0),
            _ => Value::Real(*value),
        };
        config.set(key, value).unwrap();
    }
    config
}

fn linear(config: &Config) -> Linear {
    optim::entry_of(config).linear(config).unwrap()
}

/// A run from a start on a ravine whose curvatures are 1 and κ.
fn run(optimizer: Config, kappa: f64, start: Vec2, steps: u64) -> Trajectory {
    let surface = Kind::Surface.default_config("quadratic");
    let surface = surface.with("kappa", kappa).with("theta", 0.4);
    let request = Request {
        start,
        ..Request::plain(surface, optimizer, steps)
    };
    simulate(&request).0
}

/// The losses of a run at a rate.
fn losses(config: &Config, rate: f64, kappa: f64, steps: u64) -> Vec<f64> {
    run(
        config.clone().with("lr", rate),
        kappa,
        vec2(-4.0, 2.5),
        steps,
    )
    .loss
}

#[test]
fn just_below_the_limit_it_arrives_and_just_above_it_leaves() {
    for (id, set, words) in KINDS {
        let config = method(id, set);
        let linear = linear(&config);
        assert_eq!(linear.to_string(), *words, "{id} {set:?}");
        for kappa in [1.0, 8.0, 60.0] {
            let limit = linear.limit(kappa);
            assert!(limit > 0.0 && limit.is_finite(), "{id} {set:?}");
            let what = format!("{id} {set:?}, κ {kappa}, limit {limit}");
            let fine = losses(&config, limit * 0.99, kappa, 6000);
            assert!(fine.last().unwrap() < &(1e-6 * fine[0]), "{what}");
            let wild = losses(&config, limit * 1.01, kappa, 6000);
            let last = wild.last().unwrap();
            assert!(!last.is_finite() || *last > 1e3 * wild[0], "{what}: {last}");
            for (rate, stays) in [(limit * 0.9999, true), (limit * 1.0001, false)] {
                assert_eq!(linear.contraction(rate, kappa) < 1.0, stays, "{what}");
            }
        }
    }
}

#[test]
fn the_loss_falls_as_fast_as_predicted() {
    for (id, set, _) in KINDS {
        let config = method(id, set);
        let linear = linear(&config);
        for (kappa, share) in [(5.0, 0.3), (30.0, 0.5), (30.0, 0.95)] {
            let rate = share * linear.limit(kappa);
            let curvature = Curvature::of([1.0, 0.0, kappa]).unwrap();
            let want = linear.worst_contraction(rate, &curvature).ln();
            // From where transients are over to before rounding shows, over whole turns as far as there are any.
            let losses = losses(&config, rate, kappa, 12_000);
            let top = |from: usize, to: usize| losses[from..to].iter().copied().fold(0.0, f64::max);
            let steps = (-110.0 / want).clamp(40.0, 12_000.0) as usize;
            let (from, wide) = (steps / 4, steps / 4);
            let (first, last) = (top(from, from + wide), top(steps - wide, steps));
            let got = 0.5 * (last / first).ln() / (steps - wide - from) as f64;
            let what = format!("{id} {set:?}, κ {kappa}, {share} of the limit: {got} for {want}");
            assert!((got - want).abs() < 0.06 * want.abs() + 1e-4, "{what}");
        }
    }
}

/// Only methods that are linear say so: twice the distance is twice the step, everywhere.
#[test]
fn who_is_linear_scales_with_the_distance() {
    for entry in optim::CATALOG {
        let config = Config::new(&entry.about);
        if entry.linear(&config).is_none() {
            continue;
        }
        let end = |x: f64| {
            let optimizer = config.clone().with("lr", 0.01);
            run(optimizer, 20.0, vec2(x, 0.5 * x), 30).position[30]
        };
        assert_eq!(end(4.0), end(2.0) * 2.0, "{}", entry.about.info.id);
    }
}

/// The surfaces that call themselves quadratic have the same second derivatives everywhere, and only they.
#[test]
fn surfaces_say_whether_they_are_quadratic() {
    for entry in surface::CATALOG {
        let config = Config::new(&entry.about);
        let (kernel, region) = (entry.scalar(&config), surface::landmarks(&config).region);
        let mut dice = common::Dice(7);
        let hessians: Vec<[f64; 3]> = (0..50)
            .map(|_| {
                let share = vec2(dice.share(), dice.share());
                let size = region.size();
                kernel.hessian(&(region.min + vec2(size.x * share.x, size.y * share.y)))
            })
            .collect();
        let first = hessians[0];
        let size = first.iter().fold(0.0, |m: f64, f| m.max(f.abs()));
        let same = |h: &[f64; 3]| {
            h.iter()
                .zip(first)
                .all(|(a, b)| (a - b).abs() <= 1e-9 * size)
        };
        assert_eq!(
            hessians.iter().all(same),
            entry.quadratic,
            "{}",
            entry.about.info.id
        );
    }
}
