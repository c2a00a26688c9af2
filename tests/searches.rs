//! Methods that look around, and wrappers: each does what it is for.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::noise::Noise;
use ravine::core::params::Value;
use ravine::core::pipeline::{Pipeline, Request};
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Trajectory;
use ravine::core::vec2::{Vec2, vec2};

fn config(kind: Kind, id: &str, values: &[(&str, Value)]) -> Config {
    let mut config = Config::new(kind.find(id).unwrap());
    for (key, value) in values {
        config.set(key, value.clone()).unwrap();
    }
    config
}

fn quadratic(kappa: f64, theta: f64) -> Config {
    let values = [("kappa", Value::Real(kappa)), ("theta", Value::Real(theta))];
    config(Kind::Surface, "quadratic", &values)
}

fn surface(id: &str) -> Config {
    config(Kind::Surface, id, &[])
}

fn request(surface: Config, optimizer: Config, start: Vec2, steps: u64) -> Request {
    Request {
        start,
        tolerance: 1e-9,
        ..Request::plain(surface, optimizer, steps)
    }
}

fn run(surface: Config, optimizer: Config, start: Vec2, steps: u64) -> Trajectory {
    simulate(&request(surface, optimizer, start, steps)).0
}

fn optimizer(id: &str) -> Config {
    config(Kind::Optimizer, id, &[])
}

/// Methods with a finite end: they are at the minimum of a quadratic after so many steps.
#[test]
fn quadratics_are_solved_in_as_many_steps_as_theory_says() {
    let formula = |index| {
        config(
            Kind::Optimizer,
            "conjugate_gradient",
            &[("formula", Value::Choice(index))],
        )
    };
    let table = [
        (optimizer("newton"), 1),
        (optimizer("damped_newton"), 1),
        (
            config(
                Kind::Optimizer,
                "saddle_free_newton",
                &[("damping", Value::Real(0.0))],
            ),
            1,
        ),
        (formula(0), 2),
        (formula(1), 2),
        (formula(2), 2),
        (formula(3), 2),
    ];
    for (method, steps) in table {
        for (kappa, theta) in [(1.0, 0.0), (20.0, 0.3), (1e3, 1.0)] {
            let path = run(
                quadratic(kappa, theta),
                method.clone(),
                vec2(-3.0, 1.7),
                steps,
            );
            let error = path.position.last().unwrap().norm();
            assert!(
                error < 1e-11,
                "{} at κ = {kappa}: {error:e} left",
                method.id()
            );
        }
    }
}

/// Methods that must arrive within so many steps, and whose loss never rises on the way.
#[test]
fn minima_are_found_and_the_loss_never_rises() {
    let warm = config(Kind::Optimizer, "armijo", &[("warm", Value::Toggle(true))]);
    let adapt = config(
        Kind::Optimizer,
        "random_search",
        &[("adapt", Value::Toggle(true))],
    );
    let table = [
        (optimizer("bfgs"), "rosenbrock", 60, 1e-16),
        (optimizer("bfgs"), "himmelblau", 20, 1e-16),
        (optimizer("conjugate_gradient"), "rosenbrock", 100, 1e-16),
        (optimizer("damped_newton"), "rosenbrock", 40, 1e-16),
        (optimizer("damped_newton"), "himmelblau", 20, 1e-16),
        (optimizer("steepest_descent"), "himmelblau", 40, 1e-12),
        (optimizer("armijo"), "himmelblau", 200, 1e-12),
        (warm, "rosenbrock", 20_000, 1e-6),
        (optimizer("nelder_mead"), "rosenbrock", 120, 1e-12),
        (optimizer("nelder_mead"), "himmelblau", 80, 1e-12),
        (adapt, "himmelblau", 400, 1e-9),
    ];
    for (method, id, steps, enough) in table {
        let place = format!("{} on {id}", method.id());
        let path = run(surface(id), method, vec2(-1.2, 1.0), steps);
        let last = *path.loss.last().unwrap();
        assert!(last < enough, "{place}: {last:e} after {steps} steps");
        let rises = path
            .loss
            .windows(2)
            .find(|pair| pair[1] > pair[0] * (1.0 + 1e-12) + 1e-20);
        assert_eq!(rises, None, "{place}");
    }
}

