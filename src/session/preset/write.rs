//! From a scene to a text: what differs from the defaults, in a stable order, laid out to be read.

use super::{PresetFile, VERSION, look, replay};
use crate::core::catalog::Config;
use crate::core::clip::Place;
use crate::core::cloud::Ensemble;
use crate::core::noise::Noise;
use crate::core::optim;
use crate::core::params::{ParamSpec, Shape, Value as Parameter};
use crate::core::vec2::Vec2;
use crate::session::scene::{Follows, Run, Scene, Shared};
use crate::session::specs::{MAX_NOTE, MAX_TITLE};
use serde_json::{Map, Value, json};

/// Objects and lists that fit into so many characters stand on one line.
const WIDTH: usize = 112;

/// The text of a file.
pub(super) fn file(file: &PresetFile) -> String {
    laid_out(&value(file))
}

/// A document, laid out to be read.
pub(super) fn laid_out(document: &Value) -> String {
    let mut text = String::new();
    lay_out(document, 0, true, &mut text);
    text.push('\n');
    text
}

/// The text of a file without anything for the eye.
pub(super) fn compact(file: &PresetFile) -> String {
    value(file).to_string()
}

fn value(file: &PresetFile) -> Value {
    let mut root = Map::new();
    if let Some(schema) = &file.schema {
        root.insert("$schema".to_owned(), json!(schema));
    }
    root.insert("ravine".to_owned(), json!(VERSION));
    root.insert("scene".to_owned(), scene(&file.scene));
    let view = look::write(&file.view);
    if !view.is_empty() {
        root.insert("view".to_owned(), Value::Object(view));
    }
    if let Some(trajectories) = &file.trajectories {
        root.insert("trajectories".to_owned(), replay::write(trajectories));
    }
    Value::Object(root)
}

/// A scene, what differs from the defaults.
pub(super) fn scene(scene: &Scene) -> Value {
    let mut out = Map::new();
    out.insert("title".to_owned(), json!(cut(&scene.title, MAX_TITLE)));
    if !scene.note.is_empty() {
        out.insert("note".to_owned(), json!(cut(&scene.note, MAX_NOTE)));
    }
    out.insert("surface".to_owned(), config(&scene.surface));
    out.insert("start".to_owned(), position(scene.start));
    out.insert("steps".to_owned(), json!(scene.steps));
    out.insert("tolerance".to_owned(), json!(scene.tolerance));
    let usual = Noise::default();
    let noise = noise(scene.noise, usual);
    if !noise.is_empty() {
        out.insert("noise".to_owned(), Value::Object(noise));
    }
    match scene.ensemble {
        Ensemble::Off => {}
        Ensemble::Starts { count, spread } => {
            let ensemble = json!({ "kind": "starts", "count": count, "spread": spread });
            out.insert("ensemble".to_owned(), ensemble);
        }
        Ensemble::Seeds { count } => {
            let ensemble = json!({ "kind": "seeds", "count": count });
            out.insert("ensemble".to_owned(), ensemble);
        }
    }
    if scene.shared != Shared::default() {
        out.insert("shared".to_owned(), shared(&scene.shared));
    }
    let runs = scene.runs.iter().enumerate();
    let runs = runs.map(|(index, each)| run(index, each)).collect();
    out.insert("runs".to_owned(), Value::Array(runs));
    Value::Object(out)
}

fn shared(shared: &Shared) -> Value {
    let mut out = Map::new();
    out.insert("rate_factor".to_owned(), json!(shared.rate_factor));
    if let Some(momentum) = shared.momentum {
        out.insert("momentum".to_owned(), json!(momentum));
    }
    if let Some(schedule) = &shared.schedule {
        out.insert("schedule".to_owned(), config(schedule));
    }
    if let Some((clip, place)) = &shared.clip {
        out.insert("clip".to_owned(), config(clip));
        out.insert("place".to_owned(), json!(place.id()));
    }
    Value::Object(out)
}

fn run(index: usize, run: &Run) -> Value {
    let usual = Run::new(run.id, "", 0, run.optimizer.clone());
    let mut out = Map::new();
    if run.id.0 != index as u64 {
        out.insert("id".to_owned(), json!(run.id.0));
    }
    out.insert("name".to_owned(), json!(cut(&run.name, MAX_TITLE)));
    out.insert("style".to_owned(), json!(run.style));
    out.insert("optimizer".to_owned(), config(&run.optimizer));
    if run.schedule != usual.schedule {
        out.insert("schedule".to_owned(), config(&run.schedule));
    }
    if run.clip != usual.clip {
        out.insert("clip".to_owned(), config(&run.clip));
    }
    // Where the optimizer has no such place the clip stands on the gradient, and so it is written.
    if run.place != Place::default() && optim::entry_of(&run.optimizer).places.contains(&run.place)
    {
        out.insert("place".to_owned(), json!(run.place.id()));
    }
    if let Some(start) = run.start {
        out.insert("start".to_owned(), position(start));
    }
    if !run.visible {
        out.insert("visible".to_owned(), json!(false));
    }
    if run.solo {
        out.insert("solo".to_owned(), json!(true));
    }
    if run.follows != Follows::default() {
        out.insert("follows".to_owned(), follows(run.follows));
    }
    Value::Object(out)
}

