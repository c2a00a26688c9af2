//! Scripts for PyTorch, Optax and Keras: they are Python, and print the trajectories that the program computes.
//!
//! A Python that can import the framework runs them: `$RAVINE_PYTHON`, or else `python3`. Where there is none, the
//! scripts are only read as Python, and the test says so.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Framework, Kind};
use ravine::core::clip::Place;

use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::params::{Shape, Value};
use ravine::core::vec2::vec2;
use ravine::export::progress::{Cancelled, Quiet};
use ravine::export::{Failure, Subject, find};
use ravine::session::preset::PresetFile;
use ravine::session::scene::{Run, RunId, Scene};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn config(kind: Kind, id: &str) -> Config {
    Config::new(kind.find(id).unwrap())
}

/// A ravine that is turned, so that nothing is diagonal, and mild, so that rounding does not grow.
fn ravine() -> Config {
    config(Kind::Surface, "quadratic")
        .with("kappa", 5.0)
        .with("theta", 0.4)
}

fn scene(surface: Config, steps: u64) -> Scene {
    let mut scene = Scene::on(surface);
    scene.steps = steps;
    scene
}

/// Adds a run under a name that must be quoted.
fn add<'a>(scene: &'a mut Scene, name: &str, optimizer: Config) -> &'a mut Run {
    let id = scene.free_id();
    let number = scene.runs.len();
    scene.runs.push(Run::new(
        id,
        format!("{number}: \"{name}\", η\\"),
        number,
        optimizer,
    ));
    scene.runs.last_mut().unwrap()
}

/// An optimizer at the rate that suits the ravine.
fn at_its_rate(id: &str) -> Config {
    let mut scene = scene(ravine(), 1);
    let optimizer = scene
        .add_run(Kind::Optimizer.find(id).unwrap())
        .unwrap()
        .optimizer
        .clone();
    let rate = optimizer.real("lr").unwrap_or(0.01);
    optimizer.with("lr", rate / 2.0)
}

/// A setting, and the same with each of its parameters changed.
fn variants(config: &Config) -> Vec<(String, Config)> {
    let mut all = vec![("as it is".to_owned(), config.clone())];
    for spec in config.about.specs.iter().filter(|spec| spec.key != "lr") {
        let values = match &spec.shape {
            Shape::Real { span, .. } => vec![Value::Real(span.rounded_value_at(0.4))],
            Shape::Count { min, max, .. } => vec![Value::Count((min + 7).min(*max))],
            Shape::Toggle { default } => vec![Value::Toggle(!default)],
            Shape::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
            _ => Vec::new(),
        };
        for value in values {
            let mut changed = config.clone();
            if changed.set(spec.key, value.clone()).is_ok() && changed != *config {
                all.push((format!("{} = {value:?}", spec.key), changed));
            }
        }
    }
    all
}

fn knows(config: &Config, framework: Framework) -> bool {
    config
        .about
        .info
        .aliases
        .iter()
        .any(|alias| alias.framework == framework)
}

/// What is written for a framework: a scene for each entry that it has, and for each schedule that it may have to be
/// told as a function.
fn scenes(framework: Framework) -> Vec<(String, Scene)> {
    let mut all = Vec::new();
    let entries = |kind: Kind| kind.entries().into_iter().map(Config::new);
    let (plain, adam) = match framework {
        Framework::Torch => ("sgd", "adam"),
        Framework::Optax => ("sgd.optax", "adam.optax"),
        _ => ("sgd.keras", "adam.keras"),
    };
    for one in entries(Kind::Optimizer) {
        let id = one.id();
        let mut scene = scene(ravine(), 40);
        let usual = if id == "lookahead" {
            one.clone()
        } else {
            at_its_rate(id)
        };
        for (name, optimizer) in variants(&usual) {
            add(&mut scene, &name, optimizer);
        }
        all.push((id.to_owned(), scene));
    }
    for one in entries(Kind::Schedule) {
        let mut scene = scene(ravine(), 60);
        for (name, schedule) in variants(&one) {
            add(
                &mut scene,
                &name,
                config(Kind::Optimizer, plain).with("lr", 0.01),
            )
            .schedule = schedule.clone();
            add(
                &mut scene,
                &name,
                config(Kind::Optimizer, adam).with("lr", 0.02),
            )
            .schedule = schedule;
        }
        all.push((format!("schedule_{}", one.id()), scene));
    }
    for one in entries(Kind::Clip) {
        let mut scene = scene(ravine(), 40);
        for (name, clip) in variants(&one) {
            for id in [plain, adam] {
                add(
                    &mut scene,
                    &name,
                    config(Kind::Optimizer, id).with("lr", 0.05),
                )
                .clip = clip.clone();
            }
            let run = add(
                &mut scene,
                &name,
                config(Kind::Optimizer, plain).with("lr", 0.05),
            );
            (run.clip, run.place) = (clip, Place::Update);
        }
        all.push((format!("clip_{}", one.id()), scene));
    }
    for one in entries(Kind::Surface) {
        let name = format!("surface_{}", one.id());
        let mut scene = scene(one, 25);
        let rate = ravine::core::surface::landmarks(&scene.surface).rate;
        add(
            &mut scene,
            "descent",
            config(Kind::Optimizer, plain).with("lr", rate / 20.0),
        );
        all.push((name, scene));
    }
    all.push(("cycled".to_owned(), cycled(framework)));
    all.extend(compositions(plain, adam));
    all
}

