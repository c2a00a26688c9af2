//! The command line: what may be said, and what is done about it without a window.
//!
//! It prints results to standard output and never exits: [`Failure`] says with which code `main` should.

pub mod animate;
mod check;
#[cfg(feature = "picture")]
mod coarse;
mod completions;
mod export;
pub mod files;
mod list;
mod map;
mod markdown;
mod output;
mod presets;
pub mod progress;
mod render;
mod run;
#[cfg(feature = "picture")]
mod sheet;
pub mod source;
mod spell;
mod temporary;

use crate::export::limits::{SCALES, SIDES};
use clap::{Parser, Subcommand, ValueEnum};
use source::Source;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

/// See optimizers race down loss surfaces, with PyTorch's own numbers.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    override_usage = "ravine [SCENE] [--run METHOD]...\n       ravine <COMMAND> --help",
    after_help = AFTER_HELP,
    after_long_help = format!("{}\n\n{AFTER_HELP}", spell::GRAMMAR)
)]
pub struct Cli {
    /// The scene with which the window opens.
    #[command(flatten)]
    pub source: Source,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "\
SCENE is a preset's path, the name of a built-in one (`ravine list presets` names them), a share string, or - for
standard input.
Exit codes: 0 done; 1 the operation failed; 2 the command line or the input is wrong.

Examples:
  ravine                                         the window, as it was left
  ravine rosenbrock --run lion:lr=0.003          the window, with a scene and one run more
  ravine run --run adam:lr=0.01 --steps 500      every number of a run, without a window
  ravine export ravine -o ravine.npz             the same and every inner variable, for NumPy";

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
    /// Write a scene for other programs: trajectories, code, tables
    Export(export::Arguments),
    /// Draw what the window would show, or a part of it, as PNG, SVG or PDF, without a display
    Render(render::Arguments),
    /// Draw a film of the race: a GIF, an animated PNG, or numbered pictures
    #[command(long_about = animate::ABOUT)]
    Animate(animate::Arguments),
    /// Work out a map: where runs from all starts end up, or what becomes of a run as two numbers vary; PNG, NPZ, CSV
    #[command(long_about = map::ABOUT)]
    Map(map::Arguments),
    /// Draw every surface and every state of the screen onto contact sheets, to look through them
    Sheet(SheetArguments),
    /// Print a script with which a shell completes commands, options and their values
    #[command(long_about = completions::ABOUT)]
    Completions(completions::Arguments),
}

/// Which contact sheets to draw.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ravine sheet -o sheets --theme dark")]
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
    /// From above, each place in the colour of where the run goes that starts there.
    Basins,
    /// What becomes of the run as two of its numbers vary.
    Sweep,
}

#[cfg(feature = "picture")]
impl From<Mode> for crate::session::view::Mode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Plane => Self::Plane,
            Mode::Relief => Self::Relief,
            Mode::Both => Self::Both,
            Mode::Basins => Self::Basins,
            Mode::Sweep => Self::Sweep,
        }
    }
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

/// What is said where a picture is asked for and none can be drawn.
#[cfg(not(feature = "picture"))]
const WITHOUT_PICTURES: &str =
    "this program was built without pictures; `cargo build --release` builds it with them";

/// Does what a subcommand asks.
pub fn execute(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run::execute(arguments),
        Command::List(arguments) => list::execute(arguments),
        Command::Check(arguments) => check::execute(arguments),
        Command::Export(arguments) => export::execute(arguments),
        Command::Completions(arguments) => completions::execute(arguments),
        Command::Map(arguments) => map::execute(arguments),
        Command::Render(arguments) => render::execute(arguments),
        #[cfg(feature = "picture")]
        Command::Animate(arguments) => animate::execute(arguments),
        #[cfg(feature = "picture")]
        Command::Sheet(arguments) => sheet::execute(arguments),
        #[cfg(not(feature = "picture"))]
        Command::Animate(_) | Command::Sheet(_) => Err(Failure::operation(WITHOUT_PICTURES)),
    }
}

/// What is wrong with a command line, in one sentence; none where help or the version was asked for, which is
/// then what is to be printed.
pub fn misread(answer: &clap::Error) -> Option<Failure> {
    if !answer.use_stderr() {
        return None;
    }
    let text = answer.render().to_string();
    let mut sentence = String::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("Usage:") || line.starts_with("For more information") {
            break;
        }
        let line = line.strip_prefix("error: ").unwrap_or(line);
        if !(sentence.is_empty() || line.is_empty()) {
            let is_list = sentence.ends_with(':') || line.starts_with('[');
            sentence.push_str(if is_list { " " } else { "; " });
        }
        sentence.push_str(line);
    }
    Some(Failure::input(format!("{sentence} (see `ravine --help`)")))
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
        points.filter(|points| SIDES.contains(points))
    };
    let sides = text.split_once(['x', '×']);
    match sides.map(|(width, height)| (side(width), side(height))) {
        Some((Some(width), Some(height))) => Ok([width.into(), height.into()]),
        _ => Err(format!(
            "a size is two whole numbers from {} to {}, such as 1440x900",
            SIDES.start(),
            SIDES.end()
        )),
    }
}

fn scale(text: &str) -> Result<f32, String> {
    let scale = text.parse::<f32>().ok();
    scale.filter(|scale| SCALES.contains(scale)).ok_or_else(|| {
        format!(
            "a scale is a number from {} to {}",
            SCALES.start(),
            SCALES.end()
        )
    })
}
