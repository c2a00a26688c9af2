//! Lines as NumPy arrays in one archive, for `numpy.load`.

use super::super::pixel::{self, CAUSES, ENDINGS, whole};
use super::{FATES, LineFile, fate};
use crate::core::map::Outcome;
use crate::core::map::orbit::{LENGTH, Tail};
use crate::export::Failure;
use crate::export::archive::Archive;
use crate::export::map::Work;
use crate::session::preset::PresetFile;
use npyz::AutoSerialize;
use std::io::{self, Write};

/// Writes what both kinds say: `ravine`, `title`, `preset`, `map` (what it is), `x_name`, `x_scale`, `x` (the values,
/// rising), `runs` (places in the scene), `names`, `x_names` (under which name each run has the number), and the words
/// `endings` and `causes`.
fn begin(
    archive: &mut Archive<'_>,
    file: &LineFile,
    values: &[f64],
    preset: &PresetFile,
) -> io::Result<()> {
    archive.scene(&preset.scene)?;
    archive.text("map", file.content.id())?;
    archive.text("x_name", &file.knob.to_string())?;
    archive.text("x_scale", file.axis.scale.id())?;
    archive.array("x", &[values.len() as u64], values.iter().copied())?;
    let members = &file.members;
    archive.counts("runs", members.iter().map(|member| member.index as u64))?;
    let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
    archive.texts("names", &names)?;
    let knobs = members.iter().map(|member| member.plan.across.to_string());
    archive.texts("x_names", &knobs.collect::<Vec<_>>())?;
    archive.texts("endings", &ENDINGS.map(str::to_owned))?;
    archive.texts("causes", &CAUSES.map(str::to_owned))
}

/// Writes curves: of every array of outcomes, named and typed as those of a map, a row for each run and a column for each
/// `x`.
pub(super) fn curve(
    file: &LineFile,
    (values, curves): (&[f64], &[Vec<Outcome>]),
    preset: &PresetFile,
    out: &mut dyn Write,
    work: &mut Work<'_>,
) -> Result<(), Failure> {
    let mut archive = Archive::new(out);
    begin(&mut archive, file, values, preset)?;
    let shape = [curves.len() as u64, values.len() as u64];
    let count = shape[0] * shape[1];
    let mut sheet = Sheet {
        archive: &mut archive,
        shape,
        curves,
    };
    sheet.of("ending", |o| pixel::code(o.ending))?;
    sheet.of("at", |o| whole(pixel::at(o.ending)))?;
    sheet.of("period", |o| whole(pixel::period(o.ending)))?;
    sheet.of("cause", |o| pixel::cause(o.ending))?;
    work.at(count / 2)?;
    sheet.of("loss", |o| o.loss)?;
    sheet.of("end_x", |o| o.at.x)?;
    sheet.of("end_y", |o| o.at.y)?;
    sheet.of("steps", |o| whole(o.steps_to_tolerance()))?;
    sheet.of("rate", |o| o.rate)?;
    archive.finish()?;
    Ok(work.at(count)?)
}

/// The arrays of all curves.
struct Sheet<'s, 'o> {
    archive: &'s mut Archive<'o>,
    shape: [u64; 2],
    curves: &'s [Vec<Outcome>],
}

impl Sheet<'_, '_> {
    fn of<T: AutoSerialize>(&mut self, name: &str, number: fn(&Outcome) -> T) -> io::Result<()> {
        let numbers = self.curves.iter().flatten().map(number);
        self.archive.array(name, &self.shape, numbers)
    }
}

/// A number of each step of an orbit, and the name of its array.
type Column = (&'static str, fn(&Tail, usize) -> f64);

/// Writes orbits. For each `x`: `ending`, `at`, `period`, `cause` as of a map, and `fate` (`|u1`, the place of a word in
/// `fates`). With a row for each `x` and a column for each `step`: `place_x`, `place_y`, `loss` and `moved` (how long the
/// step was that led there) as `<f8`, NaN where there is no orbit. `after` is how many steps were left out.
pub(super) fn orbit(
    file: &LineFile,
    (values, orbits): (&[f64], &[Tail]),
    preset: &PresetFile,
    out: &mut dyn Write,
    work: &mut Work<'_>,
) -> Result<(), Failure> {
    let mut archive = Archive::new(out);
    begin(&mut archive, file, values, preset)?;
    archive.texts("fates", &FATES.map(str::to_owned))?;
    archive.counts("after", std::iter::once(file.after()))?;
    let first = file.after() + 1;
    archive.counts("step", first..first + LENGTH as u64)?;
    let count = values.len() as u64;
    let each = [count];
    archive.array(
        "ending",
        &each,
        orbits.iter().map(|t| pixel::code(t.ending)),
    )?;
    archive.array(
        "at",
        &each,
        orbits.iter().map(|t| whole(pixel::at(t.ending))),
    )?;
    archive.array(
        "period",
        &each,
        orbits.iter().map(|t| whole(pixel::period(t.ending))),
    )?;
    archive.array(
        "cause",
        &each,
        orbits.iter().map(|t| pixel::cause(t.ending)),
    )?;
    archive.array("fate", &each, orbits.iter().map(fate))?;
    let columns: [Column; 4] = [
        ("place_x", |tail, step| tail.at(step).0.x),
        ("place_y", |tail, step| tail.at(step).0.y),
        ("loss", |tail, step| tail.at(step).1),
        ("moved", |tail, step| tail.at(step).2),
    ];
    for (i, (name, number)) in columns.into_iter().enumerate() {
        work.at(count * i as u64 / 4)?;
        let of = |tail, step| {
            if step < Tail::len(tail) {
                number(tail, step)
            } else {
                f64::NAN
            }
        };
        let numbers = orbits
            .iter()
            .flat_map(|tail| (0..LENGTH).map(move |step| of(tail, step)));
        archive.array(name, &[count, LENGTH as u64], numbers)?;
    }
    archive.finish()?;
    Ok(work.at(count)?)
}
