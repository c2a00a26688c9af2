//! Theory over a sweep against its published numbers, and against what is simulated.

use super::*;
use crate::core::catalog::Kind;
use crate::core::map::{Mapper, Outcome, Plan};
use crate::core::trajectory::Ending;
use crate::core::vec2::vec2;

fn request(optimizer: Config, kappa: f64, steps: u64) -> Request {
    let surface = Kind::Surface.default_config("quadratic");
    Request {
        start: vec2(7.0, 1.3),
        ..Request::plain(surface.with("kappa", kappa), optimizer, steps)
    }
}

fn sgd(rate: f64, momentum: f64) -> Config {
    let sgd = Kind::Optimizer.default_config("sgd");
    sgd.with("lr", rate).with("momentum", momentum)
}

fn nesterov(rate: f64, momentum: f64) -> Config {
    let mut sgd = sgd(rate, momentum);
    sgd.set("nesterov", crate::core::params::Value::Toggle(true))
        .unwrap();
    sgd
}

fn knob(name: &str) -> Knob {
    name.parse().unwrap()
}

fn outcomes(plan: &Plan, cells: &[[f64; 2]]) -> Vec<Outcome> {
    let mut out = Vec::new();
    Mapper::new(plan).run(cells, &|| false, &mut out);
    out
}

/// Claims C2, C3 and C9: the best setting is found where it was published.
#[test]
fn the_best_setting_is_the_published_one() {
    let rate_and_momentum = [knob("optimizer.lr"), knob("optimizer.momentum")];
    let axes = [Axis::log(1e-3, 0.1), Axis::linear(0.0, 1.0)];
    let root = 301f64.sqrt();
    let table = [
        (sgd(0.01, 0.9), [0.033_057_9, 0.669_421], 0.818_182),
        (
            nesterov(0.01, 0.9),
            [4.0 / 301.0, (root - 2.0) / (root + 2.0)],
            0.884_722,
        ),
    ];
    for (optimizer, at, rate) in table {
        let base = request(optimizer, 100.0, 200);
        let theory = Theory::of(&base, &rate_and_momentum, &axes, None).unwrap();
        let best = theory.best.unwrap();
        assert!(best.of_both && (best.rate - rate).abs() < 1e-5, "{best:?}");
        for (got, want) in best.at.iter().zip(at) {
            assert!((got - want).abs() < 1e-4 * want, "{best:?}");
        }
    }
    // C2 over κ: the best rate is 2/(1 + κ).
    let base = request(sgd(0.01, 0.0), 100.0, 200);
    let over_kappa = [knob("optimizer.lr"), knob("surface.kappa")];
    let axes = [Axis::log(1e-3, 1.0), Axis::log(2.0, 200.0)];
    let theory = Theory::of(&base, &over_kappa, &axes, None).unwrap();
    let best = theory.best.unwrap();
    assert!((best.at[0] - 2.0 / 101.0).abs() < 1e-8, "{best:?}");
    assert!((best.rate - 0.980_198).abs() < 1e-6, "{best:?}");
    assert!(theory.ridge.len() > 50);
    for at in &theory.ridge {
        let [rate, kappa] = [0, 1].map(|k| axes[k].value_at(at[k]));
        assert!((rate * (1.0 + kappa) / 2.0 - 1.0).abs() < 1e-6);
    }
}

/// Claims C1, C5 and C6: every point of the boundary has the published limit, in every plane and scale.
#[test]
fn the_boundary_is_where_the_limit_is_published() {
    type Limit = fn(f64, f64) -> f64;
    let heavy: Limit = |momentum, kappa| (2.0 + 2.0 * momentum) / kappa;
    let ahead: Limit = |momentum, kappa| (2.0 + 2.0 * momentum) / ((1.0 + 2.0 * momentum) * kappa);
    for (optimizer, limit) in [(sgd(0.02, 0.6), heavy), (nesterov(0.012, 0.6), ahead)] {
        let base = request(optimizer, 100.0, 200);
        let now = |name: &str| knob(name).get(&base).unwrap();
        let planes = [
            (
                "optimizer.lr",
                Axis::log(1e-3, 1.0),
                "optimizer.momentum",
                Axis::linear(0.0, 1.0),
            ),
            (
                "optimizer.lr",
                Axis::linear(0.0, 0.1),
                "optimizer.momentum",
                Axis::linear(0.0, 1.0),
            ),
            (
                "optimizer.lr",
                Axis::log(1e-3, 1.0),
                "surface.kappa",
                Axis::log(2.0, 1000.0),
            ),
            (
                "surface.kappa",
                Axis::log(2.0, 1000.0),
                "optimizer.momentum",
                Axis::linear(0.0, 1.0),
            ),
        ];
        for (across, a, up, b) in planes {
            let knobs = [knob(across), knob(up)];
            let theory = Theory::of(&base, &knobs, &[a, b], None).unwrap();
            let points: Vec<_> = theory.boundary.iter().flatten().collect();
            assert!(points.len() > 20, "{across} {up}: {}", points.len());
            for at in points {
                let values = [a.value_at(at[0]), b.value_at(at[1])];
                let of = |name: &str| match name {
                    _ if name == across => values[0],
                    _ if name == up => values[1],
                    _ => now(name),
                };
                let limit = limit(of("optimizer.momentum"), of("surface.kappa"));
                let share = of("optimizer.lr") / limit;
                // On a linear axis the first cells beside 0 bend most.
                assert!(
                    (share - 1.0).abs() < 4e-3,
                    "{across} {up} {values:?} {share}"
                );
            }
        }
    }
}

