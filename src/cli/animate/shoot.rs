//! From what was said on the command line to a film and its file or files.

use super::super::{Failure, Theme, files, finish};
use super::{Arguments, Format, View};
use crate::cli::Mode;
use crate::cli::progress::Bar;
use crate::export::plan::{Film, FilmFormat, Options, What};
use crate::picture::{Shown, film};
use crate::session::view;
use std::fs;
use std::io::{self, BufWriter};
use std::path::Path;

/// The most pictures of a film for which no number was asked.
const USUAL_FRAMES: u32 = 200;

pub(in crate::cli) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let format = format(arguments)?;
    let preset = arguments.source.read()?;
    let film = film(arguments, format, preset.scene.steps)?;
    film::check(&film).map_err(Failure::input)?;
    let shown = Shown::of(&preset, &film.picture);
    let output = &arguments.output;
    let mut progress = Bar::new("Filming");
    if output.as_os_str() == "-" {
        let mut out = BufWriter::new(io::stdout().lock());
        return match film::shoot(&shown, &film, &mut out, &mut progress) {
            Err(film::Failure::Unwritten(error)) => finish(Err(error)),
            done => done.map_err(|failure| explain(output, failure)),
        };
    }
    if format == FilmFormat::Frames {
        fs::create_dir_all(output).map_err(|error| files::not_written(output, &error))?;
        let whole = fs::canonicalize(output).unwrap_or_else(|_| output.clone());
        let stem = whole.file_name().map(|name| name.to_string_lossy());
        let stem = stem.as_deref().unwrap_or("film");
        let mut put = |number: u32, png: &[u8]| {
            let path = output.join(film::frame_name(stem, &film, number));
            files::write_atomically(&path, png)
        };
        return film::shoot_frames(&shown, &film, &mut put, &mut progress)
            .map_err(|failure| explain(output, failure));
    }
    let mut file =
        files::Replacement::create(output).map_err(|error| files::not_written(output, &error))?;
    film::shoot(&shown, &film, &mut file, &mut progress)
        .map_err(|failure| explain(output, failure))?;
    file.commit()
        .map_err(|error| files::not_written(output, &error))
}

/// What a film that failed means for the program.
fn explain(output: &Path, failure: film::Failure) -> Failure {
    match failure {
        film::Failure::Unwritten(error) => files::not_written(output, &error),
        film::Failure::Refused(sentence) => Failure::input(sentence),
        film::Failure::Cancelled => Failure::operation(failure.to_string()),
    }
}

/// The format that is asked for, or that the name of the output tells.
fn format(arguments: &Arguments) -> Result<FilmFormat, Failure> {
    let output = &arguments.output;
    if let Some(format) = arguments.format {
        return Ok(match format {
            Format::Gif => FilmFormat::Gif,
            Format::Apng => FilmFormat::Apng,
            Format::Frames => FilmFormat::Frames,
        });
    }
    if output.as_os_str() == "-" {
        return Err(Failure::input(
            "standard output has no name that tells what to write: add `--format gif`, `apng` or `frames`",
        ));
    }
    let is_folder = output.is_dir() || output.to_string_lossy().ends_with(['/', '\\']);
    let end = output
        .extension()
        .map(|end| end.to_string_lossy().to_lowercase());
    match end.as_deref().filter(|_| !is_folder) {
        None => Ok(FilmFormat::Frames),
        Some("gif") => Ok(FilmFormat::Gif),
        Some("png" | "apng") => Ok(FilmFormat::Apng),
        Some(end) => Err(Failure::input(format!(
            "{}: a film is a .gif, a .png or a folder of pictures, not a .{end}; `--format` says which whatever the name",
            output.display()
        ))),
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
    if arguments.mode.is_some() && arguments.view != View::Screen {
        return Err(Failure::input(
            "`--mode` is about the whole screen: add `--view screen`, or leave out `--mode`",
        ));
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
    let mode = arguments.mode.map(|mode| match mode {
        Mode::Plane => view::Mode::Plane,
        Mode::Relief => view::Mode::Relief,
        Mode::Both => view::Mode::Both,
    });
    let (what, mode, size) = match arguments.view {
        View::Screen => (What::Screen, mode, [960.0, 540.0]),
        View::Landscape => (What::Landscape, Some(view::Mode::Plane), [640.0, 480.0]),
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
