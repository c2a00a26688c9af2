//! What is wrong with a preset is said in one sentence, with its line, its column and its place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "preset_refused/sweep.rs"]
mod sweep;

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::optim;
use ravine::session::preset;
use ravine::session::scene::{MAX_RECORDED, MAX_RUNS, MAX_STEPS};

fn scene_text(inner: &str) -> String {
    format!("{{\"ravine\": 2, \"scene\": {{\"surface\": \"quadratic\", {inner}}}}}")
}

/// The text from a line and a column on.
fn from(text: &str, line: usize, column: usize) -> String {
    let rest = text.split('\n').nth(line - 1).unwrap_or("");
    rest.chars().skip(column - 1).collect()
}

fn check_refused(text: &str, place: &str, there: &str, words: &[&str]) {
    let shown: String = text.chars().take(200).collect();
    let error = preset::parse(text).expect_err(&shown);
    assert_eq!(error.place, place, "{shown}\n{error}");
    let found = from(text, error.line, error.column);
    assert!(
        found.starts_with(there),
        "{shown}\n{error}\nThere stands {found:?}"
    );
    for word in words {
        assert!(
            error.problem.contains(word),
            "{shown}\n{error}\nlacks {word:?}"
        );
    }
    assert!(!error.to_string().contains('\n'), "{error:?}");
}

