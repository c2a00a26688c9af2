//! The schema says of presets what the reader says, and it is the one that the catalogues make.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Dice;
use common::thrown::Stream;
use ravine::session::preset;
use serde_json::{Value, json};
use std::path::PathBuf;

fn schema() -> Value {
    serde_json::from_str(&preset::schema()).unwrap()
}

/// `UPDATE_SCHEMA=1 cargo test --test preset_schema` writes it anew.
#[test]
fn the_schema_is_the_one_that_the_catalogues_make() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("presets/schema.json");
    let want = preset::schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &want).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == want,
        "presets/schema.json is stale: UPDATE_SCHEMA=1 cargo test --test preset_schema writes it anew"
    );
}

/// Whether a value is what a schema says. Only keywords that the schema uses are known; another one is a failure.
struct Judge(Value);

impl Judge {
    fn accepts(&self, value: &Value) -> bool {
        self.fits(value, &self.0)
    }

    fn fits(&self, value: &Value, schema: &Value) -> bool {
        let rules = schema.as_object().unwrap().iter();
        rules
            .map(|(key, rule)| (key.as_str(), rule))
            .all(|(key, rule)| match key {
                "$schema" | "$defs" | "title" | "description" | "default" => true,
                "$ref" => {
                    let path = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    self.fits(
                        value,
                        self.0.pointer(path).unwrap_or_else(|| panic!("{path}")),
                    )
                }
                "anyOf" => rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|one| self.fits(value, one)),
                "enum" => rule.as_array().unwrap().contains(value),
                "const" => value
                    .as_f64()
                    .map_or(value == rule, |x| rule.as_f64() == Some(x)),
                "type" => match rule.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "number" => value.is_number(),
                    "integer" => value.as_f64().is_some_and(|x| x.fract() == 0.0),
                    other => panic!("no such type: {other}"),
                },
                "minimum" => value.as_f64().is_none_or(|x| x >= rule.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|x| x <= rule.as_f64().unwrap()),
                "exclusiveMinimum" => value.as_f64().is_none_or(|x| x > rule.as_f64().unwrap()),
                "exclusiveMaximum" => value.as_f64().is_none_or(|x| x < rule.as_f64().unwrap()),
                "items" => {
                    let items = value.as_array().into_iter().flatten();
                    items.into_iter().all(|item| self.fits(item, rule))
                }
                "minItems" => value
                    .as_array()
                    .is_none_or(|l| l.len() as u64 >= rule.as_u64().unwrap()),
                "maxItems" => value
                    .as_array()
                    .is_none_or(|l| l.len() as u64 <= rule.as_u64().unwrap()),
                "maxLength" => value
                    .as_str()
                    .is_none_or(|text| text.chars().count() as u64 <= rule.as_u64().unwrap()),
                "uniqueItems" => value
                    .as_array()
                    .is_none_or(|list| (0..list.len()).all(|i| !list[..i].contains(&list[i]))),
                "required" => {
                    let keys = rule.as_array().unwrap().iter();
                    let keys = keys.map(|key| key.as_str().unwrap());
                    value
                        .as_object()
                        .is_none_or(|map| keys.into_iter().all(|key| map.contains_key(key)))
                }
                "properties" => value.as_object().is_none_or(|map| {
                    map.iter()
                        .all(|(key, item)| rule.get(key).is_none_or(|rule| self.fits(item, rule)))
                }),
                "additionalProperties" => value.as_object().is_none_or(|map| {
                    let known = schema["properties"].as_object().unwrap();
                    map.keys().all(|key| known.contains_key(key))
                }),
                other => panic!("the schema uses `{other}`, which this test does not know"),
            })
    }
}

#[test]
fn every_preset_is_what_the_schema_says() {
    let judge = Judge(schema());
    for (name, text) in preset::BUILT_IN {
        assert!(
            judge.accepts(&serde_json::from_str(text).unwrap()),
            "{name}"
        );
    }
    let mut stream = Stream(Dice(11));
    for round in 0..200 {
        let scene = stream.scene();
        let text = preset::write(&stream.file(scene));
        assert!(
            judge.accepts(&serde_json::from_str(&text).unwrap()),
            "round {round}\n{text}"
        );
    }
}

