//! Optimizers: how a gradient becomes a step.
//!
//! A rule is written once, generic over lanes, in the order of operations of its reference. A step is two
//! parts, *direction* (what the method makes of the gradient) and *finish* (where it then goes), so that
//! a clip can stand on the raw gradient, after momentum, or on the final update.

mod adabound;
mod adadelta;
mod adadelta_keras;
mod adafactor;
mod adafactor_keras;
mod adagrad;
mod adagrad_keras;
mod adam;
mod adam_keras;
mod adam_uncorrected;
mod adamax;
mod adamax_keras;
mod adamw;
mod adamw_keras;
mod aggmo;
mod asgd;
mod barzilai_borwein;
mod cautious_adamw;
mod ema_momentum;
mod ftrl;
mod grams;
mod kernel;
mod lamb_keras;
mod laprop;
mod lion_keras;
mod nadam;
mod nadam_keras;
mod normalized_gd;
mod padam;
mod parts;
mod qhadam;
mod qhm;
mod radam;
mod rmsprop;
mod rmsprop_keras;
mod rprop;
mod schedule_free_adamw_keras;
mod sgd;
mod sgd_keras;
mod shampoo;

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
    entry::<sgd_keras::SgdKeras>(),
    entry::<ema_momentum::EmaMomentum>(),
    entry::<qhm::Qhm>(),
    entry::<aggmo::AggMo>(),
    entry::<normalized_gd::NormalizedGd>(),
    entry::<adagrad::Adagrad>(),
    entry::<adagrad_keras::AdagradKeras>(),
    entry::<rmsprop::RmsProp>(),
    entry::<rmsprop_keras::RmsPropKeras>(),
    entry::<adadelta::Adadelta>(),
    entry::<adadelta_keras::AdadeltaKeras>(),
    entry::<adafactor::Adafactor>(),
    entry::<adafactor_keras::AdafactorKeras>(),
    entry::<ftrl::Ftrl>(),
    entry::<adam::Adam>(),
    entry::<adam_keras::AdamKeras>(),
    entry::<adam_uncorrected::AdamUncorrected>(),
    entry::<adamw::AdamW>(),
    entry::<adamw_keras::AdamWKeras>(),
    entry::<nadam::NAdam>(),
    entry::<nadam_keras::NAdamKeras>(),
    entry::<radam::RAdam>(),
    entry::<adamax::Adamax>(),
    entry::<adamax_keras::AdamaxKeras>(),
    entry::<qhadam::QhAdam>(),
    entry::<adabound::AdaBound>(),
    entry::<padam::Padam>(),
    entry::<laprop::LaProp>(),
    entry::<cautious_adamw::CautiousAdamW>(),
    entry::<grams::Grams>(),
    entry::<rprop::Rprop>(),
    entry::<lion_keras::LionKeras>(),
    entry::<lamb_keras::LambKeras>(),
    entry::<asgd::Asgd>(),
    entry::<schedule_free_adamw_keras::ScheduleFreeAdamWKeras>(),
    entry::<shampoo::Shampoo>(),
    entry::<barzilai_borwein::BarzilaiBorwein>(),
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