/// Every method of a framework that has momentum, with a schedule that drives it.
fn cycled(framework: Framework) -> Scene {
    let mut scene = scene(ravine(), 30);
    for one in ravine::core::optim::CATALOG
        .iter()
        .filter(|one| one.momentum.is_some())
    {
        let usual = at_its_rate(one.about.info.id);
        for schedule in ["one_cycle", "cyclic"] {
            let mut schedule = config(Kind::Schedule, schedule).with("max_lr", 0.02);
            // Where there is one: a length within which something happens.
            let _known = schedule.set("step_size_up", Value::Count(8));
            if knows(&usual, framework) {
                add(&mut scene, one.about.info.name, usual.clone()).schedule = schedule;
            }
        }
    }
    scene
}

/// Parts together: schedules of schedules, starts and clips of their own, shared settings, cycled momentum, runs that
/// end early.
fn compositions(plain: &str, adam: &str) -> Vec<(String, Scene)> {
    let schedule = |id: &str| config(Kind::Schedule, id);
    let with = |mut config: Config, key: &str, value: Value| {
        config.set(key, value).unwrap();
        config
    };
    let warm = |then: Config| with(schedule("warmup"), "then", Value::Config(Box::new(then)));
    let row = |list: Vec<Config>, milestones: Vec<u64>| {
        let row = with(schedule("sequential"), "schedules", Value::Configs(list));
        with(row, "milestones", Value::Counts(milestones))
    };
    let chain = |list: Vec<Config>| with(schedule("chained"), "schedules", Value::Configs(list));
    let cycle = with(schedule("one_cycle"), "total_steps", Value::Count(20));
    let still = |one: Config| with(one, "cycle_momentum", Value::Toggle(false));
    let schedules = vec![
        warm(schedule("cosine")),
        warm(schedule("constant")),
        warm(schedule("rex")),
        warm(schedule("one_cycle")),
        warm(warm(schedule("step"))),
        warm(schedule("linear")).with("start_factor", 0.0),
        row(
            vec![
                schedule("linear"),
                schedule("cosine"),
                schedule("exponential"),
            ],
            vec![15, 40],
        ),
        row(
            vec![schedule("cosine_restarts"), schedule("noam")],
            vec![15, 40, 50],
        ),
        row(vec![schedule("step"), schedule("polynomial")], vec![0]),
        row(
            vec![schedule("step"), still(schedule("cyclic")), schedule("wsd")],
            vec![30],
        ),
        chain(vec![
            schedule("constant_factor"),
            schedule("exponential"),
            schedule("linear"),
        ]),
        chain(vec![
            schedule("exponential"),
            schedule("cosine"),
            schedule("rex"),
        ]),
        chain(vec![warm(schedule("cosine")), schedule("exponential")]),
        cycle.clone(),
        still(cycle),
        with(schedule("chebyshev"), "period", Value::Count(13)).with("smallest", 20.0),
    ];
    let mut composed = scene(ravine(), 60);
    for one in &schedules {
        add(
            &mut composed,
            one.name(),
            config(Kind::Optimizer, plain).with("lr", 0.01),
        )
        .schedule = one.clone();
        let heavy = config(Kind::Optimizer, plain)
            .with("lr", 0.01)
            .with("momentum", 0.8);
        add(&mut composed, one.name(), heavy).schedule = one.clone();
        add(
            &mut composed,
            one.name(),
            config(Kind::Optimizer, adam).with("lr", 0.02),
        )
        .schedule = one.clone();
    }

    let mut shared = scene(config(Kind::Surface, "himmelblau"), 80);
    "Shared \"\"\" and \\ coding: latin-9".clone_into(&mut shared.title);
    shared.note = "# coding: nonsense\r\nA note\0 that is long ".repeat(9);
    shared.shared.rate_factor = 0.5;
    shared.shared.momentum = Some(0.7);
    shared.shared.schedule = Some(schedule("cosine"));
    shared.shared.clip = Some((config(Kind::Clip, "value"), Place::Gradient));
    add(
        &mut shared,
        "a",
        config(Kind::Optimizer, plain).with("lr", 0.01),
    )
    .start = Some(vec2(-0.5, 0.25));
    add(
        &mut shared,
        "b\nc",
        config(Kind::Optimizer, adam).with("lr", 0.05),
    )
    .follows
    .schedule = false;
    add(
        &mut shared,
        "d",
        config(Kind::Optimizer, adam).with("lr", 0.05),
    )
    .follows
    .clip = false;

    let mut far = scene(ravine(), 2000);
    add(
        &mut far,
        "diverges",
        config(Kind::Optimizer, plain).with("lr", 2.0),
    );
    let mut all = Vec::new();
    for kind in NoiseKind::ALL {
        let mut noisy = scene(ravine(), 20);
        noisy.noise = Noise {
            kind,
            sigma: 0.1,
            ..Noise::default()
        };
        add(
            &mut noisy,
            "noise",
            config(Kind::Optimizer, plain).with("lr", 0.01),
        );
        add(
            &mut noisy,
            "noise",
            config(Kind::Optimizer, adam).with("lr", 0.01),
        )
        .schedule = schedule("linear");
        // Of a line search, too.
        add(
            &mut noisy,
            "noise",
            config(Kind::Optimizer, "lbfgs").with("lr", 0.01),
        );
        all.push((format!("noise_{}", kind.id()), noisy));
    }
    all.extend([
        ("composed".to_owned(), composed),
        ("shared".to_owned(), shared),
        ("diverges".to_owned(), far),
    ]);
    all
}

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
