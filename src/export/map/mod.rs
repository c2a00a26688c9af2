//! Maps as files: what becomes of every start, or of every setting of two numbers, pixel by pixel.
//!
//! A [`MapFile`] says what is worked out and how it is written. It is worked out anew at the size that is asked for, by
//! several threads; the bytes do not depend on how many. How a picture is coloured is not known here: who can paint hands
//! over a [`Paint`].

mod csv;
mod lines;
mod npz;
mod pixel;

#[cfg(test)]
mod tests;

pub use lines::{LineContent, LineFile, LinePaint, Member};

use super::Failure;
use super::progress::{Cancelled, Progress};
use crate::core::map::{Axis, Knob, Outcome, Plan};
use crate::core::surface::Region;
use crate::core::vec2::vec2;
use crate::session::maps::{Basin, MOST_SURVEYED, Place, Places, Shade, Sweep, Wanted, survey};
use crate::session::preset::PresetFile;
use crate::session::scene::{Run, Scene};
use crate::session::workers::cores;
use std::io::Write;

/// The most pixels on each side.
pub const MOST_SIDE: u32 = 16384;

/// What a map is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// Starts.
    Basins,
    /// Settings of two numbers.
    Sweep,
}

impl Content {
    /// Both, in the order of a switch.
    pub const ALL: [Self; 2] = [Self::Basins, Self::Sweep];

    /// The word in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Basins => "basins",
            Self::Sweep => "sweep",
        }
    }
}

/// How a map is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MapFormat {
    /// A pixel of a picture for every pixel of the map.
    Png,
    /// Arrays for `numpy.load`.
    Npz,
    /// A row per pixel.
    Csv,
}

impl MapFormat {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Png, Self::Npz, Self::Csv];

    /// How the names of its files end, and the word on the command line.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Npz => "npz",
            Self::Csv => "csv",
        }
    }
}

/// A map that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct MapFile {
    /// What it is about.
    pub content: Content,
    /// The name of the run.
    pub run: String,
    /// The run, what stands on the axes, the part that is shown, and how many pixels.
    pub wanted: Wanted,
    /// The name of a run that it is compared with, and that run. The axes are the same.
    pub against: Option<(String, Plan)>,
    /// What the colours of a sweep mean.
    pub shade: Shade,
    /// Whether a picture is for a dark ground.
    pub dark: bool,
    /// How it is written.
    pub format: MapFormat,
}

impl MapFile {
    /// The basins of a run over a region.
    pub fn basins(scene: &Scene, run: &Run, region: Region, size: [usize; 2]) -> Self {
        let axes = [
            Axis::linear(region.min.x, region.max.x),
            Axis::linear(region.min.y, region.max.y),
        ];
        Self {
            content: Content::Basins,
            run: run.name.clone(),
            wanted: Wanted {
                plan: of_starts(scene, run),
                axes,
                size,
            },
            against: None,
            shade: Shade::default(),
            dark: true,
            format: MapFormat::Png,
        }
    }

    /// The same beside those of another run.
    #[must_use]
    pub fn against(mut self, scene: &Scene, run: &Run) -> Self {
        self.against = Some((run.name.clone(), of_starts(scene, run)));
        self
    }

    /// A sweep of a run, as it is looked at.
    pub fn sweep(scene: &Scene, run: &Run, sweep: &Sweep, size: [usize; 2]) -> Self {
        let base = scene.request(run);
        let [across, up] = sweep.knobs(&base);
        let axes = sweep.axes(&base);
        let plan = Plan {
            base,
            across,
            up: Some(up),
            rates: false,
        };
        Self {
            content: Content::Sweep,
            run: run.name.clone(),
            wanted: Wanted { plan, axes, size },
            against: None,
            shade: sweep.shade,
            dark: true,
            format: MapFormat::Png,
        }
    }

