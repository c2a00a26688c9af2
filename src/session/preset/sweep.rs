//! How a sweep is looked at, as `sweep` in the view of a preset and back: what differs from the default.

use super::look::ends;
use super::spot::{Read, Spot, near};
use super::text::Tree;
use crate::core::catalog::{About, Kind};
use crate::core::map::{Axis, AxisScale, Knob, Part};
use crate::core::params::{MAX_DEPTH, ParamSpec, Shape};
use crate::session::maps::{Form, OrbitView, Ordinate, Shade, Sweep};
use crate::session::scene::MAX_STEPS;
use serde_json::{Map, Value, json};

/// What may be said of an axis.
pub(super) const AXIS_KEYS: [&str; 3] = ["of", "scale", "range"];

/// The sweep at a place.
pub(super) fn sweep(spot: &Spot<'_>) -> Read<Sweep> {
    let fields = spot.fields()?;
    fields.only(&["form", "x", "y", "colour", "theory", "orbit"])?;
    let mut sweep = Sweep::default();
    if let Some(form) = fields.get("form") {
        sweep.form = Form::ALL[form.choice(&Form::ALL.map(Form::id))?];
    }
    if let Some(x) = fields.get("x") {
        (sweep.across, sweep.across_shown) = axis(&x)?;
    }
    if let Some(y) = fields.get("y") {
        (sweep.up, sweep.up_shown) = axis(&y)?;
    }
    if let Some(colour) = fields.get("colour") {
        sweep.shade = Shade::ALL[colour.choice(&Shade::ALL.map(Shade::id))?];
    }
    if let Some(theory) = fields.get("theory") {
        sweep.theory = theory.toggle()?;
    }
    if let Some(orbit) = fields.get("orbit") {
        sweep.orbit = self::orbit(&orbit)?;
    }
    Ok(sweep)
}

fn orbit(spot: &Spot<'_>) -> Read<OrbitView> {
    let fields = spot.fields()?;
    fields.only(&["of", "range", "after"])?;
    let mut orbit = OrbitView::default();
    if let Some(of) = fields.get("of") {
        orbit.ordinate = Ordinate::ALL[of.choice(&Ordinate::ALL.map(Ordinate::id))?];
    }
    if let Some(range) = fields.get("range") {
        orbit.shown = Some(ends(&range)?);
    }
    if let Some(after) = fields.get("after") {
        orbit.after = Some(after.count(0, MAX_STEPS)?);
    }
    Ok(orbit)
}

/// The name of a number alone, or an object with what stands on the axis, its scale and the part that is shown.
fn axis(spot: &Spot<'_>) -> Read<(Option<Knob>, Option<Axis>)> {
    match &spot.node.tree {
        Tree::Text(_) => return Ok((Some(knob(spot)?), None)),
        Tree::Object(_) => {}
        _ => {
            return Err(spot.must(
                "the name of a number, such as \"optimizer.lr\", or an object with `of`, `scale` and `range`",
            ));
        }
    }
    let fields = spot.fields()?;
    fields.only(&AXIS_KEYS)?;
    let of = fields.get("of").map(|of| knob(&of)).transpose()?;
    let scale = match fields.get("scale") {
        Some(scale) => AxisScale::ALL[scale.choice(&AxisScale::ALL.map(AxisScale::id))?],
        None => AxisScale::Linear,
    };
    let Some(range) = fields.get("range") else {
        return match fields.get("scale") {
            Some(scale) => Err(scale.fault(
                "stands without a `range`, whose ends it needs: add `\"range\": [low, high]`"
                    .to_owned(),
            )),
            None => Ok((of, None)),
        };
    };
    let [low, high] = ends(&range)?;
    let axis = Axis { low, high, scale };
    if axis.is_valid() {
        return Ok((of, Some(axis)));
    }
    let remedy = match scale {
        AxisScale::Log => "a logarithmic axis cannot show it: both ends must be above 0",
        _ => "an axis over 1 − value cannot show it: both ends must be below 1",
    };
    Err(range.fault(format!("is a range from {low:?} to {high:?}; {remedy}")))
}

/// A number of a run by its name. Whether the runs of the scene have it does not matter: they change.
fn knob(spot: &Spot<'_>) -> Read<Knob> {
    let name = spot.text()?;
    if let Some(knob) = name.parse().ok().filter(is_known) {
        return Ok(knob);
    }
    let names = names();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let near = near(name, &known).map_or_else(String::new, |n| format!(" (did you mean `{n}`?)"));
    let name: String = name.chars().take(60).collect();
    Err(spot.fault(format!(
        "is {name:?}, and no number of a run has that name{near}; a name is optimizer, schedule, clip or surface \
         with a parameter behind a dot, such as optimizer.lr, or noise.sigma, noise.degrees, noise.seed, start.x, start.y"
    )))
}

