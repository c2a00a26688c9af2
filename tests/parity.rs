//! PyTorch's numbers: every stored trajectory whose parts are in the catalogues, by the reference's own rule.
//!
//! The files are those of `tests/golden/`, or of the folder named by `RAVINE_ORACLE`. A case waits if one of
//! its parts is not in a catalogue yet; a part that is there and cannot be set as the case says is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at what it does not expect, and says what it found"
)]

use ravine::core::catalog::{Alias, Config, Framework, Kind};
use ravine::core::clip::{self, Place};
use ravine::core::noise::Noise;
use ravine::core::params::{Shape, Value as Setting};
use ravine::core::pipeline::{Pipeline, Request};
use ravine::core::probe::{Notes, Probe};
use ravine::core::schedule::{self, Clock};
use ravine::core::vec2::{Vec2, vec2};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many cases of the stored files must have run: a lookup that finds nothing must not pass.
const LEAST_RUNS: usize = 149;
const LEAST_SCHEDULES: usize = 8;
const LEAST_CLIPS: usize = 4;
/// The columns that every run records; the others are what is inside of the method.
const PLAIN: [&str; 10] = [
    "step", "x", "y", "loss", "gx", "gy", "cx", "cy", "lr", "momentum",
];
/// How many steps a run may become non-finite before or after the reference, where rounding decides.
const STEPS_ASTRAY: u64 = 5;

#[test]
fn trajectories_are_the_references() {
    let mut worst = Worst::default();
    let mut total = 0;
    for (name, file) in files() {
        let Some(cases) = file.get("cases").and_then(Value::as_array) else {
            continue;
        };
        let (mut ran, mut waiting) = (0, BTreeMap::new());
        for case in cases {
            match request(case) {
                Ok(request) => {
                    compare(case, &request, &mut worst);
                    ran += 1;
                }
                Err(missing) => *waiting.entry(missing).or_insert(0) += 1,
            }
        }
        total += ran;
        let missing: usize = waiting.values().sum();
        println!(
            "{name}: {ran} of {} cases ran, {missing} wait for",
            cases.len()
        );
        println!("    {waiting:?}");
    }
    worst.report();
    assert!(total >= LEAST_RUNS, "only {total} cases ran");
}

#[test]
fn schedules_give_the_references_rates() {
    let mut worst = Worst::default();
    let (mut ran, mut waiting) = (0, Vec::new());
    for row in rows("schedules") {
        let config = match part(Kind::Schedule, "torch", &row["schedule"]) {
            Ok(config) => config,
            Err(missing) => {
                waiting.push(missing);
                continue;
            }
        };
        let label = format!("{}", row["schedule"]);
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
            worst.check(&label, &[config.id()], t, "lr", got.rate, *want, 1e-12);
            if let Some(momenta) = &momenta {
                let momentum = got.momentum.unwrap_or(f64::NAN);
                worst.check(
                    &label,
                    &[config.id()],
                    t,
                    "momentum",
                    momentum,
                    momenta[t],
                    1e-12,
                );
            }
        }
        ran += 1;
    }
    println!(
        "{ran} schedules ran, {} wait for {waiting:?}",
        waiting.len()
    );
    worst.report();
    assert!(ran >= LEAST_SCHEDULES, "only {ran} schedules ran");
}

