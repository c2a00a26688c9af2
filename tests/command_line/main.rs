//! What can be said on the command line: runs without a file, every format, every exit code, one sentence each.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod faults;
mod help;
mod lines;
mod map;

use ravine::core::catalog::Kind;
use ravine::core::clip::Place;
use ravine::core::vec2::vec2;
use ravine::session::preset;
use ravine::session::scene::Scene;
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn ravine(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ravine"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that found fault with its arguments does not read.
    let _unread = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let done = ravine(arguments, b"");
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        text(&done.stderr)
    );
    text(&done.stdout).to_owned()
}

/// The scene that a command line means: exports keep it.
fn scene(arguments: &[&str]) -> Scene {
    let json = printed(&[&["export", "--format", "json"], arguments].concat());
    let json: Value = serde_json::from_str(&json).unwrap();
    preset::from_json(&json["preset"].to_string()).unwrap()
}

#[test]
fn runs_are_built_without_a_file() {
    let made = scene(&[
        "--run",
        "adam:lr=0.01,beta1=0.95",
        "--run",
        "adam",
        "--run",
        "sgd:lr=.5,name=\"a, b\",start=[1,-2],schedule=step(step_size=7),clip=value,place=update",
        "--run",
        "lookahead:optimizer=rmsprop(lr=0.1),sync_period=3",
        "--run",
        "sgd:schedule=sequential,schedule.schedules=[warmup(then=linear),cosine],schedule.milestones=[5]",
        "--surface",
        "quadratic:kappa=12.5",
        "--start",
        "-1.5,2",
        "--steps",
        "40",
        "--tolerance",
        "1e-9",
        "--noise",
        "heavy_tailed:sigma=0.25,seed=9",
        "--schedule",
        "cosine:eta_min=1e-4",
        "--clip",
        "norm:max_norm=2",
    ]);
    let json = r#"{"ravine": 1, "scene": {
      "surface": {"id": "quadratic", "kappa": 12.5}, "start": [-1.5, 2], "steps": 40, "tolerance": 1e-9,
      "noise": {"kind": "heavy_tailed", "sigma": 0.25, "seed": 9},
      "runs": [
        {"optimizer": {"id": "adam", "lr": 0.01, "beta1": 0.95}, "schedule": {"id": "cosine", "eta_min": 1e-4},
         "clip": {"id": "norm", "max_norm": 2}},
        {"optimizer": "adam", "schedule": {"id": "cosine", "eta_min": 1e-4}, "clip": {"id": "norm", "max_norm": 2}},
        {"name": "a, b", "optimizer": {"id": "sgd", "lr": 0.5}, "start": [1, -2],
         "schedule": {"id": "step", "step_size": 7}, "clip": "value", "place": "update"},
        {"optimizer": {"id": "lookahead", "sync_period": 3, "optimizer": {"id": "rmsprop", "lr": 0.1}},
         "schedule": {"id": "cosine", "eta_min": 1e-4}, "clip": {"id": "norm", "max_norm": 2}},
        {"optimizer": "sgd", "clip": {"id": "norm", "max_norm": 2},
         "schedule": {"id": "sequential", "schedules": [{"id": "warmup", "then": "linear"}, "cosine"],
          "milestones": [5]}}
      ]}}"#;
    let want = preset::from_json(json).unwrap();
    let names: Vec<&str> = made.runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, ["Adam", "Adam 2", "a, b", "Lookahead", "SGD"]);
    assert_eq!(made, want);
    assert_eq!(made.runs[2].place, Place::Update);
}

