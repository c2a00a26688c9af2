//! Claims on adaptive step sizes: what they are invariant to, where they fail, how they start.

use crate::{
    Fed, bowl, close, config, descent, digits, kernel, method, on, reals, request, run, surface,
};
use ravine::core::catalog::{Config, Kind};
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::simulate::{replay, simulate};
use ravine::core::vec2::{Vec2, vec2};
use std::f64::consts::FRAC_PI_4;

#[test]
fn c15_adams_first_step_is_the_rate_whatever_the_gradient() {
    let rate = 0.01;
    // On the round bowl the gradient is the position.
    let adam = method("adam", &[("lr", rate)]);
    let path = run(bowl(1.0, 1.0), [1e-3, 1e3], adam, 1);
    let step = path.position[0] - path.position[1];
    digits(step.x / rate, "0.99999");
    digits(step.y / rate, "1.0000000");
    for (step, g) in [(step.x, 1e-3), (step.y, 1e3)] {
        close(step / rate, g / (g + 1e-8), 1e-9);
    }
}

/// Adam on a multiple of Rosenbrock's function.
fn scaled_path(adam: &Config, factor: f64) -> Vec<Vec2> {
    let rosenbrock = kernel(&surface("rosenbrock"));
    let mut run = Fed::new(adam, [-1.2, 1.0]);
    let mut path = vec![run.at];
    for _ in 0..500 {
        let mut gradient = Vec2::zero();
        rosenbrock.value_and_gradient(&run.at, &mut gradient);
        run.step(gradient * factor, 0.02);
        path.push(run.at);
    }
    path
}

#[test]
fn c18_adam_does_not_see_the_scale_of_a_loss() {
    let apart = |eps: f64, factor: f64| {
        let adam = method("adam", &[("eps", eps)]);
        let pairs = scaled_path(&adam, 1.0)
            .into_iter()
            .zip(scaled_path(&adam, factor));
        pairs.map(|(a, b)| (a - b).norm()).fold(0.0, f64::max)
    };
    assert_eq!(apart(0.0, 1024.0), 0.0, "a power of two changes no digit");
    close(apart(0.0, 1e-3), 0.0, 1e-13);
    assert!(apart(1.0, 1e-3) > 0.1, "a large ε is a scale");
}

#[test]
fn c19_adam_sees_a_rotation_and_gradient_descent_does_not() {
    let loss = |rule: Config, theta: f64| {
        let quadratic = reals(
            Kind::Surface,
            "quadratic",
            &[("kappa", 100.0), ("theta", theta)],
        );
        // (5, 1) along the floor and across it.
        let (sin, cos) = theta.sin_cos();
        let start = vec2(5.0 * cos - sin, 5.0 * sin + cos);
        *run(quadratic, start, rule, 100).loss.last().unwrap()
    };
    let adam = || method("adam", &[("lr", 0.05)]);
    digits(loss(descent(0.005), 0.0), "4.586973");
    digits(loss(descent(0.005), FRAC_PI_4), "4.586973");
    digits(loss(adam(), 0.0), "0.630587");
    digits(loss(adam(), FRAC_PI_4), "8.561024");
}

/// Where a method ends on `[−1, 1]` if the gradient is `rare` in the first step of each period and `often` in
/// the others, at the rate `alpha/√t`.
fn on_interval(rule: &Config, alpha: f64, period: u64, [rare, often]: [f64; 2], steps: u64) -> f64 {
    let mut run = Fed::new(rule, [0.0, 0.0]);
    for t in 1..=steps {
        let gradient = if t % period == 1 { rare } else { often };
        run.step([gradient, 0.0], alpha / (t as f64).sqrt());
        run.at.x = run.at.x.clamp(-1.0, 1.0);
    }
    run.at.x
}

#[test]
fn c20_adam_goes_to_the_worst_point_where_amsgrad_goes_to_the_best() {
    let c: f64 = 3.0;
    let beta2 = 1.0 / (1.0 + c * c);
    let alpha = 0.9 * (1.0 - beta2).sqrt();
    let adam = method("adam", &[("beta1", 0.0), ("beta2", beta2)]);
    let end = |rule: &Config| on_interval(rule, alpha, 3, [c, -1.0], 300_000);
    // The sum of a period is (C − 2) x: its least point is −1.
    close(end(&adam), 1.0, 1e-2);
    digits(end(&on(adam, "amsgrad")), "-0.9989");
}

