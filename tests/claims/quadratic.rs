//! Claims on quadratics: limits and best settings, line searches, second order.

use crate::{
    bowl, close, config, contraction, descent, digits, heavy_ball, kernel, measured, method,
    nesterov, reals, request, run, surface,
};
use ravine::core::catalog::Kind;
use ravine::core::curvature::{
    Curvature, best_gradient_descent, best_heavy_ball, gradient_descent_contraction,
    gradient_descent_limit, heavy_ball_contraction, heavy_ball_limit, nesterov_contraction,
    nesterov_limit,
};
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Ending;
use ravine::core::vec2::{Vec2, vec2};

/// The setting of a grid with the least number: its place and that number.
fn least(places: impl Iterator<Item = [f64; 2]>, f: impl Fn([f64; 2]) -> f64) -> ([f64; 2], f64) {
    places
        .map(|place| (place, f(place)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap()
}

/// The places `(i · a, j · b)` for `i` and `j` in these ranges.
fn grid(
    i: std::ops::Range<u32>,
    a: f64,
    j: std::ops::Range<u32>,
    b: f64,
) -> impl Iterator<Item = [f64; 2]> {
    i.flat_map(move |i| j.clone().map(move |j| [f64::from(i) * a, f64::from(j) * b]))
}

#[test]
fn c01_gradient_descent_converges_exactly_below_two_over_lambda() {
    for lambda in [0.3, 1.0, 40.0] {
        let limit = gradient_descent_limit(lambda);
        let reached = |share: f64| {
            let path = run(
                bowl(lambda, lambda),
                [1.0, 0.0],
                descent(share * limit),
                10_000,
            );
            path.position.last().unwrap().x.abs()
        };
        digits(limit * lambda, "2.000000");
        close(reached(0.9995), 0.999_f64.powi(10_000), 1e-12);
        assert!(reached(1.0005) > 1e4);
    }
    let (_, ending) = simulate(&request(bowl(1.0, 1.0), [1.0, 0.0], descent(2.0), 100));
    assert_eq!(ending, Ending::Cycling { period: 2 }, "at the limit itself");
    // The rate is that of the worse direction.
    for rate in [0.001, 0.0198, 0.02, 0.021] {
        let want = [1.0, 100.0].map(|lambda| gradient_descent_contraction(rate, lambda));
        close(
            measured(&descent(rate), 1.0, 100.0),
            want[0].max(want[1]),
            1e-12,
        );
        close(want[0], (1.0 - rate).abs(), 0.0);
        close(want[1], (1.0 - 100.0 * rate).abs(), 0.0);
    }
}

#[test]
fn c02_no_constant_rate_beats_two_over_the_sum_of_curvatures() {
    let best = best_gradient_descent(1.0, 100.0).unwrap();
    digits(best.rate, "0.0198020");
    digits(best.contraction, "0.980198");
    close(
        measured(&descent(best.rate), 1.0, 100.0),
        best.contraction,
        1e-12,
    );
    let rates = grid(1..3001, 1e-5, 0..1, 0.0);
    let ([rate, _], contraction) = least(rates, |[a, _]| measured(&descent(a), 1.0, 100.0));
    close(rate, best.rate, 1e-5);
    assert!((best.contraction..best.contraction + 1e-3).contains(&contraction));
}

#[test]
fn c03_no_heavy_ball_beats_polyaks() {
    let best = best_heavy_ball(1.0, 100.0).unwrap();
    digits(best.rate, "0.0330579");
    digits(best.momentum, "0.669421");
    digits(best.contraction, "0.818182");
    let tuned = heavy_ball(best.rate, best.momentum);
    close(measured(&tuned, 1.0, 100.0), best.contraction, 1e-6);
    let settings = grid(1..500, 1e-4, 0..100, 0.01);
    let ([rate, beta], contraction) =
        least(settings, |[a, b]| measured(&heavy_ball(a, b), 1.0, 100.0));
    digits(contraction, "0.8185");
    close(rate, best.rate, 1e-4);
    close(beta, best.momentum, 0.01);
}

#[test]
fn c04_momentum_takes_the_root_of_the_steps() {
    for (kappa, plain, heavy) in [(100.0, 691.0, 69.0), (1000.0, 6908.0, 218.0)] {
        let gd = best_gradient_descent(1.0, kappa).unwrap();
        let hb = best_heavy_ball(1.0, kappa).unwrap();
        assert_eq!(gd.steps_to(1e-6).round(), plain);
        assert_eq!(hb.steps_to(1e-6).round(), heavy);
        // What the runs do, by the contraction of their steps and by counting.
        let tuned = [descent(gd.rate), heavy_ball(hb.rate, hb.momentum)];
        for (method, want) in tuned.iter().zip([plain, heavy]) {
            let steps = 1e-6_f64.ln() / measured(method, 1.0, kappa).ln();
            assert_eq!(steps.round(), want, "{method:?}");
        }
        let count = |method: &_| {
            let path = run(bowl(1.0, kappa), [1.0, 1.0], Clone::clone(method), 10_000).position;
            let arrived = path.iter().position(|p| p.x.abs().max(p.y.abs()) < 1e-6);
            arrived.unwrap() as f64
        };
        assert_eq!(count(&tuned[0]), plain);
        // A double root grows for a while before it shrinks.
        let heavy_steps = count(&tuned[1]);
        assert!(
            (heavy..1.6 * heavy).contains(&heavy_steps),
            "{heavy_steps} steps at κ {kappa}"
        );
    }
}

#[test]
fn c05_heavy_ball_is_stable_up_to_two_plus_two_beta() {
    for (lambda, beta) in [(1.0, 0.5), (1.0, 0.9), (40.0, 0.9), (0.3, 0.0)] {
        let limit = heavy_ball_limit(lambda, beta);
        close(limit * lambda, 2.0 + 2.0 * beta, 1e-12);
        let radius = |share: f64| measured(&heavy_ball(share * limit, beta), lambda, lambda);
        assert!(
            radius(0.9999) < 1.0 && radius(1.0001) > 1.0,
            "{lambda} {beta}"
        );
        let form = heavy_ball_contraction(0.9999 * limit, beta, lambda);
        close(radius(0.9999), form, 1e-9);
    }
    let off = |share: f64| heavy_ball(share * heavy_ball_limit(1.0, 0.5), 0.5);
    digits(measured(&off(0.9999), 1.0, 1.0), "0.9994");
    digits(measured(&off(1.0001), 1.0, 1.0), "1.0006");
    let end = |share| {
        let path = run(bowl(1.0, 1.0), [1.0, 0.0], off(share), 20_000);
        path.position.last().unwrap().x.abs()
    };
    assert!(end(0.9999) < 1e-3 && end(1.0001) > 1e3);
}

#[test]
fn c06_nesterov_is_stable_for_less_than_gradient_descent() {
    digits(nesterov_limit(1.0, 0.9), "1.357143");
    for (lambda, beta) in [(1.0, 0.9), (1.0, 0.5), (40.0, 0.99)] {
        let limit = nesterov_limit(lambda, beta);
        close(
            limit * lambda,
            (2.0 + 2.0 * beta) / (1.0 + 2.0 * beta),
            1e-12,
        );
        assert!(limit < gradient_descent_limit(lambda));
        let radius = |share: f64| measured(&nesterov(share * limit, beta), lambda, lambda);
        close(radius(1.0), 1.0, 1e-9);
        assert!(
            radius(0.9999) < 1.0 && radius(1.0001) > 1.0,
            "{lambda} {beta}"
        );
        let form = nesterov_contraction(0.9999 * limit, beta, lambda);
        close(radius(0.9999), form, 1e-9);
    }
    // Between both limits, descent arrives and Nesterov leaves.
    let end = |method| {
        let path = run(bowl(1.0, 1.0), [1.0, 0.0], method, 1000);
        path.position.last().unwrap().x.abs()
    };
    assert!(end(descent(1.5)) < 1e-12 && end(nesterov(1.5, 0.9)) > 1e12);
}

/// Distill's footnote prints twice this.
#[test]
fn c07_oscillating_momentum_shrinks_by_the_root_of_beta() {
    let mut complex = 0;
    for (rate, lambda) in [(0.5, 1.0), (0.01, 1.0), (0.05, 40.0), (0.3, 7.0)] {
        for beta in [0.3, 0.9, 0.99_f64] {
            let term: f64 = 1.0 + beta - rate * lambda;
            let oscillates = term * term < 4.0 * beta;
            let radius = measured(&heavy_ball(rate, beta), lambda, lambda);
            if oscillates {
                complex += 1;
                close(radius, beta.sqrt(), 1e-9);
                close(heavy_ball_contraction(rate, beta, lambda), beta.sqrt(), 0.0);
            } else {
                assert!(radius > beta.sqrt() + 1e-3);
            }
        }
    }
    assert_eq!(complex, 11);
    digits(measured(&heavy_ball(0.5, 0.9), 1.0, 1.0), "0.948683");
}

#[test]
fn c09_nesterovs_own_setting_and_the_tuned_one() {
    let (m, l, kappa) = (1.0, 100.0, 100.0_f64);
    let root = kappa.sqrt();
    let own = [1.0 / l, (root - 1.0) / (root + 1.0)];
    let root3 = (3.0 * kappa + 1.0).sqrt();
    let tuned = [4.0 / (3.0 * l + m), (root3 - 2.0) / (root3 + 2.0)];
    // The worst curvature of all between both.
    let worst = |[rate, beta]: [f64; 2]| {
        let curvatures = (0..100).map(|i| m + (l - m) * f64::from(i) / 100.0);
        let rates = curvatures.map(|lambda| measured(&nesterov(rate, beta), lambda, l));
        rates.fold(0.0, f64::max)
    };
    close(worst(own), 1.0 - 1.0 / root, 1e-6);
    digits(worst(own), "0.900000");
    close(worst(tuned), 1.0 - 2.0 / root3, 1e-6);
    digits(worst(tuned), "0.884722");
    let settings = grid(1..201, 1e-4, 0..100, 0.01);
    let ends = |[a, b]: [f64; 2]| measured(&nesterov(a, b), m, l);
    let ([rate, beta], contraction) = least(settings, ends);
    close(rate, tuned[0], 3e-4);
    close(beta, tuned[1], 0.01);
    assert!((worst(tuned) - 1e-6..0.89).contains(&contraction));
}

#[test]
fn c11_rosenbrocks_minimum_limits_every_rate() {
    let rosenbrock = surface("rosenbrock");
    let minimum = vec2(1.0, 1.0);
    let curvature = Curvature::at(&*kernel(&rosenbrock), minimum).unwrap();
    digits(curvature.low, "0.399361");
    digits(curvature.high, "1001.600639");
    let limit = gradient_descent_limit(curvature.high);
    digits(limit, "0.00199680");
    let gd = best_gradient_descent(curvature.low, curvature.high).unwrap();
    digits(gd.contraction, "0.99920287");
    assert_eq!(gd.steps_to(0.1).round(), 2887.0);
    let hb = best_heavy_ball(curvature.low, curvature.high).unwrap();
    digits(hb.rate, "0.00383877");
    digits(hb.momentum, "0.923225");
    digits(hb.contraction, "0.960846");
    assert_eq!(hb.steps_to(0.1).round(), 58.0);

    // The same from runs close to the minimum, along the axes of curvature.
    let near = |axis: Vec2, method, steps| {
        let start = minimum + axis * 1e-8;
        let path = run(rosenbrock.clone(), start, method, steps).position;
        path.into_iter().map(move |p| (p - minimum).dot(axis))
    };
    let steepest = |rate, steps| {
        let mut path = near(curvature.high_axis, descent(rate), steps);
        path.next_back().unwrap().abs()
    };
    assert!(steepest(0.99 * limit, 1000) < 1e-9 && steepest(1.01 * limit, 1000) > 1e-6);
    let worst = |[rate, _]: [f64; 2]| {
        let axes = [curvature.low_axis, curvature.high_axis];
        let shares = axes.map(|axis| {
            let path: Vec<f64> = near(axis, descent(rate), 1).collect();
            (path[1] / path[0]).abs()
        });
        shares[0].max(shares[1])
    };
    close(worst([gd.rate, 0.0]), gd.contraction, 1e-6);
    let ([rate, _], _) = least(grid(1000..2100, 1e-6, 0..1, 0.0), worst);
    close(rate, gd.rate, 2e-6);
    // Steps that a run takes from a distance of 1e-5 to 1e-7, and with momentum on to 1e-11.
    let count = |method, to: f64| {
        let start = minimum + curvature.low_axis * 1e-5;
        let path = run(rosenbrock.clone(), start, method, 20_000).position;
        let away = |p: &Vec2| (*p - minimum).norm() > to;
        path.iter().rposition(away).unwrap() as f64
    };
    let plain = count(descent(gd.rate), 1e-7);
    close(plain / 2.0, gd.steps_to(0.1), 10.0);
    let heavy = count(heavy_ball(hb.rate, hb.momentum), 1e-11);
    let per_decade = heavy / 6.0;
    assert!((58.0..90.0).contains(&per_decade), "{per_decade}");
}

#[test]
fn c34_an_exact_line_search_zigzags() {
    for gamma in [2.0, 10.0, 100.0] {
        let steepest = method("steepest_descent", &[]);
        let path = run(bowl(1.0, gamma), [gamma, 1.0], steepest, 12);
        let q = (gamma - 1.0) / (gamma + 1.0);
        for (k, p) in (0..).zip(&path.position) {
            let want = vec2(gamma * q.powi(k), (-q).powi(k));
            close(p.x, want.x, 1e-10 * gamma);
            close(p.y, want.y, 1e-10 * gamma);
        }
        for (pair, gradient) in path.position.windows(2).zip(&path.gradient) {
            let length = (pair[1] - pair[0]).norm() / gradient.norm();
            close(length, 2.0 / (1.0 + gamma), 1e-9);
        }
    }
    let path = run(
        bowl(1.0, 10.0),
        [10.0, 1.0],
        method("steepest_descent", &[]),
        1,
    );
    digits(path.position[1].x, "8.181818");
    digits(path.position[1].y, "-0.818182");
}

#[test]
fn c35_a_schedule_alone_gives_momentums_speed() {
    let (m, l, steps) = (1.0, 100.0, 32);
    let chebyshev = |order| {
        let values = [
            ("smallest", Value::Real(m)),
            ("largest", Value::Real(l)),
            ("order", Value::Choice(order)),
        ];
        config(Kind::Schedule, "chebyshev", &values)
    };
    let constant = reals(Kind::Schedule, "constant", &[]);
    let best = best_gradient_descent(m, l).unwrap();
    // What is left of the worst direction, and how many rates exceed the limit of constant ones.
    let left = |schedule: &_| {
        let mut worst: f64 = 0.0;
        let mut long = 0;
        for i in 0..=990 {
            let lambda = m + f64::from(i) / 10.0;
            let (path, _) = simulate(&Request {
                schedule: Clone::clone(schedule),
                ..request(bowl(lambda, lambda), [1.0, 0.0], descent(best.rate), steps)
            });
            worst = worst.max(path.position.last().unwrap().x.abs());
            let limit = gradient_descent_limit(l);
            long = path.rate.iter().filter(|rate| **rate > limit).count();
        }
        (worst, long)
    };
    let (worst, long) = left(&constant);
    digits(worst, "0.527281");
    assert_eq!(long, 0);
    for order in [0, 1] {
        let (worst, long) = left(&chebyshev(order));
        digits(worst, "0.0032525");
        assert_eq!(long, 16, "half of the steps exceed 2/L");
    }
    let ratio: f64 = (l + m) / (l - m);
    let polynomial = (f64::from(steps as u32) * ratio.acosh()).cosh();
    digits(1.0 / polynomial, "0.0032525");
}

#[test]
fn c36_conjugate_gradients_end_in_two_steps_and_newton_in_one() {
    let table = [("conjugate_gradient", 2), ("newton", 1)];
    for (id, steps) in table {
        // What is left is rounding, which solving with a condition number κ multiplies by it.
        for (kappa, rounding) in [(1.0, 1e-15), (20.0, 1e-15), (1e4, 1e-12)] {
            for theta in [0.0, 0.3, 0.785, -1.2] {
                let values = [("kappa", kappa), ("theta", theta), ("scale", 0.7)];
                let quadratic = reals(Kind::Surface, "quadratic", &values);
                let path = run(quadratic, [3.0, -1.7], method(id, &[]), steps);
                let share = path.gradient.last().unwrap().norm() / path.gradient[0].norm();
                assert!(share < rounding, "{id} at κ {kappa}, θ {theta}: {share:e}");
                let before = path.gradient[path.gradient.len() - 2].norm();
                assert!(before > 1e-5 || kappa == 1.0);
            }
        }
    }
}

#[test]
fn c37_polyaks_step_halves_the_error_on_a_round_bowl() {
    for (bowl, start) in [
        (surface("sphere"), [8.0, 0.0]),
        (bowl(0.25, 0.25), [4.8, -6.4]),
    ] {
        let path = run(
            bowl,
            start,
            method("polyak_sgd", &[("max_learning_rate", 1e9)]),
            3,
        );
        for (p, error) in path.position.iter().zip([8.0, 4.0, 2.0, 1.0]) {
            close(p.norm(), error, 1e-14);
        }
        assert_eq!(path.position.len(), 4);
    }
    assert_eq!(contraction(&[8.0, 4.0, 2.0, 1.0]), 0.5);
}