#[test]
fn a_preset_is_changed_and_gets_further_runs() {
    let plain = preset::default_scene();
    let made = scene(&[
        "ravine",
        "--run",
        "adam:lr=0.5",
        "--steps",
        "50",
        "--start",
        "[1,2]",
    ]);
    assert_eq!((made.steps, made.start), (50, vec2(1.0, 2.0)));
    assert_eq!(made.runs[..plain.runs.len()], plain.runs[..]);
    let added = &made.runs[plain.runs.len()];
    assert_eq!(
        (added.name.as_str(), added.optimizer.real("lr")),
        ("Adam 2", Some(0.5))
    );
    assert!(plain.runs.iter().all(|run| run.id != added.id));
    // The same surface: everything else stays. Another one: as where a hand chooses it.
    let steeper = scene(&["ravine", "--surface", "quadratic:kappa=99"]);
    assert_eq!(steeper.surface.real("kappa"), Some(99.0));
    assert_eq!((steeper.start, &steeper.runs), (plain.start, &plain.runs));
    let elsewhere = scene(&["ravine", "--surface", "rosenbrock"]);
    let mut want = plain.clone();
    want.move_to(Kind::Surface.default_config("rosenbrock"));
    assert_eq!(elsewhere, want);
    let alone = scene(&["--surface", "himmelblau"]);
    assert_eq!(alone.runs.len(), 4);
    // From standard input, and with the same bits as from options.
    let csv = ["--format", "csv", "-"];
    let input = preset::to_json(&made);
    let piped = ravine(&[&["run"], &csv[..]].concat(), input.as_bytes());
    let said = printed(&[
        "run",
        "ravine",
        "--run",
        "adam:lr=0.5",
        "--steps",
        "50",
        "--start",
        "1,2",
    ]);
    assert_eq!(text(&piped.stdout), said);
}

#[test]
fn run_prints_the_inner_variables_where_it_is_asked() {
    let source = ["--run", "adam:lr=0.1", "--run", "lbfgs", "--steps", "20"];
    let with = |more: &[&str]| printed(&[&["run"], &source[..], more].concat());
    let plain = with(&[]);
    let deep = with(&["--inner"]);
    let header = deep.lines().next().unwrap();
    assert!(
        header.starts_with(plain.lines().next().unwrap()),
        "{header}"
    );
    for name in ["evaluations", "m̂.x", "√v̂.y", "Δ.x", "Δ.y"] {
        assert!(header.split(',').any(|one| one == name), "{header}");
    }
    assert!(!plain.contains('Δ'));
    let export = |format: &str| printed(&[&["export", "--format", format], &source[..]].concat());
    assert_eq!(deep, export("csv"));
    assert_eq!(with(&["--inner", "--format", "json"]), export("json"));
    let npz = |command: &[&str]| ravine(&[command, &source[..]].concat(), b"").stdout;
    let deep = npz(&["run", "--inner", "--format", "npz"]);
    assert_eq!(deep, npz(&["export", "--format", "npz", "-o", "-"]));
    assert!(deep.starts_with(b"PK") && npz(&["run", "--format", "npz"]).len() < deep.len());
}

#[test]
fn the_end_of_a_name_says_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (name, format) in [
        ("a.csv", "csv"),
        ("A.CSV", "csv"),
        ("a.npz", "npz"),
        ("a.md", "markdown"),
        ("a.tex", "latex"),
    ] {
        printed(&["export", "ravine", "-o", &path(name)]);
        let want = ravine(&["export", "ravine", "--format", format], b"").stdout;
        assert_eq!(std::fs::read(path(name)).unwrap(), want, "{name}");
    }
    for (name, words) in [
        ("a.xyz", "does not say a format"),
        ("a", "does not say a format"),
        ("a.py", "several formats"),
    ] {
        let done = ravine(&["export", "ravine", "-o", &path(name)], b"");
        assert_eq!(done.status.code(), Some(2));
        assert!(text(&done.stderr).contains(words), "{}", text(&done.stderr));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
}

#[test]
fn one_run_is_exported_by_its_name_or_number() {
    let names = |only: &str| -> Vec<String> {
        let json = printed(&["export", "ravine", "--format", "json", "--only", only]);
        let json: Value = serde_json::from_str(&json).unwrap();
        let runs = json["runs"].as_array().unwrap();
        runs.iter()
            .map(|run| run["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names("Adam"), ["Adam"]);
    assert_eq!(names("0"), ["SGD"]);
}

#[test]
fn lines_of_a_script_are_runs() {
    let made = scene(&[
        "--torch",
        "opt = torch.optim.AdamW(params, lr=3e-4, betas=(0.9, 0.95))",
        "--torch",
        "torch.optim.lr_scheduler.StepLR(opt, step_size=30, gamma=0.1)",
        "--run",
        "sgd",
        "--steps",
        "20",
    ]);
    let ids: Vec<&str> = made.runs.iter().map(|run| run.optimizer.id()).collect();
    assert_eq!(ids, ["sgd", "adamw"]);
    let run = &made.runs[1];
    assert_eq!(run.optimizer.real("lr"), Some(3e-4));
    assert_eq!(run.optimizer.real("beta2"), Some(0.95));
    assert_eq!(run.schedule.id(), "step");
    assert_eq!(made.steps, 20);
}
