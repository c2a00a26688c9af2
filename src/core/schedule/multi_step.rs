//! The schedule of milestones: the rate falls by a factor at each of a list of steps.
//!
//! The order of the list does not matter; a milestone that stands there twice counts twice.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η γ^n`, `n` the number of milestones up to `t`.
    pub struct MultiStep {
        /// The steps from which on the rate is lower; one that stands there twice counts twice.
        milestones: counts("Milestones", "m", &[100, 150], 0, 1_000_000);
        /// What the rate is multiplied by at each milestone.
        gamma: real("Factor", "γ", 0.1, Domain::POSITIVE, Span::linear(0.01, 1.0));
    }
}

/// What is remembered: the milestones in order, how many of them are past, and the factor so far.
pub struct Fallen<L> {
    milestones: Vec<u64>,
    past: usize,
    factor: L,
}

impl Schedule for MultiStep {
    const INFO: Info = Info {
        id: "multi_step",
        name: "Milestones",
        family: "Decay",
        summary: "Falls by a factor at chosen steps and is constant between: how image classifiers were long trained.",
        formula: "η_t = η γⁿ,  n the number of milestones m ≤ t",
        reference: "torch.optim.lr_scheduler.MultiStepLR",
        aliases: &[Alias::torch("MultiStepLR", &[])
            .called("optimizer, milestones, gamma=0.1, last_epoch=-1")],
    };
    const PYTHON: &'static str = "return base * gamma**sum(m <= t for m in milestones)";
    type State<L: Width> = Fallen<L>;
    fn init<L: Width>(rule: &MultiStep<L>) -> Fallen<L> {
        let mut milestones = rule.milestones.clone();
        milestones.sort_unstable();
        Fallen {
            milestones,
            past: 0,
            factor: L::splat(1.0),
        }
    }
    fn rates<L: Width>(rule: &MultiStep<L>, fallen: &mut Fallen<L>, clock: &Clock<L>) -> Rates<L> {
        while fallen
            .milestones
            .get(fallen.past)
            .is_some_and(|milestone| *milestone <= clock.index)
        {
            fallen.past += 1;
            fallen.factor = fallen.factor * rule.gamma;
        }
        Rates::of(clock.base * fallen.factor)
    }
    fn breaks(rule: &MultiStep, _: u64) -> Vec<Break> {
        Break::items("milestones", &rule.milestones, 0, "Milestone")
    }
}
