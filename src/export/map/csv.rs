//! A map as comma-separated values: a row per pixel, row by row from the bottom.

use super::pixel::{self, CAUSES, ENDINGS};
use super::{Layer, MapFile, Pixels, Work};
use crate::core::map::Outcome;
use crate::export::Failure;
use std::io::{self, BufWriter, Write};

/// The columns of one run.
pub(super) const COLUMNS: [&str; 9] = [
    "ending", "at", "period", "cause", "loss", "end_x", "end_y", "steps", "rate",
];
/// How many rows are written between two questions whether the work is still wanted.
const PIECE: usize = 8192;

/// Writes the table (RFC 4180, but lines end as on Unix). The first two columns have the names of what stands on the axes
/// (`start.x`, `optimizer.lr`), the others those of the arrays in an NPZ file; endings and causes are words; what is not there is an empty cell. Numbers have as many digits as bring them back bit for bit;
/// those that are not finite are `NaN`, `inf` and `-inf`.
pub(super) fn write(
    file: &MapFile,
    pixels: &Pixels,
    out: &mut dyn Write,
    work: &mut Work<'_>,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let layers = [
        Some(("", &pixels.own)),
        pixels.against.as_ref().map(|layer| ("against_", layer)),
    ];
    let layers: Vec<(&str, &Layer)> = layers.into_iter().flatten().collect();
    let names: Vec<String> = file.names().map(|(name, _)| name).collect();
    write!(out, "{}", names.join(","))?;
    for (before, layer) in &layers {
        for name in COLUMNS {
            write!(out, ",{before}{name}")?;
        }
        if !layer.basins.is_empty() {
            write!(out, ",{before}basin")?;
        }
    }
    writeln!(out)?;
    let [x, y] = file.numbers();
    for (row, y) in y.iter().enumerate() {
        for (column, x) in x.iter().enumerate() {
            let place = row * file.wanted.size[0] + column;
            write!(out, "{x:?},{y:?}")?;
            for (_, layer) in &layers {
                cells(&layer.outcomes[place], &mut out)?;
                if let Some(basin) = layer.basins.get(place) {
                    whole(pixel::minimum(*basin), &mut out)?;
                }
            }
            writeln!(out)?;
            if place.is_multiple_of(PIECE) {
                work.at(place as u64)?;
            }
        }
    }
    out.flush()?;
    Ok(work.at((x.len() * y.len()) as u64)?)
}

/// What is said of a run, each cell behind a comma.
pub(super) fn cells(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let ending = outcome.ending;
    write!(out, ",{}", ENDINGS[usize::from(pixel::code(ending))])?;
    whole(pixel::since(outcome), out)?;
    whole(pixel::period(ending), out)?;
    write!(out, ",{}", CAUSES[usize::from(pixel::cause(ending))])?;
    write!(
        out,
        ",{:?},{:?},{:?}",
        outcome.loss, outcome.at.x, outcome.at.y
    )?;
    whole(outcome.steps_to_tolerance(), out)?;
    write!(out, ",{:?}", outcome.rate)
}

/// A whole number behind a comma, or nothing.
pub(super) fn whole(number: Option<u64>, out: &mut impl Write) -> io::Result<()> {
    match number {
        Some(number) => write!(out, ",{number}"),
        None => write!(out, ","),
    }
}
