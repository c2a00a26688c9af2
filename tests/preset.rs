//! Scenes as JSON: what goes out comes back bit for bit, and what is no scene is refused with its place.

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::noise::Noise;
use ravine::core::optim;
use ravine::core::params::{Shape, Value};
use ravine::core::vec2::{Vec2, vec2};
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{
    Follows, MAX_RECORDED, MAX_RUNS, MAX_STEPS, Run, RunId, STYLES, Scene,
};

/// A deterministic stream of numbers (SplitMix64).
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }
    /// Any finite number: all exponents, subnormals and both zeros included.
    fn real(&mut self) -> f64 {
        match self.below(8) {
            0 => 0.0,
            1 => -0.0,
            2 => (self.below(2001) as f64 - 1000.0) / 100.0,
            3 => f64::MIN_POSITIVE / (1 + self.below(1000)) as f64,
            _ => Some(f64::from_bits(self.next()))
                .filter(|x| x.is_finite())
                .unwrap_or(f64::MAX),
        }
    }
    fn real_where(&mut self, allowed: impl Fn(f64) -> bool, default: f64) -> f64 {
        for _ in 0..40 {
            let x = self.real();
            let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
            if let Some(x) = [x, x.abs(), unit].into_iter().find(|x| allowed(*x)) {
                return x;
            }
        }
        default
    }
    fn position(&mut self) -> Vec2 {
        vec2(self.real(), self.real())
    }
    fn text(&mut self) -> String {
        let letters = [
            'a', 'Z', ' ', '"', '\\', '\n', '\t', '\u{0}', 'η', '∇', '🎲', '/', '\u{2028}',
        ];
        (0..self.below(12))
            .map(|_| letters[self.below(13) as usize])
            .collect()
    }
    fn config(&mut self, kind: Kind, depth: u32) -> Config {
        let entries = kind.entries();
        let mut config = Config::new(entries[self.below(entries.len() as u64) as usize]);
        for spec in config.about.specs {
            if self.below(3) == 0 {
                continue;
            }
            let value = match &spec.shape {
                Shape::Real {
                    domain, default, ..
                } => Value::Real(self.real_where(|x| domain.contains(x), *default)),
                Shape::Count { min, max, .. } => Value::Count(min + self.below(max - min + 1)),
                Shape::Toggle { .. } => Value::Toggle(self.chance()),
                Shape::Choice { options, .. } => {
                    Value::Choice(self.below(options.len() as u64) as usize)
                }
                Shape::Config { kind, .. } if depth < 4 => {
                    Value::Config(Box::new(self.config(*kind, depth + 1)))
                }
                Shape::Config { .. } => continue,
            };
            config.set(spec.key, value).unwrap();
        }
        config
    }
    fn run(&mut self, id: u64) -> Run {
        let mut run = Run::new(
            RunId(id),
            self.text(),
            self.below(STYLES as u64) as usize,
            self.config(Kind::Optimizer, 0),
        );
        run.schedule = self.config(Kind::Schedule, 0);
        run.clip = self.config(Kind::Clip, 0);
        let places = optim::entry_of(&run.optimizer).places;
        run.place = places[self.below(places.len() as u64) as usize];
        run.start = self.chance().then(|| self.position());
        run.visible = self.chance();
        run.solo = self.chance();
        run.follows = Follows {
            rate: self.chance(),
            momentum: self.chance(),
            schedule: self.chance(),
            clip: self.chance(),
        };
        run
    }
    fn scene(&mut self) -> Scene {
        let mut scene = Scene::on(self.config(Kind::Surface, 0));
        scene.title = self.text();
        scene.note = self.text();
        scene.start = self.position();
        scene.steps = 1 + self.below(1000);
        scene.tolerance = self.real_where(|x| x > 0.0, 1e-6);
        scene.noise = Noise {
            sigma: self.real_where(|x| x >= 0.0, 0.0),
            seed: self.next(),
        };
        scene.shared.rate_factor = self.real_where(|x| x > 0.0, 1.0);
        scene.shared.momentum = self.chance().then(|| self.real_where(|x| x >= 0.0, 0.5));
        scene.shared.schedule = self.chance().then(|| self.config(Kind::Schedule, 0));
        scene.shared.clip = self.chance().then(|| {
            (
                self.config(Kind::Clip, 0),
                Place::ALL[self.below(3) as usize],
            )
        });
        let gap = 1 + self.below(3);
        scene.runs = (0..self.below(6)).map(|i| self.run(i * gap)).collect();
        if self.chance() {
            scene.runs.reverse();
        }
        scene
    }
}

