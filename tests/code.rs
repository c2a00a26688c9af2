//! Scripts for PyTorch, Optax and Keras: they are Python, and print the trajectories that the program computes.
//!
//! A Python that can import the framework runs them: `$RAVINE_PYTHON`, or else `python3`. Where there is none, the
//! scripts are only read as Python, and the test says so.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "code/scenes.rs"]
mod scenes;

use ravine::core::catalog::{Config, Framework, Kind};
use ravine::core::params::Value;
use ravine::export::progress::{Cancelled, Quiet};
use ravine::export::{Failure, Subject, find};
use ravine::session::preset::PresetFile;
use ravine::session::scene::{RunId, Scene};
use scenes::{add, config, knows, ravine, scene, scenes};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn file(scene: Scene) -> PresetFile {
    PresetFile::new(scene)
}

/// The script for a scene, or for one of its runs.
fn script(scene: &Scene, id: &str, run: Option<RunId>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let preset = file(scene.clone());
    let subject = Subject {
        preset: &preset,
        run,
    };
    (find(id).unwrap().write)(&subject, &mut bytes, &mut Quiet)?;
    Ok(String::from_utf8(bytes).unwrap())
}

/// The rows that a script should print, of these runs.
fn wanted(scene: &Scene, runs: &[RunId]) -> String {
    let preset = file(scene.clone());
    let subject = Subject {
        preset: &preset,
        run: None,
    };
    let mut text = String::from("run,step,x,y,loss,gx,gy,lr\n");
    for run in scene.runs.iter().filter(|run| runs.contains(&run.id)) {
        let (trajectory, _) = subject.simulate(run);
        for (t, at) in trajectory.position.iter().enumerate() {
            let (loss, gradient) = (trajectory.loss[t], trajectory.gradient[t]);
            let rate = if (t as u64) < scene.steps {
                // A run that ended early does not take the step at its end.
                trajectory
                    .rate
                    .get(t)
                    .map_or_else(|| "end".to_owned(), |rate| format!("{rate:?}"))
            } else {
                String::new()
            };
            let name = run.name.replace('"', "\"\"");
            let numbers = [at.x, at.y, loss, gradient.x, gradient.y]
                .map(|x| format!("{x:?}"))
                .join(",");
            writeln!(text, "\"{name}\",{t},{numbers},{rate}").unwrap();
        }
    }
    text
}

/// Whether a run may be left out although the framework has its entry.
fn may_lack(framework: Framework, why: &str) -> bool {
    let reasons: &[&str] = match framework {
        Framework::Torch => &[
            "PyTorch's Adafactor refuses",
            "PyTorch's stops with an error at its end",
            "clips the final update",
        ],
        Framework::Optax => &[
            "which `yogi` does not take",
            "drives the momentum of",
            "Optax's ready-made optimizers",
        ],
        _ => &["clips another vector than the gradient"],
    };
    reasons.iter().any(|reason| why.contains(reason))
}

/// Writes what a framework is to run. What it has an entry for must be said, whatever the settings.
fn write_all(framework: Framework, id: &str, folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, scene) in scenes(framework) {
        let entry = name
            .rsplit_once("schedule_")
            .or(name.rsplit_once("clip_"))
            .map_or(name.as_str(), |(_, id)| id);
        let mut entries = Kind::ALL.into_iter().filter_map(|kind| kind.find(entry));
        let cycles = name == "cycled" && framework != Framework::Keras;
        let must = cycles
            || name.starts_with("surface_")
            || entries.any(|about| knows(&Config::new(about), framework));
        let mut said = Vec::new();
        for run in &scene.runs {
            match script(&scene, id, Some(run.id)) {
                Ok(_) => said.push(run.id),
                Err(Failure::Unsayable(why)) => {
                    assert!(!must || may_lack(framework, &why), "{id} {name}: {why}");
                }
                Err(other) => panic!("{name}: {other}"),
            }
        }
        let Ok(text) = script(&scene, id, None) else {
            assert!(said.is_empty(), "{name}");
            continue;
        };
        parse(&text);
        std::fs::write(folder.join(format!("{name}.py")), &text).unwrap();
        std::fs::write(folder.join(format!("{name}.csv")), wanted(&scene, &said)).unwrap();
    }
}

fn parse(text: &str) {
    let parsed = ruff_python_parser::parse_module(text);
    assert!(
        parsed.is_ok(),
        "this is no Python: {:?}\n{text}",
        parsed.err()
    );
}