#[test]
fn clips_give_the_references_vectors() {
    let mut worst = Worst::default();
    let (mut ran, mut waiting) = (0, Vec::new());
    for row in rows("clips") {
        let config = match part(Kind::Clip, "torch", &row["clip"]) {
            Ok(config) => config,
            Err(missing) => {
                waiting.push(missing);
                continue;
            }
        };
        let label = format!("{}", row["clip"]);
        let at = pair(&row["params"]);
        let mut kernel = clip::entry_of(&config).scalar(&config);
        for (i, vector) in row["rows"].as_array().unwrap().iter().enumerate() {
            let (mut got, want) = (pair(&vector["grad"]), pair(&vector["clipped"]));
            kernel.apply(&at, &mut got);
            worst.check(&label, &[config.id()], i, "x", got.x, want.x, 1e-12);
            worst.check(&label, &[config.id()], i, "y", got.y, want.y, 1e-12);
        }
        ran += 1;
    }
    println!("{ran} clips ran, {} wait for {waiting:?}", waiting.len());
    worst.report();
    assert!(ran >= LEAST_CLIPS, "only {ran} clips ran");
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
            worst.check(
                id,
                &entries,
                t as usize,
                key,
                got,
                column[row],
                tolerance(kind),
            );
        }
    }
    assert!(rows > 0, "{id}: no step was compared");
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
            worst.check(id, &entries, steps, key, got, want, tolerance(kind));
        }
    }
    if let Some(want) = case["nonfinite_at"].as_u64() {
        let got = first_nonfinite.unwrap_or_else(|| panic!("{id}: stayed finite"));
        assert!(
            got.abs_diff(want) <= STEPS_ASTRAY,
            "{id}: became non-finite at step {got}, not {want}"
        );
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

/// The largest error of each entry, as a share of its tolerance.
#[derive(Default)]
struct Worst(BTreeMap<String, (f64, String)>);

impl Worst {
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the sentence that a failure prints"
    )]
    fn check(
        &mut self,
        case: &str,
        entries: &[&str],
        step: usize,
        column: &str,
        got: f64,
        want: f64,
        tol: f64,
    ) {
        if got == want || (got.is_nan() && want.is_nan()) {
            return;
        }
        let share = (got - want).abs() / (tol * want.abs().max(1.0));
        assert!(
            share <= 1.0,
            "{case}: {column} of step {step} is {got:e}, not {want:e}: {share} tolerances of {tol:e}"
        );
        for entry in entries {
            let place = self.0.entry((*entry).to_owned()).or_default();
            if share > place.0 {
                *place = (share, format!("{case}, {column} of step {step}"));
            }
        }
    }

    fn report(&self) {
        for (entry, (share, place)) in &self.0 {
            println!("    {entry}: at most {share:.3} of the tolerance ({place})");
        }
    }
}

/// What a case asks for, or the name of the first part that is not in the catalogues.
fn request(case: &Value) -> Result<Request, String> {
    let framework = case["framework"].as_str().unwrap();
    let none = |kind: Kind, id: &str| Config::new(kind.find(id).unwrap());
    Ok(Request {
        surface: part(Kind::Surface, "oracle", &case["surface"])?,
        start: pair(&case["start"]),
        optimizer: part(Kind::Optimizer, framework, &case["optimizer"])?,
        schedule: match &case["schedule"] {
            Value::Null => none(Kind::Schedule, "constant"),
            schedule => part(Kind::Schedule, framework, schedule)?,
        },
        clip: match &case["clip"] {
            Value::Null => none(Kind::Clip, "none"),
            clip => part(Kind::Clip, framework, clip)?,
        },
        place: Place::Gradient,
        noise: Noise::default(),
        steps: case["steps"].as_u64().unwrap(),
        tolerance: 1e-9,
    })
}

/// The setting of one part (`{framework?, name, params}`), or its name if no entry is known under it.
fn part(kind: Kind, framework: &str, part: &Value) -> Result<Config, String> {
    let framework = part
        .get("framework")
        .map_or(framework, |f| f.as_str().unwrap());
    let name = part["name"].as_str().unwrap();
    let found = Framework::find(framework).and_then(|one| kind.find_alias(one, name));
    let Some((about, alias)) = found else {
        return Err(format!("{framework} {name}"));
    };
    let mut config = Config::new(about);
    if let Some((key, id)) = alias.inside {
        let inner = Config::new(Kind::Optimizer.find(id).unwrap());
        config.set(key, Setting::Config(Box::new(inner))).unwrap();
    }
    let members = ["schedulers", "milestones"].map(|key| Some((key.to_owned(), part.get(key)?)));
    let named = part.get("params").and_then(Value::as_object);
    let named = named
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.clone(), value));
    for (theirs, value) in named.chain(members.into_iter().flatten()) {
        // Null is a rate that the schedule supplies, or what the framework takes when nothing is said: our default.
        if value.is_null() {
            continue;
        }
        for (theirs, setting) in settings(&config, alias, framework, &theirs, value)? {
            let key = alias.key_of(&theirs);
            config
                .set(key, setting)
                .unwrap_or_else(|error| panic!("{framework} {name}: {theirs} = {value}: {error}"));
        }
    }
    Ok(config)
}

