//! Optimizers: how a gradient becomes a step.
//!
//! A rule is written once, generic over lanes, in the order of operations of its reference. A step is two
//! parts, *direction* (what the method makes of the gradient) and *finish* (where it then goes), so that
//! a clip can stand on the raw gradient, after momentum, or on the final update.

#![allow(unreachable_pub, reason = "states are reached through their entries")]

mod adabelief;
mod adabound;
mod adadelta;
mod adadelta_keras;
mod adadelta_optax;
mod adafactor;
mod adafactor_keras;
mod adafactor_optax;
mod adagrad;
mod adagrad_keras;
mod adagrad_optax;
mod adam;
mod adam_keras;
mod adam_optax;
mod adam_uncorrected;
mod adamax;
mod adamax_keras;
mod adamax_optax;
mod adamaxw;
mod adamw;
mod adamw_keras;
mod adamw_optax;
mod adan;
mod ademamix;
mod adopt;
mod aggmo;
mod amsgrad;
mod armijo;
mod asgd;
mod barzilai_borwein;
mod bfgs;
mod cautious_adamw;
mod conjugate_gradient;
mod dadapt_adamw;
mod damped_newton;
mod dog;
mod ema_momentum;
mod fromage;
mod ftrl;
mod fused;
mod grams;
mod kernel;
mod lamb;
mod lamb_keras;
mod laprop;
mod lars;
mod lbfgs;
mod line;
mod lion;
mod lion_keras;
mod lookahead;
mod madgrad;
mod nadam;
mod nadam_keras;
mod nadam_optax;
mod nadamw;
mod nelder_mead;
mod newton;
mod normalized_gd;
mod novograd;
mod optimistic_gradient_descent;
mod padam;
mod parts;
mod polyak_sgd;
mod prodigy;
mod qhadam;
mod qhm;
mod radam;
mod radam_optax;
mod random_search;
mod rmsprop;
mod rmsprop_keras;
mod rmsprop_optax;
mod rprop;
mod rprop_optax;
mod saddle_free_newton;
mod sam;
mod schedule_free_adamw;
mod schedule_free_adamw_keras;
mod schedule_free_sgd;
mod search;
mod sgd;
mod sgd_keras;
mod sgd_optax;
mod shampoo;
mod sign_sgd;
mod signum;
mod sm3;
mod steepest_descent;
mod yogi;

use super::catalog::{About, Config, Info, Kind};
use super::clip::Place;
use super::convoy::OptimizerConvoy;
use super::lane::Pack;
use super::params::{Params, Source};
use super::pipeline::Width;
use super::probe::Probe;
use super::theory::Linear;
use super::vec2::Vec2;
pub(super) use fused::with_fused;
pub use kernel::OptimizerKernel;
use kernel::build;
pub(super) use kernel::{Convoy, Kernel};
pub use search::{Search, SearchKernel, View};
pub(super) use {adam::Adam, adamw::AdamW, sgd::Sgd};

/// A first-order method. The author's side; the rest of the program sees an [`OptimizerKernel`].
pub trait Optimizer: Params {
    /// Its words.
    const INFO: Info;
    /// Key of the parameter that plays the part of momentum, which a schedule or the shared panel may drive.
    const MOMENTUM: Option<&'static str> = None;
    /// What its learning rate is measured in.
    const UNIT: StepUnit = StepUnit::Gradient;
    /// How the rate that suits it compares with what suits its unit; of [`StepUnit::Own`], with its default.
    const RATE_SHARE: f64 = 1.0;
    /// Relative cost of a step besides the surface, of a run among others in a pack, where a polynomial surface costs 1.
    const COST: u32 = USUAL_COST;
    /// Where in its step a clip can stand.
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Update];

    /// With which constants its steps on a quadratic are linear; none where they are not, or it is not known.
    fn linear(rule: &Self::Of<f64>) -> Option<Linear> {
        let _ = rule;
        None
    }

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

    /// In which lanes two memories lead to the same steps for good, to the last bit, where gradients and rate are the same:
    /// true only where that is certain.
    #[inline(always)]
    fn same<L: Width>(a: &Self::State<L>, b: &Self::State<L>) -> L::Mask {
        let _ = (a, b);
        L::splat(0.0).lt(L::splat(0.0))
    }

    /// Whether a run with one rate that stands here stays here for good, to the last bit, as its gradient does: true only
    /// where that is proved.
    #[inline(always)]
    fn rests<L: Width>(
        rule: &Self::Of<L>,
        state: &Self::State<L>,
        rate: L,
        at: Vec2<L>,
        gradient: Vec2<L>,
    ) -> L::Mask {
        let _ = (rule, state, at, gradient);
        rate.lt(rate)
    }
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