/// Pixels 1 % inside of the boundary arrive, those 1 % outside leave.
#[test]
fn the_boundary_is_where_the_simulation_ends() {
    let plan = Plan {
        base: request(sgd(0.01, 0.5), 20.0, 20_000),
        across: knob("optimizer.lr"),
        up: Some(knob("optimizer.momentum")),
        rates: false,
    };
    let knobs = [plan.across.clone(), plan.up.clone().unwrap()];
    let axes = [Axis::log(0.01, 1.0), Axis::linear(0.0, 0.95)];
    let theory = Theory::of(&plan.base, &knobs, &axes, None).unwrap();
    let points = theory.boundary.iter().flatten().step_by(7);
    let values = points.map(|at| [axes[0].value_at(at[0]), axes[1].value_at(at[1])]);
    let values: Vec<[f64; 2]> = values.collect();
    assert!(values.len() > 10);
    for (factor, leaves) in [(0.99, false), (1.01, true)] {
        let cells: Vec<_> = values.iter().map(|[rate, m]| [rate * factor, *m]).collect();
        for (cell, outcome) in cells.iter().zip(outcomes(&plan, &cells)) {
            let ending = outcome.ending.unwrap();
            let found = match ending {
                Ending::Converged { .. } => false,
                Ending::Diverged { .. } => true,
                _ => panic!("{cell:?}: {ending:?}"),
            };
            assert_eq!(found, leaves, "{cell:?}: {ending:?}");
        }
    }
}

/// At the best setting the measured rate is the predicted one, and no pixel of a grid is better by more than that.
#[test]
fn nothing_is_measured_to_be_better_than_the_best() {
    let plan = Plan {
        base: request(sgd(0.01, 0.9), 100.0, 400),
        across: knob("optimizer.lr"),
        up: Some(knob("optimizer.momentum")),
        rates: true,
    };
    let knobs = [plan.across.clone(), plan.up.clone().unwrap()];
    let axes = [Axis::log(4e-3, 0.06), Axis::linear(0.3, 0.99)];
    let theory = Theory::of(&plan.base, &knobs, &axes, None).unwrap();
    let best = theory.best.unwrap();
    let measured = outcomes(&plan, &[best.at])[0].rate;
    // Both roots are the same there, so that the distance falls as t ρᵗ: by 1/t slower than ρ, where it is read.
    assert!(
        (measured / best.rate - 1.0).abs() < 1e-2,
        "{measured} {best:?}"
    );
    let cells: Vec<[f64; 2]> = (0..48 * 48)
        .map(|i| [axes[0].pixel(i % 48, 48), axes[1].pixel(i / 48, 48)])
        .collect();
    let found = outcomes(&plan, &cells).into_iter();
    let least = found
        .map(|outcome| outcome.rate)
        .fold(f64::INFINITY, f64::min);
    assert!(least > best.rate * (1.0 - 5e-3), "{least} {best:?}");
}

/// Claim C7: on the line where swinging begins, β = (1 − √(αλ))² for one of both curvatures.
#[test]
fn swinging_begins_where_it_is_published() {
    let base = request(sgd(0.01, 0.9), 100.0, 200);
    let knobs = [knob("optimizer.lr"), knob("optimizer.momentum")];
    let axes = [Axis::log(1e-3, 0.1), Axis::linear(0.0, 1.0)];
    let theory = Theory::of(&base, &knobs, &axes, None).unwrap();
    let points: Vec<_> = theory.swing.iter().flatten().collect();
    assert!(points.len() > 50);
    for at in points {
        let [rate, beta] = [axes[0].value_at(at[0]), axes[1].value_at(at[1])];
        let of = |lambda: f64| (1.0 - (rate * lambda).sqrt()).powi(2);
        let miss = (beta - of(1.0)).abs().min((beta - of(100.0)).abs());
        assert!(miss < 5e-3, "{rate} {beta}: {miss}");
    }
}

/// Theory is silent where it is not exact.
#[test]
fn theory_is_silent_where_it_does_not_apply() {
    let axes = [Axis::log(1e-3, 0.1), Axis::linear(0.0, 1.0)];
    let knobs = [knob("optimizer.lr"), Knob::StartX];
    let of = |base: &Request, near| Theory::of(base, &knobs, &axes, near);
    let plain = request(sgd(0.01, 0.9), 100.0, 200);
    assert!(of(&plain, None).is_some());
    let adam = request(Kind::Optimizer.default_config("adam"), 100.0, 200);
    assert!(of(&adam, None).is_none());
    let mut scheduled = plain.clone();
    scheduled.schedule = Kind::Schedule.default_config("step");
    assert!(of(&scheduled, None).is_none());
    let mut clipped = plain.clone();
    clipped.clip = Kind::Clip.default_config("norm");
    assert!(of(&clipped, None).is_none());
    let mut hills = plain.clone();
    hills.surface = Kind::Surface.default_config("rosenbrock");
    assert!(of(&hills, None).is_none());
    // C11: at the minimum of Rosenbrock's valley.
    let near = of(&hills, Some(vec2(0.9, 0.9))).unwrap();
    let best = near.best.unwrap();
    assert_eq!(near.ground, Ground::Minimum(vec2(0.9, 0.9)));
    assert!(best.rate < 1.0, "{best:?}");
    let wrong = [Axis::log(0.1, 0.001), axes[1]];
    assert!(Theory::of(&plain, &knobs, &wrong, None).is_none());
}
