//! `ravine map curve` and `ravine map orbit`: sweeps of one number, from what was said to a file.

use super::axes::Judged;
use super::{Common, axes, draw};
use crate::cli::output::deliver;
use crate::cli::progress::Bar;
use crate::cli::{Failure, Theme, size, warn};
use crate::export::map::{self, LineContent, LineFile, LinePaint, MOST_SIDE, MapFormat, Member};
use crate::session::Session;
use crate::session::maps::{Ordinate, Shade};
use crate::session::preset::PresetFile;
use crate::session::scene::{MAX_STEPS, RunId};
use clap::{Args, ValueEnum};

/// Who draws a PNG.
#[cfg(feature = "picture")]
const PAINT: Option<LinePaint> = Some(crate::picture::map::line_png);
#[cfg(not(feature = "picture"))]
const PAINT: Option<LinePaint> = None;

/// How many values there are unless it is said.
const USUAL_COLUMNS: u32 = 512;
/// Width and height of a picture unless they are said.
const USUAL_SIZE: [f32; 2] = [960.0, 540.0];

/// What both have in common.
#[derive(Debug, Args)]
struct Line {
    #[command(flatten)]
    common: Common,
    /// What stands on the axis, from where to where: optimizer.lr=1e-4..1:log; what the scene says, or else the learning
    /// rate, unless it is given. Range and scale (linear, log, one_minus) may be left out
    #[arg(long, value_name = "NUMBER=LOW..HIGH:SCALE")]
    x: Option<String>,
    /// How many values of it a .npz or .csv has; 512 unless it is given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_SIDE)))]
    columns: Option<u32>,
    /// Width and height of a .png; 960x540 unless they are given
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<[f32; 2]>,
}

/// What is said of a curve.
#[derive(Debug, Args)]
pub(super) struct Curve {
    #[command(flatten)]
    line: Line,
    /// What stands on the vertical axis of a .png; what the scene says unless it is given
    #[arg(long, value_enum)]
    y: Option<Height>,
}

/// What is said of an orbit.
#[derive(Debug, Args)]
pub(super) struct Orbit {
    #[command(flatten)]
    line: Line,
    /// How many steps are left out before the orbit; as many as the scene has unless it is given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=MAX_STEPS))]
    after: Option<u64>,
    /// What stands on the vertical axis of a .png; what the scene says unless it is given
    #[arg(long, value_enum)]
    y: Option<Place>,
}

/// What stands on the vertical axis of curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Height {
    /// The gap to the minimum at the end, or the loss where that is unknown.
    Loss,
    /// Steps until the tolerance is first met.
    Steps,
    /// The measured factor per step by which the distance to the minimum shrinks.
    Rate,
}

/// What stands on the vertical axis of orbits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Place {
    /// First coordinate.
    X,
    /// Second coordinate.
    Y,
    /// The gap to the minimum where it is known, else the loss.
    Loss,
    /// The length of the step.
    Moved,
}

/// Writes the curves of all runs that are meant.
pub(super) fn curve(arguments: &Curve) -> Result<(), Failure> {
    let line = &arguments.line;
    let format = format(line, arguments.y.is_some())?;
    let (mut preset, runs) = line.common.source.read_runs(None)?;
    let subject = draw::first(&preset, &runs)?.id;
    let shows_none = preset.scene.shown().next().is_none();
    if !runs.is_empty() || shows_none {
        for run in &mut preset.scene.runs {
            let is_meant = runs.is_empty() || runs.contains(&run.id);
            (run.visible, run.solo) = (is_meant, false);
        }
    }
    preset.view.sweep.shade = match arguments.y {
        Some(Height::Loss) => Shade::Loss,
        Some(Height::Steps) => Shade::Steps,
        Some(Height::Rate) => Shade::Rate,
        None => preset.view.sweep.shade,
    };
    write(LineContent::Curve, line, preset, subject, format)
}

