//! From what was said on the command line to a film and its file or files.

use super::super::progress::Bar;
use super::super::render::View;
use super::super::{Failure, Theme, coarse, files, output};
use super::{Arguments, Format};
use crate::export::limits;
use crate::export::plan::{Film, FilmFormat, Options, What};
use crate::picture::{Shown, film};
use crate::session::view;
use std::fs;
use std::io;
use std::path::Path;

/// The most pictures of a film for which no number was asked.
const USUAL_FRAMES: u32 = 200;

pub(in crate::cli) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let format = format(arguments)?;
    let preset = arguments.source.read()?;
    let film = film(arguments, format, preset.scene.steps)?;
    limits::film(&film).map_err(Failure::input)?;
    let mut shown = Shown::of(&preset, &film.picture);
    let output = Some(arguments.output.as_path());
    coarse::bound(&mut shown, arguments.full_map, film.frames);
    let mut bar = Bar::beside("Filming", output);
    if format == FilmFormat::Frames && !files::is_stream(output) {
        return into_folder(&shown, &film, &arguments.output, &mut bar);
    }
    output::refuse_terminal(output)?;
    output::deliver(output, |out| film::shoot(&shown, &film, out, &mut bar))
}

/// Writes numbered pictures into a folder, each whole or not at all.
fn into_folder(shown: &Shown, film: &Film, folder: &Path, bar: &mut Bar) -> Result<(), Failure> {
    let not_written = |error: &io::Error| files::not_written(folder, error);
    fs::create_dir_all(folder).map_err(|error| not_written(&error))?;
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let stem = whole.file_name().map(|name| name.to_string_lossy());
    let stem = stem.as_deref().unwrap_or("film");
    let mut put = |number: u32, png: &[u8]| {
        let path = folder.join(film::frame_name(stem, film, number));
        files::write_atomically(&path, png)
    };
    film::shoot_frames(shown, film, &mut put, bar).map_err(|failure| match failure {
        film::Failure::Unwritten(error) => not_written(&error),
        other => Failure::operation(other.to_string()),
    })
}

/// The format that is asked for, or that the name of the output tells.
fn format(arguments: &Arguments) -> Result<FilmFormat, Failure> {
    let output = &arguments.output;
    let name = output.to_string_lossy();
    let is_folder = output.is_dir() || name.ends_with(['/', '\\']);
    let end = output.extension().filter(|_| !is_folder);
    let end = end.map(|end| end.to_string_lossy().to_lowercase());
    let named = match end.as_deref() {
        Some("gif") => Some(FilmFormat::Gif),
        Some("png" | "apng") => Some(FilmFormat::Apng),
        _ => None,
    };
    let asked = arguments.format.map(|format| match format {
        Format::Gif => FilmFormat::Gif,
        Format::Apng => FilmFormat::Apng,
        Format::Frames => FilmFormat::Frames,
    });
    match (asked, named) {
        (Some(asked), Some(named)) if asked != named => Err(Failure::input(format!(
            "{name}: the name says {}, `--format` says {}",
            named.id(),
            asked.id()
        ))),
        (Some(format), _) | (None, Some(format)) => Ok(format),
        (None, None) if name == "-" => Err(Failure::input(
            "standard output has no name that says what to write: add `--format gif`, `apng` or `frames`",
        )),
        (None, None) => match end {
            None => Ok(FilmFormat::Frames),
            Some(end) => Err(Failure::input(format!(
                "{name}: a film is a .gif, a .png or a folder of pictures, not a .{end}; a folder ends in /"
            ))),
        },
    }
}

/// The film that is asked for, of a scene with this many steps.
fn film(arguments: &Arguments, format: FilmFormat, steps: u64) -> Result<Film, Failure> {
    let (from, to) = (arguments.from, arguments.to.unwrap_or(steps));
    if let Some(step) = [from, to].into_iter().find(|step| *step > steps) {
        return Err(Failure::input(format!(
            "there is no step {step}: the runs of this scene have {steps} steps"
        )));
    }
    arguments.view.check(arguments.mode, arguments.size)?;
    if arguments.view == View::Screen && (arguments.legend || arguments.caption) {
        let word = if arguments.legend {
            "--legend"
        } else {
            "--caption"
        };
        return Err(Failure::input(format!(
            "`{word}` is about the landscape or the curves: leave out `--view screen`, or leave out `{word}`"
        )));
    }
    let way = to.saturating_sub(from);
    let at_most = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let (to, frames) = match (arguments.frames, arguments.every) {
        (Some(frames), _) => (to, frames),
        (None, Some(every)) if from <= to => (
            from + way / every * every,
            at_most((way / every).saturating_add(1)),
        ),
        _ => (to, at_most(way.saturating_add(1)).min(USUAL_FRAMES)),
    };
    let mode = arguments.mode.map(view::Mode::from);
    let (what, mode, size) = match arguments.view {
        View::Screen => (What::Screen, mode, [960.0, 540.0]),
        View::Landscape => (What::Landscape, mode, [640.0, 480.0]),
        View::Relief => (What::Landscape, Some(view::Mode::Relief), [640.0, 480.0]),
        View::Curves => (What::Curves, None, [640.0, 480.0]),
    };
    Ok(Film {
        picture: Options {
            size: arguments.size.unwrap_or(size),
            scale: arguments.scale,
            step: None,
            what,
            mode,
            dark: arguments.theme == Theme::Dark,
            legend: arguments.legend,
            caption: arguments.caption,
        },
        format,
        from,
        to,
        frames,
        rate: arguments.fps,
        hold_secs: arguments.hold,
    })
}
