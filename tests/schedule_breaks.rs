//! The break points of every schedule: where a hand puts one, there the rate breaks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Kind};
use ravine::core::params::{REMAINDER, Value};
use ravine::core::schedule::{Break, CATALOG, Clock, breaks, entry_of};

/// How long the runs are.
const STEPS: u64 = 300;

/// Schedules without a break that a hand can move: those of one piece, and the one that the loss drives.
const WHOLE: &[&str] = &[
    "constant",
    "exponential",
    "exponential.keras",
    "inverse_time",
    "inverse_time.keras",
    "plateau",
];

/// Settings in which schedules have other breaks than at their defaults.
fn others() -> Vec<Config> {
    let mut all = Vec::new();
    let mut add = |id: &str, set: &[(&str, Value)]| {
        let mut config = Kind::Schedule.default_config(id);
        for (key, value) in set {
            config.set(key, value.clone()).unwrap();
        }
        all.push(config);
    };
    let (on, count) = (Value::Toggle(true), Value::Count);
    for id in ["exponential.keras", "inverse_time", "inverse_time.keras"] {
        add(id, &[("staircase", on.clone())]);
    }
    add(
        "exponential.optax",
        &[("staircase", on.clone()), ("begin", count(30))],
    );
    add("exponential.optax", &[("begin", count(30))]);
    add("warmup_exponential", &[("begin", count(30))]);
    add(
        "warmup_exponential",
        &[("begin", count(30)), ("staircase", on.clone())],
    );
    add(
        "polynomial.optax",
        &[("begin", count(40)), ("total_iters", count(90))],
    );
    add(
        "cosine.keras",
        &[
            ("warmup_target", Value::Real(0.5)),
            ("warmup_steps", count(25)),
            ("t_max", count(200)),
        ],
    );
    add("cosine", &[("t_max", count(120))]);
    add("wsd", &[("num_stable_steps", count(100))]);
    add(
        "wsd",
        &[
            ("num_stable_steps", count(0)),
            ("num_warmup_steps", count(0)),
        ],
    );
    add(
        "wsd",
        &[
            ("num_warmup_steps", count(200)),
            ("num_decay_steps", count(200)),
            ("num_stable_steps", count(REMAINDER)),
        ],
    );
    add("cyclic", &[("step_size_down", count(80))]);
    add(
        "one_cycle",
        &[("three_phase", on), ("total_steps", count(250))],
    );
    add(
        "multi_step",
        &[("milestones", Value::Counts(vec![150, 20, 90, 90]))],
    );
    add(
        "piecewise",
        &[
            ("boundaries", Value::Counts(vec![150, 20, 90])),
            ("scales", Value::Reals(vec![0.5, 0.5])),
        ],
    );
    add("piecewise.keras", &[("boundaries", Value::Counts(vec![]))]);
    let warm = |then: &str| {
        let mut config = Kind::Schedule.default_config("warmup");
        let then = Kind::Schedule.default_config(then);
        config.set("then", Value::Config(Box::new(then))).unwrap();
        config
    };
    for then in [
        "step",
        "multi_step",
        "one_cycle",
        "cosine_restarts",
        "wsd",
        "warmup",
    ] {
        let then = warm(then);
        let mut row = Kind::Schedule.default_config("sequential");
        row.set(
            "schedules",
            Value::Configs(vec![warm("cosine"), then.clone(), warm("linear")]),
        )
        .unwrap();
        row.set("milestones", Value::Counts(vec![220, 60, 280]))
            .unwrap();
        let mut both = Kind::Schedule.default_config("chained");
        both.set(
            "schedules",
            Value::Configs(vec![then.clone(), warm("step")]),
        )
        .unwrap();
        all.extend([then, row, both]);
    }
    all
}

fn every_setting() -> Vec<Config> {
    let defaults = CATALOG.iter().map(|entry| Config::new(&entry.about));
    defaults.chain(others()).collect()
}

fn rates(config: &Config, steps: u64) -> Vec<f64> {
    let mut kernel = entry_of(config).scalar(config);
    let rate = |index| {
        let clock = Clock {
            index,
            horizon: STEPS,
            base: 0.1,
            previous_loss: None,
        };
        kernel.rates(&clock).rate
    };
    (0..steps).map(rate).collect()
}

/// Steps to which a break is moved in a test.
fn targets(one: &Break) -> impl Iterator<Item = u64> {
    let [low, high] = [one.reach[0], one.reach[1].min(STEPS)];
    let inside = move |step: &u64| (low..=high).contains(step);
    [
        low,
        low + 1,
        low + 7,
        40,
        100,
        133,
        149,
        201,
        287,
        high.saturating_sub(1),
        high,
    ]
    .into_iter()
    .filter(inside)
}

/// The same break after a move.
fn same<'a>(all: &'a [Break], one: &Break) -> Option<&'a Break> {
    all.iter()
        .find(|now| (&now.path, now.words) == (&one.path, one.words))
}

