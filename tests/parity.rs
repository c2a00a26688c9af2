//! The frameworks' numbers: every stored trajectory, rate, clipped gradient and surface point, by the
//! reference's own comparison rule and with the tolerance stored in the case.
//!
//! The files are those of `tests/golden/`, or of the folder named by `RAVINE_ORACLE`. No case is skipped: a
//! part that is not in a catalogue, or cannot be set as the case says, is a failure like a wrong number.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it does not expect, and says what it found"
)]

#[path = "common/reference.rs"]
mod reference;

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip;
use ravine::core::pipeline::{Pipeline, Request};
use ravine::core::probe::{Notes, Probe};
use ravine::core::schedule::{self, Clock};
use ravine::core::surface;
use ravine::core::vec2::Vec2;
use reference::{Source, files, number, numbers, pair, part, request, rows};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many cases the stored files have: a lookup that finds nothing must not pass. Another folder
/// has its own. The 93 are options that the 585 leave at one value.
const RUNS: usize = 585 + 93;
const SCHEDULES: usize = 49;
const CLIPS: usize = 11;
const POINTS: usize = 192;
/// The columns that every run records; the others are what is inside of the method.
const PLAIN: [&str; 10] = [
    "step", "x", "y", "loss", "gx", "gy", "cx", "cy", "lr", "momentum",
];
/// How many steps a run may become non-finite before or after the reference, where rounding decides.
const STEPS_ASTRAY: u64 = 5;

#[test]
fn trajectories_are_the_references() {
    let mut worst = Worst::default();
    let (source, files) = files();
    let mut total = 0;
    for (name, file) in files {
        let Some(cases) = file.get("cases").and_then(Value::as_array) else {
            continue;
        };
        for case in cases {
            match request(case) {
                Ok(request) => compare(case, &request, &mut worst),
                Err(missing) => worst.fail(&case["id"].to_string(), missing),
            }
        }
        println!("{name}: {} cases ran", cases.len());
        total += cases.len();
    }
    worst.report("trajectories", total, (source, RUNS));
}

#[test]
fn schedules_give_the_references_rates() {
    let mut worst = Worst::default();
    let (source, rows) = rows("schedules");
    for row in &rows {
        let label = row["schedule"].to_string();
        let config = match part(Kind::Schedule, "torch", &row["schedule"]) {
            Ok(config) => config,
            Err(missing) => {
                worst.fail(&label, missing);
                continue;
            }
        };
        let rates = numbers(&row["lr"]);
        let metrics = row.get("metrics").map(numbers);
        let momenta = ["momentum", "beta1"]
            .iter()
            .find_map(|key| row.get(*key).map(numbers));
        let mut kernel = schedule::entry_of(&config).scalar(&config);
        for (t, want) in rates.iter().enumerate() {
            let got = kernel.rates(&Clock {
                index: t as u64,
                horizon: rates.len() as u64,
                // A schedule that carries absolute rates ignores the base, and its case has none.
                base: row["base_lr"].as_f64().unwrap_or(1.0),
                previous_loss: (t > 0)
                    .then(|| metrics.as_ref().map(|m| m[t - 1]))
                    .flatten(),
            });
            let entry = [config.id()];
            worst.check(&label, &entry, t, ("lr", 1e-12), got.rate, *want);
            if let Some(momenta) = &momenta {
                let momentum = got.momentum.unwrap_or(f64::NAN);
                worst.check(&label, &entry, t, ("momentum", 1e-12), momentum, momenta[t]);
            }
        }
    }
    worst.report("schedules", rows.len(), (source, SCHEDULES));
}

