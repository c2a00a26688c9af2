//! The program: a subcommand does its work without a window; without one the window opens.

use clap::Parser;
use ravine::cli::source::Source;
use ravine::cli::{self, Cli, Failure};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            if let Some(failure) = cli::misread(&answer) {
                cli::complain(&failure);
                return ExitCode::from(failure.code);
            }
            // Help and version come as such an answer too; nobody may be left to read it.
            let _ignored = answer.print();
            return ExitCode::SUCCESS;
        }
    };
    let done = match &cli.command {
        Some(command) => cli::execute(command),
        None => open(&cli.source),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            cli::complain(&failure);
            ExitCode::from(failure.code)
        }
    }
}

/// Opens the window, once the scene has proved to be one.
#[cfg(feature = "window")]
fn open(source: &Source) -> Result<(), Failure> {
    if source.is_empty() {
        return ravine::window::open(None).map_err(Failure::operation);
    }
    // What came from standard input, with the program or from options has no file yet into which it could be
    // saved.
    let file = source.file().map(std::path::Path::to_owned);
    let preset = (file.unwrap_or_default(), source.read()?);
    ravine::window::open(Some(preset)).map_err(Failure::operation)
}

/// Says how to get a window, once the scene has proved to be one.
#[cfg(not(feature = "window"))]
fn open(source: &Source) -> Result<(), Failure> {
    if !source.is_empty() {
        source.read()?;
    }
    Err(Failure::operation(
        "this program was built without a window; `cargo build --release` builds it with one, and `ravine --help` tells what works without",
    ))
}