#[test]
fn what_is_no_preset_is_refused_with_its_place() {
    let deep = "[".repeat(100_000);
    let long = " ".repeat(preset::MAX_BYTES + 1);
    // The text, the place of its fault, what stands there, and words that the problem must have.
    let table: &[(&str, &str, &str, &[&str])] = &[
        ("", "", "", &["not JSON", "the text ends"]),
        (r#"{"ravine": 2, "scene": {]"#, "", "]", &["not JSON"]),
        (r#"{"ravine": "é",, }"#, "", ", }", &["not JSON", "a key"]),
        (r#"{"ravine": 1e999}"#, "ravine", "1e999", &["whole number"]),
        (r#"{"ravine": 2} 2"#, "", "2", &["take away what follows"]),
        (r#"{"ravine": "\ud800"}"#, "", "\\ud800", &["not JSON"]),
        (&deep, "", "[", &["64 lists and objects deep"]),
        (&long, "", " ", &["16 MiB"]),
        ("[]", "", "[]", &["must be an object, but is a list"]),
        ("{}", "ravine", "{}", &["missing", "version"]),
        (
            r#"{"ravine": 3, "scene": 3, "new": 1}"#,
            "ravine",
            "3",
            &["newer", "versions up to 2"],
        ),
        (r#"{"ravine": 0}"#, "ravine", "0", &["whole number"]),
        (
            r#"{"ravine": 1.5}"#,
            "ravine",
            "1.5",
            &["whole number", "1.5"],
        ),
        (r#"{"ravine": 2}"#, "scene", "{", &["missing"]),
        (
            r#"{"ravine": 2, "scene": {}}"#,
            "surface",
            "{}",
            &["missing"],
        ),
        (
            r#"{"ravine": 2, "scene": 7}"#,
            "scene",
            "7",
            &["an object", "7"],
        ),
        (
            r#"{"ravine": 2, "sene": 7}"#,
            "sene",
            r#""sene""#,
            &["did you mean `scene`?"],
        ),
        (
            r#"{"ravine": 2, "view": [{"b": 1, "b": 2}]}"#,
            "view[0].b",
            r#""b": 2"#,
            &["a second time"],
        ),
    ];
    for (text, place, there, words) in table {
        check_refused(text, place, there, words);
    }
}

#[test]
fn what_is_no_scene_is_refused_with_its_place() {
    let many = format!("\"runs\": [{}\"sgd\"]", "\"sgd\", ".repeat(MAX_RUNS));
    let much = format!(
        "\"steps\": {MAX_STEPS}, \"runs\": [{}\"sgd\"]",
        "\"sgd\", ".repeat(10)
    );
    let recorded = MAX_RECORDED.to_string();
    let table: &[(&str, &str, &str, &[&str])] = &[
        (
            r#""surface": "sgd""#,
            "surface",
            r#""surface": "sgd""#,
            &["a second time"],
        ),
        (r#""tolerance": 0"#, "tolerance", "0}", &["above 0"]),
        (
            r#""noise": {"sigma": -1}"#,
            "noise.sigma",
            "-1}",
            &["at least 0"],
        ),
        (
            r#""noise": {"seed": -1}"#,
            "noise.seed",
            "-1}",
            &["whole number"],
        ),
        (
            r#""noise": {"kind": "pink"}"#,
            "noise.kind",
            r#""pink""#,
            &["gaussian", "heavy_tailed", "multiplicative", "pink"],
        ),
        (
            r#""noise": {"degrees": 0}"#,
            "noise.degrees",
            "0}",
            &["from 1 to 30"],
        ),
        (
            r#""ensemble": "starts""#,
            "ensemble",
            r#""starts""#,
            &["an object"],
        ),
        (
            r#""ensemble": {"count": 8}"#,
            "ensemble.kind",
            "{",
            &["missing", "starts", "seeds"],
        ),
        (
            r#""ensemble": {"kind": "stars"}"#,
            "ensemble.kind",
            r#""stars""#,
            &["\"starts\" or \"seeds\"", "stars"],
        ),
        (
            r#""ensemble": {"kind": "starts", "count": 1}"#,
            "ensemble.count",
            "1}",
            &["from 2 to 256", "1"],
        ),
        (
            r#""ensemble": {"kind": "seeds", "count": 257}"#,
            "ensemble.count",
            "257}",
            &["from 2 to 256"],
        ),
        (
            r#""ensemble": {"kind": "starts", "spread": 0}"#,
            "ensemble.spread",
            "0}",
            &["above 0"],
        ),
        (
            r#""ensemble": {"kind": "seeds", "spread": 1}"#,
            "ensemble.spread",
            "1}",
            &["without starts"],
        ),
        (
            r#""ensemble": {"kind": "seeds", "cuont": 4}"#,
            "ensemble.cuont",
            r#""cuont""#,
            &["did you mean `count`?"],
        ),
        (
            r#""runs": [{"optimizer": {"id": "lookahead", "optimizer": "lbfgs"}}]"#,
            "runs[0].optimizer.optimizer",
            r#""lbfgs""#,
            &["one gradient per step", "lbfgs"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "schedule": {"id": "multi_step", "milestones": [30, -1]}}]"#,
            "runs[0].schedule.milestones[1]",
            "-1]",
            &["whole number"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "schedule": {"id": "sequential", "schedules": []}}]"#,
            "runs[0].schedule.schedules",
            "[]",
            &["a list of 1 to 64", "a list of 0"],
        ),
        (
            r#""start": [1, null]"#,
            "start[1]",
            "null",
            &["finite number", "null"],
        ),
        (
            r#""start": [1, 2, 3]"#,
            "start",
            "[1",
            &["[x, y]", "a list of 3"],
        ),
        (r#""steps": 0"#, "steps", "0", &["from 1 to 1000000"]),
        (
            r#""steps": 1000001"#,
            "steps",
            "1000001",
            &["from 1 to 1000000", "1000001"],
        ),
        (r#""title": 3"#, "title", "3", &["a text"]),
        (&much, "steps", "1000000", &["11000000", &recorded]),
        (&many, "runs", "[", &["65", "64"]),
        (r#""runs": {}"#, "runs", "{}", &["a list"]),
        (
            r#""runs": ["sgdd"]"#,
            "runs[0]",
            r#""sgdd""#,
            &["no optimizer has that id (did you mean `sgd`?)"],
        ),
        (
            r#""runs": [{"optimzer": "sgd"}]"#,
            "runs[0].optimzer",
            r#""optimzer""#,
            &["did you mean `optimizer`?"],
        ),
        (
            r#""runs": [{"style": 1}]"#,
            "runs[0].optimizer",
            "{",
            &["missing"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "style": 12}]"#,
            "runs[0].style",
            "12",
            &["from 0 to 11"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "place": "here"}]"#,
            "runs[0].place",
            r#""here""#,
            &["gradient", "momentum", "update"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "id": 3}, {"optimizer": "sgd", "id": 3}]"#,
            "runs[1].id",
            "3}]",
            &["runs[0]"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "schedule": 3}]"#,
            "runs[0].schedule",
            "3",
            &["a schedule", "3"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "schedule": "norm"}]"#,
            "runs[0].schedule",
            r#""norm""#,
            &["no schedule", "ravine list schedules"],
        ),
        (
            r#""runs": [{"optimizer": {"lr": 3}}]"#,
            "runs[0].optimizer.id",
            r#"{"lr""#,
            &["missing"],
        ),
        (
            r#""runs": [{"optimizer": {"id": "sgd", "rl": 3}}]"#,
            "runs[0].optimizer.rl",
            r#""rl""#,
            &["did you mean `lr`?", "momentum"],
        ),
        (
            r#""runs": ["sgd", {"optimizer": {"id": "sgd", "lr": "3"}}]"#,
            "runs[1].optimizer.lr",
            r#""3""#,
            &["above 0", r#""3""#],
        ),
        (
            r#""runs": ["sgd", {"optimizer": {"id": "sgd", "lr": -3}}]"#,
            "runs[1].optimizer.lr",
            "-3",
            &["above 0", "-3"],
        ),
        (
            r#""runs": [{"optimizer": {"id": "sgd", "nesterov": 1}}]"#,
            "runs[0].optimizer.nesterov",
            "1",
            &["true or false"],
        ),
        (
            r#""runs": [{"optimizer": "sgd", "follows": {"rate": 1}}]"#,
            "runs[0].follows.rate",
            "1}",
            &["true or false"],
        ),
        (
            r#""shared": {"rate_factor": 0}"#,
            "shared.rate_factor",
            "0}",
            &["above 0"],
        ),
        (
            r#""shared": {"place": "update"}"#,
            "shared.place",
            r#""update""#,
            &["without a `clip`"],
        ),
    ];
    for (inner, place, there, words) in table {
        check_refused(&scene_text(inner), place, there, words);
    }
}

#[test]
fn places_are_counted_in_lines_and_characters() {
    let text = scene_text("\n\"title\": \"é∇\",\n  \"note\": \"é∇\", \"steps\": 0");
    let error = preset::parse(&text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 3, column 26: `steps` must be a whole number from 1 to 1000000, but is 0"
    );
    let error = preset::parse_bytes(b"{\n\"\xff\xfe\"}").unwrap_err();
    assert_eq!((error.line, error.column), (2, 2), "{error}");
}

#[test]
fn a_place_is_refused_where_the_optimizer_has_none() {
    for about in Kind::Optimizer.entries() {
        let places = optim::entry_of(&Config::new(about)).places;
        for place in Place::ALL {
            let text = scene_text(&format!(
                "\"runs\": [{{\"optimizer\": \"{}\", \"place\": \"{}\"}}]",
                about.info.id,
                place.id()
            ));
            let read = preset::from_json(&text);
            assert_eq!(read.is_ok(), places.contains(&place), "{text}: {read:?}");
        }
    }
}
