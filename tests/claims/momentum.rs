//! Claims on momentum: where it fails, its forms, and what it does to noise.

use crate::{bowl, close, digits, heavy_ball, method, reals, request, run, surface};
use ravine::core::catalog::{Config, Kind};
use ravine::core::noise::{Noise, NoiseSource};
use ravine::core::params::Value;
use ravine::core::pipeline::{Pipeline, Request};
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Ending;
use ravine::core::vec2::Vec2;

#[test]
fn c10_heavy_ball_tuned_for_quadratics_can_cycle_on_a_convex_function() {
    let from = |x: f64| {
        let tuned = heavy_ball(1.0 / 9.0, 4.0 / 9.0);
        simulate(&request(surface("lessard"), [x, 0.0], tuned, 2000))
    };
    let cycle = [2592.0, 792.0, -2208.0].map(|numerator| numerator / 1225.0);
    digits(cycle[0], "2.115918");
    digits(cycle[1], "0.646531");
    digits(cycle[2], "-1.802449");
    for i in 307..=346 {
        let (path, ending) = from(f64::from(i) / 100.0);
        assert_eq!(ending, Ending::Cycling { period: 3 }, "from {i} hundredths");
        let tail: Vec<f64> = path.position.iter().rev().take(3).map(|p| p.x).collect();
        let first = tail.iter().position(|x| *x > 2.0).unwrap();
        // The tail is read backwards.
        let in_order = [0, 2, 1].map(|back| tail[(first + back) % 3]);
        for (got, want) in in_order.into_iter().zip(cycle) {
            close(got, want, 1e-9);
        }
    }
    for x in [3.0, 3.5] {
        let (path, ending) = from(x);
        assert!(matches!(ending, Ending::Converged { .. }), "{x}: {ending}");
        assert!(path.position.last().unwrap().norm() < 1e-9);
    }
}

#[test]
fn c13_averaged_momentum_is_heavy_ball_with_a_smaller_rate() {
    for beta in [0.0, 0.5, 0.9] {
        let lr = 0.015;
        let averaged = method(
            "ema_momentum",
            &[("lr", lr / (1.0 - beta)), ("momentum", beta)],
        );
        let path = |method| run(bowl(1.0, 30.0), [1.0, 1.0], method, 50).position;
        let [one, two] = [heavy_ball(lr, beta), averaged].map(path);
        for (one, two) in one.into_iter().zip(two) {
            close((one - two).norm(), 0.0, 1e-15);
        }
    }
}

#[test]
fn c14_keras_and_pytorch_part_where_the_rate_drops() {
    let mut drop = reals(Kind::Schedule, "multi_step", &[("gamma", 0.1)]);
    drop.set("milestones", Value::Counts(vec![10])).unwrap();
    let path = |id| {
        let rule = method(id, &[("lr", 0.1), ("momentum", 0.9)]);
        let (path, _) = simulate(&Request {
            schedule: drop.clone(),
            ..request(bowl(1.0, 1.0), [1.0, 0.0], rule, 20)
        });
        path.position
    };
    let (torch, keras) = (path("sgd"), path("sgd.keras"));
    for step in 0..=10 {
        close(torch[step].x, keras[step].x, 1e-15);
    }
    let table = [
        (10, "-0.588789", "-0.588789"),
        (11, "-0.581558", "-0.569467"),
        (20, "-0.358355", "-0.292384"),
    ];
    for (step, one, two) in table {
        digits(torch[step].x, one);
        digits(keras[step].x, two);
    }
}

/// Variance of the positions of a million noisy steps, of both coordinates together, once the start is forgotten.
fn variance(optimizer: Config, lambda: f64, sigma: f64) -> f64 {
    let noise = Noise {
        sigma,
        ..Noise::default()
    };
    let request = Request {
        noise,
        ..request(bowl(lambda, lambda), [0.0, 0.0], optimizer, 1_000_000)
    };
    let mut pipeline = Pipeline::<f64>::new(&request);
    let mut source = NoiseSource::new(noise);
    let (mut sum, mut squares, mut count) = (Vec2::zero(), 0.0, 0.0);
    for step in 0..request.steps {
        pipeline.step(source.draw(), None);
        if step >= 1000 {
            let at = pipeline.at();
            sum = sum + at;
            squares += at.dot(at);
            count += 1.0;
        }
    }
    let mean = sum * (1.0 / count);
    0.5 * (squares / count - mean.dot(mean))
}

#[test]
fn c38_the_noise_floor_of_sgd() {
    let floor = |rate: f64, beta: f64, lambda: f64, sigma: f64| {
        let below = lambda * (1.0 - beta) * (2.0 * (1.0 + beta) - rate * lambda);
        rate * sigma * sigma * (1.0 + beta) / below
    };
    digits(floor(0.1, 0.0, 1.0, 1.0), "0.052632");
    digits(floor(0.1, 0.9, 1.0, 1.0), "0.513514");
    for (rate, beta, lambda, sigma) in [
        (0.1, 0.0, 1.0, 1.0),
        (0.1, 0.9, 1.0, 1.0),
        (0.05, 0.5, 4.0, 0.3),
    ] {
        let got = variance(heavy_ball(rate, beta), lambda, sigma);
        let want = floor(rate, beta, lambda, sigma);
        close(got / want, 1.0, 0.02);
    }
}
