//! Films of a race: the screen at one step after another, as a GIF, an animated PNG or numbered pictures. Knows no file.
//!
//! Every picture of a film is, pixel by pixel, the picture of that step alone ([`super::draw_shown`]), before a GIF
//! gives it its few colours. Only a handful of pictures are in memory at a time, however long the film is.

mod apng;
mod difference;
mod gif;
mod palette;
mod plate;
mod studio;
mod times;

pub use crate::export::Failure;

use super::Shown;
use super::frame::{Canvas, png_bytes};
use crate::export::limits;
use crate::export::plan::{Film, FilmFormat};
use crate::export::progress::Progress;
use crate::ui::theme::{self, Theme};
use apng::Apng;
use egui::Color32;
use gif::Gif;
use palette::{Colour, Palette};
use std::io::{self, Write};
use std::num::NonZero;
use std::thread;
use studio::Studio;

/// The most pixels that are worked on at a time, which is about a gigabyte.
const AT_ONCE: usize = 40_000_000;

/// Writes a film as one file. Numbered pictures are written one after the other, as programs read them that make films
/// of what they are sent.
///
/// `base` is the screen whose film it is; what the film says of its pictures goes before what the screen says.
/// `progress` is told how many pictures are done.
///
/// # Errors
/// If it is called off, if there can be no such film ([`limits::film`]), or if it cannot be written.
pub fn shoot(
    base: &Shown,
    film: &Film,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    shoot_by(threads(film), base, film, out, progress)
}

/// The same with this many threads that develop pictures; the bytes do not depend on it.
///
/// # Errors
/// As [`shoot`].
pub fn shoot_by(
    threads: usize,
    base: &Shown,
    film: &Film,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    limits::film(film).map_err(Failure::Unsayable)?;
    match film.format {
        FilmFormat::Gif => shoot_gif(threads, base, film, out, progress),
        FilmFormat::Apng => shoot_apng(threads, base, film, out, progress),
        FilmFormat::Frames => {
            let mut put = |_: u32, png: &[u8]| out.write_all(png);
            numbered(threads, base, film, &mut put, progress)?;
            Ok(out.flush()?)
        }
    }
}

/// Hands out a film as single pictures: the number of each, from 1 on, and its bytes as a PNG file, whatever format
/// the film says. [`frame_name`] says what its file is called.
///
/// # Errors
/// As [`shoot`].
pub fn shoot_frames(
    base: &Shown,
    film: &Film,
    put: &mut dyn FnMut(u32, &[u8]) -> io::Result<()>,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let film = Film {
        format: FilmFormat::Frames,
        ..*film
    };
    limits::film(&film).map_err(Failure::Unsayable)?;
    numbered(threads(&film), base, &film, put, progress)
}

/// The name of the file with picture number `number` of a film: `race-0001.png`.
pub fn frame_name(stem: &str, film: &Film, number: u32) -> String {
    let digits = film.frames.to_string().len().max(4);
    format!("{stem}-{number:0digits$}.png")
}

/// How many threads develop pictures: one for each processor, and fewer where their pictures would fill the memory.
fn threads(film: &Film) -> usize {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    processors.min(at_once(film))
}

/// How many pictures may be worked on at a time.
fn at_once(film: &Film) -> usize {
    let [width, height] = pixels(film);
    (AT_ONCE / width.saturating_mul(height).max(1)).max(1)
}

/// Width and height of a film in pixels.
fn pixels(film: &Film) -> [usize; 2] {
    let side = |points: f32| (points * film.picture.scale).round().max(1.0) as usize;
    film.picture.size.map(side)
}

/// The screen that is filmed.
fn scene(base: &Shown, film: &Film) -> Shown {
    let mut shown = base.clone();
    shown.settings.dark = film.picture.dark;
    (shown.what, shown.mode) = (film.picture.what, film.picture.mode);
    (shown.legend, shown.caption) = (film.picture.legend, film.picture.caption);
    (shown.size, shown.scale) = (film.picture.size, film.picture.scale);
    shown
}