/// Every number of a scene in full: `{:?}` of a float is exact, and tells −0 from 0.
fn in_full(scene: &Scene) -> String {
    format!("{scene:?}")
}

#[test]
fn every_scene_comes_back_bit_for_bit() {
    let mut stream = Stream(1);
    for round in 0..600 {
        let scene = stream.scene();
        let view = stream
            .chance()
            .then(|| serde_json::json!({"zoom": stream.real(), "list": [1, {"a": null}]}));
        let file = PresetFile { scene, view };
        let text = preset::write(&file);
        let back =
            preset::parse(&text).unwrap_or_else(|error| panic!("round {round}: {error}\n{text}"));
        assert_eq!(
            in_full(&back.scene),
            in_full(&file.scene),
            "round {round}\n{text}"
        );
        assert_eq!(back, file, "round {round}\n{text}");
        assert_eq!(preset::write(&back), text, "round {round}");
    }
}

#[test]
fn every_value_shape_of_the_catalogues_comes_back() {
    let mut stream = Stream(2);
    for kind in Kind::ALL {
        for about in kind.entries() {
            for _ in 0..20 {
                let mut config = stream.config(kind, 0);
                while config.about.info.id != about.info.id {
                    config = stream.config(kind, 0);
                }
                let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
                let mut run = Run::new(RunId(0), "run", 0, Kind::Optimizer.default_config("sgd"));
                match kind {
                    Kind::Surface => scene.surface = config,
                    Kind::Optimizer => run.optimizer = config,
                    Kind::Schedule => run.schedule = config,
                    Kind::Clip => run.clip = config,
                }
                scene.runs.push(run);
                let text = preset::to_json(&scene);
                let back =
                    preset::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
                assert_eq!(in_full(&back), in_full(&scene), "{text}");
            }
        }
    }
}

