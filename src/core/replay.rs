//! A run taken again, step by step, with the inside of its method heard.
//!
//! What a simulation records is kept in columns; the inner quantities of every step would be far more. Here
//! nothing is kept: one step is taken at a time, and its numbers are those of the simulation, bit for bit.

use super::noise::NoiseSource;
use super::pipeline::{Pipeline, Request, Taken};
use super::probe::{Notes, Probe};

/// A run on its way, nothing of it recorded.
pub struct Replay {
    pipeline: Pipeline<f64>,
    noise: NoiseSource,
    steps: u64,
}

impl Replay {
    /// The run at its start.
    pub fn new(request: &Request) -> Self {
        Self {
            pipeline: Pipeline::new(request),
            noise: NoiseSource::new(request.noise),
            steps: request.steps,
        }
    }

    /// Number of the next step, from 0.
    pub fn index(&self) -> u64 {
        self.pipeline.index()
    }

    /// Takes the next step and writes what its method tells into `notes`, in place of what they held. None if
    /// the run has no such step: its steps are used up, or a number where it stands is not finite.
    pub fn step(&mut self, notes: &mut Notes) -> Option<Taken<f64>> {
        notes.vectors.clear();
        notes.scalars.clear();
        self.advance(Some(notes))
    }

    /// The same, with nobody to hear it.
    fn advance(&mut self, probe: Option<&mut dyn Probe<f64>>) -> Option<Taken<f64>> {
        if self.index() >= self.steps {
            return None;
        }
        let mut taken = Taken::nothing();
        self.pipeline.look(&mut taken);
        let at = self.pipeline.at();
        if !(at.is_finite() && taken.loss.is_finite() && taken.gradient.is_finite()) {
            return None;
        }
        let noise = self.noise.draw();
        self.pipeline.step_on(&mut taken, noise, probe);
        Some(taken)
    }
}

/// The inside of the method at a step, by taking the run again up to it; empty if the run has no such step.
pub fn replay(request: &Request, step: u64) -> Notes {
    let mut notes = Notes::default();
    let mut run = Replay::new(request);
    while run.index() < step {
        if run.advance(None).is_none() {
            return notes;
        }
    }
    // Empty is the answer where there is no step.
    let _none = run.step(&mut notes);
    notes
}