/// Takes every picture of a film, as `develop` made it, with its index.
fn roll<T: Send>(
    studio: &mut Studio,
    film: &Film,
    progress: &mut dyn Progress,
    develop: &(dyn Fn(Canvas) -> T + Sync),
    mut take: impl FnMut(u32, T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let total = u64::from(film.frames);
    let steps: Vec<u64> = (0..film.frames).map(|index| film.step(index)).collect();
    // Told both when a picture is done and while the next one takes its time.
    let told = std::cell::RefCell::new((0, progress));
    let tell = |more: u64| {
        let (done, progress) = &mut *told.borrow_mut();
        *done += more;
        progress.at(*done, total)
    };
    tell(0)?;
    let mut index = 0;
    studio.each(&steps, develop, &mut || tell(0), &mut |made| {
        take(index, made)?;
        index += 1;
        Ok(tell(1)?)
    })
}

fn numbered(
    threads: usize,
    base: &Shown,
    film: &Film,
    put: &mut dyn FnMut(u32, &[u8]) -> io::Result<()>,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let mut studio = Studio::new(&scene(base, film), threads);
    let develop = |canvas: Canvas| png_bytes(&canvas);
    roll(&mut studio, film, progress, &develop, |index, png| {
        let png = png.map_err(io::Error::other)?;
        Ok(put(index + 1, &png)?)
    })
}

fn shoot_apng(
    threads: usize,
    base: &Shown,
    film: &Film,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let mut studio = Studio::new(&scene(base, film), threads);
    let mut apng = Apng::new(out, pixels(film), film.frames)?;
    let develop = |canvas: Canvas| opaque(&canvas);
    roll(&mut studio, film, progress, &develop, |index, pixels| {
        Ok(apng.add(pixels, times::delay(film, index, apng::PARTS))?)
    })?;
    Ok(apng.finish()?)
}

/// A picture without its alpha: it is drawn on opaque ground.
fn opaque(canvas: &Canvas) -> Vec<u8> {
    let pixels = canvas.rgba.chunks_exact(4);
    pixels.flat_map(|p| [p[0], p[1], p[2]]).collect()
}

fn shoot_gif(
    threads: usize,
    base: &Shown,
    film: &Film,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let shown = scene(base, film);
    let mut studio = Studio::new(&shown, threads);
    let mut samples = Vec::new();
    let steps = [0, film.frames / 2, film.frames - 1].map(|index| film.step(index));
    let total = u64::from(film.frames);
    let keep: &(dyn Fn(Canvas) -> Canvas + Sync) = &|canvas| canvas;
    let mut waiting = || progress.at(0, total);
    studio.each(&steps, keep, &mut waiting, &mut |canvas| {
        samples.push(canvas);
        Ok(())
    })?;
    let palette = Palette::new(&samples, &exact(&shown));
    drop(samples);
    let mut gif = Gif::new(out, pixels(film).map(|side| side as u16), &palette)?;
    let develop = |canvas: Canvas| palette.indices(&canvas);
    roll(&mut studio, film, progress, &develop, |index, indices| {
        Ok(gif.add(indices, times::delay(film, index, 100))?)
    })?;
    Ok(gif.finish()?)
}

/// The colours that must not shift: by them runs are told apart.
fn exact(shown: &Shown) -> Vec<Colour> {
    let dark = shown.settings.dark;
    let theme = match shown.present {
        Some(_) => Theme::presenting(dark),
        None => Theme::of(dark),
    };
    let scene = &shown.preset.scene;
    let runs = scene
        .runs
        .iter()
        .map(|run| theme::run_style(run.style).colour(theme));
    let grounds = [
        theme.canvas,
        theme.panel,
        theme.raised,
        theme.text,
        theme.text_muted,
        theme.casing,
        theme.mark,
        theme.accent,
    ];
    let mut colours: Vec<Colour> = Vec::new();
    for colour in runs.chain(grounds).map(|colour: Color32| colour.to_array()) {
        let colour = [colour[0], colour[1], colour[2]];
        if !colours.contains(&colour) {
            colours.push(colour);
        }
    }
    colours
}
