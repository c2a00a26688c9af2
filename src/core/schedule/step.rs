//! The step schedule: the rate falls by a factor every so many steps.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η γ^⌊t/s⌋`.
    pub struct Steps {
        /// How many steps are taken with the same rate.
        step_size: count("Steps between", "s", 100, 1, 1_000_000);
        /// What the rate is multiplied by at each fall.
        gamma: real("Factor", "γ", 0.1, Domain::POSITIVE, Span::linear(0.01, 1.0));
    }
}

impl Schedule for Steps {
    const INFO: Info = Info {
        id: "step",
        name: "Step",
        family: "Decay",
        summary: "Falls by a factor every so many steps and is constant between.",
        formula: "η_t = η γ^⌊t/s⌋",
        reference: "torch.optim.lr_scheduler.StepLR",
        aliases: &[
            Alias::torch("StepLR", &[]).called("optimizer, step_size, gamma=0.1, last_epoch=-1")
        ],
    };
    const PYTHON: &'static str = "return base * gamma**(t // step_size)";
    /// The factor so far, a running product.
    type State<L: Width> = L;
    fn init<L: Width>(_: &Steps<L>) -> L {
        L::splat(1.0)
    }
    fn rates<L: Width>(rule: &Steps<L>, factor: &mut L, clock: &Clock<L>) -> Rates<L> {
        if clock.index > 0 && clock.index.is_multiple_of(rule.step_size) {
            *factor = *factor * rule.gamma;
        }
        Rates::of(clock.base * *factor)
    }
    fn breaks(rule: &Steps, _: u64) -> Vec<Break> {
        let first = Break::after(0, "step_size", rule.step_size, "First fall");
        vec![first.lasting()]
    }
}
