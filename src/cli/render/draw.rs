//! From what was said on the command line to a picture and its file.

use super::{Arguments, Format, View};
use crate::cli::progress::Bar;
use crate::cli::{Failure, Theme, coarse, files, finish};
use crate::export::limits;
use crate::picture::{self, Options, PictureFormat, Shown, What};
use crate::session::view;
use clap::ValueEnum;
use std::io::{self, Write};

/// Draws it.
pub(in crate::cli) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let format = match arguments.format()? {
        Format::Png => PictureFormat::Png,
        Format::Svg => PictureFormat::Svg,
        Format::Pdf => PictureFormat::Pdf,
    };
    let preset = arguments.source.read()?;
    let steps = preset.scene.steps;
    if let Some(step) = arguments.step.filter(|step| *step > steps) {
        return Err(Failure::input(format!(
            "there is no step {step}: the runs of this scene have {steps} steps"
        )));
    }
    let mode = arguments.mode.map(view::Mode::from);
    let (what, mode) = match arguments.view {
        View::Screen => (What::Screen, mode),
        View::Landscape => (What::Landscape, mode),
        View::Relief => (What::Landscape, Some(view::Mode::Relief)),
        View::Curves => (What::Curves, None),
    };
    let options = Options {
        size: arguments.size,
        scale: arguments.scale,
        step: arguments.step,
        what,
        mode,
        dark: arguments.theme == Theme::Dark,
        legend: arguments.legend,
        caption: arguments.caption,
    };
    limits::picture(&options, format).map_err(Failure::input)?;
    let mut shown = Shown::of(&preset, &options);
    coarse::bound(&mut shown, arguments.full_map, 1);
    let bytes = picture::encode(&shown, format, &mut Bar::new("Drawing"))
        .map_err(|error| Failure::operation(error.to_string()))?;
    if arguments.output.as_os_str() == "-" {
        let mut out = io::stdout().lock();
        return finish(out.write_all(&bytes).and_then(|()| out.flush()));
    }
    files::write_atomically(&arguments.output, &bytes)
        .map_err(|error| files::not_written(&arguments.output, &error))
}

impl Arguments {
    /// The format that is asked for, if the arguments go together.
    fn format(&self) -> Result<Format, Failure> {
        self.view.check(self.mode, Some(self.size))?;
        if self.view == View::Screen && (self.legend || self.caption) {
            let word = if self.legend { "--legend" } else { "--caption" };
            return Err(Failure::input(format!(
                "`{word}` is about the landscape or the curves: add `--view landscape`, `--view relief` or `--view \
                 curves`"
            )));
        }
        let extension = self
            .output
            .extension()
            .map(|end| end.to_string_lossy().to_lowercase());
        let named = extension.and_then(|end| Format::from_str(&end, true).ok());
        match (self.format, named) {
            (Some(format), Some(named)) if format != named => Err(Failure::input(format!(
                "{}: the name says {}, `--format` says {}",
                self.output.display(),
                named.word(),
                format.word()
            ))),
            (Some(format), _) | (None, Some(format)) => Ok(format),
            (None, None) if self.output.as_os_str() == "-" => Ok(Format::Png),
            (None, None) => Err(Failure::input(format!(
                "{}: a picture's name ends in .png, .svg or .pdf; or say `--format png`",
                self.output.display()
            ))),
        }
    }
}

impl Format {
    fn word(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}
