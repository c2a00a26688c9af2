//! The format as a JSON Schema (draft 2020-12), made from the catalogues: what an editor completes, explains and checks.
//!
//! It says of types, keys, words and domains what the reader says. What only the whole scene decides (how many steps all
//! runs may record, whether a clip may stand where it stands, which way round a range is) only the reader says.

use super::look::{LEVERS, SWITCHES, domain};
use super::replay::{COLUMNS, WORDS};
use super::runs::MAX_ID;
use super::{VERSION, sweep, write};
use crate::core::catalog::{About, Kind};
use crate::core::clip::Place;
use crate::core::cloud::MEMBERS;
use crate::core::map::AxisScale;
use crate::core::noise::NoiseKind;
use crate::core::params::{Domain, MAX_LIST, ParamSpec, Shape};
use crate::session::ghosts::MAX_GHOSTS;
use crate::session::maps::{Form, Ordinate, Shade, Sweep};
use crate::session::scene::{MAX_RUNS, MAX_STEPS, STYLES};
use crate::session::specs::{self, MAX_NOTE, MAX_TITLE};
use crate::session::view::{Across, Curve, MOST_CURVES, Mode};
use serde_json::{Map, Value, json};

/// The schema as a text.
pub(super) fn text() -> String {
    write::laid_out(&schema())
}

fn schema() -> Value {
    let mut definitions = Map::new();
    for kind in Kind::ALL {
        definitions.insert(kind.to_string(), setting(kind, &kind.entries()));
        definitions.insert(inner_name(kind), setting(kind, &nesting(kind)));
    }
    for kind in Kind::ALL {
        for about in kind.entries() {
            definitions.insert(name(about), entry(about));
        }
    }
    definitions.insert("position".into(), position());
    definitions.insert("run".into(), run());
    definitions.insert("scene".into(), scene());
    definitions.insert("view".into(), view());
    definitions.insert("trajectories".into(), trajectories());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ravine preset",
        "description": "A scene for Ravine: a surface, the runs that race on it, and how it is looked at.",
        "type": "object",
        "properties": {
            "$schema": text_value("Where an editor finds this schema.", MAX_TITLE),
            "ravine": {"const": VERSION, "description": "The version of the format."},
            "scene": {"$ref": "#/$defs/scene"},
            "view": {"$ref": "#/$defs/view"},
            "trajectories": {"$ref": "#/$defs/trajectories"},
        },
        "required": ["ravine", "scene"],
        "additionalProperties": false,
        "$defs": definitions,
    })
}

/// The entries that may stand inside another of their catalogue.
fn nesting(kind: Kind) -> Vec<&'static About> {
    let mut entries = kind.entries();
    entries.retain(|about| about.nests);
    entries
}

/// What settings are called that stand inside others: as all of them, where all may.
fn inner_name(kind: Kind) -> String {
    if nesting(kind).len() == kind.entries().len() {
        return kind.to_string();
    }
    format!("inner_{kind}")
}

