//! The exponential schedule: the rate falls by the same factor at every step.

use super::{Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η γᵗ`.
    pub struct Exponential {
        /// What the rate is multiplied by at each step.
        gamma: real("Factor", "γ", 0.99, Domain::POSITIVE, Span::one_minus_log(0.5, 0.99999));
    }
}

impl Schedule for Exponential {
    const INFO: Info = Info {
        id: "exponential",
        name: "Exponential",
        family: "Decay",
        summary: "Falls by the same factor at every step.",
        formula: "η_t = η γᵗ",
        reference: "torch.optim.lr_scheduler.ExponentialLR",
        aliases: &[Alias::torch("ExponentialLR", &[]).called("optimizer, gamma, last_epoch=-1")],
    };
    const PYTHON: &'static str = "return base * gamma**t";
    /// The factor so far, a running product.
    type State<L: Width> = L;
    fn init<L: Width>(_: &Exponential<L>) -> L {
        L::splat(1.0)
    }
    fn rates<L: Width>(rule: &Exponential<L>, factor: &mut L, clock: &Clock<L>) -> Rates<L> {
        if clock.index > 0 {
            *factor = *factor * rule.gamma;
        }
        Rates::of(clock.base * *factor)
    }
}