/// What a step with a division and a root or two costs.
const USUAL_COST: u32 = 4;

/// One line of the catalogue.
pub struct OptimizerEntry {
    /// What it says about itself.
    pub about: About,
    /// Key of the parameter that plays the part of momentum.
    pub momentum: Option<&'static str>,
    /// What its learning rate is measured in.
    pub unit: StepUnit,
    /// How the rate that suits it compares with what suits its unit.
    pub rate_share: f64,
    /// Where in its step a clip can stand.
    pub places: &'static [Place],
    /// About how many times it evaluates the surface in a step.
    pub evaluations: u32,
    /// Relative cost of a step besides the surface, where runs go side by side: see [`Optimizer::COST`].
    pub cost: u32,
    linear: fn(&dyn Source<f64>) -> Option<Linear>,
    faces: Faces,
}

/// How a method is built.
enum Faces {
    /// A rule, on one lane and on many.
    Rule {
        scalar: fn(&dyn Source<f64>) -> Box<dyn OptimizerKernel<f64>>,
        pack: fn(&dyn Source<Pack>) -> Box<dyn OptimizerKernel<Pack>>,
        convoy: BuildConvoy,
    },
    /// A method that looks around, on one lane.
    Search(BuildSearch),
}

/// Builds a rule for several packs, with parameters from a source for each.
pub type BuildConvoy = fn(&[&dyn Source<Pack>]) -> Box<dyn OptimizerConvoy>;

/// Builds a method that looks around with parameters from a source.
pub type BuildSearch = fn(&dyn Source<f64>) -> Box<dyn SearchKernel>;

const fn entry<O: Optimizer>() -> OptimizerEntry {
    OptimizerEntry {
        about: About {
            kind: Kind::Optimizer,
            info: O::INFO,
            specs: O::SPECS,
            nests: true,
        },
        momentum: O::MOMENTUM,
        unit: O::UNIT,
        rate_share: O::RATE_SHARE,
        places: O::PLACES,
        evaluations: 1,
        cost: O::COST,
        linear: |source| O::linear(&O::read::<f64>(source)),
        faces: Faces::Rule {
            scalar: build::<O, f64>,
            pack: build::<O, Pack>,
            convoy: kernel::convoy::<O>,
        },
    }
}

/// The line of a method that looks around.
const fn searcher<S: Search>() -> OptimizerEntry {
    OptimizerEntry {
        about: About {
            kind: Kind::Optimizer,
            info: S::INFO,
            specs: S::SPECS,
            nests: false,
        },
        momentum: None,
        unit: S::UNIT,
        rate_share: 1.0,
        places: &[Place::Gradient, Place::Update],
        evaluations: S::EVALUATIONS,
        cost: USUAL_COST,
        linear: |_| None,
        faces: Faces::Search(search::build::<S>),
    }
}

