//! What leaves the program as text or numbers: a table of formats, each from a scene to bytes.
//!
//! Pictures and films are drawn by the layers above; what is asked of them ([`plan`]) and how far they are
//! ([`progress`]) is said here, so that a dialog and a command line can say it before anything is drawn.

mod archive;
mod code;
pub mod csv;
mod inner;
pub mod json;
pub mod limits;
pub mod map;
mod names;
pub mod npz;
pub mod plan;
mod preset;
pub mod progress;
mod record;
mod share;
mod table;
mod typeset;

use crate::core::trajectory::{Ending, Trajectory};
use crate::session::preset::PresetFile;
use crate::session::scene::{Run, RunId};
use progress::Progress;
pub use record::{Depth, Ended};
use std::fmt;
use std::io::{self, Write};

/// What is exported: a scene as it is looked at, and of its runs all or one.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The scene, and how it is looked at.
    pub preset: &'a PresetFile,
    /// The run that is meant; none is all of them.
    pub run: Option<RunId>,
}

impl<'a> Subject<'a> {
    /// The runs that are meant, with their places in the scene.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &'a Run)> {
        let wanted = self.run;
        let runs = self.preset.scene.runs.iter().enumerate();
        runs.filter(move |(_, run)| wanted.is_none_or(|id| run.id == id))
    }

    /// What a run records, and how it ends.
    pub fn simulate(&self, run: &Run) -> (Trajectory, Ending) {
        crate::core::simulate::simulate(&self.preset.scene.request(run))
    }
}

/// What a format is good for: the heading under which it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Every number of every step.
    Trajectories,
    /// A program that makes the same trajectory elsewhere.
    Code,
    /// A summary to put into a text.
    Table,
    /// The scene itself.
    Scene,
}

/// A format that a scene can be written in.
pub struct Exporter {
    /// The word on the command line.
    pub id: &'static str,
    /// The word in a dialog.
    pub name: &'static str,
    /// What it is good for.
    pub group: Group,
    /// How the names of its files end, without the dot.
    pub extension: &'static str,
    /// What is written, in one sentence without a full stop.
    pub summary: &'static str,
    /// Writes it.
    pub write: fn(&Subject<'_>, &mut dyn Write, &mut dyn Progress) -> Result<(), Failure>,
}

/// Every format, in the order in which they are offered.
pub const EXPORTERS: &[Exporter] = &[
    csv::EXPORTER,
    json::EXPORTER,
    npz::EXPORTER,
    code::TORCH,
    code::OPTAX,
    code::KERAS,
    table::MARKDOWN,
    table::LATEX,
    preset::EXPORTER,
    preset::WITH_TRAJECTORIES,
    share::EXPORTER,
];

/// The format with this id.
pub fn find(id: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.id == id)
}

/// Why nothing was exported.
#[derive(Debug)]
pub enum Failure {
    /// It was called off.
    Cancelled,
    /// This scene cannot be said in this format: a sentence about why, and what to do.
    Unsayable(String),
    /// The bytes could not be written.
    Unwritten(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("it was called off"),
            Self::Unsayable(sentence) => f.write_str(sentence),
            Self::Unwritten(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Unwritten(error)
    }
}

impl From<progress::Cancelled> for Failure {
    fn from(_: progress::Cancelled) -> Self {
        Self::Cancelled
    }
}