fn scene_text(inner: &str) -> String {
    format!("{{\"ravine\": 1, \"scene\": {{\"surface\": \"quadratic\", {inner}}}}}")
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
  "ravine": 1,
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

#[test]
fn what_is_no_scene_is_refused_with_its_place() {
    let too_many_runs = scene_text(&format!(
        "\"runs\": [{}\"sgd\"]",
        "\"sgd\", ".repeat(MAX_RUNS)
    ));
    let too_many_steps = scene_text(&format!("\"steps\": {}", MAX_STEPS + 1));
    let too_much = scene_text(&format!(
        "\"steps\": {MAX_STEPS}, \"runs\": [{}\"sgd\"]",
        "\"sgd\", ".repeat(10)
    ));
    let deep = "[".repeat(100_000);
    // The text with its fault, the place, the line and column, and words that the problem must have.
    let table: &[(&str, &str, (usize, usize), &[&str])] = &[
        ("", "", (1, 1), &["not JSON", "EOF"]),
        (
            "{\"ravine\": 1,\n  \"scene\": {]",
            "",
            (2, 13),
            &["not JSON"],
        ),
        (
            "{\"ravine\": 1, \"scene\": {\"title\": \"é\",, }}",
            "",
            (1, 38),
            &["not JSON"],
        ),
        (&deep, "", (1, 128), &["recursion"]),
        ("[]", "the file", (1, 1), &["an object", "a list"]),
        ("{}", "ravine", (1, 1), &["missing", "version"]),
        (
            "{\"ravine\": 2, \"scene\": 3, \"novelty\": 1}",
            "ravine",
            (1, 12),
            &["newer", "version 1"],
        ),
        ("{\"ravine\": 1.5}", "ravine", (1, 12), &["whole number"]),
        ("{\"ravine\": 1}", "scene", (1, 1), &["missing"]),
        (
            "{\"ravine\": 1, \"scene\": {}}",
            "surface",
            (1, 24),
            &["missing"],
        ),
        (
            "{\"ravine\": 1, \"scene\": 7}",
            "scene",
            (1, 24),
            &["an object", "7"],
        ),
        (
            "{\"ravine\": 1, \"scene\": {\"surface\": \"quadratc\"}}",
            "surface",
            (1, 36),
            &["did you mean `quadratic`?"],
        ),
        (
            "{\"ravine\": 1, \"scene\": {\"surface\": {\"id\": \"quadratic\", \"kapa\": 3}}}",
            "surface.kapa",
            (1, 57),
            &["did you mean `kappa`?", "theta"],
        ),
        (
            "{\"ravine\": 1,\n\"scene\": {\"surface\": \"quadratic\",\n\"surface\": \"quadratic\"}}",
            "surface",
            (3, 1),
            &["second time"],
        ),
        (
            "{\"ravine\": 1, \"scene\": {\"surface\": \"quadratic\"}, \"view\": {\"a\": [{\"b\": 1, \"b\": 2}]}}",
            "view.a[0].b",
            (1, 77),
            &["second time"],
        ),
        (
            "{\"ravine\": 1, \"scene\": {\"surface\": {\"id\": \"quadratic\", \"kappa\": -3}}}",
            "surface.kappa",
            (1, 66),
            &["a number above 0", "-3"],
        ),
        (
            "{\"ravine\": 1, \"scene\": {\"surface\": {\"kappa\": 3}}}",
            "surface.id",
            (1, 36),
            &["missing"],
        ),
        (
            &scene_text("\"tolerance\": 0"),
            "tolerance",
            (1, 63),
            &["above 0"],
        ),
        (
            &scene_text("\"noise\": {\"sigma\": -1}"),
            "noise.sigma",
            (1, 69),
            &["at least 0"],
        ),
        (
            &scene_text("\"noise\": {\"seed\": -1}"),
            "noise.seed",
            (1, 68),
            &["whole number"],
        ),
        (
            &scene_text("\"start\": [1, null]"),
            "start[1]",
            (1, 63),
            &["finite number", "null"],
        ),
        (
            &scene_text("\"start\": [1, 2, 3]"),
            "start",
            (1, 59),
            &["[x, y]"],
        ),
        (
            &scene_text("\"start\": [1, 1e999]"),
            "",
            (1, 66),
            &["out of range"],
        ),
        (
            &scene_text("\"steps\": 0"),
            "steps",
            (1, 59),
            &["from 1 to 1000000"],
        ),
        (
            &too_many_steps,
            "steps",
            (1, 59),
            &["from 1 to 1000000", "1000001"],
        ),
        (&too_much, "steps", (1, 59), &["11000000", "10000000"]),
        (&too_many_runs, "runs", (1, 58), &["65", "64"]),
        (&scene_text("\"runs\": {}"), "runs", (1, 58), &["a list"]),
        (
            &scene_text("\"runs\": [\"adm\"]"),
            "runs[0]",
            (1, 59),
            &["not a optimizer", "sgd"],
        ),
        (
            &scene_text("\"runs\": [{\"optimzer\": \"sgd\"}]"),
            "runs[0].optimzer",
            (1, 60),
            &["did you mean `optimizer`?"],
        ),
        (
            &scene_text("\"runs\": [{\"style\": 1}]"),
            "runs[0].optimizer",
            (1, 59),
            &["missing"],
        ),
        (
            &scene_text("\"runs\": [{\"optimizer\": \"sgd\", \"style\": 12}]"),
            "runs[0].style",
            (1, 90),
            &["from 0 to 11"],
        ),
        (
            &scene_text("\"runs\": [\"sgd\", {\"optimizer\": {\"id\": \"sgd\", \"nesterov\": 1}}]"),
            "runs[1].optimizer.nesterov",
            (1, 107),
            &["true or false"],
        ),
        (
            &scene_text("\"runs\": [{\"optimizer\": \"sgd\", \"place\": \"nowhere\"}]"),
            "runs[0].place",
            (1, 90),
            &["gradient", "momentum", "update"],
        ),
        (
            &scene_text(
                "\"runs\": [{\"optimizer\": \"sgd\", \"id\": 3}, {\"optimizer\": \"sgd\", \"id\": 3}]",
            ),
            "runs[1].id",
            (1, 121),
            &["runs[0]"],
        ),
        (
            &scene_text("\"runs\": [{\"optimizer\": \"sgd\", \"schedule\": 3}]"),
            "runs[0].schedule",
            (1, 93),
            &["a schedule", "3"],
        ),
        (
            &scene_text("\"runs\": [{\"optimizer\": \"sgd\", \"follows\": {\"rate\": 1}}]"),
            "runs[0].follows.rate",
            (1, 101),
            &["true or false"],
        ),
        (
            &scene_text("\"shared\": {\"rate_factor\": 0}"),
            "shared.rate_factor",
            (1, 76),
            &["above 0"],
        ),
        (
            &scene_text("\"shared\": {\"place\": \"update\"}"),
            "shared.place",
            (1, 70),
            &["without a `clip`"],
        ),
    ];
    for (text, place, (line, column), words) in table {
        let shown: String = text.chars().take(200).collect();
        let error = preset::parse(text).expect_err(&shown);
        assert_eq!(
            (error.place.as_str(), error.line, error.column),
            (*place, *line, *column),
            "{shown}\n{error}"
        );
        for word in *words {
            assert!(
                error.problem.contains(word),
                "{shown}\n{error}\nhas no {word:?}"
            );
        }
        assert!(!error.to_string().contains('\n'), "{error:?}");
    }
    assert_eq!(MAX_RECORDED, 10_000_000);
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

#[test]
fn bytes_that_are_no_text_and_texts_that_are_too_long_are_refused() {
    let error = preset::parse_bytes(b"{\n\"\xff\xfe\"}").unwrap_err();
    assert_eq!((error.line, error.column), (2, 2), "{error}");
    let error = preset::parse(&" ".repeat(preset::MAX_BYTES + 1)).unwrap_err();
    assert!(error.problem.contains("16 MiB"), "{error}");
}

/// Thousands of broken files: every one is read or refused, none panics, and what is read is a scene that
/// comes back.
#[test]
fn reading_never_panics() {
    let mut stream = Stream(3);
    let mut read = 0;
    let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "null", "-", "1e999", "1e-400", "0",
        "é", "\"id\"", "\"runs\"", "\u{0}",
    ];
    let mut check = |bytes: &[u8]| {
        if let Ok(file) = preset::parse_bytes(bytes) {
            let text = preset::write(&file);
            assert_eq!(preset::write(&preset::parse(&text).unwrap()), text);
            read += 1;
        }
    };
    for _ in 0..150 {
        let text = preset::to_json(&stream.scene());
        for _ in 0..40 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=stream.below(3) {
                let at = stream.below(bytes.len() as u64 + 1) as usize;
                let to = (at + stream.below(20) as usize).min(bytes.len());
                let piece = pieces[stream.below(pieces.len() as u64) as usize].as_bytes();
                match stream.below(5) {
                    0 => bytes.truncate(at),
                    1 => drop(bytes.splice(at..at, piece.iter().copied())),
                    2 => drop(bytes.drain(at..to)),
                    3 if at < bytes.len() => bytes[at] = stream.below(256) as u8,
                    _ => drop(bytes.splice(at..to, piece.iter().copied())),
                }
            }
            check(&bytes);
        }
    }
    for _ in 0..2000 {
        check(random_json(&mut stream, 0).to_string().as_bytes());
        let noise: Vec<u8> = (0..stream.below(60))
            .map(|_| stream.below(256) as u8)
            .collect();
        check(&noise);
    }
    assert!(
        read > 100,
        "only {read} of the broken files were still scenes: the test is too rough"
    );
}