#[test]
fn c21_the_same_happens_with_usual_decays() {
    let adam = method("adam", &[("beta1", 0.9), ("beta2", 0.99)]);
    let amsgrad = on(adam.clone(), "amsgrad");
    let end = |rule: &Config, alpha: f64| on_interval(rule, alpha, 101, [1010.0, -10.0], 1_000_000);
    close(end(&adam, 0.5), 1.0, 1e-2);
    digits(end(&amsgrad, 0.5), "-0.9973");
    assert!(end(&amsgrad, 0.1) > -0.99, "slower at a smaller rate");
}

#[test]
fn c22_adagrads_steps_fall_as_one_over_the_root() {
    let mut run = Fed::new(&method("adagrad", &[]), [0.0, 0.0]);
    for t in 1..=100 {
        let before = run.at;
        run.step([-3.0, 0.02], 1.0);
        let step = run.at - before;
        let want = 1.0 / f64::from(t).sqrt();
        close(step.x, want, 1e-7);
        close(step.y, -want, 1e-7);
    }
    digits(run.at.x, "18.5896");
    assert!(run.at.x < 2.0 * 100.0_f64.sqrt());
}

/// A number that RAdam computes in a step, counted from 1.
fn of_radam(name: &str, t: u64) -> f64 {
    let request = request(bowl(1.0, 1.0), [1.0, 1.0], method("radam", &[]), t);
    let notes = replay(&request, t - 1);
    let found = notes.scalars.iter().find(|(key, _)| *key == name);
    found.unwrap().1
}

#[test]
fn c24_radam_starts_to_adapt_at_the_sixth_step() {
    close(of_radam("ρ", 60_000), 1999.0, 1e-9);
    let first = |threshold: f64| (1..100).find(|t| of_radam("ρ", *t) > threshold);
    assert_eq!(first(5.0), Some(6), "PyTorch's and Optax's threshold");
    assert_eq!(first(4.0), Some(5), "the paper's threshold");
    assert!(of_radam("r", 5).is_nan(), "no factor before it adapts");
    digits(of_radam("r", 6), "0.025821");
    digits(of_radam("r", 1000), "0.645326");
    // On a constant gradient a step is η g before that and η r after it.
    let mut run = Fed::new(&method("radam", &[("eps", 0.0)]), [0.0, 0.0]);
    for t in 1..=10 {
        let before = run.at.x;
        run.step([-250.0, 0.0], 1.0);
        let want = if t < 6 { 250.0 } else { of_radam("r", t) };
        close(run.at.x - before, want, 1e-9);
    }
}

#[test]
fn c25_adams_untuned_warm_up_takes_two_thousand_steps() {
    // RAdam's average of squares is worth as many steps less one, however long it runs.
    let length = of_radam("ρ", 60_000) + 1.0;
    close(length, 2.0 / (1.0 - 0.999), 1e-9);
    digits(length, "2000.000");
    let constant = reals(Kind::Schedule, "constant", &[]);
    let values = [
        ("steps", Value::Count(length.round() as u64)),
        ("start_factor", Value::Real(0.0)),
        ("then", Value::Config(Box::new(constant))),
    ];
    let (path, _) = simulate(&Request {
        schedule: config(Kind::Schedule, "warmup", &values),
        ..request(bowl(1.0, 1.0), [1.0, 1.0], method("adam", &[]), 3000)
    });
    for (t, rate) in path.rate.iter().enumerate() {
        let share = (0.5 * (1.0 - 0.999) * t as f64).min(1.0);
        close(*rate, 1e-3 * share, 1e-15);
    }
}

#[test]
fn c44_weight_decay_shifts_the_minimum_as_the_method_pulls() {
    // How far Adam sways around its rest at the rate 0.01.
    const SWAY: f64 = 1e-3;
    // f = (x − 2)²/2.
    let decay = ("weight_decay", 0.5);
    let rest = |rule: &Config| {
        let mut run = Fed::new(rule, [0.5, 0.0]);
        for _ in 0..20_000 {
            run.step([run.at.x - 2.0, 0.0], 0.01);
        }
        run.at.x
    };
    for l2 in ["sgd", "adam"] {
        close(rest(&method(l2, &[decay])), 4.0 / 3.0, SWAY);
    }
    // Decoupled from plain descent it is the same pull. From Adam it pulls against a step of one rate: the
    // minimum stays where that is stronger, and else x stands where λ x is 1.
    close(rest(&method("sgd.keras", &[decay])), 4.0 / 3.0, SWAY);
    for (decay, want) in [(0.25, 2.0), (0.8, 1.25), (2.0, 0.5)] {
        let decay = [("weight_decay", decay)];
        close(rest(&method("adamw", &decay)), want, SWAY);
    }
}