#[test]
fn a_break_goes_where_it_is_put() {
    for config in every_setting() {
        for one in breaks(&config, STEPS) {
            let what = format!("{} {}", config.id(), one.path);
            assert!(one.reach[0] <= one.reach[1], "{what}: {one:?}");
            for step in targets(&one) {
                let moved = one.moved(&config, step).unwrap_or_else(|| config.clone());
                let now = breaks(&moved, STEPS);
                let found = same(&now, &one);
                let found = found.unwrap_or_else(|| panic!("{what} is lost at {step}"));
                assert_eq!(found.step, step, "{what}");
                assert_eq!(moved == config, step == one.step, "{what} to {step}");
            }
        }
    }
}

#[test]
fn out_of_reach_is_as_near_as_it_can_come() {
    for config in every_setting() {
        for one in breaks(&config, STEPS) {
            for (step, want) in [(0, one.reach[0]), (u64::MAX, one.reach[1])] {
                let moved = one.moved(&config, step).unwrap_or_else(|| config.clone());
                let now = breaks(&moved, STEPS);
                // A break inside another schedule may go out of the stretch that it has.
                if let Some(found) = same(&now, &one) {
                    let off = found.step.abs_diff(want);
                    assert!(
                        off <= 1,
                        "{} {}: {} for {want}",
                        config.id(),
                        one.path,
                        found.step
                    );
                }
            }
        }
    }
}

#[test]
fn every_schedule_has_breaks_or_is_of_one_piece() {
    for entry in CATALOG {
        let config = Config::new(&entry.about);
        let has = !breaks(&config, STEPS).is_empty();
        assert_eq!(has, !WHOLE.contains(&config.id()), "{}", config.id());
        for one in breaks(&config, STEPS) {
            assert!(one.words.len() < 30 && !one.words.is_empty());
        }
    }
    for whole in WHOLE {
        assert!(Kind::Schedule.find(whole).is_some(), "{whole}");
    }
}

/// Whether the rates jump, bend, turn or begin again at a step.
fn breaks_at(rates: &[f64], step: usize) -> bool {
    let differences =
        |of: &[f64]| -> Vec<f64> { of.windows(2).map(|pair| pair[1] - pair[0]).collect() };
    let mut order = rates.to_vec();
    for degree in 1..=3_usize {
        order = differences(&order);
        let size = |i: usize| order.get(i).map_or(0.0, |d| d.abs());
        let here = (step.saturating_sub(degree + 1)..=step)
            .map(size)
            .fold(0.0, f64::max);
        let around =
            (step.saturating_sub(9)..step.saturating_sub(degree + 2)).chain(step + 2..step + 9);
        if here > 1e-12 && here > 2.0 * around.map(size).fold(0.0, f64::max) {
            return true;
        }
    }
    let at = |i: usize| rates.get(i).copied().unwrap_or(f64::NAN);
    let turns = (at(step) - at(step - 1)) * (at(step + 1) - at(step)) <= 0.0;
    turns || (0..5).all(|i| at(step + i) == at(i))
}

#[test]
fn the_rate_breaks_where_the_break_is_put() {
    for entry in CATALOG {
        let config = Config::new(&entry.about);
        for one in breaks(&config, STEPS) {
            for step in targets(&one).filter(|step| (12..STEPS - 12).contains(step)) {
                let moved = one.moved(&config, step).unwrap_or_else(|| config.clone());
                let others = breaks(&moved, STEPS);
                let crowd = others
                    .iter()
                    .filter(|other| other.step.abs_diff(step) < 12)
                    .count();
                if crowd > 1 {
                    continue;
                }
                let rates = rates(&moved, STEPS + 20);
                let step = usize::try_from(step).unwrap();
                assert!(
                    breaks_at(&rates, step),
                    "{} {} at {step}: {:?}",
                    config.id(),
                    one.path,
                    &rates[step - 4..step + 5]
                );
            }
        }
    }
}

#[test]
fn milestones_keep_their_order() {
    let mut config = Kind::Schedule.default_config("multi_step");
    config
        .set("milestones", Value::Counts(vec![150, 20, 90]))
        .unwrap();
    let all = breaks(&config, STEPS);
    let steps: Vec<(u64, &str)> = all
        .iter()
        .map(|one| (one.step, one.path.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            (20, "milestones.1"),
            (90, "milestones.2"),
            (150, "milestones.0")
        ]
    );
    let moved = all[1].moved(&config, 1000).unwrap();
    assert_eq!(
        moved.get("milestones"),
        Some(&Value::Counts(vec![150, 20, 150]))
    );
    let moved = all[1].moved(&config, 3).unwrap();
    assert_eq!(
        moved.get("milestones"),
        Some(&Value::Counts(vec![150, 20, 20]))
    );
}

#[test]
fn a_length_at_the_end_of_the_run_follows_it_again() {
    let config = Kind::Schedule.default_config("cosine");
    let shorter = breaks(&config, STEPS)[0].moved(&config, 120).unwrap();
    assert_eq!(shorter.get("t_max"), Some(&Value::Count(120)));
    let back = breaks(&shorter, STEPS)[0].moved(&shorter, STEPS).unwrap();
    assert_eq!(back, config);
}

#[test]
fn shares_have_few_digits() {
    let config = Kind::Schedule.default_config("one_cycle.optax");
    let moved = breaks(&config, STEPS)[0].moved(&config, 150).unwrap();
    assert_eq!(moved.real("pct_start"), Some(0.5));
}