/// What of the noise is not as usual.
fn noise(noise: Noise, usual: Noise) -> Map<String, Value> {
    let mut out = Map::new();
    if noise.kind != usual.kind {
        out.insert("kind".to_owned(), json!(noise.kind.id()));
    }
    if noise.sigma.to_bits() != usual.sigma.to_bits() {
        out.insert("sigma".to_owned(), json!(noise.sigma));
    }
    if noise.degrees != usual.degrees {
        out.insert("degrees".to_owned(), json!(noise.degrees));
    }
    if noise.seed != usual.seed {
        out.insert("seed".to_owned(), json!(noise.seed));
    }
    out
}

fn follows(follows: Follows) -> Value {
    let all = [
        ("rate", follows.rate),
        ("momentum", follows.momentum),
        ("schedule", follows.schedule),
        ("clip", follows.clip),
    ];
    let not = all.into_iter().filter(|(_, follows)| !follows);
    Value::Object(not.map(|(key, on)| (key.to_owned(), json!(on))).collect())
}

/// As much of a text as can be read again.
fn cut(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most);
    end.map_or(text, |(end, _)| &text[..end])
}

fn position(at: Vec2) -> Value {
    json!([at.x, at.y])
}

/// The id alone where every parameter has its default.
fn config(config: &Config) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(config.id()));
    for (spec, value) in config.iter() {
        if !same(value, &spec.default()) {
            out.insert(spec.key.to_owned(), parameter(spec, value));
        }
    }
    if out.len() == 1 {
        return json!(config.id());
    }
    Value::Object(out)
}

/// Equal in every bit: −0 is not the default 0.
fn same(a: &Parameter, b: &Parameter) -> bool {
    match (a, b) {
        (Parameter::Real(a), Parameter::Real(b)) => a.to_bits() == b.to_bits(),
        (Parameter::Reals(a), Parameter::Reals(b)) => {
            let bits = |list: &[f64]| list.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            bits(a) == bits(b)
        }
        (Parameter::Config(a), Parameter::Config(b)) => same_config(a, b),
        (Parameter::Configs(a), Parameter::Configs(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_config(a, b))
        }
        _ => a == b,
    }
}

fn same_config(a: &Config, b: &Config) -> bool {
    a.id() == b.id() && a.values().iter().zip(b.values()).all(|(a, b)| same(a, b))
}

pub(super) fn parameter(spec: &ParamSpec, value: &Parameter) -> Value {
    match (&spec.shape, value) {
        (Shape::Count { auto, .. }, Parameter::Count(n)) if *auto == Some(*n) => json!("auto"),
        (Shape::Choice { options, .. }, Parameter::Choice(index)) => json!(options.get(*index)),
        (_, Parameter::Real(x)) => json!(x),
        (_, Parameter::Count(n)) => json!(n),
        (_, Parameter::Toggle(on)) => json!(on),
        (_, Parameter::Choice(index)) => json!(index),
        (_, Parameter::Reals(list)) => json!(list),
        (_, Parameter::Counts(list)) => json!(list),
        (_, Parameter::Config(inner)) => config(inner),
        (_, Parameter::Configs(list)) => Value::Array(list.iter().map(config).collect()),
    }
}

/// Writes a value: on one line where it fits, else a part per line, and as many numbers on a line as fit. The
/// outermost is always broken.
fn lay_out(value: &Value, indent: usize, broken: bool, out: &mut String) {
    let parts: Vec<(Option<&String>, &Value)> = match value {
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (Some(key), item)).collect(),
        plain => return out.push_str(&plain.to_string()),
    };
    let (open, close) = if value.is_array() {
        ('[', ']')
    } else {
        ('{', '}')
    };
    if !broken {
        let mut line = String::new();
        if one_line(value, WIDTH.saturating_sub(indent), &mut line) {
            return out.push_str(&line);
        }
    }
    out.push(open);
    let mut column = usize::MAX;
    for (index, (key, item)) in parts.into_iter().enumerate() {
        let mut text = String::new();
        if let Some(key) = key {
            text.push_str(&json!(key).to_string());
            text.push_str(": ");
        }
        let is_list_of_objects = item
            .as_array()
            .is_some_and(|list| list.iter().any(Value::is_object));
        lay_out(item, indent + 2, is_list_of_objects, &mut text);
        let comma = if index == 0 { "" } else { "," };
        // Numbers are told from their words by nobody here: all plain items of a list stand side by side.
        let is_plain = key.is_none() && !item.is_array() && !item.is_object();
        if is_plain && text.len() < WIDTH.saturating_sub(column) {
            out.push_str(comma);
            out.push(' ');
            column += 2 + text.len();
        } else {
            out.push_str(comma);
            out.push('\n');
            out.push_str(&" ".repeat(indent + 2));
            column = if is_plain {
                indent + 2 + text.len()
            } else {
                usize::MAX
            };
        }
        out.push_str(&text);
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

/// Writes the value on one line: whether it has at most so many characters.
fn one_line(value: &Value, width: usize, out: &mut String) -> bool {
    let fits = |out: &str| out.len() <= width || out.chars().count() <= width;
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                if !one_line(item, width, out) {
                    return false;
                }
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (index, (key, item)) in map.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                out.push_str(&json!(key).to_string());
                out.push_str(": ");
                if !one_line(item, width, out) {
                    return false;
                }
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
    fits(out)
}
