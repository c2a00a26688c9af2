//! Methods that look around before they step: they evaluate the surface, its gradient or its Hessian at
//! points of their own choice, as line searches, Newton's method and simplexes do.
//!
//! They branch on what they see, so they are written for single numbers; a pack takes them lane by lane,
//! at the speed of single runs.

use super::{Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::clip::ClipKernel;
use crate::core::noise::Noise;
use crate::core::params::{Params, Source};
use crate::core::probe::Probe;
use crate::core::surface::SurfaceKernel;
use crate::core::vec2::Vec2;

/// A method that looks around. The author's side; the rest of the program sees a [`SearchKernel`].
pub trait Search: Params {
    /// Its words.
    const INFO: Info;
    /// What its learning rate is measured in.
    const UNIT: StepUnit = StepUnit::Own;
    /// About how many times it evaluates the surface in a step.
    const EVALUATIONS: u32;

    /// What it remembers from step to step.
    type State: Send;

    /// What it remembers before the first step.
    fn init(rule: &Self::Of<f64>, start: Vec2) -> Self::State;

    /// Where it goes from `at`, where the (noisy, clipped) gradient is `gradient`.
    fn step(
        rule: &Self::Of<f64>,
        state: &mut Self::State,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2;
}

/// What a method may look at besides the gradient it is given.
pub struct View<'a> {
    surface: &'a dyn SurfaceKernel<f64>,
    clip: Option<&'a mut dyn ClipKernel<f64>>,
    noise: Noise,
    step: u64,
    evaluations: u64,
}

impl<'a> View<'a> {
    /// The view in a step whose first gradient has been evaluated already.
    pub fn new(
        surface: &'a dyn SurfaceKernel<f64>,
        clip: Option<&'a mut dyn ClipKernel<f64>>,
        noise: Noise,
        step: u64,
    ) -> Self {
        Self {
            surface,
            clip,
            noise,
            step,
            evaluations: 1,
        }
    }

    /// The loss at a point; free of noise, and not counted as a gradient evaluation.
    pub fn value(&self, p: Vec2) -> f64 {
        self.surface.value(&p)
    }

    /// Loss and gradient at a point: the gradient with noise of its own, and clipped where the run clips
    /// gradients.
    pub fn look(&mut self, p: Vec2) -> (f64, Vec2) {
        let mut gradient = Vec2::zero();
        let loss = self.surface.value_and_gradient(&p, &mut gradient);
        let drawn = self.noise.at(self.step, self.evaluations);
        gradient = self.noise.disturb(gradient, drawn);
        self.evaluations += 1;
        if let Some(clip) = &mut self.clip {
            clip.apply(&p, &mut gradient);
        }
        (loss, gradient)
    }

    /// The second derivatives `[fxx, fxy, fyy]` at a point, free of noise.
    pub fn hessian(&self, p: Vec2) -> [f64; 3] {
        self.surface.hessian(&p)
    }

    /// How many gradients were evaluated in this step, the one that the method was given included.
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }
}

/// A method that looks around, with its parameters and its memory.
pub trait SearchKernel: Send {
    /// Forgets everything and stands before its first step at `start`.
    fn reset(&mut self, start: Vec2);
    /// See [`Search::step`].
    fn step(
        &mut self,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2;
}

struct Kernel<S: Search> {
    rule: S::Of<f64>,
    state: S::State,
}

impl<S: Search> SearchKernel for Kernel<S> {
    fn reset(&mut self, start: Vec2) {
        self.state = S::init(&self.rule, start);
    }
    fn step(
        &mut self,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let state = &mut self.state;
        S::step(&self.rule, state, step, at, gradient, view, probe)
    }
}

/// The kernel of a method with parameters from a source.
pub(super) fn build<S: Search>(source: &dyn Source<f64>) -> Box<dyn SearchKernel> {
    let rule = S::read::<f64>(source);
    let state = S::init(&rule, Vec2::zero());
    Box::new(Kernel::<S> { rule, state })
}
