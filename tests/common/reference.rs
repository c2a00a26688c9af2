//! The reference data: its files, its numbers, and its parts as settings of the catalogues.
#![allow(dead_code, reason = "every test uses its own part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Alias, Config, Framework, Kind};
use ravine::core::clip::Place;
use ravine::core::noise::Noise;
use ravine::core::params::{Shape, Value as Setting};
use ravine::core::pipeline::Request;
use ravine::core::vec2::{Vec2, vec2};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a case asks for, or the name of a part that is not in the catalogues.
pub(crate) fn request(case: &Value) -> Result<Request, String> {
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
pub(crate) fn part(kind: Kind, framework: &str, part: &Value) -> Result<Config, String> {
    let framework = part
        .get("framework")
        .map_or(framework, |f| f.as_str().unwrap());
    let name = part["name"].as_str().unwrap();
    let found = Framework::find(framework).and_then(|one| kind.find_alias(one, name));
    let Some((about, alias)) = found else {
        return Err(format!("no {kind} is known as {framework} {name}"));
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
        // Null is a rate that the schedule supplies, or the framework's None: our default, unless the alias says.
        if value.is_null() {
            let key = alias.key_of(&theirs);
            if let Some((_, meant)) = alias.none.iter().find(|(none, _)| *none == key) {
                config.set(key, Setting::Real(*meant)).unwrap();
            }
            continue;
        }
        for (theirs, setting) in settings(&config, alias, framework, &theirs, value)? {
            let key = alias.key_of(&theirs);
            config
                .set(key, setting)
                .map_err(|error| format!("{framework} {name}: {theirs} = {value}: {error}"))?;
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
        let setting = setting.ok_or_else(|| format!("{label} has another shape"))?;
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
        _ => return Err(format!("{label}: there is no parameter `{key}`")),
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

pub(crate) fn number(value: &Value) -> f64 {
    match value {
        Value::String(word) => word.parse().unwrap(),
        other => other
            .as_f64()
            .unwrap_or_else(|| panic!("{other} is not a number")),
    }
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

pub(crate) fn pair(value: &Value) -> Vec2 {
    vec2(number(&value[0]), number(&value[1]))
}

/// Where the files come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The repository's own copy: how many cases it has is known.
    Stored,
    /// Another folder: it has what it has.
    Given,
}

/// The lists under this key, from every file that has one.
pub(crate) fn rows(key: &str) -> (Source, Vec<Value>) {
    let (source, files) = files();
    let lists = files
        .into_iter()
        .filter_map(|(_, mut file)| Some(file.get_mut(key)?.take()));
    let rows = lists.flat_map(|list| list.as_array().unwrap().clone());
    (source, rows.collect())
}

/// Every JSON file of the reference data, in the order of their names.
pub(crate) fn files() -> (Source, Vec<(String, Value)>) {
    let (source, folder) = match std::env::var_os("RAVINE_ORACLE") {
        Some(folder) => (Source::Given, PathBuf::from(folder)),
        None => {
            let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
            (Source::Stored, stored)
        }
    };
    let entries = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("RAVINE_ORACLE: {}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    assert!(!paths.is_empty(), "{} has no JSON file", folder.display());
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let value = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (name, value)
    };
    (source, paths.iter().map(read).collect())
}
