//! Films: every picture is the picture of its step, whatever the format and the number of threads.
#![cfg(feature = "picture")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod command;
mod decode;

use ravine::cli::files::Replacement;
use ravine::core::catalog::Kind;
use ravine::core::cloud::Ensemble;
use ravine::export::plan::{Film, FilmFormat, Options, What};
use ravine::export::progress::{Cancelled, Quiet};
use ravine::picture::film::{self, Failure, frame_name};
use ravine::picture::frame::png_bytes;
use ravine::picture::{self, Shown};
use ravine::session::preset::{PresetFile, default_scene};
use ravine::session::scene::Scene;
use ravine::session::starters::race_on;
use ravine::session::view::{Mode, View};
use ravine::ui::theme::{self, Theme};
use std::io::{self, Write};

fn usual() -> Film {
    Film {
        picture: Options {
            size: [160.0, 120.0],
            scale: 1.0,
            step: None,
            what: What::Landscape,
            mode: None,
            dark: true,
            legend: false,
            caption: false,
        },
        format: FilmFormat::Frames,
        from: 0,
        to: 300,
        frames: 7,
        rate: 30.0,
        hold_secs: 1.5,
    }
}

fn shown(scene: Scene, film: &Film) -> Shown {
    Shown::of(&PresetFile::new(scene), &film.picture)
}

fn bytes(base: &Shown, film: &Film, threads: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    film::shoot_by(threads, base, film, &mut bytes, &mut Quiet).unwrap();
    bytes
}

/// The pictures of a film, each drawn alone.
fn alone(base: &Shown, film: &Film) -> Vec<picture::frame::Canvas> {
    let picture = |index| {
        picture::draw_shown(&Shown {
            step: film.step(index),
            ..base.clone()
        })
    };
    (0..film.frames).map(picture).collect()
}

/// Scenes and looks that leave something behind from picture to picture, if anything does.
fn cases() -> Vec<(&'static str, Shown, Film)> {
    let film = |to, what, mode, size, frames| {
        let usual = usual();
        Film {
            picture: Options {
                what,
                mode,
                size,
                ..usual.picture
            },
            to,
            frames,
            ..usual
        }
    };
    let small = [160.0, 120.0];
    let large = [960.0, 540.0];
    let as_usual = View::default;
    let mut cases = Vec::new();
    let mut add = |name, scene: Scene, view: View, film: Film| {
        let mut preset = PresetFile::new(scene);
        preset.view = view;
        cases.push((name, Shown::of(&preset, &film.picture), film));
    };
    let usual = default_scene();
    let alone = film(300, What::Landscape, None, small, 9);
    add("landscape", usual.clone(), as_usual(), alone);
    let relief = film(300, What::Landscape, Some(Mode::Relief), small, 5);
    add("relief", usual.clone(), as_usual(), relief);
    let screen = film(300, What::Screen, None, large, 4);
    add("screen", usual.clone(), as_usual(), screen);
    let both = film(300, What::Screen, Some(Mode::Both), large, 3);
    add("both", usual.clone(), as_usual(), both);
    let mut named = film(300, What::Landscape, None, [320.0, 240.0], 3);
    (named.picture.legend, named.picture.caption) = (true, true);
    add("named", usual.clone(), as_usual(), named);
    let mut curves = film(300, What::Curves, None, [320.0, 240.0], 4);
    curves.picture.legend = true;
    add("curves", usual.clone(), as_usual(), curves);
    let follow = View {
        follow: true,
        gradient: true,
        curvature: true,
        ..View::default()
    };
    add("follow", usual.clone(), follow.clone(), alone);
    add("follow", usual.clone(), follow, screen);
    let mut clouds = usual.clone();
    clouds.ensemble = Ensemble::Starts {
        count: 8,
        spread: 0.1,
    };
    add("clouds", clouds, as_usual(), alone);
    let mut diverged = usual.clone();
    for run in &mut diverged.runs {
        let sgd = Kind::Optimizer.default_config("sgd");
        run.optimizer = sgd.with("lr", 0.3);
    }
    add("diverged", diverged, as_usual(), alone);
    add("empty", Scene::on(usual.surface.clone()), as_usual(), alone);
    let mut short = usual.clone();
    short.steps = 1;
    add(
        "one step",
        short,
        as_usual(),
        film(1, What::Landscape, None, small, 3),
    );
    let rosenbrock = Kind::Surface.default_config("rosenbrock");
    let light = Film {
        picture: Options {
            dark: false,
            scale: 1.5,
            ..alone.picture
        },
        ..alone
    };
    add("light", race_on(rosenbrock), as_usual(), light);
    cases
}

