//! The command line: what may be said, and what is done about it without a window.
//!
//! It prints results to standard output and never exits: [`Failure`] says with which code `main` should.

mod check;
pub mod files;
mod list;
mod markdown;
#[cfg(feature = "picture")]
mod render;
mod run;
#[cfg(feature = "picture")]
mod sheet;
mod temporary;

use clap::{Parser, Subcommand, ValueEnum};
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

/// See optimizers race down loss surfaces, with PyTorch's own numbers.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = "SCENE and FILE are a preset's path, the name of a built-in one (ravine, recurrent_cliff, \
                  rosenbrock), or - for standard input.\n\
                  Exit codes: 0 done; 1 the operation failed; 2 the command line or the input is wrong."
)]
pub struct Cli {
    /// The preset with which the window opens
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print every step of every run of a scene, every number with all its digits
    #[command(long_about = run::ABOUT)]
    Run(run::Arguments),
    /// Print the catalogues: every surface, optimizer, schedule and clip with all its parameters
    List(list::Arguments),
    /// Say of presets whether they are in order, and bring those of older versions up to date
    #[command(long_about = check::ABOUT)]
    Check(check::Arguments),
    /// Draw what the window would show into a PNG file, without a display
    Render(RenderArguments),
    /// Draw every surface and every state of the screen onto contact sheets, to look through them
    Sheet(SheetArguments),
}

/// What to draw, and how.
#[derive(Debug, clap::Args)]
pub struct RenderArguments {
    /// The scene
    #[arg(value_name = "SCENE")]
    pub scene: PathBuf,
    /// The picture to write; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Width and height in points
    #[arg(long, default_value = "1440x900", value_name = "WxH", value_parser = size)]
    pub size: [f32; 2],
    /// Pixels per point
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
}

/// Which contact sheets to draw.
#[derive(Debug, clap::Args)]
pub struct SheetArguments {
    /// The folder for the sheets; or one PNG file for all of them
    #[arg(short, long, value_name = "FOLDER|FILE.png")]
    pub output: PathBuf,
    /// The colours; both unless one is given
    #[arg(long, value_enum)]
    pub theme: Option<Theme>,
    /// Width and height of each picture in points
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub size: Option<[f32; 2]>,
    /// How many pictures stand beside each other
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=20))]
    pub columns: Option<u8>,
    /// Not everything
    #[arg(long, value_enum)]
    pub only: Option<Only>,
}

/// What is to be on contact sheets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// Every surface with a usual field on it.
    Surfaces,
    /// The whole screen, in every state that matters, at three sizes.
    Screens,
}

/// The most pixels of a picture: 8K twice over.
const MAX_PIXELS: f64 = 70e6;

impl RenderArguments {
    fn pixels(&self) -> f64 {
        let [width, height] = self.size.map(|points| f64::from(points * self.scale));
        width * height
    }
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
}

/// How the landscape is shown on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// From above.
    #[value(name = "2d")]
    Plane,
    /// In 3D.
    #[value(name = "3d")]
    Relief,
    /// Side by side.
    Both,
}

/// The colours of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// Light on dark.
    Dark,
    /// Dark on light.
    Light,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One sentence.
    pub message: String,
    /// What the process should exit with: 2 where the input is wrong, 1 where the operation failed.
    pub code: u8,
}

impl Failure {
    /// The command line or the input is wrong.
    pub fn input(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message, code: 2 }
    }
    /// The operation failed.
    pub fn operation(message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message, code: 1 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// Does what a subcommand asks.
pub fn execute(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run::execute(arguments),
        Command::List(arguments) => list::execute(arguments),
        Command::Check(arguments) => check::execute(arguments),
        Command::Render(arguments) if arguments.pixels() > MAX_PIXELS => {
            Err(Failure::input(format!(
                "the picture would have {:.0} pixels; it may have {MAX_PIXELS:.0}",
                arguments.pixels()
            )))
        }
        #[cfg(feature = "picture")]
        Command::Render(arguments) => render::execute(arguments),
        #[cfg(feature = "picture")]
        Command::Sheet(arguments) => sheet::execute(arguments),
        #[cfg(not(feature = "picture"))]
        Command::Render(_) | Command::Sheet(_) => Err(Failure::operation(
            "this program was built without pictures; `cargo build --release` builds it with them",
        )),
    }
}

/// Tells what went wrong on standard error.
pub fn complain(failure: &Failure) {
    // Nobody is left to be told that standard error is closed.
    let _ignored = writeln!(io::stderr().lock(), "ravine: {failure}");
}

/// Tells on standard error what is odd but stops nothing.
fn warn(sentence: &str) {
    // As above: only a remark.
    let _ignored = writeln!(io::stderr().lock(), "ravine: warning: {sentence}");
}

/// Writes a text to standard output; a reader who has seen enough and closed it is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What writing to standard output means for the program.
fn finish(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::operation(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

fn size(text: &str) -> Result<[f32; 2], String> {
    let side = |side: &str| {
        let points = side.trim().parse::<u16>().ok();
        points.filter(|points| (64..=16384).contains(points))
    };
    let sides = text.split_once(['x', '×']);
    match sides.map(|(width, height)| (side(width), side(height))) {
        Some((Some(width), Some(height))) => Ok([width.into(), height.into()]),
        _ => Err("a size is two whole numbers from 64 to 16384, such as 1440x900".to_owned()),
    }
}

fn scale(text: &str) -> Result<f32, String> {
    let scale = text.parse::<f32>().ok();
    scale
        .filter(|scale| (0.25..=8.0).contains(scale))
        .ok_or_else(|| "a scale is a number from 0.25 to 8".to_owned())
}