/// From beside the ridge of a saddle, Newton's step goes to the saddle and the saddle-free one away from it.
#[test]
fn a_saddle_attracts_newton_and_repels_the_saddle_free_step() {
    let start = vec2(1.0, 0.01);
    let end = |id| {
        *run(surface("saddle"), optimizer(id), start, 1)
            .position
            .last()
            .unwrap()
    };
    assert!(end("newton").norm() < 1e-14);
    let away = end("saddle_free_newton");
    assert!(away.x.abs() < 1e-3 && away.y > 0.0199, "{away:?}");
}

/// Wrappers that change nothing are what is inside them, bit for bit, momentum and schedule included.
#[test]
fn idle_wrappers_are_the_method_inside() {
    for id in ["sgd", "adam", "rmsprop"] {
        let inner = optimizer(id).with("lr", 3e-3);
        let inside = ("optimizer", Value::Config(Box::new(inner.clone())));
        let sam = [("rho", Value::Real(0.0)), inside.clone()];
        let ahead = [
            ("slow_step_size", Value::Real(1.0)),
            ("sync_period", Value::Count(1)),
            inside,
        ];
        for (wrapper, values) in [("sam", &sam[..]), ("lookahead", &ahead[..])] {
            let wrapped = config(Kind::Optimizer, wrapper, values);
            let mut plain = request(surface("himmelblau"), inner.clone(), vec2(0.5, -0.5), 100);
            plain.schedule = config(Kind::Schedule, "cosine", &[]);
            let with = Request {
                optimizer: wrapped,
                ..plain.clone()
            };
            let (one, _) = simulate(&plain);
            let (other, _) = simulate(&with);
            // Lookahead's s + 1 (x − s) rounds once more than x.
            let close = |a: Vec2, b: Vec2| (a - b).norm() <= 1e-13 * (1.0 + b.norm());
            assert!(
                one.position
                    .iter()
                    .zip(&other.position)
                    .all(|(a, b)| close(*a, *b)),
                "{wrapper} of {id}"
            );
            assert_eq!(one.rate, other.rate, "{wrapper} of {id}");
        }
    }
}

/// The gradient that SAM steps by is that of the point uphill.
#[test]
fn sam_takes_the_gradient_uphill() {
    let sam = config(Kind::Optimizer, "sam", &[("rho", Value::Real(0.5))]).with_leading("lr", 0.1);
    let path = run(quadratic(1.0, 0.0), sam, vec2(3.0, 4.0), 1);
    let want = vec2(3.0 - 0.1 * 3.3, 4.0 - 0.1 * 4.4);
    assert!(
        (path.position[1] - want).norm() < 1e-12,
        "{:?}",
        path.position[1]
    );
}

/// Every gradient a search looks at has noise of its own and is clipped where gradients are clipped.
#[test]
fn searches_see_noisy_and_clipped_gradients() {
    let method = config(Kind::Optimizer, "lbfgs", &[("max_iter", Value::Count(3))]);
    let plain = request(quadratic(5.0, 0.0), method, vec2(3.0, 1.0), 3);
    let ends = [
        plain.clone(),
        Request {
            noise: Noise {
                sigma: 0.5,
                ..Noise::default()
            },
            ..plain.clone()
        },
        Request {
            clip: config(Kind::Clip, "norm", &[]),
            ..plain.clone()
        },
        Request {
            clip: config(Kind::Clip, "norm", &[]),
            place: Place::Update,
            ..plain
        },
    ]
    .map(|request| {
        let mut pipeline = Pipeline::<f64>::new(&request);
        let before = pipeline.at();
        let noise = request.noise.at(0, 0);
        let taken = pipeline.step(noise, None);
        if request.place == Place::Update {
            assert!((pipeline.at() - before).norm() <= 1.0 + 1e-12);
        } else if request.clip.id() == "norm" {
            assert!(taken.clipped.norm() <= 1.0 && taken.noisy.norm() > 1.0);
        }
        pipeline.at().to_array()
    });
    for (i, a) in ends.iter().enumerate() {
        assert!(ends[..i].iter().all(|b| a != b), "{ends:?}");
    }
}