#[test]
fn a_picture_of_a_film_is_the_picture_of_its_step() {
    for (name, base, film) in cases() {
        let mut number = 0;
        let alone = alone(&base, &film);
        let mut put = |told: u32, png: &[u8]| {
            number += 1;
            assert_eq!(told, number, "{name}");
            let want = png_bytes(&alone[number as usize - 1]).unwrap();
            assert!(png == want, "{name}: picture {number} differs");
            Ok(())
        };
        film::shoot_frames(&base, &film, &mut put, &mut Quiet).unwrap();
        assert_eq!(number, film.frames, "{name}");
    }
    assert_eq!(frame_name("race", &usual(), 7), "race-0007.png");
}

#[test]
fn an_animated_png_has_every_pixel_and_the_right_times() {
    for (scene, mode) in [
        (default_scene(), None),
        (default_scene(), Some(Mode::Relief)),
    ] {
        let mut film = Film {
            format: FilmFormat::Apng,
            frames: 6,
            ..usual()
        };
        film.picture.mode = mode;
        let base = shown(scene, &film);
        let (size, pictures) = decode::apng(&bytes(&base, &film, 2));
        assert_eq!((size, pictures.len()), ([160, 120], 6));
        for (got, want) in pictures.iter().zip(alone(&base, &film)) {
            assert!(got.rgb == decode::opaque(&want.rgba));
        }
        let delays: Vec<u32> = pictures.iter().map(|picture| picture.delay).collect();
        assert_eq!(delays, [33, 34, 33, 33, 34, 1500]);
    }
}

