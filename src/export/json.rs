//! Trajectories as one JSON object: the scene as a preset, and for every run a list per column and its ending.

use super::inner::{columns, said};
use super::progress::Progress;
use super::record::{COLUMNS, Depth, EVALUATIONS, begin, evaluations, is_said, simulate};
use super::{Exporter, Failure, Group, Subject};
use crate::core::trajectory::Ending;
use crate::session::preset;
use serde_json::json;
use std::io::{self, BufWriter, Write};

pub(super) const EXPORTER: Exporter = Exporter {
    id: "json",
    name: "JSON",
    group: Group::Trajectories,
    extension: "json",
    summary: "The scene as a preset, and a list per recorded number and per inner variable for every run, with how it ended",
    write: |subject, out, progress| write(subject, Depth::Inner, out, progress),
};

/// Writes the object. Numbers have as many digits as bring them back bit for bit; those that are not finite
/// are the texts `NaN`, `Infinity` and `-Infinity`; null is what a method does not have or did not tell.
pub fn write(
    subject: &Subject<'_>,
    depth: Depth,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
) -> Result<(), Failure> {
    let (scene, is_deep, mut work) = begin(subject, depth, progress);
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, "{{\n\"ravine\": {},", json!(version))?;
    writeln!(out, "\"title\": {},", json!(scene.title))?;
    writeln!(out, "\"preset\": {},", preset::to_json(scene).trim_end())?;
    write!(out, "\"runs\": [")?;
    for (place, (index, run)) in subject.runs().enumerate() {
        let request = scene.request(run);
        let (trajectory, ending) = simulate(&request, &mut work)?;
        writeln!(out, "{}", if place == 0 { "" } else { "," })?;
        writeln!(out, "{{\"run\": {index}, \"name\": {},", json!(run.name))?;
        writeln!(out, "\"ending\": {},", ending_as_json(&ending))?;
        write!(out, "\"steps\": {}", trajectory.steps())?;
        for (column, value) in COLUMNS {
            let values = (0..).map_while(|row| value(&trajectory, row));
            let values = values.map(|x| Some(x).filter(|x| is_said(column, *x)));
            write!(out, ",\n\"{column}\": ")?;
            list(values, &mut out)?;
        }
        if is_deep {
            write!(out, ",\n\"{EVALUATIONS}\": [")?;
            let counts = (0..).map_while(|row| evaluations(&trajectory, row));
            for (row, count) in counts.enumerate() {
                write!(out, "{}{count}", if row == 0 { "" } else { ", " })?;
            }
            let (layout, columns) = columns(&request, &mut work)?;
            write!(out, "],\n\"inner\": {{")?;
            for (at, (name, column)) in layout.names().iter().zip(&columns).enumerate() {
                let comma = if at == 0 { "" } else { "," };
                write!(out, "{comma}\n{}: ", json!(name))?;
                list(column.iter().map(|cell| said(*cell)), &mut out)?;
            }
            write!(out, "}}")?;
        }
        write!(out, "}}")?;
        work.end_pass()?;
    }
    writeln!(out, "\n]\n}}")?;
    Ok(out.flush()?)
}

fn list(values: impl Iterator<Item = Option<f64>>, out: &mut impl Write) -> io::Result<()> {
    write!(out, "[")?;
    for (row, x) in values.enumerate() {
        let comma = if row == 0 { "" } else { ", " };
        match x {
            None => write!(out, "{comma}null")?,
            Some(x) if x.is_nan() => write!(out, "{comma}\"NaN\"")?,
            Some(f64::INFINITY) => write!(out, "{comma}\"Infinity\"")?,
            Some(f64::NEG_INFINITY) => write!(out, "{comma}\"-Infinity\"")?,
            Some(x) => write!(out, "{comma}{x:?}")?,
        }
    }
    write!(out, "]")
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
