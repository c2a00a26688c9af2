//! `ravine run`: every step of every run, with all digits, run by run so that memory stays bounded.

use super::{Failure, files, finish};
use crate::core::trajectory::{Ending, Trajectory};
use crate::session::scene::{Run, Scene};
use clap::ValueEnum;
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What the command is and what its columns are.
pub(super) const ABOUT: &str = "\
Print every step of every run of a scene, every number with all its digits.

The columns of step t are x, y (the position before the step), loss, gx, gy (loss and gradient there, free \
of noise), cx, cy (the vector that was clipped, after clipping: the gradient, the direction or the update), \
rate (the learning rate), nx, ny (the gradient with noise) and momentum (empty or null where the method has \
none). After the last step x, y, loss, gx, gy have one value more: where the run stands then.

csv: a header, a row per step, and a last row in which only the place is filled in; numbers that are not \
finite are NaN, inf and -inf; how each run ended is told on standard error.
json: an object with a list per column and the ending for each run; numbers that are not finite are the \
strings \"NaN\", \"Infinity\" and \"-Infinity\".";

/// What to run, and how to print it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The scene
    #[arg(value_name = "SCENE")]
    scene: PathBuf,
    /// How the numbers are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Where they are written; standard output unless it is given
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Comma-separated values, a row per step.
    Csv,
    /// One object, a list per column.
    Json,
}

pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let scene = files::read(&arguments.scene)?.scene;
    match &arguments.output {
        Some(path) if path.as_os_str() != "-" => to_file(&scene, arguments.format, path)
            .map_err(|error| files::not_written(path, &error)),
        _ => {
            let mut out = BufWriter::new(io::stdout().lock());
            finish(print(&scene, arguments.format, &mut out).and_then(|()| out.flush()))
        }
    }
}

fn to_file(scene: &Scene, format: Format, path: &Path) -> io::Result<()> {
    let mut out = files::Replacement::create(path)?;
    print(scene, format, &mut out)?;
    out.commit()
}

fn print(scene: &Scene, format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Csv => csv(scene, out),
        Format::Json => json(scene, out),
    }
}

/// A column: its name, and its value in a row if it has one there.
type Column = (&'static str, fn(&Trajectory, usize) -> Option<f64>);
const COLUMNS: [Column; 11] = [
    ("x", |t, i| at(&t.position, i).map(|p| p.x)),
    ("y", |t, i| at(&t.position, i).map(|p| p.y)),
    ("loss", |t, i| at(&t.loss, i)),
    ("gx", |t, i| at(&t.gradient, i).map(|g| g.x)),
    ("gy", |t, i| at(&t.gradient, i).map(|g| g.y)),
    ("cx", |t, i| at(&t.clipped, i).map(|c| c.x)),
    ("cy", |t, i| at(&t.clipped, i).map(|c| c.y)),
    ("rate", |t, i| at(&t.rate, i)),
    ("nx", |t, i| at(&t.noisy, i).map(|n| n.x)),
    ("ny", |t, i| at(&t.noisy, i).map(|n| n.y)),
    ("momentum", |t, i| at(&t.momentum, i)),
];

fn at<T: Copy>(column: &[T], index: usize) -> Option<T> {
    column.get(index).copied()
}

fn csv(scene: &Scene, out: &mut impl Write) -> io::Result<()> {
    write!(out, "run,name,step")?;
    for (name, _) in COLUMNS {
        write!(out, ",{name}")?;
    }
    writeln!(out)?;
    for (index, run) in scene.runs.iter().enumerate() {
        let (trajectory, ending) = simulate(scene, run);
        let name = quoted(&run.name);
        for step in 0..trajectory.position.len() {
            write!(out, "{index},{name},{step}")?;
            for (column, value) in COLUMNS {
                match value(&trajectory, step).filter(|x| is_said(column, *x)) {
                    Some(x) => write!(out, ",{x:?}")?,
                    None => write!(out, ",")?,
                }
            }
            writeln!(out)?;
        }
        out.flush()?;
        // Only a remark beside the numbers: nobody may be listening.
        let _ignored = writeln!(io::stderr().lock(), "# {}: {ending}", run.name);
    }
    Ok(())
}

/// NaN is how a trajectory says that a method has no momentum: that is nothing, not a number.
fn is_said(column: &str, x: f64) -> bool {
    column != "momentum" || !x.is_nan()
}

/// A name as a field of a CSV file.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

fn json(scene: &Scene, out: &mut impl Write) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, "{{\n\"ravine\": {},", json!(version))?;
    writeln!(out, "\"title\": {},", json!(scene.title))?;
    write!(out, "\"runs\": [")?;
    for (index, run) in scene.runs.iter().enumerate() {
        let (trajectory, ending) = simulate(scene, run);
        writeln!(out, "{}", if index == 0 { "" } else { "," })?;
        writeln!(out, "{{\"run\": {index}, \"name\": {},", json!(run.name))?;
        writeln!(out, "\"ending\": {},", ending_as_json(&ending))?;
        write!(out, "\"steps\": {}", trajectory.steps())?;
        for (column, value) in COLUMNS {
            write!(out, ",\n\"{column}\": [")?;
            let values = (0..).map_while(|row| value(&trajectory, row));
            for (row, x) in values.enumerate() {
                let comma = if row == 0 { "" } else { ", " };
                match x {
                    _ if !is_said(column, x) => write!(out, "{comma}null")?,
                    _ if x.is_nan() => write!(out, "{comma}\"NaN\"")?,
                    f64::INFINITY => write!(out, "{comma}\"Infinity\"")?,
                    f64::NEG_INFINITY => write!(out, "{comma}\"-Infinity\"")?,
                    _ => write!(out, "{comma}{x:?}")?,
                }
            }
            write!(out, "]")?;
        }
        write!(out, "}}")?;
    }
    writeln!(out, "\n]\n}}")
}

fn ending_as_json(ending: &Ending) -> serde_json::Value {
    let sentence = ending.to_string();
    match ending {
        Ending::Converged { at } => json!({"kind": "converged", "at": at, "sentence": sentence}),
        Ending::Saddle { at } => json!({"kind": "saddle", "at": at, "sentence": sentence}),
        Ending::Diverged { at, cause } => {
            json!({"kind": "diverged", "at": at, "cause": cause.to_string(), "sentence": sentence})
        }
        Ending::Cycling { period } => {
            json!({"kind": "cycling", "period": period, "sentence": sentence})
        }
        Ending::Budget => json!({"kind": "budget", "sentence": sentence}),
    }
}

/// A whole run: what it recorded, and how it ended.
fn simulate(scene: &Scene, run: &Run) -> (Trajectory, Ending) {
    crate::core::simulate::simulate(&scene.request(run))
}
