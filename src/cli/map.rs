//! `ravine map`: basins or a sweep, of two numbers or of one, as a picture, as arrays or as a table, without a window.

mod axes;
mod draw;
mod lines;

pub(super) use draw::execute;

use super::{Source, Theme, spell};
use crate::export::map::{MOST_SIDE, MapFormat};
use crate::session::maps::Shade;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What `ravine help map` says.
pub(super) const ABOUT: &str = "\
Work out a map: where runs from all starts end up (basins), what becomes of a run as two of its numbers vary (sweep), or of \
all runs as one does (curve), and where a run goes on after its steps as one of its numbers varies (orbit)

Each pixel is a run of its own, bit for bit the one that the window or `ravine run` would show. Of basins and a sweep a .png \
has a pixel for each, in the colours of the window (`ravine render --mode basins` draws it with axes and legend); a .npz has \
arrays for numpy.load, a .csv a row per pixel: the numbers on the axes, each under its name (start.x, optimizer.lr), ending, at \
(its step; in basins also since when a run rests whose steps end at a shallower minimum), period, cause, loss, end_x, end_y, \
steps (until the tolerance is first met), rate (measured, per step), and for basins the number of the minimum. Of a curve a .csv has a row per run and value: run (its place in the scene), name, the number \
under its name, and the same; of an orbit a row per value and step: the number, ending, at, period, cause, fate (diverged, \
rests, cycles, wanders), step, place_x, place_y, loss, moved. A .npz has the same in arrays, the names of the axes and the \
scene; a .png of either is the picture of the window, with its axes.";

const EXAMPLES: &str = "\
Examples:
  ravine map basins ravine --run Adam -o basins.png
  ravine map basins --surface himmelblau --run sgd:lr=0.01,momentum=0.9 --against sgd:lr=0.01 --size 1024x1024 -o both.npz
  ravine map sweep --run sgd:momentum=0.9 --x optimizer.lr=1e-4..1:log --y optimizer.momentum=0..0.99 --colour rate -o sweep.png
  ravine map sweep ravine --run Adam --y optimizer.beta1 --size 64x64 -o - --format csv
  ravine map curve ravine --x lr=1e-4..1:log --columns 200 -o curves.csv
  ravine map orbit --surface double_well --run sgd --x lr=0.8..2.05 --after 500 -o orbits.npz";

/// Which map.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{}\n\n{EXAMPLES}", spell::GRAMMAR))]
pub struct Arguments {
    #[command(subcommand)]
    map: Map,
}

#[derive(Debug, Subcommand)]
enum Map {
    /// Every pixel is a start: where does the run go from there, and how fast?
    #[command(after_help = EXAMPLES)]
    Basins(Basins),
    /// Every pixel is a setting of two numbers of the run
    #[command(after_help = EXAMPLES)]
    Sweep(Sweep),
    /// The final loss of all runs over one number
    #[command(after_help = EXAMPLES)]
    Curve(lines::Curve),
    /// Where the run goes on after its steps, over one number: it rests, cycles or wanders (bifurcation diagram)
    #[command(after_help = EXAMPLES)]
    Orbit(lines::Orbit),
}

/// What all have in common.
#[derive(Debug, Args)]
struct Common {
    /// The scene. `--run` may also be the name of one of its runs: the first --run is the one that is mapped, and the
    /// scene's first run where none is said; a curve is of all that are said, and of all the scene's where none is
    #[command(flatten)]
    source: Source,
    /// The file to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The format; unless it is given, the file's name says it
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The colours of a picture
    #[arg(long, value_enum, default_value_t = Theme::Dark)]
    theme: Theme,
    /// How many threads work; one for each processor unless it is given. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Debug, Args)]
struct Basins {
    #[command(flatten)]
    common: Common,
    /// Pixels across and up
    #[arg(long, value_name = "WxH", default_value = "512x512", value_parser = pixels)]
    size: [usize; 2],
    /// The part of the plane: x from the first to the second, y from the third to the fourth number; what the scene shows
    /// unless it is given
    #[arg(long, value_name = "X0,X1,Y0,Y1", allow_hyphen_values = true, value_parser = region)]
    region: Option<[f64; 4]>,
    /// A run to compare with: the name of a run of the scene, or a method, as for --run
    #[arg(long, value_name = "RUN")]
    against: Option<String>,
}

#[derive(Debug, Args)]
struct Sweep {
    #[command(flatten)]
    common: Common,
    /// Pixels across and up
    #[arg(long, value_name = "WxH", default_value = "512x512", value_parser = pixels)]
    size: [usize; 2],
    /// What stands on the horizontal axis, from where to where: optimizer.lr=1e-4..1:log; what the scene says, or else the
    /// learning rate, unless it is given. Range and scale (linear, log, one_minus) may be left out
    #[arg(long, value_name = "NUMBER=LOW..HIGH:SCALE")]
    x: Option<String>,
    /// What stands on the vertical axis
    #[arg(long, value_name = "NUMBER=LOW..HIGH:SCALE")]
    y: Option<String>,
    /// What the colours of a picture mean; what the scene says unless it is given
    #[arg(long, value_enum)]
    colour: Option<Colour>,
}

/// How a map is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A pixel of a picture for each pixel of the map.
    Png,
    /// Arrays for NumPy.
    Npz,
    /// A row per pixel.
    Csv,
}

impl From<Format> for MapFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Png => Self::Png,
            Format::Npz => Self::Npz,
            Format::Csv => Self::Csv,
        }
    }
}

/// What the colours of a sweep mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// The gap to the minimum at the end, or the loss where that is unknown.
    Loss,
    /// Steps until the tolerance is first met.
    Steps,
    /// The measured factor per step by which the distance to the minimum shrinks.
    Rate,
    /// How the run ended.
    Ending,
}

impl From<Colour> for Shade {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Loss => Self::Loss,
            Colour::Steps => Self::Steps,
            Colour::Rate => Self::Rate,
            Colour::Ending => Self::Ending,
        }
    }
}

fn pixels(text: &str) -> Result<[usize; 2], String> {
    let side = |side: &str| {
        let pixels = side.trim().parse::<u32>().ok();
        pixels.filter(|pixels| (1..=MOST_SIDE).contains(pixels))
    };
    let sides = text.split_once(['x', '×']);
    match sides.map(|(width, height)| (side(width), side(height))) {
        Some((Some(width), Some(height))) => Ok([width as usize, height as usize]),
        _ => Err(format!(
            "a size is two whole numbers from 1 to {MOST_SIDE}, such as 512x512"
        )),
    }
}

fn region(text: &str) -> Result<[f64; 4], String> {
    let ends: Option<Vec<f64>> = text.split(',').map(|end| end.trim().parse().ok()).collect();
    let ends = ends.and_then(|ends| <[f64; 4]>::try_from(ends).ok());
    let seen = |low: f64, high: f64| low < high && (high - low).is_finite();
    ends.filter(|[left, right, below, above]| seen(*left, *right) && seen(*below, *above))
        .ok_or_else(|| {
            "a region is four numbers, x from the first to the second and y from the third to the fourth, each pair \
             rising, such as -4,4,-2,2"
                .to_owned()
        })
}
