//! `ravine render`: what the window would show, or a part of it, as a picture file.

use super::{Failure, Mode, Source, Theme, scale, size, spell};
use clap::ValueEnum;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  ravine render ravine -o ravine.png --size 1920x1080 --step 60
  ravine render --run adam:lr=0.1 --surface himmelblau -o race.svg --view landscape --legend --theme light";

/// What to draw, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{}\n\n{EXAMPLES}", spell::GRAMMAR))]
pub struct Arguments {
    /// The scene.
    #[command(flatten)]
    pub source: Source,
    /// The picture to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The format; unless it is given, the file's name says it, and standard output gets PNG
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Width and height in points
    #[arg(long, default_value = "1440x900", value_name = "WxH", value_parser = size)]
    pub size: [f32; 2],
    /// Pixels per point of a PNG
    #[arg(long, default_value = "1", value_parser = scale)]
    pub scale: f32,
    /// The step at which the runs are shown; the last one unless it is given
    #[arg(long, value_name = "N")]
    pub step: Option<u64>,
    /// How much of the screen
    #[arg(long, value_enum, default_value_t = View::Screen)]
    pub view: View,
    /// The landscape of the whole screen in 2D, 3D or both; as the scene says unless it is given
    #[arg(long, value_enum)]
    pub mode: Option<Mode>,
    /// The colours of the screen
    #[arg(long, value_enum, default_value_t = Theme::Dark)]
    pub theme: Theme,
    /// Name the runs beside the landscape or the curves
    #[arg(long)]
    pub legend: bool,
    /// Say under the landscape or the curves what is seen: title, surface, start, steps
    #[arg(long)]
    pub caption: bool,
}

/// How much of the screen is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum View {
    /// All of it.
    Screen,
    /// The landscape alone, from above.
    Landscape,
    /// The landscape alone, in 3D.
    Relief,
    /// The curves alone.
    Curves,
}

/// The format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Pixels.
    Png,
    /// Lines and letters that stay sharp, for the web and for drawing programs.
    Svg,
    /// Lines and letters that stay sharp, for papers.
    Pdf,
}

#[cfg(not(feature = "picture"))]
pub(super) fn execute(_: &Arguments) -> Result<(), Failure> {
    Err(Failure::operation(super::WITHOUT_PICTURES))
}

/// Draws it.
#[cfg(feature = "picture")]
pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    use super::{MAX_PIXELS, files, finish};
    use crate::export::progress::Quiet;
    use crate::picture::{self, Options, PictureFormat, Shown, What};
    use crate::session::view;
    use std::io::{self, Write as _};

    let format = arguments.format()?;
    let scale = if format == Format::Png {
        arguments.scale
    } else {
        1.0
    };
    let [width, height] = arguments.size.map(|points| f64::from(points * scale));
    if width * height > MAX_PIXELS {
        return Err(Failure::input(format!(
            "the picture would have {:.0} pixels; it may have {MAX_PIXELS:.0}",
            width * height
        )));
    }
    let preset = arguments.source.read()?;
    let steps = preset.scene.steps;
    if let Some(step) = arguments.step.filter(|step| *step > steps) {
        return Err(Failure::input(format!(
            "there is no step {step}: the runs of this scene have {steps} steps"
        )));
    }
    let mode = arguments.mode.map(|mode| match mode {
        Mode::Plane => view::Mode::Plane,
        Mode::Relief => view::Mode::Relief,
        Mode::Both => view::Mode::Both,
    });
    let (what, mode) = match arguments.view {
        View::Screen => (What::Screen, mode),
        View::Landscape => (What::Landscape, Some(view::Mode::Plane)),
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
    let format = match format {
        Format::Png => PictureFormat::Png,
        Format::Svg => PictureFormat::Svg,
        Format::Pdf => PictureFormat::Pdf,
    };
    let bytes = picture::encode(&Shown::of(&preset, &options), format, &mut Quiet)
        .map_err(|error| Failure::operation(error.to_string()))?;
    if arguments.output.as_os_str() == "-" {
        let mut out = io::stdout().lock();
        return finish(out.write_all(&bytes).and_then(|()| out.flush()));
    }
    files::write_atomically(&arguments.output, &bytes)
        .map_err(|error| files::not_written(&arguments.output, &error))
}

#[cfg(feature = "picture")]
impl Arguments {
    /// The format that is asked for, if the arguments go together.
    fn format(&self) -> Result<Format, Failure> {
        if self.mode.is_some() && self.view != View::Screen {
            return Err(Failure::input(
                "`--mode` is about the whole screen: leave out `--view`, or leave out `--mode`",
            ));
        }
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

#[cfg(feature = "picture")]
impl Format {
    fn word(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }
}
