//! Many steps: a run advanced as far as asked, recorded, and its ending named.
//!
//! A simulation can be advanced in pieces; what it records does not depend on how the pieces were cut.
//! It takes every step of its budget while its numbers are finite; how it ended is read from what was
//! recorded, in [`super::ending`].

use super::catalog::{Config, Kind};
use super::clip::Place;
use super::ending::ending_of;
pub use super::ending::steps_to_tolerance;
use super::noise::{Noise, NoiseSource};
use super::optim;
use super::pipeline::{Pipeline, Request, Taken};
pub use super::replay::replay;
use super::surface;
use super::trajectory::{Ending, Trajectory};

impl Request {
    /// A run at a constant rate with neither clip nor noise, from where its surface suggests to start.
    pub fn plain(surface: Config, optimizer: Config, steps: u64) -> Self {
        Self {
            start: surface::landmarks(&surface).start,
            surface,
            optimizer,
            schedule: Kind::Schedule.default_config("constant"),
            clip: Kind::Clip.default_config("none"),
            place: Place::Gradient,
            noise: Noise::default(),
            steps,
            tolerance: 1e-6,
        }
    }
}

/// A run on its way: its request, its machinery, and what is recorded so far.
///
/// Entry 0 of positions, losses and gradients is the start, recorded at once. A run stops before its
/// budget only at a number that is not finite, which is then in the last entry.
pub struct Simulation {
    request: Request,
    pipeline: Pipeline<f64>,
    noise: NoiseSource,
    /// Loss and gradient where the run stands, and the rest of the step before.
    taken: Taken<f64>,
    trajectory: Trajectory,
    halted: bool,
    ending: Option<Ending>,
}

impl Simulation {
    /// The run at its start.
    pub fn new(request: Request) -> Self {
        Self::reuse(request, Trajectory::default())
    }

    /// The run at its start, recorded into the memory of an old trajectory.
    pub fn reuse(request: Request, mut old: Trajectory) -> Self {
        old.clear();
        let pipeline = Pipeline::new(&request);
        let noise = NoiseSource::new(request.noise);
        let mut run = Self {
            request,
            pipeline,
            noise,
            taken: Taken::nothing(),
            trajectory: old,
            halted: false,
            ending: None,
        };
        run.record_place();
        run.name_ending();
        run
    }

    /// Takes up to so many further steps and returns how many were taken; 0 when the run is done.
    pub fn advance(&mut self, steps: u64) -> u64 {
        let first = self.pipeline.index();
        let last = self.prepare(steps);
        self.walk(last);
        while self.pipeline.index() < last && !self.halted {
            self.take_step();
        }
        self.name_ending();
        self.pipeline.index() - first
    }

    /// Takes the steps before `last` at once, where the run has a surface and a rule and nothing else.
    fn walk(&mut self, last: u64) {
        if self.halted {
            return;
        }
        let Self {
            pipeline,
            taken,
            trajectory,
            ..
        } = self;
        pipeline.walk(last, taken, trajectory);
        self.halted = !self.stands_well();
    }

    /// Makes room for up to so many further steps; the number of the step after the last of them.
    fn prepare(&mut self, steps: u64) -> u64 {
        let next = self.pipeline.index();
        let last = next.saturating_add(steps).min(self.request.steps);
        self.trajectory.reserve((last - next) as usize);
        if self.pipeline.evaluations().is_some() {
            self.trajectory.evaluations.reserve((last - next) as usize);
        }
        last
    }

    /// Takes one step from the place recorded last, and records it and where it led.
    #[inline(always)]
    fn take_step(&mut self) {
        let noise = self.noise.draw();
        self.pipeline.step_on(&mut self.taken, noise, None);
        self.trajectory.noisy.push(self.taken.noisy);
        self.trajectory.clipped.push(self.taken.clipped);
        self.trajectory.rate.push(self.taken.rate);
        self.trajectory.momentum.push(self.taken.momentum);
        if let Some(all) = self.pipeline.evaluations() {
            self.trajectory.evaluations.push(all);
        }
        self.record_place();
    }

    /// Whether there is no further step to take.
    pub fn is_done(&self) -> bool {
        self.halted || self.pipeline.index() >= self.request.steps
    }

    /// What decides the run.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// What is recorded so far.
    pub fn trajectory(&self) -> &Trajectory {
        &self.trajectory
    }

    /// How the run ended; none while it is not done.
    pub fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// What was recorded, without the machinery.
    pub fn into_trajectory(self) -> Trajectory {
        self.trajectory
    }

    /// Records where the run stands now, and stops it if a number there is not finite.
    #[inline(always)]
    fn record_place(&mut self) {
        let at = self.pipeline.at();
        self.pipeline.look(&mut self.taken);
        let Taken { loss, gradient, .. } = self.taken;
        self.trajectory.position.push(at);
        self.trajectory.loss.push(loss);
        self.trajectory.gradient.push(gradient);
        self.halted = !self.stands_well();
    }

    /// Whether all numbers are finite where the run stands.
    #[inline(always)]
    fn stands_well(&self) -> bool {
        let Taken { loss, gradient, .. } = self.taken;
        self.pipeline.at().is_finite() && loss.is_finite() && gradient.is_finite()
    }

    /// Names the ending once the run is done.
    fn name_ending(&mut self) {
        if self.is_done() {
            self.ending = Some(ending_of(&self.request, &self.trajectory));
        }
    }
}

/// Advances several runs by up to so many steps each, as [`Simulation::advance`] does one by one. Those that do not go their
/// way at once go in lock-step: the arithmetic of one run fills the time in which another waits for its own.
pub fn advance_all(runs: &mut [&mut Simulation], steps: u64) {
    let mut active: Vec<(u64, &mut Simulation)> = Vec::with_capacity(runs.len());
    for run in runs {
        let last = run.prepare(steps);
        run.walk(last);
        active.push((last, run));
    }
    while !active.is_empty() {
        active.retain_mut(|(last, run)| {
            let goes_on = run.pipeline.index() < *last && !run.halted;
            if goes_on {
                run.take_step();
            } else {
                run.name_ending();
            }
            goes_on
        });
    }
}

/// The whole run and its ending.
pub fn simulate(request: &Request) -> (Trajectory, Ending) {
    let mut run = Simulation::new(request.clone());
    run.advance(u64::MAX);
    let ending = run.ending.unwrap_or(Ending::Budget);
    (run.trajectory, ending)
}

/// What a recorded step costs besides the surface, in the surface's units as a single number evaluates it.
const METHOD_COST: u64 = 20;
/// How much dearer a surface is for a single number than, per lane, in a pack, for which its cost is declared.
const SCALAR_COST: u64 = 3;

/// Relative cost of one recorded step: the method, the record, and the surface's value and gradient as often
/// as the method looks at them.
pub fn cost_per_step(request: &Request) -> u64 {
    let looks = 1 + u64::from(optim::entry_of(&request.optimizer).evaluations);
    let look = SCALAR_COST * u64::from(surface::entry_of(&request.surface).cost);
    METHOD_COST + look * looks / 2
}