/// What only the reader refuses, by words of its sentence: it depends on more than one place.
const FOR_THE_READER: [&str; 14] = [
    "recorded steps",
    "which this optimizer does not have",
    "without a `clip`",
    "is also the id of",
    "is a range from",
    "a ghost is a scene with one run",
    "has the columns of",
    "places of its run",
    "without starts",
    "deep inside one another",
    "a second time",
    "is 1: ",
    "no number of a run has that name",
    "without a `range`",
];

/// A value somewhere in a document is changed; the reader and the schema agree on whether it is still a preset.
#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let judge = Judge(schema());
    let mut stream = Stream(Dice(12));
    let [mut read, mut refused, mut alone] = [0; 3];
    for round in 0..300 {
        let scene = stream.scene();
        let mut file = stream.file(scene);
        // They are most of a document, and there is little to get wrong in them.
        if stream.below(5) > 0 {
            file.trajectories = None;
        }
        let original: Value = serde_json::from_str(&preset::write(&file)).unwrap();
        for _ in 0..30 {
            let mut document = original.clone();
            mutate(&mut document, &mut stream);
            if document.get("ravine") != Some(&json!(preset::VERSION)) {
                continue;
            }
            let text = document.to_string();
            let accepted = judge.accepts(&document);
            match preset::parse(&text) {
                Ok(_) => {
                    assert!(
                        accepted,
                        "round {round}: the schema refuses a preset\n{text}"
                    );
                    read += 1;
                }
                Err(error)
                    if FOR_THE_READER
                        .iter()
                        .any(|words| error.problem.contains(words)) =>
                {
                    alone += 1;
                }
                Err(error) => {
                    assert!(
                        !accepted,
                        "round {round}: {error}\nThe schema accepts it:\n{text}"
                    );
                    refused += 1;
                }
            }
        }
    }
    assert!(
        read > 500 && refused > 2000 && alone < refused / 4,
        "{read} {refused} {alone}"
    );
}

/// Changes one place: another value, a key more, a key less, an item more.
fn mutate(value: &mut Value, stream: &mut Stream) {
    let inner = match value {
        Value::Array(items) if !items.is_empty() => {
            let at = stream.below(items.len() as u64) as usize;
            Some(&mut items[at])
        }
        Value::Object(map) if !map.is_empty() => {
            let at = stream.below(map.len() as u64) as usize;
            map.values_mut().nth(at)
        }
        _ => None,
    };
    if let Some(inner) = inner
        && stream.below(6) > 0
    {
        return mutate(inner, stream);
    }
    let words = [
        "adam",
        "cosine",
        "norm",
        "quadratic",
        "auto",
        "NaN",
        "starts",
        "3d",
        "gradient",
        "x",
        "sgd",
        "optimizer.lr",
        "log",
        "steps",
    ];
    match (stream.below(4), value) {
        (0, Value::Object(map)) => {
            let keys = [
                "id", "lr", "momentum", "spread", "name", "camera", "x", "curve", "kind", "range",
                "scale", "sweep",
            ];
            let key = *stream.0.pick(&keys);
            map.insert(key.to_owned(), json!(stream.real()));
        }
        (1, Value::Object(map)) if !map.is_empty() => {
            let key = map.keys().nth(stream.below(map.len() as u64) as usize);
            let key = key.unwrap().clone();
            map.remove(&key);
        }
        (2, Value::Array(items)) if !items.is_empty() => {
            let item = items[stream.below(items.len() as u64) as usize].clone();
            items.push(item);
        }
        (_, value) => {
            *value = match stream.below(8) {
                0 => Value::Null,
                1 => stream.chance().into(),
                2 => json!(stream.real()),
                3 => json!(stream.below(400)),
                4 => json!(stream.next()),
                5 => json!([stream.real(), stream.real()]),
                6 => json!({ "id": *stream.0.pick(&words) }),
                _ => json!(*stream.0.pick(&words)),
            };
        }
    }
}
