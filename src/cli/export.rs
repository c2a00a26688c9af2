//! `ravine export`: a scene in one of the formats of other programs.

use super::output::{self, deliver};
use super::progress::Bar;
use super::source::Source;
use super::{Failure, files, spell};
use crate::export::{EXPORTERS, Exporter, Group, Subject};
use crate::session::scene::{RunId, Scene};
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What to export, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = after_help(false), after_long_help = after_help(true))]
pub struct Arguments {
    #[command(flatten)]
    source: Source,
    /// The format; where it is left out, the end of FILE's name says it
    #[arg(long, value_name = "FORMAT", value_parser = formats(), hide_possible_values = true)]
    format: Option<String>,
    /// Where it is written; standard output unless it is given, or where it is -
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Only this run: its name, or its number as `run` prints it, from 0
    #[arg(long, value_name = "RUN")]
    only: Option<String>,
}

/// The ids of all formats, each with what it is.
fn formats() -> PossibleValuesParser {
    let value = |one: &Exporter| PossibleValue::new(one.id).help(one.summary);
    EXPORTERS.iter().map(value).collect::<Vec<_>>().into()
}

fn after_help(is_long: bool) -> String {
    let mut text = String::new();
    let groups = [
        (Group::Trajectories, "Trajectories"),
        (Group::Code, "Code"),
        (Group::Table, "Tables"),
        (Group::Scene, "The scene itself"),
    ];
    for (group, heading) in groups {
        let members: Vec<_> = EXPORTERS.iter().filter(|one| one.group == group).collect();
        if members.is_empty() {
            continue;
        }
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{heading}:");
        for one in members {
            let _ = writeln!(
                text,
                "  {} (.{})\n      {}",
                one.id, one.extension, one.summary
            );
        }
        text.push('\n');
    }
    if is_long {
        let _ = writeln!(text, "{NAMES}\n\n{}\n", spell::GRAMMAR);
    }
    text + EXAMPLES
}

const NAMES: &str = "\
Inner variables have the names of their formulas. CSV and JSON keep them (m̂.x, √v̂.y, Δ.x, ρ); runs with different \
methods share one CSV table, in which a cell is empty where a method has no such quantity. NPZ spells them \
(run0_m_hat, run0_sqrt_v_hat, run0_delta), vectors with two columns. `ravine run --help` says what the other columns are.";

const EXAMPLES: &str = "\
Examples:
  ravine export ravine -o ravine.csv
  ravine export --run adam:lr=0.01 --surface rosenbrock --steps 2000 --format markdown
  ravine export - --format npz --only Adam -o adam.npz < scene.ravine.json";

pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let output = arguments.output.as_deref();
    let exporter = exporter(arguments.format.as_deref(), output)?;
    if exporter.extension == "npz" {
        output::refuse_terminal(output)?;
    }
    let preset = arguments.source.read()?;
    let run = arguments.only.as_deref();
    let run = run.map(|name| find_run(&preset.scene, name)).transpose()?;
    let subject = Subject {
        preset: &preset,
        run,
    };
    let mut bar = Bar::beside("Exporting", output);
    deliver(output, |out| (exporter.write)(&subject, out, &mut bar))
}

/// The format with this id, or the only one whose files end as this one does.
fn exporter(id: Option<&str>, output: Option<&Path>) -> Result<&'static Exporter, Failure> {
    if let Some(found) = id.and_then(crate::export::find) {
        return Ok(found);
    }
    let all = || {
        let ids: Vec<&str> = EXPORTERS.iter().map(|one| one.id).collect();
        ids.join(", ")
    };
    let path = output.filter(|_| !files::is_stream(output));
    let Some(path) = path else {
        return Err(Failure::input(format!(
            "no format is named: say --format with one of {}",
            all()
        )));
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    // The longest end decides, so that scene.ravine.json is a scene and runs.json are numbers.
    let ends = |one: &&Exporter| name.ends_with(&format!(".{}", one.extension));
    let length = |one: &Exporter| one.extension.len();
    let longest = EXPORTERS.iter().filter(ends).map(length).max().unwrap_or(0);
    let fitting: Vec<&Exporter> = EXPORTERS
        .iter()
        .filter(ends)
        .filter(|one| length(one) == longest)
        .collect();
    match fitting.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::input(format!(
            "{}: its name does not say a format: say --format with one of {}",
            path.display(),
            all()
        ))),
        several => {
            let ids: Vec<&str> = several.iter().map(|one| one.id).collect();
            Err(Failure::input(format!(
                "{}: several formats end so: say --format with one of {}",
                path.display(),
                ids.join(", ")
            )))
        }
    }
}

/// The run with this name, or with this number.
fn find_run(scene: &Scene, name: &str) -> Result<RunId, Failure> {
    let named = scene.runs.iter().filter(|run| run.name == name);
    let named: Vec<RunId> = named.map(|run| run.id).collect();
    let numbered = name.parse::<usize>().ok();
    let numbered = numbered.and_then(|number| scene.runs.get(number));
    match (named.as_slice(), numbered) {
        ([one], _) => Ok(*one),
        ([], Some(run)) => Ok(run.id),
        ([], None) => {
            let names: Vec<String> = scene
                .runs
                .iter()
                .map(|run| format!("{:?}", run.name))
                .collect();
            let there = match names.as_slice() {
                [] => "the scene has none".to_owned(),
                names => format!("there is {}", names.join(", ")),
            };
            Err(Failure::input(format!(
                "--only {name:?}: no run has this name; {there}"
            )))
        }
        _ => Err(Failure::input(format!(
            "--only {name:?}: several runs have this name; say the number of one, from 0"
        ))),
    }
}
