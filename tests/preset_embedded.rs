//! Trajectories inside presets, and presets as share strings.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Dice;
use common::thrown::Stream;
use ravine::core::catalog::Kind;
use ravine::core::simulate::simulate;
use ravine::session::Session;
use ravine::session::preset::{self, PresetFile, THIS_VERSION, share};
use ravine::session::scene::{Run, RunId, Scene};
use serde_json::{Value, json};

fn embedded(scene: Scene) -> PresetFile {
    let mut file = PresetFile::new(scene);
    preset::embed(&mut file).unwrap();
    file
}

/// A race of five and a run that leaves for infinity.
fn race() -> Scene {
    let mut scene = preset::from_json(include_str!("data/v1/ravine-19c3ea5.json")).unwrap();
    let wild = Kind::Optimizer.default_config("sgd").with("lr", 1e10);
    scene.runs.push(Run::new(RunId(77), "Wild", 3, wild));
    scene
}

/// What a hand does to the trajectories in a document.
type Change = fn(&mut Value);
/// Run, step and column.
type Parting = Option<(usize, usize, &'static str)>;

#[test]
fn what_is_embedded_is_what_is_computed_bit_for_bit() {
    let file = embedded(race());
    let text = preset::write(&file);
    let back = preset::parse(&text).unwrap();
    assert_eq!(back, file);
    assert_eq!(preset::write(&back), text);
    assert_eq!(preset::disagreement(&back), None);
    let all = back.trajectories.unwrap();
    assert_eq!(all.version, THIS_VERSION);
    let mut infinite = 0;
    for (run, columns) in file.scene.runs.iter().zip(&all.runs) {
        let (trajectory, _) = simulate(&file.scene.request(run));
        let column = |key: &str| columns.get(key).unwrap().to_vec();
        let bits = |list: &[f64]| -> Vec<u64> {
            list.iter()
                .map(|x| if x.is_nan() { 0 } else { x.to_bits() })
                .collect()
        };
        let xs: Vec<f64> = trajectory.position.iter().map(|p| p.x).collect();
        let gys: Vec<f64> = trajectory.gradient.iter().map(|g| g.y).collect();
        for (key, want) in [
            ("x", &xs),
            ("gy", &gys),
            ("loss", &trajectory.loss),
            ("rate", &trajectory.rate),
        ] {
            assert_eq!(bits(&column(key)), bits(want), "{key} of {}", run.name);
            infinite += want.iter().filter(|x| !x.is_finite()).count();
        }
        assert_eq!(columns.steps(), trajectory.steps());
        assert_eq!(columns.get("nothing"), None);
    }
    assert!(infinite > 0, "the wild run overflows");
    assert!(
        text.contains("\"Infinity\"") || text.contains("\"-Infinity\"") || text.contains("\"NaN\"")
    );
    // A part per line, and no line that no editor shows.
    assert!(text.lines().all(|line| line.chars().count() <= 450));
}

#[test]
fn a_disagreement_names_run_step_column_both_numbers_and_both_versions() {
    let original: Value = serde_json::from_str(&preset::write(&embedded(race()))).unwrap();
    let loss = original["trajectories"]["runs"][1]["loss"][17]
        .as_f64()
        .unwrap();
    let table: [(Change, Parting); 8] = [
        (|_| {}, None),
        (
            |all| {
                all["runs"][1]["loss"][17] =
                    json!(1e-12 + all["runs"][1]["loss"][17].as_f64().unwrap());
            },
            None,
        ),
        (
            |all| all["runs"][1]["loss"][17] = json!(0.5),
            Some((1, 17, "loss")),
        ),
        (
            |all| all["runs"][0]["rate"][299] = json!(0.5),
            Some((0, 299, "rate")),
        ),
        (
            |all| all["runs"][4]["x"][300] = json!("NaN"),
            Some((4, 300, "x")),
        ),
        (
            |all| all["runs"][5]["gx"][1] = json!("Infinity"),
            Some((5, 1, "gx")),
        ),
        (
            // Its run ended a step before.
            |all| {
                for key in ["x", "y", "loss", "gx", "gy", "rate"] {
                    all["runs"][2][key].as_array_mut().unwrap().pop();
                }
            },
            Some((2, 299, "rate")),
        ),
        (
            // And one step later.
            |all| {
                for key in ["x", "y", "loss", "gx", "gy", "rate"] {
                    all["runs"][3][key].as_array_mut().unwrap().push(json!(1.0));
                }
            },
            Some((3, 300, "rate")),
        ),
    ];
    for (row, (change, want)) in table.into_iter().enumerate() {
        let mut document = original.clone();
        document["trajectories"]["ravine"] = json!("0.0.9");
        change(&mut document["trajectories"]);
        let file = preset::parse(&document.to_string()).unwrap();
        let found = preset::disagreement(&file);
        let place = found
            .as_ref()
            .map(|found| (found.run, found.step, found.column));
        assert_eq!(place, want, "row {row}: {found:?}");
        if row == 2 {
            assert_eq!(
                found.unwrap().to_string(),
                format!(
                    "the embedded trajectories no longer agree: at step 17 of run 2 (\"Momentum\"), loss is 0.5 as Ravine 0.0.9 wrote it and {loss:?} as Ravine {THIS_VERSION} computes it; save the scene again to embed what this version computes"
                )
            );
        }
    }
    // A scene that was changed by hand does not agree either.
    let mut file = embedded(race());
    file.scene.runs[2].optimizer = file.scene.runs[2].optimizer.clone().with("lr", 0.011);
    let found = preset::disagreement(&file).unwrap();
    assert_eq!((found.run, found.step), (2, 0));
}

#[test]
fn nonsense_among_trajectories_is_refused_with_its_place() {
    let mut scene = race();
    scene.steps = 5;
    let original: Value = serde_json::from_str(&preset::write(&embedded(scene))).unwrap();
    let table: [(Change, &str, &str); 7] = [
        (
            |all| all["runs"][0]["x"][2] = json!("inf"),
            "trajectories.runs[0].x[2]",
            "\"NaN\", \"Infinity\"",
        ),
        (
            |all| all["runs"][0]["x"][2] = json!(null),
            "trajectories.runs[0].x[2]",
            "finite number",
        ),
        (
            |all| all["runs"][1]["loss"] = json!([1]),
            "trajectories.runs[1].loss",
            "must have 6",
        ),
        (
            |all| all["runs"][1]["rate"] = json!([1]),
            "trajectories.runs[1].rate",
            "must have 5",
        ),
        (
            |all| drop(all["runs"].as_array_mut().unwrap().pop()),
            "trajectories.runs",
            "the scene has 6 runs",
        ),
        (
            |all| all["runs"][0]["los"] = json!([1]),
            "trajectories.runs[0].los",
            "did you mean `loss`?",
        ),
        (
            |all| drop(all.as_object_mut().unwrap().remove("ravine")),
            "trajectories.ravine",
            "missing",
        ),
    ];
    for (change, place, words) in table {
        let mut document = original.clone();
        change(&mut document["trajectories"]);
        let error = preset::parse(&document.to_string()).unwrap_err();
        assert_eq!(error.place, place, "{error}");
        assert!(error.problem.contains(words), "{error}");
    }
}

#[test]
fn what_does_not_fit_is_not_embedded() {
    let mut file = PresetFile::new(race());
    file.scene.steps = 1_000_000;
    let before = file.clone();
    let error = preset::embed(&mut file).unwrap_err().to_string();
    assert!(error.contains("6 runs × 1000000 steps"), "{error}");
    assert!(error.contains("take fewer steps or runs"), "{error}");
    assert_eq!(file, before);
    // What just fits can be read again.
    file.scene.runs.truncate(1);
    file.scene.steps = 100_000;
    preset::embed(&mut file).unwrap();
    let text = preset::write(&file);
    assert!(text.len() <= preset::MAX_BYTES, "{}", text.len());
    assert_eq!(preset::parse(&text).unwrap(), file);
}

#[test]
fn a_session_saves_fresh_trajectories_where_there_were_some() {
    let plain = Session::new(&PresetFile::new(race()));
    assert_eq!(plain.to_save().0.trajectories, None);
    let mut file = embedded(race());
    file.schema = Some("./schema.json".to_owned());
    let session = Session::new(&file);
    assert_eq!(session.to_save(), (file, None), "nothing changed");
    // What is kept for the next start only says that there are some.
    let kept = preset::parse(&preset::write(&session.preset())).unwrap();
    assert_eq!(kept, session.preset());
    assert!(kept.trajectories.as_ref().unwrap().runs.is_empty());
    assert_eq!(preset::disagreement(&kept), None);
    let mut session = Session::restored(&kept, None, kept.scene.clone());
    session.change("Steps", |scene| scene.steps = 20);
    let (saved, none) = session.to_save();
    assert_eq!(none, None);
    assert_eq!(saved.trajectories.as_ref().unwrap().runs[0].steps(), 20);
    assert_eq!(preset::disagreement(&saved), None);
    session.change("Steps", |scene| scene.steps = 1_000_000);
    let (saved, reason) = session.to_save();
    assert!(saved.trajectories.is_none() && reason.is_some());
    session.open(&PresetFile::new(race()), None);
    assert_eq!(session.to_save().0, session.preset());
}

#[test]
fn share_strings_come_back_whatever_a_chat_does_to_them() {
    let mut stream = Stream(Dice(31));
    for round in 0..60 {
        let scene = stream.scene();
        let file = stream.file(scene);
        let line = share::encode(&file);
        let want = PresetFile {
            schema: None,
            trajectories: None,
            ..file
        };
        let letters = line.strip_prefix("ravine:").unwrap().chars();
        assert!(
            letters
                .clone()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        );
        let broken: String = letters
            .clone()
            .enumerate()
            .fold(String::new(), |text, (i, c)| {
                text + &match i % 40 {
                    39 => format!("{c}\r\n  "),
                    7 => format!("{c}\u{200b}"),
                    _ => c.to_string(),
                }
            });
        for said in [
            line.clone(),
            format!("  \n{line}\n"),
            format!("\u{feff}{line}=="),
            format!("ravine:\n{broken}"),
        ] {
            let opened = preset::open(&said).unwrap_or_else(|error| panic!("{round}: {error}"));
            assert!(opened.shared && opened.file == want, "round {round}");
        }
    }
    let default = share::encode(&PresetFile::new(preset::default_scene()));
    assert!(default.len() < 800, "{}", default.len());
}

#[test]
fn a_damaged_share_string_is_refused_in_a_sentence() {
    let line = share::encode(&PresetFile::new(preset::default_scene()));
    let half = &line[..line.len() / 2];
    let mut flipped = line.clone().into_bytes();
    let last = flipped.len() - 2;
    flipped[last] = if flipped[last] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let other = |text: &str| {
        use base64::Engine;
        use std::io::Write;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text.as_bytes()).unwrap();
        let bytes = encoder.finish().unwrap();
        format!(
            "ravine:{}",
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
        )
    };
    let table = [
        (
            "ravine:".to_owned(),
            "line 1, column 8: this share string is empty: copy the whole of it",
        ),
        (
            half.to_owned(),
            "breaks off: copy the whole of it, from `ravine:` on, once more",
        ),
        (flipped, "is damaged"),
        (format!("{line}AAAA"), "goes on after its end"),
        (
            line.replace(':', ":hello, "),
            "line 1, column 13: this share string has a letter that none has (`,`)",
        ),
        (
            other("{"),
            "this is not JSON: the text ends where a key in double quotes must stand; is it the whole text? (in the text that the share string holds)",
        ),
        (other("{\"ravine\": 9}"), "a newer Ravine wrote this file"),
    ];
    for (text, words) in table {
        let error = preset::parse(&text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}\nlacks {words}");
    }
    // Not one changed letter makes another scene of it.
    let whole = preset::parse(&line).unwrap();
    for at in "ravine:".len()..line.len() {
        let mut bytes = line.clone().into_bytes();
        bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
        let text = String::from_utf8(bytes).unwrap();
        let read = preset::parse(&text);
        assert!(read.is_err() || read == Ok(whole.clone()), "letter {at}");
    }
}
