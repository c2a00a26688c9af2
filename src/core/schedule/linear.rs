//! The linear schedule: the rate goes from one share of the optimizer's own to another, then stays.

use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η (a + (b − a) min(t, T)/T)`.
    pub struct Linear {
        /// Share of the rate at the first step.
        start_factor: real("Start factor", "a", 0.3333333333333333, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Share of the rate from the end of the ramp on.
        end_factor: real("End factor", "b", 1.0, Domain::UNIT, Span::linear(0.0, 1.0));
        /// How many steps the ramp takes.
        total_iters: length("Length", "T");
    }
}

/// The share of the rate at step `index` of a ramp of `length` steps.
#[inline(always)]
pub(super) fn ramp<L: Lane>(start: L, end: L, index: u64, length: u64) -> L {
    let done = index.min(length) as f64 / length.max(1) as f64;
    start + (end - start) * L::splat(done)
}

impl Schedule for Linear {
    const INFO: Info = Info {
        id: "linear",
        name: "Linear",
        family: "Decay",
        summary: "Goes in a straight line from one share of the rate to another, then stays there.",
        formula: "η_t = η (a + (b − a) min(t, T)/T)",
        reference: "torch.optim.lr_scheduler.LinearLR",
        aliases: &[Alias::torch("LinearLR", &[]).called(
            "optimizer, start_factor=1.0 / 3, end_factor=1.0, total_iters=5, last_epoch=-1",
        )],
    };
    const PYTHON: &'static str = "
        done = min(t, total_iters) / total_iters
        return base * (start_factor + (end_factor - start_factor) * done)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Linear<L>) {}
    fn rates<L: Width>(rule: &Linear<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let length = length(rule.total_iters, clock);
        let share = ramp(rule.start_factor, rule.end_factor, clock.index, length);
        Rates::of(clock.base * share)
    }
    fn breaks(rule: &Linear, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "total_iters",
            rule.total_iters,
            horizon,
            "End of the ramp",
        )]
    }
}
