//! Gradient clips: what is done to a vector that is too long.

#![allow(unreachable_pub, reason = "states are reached through their entries")]

mod adaptive;
mod autoclip;
mod global_norm;
mod none;
mod nonfinite;
mod norm;
mod norm_keras;
mod norm_optax;
mod rms;
mod tanh;
mod value;

use super::catalog::{About, Config, Info, Kind};
use super::lane::{Lane, Pack};
use super::params::{Params, Source};
use super::pipeline::Width;
use super::vec2::Vec2;
use std::fmt;

/// A clip. The author's side; the rest of the program sees a [`ClipKernel`].
pub trait Clip: Params {
    /// Its words.
    const INFO: Info;
    /// Key of the parameter that is the threshold, where it has one.
    const THRESHOLD: Option<&'static str> = None;
    /// The length that a vector never passes, in units of the threshold, where the threshold is a length.
    fn length(rule: &Self::Of<f64>) -> Option<f64> {
        let _ = rule;
        None
    }
    /// What it remembers from step to step.
    type State<L: Width>: Clone + Send + Sync;
    /// What it remembers before the first step.
    fn init<L: Width>(rule: &Self::Of<L>) -> Self::State<L>;
    /// The vector after clipping. `at` is the position, for clips that compare with it.
    fn apply<L: Width>(
        rule: &Self::Of<L>,
        state: &mut Self::State<L>,
        at: Vec2<L>,
        vector: Vec2<L>,
    ) -> Vec2<L>;
}

/// Where in a step the clip stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// On the (noisy) gradient, before the method sees it: where PyTorch's `clip_grad_*` stand.
    #[default]
    Gradient,
    /// On what the method makes of the gradient, its momentum buffer.
    Momentum,
    /// On the final displacement of the step.
    Update,
}

impl Place {
    /// All three, in the order of a step.
    pub const ALL: [Self; 3] = [Self::Gradient, Self::Momentum, Self::Update];
    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gradient => "gradient",
            Self::Momentum => "momentum",
            Self::Update => "update",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gradient => "Gradient",
            Self::Momentum => "After momentum",
            Self::Update => "Final update",
        })
    }
}

/// A clip with its parameters and its memory, on one kind of lane.
pub trait ClipKernel<L: Lane>: Send {
    /// Stands before its first step.
    fn reset(&mut self);
    /// See [`Clip::apply`]; `vector` is clipped in place.
    fn apply(&mut self, at: &Vec2<L>, vector: &mut Vec2<L>);
}

struct Kernel<C: Clip, L: Width> {
    rule: C::Of<L>,
    state: C::State<L>,
}

impl<C: Clip, L: Width> ClipKernel<L> for Kernel<C, L> {
    fn reset(&mut self) {
        self.state = C::init(&self.rule);
    }
    fn apply(&mut self, at: &Vec2<L>, vector: &mut Vec2<L>) {
        *vector = C::apply(&self.rule, &mut self.state, *at, *vector);
    }
}

/// One line of the catalogue.
pub struct ClipEntry {
    /// What it says about itself.
    pub about: About,
    /// Key of the parameter that is the threshold.
    pub threshold: Option<&'static str>,
    length: fn(&dyn Source<f64>) -> Option<f64>,
    scalar: fn(&dyn Source<f64>) -> Box<dyn ClipKernel<f64>>,
    pack: fn(&dyn Source<Pack>) -> Box<dyn ClipKernel<Pack>>,
}

const fn entry<C: Clip>() -> ClipEntry {
    ClipEntry {
        about: About {
            kind: Kind::Clip,
            info: C::INFO,
            specs: C::SPECS,
            nests: true,
        },
        threshold: C::THRESHOLD,
        length: |source| C::length(&C::read::<f64>(source)),
        scalar: build::<C, f64>,
        pack: build::<C, Pack>,
    }
}

fn build<C: Clip, L: Width>(source: &dyn Source<L>) -> Box<dyn ClipKernel<L>> {
    let rule = C::read::<L>(source);
    let state = C::init(&rule);
    Box::new(Kernel::<C, L> { rule, state })
}

/// Every clip. A new one is one file, its `mod` above and one line here.
pub static CATALOG: &[ClipEntry] = &[
    entry::<none::NoClip>(),
    entry::<norm::ByNorm>(),
    entry::<norm_optax::ByNormOptax>(),
    entry::<norm_keras::ByNormKeras>(),
    entry::<global_norm::ByGlobalNorm>(),
    entry::<value::ByValue>(),
    entry::<rms::ByRms>(),
    entry::<adaptive::Adaptive>(),
    entry::<autoclip::AutoClip>(),
    entry::<tanh::Soft>(),
    entry::<nonfinite::NonFinite>(),
];

/// The catalogue's line for a setting of a clip.
pub fn entry_of(config: &Config) -> &'static ClipEntry {
    CATALOG
        .iter()
        .find(|entry| std::ptr::eq(&raw const entry.about, config.about))
        .unwrap_or(&CATALOG[0])
}

impl ClipEntry {
    /// The length that a vector never passes, in units of the threshold, where the threshold of a setting is a length.
    pub fn length(&self, source: &dyn Source<f64>) -> Option<f64> {
        (self.length)(source)
    }
    /// The clip for a single run.
    pub fn scalar(&self, source: &dyn Source<f64>) -> Box<dyn ClipKernel<f64>> {
        (self.scalar)(source)
    }
    /// The clip for sixteen runs at a time.
    pub fn pack(&self, source: &dyn Source<Pack>) -> Box<dyn ClipKernel<Pack>> {
        (self.pack)(source)
    }
}