/// What a reference's parameter sets: one of ours, or for a list the items that have a parameter each (`betas.0`),
/// or for a table its keys and its values (`boundaries.keys`, `boundaries.values`).
fn settings(
    config: &Config,
    alias: &Alias,
    framework: &str,
    theirs: &str,
    value: &Value,
) -> Result<Vec<(String, Setting)>, String> {
    let label = format!("{framework} {}: `{theirs}` = {value}", alias.name);
    let key = alias.key_of(theirs);
    let (outer, last) = key
        .rsplit_once('.')
        .map_or(("", key), |(outer, last)| (outer, last));
    let about = match config.get(outer) {
        Some(Setting::Config(inner)) => inner.about,
        _ => config.about,
    };
    if let Some(index) = about.index_of(last) {
        let setting = setting(&about.specs[index].shape, framework, value)?;
        let setting = setting.unwrap_or_else(|| panic!("{label} has another shape"));
        return Ok(vec![(theirs.to_owned(), setting)]);
    }
    let parts: Vec<(String, Value)> = match value {
        Value::Array(items) => (0..)
            .zip(items)
            .map(|(i, x): (usize, _)| (i.to_string(), x.clone()))
            .collect(),
        Value::Object(map) => {
            let mut rows: Vec<(f64, Value)> = map
                .iter()
                .map(|(key, x)| (key.parse().unwrap(), x.clone()))
                .collect();
            rows.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (keys, values): (Vec<f64>, Vec<Value>) = rows.into_iter().unzip();
            vec![
                ("keys".to_owned(), keys.into()),
                ("values".to_owned(), values.into()),
            ]
        }
        _ => panic!("{label}: there is no parameter `{key}`"),
    };
    let mut found = Vec::new();
    for (part, value) in parts.iter().filter(|(_, value)| !value.is_null()) {
        found.extend(settings(
            config,
            alias,
            framework,
            &format!("{theirs}.{part}"),
            value,
        )?);
    }
    Ok(found)
}

/// A reference's value in the shape of our parameter. A choice may be written as the number it names.
fn setting(shape: &Shape, framework: &str, value: &Value) -> Result<Option<Setting>, String> {
    let whole = |value: &Value| {
        let x = value.as_f64()?;
        (x >= 0.0 && x.fract() == 0.0).then_some(x as u64)
    };
    let list = || value.as_array().into_iter().flatten();
    Ok(match shape {
        Shape::Real { .. } => value.as_f64().map(Setting::Real),
        Shape::Count { .. } => whole(value).map(Setting::Count),
        Shape::Toggle { .. } => value.as_bool().map(Setting::Toggle),
        Shape::Choice { options, .. } => {
            let word = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let same = |option: &str| match (option.parse::<f64>(), word.parse::<f64>()) {
                (Ok(ours), Ok(theirs)) => ours == theirs,
                _ => option == word,
            };
            let index = options.iter().position(|option| same(option));
            index.map(Setting::Choice)
        }
        Shape::Reals { .. } => list()
            .map(Value::as_f64)
            .collect::<Option<_>>()
            .map(Setting::Reals),
        Shape::Counts { .. } => list()
            .map(whole)
            .collect::<Option<_>>()
            .map(Setting::Counts),
        Shape::Config { .. } => None,
        Shape::Configs { kind, .. } => {
            let parts = list().map(|one| part(*kind, framework, one));
            Some(Setting::Configs(parts.collect::<Result<_, _>>()?))
        }
    })
}

fn number(value: &Value) -> f64 {
    match value {
        Value::String(word) => word.parse().unwrap(),
        other => other
            .as_f64()
            .unwrap_or_else(|| panic!("{other} is not a number")),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn pair(value: &Value) -> Vec2 {
    vec2(number(&value[0]), number(&value[1]))
}

/// The list under this key, from the file that has it.
fn rows(key: &str) -> Vec<Value> {
    let found: Vec<Value> = files()
        .into_iter()
        .filter_map(|(_, mut file)| Some(file.get_mut(key)?.take()))
        .flat_map(|list| list.as_array().unwrap().clone())
        .collect();
    assert!(!found.is_empty(), "no file has `{key}`");
    found
}

/// Every JSON file of the reference data, in the order of their names.
fn files() -> Vec<(String, Value)> {
    let folder = std::env::var_os("RAVINE_ORACLE").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden"),
        PathBuf::from,
    );
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect()
}