/// Every optimizer. A new one is one file, its `mod` above and one line here.
pub static CATALOG: &[OptimizerEntry] = &[
    entry::<sgd::Sgd>(),
    entry::<sgd_optax::SgdOptax>(),
    entry::<sgd_keras::SgdKeras>(),
    entry::<ema_momentum::EmaMomentum>(),
    entry::<qhm::Qhm>(),
    entry::<aggmo::AggMo>(),
    entry::<normalized_gd::NormalizedGd>(),
    entry::<optimistic_gradient_descent::OptimisticGradientDescent>(),
    entry::<adagrad::Adagrad>(),
    entry::<adagrad_optax::AdagradOptax>(),
    entry::<adagrad_keras::AdagradKeras>(),
    entry::<rmsprop::RmsProp>(),
    entry::<rmsprop_optax::RmsPropOptax>(),
    entry::<rmsprop_keras::RmsPropKeras>(),
    entry::<adadelta::Adadelta>(),
    entry::<adadelta_optax::AdadeltaOptax>(),
    entry::<adadelta_keras::AdadeltaKeras>(),
    entry::<adafactor::Adafactor>(),
    entry::<adafactor_optax::AdafactorOptax>(),
    entry::<adafactor_keras::AdafactorKeras>(),
    entry::<ftrl::Ftrl>(),
    entry::<sm3::Sm3>(),
    entry::<adam::Adam>(),
    entry::<adam_optax::AdamOptax>(),
    entry::<adam_keras::AdamKeras>(),
    entry::<adam_uncorrected::AdamUncorrected>(),
    entry::<adamw::AdamW>(),
    entry::<adamw_optax::AdamWOptax>(),
    entry::<adamw_keras::AdamWKeras>(),
    entry::<nadam::NAdam>(),
    entry::<nadam_optax::NAdamOptax>(),
    entry::<nadam_keras::NAdamKeras>(),
    entry::<radam::RAdam>(),
    entry::<radam_optax::RAdamOptax>(),
    entry::<adamax::Adamax>(),
    entry::<adamax_optax::AdamaxOptax>(),
    entry::<adamax_keras::AdamaxKeras>(),
    entry::<qhadam::QhAdam>(),
    entry::<adabound::AdaBound>(),
    entry::<padam::Padam>(),
    entry::<laprop::LaProp>(),
    entry::<cautious_adamw::CautiousAdamW>(),
    entry::<grams::Grams>(),
    entry::<nadamw::NAdamW>(),
    entry::<amsgrad::AmsGrad>(),
    entry::<adamaxw::AdamaxW>(),
    entry::<adabelief::AdaBelief>(),
    entry::<yogi::Yogi>(),
    entry::<adan::Adan>(),
    entry::<ademamix::AdEmaMix>(),
    entry::<adopt::Adopt>(),
    entry::<madgrad::Madgrad>(),
    entry::<rprop::Rprop>(),
    entry::<rprop_optax::RpropOptax>(),
    entry::<lion::Lion>(),
    entry::<lion_keras::LionKeras>(),
    entry::<sign_sgd::SignSgd>(),
    entry::<signum::Signum>(),
    entry::<lars::Lars>(),
    entry::<lamb::Lamb>(),
    entry::<lamb_keras::LambKeras>(),
    entry::<fromage::Fromage>(),
    entry::<novograd::NovoGrad>(),
    entry::<polyak_sgd::PolyakSgd>(),
    entry::<dog::Dog>(),
    entry::<prodigy::Prodigy>(),
    entry::<dadapt_adamw::DAdaptAdamW>(),
    entry::<lookahead::Lookahead>(),
    searcher::<sam::Sam>(),
    entry::<asgd::Asgd>(),
    entry::<schedule_free_sgd::ScheduleFreeSgd>(),
    entry::<schedule_free_adamw::ScheduleFreeAdamW>(),
    entry::<schedule_free_adamw_keras::ScheduleFreeAdamWKeras>(),
    searcher::<steepest_descent::SteepestDescent>(),
    searcher::<armijo::Armijo>(),
    entry::<barzilai_borwein::BarzilaiBorwein>(),
    searcher::<newton::Newton>(),
    searcher::<damped_newton::DampedNewton>(),
    searcher::<saddle_free_newton::SaddleFreeNewton>(),
    searcher::<lbfgs::Lbfgs>(),
    searcher::<bfgs::Bfgs>(),
    searcher::<conjugate_gradient::ConjugateGradient>(),
    entry::<shampoo::Shampoo>(),
    searcher::<nelder_mead::NelderMead>(),
    searcher::<random_search::RandomSearch>(),
];

/// The catalogue's line for a setting of an optimizer.
pub fn entry_of(config: &Config) -> &'static OptimizerEntry {
    CATALOG
        .iter()
        .find(|entry| std::ptr::eq(&raw const entry.about, config.about))
        .unwrap_or(&CATALOG[0])
}

impl OptimizerEntry {
    /// The rule for a single run; a method that looks around stands still there (see [`Self::search`]).
    pub fn scalar(&self, source: &dyn Source<f64>) -> Box<dyn OptimizerKernel<f64>> {
        match self.faces {
            Faces::Rule { scalar, .. } => scalar(source),
            Faces::Search(_) => Box::new(kernel::Still),
        }
    }
    /// The rule for sixteen runs at a time; see [`Self::scalar`].
    pub fn pack(&self, source: &dyn Source<Pack>) -> Box<dyn OptimizerKernel<Pack>> {
        match self.faces {
            Faces::Rule { pack, .. } => pack(source),
            Faces::Search(_) => Box::new(kernel::Still),
        }
    }
    /// With which constants the steps of a setting are linear on a quadratic, where they are.
    pub fn linear(&self, source: &dyn Source<f64>) -> Option<Linear> {
        (self.linear)(source)
    }
    /// How the rule is built for several packs; none for a method that looks around.
    pub fn convoy(&self) -> Option<BuildConvoy> {
        match self.faces {
            Faces::Rule { convoy, .. } => Some(convoy),
            Faces::Search(_) => None,
        }
    }
    /// How the method is built, if it looks around.
    pub fn search(&self) -> Option<BuildSearch> {
        match self.faces {
            Faces::Rule { .. } => None,
            Faces::Search(build) => Some(build),
        }
    }
}