/// Whether some run could have this number.
fn is_known(knob: &Knob) -> bool {
    match knob {
        Knob::Param { part, key } => {
            key.split('.').count() <= MAX_DEPTH + 1 && has(kind(*part), key)
        }
        _ => true,
    }
}

/// Whether some entry of a catalogue has a number under this key.
fn has(kind: Kind, key: &str) -> bool {
    let specs = || kind.entries().into_iter().flat_map(|about| about.specs);
    match key.split_once('.') {
        None => specs().any(|spec| spec.key == key && is_number(spec)),
        Some((outer, rest)) => {
            // Of each catalogue once, however many entries hold settings of it.
            let inner = |kind: &Kind| {
                specs().any(|spec| {
                    spec.key == outer
                        && matches!(spec.shape, Shape::Config { kind: k, .. } if k == *kind)
                })
            };
            Kind::ALL
                .into_iter()
                .filter(inner)
                .any(|kind| has(kind, rest))
        }
    }
}

fn is_number(spec: &ParamSpec) -> bool {
    matches!(spec.shape, Shape::Real { .. } | Shape::Count { .. })
}

fn kind(part: Part) -> Kind {
    match part {
        Part::Surface => Kind::Surface,
        Part::Optimizer => Kind::Optimizer,
        Part::Schedule => Kind::Schedule,
        Part::Clip => Kind::Clip,
    }
}

/// The names of all numbers that runs can have, without those of settings that stand inside others.
pub(super) fn names() -> Vec<String> {
    let mut names = Vec::new();
    for part in Part::ALL {
        let numbers = |about: &'static About| about.specs.iter().filter(|spec| is_number(spec));
        for spec in kind(part).entries().into_iter().flat_map(numbers) {
            let name = Knob::param(part, spec.key).to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let others = [
        Knob::Sigma,
        Knob::Degrees,
        Knob::Seed,
        Knob::StartX,
        Knob::StartY,
    ];
    names.extend(others.map(|knob| knob.to_string()));
    names
}

/// What of a sweep differs from the default.
pub(super) fn write(sweep: &Sweep) -> Map<String, Value> {
    let usual = Sweep::default();
    let mut map = Map::new();
    if sweep.form != usual.form {
        map.insert("form".into(), json!(sweep.form.id()));
    }
    let axes = [
        ("x", &sweep.across, sweep.across_shown),
        ("y", &sweep.up, sweep.up_shown),
    ];
    for (key, knob, shown) in axes {
        map.extend(write_axis(knob.as_ref(), shown).map(|value| (key.to_owned(), value)));
    }
    if sweep.shade != usual.shade {
        map.insert("colour".into(), json!(sweep.shade.id()));
    }
    if sweep.theory != usual.theory {
        map.insert("theory".into(), json!(sweep.theory));
    }
    let orbit = write_orbit(&sweep.orbit);
    if !orbit.is_empty() {
        map.insert("orbit".into(), Value::Object(orbit));
    }
    map
}

fn write_orbit(orbit: &OrbitView) -> Map<String, Value> {
    let mut map = Map::new();
    if orbit.ordinate != OrbitView::default().ordinate {
        map.insert("of".into(), json!(orbit.ordinate.id()));
    }
    let seen = |[low, high]: &[f64; 2]| low < high && (high - low).is_finite();
    if let Some(range) = orbit.shown.filter(seen) {
        map.insert("range".into(), json!(range));
    }
    if let Some(after) = orbit.after {
        map.insert("after".into(), json!(after.min(MAX_STEPS)));
    }
    map
}

/// What cannot be read again is left out: what suits the run stands in its place.
fn write_axis(knob: Option<&Knob>, shown: Option<Axis>) -> Option<Value> {
    let name = knob.filter(|knob| is_known(knob)).map(Knob::to_string);
    let Some(shown) = shown.filter(Axis::is_valid) else {
        return name.map(Value::String);
    };
    let mut map = Map::new();
    map.extend(name.map(|name| ("of".to_owned(), json!(name))));
    if shown.scale != AxisScale::Linear {
        map.insert("scale".into(), json!(shown.scale.id()));
    }
    map.insert("range".into(), json!([shown.low, shown.high]));
    Some(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_known_and_others_are_not() {
        let names = names();
        assert!(names.len() > 50);
        for name in &names {
            assert!(is_known(&name.parse().unwrap()), "{name}");
        }
        for (name, want) in [
            ("optimizer.optimizer.lr", true),
            ("schedule.then.gamma", true),
            ("optimizer.nesterov", false),
            ("optimizer.optimizer.gamma_ray", false),
            ("optimizer.lr.lr", false),
            ("surface.lr", false),
        ] {
            let knob: Knob = name.parse().unwrap();
            assert_eq!(is_known(&knob), want, "{name}");
        }
        for (depth, want) in [(MAX_DEPTH, true), (20_000, false)] {
            let deep = format!("optimizer{}.lr", ".optimizer".repeat(depth));
            assert_eq!(is_known(&deep.parse().unwrap()), want, "{depth}");
        }
    }
}