    /// Whether there can be such a file.
    ///
    /// # Errors
    /// A sentence about why there cannot, and what to do.
    pub fn check(&self) -> Result<(), String> {
        let [columns, rows] = self.wanted.size;
        let most = MOST_SIDE as usize;
        if !(1..=most).contains(&columns) || !(1..=most).contains(&rows) {
            return Err(format!(
                "a map is from 1 to {MOST_SIDE} pixels wide and high, not {columns} × {rows}"
            ));
        }
        let count = columns * rows;
        if count > MOST_SURVEYED {
            return Err(format!(
                "the map would have {:.1} million pixels; it may have {:.1} million: make it smaller",
                count as f64 / 1e6,
                MOST_SURVEYED as f64 / 1e6
            ));
        }
        for ((name, _), (axis, pixels)) in self
            .names()
            .zip(self.wanted.axes.iter().zip([columns, rows]))
        {
            let Axis { low, high, .. } = axis;
            if !axis.is_valid() {
                return Err(format!(
                    "{name} cannot go from {low:?} to {high:?} on this axis: the first end must be below the second, and \
                     both in the axis's domain"
                ));
            }
            if !axis.resolves(pixels) {
                return Err(format!(
                    "between {low:?} and {high:?} there are fewer numbers than {pixels} pixels of {name}: take fewer pixels, or a \
                     wider range"
                ));
            }
        }
        Ok(())
    }

    /// About how many bytes it will have.
    pub fn estimate(&self) -> u64 {
        let [columns, rows] = self.wanted.size;
        let pixels = columns as u64 * rows as u64;
        let runs = 1 + u64::from(self.against.is_some());
        match self.format {
            MapFormat::Png => pixels,
            MapFormat::Npz => pixels * runs * 28,
            MapFormat::Csv => pixels * (40 + runs * 90),
        }
    }

    /// Works it out and writes it, by so many threads; `paint` makes a PNG of it.
    ///
    /// # Errors
    /// If it is called off, if there can be no such file ([`MapFile::check`]), or if it cannot be written.
    pub fn write(
        &self,
        preset: &PresetFile,
        threads: usize,
        paint: Option<Paint>,
        out: &mut dyn Write,
        progress: &mut dyn Progress,
    ) -> Result<(), Failure> {
        self.check().map_err(Failure::Unsayable)?;
        let [columns, rows] = self.wanted.size;
        let parts = 2 + u64::from(self.against.is_some());
        let mut work = Work::new(progress, columns as u64 * rows as u64, parts);
        let pixels = self.work_out(threads, &mut work)?;
        match (self.format, paint) {
            (MapFormat::Npz, _) => npz::write(self, &pixels, &preset.scene, out, &mut work),
            (MapFormat::Csv, _) => csv::write(self, &pixels, out, &mut work),
            (MapFormat::Png, Some(paint)) => {
                let bytes = paint(self, &pixels).map_err(Failure::Unsayable)?;
                Ok(out.write_all(&bytes)?)
            }
            (MapFormat::Png, None) => Err(Failure::Unsayable(
                "this program was built without pictures: write the map as npz or csv".to_owned(),
            )),
        }
    }

    /// What becomes of every pixel.
    fn work_out(&self, threads: usize, work: &mut Work<'_>) -> Result<Pixels, Failure> {
        let mut of = |plan: &Plan| {
            let mut wanted = self.wanted.clone();
            wanted.plan = plan.clone();
            // Beside numbers there is room for one more.
            wanted.plan.rates = self.format != MapFormat::Png
                || (self.content == Content::Sweep && self.shade == Shade::Rate);
            let all = survey(&wanted, threads, &mut |done, _| work.at(done).is_ok());
            work.end_part();
            all.ok_or(Failure::Cancelled)
        };
        let own = of(&self.wanted.plan)?;
        let against = self
            .against
            .as_ref()
            .map(|(_, plan)| of(plan))
            .transpose()?;
        let (mut basins, mut minima) = (Vec::new(), Vec::new());
        // A picture is coloured from what became of the starts.
        if self.content == Content::Basins && self.format != MapFormat::Png {
            let base = &self.wanted.plan.base;
            let mut places = Places::new(&base.surface);
            let all = std::iter::once(&own).chain(&against);
            for outcomes in all {
                let find = |outcome| Basin::found(outcome, &mut places, base.tolerance);
                basins.push(outcomes.iter().map(find).collect::<Vec<_>>());
            }
            // Only when all are found each has its number.
            for basin in basins.iter_mut().flatten() {
                *basin = basin.ranked(&places);
            }
            minima = places.in_order().into_iter().cloned().collect();
        }
        let mut basins = basins.into_iter();
        let mut layer = |outcomes| Layer {
            basins: basins.next().unwrap_or_default(),
            outcomes,
        };
        Ok(Pixels {
            own: layer(own),
            against: against.map(layer),
            minima,
        })
    }

