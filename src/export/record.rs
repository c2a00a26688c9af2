//! What the files of numbers have in common: their columns, and how far they are.

use super::Subject;
use super::progress::{Cancelled, Progress};
use crate::core::pipeline::Request;
use crate::core::simulate::Simulation;
use crate::core::trajectory::{Ending, Trajectory};
use crate::session::scene::{Run, Scene};

/// How much of every step is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What a trajectory records.
    Recorded,
    /// That, the gradients evaluated so far, and everything that the method tells of itself.
    Inner,
}

/// A column of what is recorded: its name, and its value in a row if it has one there.
pub(super) type Column = (&'static str, fn(&Trajectory, usize) -> Option<f64>);

/// What is recorded, in the order in which it is written. Names and order stay for ever.
pub(super) const COLUMNS: [Column; 11] = [
    ("x", |t, i| at(&t.position, i).map(|p| p.x)),
    ("y", |t, i| at(&t.position, i).map(|p| p.y)),
    ("loss", |t, i| at(&t.loss, i)),
    ("gx", |t, i| at(&t.gradient, i).map(|g| g.x)),
    ("gy", |t, i| at(&t.gradient, i).map(|g| g.y)),
    ("cx", |t, i| at(&t.clipped, i).map(|c| c.x)),
    ("cy", |t, i| at(&t.clipped, i).map(|c| c.y)),
    ("rate", |t, i| at(&t.rate, i)),
    ("nx", |t, i| at(&t.noisy, i).map(|n| n.x)),
    ("ny", |t, i| at(&t.noisy, i).map(|n| n.y)),
    ("momentum", |t, i| at(&t.momentum, i)),
];

/// The column behind those: whole numbers, see [`evaluations`].
pub(super) const EVALUATIONS: &str = "evaluations";

/// Gradients evaluated in the steps up to this one and in it, if there is such a step.
pub(super) fn evaluations(trajectory: &Trajectory, step: usize) -> Option<u64> {
    (step < trajectory.steps()).then(|| trajectory.evaluations_before(step + 1))
}

fn at<T: Copy>(column: &[T], index: usize) -> Option<T> {
    column.get(index).copied()
}

/// NaN is how a trajectory says that a method has no momentum: that is nothing, not a number.
pub(super) fn is_said(column: &str, x: f64) -> bool {
    column != "momentum" || !x.is_nan()
}

/// How many steps are taken between two questions whether the work is still wanted.
const PIECE: u64 = 2048;

/// How far a work is that goes through the steps of runs several times.
pub(super) struct Work<'p> {
    progress: &'p mut dyn Progress,
    /// Steps of one run: what one pass through it counts, also if it ends early.
    steps: u64,
    total: u64,
    /// Passes that are done, and steps of the one that is not.
    passes: u64,
    taken: u64,
}

impl<'p> Work<'p> {
    /// A work that goes so many times through every run of the subject.
    pub(super) fn new(subject: &Subject<'_>, passes: u64, progress: &'p mut dyn Progress) -> Self {
        let steps = subject.preset.scene.steps;
        let total = subject.runs().count() as u64 * passes * steps;
        Self {
            progress,
            steps,
            total,
            passes: 0,
            taken: 0,
        }
    }

    /// So many further steps of this pass are done.
    pub(super) fn take(&mut self, steps: u64) -> Result<(), Cancelled> {
        let before = self.taken / PIECE;
        self.taken += steps;
        if self.taken / PIECE == before {
            return Ok(());
        }
        let done = self.passes * self.steps + self.taken;
        self.progress.at(done.min(self.total), self.total)
    }

    /// A pass through a run is done.
    pub(super) fn end_pass(&mut self) -> Result<(), Cancelled> {
        self.passes += 1;
        self.taken = 0;
        let done = self.passes * self.steps;
        self.progress.at(done.min(self.total), self.total)
    }
}

/// What a file of numbers begins with: the scene, whether inner variables are written, and the work of going through its
/// runs: to record them, to write them, and between the two to ask them for what is inside.
pub(super) fn begin<'s, 'p>(
    subject: &Subject<'s>,
    depth: Depth,
    progress: &'p mut dyn Progress,
) -> (&'s Scene, bool, Work<'p>) {
    let is_deep = depth == Depth::Inner;
    let passes = if is_deep { 3 } else { 2 };
    let work = Work::new(subject, passes, progress);
    (&subject.preset.scene, is_deep, work)
}

/// A pass: what a run records, and how it ends.
pub(super) fn simulate(
    request: &Request,
    work: &mut Work<'_>,
) -> Result<(Trajectory, Ending), Cancelled> {
    let mut run = Simulation::new(request.clone());
    while !run.is_done() {
        let taken = run.advance(PIECE);
        work.take(taken)?;
    }
    work.end_pass()?;
    let ending = run.ending().unwrap_or(Ending::Budget);
    Ok((run.into_trajectory(), ending))
}

/// Is told how each run ended when its numbers are written.
pub type Ended<'a> = &'a mut dyn FnMut(&Run, &Ending);