/// JSON that has the right keys in the wrong places.
fn random_json(stream: &mut Stream, depth: u32) -> serde_json::Value {
    let words = [
        "ravine",
        "scene",
        "view",
        "surface",
        "runs",
        "optimizer",
        "id",
        "sgd",
        "quadratic",
        "lr",
        "start",
        "steps",
        "shared",
        "clip",
        "place",
        "none",
    ];
    let mut word = |stream: &mut Stream| words[stream.below(16) as usize];
    match stream.below(if depth < 5 { 9 } else { 6 }) {
        0 => serde_json::Value::Null,
        1 => stream.chance().into(),
        2 => stream.next().into(),
        3 => stream.real().into(),
        4 | 5 => word(stream).into(),
        6 => (0..stream.below(4))
            .map(|_| random_json(stream, depth + 1))
            .collect(),
        _ => {
            let mut map = serde_json::Map::new();
            if depth == 0 {
                map.insert("ravine".to_owned(), 1.into());
            }
            for _ in 0..stream.below(5) {
                map.insert(word(stream).to_owned(), random_json(stream, depth + 1));
            }
            map.into()
        }
    }
}

/// Every preset that comes with the program is listed, read, and written as the program writes it.
#[test]
fn built_in_presets_are_fresh() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let mut on_disk: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    on_disk.sort();
    let listed: Vec<&str> = preset::BUILT_IN.iter().map(|(name, _)| *name).collect();
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