/// Writes the orbits of a run.
pub(super) fn orbit(arguments: &Orbit) -> Result<(), Failure> {
    let line = &arguments.line;
    let format = format(line, arguments.y.is_some())?;
    let (mut preset, runs) = line.common.source.read_runs(None)?;
    let subject = draw::first(&preset, &runs)?.id;
    // A run that is hidden is not looked at closely.
    for run in &mut preset.scene.runs {
        (run.visible, run.solo) = (
            run.visible || run.id == subject,
            run.solo && run.id == subject,
        );
    }
    let view = &mut preset.view.sweep.orbit;
    view.after = arguments.after.or(view.after);
    let ordinate = match arguments.y {
        Some(Place::X) => Ordinate::X,
        Some(Place::Y) => Ordinate::Y,
        Some(Place::Loss) => Ordinate::Loss,
        Some(Place::Moved) => Ordinate::Moved,
        None => view.ordinate,
    };
    if ordinate != view.ordinate {
        // What was seen of another axis.
        (view.ordinate, view.shown) = (ordinate, None);
    }
    write(LineContent::Orbit, line, preset, subject, format)
}

/// The format, if what is said of a picture or of numbers goes with it.
fn format(line: &Line, says_height: bool) -> Result<MapFormat, Failure> {
    let format = draw::format(&line.common)?;
    let is_picture = format == MapFormat::Png;
    let said = [
        (line.columns.is_some(), "--columns", false),
        (line.size.is_some(), "--size", true),
        (says_height, "--y", true),
    ];
    for (is_said, option, of_picture) in said {
        if is_said && of_picture != is_picture {
            let kind = if of_picture {
                "a .png"
            } else {
                "a .npz or .csv"
            };
            return Err(Failure::input(format!(
                "`{option}` is about {kind}, and this is a .{}: leave it out, or name another file",
                format.extension()
            )));
        }
    }
    Ok(format)
}

/// Whether there are runs on the axis: a remark where some values are outside a domain, a failure where all are for all.
fn judge(file: &LineFile) -> Result<(), Failure> {
    let values = file.values();
    let mut has_runs = false;
    for member in &file.members {
        let plan = &member.plan;
        has_runs |=
            axes::judge_axis(&plan.base, &plan.across, &values, "columns") == Judged::Inside;
    }
    match file.members.first() {
        Some(Member { plan, .. }) if !has_runs => {
            Err(axes::outside(&plan.base, &plan.across, &file.axis))
        }
        _ => Ok(()),
    }
}

/// Works it out and writes it.
fn write(
    content: LineContent,
    line: &Line,
    mut preset: PresetFile,
    subject: RunId,
    format: MapFormat,
) -> Result<(), Failure> {
    let no_run =
        || Failure::input("the scene has no run to map: add one with `--run adam:lr=0.01`");
    if let Some(text) = &line.x {
        let run = preset.scene.run(subject).ok_or_else(no_run)?;
        let request = preset.scene.request(run);
        let sweep = &mut preset.view.sweep;
        (sweep.across, sweep.across_shown) = axes::read("x", text, run, &request)?;
    }
    let mut session = Session::new(&preset);
    session.selected = Some(subject);
    let columns = line.columns.unwrap_or(USUAL_COLUMNS) as usize;
    let mut file = LineFile::of(&session, content, columns).ok_or_else(no_run)?;
    file.format = format;
    file.dark = line.common.theme == Theme::Dark;
    file.size = line.size.unwrap_or(USUAL_SIZE).map(|points| points as u32);
    file.check().map_err(Failure::input)?;
    judge(&file)?;
    if !file.left_out.is_empty() {
        let names: Vec<String> = file
            .left_out
            .iter()
            .map(|name| format!("{name:?}"))
            .collect();
        warn(&format!(
            "{} has no {}: left out",
            names.join(", "),
            file.knob
        ));
    }
    let threads = line
        .common
        .threads
        .map_or_else(map::all_threads, usize::from);
    let output = Some(line.common.output.as_path());
    let mut bar = Bar::beside("Mapping", output);
    deliver(output, |out| {
        file.write(&preset, threads, PAINT, out, &mut bar)
    })
}
