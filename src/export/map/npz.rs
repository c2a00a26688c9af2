//! A map as NumPy arrays in one archive, for `numpy.load`.

use super::pixel::{self, CAUSES, ENDINGS, whole};
use super::{Layer, MapFile, Pixels, Work};
use crate::core::map::Outcome;
use crate::export::Failure;
use crate::export::archive::Archive;
use crate::session::scene::Scene;
use npyz::AutoSerialize;
use std::io::{self, Write};

/// Writes the archive.
///
/// `x` (columns) and `y` (rows) are the numbers along the axes, rising. Every other array has a row for each `y` and a
/// column for each `x`, for `imshow(…, origin="lower")`: `ending` and `cause` (`|u1`, the place of a word in `endings` and
/// `causes`), `at` (the step of the ending), `period`, `steps` (until the tolerance is first met) and, of basins, `basin`
/// (a row of `minima`) as `<i4` in which −1 stands for none; `loss`, `end_x`, `end_y` and `rate` as `<f8`. Those of a run
/// that is compared begin with `against_`. `map`, `run`, `against`, `x_name`, `y_name`, `x_scale`, `y_scale`, `title`,
/// `preset` (the scene, as the text of a file that opens it) and `ravine` (the version) are texts.
pub(super) fn write(
    file: &MapFile,
    pixels: &Pixels,
    scene: &Scene,
    out: &mut dyn Write,
    work: &mut Work<'_>,
) -> Result<(), Failure> {
    let mut archive = Archive::new(out);
    archive.scene(scene)?;
    archive.text("map", file.content.id())?;
    archive.text("run", &file.run)?;
    let axes = ["x", "y"].into_iter().zip(file.names());
    for (((letter, (name, _)), axis), numbers) in axes.zip(&file.wanted.axes).zip(file.numbers()) {
        archive.text(&format!("{letter}_name"), &name)?;
        archive.text(&format!("{letter}_scale"), axis.scale.id())?;
        archive.array(letter, &[numbers.len() as u64], numbers.into_iter())?;
    }
    archive.texts("endings", &ENDINGS.map(str::to_owned))?;
    archive.texts("causes", &CAUSES.map(str::to_owned))?;
    if !pixels.own.basins.is_empty() {
        let minima = &pixels.minima;
        let count = minima.len() as u64;
        let places = minima.iter().flat_map(|place| [place.at.x, place.at.y]);
        archive.array("minima", &[count, 2], places)?;
        archive.array(
            "minima_loss",
            &[count],
            minima.iter().map(|place| place.loss),
        )?;
    }
    let [columns, rows] = file.wanted.size.map(|side| side as u64);
    let shape = [rows, columns];
    let layers = [
        Some(("", &pixels.own)),
        pixels.against.as_ref().map(|layer| ("against_", layer)),
    ];
    let mut done = 0;
    for (before, layer) in layers.into_iter().flatten() {
        let mut sheet = Sheet {
            archive: &mut archive,
            before,
            shape,
            layer,
        };
        sheet.of("ending", |o| pixel::code(o.ending))?;
        sheet.of("at", |o| whole(pixel::since(o)))?;
        sheet.of("period", |o| whole(pixel::period(o.ending)))?;
        sheet.of("cause", |o| pixel::cause(o.ending))?;
        done += rows * columns / 4;
        work.at(done)?;
        sheet.of("loss", |o| o.loss)?;
        sheet.of("end_x", |o| o.at.x)?;
        sheet.of("end_y", |o| o.at.y)?;
        sheet.of("steps", |o| whole(o.steps_to_tolerance()))?;
        sheet.of("rate", |o| o.rate)?;
        if !layer.basins.is_empty() {
            let basins = layer
                .basins
                .iter()
                .map(|basin| whole(pixel::minimum(*basin)));
            archive.array(&format!("{before}basin"), &shape, basins)?;
        }
        done += rows * columns / 4;
        work.at(done)?;
    }
    if let Some((name, _)) = &file.against {
        archive.text("against", name)?;
    }
    archive.finish()?;
    Ok(work.at(rows * columns)?)
}

/// The arrays of one run.
struct Sheet<'s, 'o> {
    archive: &'s mut Archive<'o>,
    before: &'static str,
    shape: [u64; 2],
    layer: &'s Layer,
}

impl Sheet<'_, '_> {
    fn of<T: AutoSerialize>(&mut self, name: &str, number: fn(&Outcome) -> T) -> io::Result<()> {
        let numbers = self.layer.outcomes.iter().map(number);
        let key = format!("{}{name}", self.before);
        self.archive.array(&key, &self.shape, numbers)
    }
}