#[test]
fn clips_give_the_references_vectors() {
    let mut worst = Worst::default();
    let (source, rows) = rows("clips");
    for row in &rows {
        let label = row["clip"].to_string();
        let config = match part(Kind::Clip, "torch", &row["clip"]) {
            Ok(config) => config,
            Err(missing) => {
                worst.fail(&label, missing);
                continue;
            }
        };
        let at = pair(&row["params"]);
        let mut kernel = clip::entry_of(&config).scalar(&config);
        for (i, vector) in row["rows"].as_array().unwrap().iter().enumerate() {
            let (mut got, want) = (pair(&vector["grad"]), pair(&vector["clipped"]));
            kernel.apply(&at, &mut got);
            worst.check(&label, &[config.id()], i, ("x", 1e-12), got.x, want.x);
            worst.check(&label, &[config.id()], i, ("y", 1e-12), got.y, want.y);
        }
    }
    worst.report("clips", rows.len(), (source, CLIPS));
}

#[test]
fn surfaces_have_the_references_values_and_derivatives() {
    let mut worst = Worst::default();
    let (source, blocks) = rows("surfaces");
    let mut points = 0;
    for block in &blocks {
        let label = block["surface"].to_string();
        let config = match part(Kind::Surface, "oracle", &block["surface"]) {
            Ok(config) => config,
            Err(missing) => {
                worst.fail(&label, missing);
                continue;
            }
        };
        let kernel = surface::entry_of(&config).scalar(&config);
        for point in block["points"].as_array().unwrap() {
            let p = pair(&point["at"]);
            let mut gradient = Vec2::zero();
            let value = kernel.value_and_gradient(&p, &mut gradient);
            let mut got = vec![kernel.value(&p), value, gradient.x, gradient.y];
            got.extend(kernel.hessian(&p));
            let mut want = vec![number(&point["value"]); 2];
            want.extend(numbers(&point["gradient"]));
            want.extend(numbers(&point["hessian"]));
            let tol = point.get("tol").map_or(1e-12, number);
            let names = [
                "value",
                "value beside the gradient",
                "fx",
                "fy",
                "fxx",
                "fxy",
                "fyy",
            ];
            for ((got, want), name) in got.into_iter().zip(want).zip(names) {
                worst.check(&label, &[config.id()], points, (name, tol), got, want);
            }
            points += 1;
        }
    }
    worst.report("surface points", points, (source, POINTS));
}

/// Takes the steps of a case and compares every recorded one.
fn compare(case: &Value, request: &Request, worst: &mut Worst) {
    let id = case["id"].as_str().unwrap();
    let entries = [
        &request.surface,
        &request.optimizer,
        &request.schedule,
        &request.clip,
    ]
    .map(Config::id);
    let columns: BTreeMap<&str, Vec<f64>> = case["columns"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, column)| (key.as_str(), numbers(column)))
        .collect();
    let until = case["compare_until"].as_u64().unwrap();
    let tolerance = |kind: &str| number(&case["tol"][kind]);
    let has_inner = columns.keys().any(|key| !PLAIN.contains(key));
    let mut pipeline = Pipeline::<f64>::new(request);
    let mut first_nonfinite = None;
    let mut rows = 0;
    for t in 0..request.steps {
        let at = pipeline.at();
        if !at.is_finite() {
            first_nonfinite.get_or_insert(t);
        }
        // The inside of the method is looked at only where the case compares it, so that both ways are tried.
        let mut notes = Notes::default();
        let probe = has_inner.then_some(&mut notes as &mut dyn Probe<f64>);
        let taken = pipeline.step(Vec2::zero(), probe);
        let Some(row) = columns["step"].iter().position(|step| *step == t as f64) else {
            continue;
        };
        if t > until {
            continue;
        }
        rows += 1;
        for (key, column) in &columns {
            let (got, kind) = match *key {
                "step" => continue,
                "x" => (at.x, "params"),
                "y" => (at.y, "params"),
                "loss" => (taken.loss, "loss"),
                "gx" => (taken.gradient.x, "grad"),
                "gy" => (taken.gradient.y, "grad"),
                "cx" => (taken.clipped.x, "grad"),
                "cy" => (taken.clipped.y, "grad"),
                "lr" => (taken.rate, "lr"),
                "momentum" => (taken.momentum, "lr"),
                // What is inside after step t belongs to step t + 1.
                _ if t == until => continue,
                inner => (inside(&notes, inner), "aux"),
            };
            let what = (*key, tolerance(kind));
            worst.check(id, &entries, t as usize, what, got, column[row]);
        }
    }
    if rows == 0 {
        worst.fail(id, "no step was compared".to_owned());
    }
    let at = pipeline.at();
    if !at.is_finite() {
        first_nonfinite.get_or_insert(request.steps);
    }
    if until == request.steps {
        let (loss, _) = pipeline.here();
        let steps = request.steps as usize;
        for (key, got, kind) in [
            ("x", at.x, "params"),
            ("y", at.y, "params"),
            ("loss", loss, "loss"),
        ] {
            let want = number(&case["final"][key]);
            worst.check(id, &entries, steps, (key, tolerance(kind)), got, want);
        }
    }
    if let Some(want) = case["nonfinite_at"].as_u64() {
        let near = first_nonfinite.is_some_and(|got| got.abs_diff(want) <= STEPS_ASTRAY);
        if !near {
            let sentence = format!("became non-finite at {first_nonfinite:?}, not at step {want}");
            worst.fail(id, sentence);
        }
    }
}

