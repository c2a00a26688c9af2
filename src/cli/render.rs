//! `ravine render`: what the window would show, or a part of it, as a picture file.

#[cfg(feature = "picture")]
mod draw;

#[cfg(feature = "picture")]
pub(super) use draw::execute;

use super::{Mode, Source, Theme, scale, size, spell};
#[cfg(feature = "picture")]
use crate::ui::screen::SMALLEST;
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
    /// The landscape in 2D, 3D or both, or a map; as the scene says unless it is given, and with `--view landscape` from
    /// above unless the scene shows a map
    #[arg(long, value_enum)]
    pub mode: Option<Mode>,
    /// The colours of the screen
    #[arg(long, value_enum, default_value_t = Theme::Dark)]
    pub theme: Theme,
    /// Work out every pixel of basins or of a sweep, however long that takes; else a map that would cost more than half a
    /// minute of one core has larger pixels
    #[arg(long)]
    pub full_map: bool,
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

#[cfg(feature = "picture")]
impl View {
    /// Whether it has room in a size, if one is said, and whether the landscape's mode may be said.
    pub(super) fn check(
        self,
        mode: Option<Mode>,
        size: Option<[f32; 2]>,
    ) -> Result<(), super::Failure> {
        let [width, height] = SMALLEST;
        let is_small = |size: &[f32; 2]| size[0] < width || size[1] < height;
        if self == Self::Screen && size.is_some_and(|size| is_small(&size)) {
            return Err(super::Failure::input(format!(
                "the whole screen has no room in that `--size`: say {width}x{height} or more, or draw a part of it with \
                 `--view landscape`, `relief` or `curves`",
            )));
        }
        if mode.is_none() || matches!(self, Self::Screen | Self::Landscape) {
            return Ok(());
        }
        Err(super::Failure::input(
            "`--mode` is about the whole screen or the landscape: say `--view screen` or `--view landscape`, or leave out \
             `--mode`",
        ))
    }
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

/// Says what is missing.
#[cfg(not(feature = "picture"))]
pub(super) fn execute(_: &Arguments) -> Result<(), super::Failure> {
    Err(super::Failure::operation(super::WITHOUT_PICTURES))
}
