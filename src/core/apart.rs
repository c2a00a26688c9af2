//! Lanes apart: a method that looks around steps one lane after the other, each with a surface and a clip
//! of its own.

use super::clip::{ClipKernel, Place};
use super::noise::Noise;
use super::optim::{self, SearchKernel, Step, View};
use super::params::{Source, Value};
use super::pipeline::{Request, Sources, Taken, Width};
use super::probe::{NoProbe, Probe};
use super::surface::SurfaceKernel;
use super::vec2::{Vec2, vec2};

/// One lane's machinery.
struct Alone {
    method: Box<dyn SearchKernel>,
    surface: Box<dyn SurfaceKernel<f64>>,
    clip: Box<dyn ClipKernel<f64>>,
    evaluations: u64,
    /// What disturbs its further evaluations.
    noise: Noise,
}

/// The machinery of every lane.
pub(super) struct Apart {
    lanes: Vec<Alone>,
    clips_gradients: bool,
}

impl Apart {
    /// The machinery of a request whose method looks around; none where it does not.
    pub(super) fn new<L: Width>(request: &Request, sources: &Sources<L>) -> Option<Self> {
        let build = optim::entry_of(&request.optimizer).search()?;
        let alone = |lane| Alone {
            method: build(&OneLane(sources.optimizer, lane)),
            surface: f64::surface(&request.surface, &OneLane(sources.surface, lane)),
            clip: f64::clip(&request.clip, &OneLane(sources.clip, lane)),
            evaluations: 0,
            noise: request.noise,
        };
        Some(Self {
            lanes: (0..L::LANES).map(alone).collect(),
            clips_gradients: request.clip.id() != "none" && request.place == Place::Gradient,
        })
    }

    /// Draws the noise of a lane's further evaluations from this seed.
    pub(super) fn set_seed(&mut self, lane: usize, seed: u64) {
        if let Some(alone) = self.lanes.get_mut(lane) {
            alone.noise.seed = seed;
        }
    }

    /// Forgets everything and stands before the first step at `start`.
    pub(super) fn reset<L: Width>(&mut self, start: Vec2<L>) {
        for (i, lane) in self.lanes.iter_mut().enumerate() {
            lane.method.reset(start.map(|x| x.lane(i)));
            lane.clip.reset();
            lane.evaluations = 0;
        }
    }

    /// How many gradients the first lane has evaluated in its steps.
    pub(super) fn evaluations(&self) -> u64 {
        self.lanes.first().map_or(0, |lane| lane.evaluations)
    }

    /// Takes a step in every lane: from the noisy gradient in `taken.clipped`, which is clipped here where
    /// gradients are. A single lane is heard by `probe`; the lanes of a pack are not.
    pub(super) fn step<L: Width>(
        &mut self,
        step: &Step<L>,
        at: &mut Vec2<L>,
        taken: &mut Taken<L>,
        mut probe: Option<&mut dyn Probe<L>>,
    ) {
        for (i, lane) in self.lanes.iter_mut().enumerate() {
            let here = vec2(at.x.lane(i), at.y.lane(i));
            let mut gradient = vec2(taken.clipped.x.lane(i), taken.clipped.y.lane(i));
            let mut clip = self.clips_gradients.then_some(&mut *lane.clip);
            if let Some(clip) = &mut clip {
                clip.apply(&here, &mut gradient);
                taken.clipped.x.set_lane(i, gradient.x);
                taken.clipped.y.set_lane(i, gradient.y);
            }
            let own = Step {
                index: step.index,
                rate: step.rate.lane(i),
                momentum: step.momentum.map(|momentum| momentum.lane(i)),
                loss: step.loss.lane(i),
            };
            let clip = clip.map(|clip| clip as &mut dyn ClipKernel<f64>);
            let mut view = View::new(&*lane.surface, clip, lane.noise, step.index);
            let next = match &mut probe {
                Some(probe) if L::LANES == 1 => {
                    let mut heard = Heard(&mut **probe);
                    let next = lane
                        .method
                        .step(&own, here, gradient, &mut view, &mut heard);
                    heard.vector("Δ", next - here);
                    next
                }
                _ => lane
                    .method
                    .step(&own, here, gradient, &mut view, &mut NoProbe),
            };
            lane.evaluations += view.evaluations();
            at.x.set_lane(i, next.x);
            at.y.set_lane(i, next.y);
        }
    }
}

/// A single lane's notes, told to a probe of its width.
struct Heard<'a, L>(&'a mut dyn Probe<L>);

impl<L: Width> Probe<f64> for Heard<'_, L> {
    fn vector(&mut self, name: &'static str, value: Vec2) {
        self.0.vector(name, Vec2::lift(value));
    }
    fn scalar(&mut self, name: &'static str, value: f64) {
        self.0.scalar(name, L::splat(value));
    }
}

/// One lane of a source.
struct OneLane<'a, L>(&'a dyn Source<L>, usize);

impl<L: Width> Source<f64> for OneLane<'_, L> {
    fn real(&self, index: usize) -> f64 {
        self.0.real(index).lane(self.1)
    }
    fn value(&self, index: usize) -> &Value {
        self.0.value(index)
    }
}
