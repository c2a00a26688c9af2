//! Sweeps of one number as files: the curves of all runs, or the orbits of one.
//!
//! A [`LineFile`] is what the view of a sweep shows as a curve or an orbit, worked out anew in as many columns as are asked
//! for, at the values that the view has. How it is drawn is not known here: who can hands over a [`LinePaint`].

mod csv;
mod npz;

#[cfg(test)]
mod tests;

use super::{MOST_SIDE, MapFormat, Work};
use crate::core::map::orbit::{Fate, LENGTH, Tail};
use crate::core::map::{Axis, Knob, Outcome, Plan, line};
use crate::export::plan::{Options, PictureFormat, What};
use crate::export::progress::Progress;
use crate::export::{Failure, limits};
use crate::session::Session;
use crate::session::maps::lines::same_knob;
use crate::session::maps::{Form, Sweep, survey_line};
use crate::session::preset::PresetFile;
use crate::session::scene::RunId;
use crate::session::view::Mode;
use std::io::Write;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineContent {
    /// What becomes of all runs.
    Curve,
    /// Where one run goes on after its steps.
    Orbit,
}

impl LineContent {
    /// The word in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Curve => "curve",
            Self::Orbit => "orbit",
        }
    }

    /// How a sweep is drawn that shows it.
    pub const fn form(self) -> Form {
        match self {
            Self::Curve => Form::Curve,
            Self::Orbit => Form::Orbit,
        }
    }
}

/// A run of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The run.
    pub id: RunId,
    /// Its place in the scene.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// The run as it is, and its own number that varies.
    pub plan: Plan,
}

/// A line that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFile {
    /// What it is about.
    pub content: LineContent,
    /// The runs: of a curve all that are shown and have the number, of an orbit one.
    pub members: Vec<Member>,
    /// The run that is looked at closely, one of them.
    pub subject: RunId,
    /// The names of the runs that are shown and have no such number.
    pub left_out: Vec<String>,
    /// What varies, as the run has it that is looked at closely.
    pub knob: Knob,
    /// The part of the axis.
    pub axis: Axis,
    /// How many values, where the axis has as many numbers.
    pub columns: usize,
    /// How the sweep is looked at, for a picture.
    pub sweep: Sweep,
    /// Width and height of a picture, in points of one pixel.
    pub size: [u32; 2],
    /// Whether a picture is for a dark ground.
    pub dark: bool,
    /// How it is written.
    pub format: MapFormat,
}

impl LineFile {
    /// The line of a session as its view of a sweep would show it; none where there is no run.
    pub fn of(session: &Session, content: LineContent, columns: usize) -> Option<Self> {
        let scene = &session.scene;
        let subject = session.subject()?.id;
        let (knob, axis) = session.line_axis_of(content.form())?;
        let mut sweep = session.view.sweep.clone();
        sweep.form = content.form();
        (sweep.across, sweep.across_shown) = (Some(knob.clone()), Some(axis));
        let (mut members, mut left_out) = (Vec::new(), Vec::new());
        for (index, run) in scene.runs.iter().enumerate() {
            let is_meant = match content {
                LineContent::Curve => scene.is_shown(run),
                LineContent::Orbit => run.id == subject,
            };
            if !is_meant {
                continue;
            }
            let mut base = scene.request(run);
            let Some(across) = same_knob(&knob, &base) else {
                left_out.push(run.name.clone());
                continue;
            };
            if content == LineContent::Orbit {
                base.steps = sweep.orbit.after.unwrap_or(base.steps);
            }
            let plan = Plan {
                base,
                across,
                up: None,
                rates: content == LineContent::Curve,
            };
            members.push(Member {
                id: run.id,
                index,
                name: run.name.clone(),
                plan,
            });
        }
        (!members.is_empty()).then_some(Self {
            content,
            members,
            subject,
            left_out,
            knob,
            axis,
            columns,
            sweep,
            size: [960, 540],
            dark: true,
            format: MapFormat::Csv,
        })
    }

    /// Whether there can be such a file.
    ///
    /// # Errors
    /// A sentence about why there cannot, and what to do.
    pub fn check(&self) -> Result<(), String> {
        let (most, columns) = (MOST_SIDE as usize, self.columns);
        if self.format != MapFormat::Png && !(1..=most).contains(&columns) {
            return Err(format!(
                "{} has from 1 to {MOST_SIDE} columns, not {columns}",
                match self.content {
                    LineContent::Curve => "a curve",
                    LineContent::Orbit => "an orbit",
                }
            ));
        }
        let Axis { low, high, .. } = self.axis;
        if !self.axis.is_valid() {
            return Err(format!(
                "{} cannot go from {low:?} to {high:?} on this axis: the first end must be below the second, and both in the \
                 axis's domain",
                self.knob
            ));
        }
        if self.format == MapFormat::Png {
            let side =
                |side: u32| u16::try_from(side).is_ok_and(|side| limits::SIDES.contains(&side));
            let [width, height] = self.size;
            if !side(width) || !side(height) {
                return Err(format!(
                    "a picture is from {} to {} points wide and high, not {width} × {height}",
                    limits::SIDES.start(),
                    limits::SIDES.end()
                ));
            }
            return limits::picture(&self.options(), PictureFormat::Png);
        }
        Ok(())
    }