#[test]
fn a_gif_is_near_to_the_truth_and_tells_the_runs_apart() {
    let mut scene = default_scene();
    let rules = Kind::Optimizer.rules();
    for about in rules.iter().step_by(5) {
        if scene.runs.len() < 12 {
            scene.add_run(about);
        }
    }
    for dark in [true, false] {
        let mut film = Film {
            format: FilmFormat::Gif,
            frames: 6,
            to: 100,
            ..usual()
        };
        film.picture.dark = dark;
        film.picture.size = [320.0, 240.0];
        let base = shown(scene.clone(), &film);
        let (size, pictures) = decode::gif(&bytes(&base, &film, 2));
        assert_eq!((size, pictures.len()), ([320, 240], 6));
        let delays: Vec<u32> = pictures.iter().map(|picture| picture.delay).collect();
        assert_eq!(delays, [3, 4, 3, 3, 4, 150]);
        for (got, want) in pictures.iter().zip(alone(&base, &film)) {
            let want = decode::opaque(&want.rgba);
            let apart = got.rgb.iter().zip(&want).map(|(a, b)| a.abs_diff(*b));
            let (mut sum, mut far) = (0, 0);
            for apart in apart {
                sum += u64::from(apart);
                far += usize::from(apart > 24);
            }
            let mean = sum as f64 / want.len() as f64;
            assert!(mean < 1.5, "dark {dark}: off by {mean} on average");
            assert!(
                far * 200 < want.len(),
                "dark {dark}: {far} channels are far off"
            );
            for run in &scene.runs {
                let colour = theme::run_style(run.style).colour(Theme::of(dark));
                let is = |p: &(&[u8], &[u8])| p.1 == &colour.to_array()[..3];
                let pairs = got.rgb.chunks_exact(3).zip(want.chunks_exact(3));
                let wrong = pairs.filter(is).filter(|(got, want)| got != want).count();
                assert_eq!(wrong, 0, "dark {dark}: {} has lost its colour", run.name);
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let mut usual = usual();
    usual.picture.mode = Some(Mode::Relief);
    for format in FilmFormat::ALL {
        let film = Film { format, ..usual };
        let base = shown(default_scene(), &film);
        let one = bytes(&base, &film, 1);
        for threads in [0, 2, 3, 16] {
            assert!(one == bytes(&base, &film, threads), "{format:?} {threads}");
        }
    }
}

#[test]
fn a_film_of_one_picture_is_one() {
    for format in FilmFormat::ALL {
        let film = Film {
            format,
            frames: 1,
            from: 300,
            ..usual()
        };
        let base = shown(default_scene(), &film);
        let bytes = bytes(&base, &film, 2);
        match format {
            FilmFormat::Gif => assert_eq!(decode::gif(&bytes).1.len(), 1),
            FilmFormat::Apng => assert_eq!(decode::apng(&bytes).1.len(), 1),
            FilmFormat::Frames => assert!(bytes.starts_with(b"\x89PNG")),
        }
    }
}

#[test]
fn progress_is_told_of_every_picture_and_calls_the_film_off() {
    let folder = tempfile::tempdir().unwrap();
    for format in FilmFormat::ALL {
        let film = Film { format, ..usual() };
        let base = shown(default_scene(), &film);
        let mut told = Vec::new();
        let mut progress = |done, total| {
            assert_eq!(total, 7);
            told.push(done);
            Ok(())
        };
        film::shoot(&base, &film, &mut io::sink(), &mut progress).unwrap();
        told.dedup();
        assert_eq!(told, (0..=7).collect::<Vec<_>>(), "{format:?}");

        let long = Film {
            frames: 5000,
            ..film
        };
        for last in [0, 3] {
            let mut told = 0;
            let mut progress = |done, _: u64| {
                told = done;
                if done < last { Ok(()) } else { Err(Cancelled) }
            };
            let path = folder.path().join("film");
            let mut file = Replacement::create(&path).unwrap();
            let failure = film::shoot(&base, &long, &mut file, &mut progress).unwrap_err();
            assert!(matches!(failure, Failure::Cancelled), "{failure:?}");
            assert_eq!(told, last, "nothing is drawn after it was called off");
            drop(file);
            assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        }
    }
}

#[test]
fn a_film_is_called_off_while_its_scene_is_still_simulated() {
    let film = Film {
        to: 5_000_000,
        frames: 2,
        ..usual()
    };
    let mut scene = default_scene();
    scene.steps = 5_000_000;
    let base = shown(scene, &film);
    let mut asked = 0;
    let mut progress = |done, _: u64| {
        assert_eq!(done, 0);
        asked += 1;
        if asked < 3 { Ok(()) } else { Err(Cancelled) }
    };
    let failure = film::shoot(&base, &film, &mut io::sink(), &mut progress).unwrap_err();
    assert!(matches!(failure, Failure::Cancelled), "{failure:?}");
}

/// A stream that breaks after so many bytes.
struct Broken(usize);

impl Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.0);
        self.0 -= fits;
        if fits == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(fits)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_stream_that_breaks_is_a_failure_and_no_panic() {
    for format in FilmFormat::ALL {
        let film = Film { format, ..usual() };
        let base = shown(default_scene(), &film);
        let length = bytes(&base, &film, 2).len();
        for at in [0, 10, 1000, length / 2, length - 1] {
            let failure = film::shoot(&base, &film, &mut Broken(at), &mut Quiet).unwrap_err();
            let Failure::Unwritten(error) = failure else {
                panic!("{format:?} {at}: {failure:?}");
            };
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{format:?} {at}");
        }
    }
}

#[test]
fn what_cannot_be_filmed_is_refused_before_anything_is_drawn() {
    let film = Film {
        frames: 0,
        ..usual()
    };
    let base = shown(default_scene(), &film);
    let mut progress = |_: u64, _: u64| panic!("nothing is drawn");
    let failure = film::shoot(&base, &film, &mut io::sink(), &mut progress).unwrap_err();
    assert!(failure.to_string().contains("from 1 to 5000"), "{failure}");
    let mut put = |_: u32, _: &[u8]| panic!("nothing is handed out");
    let failure = film::shoot_frames(&base, &film, &mut put, &mut progress).unwrap_err();
    assert!(matches!(failure, Failure::Unsayable(_)), "{failure:?}");
}

#[test]
fn a_gif_is_small() {
    let mut film = Film {
        format: FilmFormat::Gif,
        frames: 40,
        ..usual()
    };
    film.picture.size = [320.0, 240.0];
    let base = shown(default_scene(), &film);
    let length = bytes(&base, &film, 2).len();
    assert!(length < 130_000, "{length} bytes");
}
