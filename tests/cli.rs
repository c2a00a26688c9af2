//! The program as a black box: what it prints is what the library computes, and what it refuses it explains.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::Kind;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Trajectory;
use ravine::session::preset;
use ravine::session::scene::Scene;
use serde_json::Value;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Three runs: one converges, one diverges to numbers that are not finite, one is noisy, clipped and has a
/// name that CSV must quote.
const SCENE: &str = r#"{
  "ravine": 1,
  "scene": {
    "title": "Three",
    "surface": {"id": "quadratic", "kappa": 10, "theta": 0.3},
    "steps": 400,
    "noise": {"sigma": 0.25, "seed": 7},
    "runs": [
      {"name": "plain", "optimizer": {"id": "sgd", "lr": 0.1}},
      {"name": "far, \"too\" far", "optimizer": {"id": "sgd", "lr": 3, "momentum": 0.5}},
      {"name": "Adam", "optimizer": {"id": "adam", "lr": 0.1}, "clip": {"id": "norm", "max_norm": 0.5}}
    ]
  }
}"#;

fn ravine(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ravine"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn output(arguments: &[&str]) -> Output {
    ravine(arguments).output().unwrap()
}

fn output_with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = ravine(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn file_with(folder: &Path, content: &str) -> String {
    let path = folder.join("scene.json");
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut inside = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if inside && letters.peek() == Some(&'"') => {
                letters.next();
                fields.last_mut().unwrap().push('"');
            }
            '"' => inside = !inside,
            ',' if !inside => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

/// The columns of a trajectory, by the names that the program prints.
fn columns(t: &Trajectory) -> Vec<(&'static str, Vec<f64>)> {
    let pair = |column: &[ravine::core::vec2::Vec2], first: bool| -> Vec<f64> {
        column
            .iter()
            .map(|v| if first { v.x } else { v.y })
            .collect()
    };
    vec![
        ("x", pair(&t.position, true)),
        ("y", pair(&t.position, false)),
        ("loss", t.loss.clone()),
        ("gx", pair(&t.gradient, true)),
        ("gy", pair(&t.gradient, false)),
        ("cx", pair(&t.clipped, true)),
        ("cy", pair(&t.clipped, false)),
        ("rate", t.rate.clone()),
        ("nx", pair(&t.noisy, true)),
        ("ny", pair(&t.noisy, false)),
        ("momentum", t.momentum.clone()),
    ]
}

/// Nothing stands for a momentum that there is not, which is NaN in a trajectory.
fn assert_same(found: Option<f64>, want: Option<f64>, what: &str) {
    let bits = |x: Option<f64>| x.filter(|x| !x.is_nan()).map(f64::to_bits);
    assert_eq!(bits(found), bits(want), "{what}: {found:?} is not {want:?}");
    let is_gap = found.is_none() && want.is_some();
    assert!(
        !is_gap || what.contains("momentum"),
        "{what}: nothing stands for {want:?}"
    );
}

fn check_csv(csv: &str, scene: &Scene) {
    let mut lines = csv.lines();
    let header = fields(lines.next().unwrap());
    for (index, run) in scene.runs.iter().enumerate() {
        let (trajectory, _) = simulate(&scene.request(run));
        let columns = columns(&trajectory);
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        assert_eq!(header[..3], ["run", "name", "step"]);
        assert_eq!(header[3..], names);
        for step in 0..=trajectory.steps() {
            let row = fields(lines.next().unwrap());
            assert_eq!(
                row[..3],
                [index.to_string(), run.name.clone(), step.to_string()]
            );
            assert_eq!(row.len(), header.len());
            for ((name, want), found) in columns.iter().zip(&row[3..]) {
                let found = (!found.is_empty()).then(|| found.parse().unwrap());
                assert_same(
                    found,
                    want.get(step).copied(),
                    &format!("run {index} step {step} {name}"),
                );
            }
        }
    }
    assert_eq!(lines.next(), None);
}

fn check_json(json: &str, scene: &Scene) {
    let json: Value = serde_json::from_str(json).unwrap();
    assert_eq!(json["title"], scene.title.as_str());
    assert_eq!(json["runs"].as_array().unwrap().len(), scene.runs.len());
    for (index, run) in scene.runs.iter().enumerate() {
        let (trajectory, ending) = simulate(&scene.request(run));
        let printed = &json["runs"][index];
        assert_eq!(printed["name"], run.name.as_str());
        assert_eq!(printed["steps"], trajectory.steps());
        assert_eq!(printed["ending"]["sentence"], ending.to_string());
        for (name, want) in columns(&trajectory) {
            let found = printed[name].as_array().unwrap();
            assert_eq!(found.len(), want.len(), "{name}");
            for (step, (found, want)) in found.iter().zip(want).enumerate() {
                let found = match found {
                    Value::String(word) => Some(word.parse().unwrap()),
                    Value::Null => None,
                    number => Some(number.as_f64().unwrap()),
                };
                assert_same(
                    found,
                    Some(want),
                    &format!("run {index} step {step} {name}"),
                );
            }
        }
    }
}

#[test]
fn run_prints_what_the_library_computes_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_with(folder.path(), SCENE);
    let scene = preset::from_json(SCENE).unwrap();
    let (diverging, _) = simulate(&scene.request(&scene.runs[1]));
    assert!(
        !diverging.loss.last().unwrap().is_finite(),
        "the scene must have numbers that are not finite"
    );

    let csv = output(&["run", &path]);
    assert!(csv.status.success());
    check_csv(text(&csv.stdout), &scene);
    assert!(text(&csv.stdout).contains("inf"));
    for run in &scene.runs {
        let remark = format!("# {}: {}\n", run.name, simulate(&scene.request(run)).1);
        assert!(text(&csv.stderr).contains(&remark), "{remark}");
    }
    let json = output(&["run", &path, "--format", "json"]);
    assert!(json.status.success() && json.stderr.is_empty());
    check_json(text(&json.stdout), &scene);
    assert!(text(&json.stdout).contains("\"Infinity\""));
}

#[test]
fn every_built_in_preset_runs_by_its_name() {
    for (name, preset) in preset::BUILT_IN {
        let scene = preset::from_json(preset).unwrap();
        let csv = output(&["run", name]);
        assert!(csv.status.success(), "{name}: {}", text(&csv.stderr));
        check_csv(text(&csv.stdout), &scene);
        check_json(
            text(&output(&["run", name, "--format", "json"]).stdout),
            &scene,
        );
    }
}

#[test]
fn scenes_come_from_standard_input_and_go_into_files() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("out.csv");
    std::fs::write(&path, "old").unwrap();
    let shown = path.to_str().unwrap();
    let done = output_with_input(&["run", "-", "-o", shown], SCENE.as_bytes());
    assert!(
        done.status.success() && done.stdout.is_empty(),
        "{}",
        text(&done.stderr)
    );
    check_csv(
        &std::fs::read_to_string(&path).unwrap(),
        &preset::from_json(SCENE).unwrap(),
    );
    let printed = output_with_input(&["run", "-", "-o", "-"], SCENE.as_bytes());
    assert_eq!(printed.stdout, std::fs::read(&path).unwrap());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing else is left behind"
    );
}