    /// What stands on the two axes: its name, and whether only whole numbers do.
    fn names(&self) -> impl Iterator<Item = (String, bool)> {
        let plan = &self.wanted.plan;
        let knobs = [Some(&plan.across), plan.up.as_ref()];
        knobs.into_iter().map(|knob| {
            knob.map_or_else(Default::default, |knob| {
                (knob.to_string(), knob.is_whole(&plan.base))
            })
        })
    }

    /// The numbers along the two axes, as the runs have them.
    fn numbers(&self) -> [Vec<f64>; 2] {
        let mut all = self
            .names()
            .zip(self.wanted.axes.iter().zip(self.wanted.size));
        std::array::from_fn(|_| {
            let Some(((_, is_whole), (axis, count))) = all.next() else {
                return Vec::new();
            };
            let number = |i| {
                let number = axis.pixel(i, count);
                if is_whole { number.round() } else { number }
            };
            (0..count).map(number).collect()
        })
    }
}

/// The starts of a run.
fn of_starts(scene: &Scene, run: &Run) -> Plan {
    Plan {
        base: scene.request(run),
        across: Knob::StartX,
        up: Some(Knob::StartY),
        rates: false,
    }
}

/// The smallest region around one in which so many pixels are squares.
pub fn with_square_pixels(region: Region, size: [usize; 2]) -> Region {
    let [columns, rows] = size.map(|side| side.max(1) as f64);
    let extent = region.size();
    let unit = (extent.x / columns).max(extent.y / rows);
    let half = vec2(unit * columns, unit * rows) * 0.5;
    let center = region.center();
    Region {
        min: center - half,
        max: center + half,
    }
}

/// As many threads as there are processors.
pub fn all_threads() -> usize {
    cores()
}

/// What became of the pixels of one run, row by row, the first row at the bottom.
pub struct Layer {
    /// What became of each.
    pub outcomes: Vec<Outcome>,
    /// Where each goes; empty for a sweep.
    pub basins: Vec<Basin>,
}

/// A map that is worked out.
pub struct Pixels {
    /// Of the run.
    pub own: Layer,
    /// Of the run that it is compared with.
    pub against: Option<Layer>,
    /// The places where runs rest, by the numbers of the basins.
    pub minima: Vec<Place>,
}

/// Makes the bytes of a PNG of a map.
pub type Paint = fn(&MapFile, &Pixels) -> Result<Vec<u8>, String>;

/// How far the work is: the pixels of each run, and then the rows that are written, counted in pixels.
struct Work<'p> {
    progress: &'p mut dyn Progress,
    part: u64,
    before: u64,
    total: u64,
}

impl<'p> Work<'p> {
    /// Of a work in so many parts, each of so many pixels.
    fn new(progress: &'p mut dyn Progress, part: u64, parts: u64) -> Self {
        Self {
            progress,
            part,
            before: 0,
            total: parts * part,
        }
    }

    /// So many pixels of this part are done.
    fn at(&mut self, done: u64) -> Result<(), Cancelled> {
        let done = self.before + done.min(self.part);
        self.progress.at(done, self.total)
    }

    fn end_part(&mut self) {
        self.before += self.part;
    }
}
