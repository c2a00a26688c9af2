//! Learning-rate schedules: which rate a step is taken with.
//!
//! A schedule is asked once per step, in order, and may remember what it needs: some references compute
//! a rate from the rate before, and their rounding belongs to the definition. A schedule may lead into
//! another, so it is written for the lanes that a pipeline can be built on ([`Width`]).
//!
//! PyTorch's `LambdaLR` and `MultiplicativeLR` are not here: they are whatever function they are given.

#![allow(unreachable_pub, reason = "states are reached through their entries")]

mod breaks;
mod chained;
mod chebyshev;
mod constant;
mod constant_factor;
mod cosine;
mod cosine_keras;
mod cosine_optax;
mod cosine_restarts;
mod cosine_restarts_keras;
mod cyclic;
mod exponential;
mod exponential_keras;
mod exponential_optax;
mod inverse_sqrt;
mod inverse_time;
mod inverse_time_keras;
mod linear;
mod multi_step;
mod noam;
mod one_cycle;
mod one_cycle_linear;
mod one_cycle_optax;
mod parts;
mod piecewise;
mod piecewise_interpolate;
mod piecewise_keras;
mod plateau;
mod polynomial;
mod polynomial_keras;
mod polynomial_optax;
mod rex;
mod sequential;
mod step;
mod swa;
mod warmup;
mod warmup_cosine;
mod warmup_cosine_optax;
mod warmup_exponential;
mod warmup_linear;
mod wsd;

use super::catalog::{About, Config, Info, Kind};
use super::lane::{Lane, Pack};
use super::params::{Params, Source};
use super::pipeline::Width;
pub use breaks::{Break, breaks};

/// A schedule. The author's side; the rest of the program sees a [`ScheduleKernel`].
pub trait Schedule: Params {
    /// Its words.
    const INFO: Info;
    /// Its formula as the body of a Python function of the step `t`, the optimizer's rate `base` and its parameters by
    /// their keys, lengths that follow the run resolved; schedules inside are functions of `t` and `base`. Empty where
    /// the rate does not follow from the step alone.
    const PYTHON: &'static str;
    /// The same for the momentum that it drives where it has a parameter `cycle_momentum` that is on: a function of the
    /// step alone. Empty where it drives none, or what a schedule inside it does.
    const PYTHON_MOMENTUM: &'static str = "";
    /// What it remembers from step to step.
    type State<L: Width>: Send;
    /// What it remembers before the first step.
    fn init<L: Width>(rule: &Self::Of<L>) -> Self::State<L>;
    /// The rate (and momentum) of step `clock.index`; called once for every step, from 0 on.
    fn rates<L: Width>(
        rule: &Self::Of<L>,
        state: &mut Self::State<L>,
        clock: &Clock<L>,
    ) -> Rates<L>;
    /// The steps at which its curve breaks because a parameter says so, in a run of `horizon` steps.
    fn breaks(rule: &Self::Of<f64>, horizon: u64) -> Vec<Break> {
        let _ = (rule, horizon);
        Vec::new()
    }
}

/// What a schedule is told.
#[derive(Clone, Copy, Debug)]
pub struct Clock<L> {
    /// Number of the step, from 0.
    pub index: u64,
    /// How many steps the run has: the length of a schedule that follows the run.
    pub horizon: u64,
    /// The optimizer's own learning rate.
    pub base: L,
    /// Loss of the step before; none before the first.
    pub previous_loss: Option<L>,
}

/// What a schedule answers.
#[derive(Clone, Copy, Debug)]
pub struct Rates<L> {
    /// Learning rate of the step.
    pub rate: L,
    /// Momentum of the step, where the schedule drives it too.
    pub momentum: Option<L>,
}

impl<L> Rates<L> {
    /// A rate alone; momentum is the optimizer's own.
    pub const fn of(rate: L) -> Self {
        Self {
            rate,
            momentum: None,
        }
    }
}

/// A number of steps as it was set, or that of the run where it follows the run; at least 1.
fn length<L>(set: u64, clock: &Clock<L>) -> u64 {
    if set == 0 { clock.horizon } else { set }.max(1)
}

/// A schedule with its parameters and its memory, on one kind of lane.
pub trait ScheduleKernel<L: Lane>: Send {
    /// Stands before its first step.
    fn reset(&mut self);
    /// See [`Schedule::rates`].
    fn rates(&mut self, clock: &Clock<L>) -> Rates<L>;
}

struct Kernel<S: Schedule, L: Width> {
    rule: S::Of<L>,
    state: S::State<L>,
}

impl<S: Schedule, L: Width> ScheduleKernel<L> for Kernel<S, L> {
    fn reset(&mut self) {
        self.state = S::init(&self.rule);
    }
    fn rates(&mut self, clock: &Clock<L>) -> Rates<L> {
        S::rates(&self.rule, &mut self.state, clock)
    }
}

