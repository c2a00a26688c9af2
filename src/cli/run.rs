//! `ravine run`: every step of every run, with all digits.

use super::output::{self, deliver};
use super::progress::Bar;
use super::source::Source;
use super::{Failure, spell};
use crate::core::trajectory::Ending;
use crate::export::{self, Depth, Subject};
use crate::session::scene::Run;
use clap::ValueEnum;
use std::io::{self, Write};
use std::path::PathBuf;

/// What the command is and what its columns are.
pub(super) const ABOUT: &str = "\
Print every step of every run of a scene, every number with all its digits.

The columns of step t are x, y (the position before the step), loss, gx, gy (loss and gradient there, free \
of noise), cx, cy (the vector that was clipped, after clipping: the gradient, the direction or the update), \
rate (the learning rate), nx, ny (the gradient with noise) and momentum (empty or null where the method has \
none). After the last step x, y, loss, gx, gy have one value more: where the run stands then.

With --inner follow evaluations (the gradients evaluated up to this step and in it) and what the methods tell \
of themselves, by the names of their formulas: m.x, m.y, m̂.x, √v̂.x, Δ.x … Such a cell is empty (null, \
NaN) where a method has no such quantity or does not tell it in this step.

csv: a header, a row per step, and a last row in which only the place is filled in; numbers that are not \
finite are NaN, inf and -inf; how each run ended is told on standard error. pandas.read_csv(file, \
float_precision=\"round_trip\") reads every bit.
json: an object with the scene as a preset, and a list per column and the ending for each run; numbers that are not finite are the \
strings \"NaN\", \"Infinity\" and \"-Infinity\".
npz: arrays for numpy.load: run0_position of shape (steps + 1, 2), run0_loss … and run0_m_hat, run0_sqrt_v_hat, \
run0_delta: the names of formulas, spelt; beside them runs, names, steps, endings, and preset, the text of a file that opens the scene.";

/// What to run, and how to print it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ravine run ravine --run adam:lr=0.5 --inner -o runs.csv",
    after_long_help = format!("{}\n\nExample: ravine run ravine --run adam:lr=0.5 --inner -o runs.csv", spell::GRAMMAR))]
pub struct Arguments {
    #[command(flatten)]
    source: Source,
    /// How the numbers are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Every inner variable of the methods too
    #[arg(long)]
    inner: bool,
    /// Where they are written; standard output unless it is given, or where it is -
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values, a row per step.
    Csv,
    /// One object, a list per column.
    Json,
    /// Arrays for NumPy.
    Npz,
}

pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let output = arguments.output.as_deref();
    if arguments.format == Format::Npz {
        output::refuse_terminal(output)?;
    }
    let preset = arguments.source.read()?;
    let subject = Subject {
        preset: &preset,
        run: None,
    };
    let depth = if arguments.inner {
        Depth::Inner
    } else {
        Depth::Recorded
    };
    let mut bar = Bar::beside("Running", output);
    deliver(output, |out| match arguments.format {
        Format::Csv => export::csv::write(&subject, depth, out, &mut bar, &mut remark),
        Format::Json => export::json::write(&subject, depth, out, &mut bar),
        Format::Npz => export::npz::write(&subject, depth, out, &mut bar),
    })
}

/// Tells how a run ended, beside the numbers.
fn remark(run: &Run, ending: &Ending) {
    // Nobody may be listening.
    let _ignored = writeln!(io::stderr().lock(), "# {}: {ending}", run.name);
}
