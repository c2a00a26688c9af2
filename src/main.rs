//! The program: a subcommand does its work without a window; without one the window opens.

use clap::Parser;
use ravine::cli::{self, Cli, Failure};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version too come as such an answer; nobody may be left to read it.
            let _ignored = answer.print();
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    let done = match &cli.command {
        Some(command) => cli::execute(command),
        None => open(cli.file.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            cli::complain(&failure);
            ExitCode::from(failure.code)
        }
    }
}

/// Opens the window, once the preset has proved to be one.
#[cfg(feature = "window")]
fn open(file: Option<&Path>) -> Result<(), Failure> {
    // What came from standard input or with the program has no file yet into which it could be saved.
    let saved_at = |path: &Path| {
        if path.is_file() {
            path.to_owned()
        } else {
            std::path::PathBuf::new()
        }
    };
    let preset = file.map(|path| Ok((saved_at(path), cli::files::read(path)?)));
    ravine::window::open(preset.transpose()?).map_err(Failure::operation)
}

/// Says how to get a window, once the preset has proved to be one.
#[cfg(not(feature = "window"))]
fn open(file: Option<&Path>) -> Result<(), Failure> {
    if let Some(path) = file {
        cli::files::read(path)?;
    }
    Err(Failure::operation(
        "this program was built without a window; `cargo build --release` builds it with one, and `ravine --help` tells what works without",
    ))
}
