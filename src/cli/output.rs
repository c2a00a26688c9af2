//! Where results go: into a file that appears when it is whole, or to standard output.

use super::{Failure, files, finish};
use crate::export;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Lets something be written to a file, or to standard output where there is none or it is `-`.
pub(super) fn deliver(
    output: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), export::Failure>,
) -> Result<(), Failure> {
    let failed = |failure| match failure {
        export::Failure::Unwritten(error) => match output {
            Some(path) if !files::is_stream(output) => Err(files::not_written(path, &error)),
            _ => finish(Err(error)),
        },
        other => Err(Failure::operation(other.to_string())),
    };
    let written = match output {
        Some(path) if !files::is_stream(output) => files::Replacement::create(path)
            .map_err(export::Failure::from)
            .and_then(|mut file| {
                write(&mut file)?;
                Ok(file.commit()?)
            }),
        _ => {
            let mut out = io::stdout().lock();
            write(&mut out).and_then(|()| Ok(out.flush()?))
        }
    };
    written.or_else(failed)
}

/// Refuses to write what is no text to a terminal.
pub(super) fn refuse_terminal(output: Option<&Path>) -> Result<(), Failure> {
    if files::is_stream(output) && io::stdout().is_terminal() {
        return Err(Failure::input(
            "this format is not text, and standard output is a terminal: name a file with -o",
        ));
    }
    Ok(())
}