#[test]
fn a_run_without_steps_left_over_still_has_its_place() {
    let scene = r#"{"ravine": 1, "scene": {"surface": "quadratic", "steps": 1, "runs": ["sgd"]}}"#;
    let csv = output_with_input(&["run", "-"], scene.as_bytes());
    check_csv(text(&csv.stdout), &preset::from_json(scene).unwrap());
    let empty = r#"{"ravine": 1, "scene": {"surface": "quadratic"}}"#;
    let csv = output_with_input(&["run", "-"], empty.as_bytes());
    assert_eq!(text(&csv.stdout).lines().count(), 1);
    let json = output_with_input(&["run", "-", "--format", "json"], empty.as_bytes());
    check_json(text(&json.stdout), &preset::from_json(empty).unwrap());
}

#[test]
fn list_names_every_entry_and_parameter() {
    let all = output(&["list", "--json"]);
    let json: Value = serde_json::from_str(text(&all.stdout)).unwrap();
    let plain = output(&["list"]);
    let plain = text(&plain.stdout);
    for kind in Kind::ALL {
        let entries = json[kind.plural()].as_array().unwrap();
        let ids: Vec<&str> = entries
            .iter()
            .map(|entry| entry["id"].as_str().unwrap())
            .collect();
        let want: Vec<&str> = kind.entries().iter().map(|about| about.info.id).collect();
        assert_eq!(ids, want);
        for (entry, about) in entries.iter().zip(kind.entries()) {
            assert!(
                plain.contains(about.info.summary) && plain.contains(about.info.formula),
                "{}",
                about.info.id
            );
            let parameters = entry["parameters"].as_array().unwrap();
            assert_eq!(parameters.len(), about.specs.len());
            for (parameter, spec) in parameters.iter().zip(about.specs) {
                assert_eq!(parameter["key"], spec.key);
                assert_eq!(parameter["meaning"], spec.meaning());
                assert_eq!(parameter["allowed"], spec.allowed());
                assert!(
                    !parameter["default"].is_null(),
                    "{} {}",
                    about.info.id,
                    spec.key
                );
                assert!(plain.contains(spec.meaning()), "{}", spec.key);
            }
        }
        let one = output(&["list", "--json", kind.plural()]);
        let one: Value = serde_json::from_str(text(&one.stdout)).unwrap();
        assert_eq!(one.as_object().unwrap().len(), 1);
        assert_eq!(one[kind.plural()], json[kind.plural()]);
    }
}

