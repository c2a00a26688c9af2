//! What is exported comes back bit for bit: every number of every step, for methods and scenes of every kind.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../common/mod.rs"]
mod common;
mod csv;
mod json;
mod lines;
mod map;
mod npz;
mod table;
mod work;

use common::Dice;
use ravine::core::catalog::{Config, Kind};
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::params::Value;
use ravine::core::probe::Notes;
use ravine::core::replay::Replay;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::{Ending, Trajectory};
use ravine::export::progress::Quiet;
use ravine::export::{self, EXPORTERS, Subject};
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Run, RunId, Scene};
use std::collections::{BTreeMap, HashSet};

/// A number, or nothing where there is none.
type Cells = Vec<Option<f64>>;

/// Every column of a run that CSV and JSON must have: what is recorded, and what its method tells.
struct Expected {
    recorded: Vec<(&'static str, Vec<f64>)>,
    evaluations: Vec<u64>,
    inner: BTreeMap<String, Cells>,
    rows: usize,
    steps: usize,
    ending: Ending,
}

fn expected(scene: &Scene, run: &Run) -> Expected {
    let request = scene.request(run);
    let (t, ending) = simulate(&request);
    let steps = t.steps();
    let mut inner: BTreeMap<String, Cells> = BTreeMap::new();
    let (mut replay, mut notes) = (Replay::new(&request), Notes::default());
    for step in 0..steps {
        let taken = replay.step(&mut notes).unwrap();
        assert_eq!(taken.loss.to_bits(), t.loss[step].to_bits());
        assert_eq!(taken.rate.to_bits(), t.rate[step].to_bits());
        assert_eq!(taken.clipped.x.to_bits(), t.clipped[step].x.to_bits());
        let vectors = notes.vectors.iter();
        let vectors =
            vectors.flat_map(|(name, v)| [(format!("{name}.x"), v.x), (format!("{name}.y"), v.y)]);
        let scalars = notes
            .scalars
            .iter()
            .map(|(name, x)| ((*name).to_owned(), *x));
        for (name, number) in vectors.chain(scalars) {
            let column = inner.entry(name).or_insert_with(|| vec![None; steps]);
            assert_eq!(
                column[step],
                None,
                "{} tells a name twice",
                request.optimizer.id()
            );
            column[step] = Some(number);
        }
    }
    assert!(replay.step(&mut notes).is_none() && notes == Notes::default());
    Expected {
        recorded: recorded(&t),
        evaluations: (1..=steps).map(|step| t.evaluations_before(step)).collect(),
        inner,
        rows: t.position.len(),
        steps,
        ending,
    }
}

fn recorded(t: &Trajectory) -> Vec<(&'static str, Vec<f64>)> {
    let x = |column: &[ravine::core::vec2::Vec2]| column.iter().map(|v| v.x).collect();
    let y = |column: &[ravine::core::vec2::Vec2]| column.iter().map(|v| v.y).collect();
    vec![
        ("x", x(&t.position)),
        ("y", y(&t.position)),
        ("loss", t.loss.clone()),
        ("gx", x(&t.gradient)),
        ("gy", y(&t.gradient)),
        ("cx", x(&t.clipped)),
        ("cy", y(&t.clipped)),
        ("rate", t.rate.clone()),
        ("nx", x(&t.noisy)),
        ("ny", y(&t.noisy)),
        ("momentum", t.momentum.clone()),
    ]
}

/// Bits, with all NaN alike: texts do not tell one from another.
fn bits(x: f64) -> u64 {
    if x.is_nan() { u64::MAX } else { x.to_bits() }
}

fn same(found: Option<f64>, want: Option<f64>, what: &str) {
    assert_eq!(
        found.map(bits),
        want.map(bits),
        "{what}: {found:?} is not {want:?}"
    );
}

fn exported(id: &str, scene: &Scene, run: Option<RunId>) -> Vec<u8> {
    let preset = PresetFile::new(scene.clone());
    let subject = Subject {
        preset: &preset,
        run,
    };
    let mut bytes = Vec::new();
    let exporter = export::find(id).unwrap();
    (exporter.write)(&subject, &mut bytes, &mut Quiet).unwrap();
    bytes
}

fn check(scene: &Scene) {
    csv::check(scene);
    json::check(scene);
    npz::check(scene);
}

/// A scene made by chance, with names that every format must quote.
fn thrown(dice: &mut Dice, optimizers: &[&'static str]) -> Scene {
    let any = |kind: Kind, dice: &mut Dice| {
        let about = *dice.pick(&kind.entries());
        dice.config(about)
    };
    let mut scene = Scene::on(any(Kind::Surface, dice));
    let settings: Vec<(Config, Config)> = optimizers
        .iter()
        .map(|_| (any(Kind::Schedule, dice), any(Kind::Clip, dice)))
        .collect();
    scene.steps = 1 + dice.below(80);
    let kinds = NoiseKind::ALL;
    scene.noise = Noise {
        kind: kinds[dice.below(3) as usize],
        sigma: [0.0, 0.1, 3.0][dice.below(3) as usize],
        degrees: 1 + dice.below(5),
        seed: dice.next() >> 11,
    };
    let names = [
        "a, b",
        "\"q\"",
        "two\nlines",
        "η | & %",
        " blank ",
        "",
        "cr\r",
    ];
    for (i, (id, (schedule, clip))) in optimizers.iter().zip(settings).enumerate() {
        let mut optimizer = dice.config(Kind::Optimizer.find(id).unwrap());
        let rate = 10_f64.powi(dice.below(9) as i32 - 4);
        if optimizer.leading().real("lr").is_some() {
            // What the method does not allow stays as it is.
            let _unchanged = optimizer.leading_mut().set("lr", Value::Real(rate));
        }
        let name = format!("{}{i}", names[dice.below(7) as usize]);
        let mut run = Run::new(RunId(i as u64), name, i, optimizer);
        run.schedule = schedule;
        run.clip = clip;
        scene.runs.push(run);
    }
    let far = Kind::Optimizer.default_config("sgd").with("lr", 1e90);
    scene.runs.push(Run::new(RunId(99), "far", 0, far));
    scene
}

#[test]
fn every_number_of_every_method_comes_back_from_csv_json_and_npz() {
    let mut dice = Dice(5);
    let ids: Vec<&'static str> = Kind::Optimizer
        .entries()
        .iter()
        .map(|about| about.info.id)
        .collect();
    let mut broken = 0;
    for round in 0..2 {
        for some in ids.chunks(7 + round) {
            let scene = thrown(&mut dice, some);
            check(&scene);
            let ends = scene.runs.iter().map(|run| simulate(&scene.request(run)).0);
            broken += ends.filter(|t| !t.loss.last().unwrap().is_finite()).count();
        }
    }
    assert!(broken > 20, "too few runs with numbers that are not finite");
}

#[test]
fn every_preset_and_the_empty_scene_come_back() {
    for (_, text) in preset::BUILT_IN {
        check(&preset::from_json(text).unwrap());
    }
    check(&Scene::on(Kind::Surface.default_config("quadratic")));
}

#[test]
fn one_run_alone_is_written_as_among_the_others() {
    let scene = preset::default_scene();
    let all = String::from_utf8(exported("json", &scene, None)).unwrap();
    let one = String::from_utf8(exported("json", &scene, Some(scene.runs[2].id))).unwrap();
    let [all, one] =
        [all, one].map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
    assert_eq!(one["runs"].as_array().unwrap().len(), 1);
    assert_eq!(one["runs"][0], all["runs"][2]);
    let mut archive = npz::Archive::of(exported("npz", &scene, Some(scene.runs[2].id)));
    assert_eq!(archive.array::<i64>("runs").1, [2]);
    assert!(archive.keys().contains(&"run2_delta".to_owned()));
}

#[test]
fn formats_are_told_apart_and_write_the_same_every_time() {
    let mut ids = HashSet::new();
    for exporter in EXPORTERS {
        assert!(ids.insert(exporter.id), "{}", exporter.id);
        assert!(!exporter.summary.ends_with('.') && !exporter.summary.is_empty());
        assert_eq!(export::find(exporter.id).unwrap().name, exporter.name);
        let scene = preset::default_scene();
        assert_eq!(
            exported(exporter.id, &scene, None),
            exported(exporter.id, &scene, None)
        );
    }
}
