//! Scenes made by chance: all of them come back bit for bit, and no bytes whatever make reading panic.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Dice;
use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::cloud::Ensemble;
use ravine::core::noise::Noise;
use ravine::core::optim;
use ravine::core::params::{Shape, Value};
use ravine::core::vec2::{Vec2, vec2};
use ravine::session::ghosts::Ghost;
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Follows, Run, RunId, STYLES, Scene};
use ravine::session::view::View;

/// What presets are made of, thrown: numbers of all sizes, letters of all kinds.
struct Stream(Dice);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0.next()
    }
    fn below(&mut self, n: u64) -> u64 {
        self.0.below(n)
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
    fn config(&mut self, kind: Kind) -> Config {
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
                Shape::Reals { domain, default } => {
                    let length = self.below(5);
                    let item = |_| self.real_where(|x| domain.contains(x), default[0]);
                    Value::Reals((0..length).map(item).collect())
                }
                other => self.0.value(other, 0),
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
            self.config(Kind::Optimizer),
        );
        run.schedule = self.config(Kind::Schedule);
        run.clip = self.config(Kind::Clip);
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
    fn ensemble(&mut self) -> Ensemble {
        let count = 2 + self.below(255);
        match self.below(3) {
            0 => Ensemble::Off,
            1 => Ensemble::Seeds { count },
            _ => Ensemble::Starts {
                count,
                spread: self.real_where(|x| x > 0.0, 0.1),
            },
        }
    }
    fn scene(&mut self) -> Scene {
        let mut scene = Scene::on(self.config(Kind::Surface));
        scene.title = self.text();
        scene.note = self.text();
        scene.start = self.position();
        scene.steps = 1 + self.below(1000);
        scene.tolerance = self.real_where(|x| x > 0.0, 1e-6);
        scene.noise = Noise {
            sigma: self.real_where(|x| x >= 0.0, 0.0),
            seed: self.next(),
            ..scene.noise
        };
        scene.ensemble = self.ensemble();
        scene.shared.rate_factor = self.real_where(|x| x > 0.0, 1.0);
        scene.shared.momentum = self
            .chance()
            .then(|| self.real_where(|x| (0.0..1.0).contains(&x), 0.5));
        scene.shared.schedule = self.chance().then(|| self.config(Kind::Schedule));
        scene.shared.clip = self
            .chance()
            .then(|| (self.config(Kind::Clip), Place::ALL[self.below(3) as usize]));
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
    let mut stream = Stream(Dice(1));
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

/// What is pinned is read back from a view with every bit, whatever it is, and the file is the same text again.
#[test]
fn every_ghost_comes_back_bit_for_bit() {
    let mut stream = Stream(Dice(4));
    let mut pinned = 0;
    for round in 0..200 {
        let scene = stream.scene();
        let runs = scene.runs.iter();
        let view = View {
            ghosts: runs.map(|run| Ghost::new(&scene, run)).collect(),
            ..View::default()
        };
        pinned += view.ghosts.len();
        let file = PresetFile {
            scene,
            view: Some(view.to_json()),
        };
        let text = preset::write(&file);
        let back = preset::parse(&text).unwrap();
        let seen = View::from_json(&back.view.clone().unwrap());
        assert_eq!(
            format!("{:?}", seen.ghosts),
            format!("{:?}", view.ghosts),
            "round {round}\n{text}"
        );
        let again = PresetFile {
            view: Some(seen.to_json()),
            ..back
        };
        assert_eq!(preset::write(&again), text, "round {round}");
    }
    assert!(pinned > 100, "{pinned}");
}

#[test]
fn every_value_shape_of_the_catalogues_comes_back() {
    let mut stream = Stream(Dice(2));
    for kind in Kind::ALL {
        for about in kind.entries() {
            for _ in 0..20 {
                let mut config = stream.config(kind);
                while config.about.info.id != about.info.id {
                    config = stream.config(kind);
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

/// Thousands of broken files: every one is read or refused, none panics, and what is read is a scene that
/// comes back.
#[test]
fn reading_never_panics() {
    let mut stream = Stream(Dice(3));
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
        "ensemble",
        "kind",
    ];
    let word = |stream: &mut Stream| words[stream.below(18) as usize];
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
