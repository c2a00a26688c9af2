//! The one order of a step: gradient → noise → clip → optimizer, whose rate comes from the schedule.
//!
//! A pipeline is a surface, an optimizer, a schedule and a clip on one kind of lane, with their memories.
//! It takes one step at a time and says what it was; it keeps no history.

mod plain;

use super::apart::Apart;
use super::catalog::Config;
use super::clip::{self, ClipKernel, Place};
use super::lane::{Lane, PACK_WIDTH, Pack};
use super::noise::Noise;
use super::optim::{self, OptimizerKernel, Step};
use super::params::{Source, leading_real};
use super::probe::Probe;
use super::schedule::{self, Clock, Rates, ScheduleKernel};
use super::surface::{self, SurfaceEntry, SurfaceKernel};
use super::vec2::Vec2;
pub(super) use plain::Walk;

/// Everything that decides a run: a function of this alone, bit for bit, is its trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is descended.
    pub surface: Config,
    /// Where the run starts.
    pub start: Vec2,
    /// The method.
    pub optimizer: Config,
    /// What drives its learning rate.
    pub schedule: Config,
    /// What limits its gradient.
    pub clip: Config,
    /// Where in a step the clip stands.
    pub place: Place,
    /// What disturbs its gradient.
    pub noise: Noise,
    /// How many steps are taken.
    pub steps: u64,
    /// The gap to the minimum (or the gradient's length) below which it counts as arrived.
    pub tolerance: f64,
}

/// Lanes that a pipeline can be built on: a single number or a pack.
pub trait Width: Lane {
    /// How many numbers stand side by side.
    const LANES: usize;
    /// The number in a lane.
    fn lane(&self, lane: usize) -> f64;
    /// Puts a number into a lane.
    fn set_lane(&mut self, lane: usize, x: f64);
    /// The surface on these lanes.
    fn surface(config: &Config, source: &dyn Source<Self>) -> Box<dyn SurfaceKernel<Self>>;
    /// The optimizer on these lanes.
    fn optimizer(config: &Config, source: &dyn Source<Self>) -> Box<dyn OptimizerKernel<Self>>;
    /// The schedule on these lanes.
    fn schedule(config: &Config, source: &dyn Source<Self>) -> Box<dyn ScheduleKernel<Self>>;
    /// The clip on these lanes.
    fn clip(config: &Config, source: &dyn Source<Self>) -> Box<dyn ClipKernel<Self>>;
}

macro_rules! width {
    ($lane:ty, $count:expr, $method:ident, $self:ident, $i:ident, $number:expr) => {
        impl Width for $lane {
            const LANES: usize = $count;
            #[inline(always)]
            fn lane(&$self, $i: usize) -> f64 {
                $number
            }
            #[inline(always)]
            fn set_lane(&mut $self, $i: usize, x: f64) {
                $number = x;
            }
            fn surface(config: &Config, source: &dyn Source<Self>) -> Box<dyn SurfaceKernel<Self>> {
                surface::entry_of(config).$method(source)
            }
            fn optimizer(
                config: &Config,
                source: &dyn Source<Self>,
            ) -> Box<dyn OptimizerKernel<Self>> {
                optim::entry_of(config).$method(source)
            }
            fn schedule(
                config: &Config,
                source: &dyn Source<Self>,
            ) -> Box<dyn ScheduleKernel<Self>> {
                schedule::entry_of(config).$method(source)
            }
            fn clip(config: &Config, source: &dyn Source<Self>) -> Box<dyn ClipKernel<Self>> {
                clip::entry_of(config).$method(source)
            }
        }
    };
}
width!(f64, 1, scalar, self, _lane, *self);
width!(Pack, PACK_WIDTH, pack, self, lane, self.0[lane]);

/// Where each part of a pipeline reads its parameters from.
pub struct Sources<'a, L: Lane> {
    /// Those of the surface.
    pub surface: &'a dyn Source<L>,
    /// Those of the optimizer.
    pub optimizer: &'a dyn Source<L>,
    /// Those of the schedule.
    pub schedule: &'a dyn Source<L>,
    /// Those of the clip.
    pub clip: &'a dyn Source<L>,
}

/// The two kinds of methods.
enum Method<L: Lane> {
    /// Makes a step of the gradient it is given.
    Rule(Box<dyn OptimizerKernel<L>>),
    /// Looks around before it steps.
    Search(Apart),
}

