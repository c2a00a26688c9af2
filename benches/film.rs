//! What a film costs: 200 pictures of 640×480 points, in seconds, kilobytes, and as many times one picture.
//!
//! Seconds are those of a clock on the wall, with every processor that there is. The ratio is against drawing a picture
//! of the same size alone, by one thread, so that it means the same on every machine with as many processors.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use ravine::export::plan::{Film, FilmFormat, Options, What};
use ravine::export::progress::Quiet;
use ravine::picture::{self, Shown, film};
use ravine::session::preset::{self, PresetFile};
use ravine::session::view::Mode;
use std::hint::black_box;
use std::time::Instant;

/// The largest GIF that is small enough to send.
const MOST_BYTES: usize = 1_000_000;

fn main() {
    ravine::ui::memory::keep_freed();
    let rosenbrock = preset::built_in("rosenbrock").map(preset::parse);
    let Some(Ok(rosenbrock)) = rosenbrock else {
        println!("The scene on Rosenbrock is missing.");
        return;
    };
    let usual = PresetFile::new(preset::default_scene());
    let plane = (What::Landscape, Mode::Plane);
    let relief = (What::Landscape, Mode::Relief);
    for (name, preset, (what, mode)) in [
        ("the first scene, from above", &usual, plane),
        ("Rosenbrock, from above", &rosenbrock, plane),
        ("the first scene, in 3D", &usual, relief),
        ("Rosenbrock, in 3D", &rosenbrock, relief),
        ("the whole screen", &usual, (What::Screen, Mode::Plane)),
        ("the curves", &usual, (What::Curves, Mode::Plane)),
    ] {
        let options = Options {
            size: [640.0, 480.0],
            scale: 1.0,
            step: None,
            what,
            mode: Some(mode),
            dark: true,
            legend: false,
            caption: false,
        };
        for format in FilmFormat::ALL {
            report(name, preset, options, format);
        }
    }
}

fn report(name: &str, preset: &PresetFile, picture: Options, format: FilmFormat) {
    let film = Film {
        picture,
        format,
        from: 0,
        to: preset.scene.steps,
        frames: 200,
        rate: 25.0,
        hold_secs: 1.5,
    };
    let shown = Shown::of(preset, &picture);
    let mut alone: Vec<f64> = (0..9)
        .map(|_| {
            let start = Instant::now();
            black_box(picture::draw_shown(&shown));
            start.elapsed().as_secs_f64()
        })
        .collect();
    alone.sort_by(f64::total_cmp);
    let alone = alone[alone.len() / 2];
    let mut bytes = Vec::new();
    let start = Instant::now();
    if let Err(failure) = film::shoot(&shown, &film, &mut bytes, &mut Quiet) {
        println!("{name}: {failure}");
        return;
    }
    let secs = start.elapsed().as_secs_f64();
    let (word, kilobytes) = (format.id(), bytes.len() / 1000);
    println!(
        "{name:<28} {word:<6} {secs:6.2} s   {kilobytes:>6} KB   {:6.1} × a picture of {:.1} ms",
        secs / alone,
        1e3 * alone,
    );
    assert!(
        format != FilmFormat::Gif || bytes.len() < MOST_BYTES,
        "a GIF of {kilobytes} KB is too large to send"
    );
}