/// What the list says is the default is what a preset may say, and means the default.
#[test]
fn listed_defaults_are_what_presets_say() {
    let all = output(&["list", "--json", "optimizers"]);
    let json: Value = serde_json::from_str(text(&all.stdout)).unwrap();
    for entry in json["optimizers"].as_array().unwrap() {
        let mut optimizer = serde_json::json!({"id": entry["id"]});
        for parameter in entry["parameters"].as_array().unwrap() {
            optimizer[parameter["key"].as_str().unwrap()] = parameter["default"].clone();
        }
        let scene = serde_json::json!({"surface": "quadratic", "runs": [{"optimizer": optimizer}]});
        let file = serde_json::json!({"ravine": 1, "scene": scene}).to_string();
        assert!(
            preset::from_json(&file).unwrap().runs[0]
                .optimizer
                .is_default(),
            "{file}"
        );
    }
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let beta = r#"{"ravine": 1, "scene": {"surface": "quadratic", "runs": ["sgd", "sgd",
  {"optimizer": {"id": "adam", "beta1": 1.5}}]}}"#;
    let table: &[(&str, &[&str])] = &[
        (
            "{\n  \"ravine\": 2,,\n}",
            &["line 2, column 15", "not JSON"],
        ),
        (
            beta,
            &[
                "line 2, column 41",
                "`runs[2].optimizer.beta1`",
                "at least 0 and below 1",
                "1.5",
            ],
        ),
        (
            r#"{"ravine": 1, "scene": {"surface": "quadratic", "runs": ["adamm"]}}"#,
            &["`runs[0]`", "did you mean `adam`?"],
        ),
        (
            r#"{"ravine": 1, "scene": {"surface": "quadratic", "steps": 2000000}}"#,
            &["`steps`", "1000000"],
        ),
        (r#"{"ravine": 9}"#, &["`ravine`", "newer"]),
    ];
    for (content, words) in table {
        let path = file_with(folder.path(), content);
        for command in [&["run", path.as_str()][..], &[path.as_str()][..]] {
            check_failure(command, 2, &format!("ravine: {path}: "), words);
        }
        let from_input = output_with_input(&["run", "-"], content.as_bytes());
        assert!(text(&from_input.stderr).starts_with("ravine: standard input: line "));
    }
    check_failure(
        &["run", "no.json"],
        2,
        "ravine: no.json: ",
        &["no such file", "ravine list presets"],
    );
    check_failure(
        &["no.json"],
        2,
        "ravine: no.json: ",
        &["no such file", "ravine list presets"],
    );
    check_failure(
        &["run", "rosenbrok"],
        2,
        "ravine: rosenbrok: ",
        &["no such file", "`rosenbrock`"],
    );
    let dir = folder.path().to_str().unwrap();
    check_failure(&["run", dir], 2, "ravine: ", &["a folder"]);
    let nowhere = format!("{dir}/no/such/folder/out.csv");
    check_failure(
        &["run", "ravine", "-o", &nowhere],
        1,
        &format!("ravine: {nowhere}: "),
        &["no such"],
    );
}

fn check_failure(command: &[&str], code: i32, start: &str, words: &[&str]) {
    let done = output(command);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{command:?}: {said}");
    assert!(said.starts_with(start), "{command:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{command:?}: {said}");
    assert!(done.stdout.is_empty(), "{command:?}");
    for word in words {
        assert!(said.contains(word), "{command:?}: {said} lacks {word:?}");
    }
}

#[test]
fn wrong_words_on_the_command_line_end_with_2() {
    let table: &[&[&str]] = &[
        &["run"],
        &["run", "ravine", "--format", "xml"],
        &["list", "nothing"],
        &["render", "ravine"],
        &["render", "ravine", "-o", "x.png", "--size", "3x"],
        &["render", "ravine", "-o", "x.png", "--scale", "0"],
        &["render", "ravine", "-o", "x.png", "--view", "side"],
        &["render", "ravine", "-o", "x.png", "--size", "9000x9000"],
        &["render", "ravine", "-o", "x.png", "--scale", "8"],
        &["--nonsense"],
    ];
    for command in table {
        let done = output(command);
        assert_eq!(done.status.code(), Some(2), "{command:?}");
        assert!(
            done.stdout.is_empty() && !done.stderr.is_empty(),
            "{command:?}"
        );
    }
    for command in ["--help", "--version"] {
        let done = output(&[command]);
        assert!(
            done.status.success() && !done.stdout.is_empty(),
            "{command}"
        );
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    for arguments in [&["run", "rosenbrock"][..], &["list", "--json"]] {
        let mut command = ravine(arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 16];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(
            done.status.success(),
            "{arguments:?}: {}",
            text(&done.stderr)
        );
        assert!(!text(&done.stderr).contains("panicked"), "{arguments:?}");
    }
}

#[cfg(not(feature = "window"))]
#[test]
fn without_a_window_the_program_says_how_to_get_one() {
    check_failure(&[], 1, "ravine: ", &["cargo build --release"]);
    check_failure(&["rosenbrock"], 1, "ravine: ", &["cargo build --release"]);
}
