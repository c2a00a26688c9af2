//! The polynomial schedule: the rate falls to 0 as a power of what is left.

use super::parts::done;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η (1 − min(t, T)/T)^p`.
    pub struct Polynomial {
        /// How many steps the fall to 0 takes.
        total_iters: length("Length", "T");
        /// How the fall is bent: 1 is a straight line, more falls fast at first and arrives gently.
        power: real("Power", "p", 1.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
    }
}

/// `(1 − p)^power` at the step `index` of `length`.
#[inline(always)]
pub(super) fn left_over<L: Lane>(index: u64, length: u64, power: L) -> L {
    L::splat(1.0 - done(index, length)).powf(power)
}

impl Schedule for Polynomial {
    const INFO: Info = Info {
        id: "polynomial",
        name: "Polynomial",
        family: "Decay",
        summary: "Falls to 0 as a power of the steps that are left: a straight line, or one bent towards the end.",
        formula: "η_t = η (1 − min(t, T)/T)ᵖ",
        reference: "torch.optim.lr_scheduler.PolynomialLR",
        aliases: &[Alias::torch("PolynomialLR", &[])
            .called("optimizer, total_iters=5, power=1.0, last_epoch=-1")],
    };
    const PYTHON: &'static str = "return base * (1 - min(t, total_iters) / total_iters)**power";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Polynomial<L>) {}
    fn rates<L: Width>(rule: &Polynomial<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let length = length(rule.total_iters, clock);
        Rates::of(clock.base * left_over(clock.index, length, rule.power))
    }
    fn breaks(rule: &Polynomial, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "total_iters",
            rule.total_iters,
            horizon,
            "End of the fall",
        )]
    }
}
