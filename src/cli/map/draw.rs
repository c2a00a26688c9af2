//! From what was said on the command line to a map and its file.

use super::{Arguments, Basins, Common, Format, Map, Sweep, axes, lines};
use crate::cli::output::{self, deliver};
use crate::cli::progress::Bar;
use crate::cli::{Failure, Theme, files};
use crate::core::surface::{self, Region};
use crate::export::map::{self, MapFile, MapFormat, Paint};
use crate::session::preset::PresetFile;
use crate::session::scene::{Run, RunId};
use clap::ValueEnum;

/// Who paints a PNG.
#[cfg(feature = "picture")]
const PAINT: Option<Paint> = Some(crate::picture::map::png);
#[cfg(not(feature = "picture"))]
const PAINT: Option<Paint> = None;

/// Works it out and writes it.
pub(in crate::cli) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.map {
        Map::Basins(arguments) => basins(arguments),
        Map::Sweep(arguments) => sweep(arguments),
        Map::Curve(arguments) => lines::curve(arguments),
        Map::Orbit(arguments) => lines::orbit(arguments),
    }
}

fn basins(arguments: &Basins) -> Result<(), Failure> {
    let common = &arguments.common;
    let format = format(common)?;
    let (preset, runs) = common.source.read_runs(arguments.against.as_deref())?;
    let scene = &preset.scene;
    let (run, against) = match (&arguments.against, runs.as_slice()) {
        (Some(_), [.., against]) => (&runs[..runs.len() - 1], Some(*against)),
        _ => (&runs[..], None),
    };
    let run = first(&preset, run)?;
    let region = if let Some([left, right, below, above]) = arguments.region {
        Region::new([left, right], [below, above])
    } else {
        let seen = preset.view.region;
        let seen = seen.unwrap_or_else(|| surface::landmarks(&scene.surface).region);
        map::with_square_pixels(seen, arguments.size)
    };
    let mut file = MapFile::basins(scene, run, region, arguments.size);
    if let Some(against) = against.and_then(|id| scene.run(id)) {
        file = file.against(scene, against);
    }
    write(file, &preset, common, format)
}

fn sweep(arguments: &Sweep) -> Result<(), Failure> {
    let common = &arguments.common;
    let format = format(common)?;
    let (preset, runs) = common.source.read_runs(None)?;
    let run = first(&preset, &runs)?;
    let request = preset.scene.request(run);
    let mut sweep = preset.view.sweep.clone();
    if let Some(text) = &arguments.x {
        (sweep.across, sweep.across_shown) = axes::read("x", text, run, &request)?;
    }
    if let Some(text) = &arguments.y {
        (sweep.up, sweep.up_shown) = axes::read("y", text, run, &request)?;
    }
    if let Some(colour) = arguments.colour {
        sweep.shade = colour.into();
    }
    let [across, up] = sweep.knobs(&request);
    if arguments.y.is_some() && sweep.up.as_ref() != Some(&up) {
        return Err(Failure::input(format!(
            "{across} would stand on both axes: say another number with --x or --y"
        )));
    }
    let file = MapFile::sweep(&preset.scene, run, &sweep, arguments.size);
    axes::judge(&file)?;
    write(file, &preset, common, format)
}

/// The run that is mapped: the first that was said, else the first that the window would draw.
pub(super) fn first<'p>(preset: &'p PresetFile, said: &[RunId]) -> Result<&'p Run, Failure> {
    let scene = &preset.scene;
    let run = said.first().and_then(|id| scene.run(*id));
    let run = run.or_else(|| scene.shown().next());
    run.or(scene.runs.first()).ok_or_else(|| {
        Failure::input("the scene has no run to map: add one with `--run adam:lr=0.01`")
    })
}

/// The format that is asked for, or that the name of the output tells.
pub(super) fn format(common: &Common) -> Result<MapFormat, Failure> {
    let output = Some(common.output.as_path());
    let end = common.output.extension();
    let end = end.map(|end| end.to_string_lossy().to_lowercase());
    let named = end.and_then(|end| Format::from_str(&end, true).ok());
    let format = match (common.format, named) {
        (Some(format), Some(named)) if format != named => {
            let word = |format: Format| MapFormat::from(format).extension();
            return Err(Failure::input(format!(
                "{}: the name says {}, `--format` says {}",
                common.output.display(),
                word(named),
                word(format)
            )));
        }
        (Some(format), _) | (None, Some(format)) => MapFormat::from(format),
        (None, None) if files::is_stream(output) => {
            return Err(Failure::input(
                "standard output has no name that says what to write: add `--format png`, `npz` or `csv`",
            ));
        }
        (None, None) => {
            return Err(Failure::input(format!(
                "{}: a map's name ends in .png, .npz or .csv; or say `--format npz`",
                common.output.display()
            )));
        }
    };
    if format == MapFormat::Png && PAINT.is_none() {
        return Err(Failure::operation(
            "this program was built without pictures: write the map as .npz or .csv; `cargo build --release` builds it \
             with pictures",
        ));
    }
    if format != MapFormat::Csv {
        output::refuse_terminal(output)?;
    }
    Ok(format)
}

fn write(
    mut file: MapFile,
    preset: &PresetFile,
    common: &Common,
    format: MapFormat,
) -> Result<(), Failure> {
    file.format = format;
    file.dark = common.theme == Theme::Dark;
    file.check().map_err(Failure::input)?;
    let threads = common.threads.map_or_else(map::all_threads, usize::from);
    let output = Some(common.output.as_path());
    let mut bar = Bar::beside("Mapping", output);
    deliver(output, |out| {
        file.write(preset, threads, PAINT, out, &mut bar)
    })
}
