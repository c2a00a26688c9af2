//! Lines as comma-separated values: of curves a row per run and value, of orbits a row per value and step.

use super::super::csv::{COLUMNS, cells, whole};
use super::super::pixel::{self, CAUSES, ENDINGS};
use super::{FATES, LineFile, fate};
use crate::core::map::Outcome;
use crate::core::map::orbit::Tail;
use crate::export::Failure;
use crate::export::csv::quoted;
use crate::export::map::Work;
use std::io::{BufWriter, Write};

/// How many rows of curves are written between two questions whether the work is still wanted.
const PIECE: usize = 1024;

/// Writes the curves (RFC 4180, but lines end as on Unix): a row per run and value, run after run. The columns are the place
/// of the run in the scene and its name, the number that varies under its own name, and what a map says of a pixel.
pub(super) fn curve(
    file: &LineFile,
    (values, curves): (&[f64], &[Vec<Outcome>]),
    out: &mut dyn Write,
    work: &mut Work<'_>,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    write!(out, "run,name,{}", file.knob)?;
    for name in COLUMNS {
        write!(out, ",{name}")?;
    }
    writeln!(out)?;
    let mut done = 0;
    for (member, curve) in file.members.iter().zip(curves) {
        let name = quoted(&member.name);
        for (x, outcome) in values.iter().zip(curve) {
            write!(out, "{},{name},{x:?}", member.index)?;
            cells(outcome, &mut out)?;
            writeln!(out)?;
            done += 1;
            if done % PIECE == 0 {
                work.at(done as u64)?;
            }
        }
    }
    out.flush()?;
    Ok(work.at(done as u64)?)
}

/// Writes the orbits: a row per value and step, value after value; where a run has no orbit, because it left or because the
/// value is outside the domain, one row without step and place.
pub(super) fn orbit(
    file: &LineFile,
    (values, orbits): (&[f64], &[Tail]),
    out: &mut dyn Write,
    work: &mut Work<'_>,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    writeln!(
        out,
        "{},ending,at,period,cause,fate,step,place_x,place_y,loss,moved",
        file.knob
    )?;
    let first = file.after() + 1;
    for (i, (x, tail)) in values.iter().zip(orbits).enumerate() {
        let mut start =
            format!("{x:?},{}", ENDINGS[usize::from(pixel::code(tail.ending))]).into_bytes();
        whole(pixel::at(tail.ending), &mut start)?;
        whole(pixel::period(tail.ending), &mut start)?;
        let cause = CAUSES[usize::from(pixel::cause(tail.ending))];
        write!(start, ",{cause},{}", FATES[usize::from(fate(tail))])?;
        if tail.is_empty() {
            out.write_all(&start)?;
            writeln!(out, ",,,,,")?;
        }
        for step in 0..tail.len() {
            let (place, loss, moved) = tail.at(step);
            out.write_all(&start)?;
            writeln!(
                out,
                ",{},{:?},{:?},{loss:?},{moved:?}",
                first + step as u64,
                place.x,
                place.y
            )?;
        }
        work.at(i as u64)?;
    }
    out.flush()?;
    Ok(work.at(values.len() as u64)?)
}
