//! Trajectories as comma-separated values: one table, a row per step, written row by row.

use super::inner::{Layout, Rows, said};
use super::progress::Progress;
use super::record::{COLUMNS, Depth, EVALUATIONS, Ended, begin, evaluations, is_said, simulate};
use super::{Exporter, Failure, Group, Subject};
use std::io::{self, BufWriter, Write};

pub(super) const EXPORTER: Exporter = Exporter {
    id: "csv",
    name: "CSV",
    group: Group::Trajectories,
    extension: "csv",
    summary: "One table with a row per step of every run: every recorded number and every inner variable, such as m̂.x",
    write: |subject, out, progress| write(subject, Depth::Inner, out, progress, &mut |_, _| {}),
};

/// Writes the table (RFC 4180, but lines end as on Unix): a header, then run after run, each with a last row in
/// which only its place is filled in. `ended` hears of every run whose rows are written.
///
/// What a method tells in other steps only, and what other methods tell, are empty cells. Numbers have as many
/// digits as bring them back bit for bit; those that are not finite are `NaN`, `inf` and `-inf`.
pub fn write(
    subject: &Subject<'_>,
    depth: Depth,
    out: &mut dyn Write,
    progress: &mut dyn Progress,
    ended: Ended<'_>,
) -> Result<(), Failure> {
    let (scene, is_deep, mut work) = begin(subject, depth, progress);
    let mut layout = Layout::default();
    if is_deep {
        for (_, run) in subject.runs() {
            layout.learn(&scene.request(run), &mut work)?;
        }
    }
    let mut out = BufWriter::with_capacity(1 << 16, out);
    header(&layout, depth, &mut out)?;
    for (index, run) in subject.runs() {
        let request = scene.request(run);
        let (trajectory, ending) = simulate(&request, &mut work)?;
        let mut inside = is_deep.then(|| Rows::new(&request));
        let start = format!("{index},{},", quoted(&run.name));
        for step in 0..trajectory.position.len() {
            write!(out, "{start}{step}")?;
            for (column, value) in COLUMNS {
                number(
                    value(&trajectory, step).filter(|x| is_said(column, *x)),
                    &mut out,
                )?;
            }
            if let Some(inside) = &mut inside {
                match evaluations(&trajectory, step) {
                    Some(count) => write!(out, ",{count}")?,
                    None => write!(out, ",")?,
                }
                for cell in inside.next(&mut layout) {
                    number(said(*cell), &mut out)?;
                }
            }
            writeln!(out)?;
            work.take(1)?;
        }
        out.flush()?;
        work.end_pass()?;
        ended(run, &ending);
    }
    Ok(out.flush()?)
}

fn header(layout: &Layout, depth: Depth, out: &mut impl Write) -> io::Result<()> {
    write!(out, "run,name,step")?;
    for (name, _) in COLUMNS {
        write!(out, ",{name}")?;
    }
    if depth == Depth::Inner {
        write!(out, ",{EVALUATIONS}")?;
        for name in layout.names() {
            write!(out, ",{}", quoted(&name))?;
        }
    }
    writeln!(out)
}

fn number(x: Option<f64>, out: &mut impl Write) -> io::Result<()> {
    match x {
        Some(x) => write!(out, ",{x:?}"),
        None => write!(out, ","),
    }
}

/// A name as a field of a CSV file.
pub(super) fn quoted(name: &str) -> String {
    let is_plain = !name.contains([',', '"', '\n', '\r'])
        && !name.starts_with(char::is_whitespace)
        && !name.ends_with(char::is_whitespace);
    if is_plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}
