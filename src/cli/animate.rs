//! `ravine animate`: a film of the race, as a GIF, an animated PNG or numbered pictures.

#[cfg(feature = "picture")]
mod shoot;

#[cfg(feature = "picture")]
pub(super) use shoot::execute;

use super::render::View;
use super::{Mode, Source, Theme, spell};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What `ravine help animate` says.
pub(super) const ABOUT: &str = "\
Draw a film of the race, without a display

The format follows the name of the output: .gif is a GIF (256 colours, shown everywhere); .png and .apng are \
animated PNGs (all colours, shown by browsers); a folder gets numbered PNG files, for programs that make films \
of pictures. With --format frames, - is sent the PNG files one after the other.";

const EXAMPLES: &str = "\
Examples:
  ravine animate ravine -o ravine.gif
  ravine animate --run adam:lr=0.1 --surface rosenbrock --steps 2000 -o frames/ --every 10 --theme light";

/// What to film, and how.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{}\n\n{EXAMPLES}", spell::GRAMMAR))]
pub struct Arguments {
    /// The scene.
    #[command(flatten)]
    pub source: Source,
    /// The film to write, or the folder for its pictures; - is standard output
    #[arg(short, long, value_name = "FILE|FOLDER")]
    pub output: PathBuf,
    /// The format; unless it is given, the name of the output says it
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// How much of the screen
    #[arg(long, value_enum, default_value_t = View::Landscape)]
    pub view: View,
    /// The landscape in 2D, 3D or both, or a map; as the scene says unless it is given, and with `--view landscape` from
    /// above unless the scene shows a map
    #[arg(long, value_enum)]
    pub mode: Option<Mode>,
    /// Width and height in points; 640x480, and 960x540 for the whole screen, unless they are given
    #[arg(long, value_name = "WxH", value_parser = super::size)]
    pub size: Option<[f32; 2]>,
    /// Pixels per point
    #[arg(long, default_value = "1", value_parser = super::scale)]
    pub scale: f32,
    /// The colours of the screen
    #[arg(long, value_enum, default_value_t = Theme::Dark)]
    pub theme: Theme,
    /// The first step that is shown
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub from: u64,
    /// The last step that is shown; the last one of the scene unless it is given
    #[arg(long, value_name = "N")]
    pub to: Option<u64>,
    /// How many pictures, spread evenly over the steps; one for each step, but at most 200, unless it is given
    #[arg(long, value_name = "N", conflicts_with = "every")]
    pub frames: Option<u32>,
    /// A picture at each Nth step
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub every: Option<u64>,
    /// Pictures per second
    #[arg(long, value_name = "N", default_value_t = 25.0)]
    pub fps: f32,
    /// How long the last picture stays, in seconds, before the film begins again
    #[arg(long, value_name = "SECONDS", default_value_t = 1.5)]
    pub hold: f32,
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

/// The format of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// 256 colours, shown everywhere.
    Gif,
    /// All colours, shown by browsers.
    Apng,
    /// A PNG file for each picture, numbered.
    Frames,
}
