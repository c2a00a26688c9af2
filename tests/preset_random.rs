//! Scenes made by chance: all of them come back bit for bit, and no bytes whatever make reading panic.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::Dice;
use common::thrown::Stream;
use ravine::core::catalog::Kind;
use ravine::session::ghosts::Ghost;
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Run, RunId, Scene};
use ravine::session::view::View;

/// Every number of a scene in full: `{:?}` of a float is exact, and tells −0 from 0.
fn in_full(scene: &Scene) -> String {
    format!("{scene:?}")
}

#[test]
fn every_scene_comes_back_bit_for_bit() {
    let mut stream = Stream(Dice(1));
    for round in 0..600 {
        let scene = stream.scene();
        let file = stream.file(scene);
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
            view,
            ..PresetFile::new(scene)
        };
        let text = preset::write(&file);
        let back = preset::parse(&text).unwrap();
        assert_eq!(
            format!("{:?}", back.view.ghosts),
            format!("{:?}", file.view.ghosts),
            "round {round}\n{text}"
        );
        assert_eq!(preset::write(&back), text, "round {round}");
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