/// A run's machinery on one kind of lane, standing before step [`Pipeline::index`].
pub struct Pipeline<L: Width> {
    surface: Box<dyn SurfaceKernel<L>>,
    /// Which kind of surface it is.
    kind: &'static SurfaceEntry,
    method: Method<L>,
    schedule: Box<dyn ScheduleKernel<L>>,
    clip: Box<dyn ClipKernel<L>>,
    clipped: bool,
    place: Place,
    noise: Noise,
    /// Whether the schedule leaves the rate as it is.
    is_steady: bool,
    base: L,
    own_momentum: Option<L>,
    horizon: u64,
    index: u64,
    previous_loss: Option<L>,
    at: Vec2<L>,
}

/// What one step was: everything that is recorded of it.
#[derive(Clone, Copy, Debug)]
pub struct Taken<L> {
    /// Loss before the step, free of noise.
    pub loss: L,
    /// Gradient before the step, free of noise.
    pub gradient: Vec2<L>,
    /// The gradient with noise.
    pub noisy: Vec2<L>,
    /// The vector that was clipped, after clipping: the gradient, the direction or the update.
    pub clipped: Vec2<L>,
    /// Learning rate.
    pub rate: L,
    /// Momentum; NaN where the method has none.
    pub momentum: L,
}

impl<L: Lane> Taken<L> {
    /// All zeros: a place to write a step into.
    pub fn nothing() -> Self {
        let zero = L::splat(0.0);
        Self {
            loss: zero,
            gradient: Vec2::zero(),
            noisy: Vec2::zero(),
            clipped: Vec2::zero(),
            rate: zero,
            momentum: zero,
        }
    }
}

impl<L: Width> Pipeline<L> {
    /// The machinery of a request, every lane alike.
    pub fn new(request: &Request) -> Self
    where
        Config: Source<L>,
    {
        let sources = Sources {
            surface: &request.surface,
            optimizer: &request.optimizer,
            schedule: &request.schedule,
            clip: &request.clip,
        };
        Self::from_sources(request, &sources)
    }

    /// The machinery of a request whose reals may differ from lane to lane.
    pub fn from_sources(request: &Request, sources: &Sources<L>) -> Self {
        let real = |key| leading_real(&request.optimizer, sources.optimizer, key);
        let leading = optim::entry_of(request.optimizer.leading());
        let rule = || Method::Rule(L::optimizer(&request.optimizer, sources.optimizer));
        let mut pipeline = Self {
            surface: L::surface(&request.surface, sources.surface),
            kind: surface::entry_of(&request.surface),
            method: Apart::new(request, sources).map_or_else(rule, Method::Search),
            schedule: L::schedule(&request.schedule, sources.schedule),
            clip: L::clip(&request.clip, sources.clip),
            clipped: request.clip.id() != "none",
            place: request.place,
            noise: request.noise,
            is_steady: request.schedule.id() == "constant",
            base: real("lr").unwrap_or(L::splat(1.0)),
            own_momentum: leading.momentum.and_then(real),
            horizon: request.steps,
            index: 0,
            previous_loss: None,
            at: Vec2::zero(),
        };
        pipeline.reset(Vec2::lift(request.start));
        pipeline
    }

    /// Stands before the first step at `start`, with nothing remembered.
    pub fn reset(&mut self, start: Vec2<L>) {
        match &mut self.method {
            Method::Rule(rule) => rule.reset(&start),
            Method::Search(lanes) => lanes.reset(start),
        }
        self.schedule.reset();
        self.clip.reset();
        self.index = 0;
        self.previous_loss = None;
        self.at = start;
    }

    /// Position before the next step.
    pub fn at(&self) -> Vec2<L> {
        self.at
    }

    /// Number of the next step, from 0.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many gradients were evaluated in all steps so far, of the first lane where there are many; none
    /// where each step takes the one that it is given.
    #[inline]
    pub fn evaluations(&self) -> Option<u64> {
        match &self.method {
            Method::Rule(_) => None,
            Method::Search(lanes) => Some(lanes.evaluations()),
        }
    }

    /// Loss and gradient where the run stands.
    pub fn here(&self) -> (L, Vec2<L>) {
        let mut gradient = Vec2::zero();
        let loss = self.surface.value_and_gradient(&self.at, &mut gradient);
        (loss, gradient)
    }

