//! JSON, read by a parser that keeps every bit.

use super::{Cells, expected, exported, same};
use ravine::session::preset;
use ravine::session::scene::Scene;

pub(crate) fn check(scene: &Scene) {
    let text = String::from_utf8(exported("json", scene, None)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["ravine"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        preset::from_json(&json["preset"].to_string()).as_ref(),
        Ok(scene)
    );
    let number = |value: &serde_json::Value| match value.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    };
    let runs = json["runs"].as_array().unwrap();
    assert_eq!(runs.len(), scene.runs.len());
    for (found, run) in runs.iter().zip(&scene.runs) {
        let want = expected(scene, run);
        assert_eq!(found["name"], run.name.as_str());
        assert_eq!(found["ending"]["sentence"], want.ending.to_string());
        let column = |value: &serde_json::Value| -> Cells {
            value.as_array().unwrap().iter().map(number).collect()
        };
        for (name, numbers) in &want.recorded {
            let found = column(&found[*name]);
            assert_eq!(found.len(), numbers.len());
            for (found, number) in found.iter().zip(numbers) {
                let number = Some(*number).filter(|x| *name != "momentum" || !x.is_nan());
                same(*found, number, name);
            }
        }
        assert_eq!(found["evaluations"], serde_json::json!(want.evaluations));
        let inner = found["inner"].as_object().unwrap();
        assert_eq!(inner.len(), want.inner.len());
        for (name, numbers) in &want.inner {
            for (found, number) in column(&inner[name]).into_iter().zip(numbers) {
                same(found, *number, name);
            }
        }
    }
}