/// An inner column of a case: a scalar of this name that the method notes, or a coordinate (`z_x`) of a vector.
fn inside(notes: &Notes, column: &str) -> f64 {
    let scalar = notes.scalars.iter().find(|(name, _)| *name == column);
    let vector = |name: &str| notes.vectors.iter().find(|(noted, _)| *noted == name);
    scalar
        .map(|(_, x)| *x)
        .or_else(|| Some(vector(column.strip_suffix("_x")?)?.1.x))
        .or_else(|| Some(vector(column.strip_suffix("_y")?)?.1.y))
        .unwrap_or_else(|| panic!("no method notes the column `{column}`: {notes:?}"))
}

/// The largest error of each entry, as a share of its tolerance, and what failed.
#[derive(Default)]
struct Worst {
    shares: BTreeMap<String, (f64, String)>,
    failures: BTreeMap<String, String>,
}

impl Worst {
    /// Compares a number: `what` is its column and the tolerance of that column.
    fn check(
        &mut self,
        case: &str,
        entries: &[&str],
        step: usize,
        (column, tol): (&str, f64),
        got: f64,
        want: f64,
    ) {
        if got == want || (got.is_nan() && want.is_nan()) {
            return;
        }
        let share = (got - want).abs() / (tol * want.abs().max(1.0));
        // NaN and infinities must coincide: a share that is no number is a failure too.
        if share.is_nan() || share > 1.0 {
            let sentence = format!(
                "{column} of step {step} is {got:e}, not {want:e}: {share} tolerances of {tol:e}"
            );
            self.fail(case, sentence);
            return;
        }
        for entry in entries {
            let place = self.shares.entry((*entry).to_owned()).or_default();
            if share > place.0 {
                *place = (share, format!("{case}, {column} of step {step}"));
            }
        }
    }

    /// Notes the first thing that is wrong with a case.
    fn fail(&mut self, case: &str, sentence: String) {
        self.failures.entry(case.to_owned()).or_insert(sentence);
    }

    /// Prints the errors, and fails if a case did or if the stored files have another number of cases.
    fn report(&self, what: &str, ran: usize, (source, stored): (Source, usize)) {
        println!("{ran} {what} ran, {} failed", self.failures.len());
        for (entry, (share, place)) in &self.shares {
            println!("    {entry}: at most {share:.3} of the tolerance ({place})");
        }
        let failures: Vec<String> = self
            .failures
            .iter()
            .map(|(case, sentence)| format!("{case}: {sentence}"))
            .collect();
        assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
        if source == Source::Stored {
            assert_eq!(ran, stored, "{what}");
        }
    }
}
