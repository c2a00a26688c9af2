//! Optimizers: how a gradient becomes a step.
//!
//! A rule is written once, generic over lanes, in the order of operations of its reference. A step is two
//! parts, *direction* (what the method makes of the gradient) and *finish* (where it then goes), so that
//! a clip can stand on the raw gradient, after momentum, or on the final update.

mod adabelief;
mod adadelta_optax;
mod adafactor_optax;
mod adagrad;
mod adagrad_optax;
mod adam;
mod adam_optax;
mod adamax_optax;
mod adamaxw;
mod adamw;
mod adamw_optax;
mod adan;
mod ademamix;
mod adopt;
mod amsgrad;
mod dadapt_adamw;
mod fromage;
mod kernel;
mod lamb;
mod lars;
mod lion;
mod madgrad;
mod nadam_optax;
mod nadamw;
mod novograd;
mod optimistic_gradient_descent;
mod parts;
mod polyak_sgd;
mod prodigy;
mod radam_optax;
mod rmsprop;
mod rmsprop_optax;
mod rprop_optax;
mod schedule_free_adamw;
mod schedule_free_sgd;
mod sgd;
mod sgd_optax;
mod sign_sgd;
mod signum;
mod sm3;
mod yogi;

use super::catalog::{About, Config, Info, Kind};
use super::clip::Place;
use super::lane::Pack;
use super::params::{Params, Source};
use super::pipeline::Width;
use super::probe::Probe;
use super::vec2::Vec2;
pub use kernel::OptimizerKernel;
use kernel::build;

/// A first-order method. The author's side; the rest of the program sees an [`OptimizerKernel`].
pub trait Optimizer: Params {
    /// Its words.
    const INFO: Info;
    /// Key of the parameter that plays the part of momentum, which a schedule or the shared panel may drive.
    const MOMENTUM: Option<&'static str> = None;
    /// What its learning rate is measured in.
    const UNIT: StepUnit = StepUnit::Gradient;
    /// Where in its step a clip can stand.
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Update];

    /// What it remembers from step to step.
    type State<L: Width>: Send;

    /// What it remembers before the first step.
    fn init<L: Width>(rule: &Self::Of<L>, start: Vec2<L>) -> Self::State<L>;

    /// What the method makes of the gradient: the momentum buffer where it has one, else the gradient.
    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Self::Of<L>,
        state: &mut Self::State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let _ = (rule, state, step, at, probe);
        gradient
    }

    /// Where it goes from `at`, given its (possibly clipped) direction.
    fn finish<L: Width, P: Probe<L>>(
        rule: &Self::Of<L>,
        state: &mut Self::State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L>;
}

/// What a learning rate is measured in: it decides which rate suits a surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUnit {
    /// Steps scale with the gradient: a rate suits a curvature.
    Gradient,
    /// Steps have about the length of the rate, whatever the gradient's scale: a rate suits a distance.
    Length,
    /// The method finds the scale of its steps itself: its default suits every surface.
    Own,
}

/// What a step is told besides position and gradient.
#[derive(Clone, Copy, Debug)]
pub struct Step<L> {
    /// Number of the step, from 0.
    pub index: u64,
    /// Learning rate of this step.
    pub rate: L,
    /// Momentum of this step, where a schedule drives it; else the rule's own.
    pub momentum: Option<L>,
    /// Loss at the position.
    pub loss: L,
}

/// One line of the catalogue.
pub struct OptimizerEntry {
    /// What it says about itself.
    pub about: About,
    /// Key of the parameter that plays the part of momentum.
    pub momentum: Option<&'static str>,
    /// What its learning rate is measured in.
    pub unit: StepUnit,
    /// Where in its step a clip can stand.
    pub places: &'static [Place],
    scalar: fn(&dyn Source<f64>) -> Box<dyn OptimizerKernel<f64>>,
    pack: fn(&dyn Source<Pack>) -> Box<dyn OptimizerKernel<Pack>>,
}

const fn entry<O: Optimizer>() -> OptimizerEntry {
    OptimizerEntry {
        about: About {
            kind: Kind::Optimizer,
            info: O::INFO,
            specs: O::SPECS,
        },
        momentum: O::MOMENTUM,
        unit: O::UNIT,
        places: O::PLACES,
        scalar: build::<O, f64>,
        pack: build::<O, Pack>,
    }
}

/// Every optimizer. A new one is one file, its `mod` above and one line here.
pub static CATALOG: &[OptimizerEntry] = &[
    entry::<sgd::Sgd>(),
    entry::<sgd_optax::SgdOptax>(),
    entry::<optimistic_gradient_descent::OptimisticGradientDescent>(),
    entry::<adagrad::Adagrad>(),
    entry::<adagrad_optax::AdagradOptax>(),
    entry::<rmsprop::RmsProp>(),
    entry::<rmsprop_optax::RmsPropOptax>(),
    entry::<adadelta_optax::AdadeltaOptax>(),
    entry::<rprop_optax::RpropOptax>(),
    entry::<sm3::Sm3>(),
    entry::<adam::Adam>(),
    entry::<adam_optax::AdamOptax>(),
    entry::<adamw::AdamW>(),
    entry::<adamw_optax::AdamWOptax>(),
    entry::<nadam_optax::NAdamOptax>(),
    entry::<nadamw::NAdamW>(),
    entry::<amsgrad::AmsGrad>(),
    entry::<radam_optax::RAdamOptax>(),
    entry::<adamax_optax::AdamaxOptax>(),
    entry::<adamaxw::AdamaxW>(),
    entry::<adabelief::AdaBelief>(),
    entry::<yogi::Yogi>(),
    entry::<adan::Adan>(),
    entry::<ademamix::AdEmaMix>(),
    entry::<adopt::Adopt>(),
    entry::<adafactor_optax::AdafactorOptax>(),
    entry::<madgrad::Madgrad>(),
    entry::<lion::Lion>(),
    entry::<sign_sgd::SignSgd>(),
    entry::<signum::Signum>(),
    entry::<lars::Lars>(),
    entry::<lamb::Lamb>(),
    entry::<fromage::Fromage>(),
    entry::<novograd::NovoGrad>(),
    entry::<polyak_sgd::PolyakSgd>(),
    entry::<prodigy::Prodigy>(),
    entry::<dadapt_adamw::DAdaptAdamW>(),
    entry::<schedule_free_sgd::ScheduleFreeSgd>(),
    entry::<schedule_free_adamw::ScheduleFreeAdamW>(),
];

/// The catalogue's line for a setting of an optimizer.
pub fn entry_of(config: &Config) -> &'static OptimizerEntry {
    CATALOG
        .iter()
        .find(|entry| std::ptr::eq(&raw const entry.about, config.about))
        .unwrap_or(&CATALOG[0])
}

impl OptimizerEntry {
    /// The method for a single run.
    pub fn scalar(&self, source: &dyn Source<f64>) -> Box<dyn OptimizerKernel<f64>> {
        (self.scalar)(source)
    }
    /// The method for sixteen runs at a time.
    pub fn pack(&self, source: &dyn Source<Pack>) -> Box<dyn OptimizerKernel<Pack>> {
        (self.pack)(source)
    }
}
