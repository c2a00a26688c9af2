//! Runs that cycle, rest at saddles, escape, overflow, come back, or are no numbers from the start: each as a pixel.

use crate::exact::{alone, check};
use ravine::core::catalog::Kind;
use ravine::core::map::{Cell, Knob, Part, Plan};
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::trajectory::{Cause, Ending};
use ravine::core::vec2::vec2;

/// Gradient descent on a surface, as a map of its start.
fn descent(surface: &str, rate: f64, steps: u64) -> Plan {
    let mut surface = Kind::Surface.default_config(surface);
    if surface.id() == "quadratic" {
        surface.set("kappa", Value::Real(1.0)).unwrap();
    }
    let optimizer = Kind::Optimizer.default_config("sgd").with("lr", rate);
    Plan {
        base: Request {
            start: vec2(0.0, 0.0),
            ..Request::plain(surface, optimizer, steps)
        },
        across: Knob::StartX,
        up: Some(Knob::StartY),
        rates: true,
    }
}

#[test]
fn every_ending_is_that_of_the_single_run() {
    use Cause::{Escaped, NotANumber, Overflow};
    use Ending::{Budget, Converged, Cycling, Diverged, Saddle};
    let diverged = |at, cause| Diverged { at, cause };
    let table = [
        ("quadratic", [1.0, 0.0], 0.5, 300, Converged { at: 10 }),
        ("quadratic", [1.0, 0.0], 0.5, 9, Budget),
        ("quadratic", [0.0, 0.0], 0.5, 0, Converged { at: 0 }),
        ("quadratic", [1.0, 0.0], 2.0, 300, Cycling { period: 2 }),
        ("quadratic", [1.0, 0.0], 2.0, 5, Cycling { period: 2 }),
        ("quadratic", [1.0, 0.0], 2.0, 4, Budget),
        ("quadratic", [1.0, 0.0], 2.5, 300, diverged(86, Escaped)),
        ("quadratic", [1.0, 0.0], 2.5, 85, Budget),
        ("quadratic", [1.0, 0.0], 20.0, 300, diverged(121, Overflow)),
        ("quadratic", [1e200, 0.0], 0.5, 300, diverged(0, Overflow)),
        ("quadratic", [1e16, 0.0], 0.5, 10, Budget),
        ("quadratic", [1e16, 0.0], 0.5, 2, diverged(0, Escaped)),
        ("quadratic", [1e308, 1e308], 0.5, 3, diverged(0, Overflow)),
        // Finite numbers whose sum is none: no end of the run.
        ("sphere", [7e153, 7e153], 1e-3, 9, diverged(0, Escaped)),
        ("ackley", [0.0, 0.0], 0.1, 300, diverged(0, NotANumber)),
        ("saddle", [1.5, 0.0], 0.1, 300, Saddle { at: 67 }),
        ("saddle", [1.5, 1e-3], 0.1, 300, diverged(228, Escaped)),
        ("deep_linear", [0.0, 0.0], 0.1, 300, Saddle { at: 0 }),
        ("monkey_saddle", [0.0, 0.0], 0.1, 300, Saddle { at: 0 }),
        ("styblinski_tang", [2.7, 2.7], 0.01, 2000, Budget),
        (
            "styblinski_tang",
            [-2.8, -2.8],
            0.055,
            4000,
            Converged { at: 62 },
        ),
        (
            "styblinski_tang",
            [-2.8, -2.8],
            0.060,
            4000,
            Cycling { period: 2 },
        ),
        (
            "styblinski_tang",
            [-2.8, -2.8],
            0.073,
            6000,
            Cycling { period: 4 },
        ),
        (
            "styblinski_tang",
            [-2.8, -2.8],
            0.075,
            6000,
            Cycling { period: 8 },
        ),
        (
            "styblinski_tang",
            [-2.8, -2.8],
            0.0772,
            6000,
            Cycling { period: 6 },
        ),
        ("styblinski_tang", [-2.8, -2.8], 0.0766, 6000, Budget),
    ];
    for (surface, start, rate, steps, want) in table {
        let plan = descent(surface, rate, steps);
        assert_eq!(
            alone(&plan, start).ending,
            Some(want),
            "{surface} {start:?} {rate} {steps}"
        );
        // Alone in its pack, and among others that end otherwise.
        check(&plan, &[start]);
        let others: Vec<Cell> = (0..40)
            .map(|i| match i % 5 {
                0 => start,
                1 => [0.1 * f64::from(i), 1.0],
                2 => [1e9 * f64::from(i), -3.0],
                3 => [10f64.powi(8 * i), 0.5],
                _ => [f64::from(i) - 20.0, 1e-3 * f64::from(i)],
            })
            .collect();
        check(&plan, &others);
    }
}

/// The rate goes through the limit of stability: below it runs arrive, on it they cycle, above it they leave.
#[test]
fn a_sweep_through_the_limit_of_stability_is_exact() {
    for (surface, low, high) in [("quadratic", 1.9, 2.1), ("styblinski_tang", 0.05, 0.085)] {
        for momentum in [0.0, 0.5] {
            let mut plan = descent(surface, 1.0, 1500);
            plan.base.start = vec2(-2.8, -2.7);
            plan.base.optimizer = plan.base.optimizer.with("momentum", momentum);
            plan.across = Knob::param(Part::Optimizer, "lr");
            plan.up = None;
            let cells: Vec<Cell> = (0..=120)
                .map(|i| [low + (high - low) * f64::from(i) / 120.0, 0.0])
                .collect();
            check(&plan, &cells);
        }
    }
}

/// Runs that come back after they were out of bounds, arrive and leave again, and lose their numbers late.
#[test]
fn runs_that_change_their_minds_are_exact() {
    for (steps, tolerance) in [(40, 1.0), (200, 1e-3), (700, 0.1)] {
        for id in [
            "sgd",
            "sgd.keras",
            "nadam",
            "ema_momentum",
            "schedule_free_sgd",
        ] {
            let mut plan = descent("quadratic", 0.3, steps);
            let Some(about) = Kind::Optimizer.find(id) else {
                continue;
            };
            plan.base.optimizer = ravine::core::catalog::Config::new(about)
                .with("lr", 0.9)
                .with("momentum", 0.9);
            plan.base.tolerance = tolerance;
            plan.across = Knob::StartX;
            plan.up = Some(Knob::param(Part::Surface, "kappa"));
            let cells: Vec<Cell> = (0..64)
                .map(|i| [10f64.powi(i % 18) * 0.9, 0.5 + 0.2 * f64::from(i / 4)])
                .collect();
            check(&plan, &cells);
        }
    }
}