    /// The values at which it is worked out, rising. Whole numbers where any run has only those.
    pub fn values(&self) -> Vec<f64> {
        let is_whole = |member: &Member| member.plan.across.is_whole(&member.plan.base);
        line::values(&self.axis, self.columns, self.members.iter().any(is_whole))
    }

    /// How many steps are left out before an orbit.
    pub fn after(&self) -> u64 {
        self.members.first().map_or(0, |one| one.plan.base.steps)
    }

    /// How it is drawn as a picture: as the view of the sweep, with the names of the runs.
    pub fn options(&self) -> Options {
        Options {
            size: self.size.map(|points| points as f32),
            scale: 1.0,
            step: None,
            what: What::Landscape,
            mode: Some(Mode::Sweep),
            dark: self.dark,
            legend: true,
            caption: false,
        }
    }

    /// The scene in which only these runs are shown, looked at so that its picture is this line.
    pub fn seen(&self, preset: &PresetFile) -> PresetFile {
        let mut seen = preset.clone();
        for run in &mut seen.scene.runs {
            let is_member = self.members.iter().any(|member| member.id == run.id);
            (run.visible, run.solo) = (is_member, false);
        }
        seen.view.mode = Mode::Sweep;
        seen.view.sweep = self.sweep.clone();
        seen
    }

    /// How many rows of numbers a file of numbers has, at most.
    pub fn rows(&self) -> u64 {
        let columns = (self.columns * self.members.len()) as u64;
        match self.content {
            LineContent::Curve => columns,
            LineContent::Orbit => columns * LENGTH as u64,
        }
    }

    /// About how many bytes it will have.
    pub fn estimate(&self) -> u64 {
        let of_row = match (self.format, self.content) {
            (MapFormat::Png, _) => {
                return self
                    .size
                    .iter()
                    .map(|side| u64::from(*side))
                    .product::<u64>()
                    / 10;
            }
            (MapFormat::Npz, LineContent::Curve) => 34,
            (MapFormat::Npz, LineContent::Orbit) => 28,
            (MapFormat::Csv, LineContent::Curve) => 130,
            (MapFormat::Csv, LineContent::Orbit) => 110,
        };
        self.rows() * of_row
    }

    /// Works it out and writes it, by so many threads; `paint` makes a PNG of it. The bytes do not depend on the threads.
    ///
    /// # Errors
    /// If it is called off, if there can be no such file ([`LineFile::check`]), or if it cannot be written.
    pub fn write(
        &self,
        preset: &PresetFile,
        threads: usize,
        paint: Option<LinePaint>,
        out: &mut dyn Write,
        progress: &mut dyn Progress,
    ) -> Result<(), Failure> {
        self.check().map_err(Failure::Unsayable)?;
        if self.format == MapFormat::Png {
            let paint = paint.ok_or_else(|| {
                Failure::Unsayable(format!(
                    "this program was built without pictures: write the {} as npz or csv",
                    self.content.id()
                ))
            })?;
            return Ok(out.write_all(&paint(self, preset, progress)?)?);
        }
        let values = self.values();
        let part = (values.len() * self.members.len()) as u64;
        let mut work = Work::new(progress, part, 2);
        match self.content {
            LineContent::Curve => {
                let curves = self.curves(&values, threads, &mut work)?;
                match self.format {
                    MapFormat::Npz => npz::curve(self, (&values, &curves), preset, out, &mut work),
                    _ => csv::curve(self, (&values, &curves), out, &mut work),
                }
            }
            LineContent::Orbit => {
                let orbits = self.orbits(&values, threads, &mut work)?;
                match self.format {
                    MapFormat::Npz => npz::orbit(self, (&values, &orbits), preset, out, &mut work),
                    _ => csv::orbit(self, (&values, &orbits), out, &mut work),
                }
            }
        }
    }

    /// What becomes of each run at each value.
    fn curves(
        &self,
        values: &[f64],
        threads: usize,
        work: &mut Work<'_>,
    ) -> Result<Vec<Vec<Outcome>>, Failure> {
        let mut curves = Vec::new();
        for member in &self.members {
            let before = (curves.len() * values.len()) as u64;
            let mut go_on = |done| work.at(before + done).is_ok();
            let curve = survey_line(&member.plan, values, threads, &mut go_on);
            curves.push(curve.ok_or(Failure::Cancelled)?);
        }
        work.end_part();
        Ok(curves)
    }

    /// Where the run goes on at each value.
    fn orbits(
        &self,
        values: &[f64],
        threads: usize,
        work: &mut Work<'_>,
    ) -> Result<Vec<Tail>, Failure> {
        let Some(member) = self.members.first() else {
            return Ok(Vec::new());
        };
        let mut go_on = |done| work.at(done).is_ok();
        let orbits = survey_line(&member.plan, values, threads, &mut go_on);
        work.end_part();
        orbits.ok_or(Failure::Cancelled)
    }
}

/// Makes the bytes of a PNG of a line.
pub type LinePaint = fn(&LineFile, &PresetFile, &mut dyn Progress) -> Result<Vec<u8>, Failure>;

/// The words of what a run does in the long run; the code of one is its place here.
const FATES: [&str; 5] = ["none", "diverged", "rests", "cycles", "wanders"];

/// The code of what a run does in the long run.
fn fate(tail: &Tail) -> u8 {
    match tail.fate() {
        Fate::Nowhere => 0,
        Fate::Diverged(_) => 1,
        Fate::Rests => 2,
        Fate::Cycles(_) => 3,
        Fate::Wanders => 4,
    }
}