fn name(about: &About) -> String {
    format!("{}.{}", about.kind, about.info.id)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// An id alone, or an object with the id and parameters.
fn setting(kind: Kind, entries: &[&'static About]) -> Value {
    let ids: Vec<&str> = entries.iter().map(|about| about.info.id).collect();
    let described = format!("The id of a {kind}; it stands with its defaults.");
    let mut forms = vec![json!({ "enum": ids, "description": described })];
    forms.extend(entries.iter().map(|about| reference(&name(about))));
    json!({ "anyOf": forms })
}

fn entry(about: &About) -> Value {
    let id = json!({ "const": about.info.id, "description": about.info.name });
    let mut properties = Map::new();
    properties.insert("id".into(), id);
    for spec in about.specs {
        properties.insert(spec.key.into(), parameter(spec));
    }
    let mut object = object(properties, &["id"]);
    object["title"] = json!(about.info.name);
    object["description"] = json!(about.info.summary);
    object
}

fn object(properties: impl Into<Value>, required: &[&str]) -> Value {
    let properties: Value = properties.into();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn number(domain: Domain) -> Value {
    let mut number = json!({ "type": "number" });
    if domain.low.is_finite() {
        let key = ["exclusiveMinimum", "minimum"][usize::from(domain.low_allowed)];
        number[key] = json!(domain.low);
    }
    if domain.high.is_finite() {
        let key = ["exclusiveMaximum", "maximum"][usize::from(domain.high_allowed)];
        number[key] = json!(domain.high);
    }
    number
}

fn whole(min: u64, max: u64) -> Value {
    json!({ "type": "integer", "minimum": min, "maximum": max })
}

fn list(items: &Value, least: usize, most: usize) -> Value {
    json!({ "type": "array", "items": items, "minItems": least, "maxItems": most })
}

/// A value of a parameter, with its name, its meaning and its default.
fn parameter(spec: &ParamSpec) -> Value {
    let mut value = match &spec.shape {
        Shape::Real { domain, .. } => number(*domain),
        Shape::Count { min, max, auto, .. } => {
            // Where `auto` is kept as a number that the parameter could have, that number is not said.
            let min = min + u64::from(*auto == Some(*min));
            match auto {
                Some(_) => json!({ "anyOf": [{ "const": "auto" }, whole(min, *max)] }),
                None => whole(min, *max),
            }
        }
        Shape::Toggle { .. } => json!({ "type": "boolean" }),
        Shape::Choice { options, .. } => json!({ "enum": options }),
        Shape::Reals { domain, .. } => list(&number(*domain), 0, MAX_LIST),
        Shape::Counts { min, max, .. } => list(&whole(*min, *max), 0, MAX_LIST),
        Shape::Config { kind, .. } => reference(&inner_name(*kind)),
        Shape::Configs { kind, .. } => list(&reference(&inner_name(*kind)), 1, MAX_LIST),
    };
    let symbol = match spec.symbol {
        "" => String::new(),
        symbol => format!(" ({symbol})"),
    };
    value["title"] = json!(format!("{}{symbol}", spec.label));
    value["description"] = json!(spec.meaning());
    value["default"] = write::parameter(spec, &spec.default());
    value
}

fn described(mut value: Value, description: &str) -> Value {
    value["description"] = json!(description);
    value
}

fn text_value(description: &str, most: usize) -> Value {
    json!({ "type": "string", "maxLength": most, "description": description })
}

fn switch(description: &str, usual: bool) -> Value {
    json!({ "type": "boolean", "description": description, "default": usual })
}

fn position() -> Value {
    let both = list(&number(Domain::REAL), 2, 2);
    described(both, "A point of the plane, [x, y].")
}

fn place() -> Value {
    let words = Place::ALL.map(Place::id);
    json!({
        "enum": words,
        "description": "What is clipped: the gradient, what momentum made of it, or the update; where the optimizer has such a place.",
        "default": Place::default().id(),
    })
}

fn shared() -> Value {
    object(
        json!({
            "rate_factor": parameter(&specs::RATE_FACTOR),
            "momentum": parameter(&specs::MOMENTUM),
            "schedule": reference("schedule"),
            "clip": reference("clip"),
            "place": place(),
        }),
        &[],
    )
}

fn run() -> Value {
    let follows = ["rate", "momentum", "schedule", "clip"].map(|key| {
        let sentence = format!("Whether the run takes the shared {key}, if there is one.");
        (key.to_owned(), switch(&sentence, true))
    });
    let full = object(
        json!({
            "id": described(whole(0, MAX_ID), "Its identity in the scene; its place in the list unless it is said."),
            "name": text_value("What it is called; its optimizer's name unless it is said.", MAX_TITLE),
            "style": described(whole(0, STYLES as u64 - 1), "Colour, dash and head; those used least unless it is said."),
            "optimizer": reference("optimizer"),
            "schedule": reference("schedule"),
            "clip": reference("clip"),
            "place": place(),
            "start": described(reference("position"), "Its own start; the scene's unless it is said."),
            "visible": switch("Whether it is drawn.", true),
            "solo": switch("While any run is solo, only those are drawn.", false),
            "follows": object(follows.into_iter().collect::<Map<_, _>>(), &[]),
        }),
        &["optimizer"],
    );
    let ids: Vec<&str> = Kind::Optimizer
        .entries()
        .iter()
        .map(|about| about.info.id)
        .collect();
    let brief = json!({ "enum": ids, "description": "An optimizer with its defaults." });
    json!({ "anyOf": [brief, full] })
}

fn noise() -> Value {
    let words = NoiseKind::ALL.map(NoiseKind::id);
    let mut kind = parameter(&specs::NOISE_KIND);
    kind["enum"] = json!(words);
    // Every seed is one; a slider ends at the largest that a float tells from its neighbours.
    let mut seed = parameter(&specs::SEED);
    seed["maximum"] = json!(u64::MAX);
    object(
        json!({
            "kind": kind,
            "sigma": parameter(&specs::SIGMA),
            "degrees": parameter(&specs::DEGREES),
            "seed": seed,
        }),
        &[],
    )
}

fn ensemble() -> Value {
    let form = |word: &str, spread: Option<Value>| {
        let mut properties = Map::new();
        properties.insert("kind".into(), json!({ "const": word }));
        let [least, most] = MEMBERS;
        let mut count = parameter(&specs::MEMBER_COUNT);
        (count["minimum"], count["maximum"]) = (json!(least), json!(most));
        properties.insert("count".into(), count);
        if let Some(spread) = spread {
            properties.insert("spread".into(), spread);
        }
        object(properties, &["kind"])
    };
    let mut spread = parameter(&specs::SPREAD);
    if let Some(spread) = spread.as_object_mut() {
        // It follows from the surface.
        spread.remove("default");
    }
    json!({
        "description": "Further starts around every run's own, or further seeds of the noise.",
        "anyOf": [form("starts", Some(spread)), form("seeds", None)],
    })
}

fn scene() -> Value {
    object(
        json!({
            "title": text_value("What it is called.", MAX_TITLE),
            "note": text_value("What there is to see in it.", MAX_NOTE),
            "surface": reference("surface"),
            "start": described(reference("position"), "Where runs start that have no start of their own; what the surface suggests unless it is said."),
            "steps": parameter(&specs::STEPS),
            "tolerance": parameter(&specs::TOLERANCE),
            "noise": noise(),
            "ensemble": ensemble(),
            "shared": shared(),
            "runs": described(list(&reference("run"), 0, MAX_RUNS), "The runs, in the order of their cards."),
        }),
        &["surface"],
    )
}

fn view() -> Value {
    let ends = || {
        described(
            list(&number(Domain::REAL), 2, 2),
            "The lower and the upper end.",
        )
    };
    let mut properties = Map::new();
    let region = object(json!({ "x": ends(), "y": ends() }), &["x", "y"]);
    properties.insert(
        "region".into(),
        described(region, "The part of the plane that is shown."),
    );
    let mode = json!({ "enum": Mode::ALL.map(Mode::id), "default": Mode::Plane.id(), "description": "From above, in 3D, or both; or a map: of basins, where every place of the plane is a start, or of a sweep over numbers of the chosen run." });
    properties.insert("mode".into(), mode);
    properties.insert("sweep".into(), sweep());
    properties.insert("camera".into(), camera());
    let mut usual = crate::session::view::View::default();
    for (key, place) in SWITCHES {
        let sentence = switch_meaning(key);
        properties.insert(key.into(), switch(sentence, *place(&mut usual)));
    }
    let curve = json!({ "enum": Curve::ALL.map(Curve::id) });
    let mut curves = list(&curve, 1, MOST_CURVES);
    curves["uniqueItems"] = json!(true);
    curves["default"] = usual.curves.iter().map(|curve| curve.id()).collect();
    properties.insert(
        "curves".into(),
        described(curves, "Which curves are shown, side by side."),
    );
    let across = json!({ "enum": Across::ALL.map(Across::id), "default": Across::Steps.id(), "description": "What the horizontal axis of the curves counts." });
    properties.insert("across".into(), across);
    let ghosts = list(&reference("scene"), 0, MAX_GHOSTS);
    let sentence = "Runs as they were when they were pinned, each a scene with one run.";
    properties.insert("ghosts".into(), described(ghosts, sentence));
    described(object(properties, &[]), "How the scene is looked at.")
}

/// What a switch of the view does.
fn switch_meaning(key: &str) -> &'static str {
    match key {
        "heat" => "Whether the heat map is drawn.",
        "contours" => "Whether contour lines are drawn.",
        "gradient" => "Whether the gradient field is drawn.",
        "curvature" => "Whether the curvature is drawn where the chosen run stands.",
        "names" => "Whether names stand beside the heads.",
        "follow" => "Whether the plane goes with the chosen run.",
        _ => "Whether the vertical axes of the curves are logarithmic.",
    }
}

fn sweep() -> Value {
    let usual = Sweep::default();
    let form = json!({ "enum": Form::ALL.map(Form::id), "default": usual.form.id(), "description": "Two numbers as a map, or one as a curve of all runs or as the orbits of one." });
    let colour = json!({ "enum": Shade::ALL.map(Shade::id), "default": usual.shade.id(), "description": "What the colours of the map mean." });
    let of = || {
        let names = json!({ "enum": sweep::names(), "description": "A number of a run." });
        let inner = text_value(
            "A number of a setting inside another: optimizer.optimizer.lr.",
            MAX_TITLE,
        );
        json!({ "anyOf": [names, inner] })
    };
    let axis = |sentence: &str| {
        let range = list(&number(Domain::REAL), 2, 2);
        let scale = json!({ "enum": AxisScale::ALL.map(AxisScale::id), "default": AxisScale::Linear.id(), "description": "What is between the ends of the range." });
        let full = json!({ "of": described(of(), "The number; what suits the run unless it is said."), "scale": scale, "range": described(range, "The part that is shown: its lower and its upper end.") });
        described(json!({ "anyOf": [of(), object(full, &[])] }), sentence)
    };
    let theory = switch(
        "Whether what theory says is drawn over a map, where it is exact.",
        usual.theory,
    );
    let of = json!({ "enum": Ordinate::ALL.map(Ordinate::id), "default": usual.orbit.ordinate.id(), "description": "What stands on the vertical axis." });
    let range = described(
        list(&number(Domain::REAL), 2, 2),
        "The part of the vertical axis that is shown.",
    );
    let after = json!({ "type": "integer", "minimum": 0, "maximum": MAX_STEPS, "description": "How many steps are left out before the orbit; as many as the scene has unless it is said." });
    let orbit = object(json!({ "of": of, "range": range, "after": after }), &[]);
    let orbit = described(orbit, "How orbits are looked at.");
    let properties = json!({ "form": form, "x": axis("The horizontal axis."), "y": axis("The vertical axis of a map."), "colour": colour, "theory": theory, "orbit": orbit });
    let sentence = "What a sweep shows. What is not said is what suits the chosen run.";
    described(object(properties, &[]), sentence)
}

fn camera() -> Value {
    let mut usual = crate::session::camera::Camera::default();
    let mut properties = Map::new();
    for (key, place, ends) in LEVERS {
        let mut lever = number(domain(ends));
        lever["default"] = json!(*place(&mut usual));
        lever["description"] = json!(match key {
            "yaw" => "Where it stands around the region, in radians; 0 is south of it.",
            "pitch" => "How high it stands, in radians; half of π is straight above.",
            "zoom" => "Magnification; 1 shows the whole region.",
            _ => "How much heights are stretched; 1 is usual.",
        });
        properties.insert(key.into(), lever);
    }
    let sentence = "Whether heights are those of the colours (logarithmic where the minimum is known); else losses.";
    properties.insert("log".into(), switch(sentence, usual.log));
    described(object(properties, &[]), "From where it is looked at in 3D.")
}

fn trajectories() -> Value {
    let number =
        json!({ "anyOf": [{ "type": "number" }, { "enum": WORDS.map(|(word, _)| word) }] });
    let mut columns = Map::new();
    for (key, meaning, _) in COLUMNS {
        let column = json!({ "type": "array", "items": number, "description": meaning });
        columns.insert(key.into(), column);
    }
    let keys = COLUMNS.map(|(key, ..)| key);
    let runs = list(&object(columns, &keys), 0, MAX_RUNS);
    let properties = json!({
        "ravine": text_value("The version of the program that computed them.", MAX_TITLE),
        "runs": described(runs, "The columns of each run, in the order of the scene's runs; empty where they are to be embedded when the scene is saved."),
    });
    let sentence = "What the runs record, for programs that replay them. They follow from the scene: they may be left out.";
    described(object(properties, &["ravine", "runs"]), sentence)
}