    /// Takes one step. `noise` is what was drawn for its gradient; `probe` hears the method's inner quantities.
    pub fn step(&mut self, noise: Vec2, probe: Option<&mut dyn Probe<L>>) -> Taken<L> {
        let mut taken = Taken::nothing();
        self.look(&mut taken);
        self.step_on(&mut taken, noise, probe);
        taken
    }

    /// Writes loss and gradient where the run stands into a step that is about to be taken.
    pub fn look(&self, taken: &mut Taken<L>) {
        taken.loss = self
            .surface
            .value_and_gradient(&self.at, &mut taken.gradient);
    }

    /// [`Pipeline::step`] where loss and gradient are already known: `taken` holds them, as
    /// [`Pipeline::look`] wrote them, and gets the rest.
    pub fn step_on(&mut self, taken: &mut Taken<L>, noise: Vec2, probe: Option<&mut dyn Probe<L>>) {
        taken.noisy = self.noise.disturb(taken.gradient, noise);
        self.step_disturbed(taken, noise == Vec2::zero(), probe);
    }

    /// [`Pipeline::step_on`] where every lane has noise of its own, drawn from the seeds that
    /// [`Pipeline::set_seed`] said.
    pub fn step_apart(&mut self, taken: &mut Taken<L>, noise: Vec2<L>) {
        taken.noisy = self.noise.disturb_each(taken.gradient, noise);
        self.step_disturbed(taken, false, None);
    }

    /// Says from which seed a lane draws the noise of further evaluations, where its method looks around.
    pub fn set_seed(&mut self, lane: usize, seed: u64) {
        if let Method::Search(lanes) = &mut self.method {
            lanes.set_seed(lane, seed);
        }
    }

    /// The rest of a step, from loss, gradient and noisy gradient on. `is_calm`: the two are the same.
    #[inline(always)]
    fn step_disturbed(
        &mut self,
        taken: &mut Taken<L>,
        is_calm: bool,
        mut probe: Option<&mut dyn Probe<L>>,
    ) {
        let clock = Clock {
            index: self.index,
            horizon: self.horizon,
            base: self.base,
            previous_loss: self.previous_loss,
        };
        let Rates { rate, momentum } = self.schedule.rates(&clock);
        let step = Step {
            index: self.index,
            rate,
            momentum,
            loss: taken.loss,
        };
        taken.rate = rate;
        // A schedule that drives momentum drives nothing where the method has none.
        taken.momentum = self
            .own_momentum
            .map_or(L::splat(f64::NAN), |own| momentum.unwrap_or(own));
        taken.clipped = taken.noisy;
        let before = self.at;
        match &mut self.method {
            Method::Search(lanes) => lanes.step(&step, &mut self.at, taken, probe.take()),
            Method::Rule(rule) => {
                if self.clipped && self.place == Place::Gradient {
                    self.clip.apply(&before, &mut taken.clipped);
                }
                if self.place != Place::Momentum && probe.is_none() {
                    // A copy waits for what it copies: where nothing changes the gradient, the rule reads it.
                    let is_bare = is_calm && !(self.clipped && self.place == Place::Gradient);
                    let along = [&taken.clipped, &taken.gradient][usize::from(is_bare)];
                    rule.step(&step, &mut self.at, along);
                } else {
                    let mut vector = taken.clipped;
                    rule.direction(&step, &before, &mut vector, reborrow(&mut probe));
                    if self.place == Place::Momentum {
                        self.clip.apply(&before, &mut vector);
                        taken.clipped = vector;
                    }
                    rule.finish(&step, &mut self.at, &vector, probe.take());
                }
            }
        }
        if self.place == Place::Update {
            taken.clipped = self.at - before;
            self.clip.apply(&before, &mut taken.clipped);
            self.at = before + taken.clipped;
        }
        self.index += 1;
        self.previous_loss = Some(taken.loss);
    }
}

/// The same listener, for a part of the step.
fn reborrow<'a, L>(probe: &'a mut Option<&mut dyn Probe<L>>) -> Option<&'a mut dyn Probe<L>> {
    probe.as_mut().map(|probe| &mut **probe as _)
}

#[cfg(test)]
mod tests;
