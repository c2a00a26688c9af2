//! Many steps: a run advanced as far as asked, recorded, and its ending named.

use super::pipeline::{Pipeline, Request};
use super::trajectory::{Ending, Trajectory};

/// A run on its way: its request, its machinery, and what is recorded so far.
///
/// It can be advanced in pieces; what is recorded is the same however the pieces were cut.
pub struct Simulation {
    request: Request,
    pipeline: Pipeline<f64>,
    trajectory: Trajectory,
    ending: Option<Ending>,
}