/// Runs the scripts of a framework with a Python that has it. What it says is said past the test's own capture.
fn run_all(framework: Framework, id: &str) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("code-{id}"));
    // What an earlier test wrote may be there, or not.
    let _emptied = std::fs::remove_dir_all(&folder);
    write_all(framework, id, &folder);
    let python = std::env::var_os("RAVINE_PYTHON").unwrap_or_else(|| "python3".into());
    let harness = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/code/compare.py");
    let ran = Command::new(&python)
        .arg(harness)
        .arg(id)
        .arg(&folder)
        .output();
    let output = ran
        .as_ref()
        .ok()
        .filter(|output| output.status.code() != Some(3));
    let mut told = std::io::stderr();
    let Some(output) = output else {
        writeln!(
            told,
            "The {framework} scripts were read as Python but not run: {} cannot import {id}. Set RAVINE_PYTHON to one \
             that can.",
            python.display()
        )
        .unwrap();
        return;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    writeln!(told, "{}", said.trim()).unwrap();
}

#[test]
fn torch_prints_the_same_trajectories() {
    run_all(Framework::Torch, "torch");
}

#[test]
fn optax_prints_the_same_trajectories() {
    run_all(Framework::Optax, "optax");
}

#[test]
fn keras_prints_the_same_trajectories() {
    run_all(Framework::Keras, "keras");
}

#[test]
fn formulas_use_every_parameter() {
    let surfaces = ravine::core::surface::CATALOG
        .iter()
        .map(|entry| (&entry.about, entry.python));
    let schedules = ravine::core::schedule::CATALOG
        .iter()
        .map(|entry| (&entry.about, entry.python));
    // Of momentum, and what is only told to a function of one's own in PyTorch.
    let is_used = |key: &str| !key.contains("momentum") && key != "scale_mode";
    for (about, python) in surfaces
        .chain(schedules)
        .filter(|(about, _)| about.info.id != "plateau")
    {
        let words: Vec<&str> = python
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .collect();
        assert!(words.contains(&"return"), "{}", about.info.id);
        for spec in about.specs.iter().filter(|spec| is_used(spec.key)) {
            assert!(words.contains(&spec.key), "{}: {}", about.info.id, spec.key);
        }
    }
}

#[test]
fn what_a_framework_does_not_have_is_said_with_a_remedy() {
    let optimizer = |id: &str| config(Kind::Optimizer, id);
    let table = [
        (
            "torch",
            optimizer("adam.keras"),
            "Adam (Keras), which PyTorch does not have with these settings; choose Adam (`adam`)",
        ),
        (
            "keras",
            optimizer("adam"),
            "choose Adam (Keras) (`adam.keras`)",
        ),
        (
            "torch",
            optimizer("lion"),
            "the optimizer Lion, which PyTorch does not have; Optax has it",
        ),
        (
            "optax",
            optimizer("newton"),
            "no framework has ready to use",
        ),
        (
            "optax",
            optimizer("yogi").with("initial_accumulator_value", 0.1),
            "leave it at 1e-6",
        ),
        (
            "keras",
            optimizer("sgd").with("weight_decay", 0.1),
            "choose SGD (Keras)",
        ),
    ];
    for (id, optimizer, want) in table {
        let mut alone = scene(ravine(), 5);
        add(&mut alone, "a", optimizer);
        let error = script(&alone, id, None).unwrap_err().to_string();
        assert!(
            error.starts_with("The run “0: \"a\", η\\” ") && error.ends_with('.'),
            "{error}"
        );
        assert!(error.contains(want), "{error}");
        // Beside one that can be said, it is left out.
        add(&mut alone, "b", config(Kind::Optimizer, "sgd"));
        let text = script(&alone, id, None).unwrap();
        assert!(
            text.contains("# Left out: The run") && !text.contains("\ntrain(\"0"),
            "{text}"
        );
    }
    let error = script(&scene(ravine(), 5), "torch", None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The scene has no run to write a script for; add one."
    );
}

#[test]
fn large_scenes_are_written_and_can_be_called_off() {
    let mut large = scene(ravine(), 1_000_000);
    let mut deep = config(Kind::Schedule, "linear");
    for _ in 0..6 {
        let mut outer = config(Kind::Schedule, "warmup");
        outer.set("then", Value::Config(Box::new(deep))).unwrap();
        deep = outer;
    }
    for _ in 0..64 {
        add(&mut large, "a", config(Kind::Optimizer, "sgd")).schedule = deep.clone();
    }
    let text = script(&large, "torch", None).unwrap();
    parse(&text);
    assert_eq!(text.matches("\ntrain(").count(), 64);
    // Runs with one schedule share its functions.
    assert_eq!(text.matches("def linear_rate(").count(), 1);
    let preset = file(large);
    let subject = Subject {
        preset: &preset,
        run: None,
    };
    let mut after_three = |done: u64, total: u64| {
        assert_eq!(total, 64);
        if done < 3 { Ok(()) } else { Err(Cancelled) }
    };
    let called_off = (find("optax").unwrap().write)(&subject, &mut Vec::new(), &mut after_three);
    assert!(matches!(called_off, Err(Failure::Cancelled)));
}
