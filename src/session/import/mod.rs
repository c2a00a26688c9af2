//! From lines of a training script to runs: an optimizer, its schedule, its clip.
//!
//! The text is parsed as Python and never run. Names and arguments are those by which the catalogues say the frameworks
//! know their entries; what a script does besides is passed over. PyTorch above all; Optax, Keras and transformers too.

mod apply;
mod bind;
mod call;
mod eval;
mod gather;
mod known;
mod put;
mod reader;
mod signature;
mod text;
mod thing;

use crate::core::catalog::{Config, Framework};
use crate::core::clip::Place;
use reader::Reader;
use ruff_python_parser::parse_module;
use std::fmt;
pub use text::MAX_BYTES;
use text::{Fault, Source};

/// What lines of a script make.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The optimizers, in their order, each with what is said to be of it.
    pub runs: Vec<ImportedRun>,
    /// A schedule for which the text makes no optimizer.
    pub schedule: Option<Config>,
    /// A clip for which the text makes no optimizer, and where it stands.
    pub clip: Option<(Config, Place)>,
    /// How many steps the loops of the text take.
    pub steps: Option<u64>,
    /// What was left out or understood in some way, in sentences without a full stop.
    pub remarks: Vec<String>,
}

/// An optimizer that lines of a script make.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedRun {
    /// The method.
    pub optimizer: Config,
    /// Its schedule, if the text says one.
    pub schedule: Option<Config>,
    /// Its clip, if the text says one, and where it stands.
    pub clip: Option<(Config, Place)>,
}

/// Why a text makes no run, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// Line in the text, from 1.
    pub line: usize,
    /// Character in that line, from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.problem
        )
    }
}

impl std::error::Error for ImportError {}

/// What the lines of a script make.
///
/// # Errors
/// If the text is no Python, makes nothing that Ravine knows, or gives it values that are not allowed; with the place.
pub fn read(text: &str) -> Result<Imported, ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError {
            line: 1,
            column: 1,
            problem: format!(
                "the text has more than {} KiB; paste only the lines that make the optimizer",
                MAX_BYTES >> 10
            ),
        });
    }
    let source = Source::new(text);
    read_source(&source).map_err(|fault| {
        let (line, column) = source.place(fault.at);
        ImportError {
            line,
            column,
            problem: fault.problem,
        }
    })
}

fn read_source(source: &Source) -> Result<Imported, Fault> {
    source.check()?;
    let parsed = parse_module(&source.code).map_err(|error| {
        let said = error.error.to_string().replace(
            "unexpected EOF while parsing",
            "the text ends too early; a bracket or a quote may not be closed",
        );
        let mut letters = said.chars();
        let first = letters
            .next()
            .map(|letter| letter.to_lowercase().to_string());
        let text = format!(
            "this is no Python: {}{}",
            first.unwrap_or_default(),
            letters.as_str()
        );
        // What is missing at the end is missing after its last letter.
        let at = usize::from(error.location.start());
        Fault::new(at.min(source.code.trim_end().len()), text)
    })?;
    let mut reader = Reader::new(&source.code);
    reader.block(parsed.suite())?;
    reader.gather()
}

/// Whether a text looks like lines of a script that were meant for [`read`]: it calls what a framework calls an
/// optimizer, a schedule or a clip, or names the module where they are. [`read`] may still find a fault in it.
pub fn looks_like_code(text: &str) -> bool {
    if text.len() > MAX_BYTES || text.trim_start().starts_with('{') || !text.contains('(') {
        return false;
    }
    let called = |name: &str| {
        text.match_indices(name)
            .any(|(at, _)| text[at + name.len()..].starts_with('('))
    };
    MARKS.iter().any(|mark| text.contains(mark))
        || known::names(Framework::Torch)
            .iter()
            .any(|(_, name)| called(name))
}

/// Where optimizers, schedules and clips are, for those whose names are words of every day.
const MARKS: [&str; 8] = [
    "torch.optim",
    "optim.",
    "lr_scheduler.",
    "clip_grad_",
    "optax.",
    "keras.optimizers",
    "_schedule_with_warmup",
    "get_scheduler(",
];
