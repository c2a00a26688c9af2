//! `ravine check`: whether presets are in order, file by file; and the schema by which an editor checks them.

use super::{Failure, complain, files, print, warn};
use crate::session::preset::{self, Opened};
use crate::session::scene::Scene;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What the command does, and what its exit codes are.
pub(super) const ABOUT: &str = "\
Say of presets whether they are in order, and bring those of older versions up to date.

A line on standard output for each preset that is (FILE: ok, with what is in it), a sentence on standard error for each \
that is not: its line, its column, the place in the scene, what is wrong and what is allowed. Warnings, too, go to \
standard error: of older versions of the format, and of embedded trajectories with which this program does not agree.

Exit codes: 0 all presets are in order, warned of or not; 1 a file could not be written; 2 the command line is wrong, or \
a file is no preset or cannot be read.";

/// What to check.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ravine check scene.ravine.json presets")]
pub struct Arguments {
    /// Presets, share strings in files, folders of presets (*.json), names of built-in scenes; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "schema")]
    files: Vec<PathBuf>,
    /// Write presets of older versions anew, in the newest
    #[arg(long)]
    migrate: bool,
    /// Print the JSON Schema of presets, by which editors complete and check them
    #[arg(long, conflicts_with_all = ["files", "migrate"])]
    schema: bool,
}

pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.schema {
        return print(&preset::schema());
    }
    let mut found: Vec<Result<PathBuf, Failure>> = Vec::new();
    for path in &arguments.files {
        match path.is_dir().then(|| presets_in(path)) {
            None => found.push(Ok(path.clone())),
            Some(Ok(paths)) => found.extend(paths.into_iter().map(Ok)),
            Some(Err(failure)) => found.push(Err(failure)),
        }
    }
    let checked = found.len();
    let mut failures = Vec::new();
    for path in found {
        if let Err(failure) = path.and_then(|path| check(&path, arguments.migrate)) {
            // One sentence is the last word; of several, each is said as soon as it is known.
            if checked > 1 {
                complain(&failure);
            }
            failures.push(failure);
        }
    }
    let Some(first) = failures.first() else {
        return Ok(());
    };
    if checked == 1 {
        return Err(first.clone());
    }
    let message = format!("{} of {checked} files are not in order", failures.len());
    let code = failures.iter().map(|failure| failure.code).max();
    Err(Failure {
        message,
        code: code.unwrap_or(first.code),
    })
}

/// The presets in a folder, by name. The schema that may lie beside them is none.
fn presets_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unread = |error: &io::Error| Failure::input(format!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unread(&error))? {
        let path = entry.map_err(|error| unread(&error))?.path();
        let is_preset = path.extension().is_some_and(|end| end == "json")
            && path.file_name().is_some_and(|name| name != "schema.json")
            && path.is_file();
        if is_preset {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Failure::input(format!(
            "{}: there is no preset (*.json) in this folder",
            folder.display()
        )));
    }
    Ok(found)
}

/// Checks a preset, says what is in it, and writes it anew if it is old and that is wanted.
fn check(path: &Path, migrate: bool) -> Result<(), Failure> {
    let name = files::name(path);
    let Opened {
        file,
        version,
        shared,
    } = files::load(path)?;
    if let Some(oddity) = preset::disagreement(&file) {
        warn(&format!("{name}: {oddity}"));
    }
    let mut done = "";
    if version < preset::VERSION {
        let newest = preset::VERSION;
        if migrate && path.is_file() && !shared {
            files::write_atomically(path, preset::write(&file).as_bytes())
                .map_err(|error| files::not_written(path, &error))?;
            done = ", written anew";
        } else {
            warn(&format!(
                "{name}: this preset has version {version} of the format, and {newest} is the newest; `ravine check --migrate` writes it anew"
            ));
        }
    }
    print(&format!("{name}: ok ({}{done})\n", content(&file.scene)))
}

/// What is in a scene, in a few words.
fn content(scene: &Scene) -> String {
    let plural = |count: u64, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    format!(
        "{} on {}, {}",
        plural(scene.runs.len() as u64, "run"),
        scene.surface.name(),
        plural(scene.steps, "step")
    )
}