/// One line of the catalogue.
pub struct ScheduleEntry {
    /// What it says about itself.
    pub about: About,
    /// Its formula as the body of a Python function, see [`Schedule::PYTHON`].
    pub python: &'static str,
    /// The momentum that it drives in the same way, see [`Schedule::PYTHON_MOMENTUM`].
    pub python_momentum: &'static str,
    breaks: fn(&dyn Source<f64>, u64) -> Vec<Break>,
    scalar: fn(&dyn Source<f64>) -> Box<dyn ScheduleKernel<f64>>,
    pack: fn(&dyn Source<Pack>) -> Box<dyn ScheduleKernel<Pack>>,
}

const fn entry<S: Schedule>() -> ScheduleEntry {
    ScheduleEntry {
        about: About {
            kind: Kind::Schedule,
            info: S::INFO,
            specs: S::SPECS,
            nests: true,
        },
        python: S::PYTHON,
        python_momentum: S::PYTHON_MOMENTUM,
        breaks: |source, horizon| S::breaks(&S::read::<f64>(source), horizon),
        scalar: build::<S, f64>,
        pack: build::<S, Pack>,
    }
}

fn build<S: Schedule, L: Width>(source: &dyn Source<L>) -> Box<dyn ScheduleKernel<L>> {
    let rule = S::read::<L>(source);
    let state = S::init(&rule);
    Box::new(Kernel::<S, L> { rule, state })
}

/// Every schedule. A new one is one file, its `mod` above and one line here.
pub static CATALOG: &[ScheduleEntry] = &[
    entry::<constant::Constant>(),
    entry::<step::Steps>(),
    entry::<multi_step::MultiStep>(),
    entry::<piecewise::Piecewise>(),
    entry::<piecewise_keras::PiecewiseKeras>(),
    entry::<piecewise_interpolate::PiecewiseInterpolate>(),
    entry::<exponential::Exponential>(),
    entry::<exponential_optax::ExponentialOptax>(),
    entry::<exponential_keras::ExponentialKeras>(),
    entry::<linear::Linear>(),
    entry::<polynomial::Polynomial>(),
    entry::<polynomial_optax::PolynomialOptax>(),
    entry::<polynomial_keras::PolynomialKeras>(),
    entry::<cosine::Cosine>(),
    entry::<cosine_optax::CosineOptax>(),
    entry::<cosine_keras::CosineKeras>(),
    entry::<inverse_time::InverseTime>(),
    entry::<inverse_time_keras::InverseTimeKeras>(),
    entry::<rex::Rex>(),
    entry::<swa::KeptRate>(),
    entry::<warmup::Warmup>(),
    entry::<constant_factor::ConstantFactor>(),
    entry::<warmup_linear::WarmupLinear>(),
    entry::<warmup_cosine::WarmupCosine>(),
    entry::<warmup_cosine_optax::WarmupCosineOptax>(),
    entry::<warmup_exponential::WarmupExponential>(),
    entry::<wsd::Wsd>(),
    entry::<inverse_sqrt::InverseSqrt>(),
    entry::<noam::Noam>(),
    entry::<cosine_restarts::CosineRestarts>(),
    entry::<cosine_restarts_keras::CosineRestartsKeras>(),
    entry::<cyclic::Cyclic>(),
    entry::<one_cycle::OneCycle>(),
    entry::<one_cycle_optax::OneCycleOptax>(),
    entry::<one_cycle_linear::OneCycleLinear>(),
    entry::<chebyshev::Chebyshev>(),
    entry::<plateau::Plateau>(),
    entry::<sequential::Sequential>(),
    entry::<chained::Chained>(),
];

/// Whether a schedule makes its rates of the optimizer's own; others carry rates of their own.
pub fn uses_rate(schedule: &Config) -> bool {
    let rates = |base: f64| -> Vec<f64> {
        let mut kernel = entry_of(schedule).scalar(schedule);
        let clock = |index| Clock {
            index,
            horizon: LOOKED_AT,
            base,
            previous_loss: None,
        };
        (0..LOOKED_AT)
            .map(|index| kernel.rates(&clock(index)).rate)
            .collect()
    };
    rates(1.0) != rates(2.0)
}

/// How many steps tell whether a schedule uses the optimizer's rate.
const LOOKED_AT: u64 = 64;

/// The catalogue's line for a setting of a schedule.
pub fn entry_of(config: &Config) -> &'static ScheduleEntry {
    CATALOG
        .iter()
        .find(|entry| std::ptr::eq(&raw const entry.about, config.about))
        .unwrap_or(&CATALOG[0])
}

impl ScheduleEntry {
    /// The schedule for a single run.
    pub fn scalar(&self, source: &dyn Source<f64>) -> Box<dyn ScheduleKernel<f64>> {
        (self.scalar)(source)
    }
    /// The schedule for sixteen runs at a time.
    pub fn pack(&self, source: &dyn Source<Pack>) -> Box<dyn ScheduleKernel<Pack>> {
        (self.pack)(source)
    }
}
