//! Claims on schedules: what their rates are, as a run takes them.

use crate::{bowl, close, config, digits, heavy_ball, request};
use ravine::core::catalog::{Config, Kind};
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Trajectory;
use std::f64::consts::PI;

/// A run of SGD with the rate 0.1 whose rates the schedule gives.
fn scheduled(schedule: Config, steps: u64) -> Trajectory {
    let request = request(bowl(1.0, 1.0), [1.0, 1.0], heavy_ball(0.1, 0.9), steps);
    simulate(&Request {
        schedule,
        ..request
    })
    .0
}

#[test]
fn c41_warm_restarts_stand_where_the_cycles_end() {
    let (low, high) = (0.01, 0.1);
    let values = [
        ("t_0", Value::Count(10)),
        ("t_mult", Value::Count(2)),
        ("eta_min", Value::Real(low)),
    ];
    let path = scheduled(config(Kind::Schedule, "cosine_restarts", &values), 400);
    let restarts: Vec<usize> = (1..400)
        .filter(|t| path.rate[*t] > path.rate[t - 1])
        .collect();
    assert_eq!(restarts, [10, 30, 70, 150, 310]);
    let (mut first, mut length) = (0, 10);
    for (t, rate) in path.rate.iter().enumerate() {
        if t == first + length {
            first = t;
            length *= 2;
        }
        let done = (t - first) as f64 / length as f64;
        close(
            *rate,
            low + (high - low) * (1.0 + (PI * done).cos()) / 2.0,
            1e-15,
        );
    }
}

#[test]
fn c42_one_cycle_rises_once_and_falls_far_below() {
    let cycle = config(Kind::Schedule, "one_cycle", &[("max_lr", Value::Real(0.1))]);
    let path = scheduled(cycle, 100);
    for (step, rate) in [(0, "0.004"), (29, "0.100"), (64, "0.0500"), (99, "4.0e-7")] {
        digits(path.rate[step], rate);
    }
    for (step, momentum) in [(0, 0.95), (29, 0.85), (99, 0.95)] {
        close(path.momentum[step], momentum, 1e-15);
    }
    let peak = path.rate.iter().fold(0.0, |m: f64, rate| m.max(*rate));
    assert_eq!(peak, path.rate[29]);
}

#[test]
fn c43_cosine_spends_half_the_budget_of_a_constant_rate() {
    let spent = |id| {
        let path = scheduled(config(Kind::Schedule, id, &[]), 1000);
        path.rate.iter().sum::<f64>()
    };
    let share = spent("cosine") / spent("constant");
    digits(share, "0.5005");
    close(share, 0.5 + 0.5 / 1000.0, 1e-12);
}
