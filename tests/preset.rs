//! Scenes as JSON by hand: what may be left out, and how it is laid out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::session::preset;
use ravine::session::scene::{Run, RunId, Scene};

fn scene_text(inner: &str) -> String {
    format!("{{\"ravine\": 2, \"scene\": {{\"surface\": \"quadratic\", {inner}}}}}")
}

#[test]
fn a_hand_may_leave_out_what_has_a_default() {
    let text = scene_text(
        r#""runs": ["sgd", {"optimizer": "sgd"}, {"optimizer": {"id": "sgd", "lr": 1}, "style": 0, "name": "SGD"}]"#,
    );
    let scene = preset::from_json(&text).unwrap();
    let usual = Scene::on(Kind::Surface.default_config("quadratic"));
    assert_eq!(
        (scene.start, scene.steps, scene.noise),
        (usual.start, usual.steps, usual.noise)
    );
    let runs: Vec<_> = scene
        .runs
        .iter()
        .map(|run| {
            (
                run.id.0,
                run.name.as_str(),
                run.style,
                run.optimizer.real("lr"),
            )
        })
        .collect();
    let rate = Kind::Optimizer.default_config("sgd").real("lr");
    assert_eq!(
        runs,
        [
            (0, "SGD 2", 1, rate),
            (1, "SGD 3", 2, rate),
            (2, "SGD", 0, Some(1.0))
        ]
    );
    let again = preset::from_json(&preset::to_json(&scene)).unwrap();
    assert_eq!(again, scene);
    let given =
        scene_text(r#""runs": [{"optimizer": "sgd"}, {"id": 0, "optimizer": "sgd"}, "sgd"]"#);
    let ids: Vec<u64> = preset::from_json(&given)
        .unwrap()
        .runs
        .iter()
        .map(|run| run.id.0)
        .collect();
    assert_eq!(ids, [1, 0, 2]);
    assert_eq!(
        preset::from_json(&scene_text("\"steps\": 1e3"))
            .unwrap()
            .steps,
        1000
    );
}

#[test]
fn what_is_written_is_laid_out_to_be_read() {
    let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
    scene.title = "Title".to_owned();
    scene.runs.push(Run::new(
        RunId(0),
        "Plain",
        0,
        Kind::Optimizer.default_config("sgd"),
    ));
    scene.runs.push(Run::new(
        RunId(7),
        "Fast",
        3,
        Kind::Optimizer.default_config("sgd").with("lr", 0.1),
    ));
    let want = r#"{
  "ravine": 2,
  "scene": {
    "title": "Title",
    "surface": "quadratic",
    "start": [-4.0, 2.5],
    "steps": 300,
    "tolerance": 1e-6,
    "runs": [
      {"name": "Plain", "style": 0, "optimizer": "sgd"},
      {"id": 7, "name": "Fast", "style": 3, "optimizer": {"id": "sgd", "lr": 0.1}}
    ]
  }
}
"#;
    assert_eq!(preset::to_json(&scene), want);
}

/// A place that a run's optimizer does not have stands on the gradient when it runs, and so it is written.
#[test]
fn a_place_that_cannot_be_is_not_written() {
    for about in Kind::Optimizer.entries() {
        let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
        let mut run = Run::new(RunId(0), "run", 0, Config::new(about));
        run.place = Place::Momentum;
        scene.runs.push(run);
        let back = preset::from_json(&preset::to_json(&scene)).unwrap();
        assert_eq!(back.request(&back.runs[0]), scene.request(&scene.runs[0]));
    }
}

/// Every preset that comes with the program is listed, read, and written as the program writes it.
#[test]
fn built_in_presets_are_fresh() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let mut on_disk: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|end| end == "json") && !path.ends_with("schema.json")
        })
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    on_disk.sort();
    let mut listed: Vec<&str> = preset::BUILT_IN.iter().map(|(name, _)| *name).collect();
    listed.sort_unstable();
    assert_eq!(listed, on_disk);
    for (name, text) in preset::BUILT_IN {
        let file = preset::parse(text).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        assert_eq!(
            preset::write(&file),
            *text,
            "{name}.json is not as the program writes it"
        );
        assert!(
            !file.scene.title.is_empty() && !file.scene.note.is_empty(),
            "{name}"
        );
        assert_eq!(preset::built_in(name), Some(*text));
    }
    assert_eq!(
        preset::default_scene(),
        preset::from_json(preset::DEFAULT).unwrap()
    );
    assert_eq!(preset::built_in("nothing"), None);
}

/// The example by which a person learns to write a scene is one.
#[test]
fn the_example_of_the_readme_is_a_scene() {
    let readme = include_str!("../README.md");
    let example = readme.split("```json\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let scene = preset::from_json(example).unwrap();
    assert_eq!(scene.runs.len(), 2);
    let error = preset::parse(&example.replace("0.01", "-1")).unwrap_err();
    let readme = readme.replace('\n', " ");
    assert!(
        readme.contains(&error.to_string()),
        "the README says otherwise: {error}"
    );
}
