//! Optax's one-cycle schedule along half cosines.
//!
//! The rates stand in the parameters; the optimizer's own is not used, and momentum is not driven.

use super::parts::{floor, wave};
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// From `η₁/d` to `η₁` at `⌊s T⌋`, then to `η₁/(d d_f)` at `T`.
    pub struct OneCycleOptax {
        /// The highest rate.
        max_lr: real("Highest rate", "η₁", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the cycle takes.
        total_steps: length("Length", "T");
        /// Share of the steps in which the rate rises.
        pct_start: real("Rising share", "s", 0.3, Domain::UNIT, Span::linear(0.0, 1.0));
        /// How many times lower than the highest the first rate is.
        div_factor: real("Divisor at the start", "d", 25.0, Domain::POSITIVE, Span::log(1.0, 1e3));
        /// How many times lower than the first the last rate is.
        final_div_factor: real("Divisor at the end", "d_f", 1e4, Domain::POSITIVE, Span::log(1.0, 1e6));
    }
}

/// How much is done at a step of the stretch between two; all, where it has no length.
#[inline(always)]
pub(super) fn share_between<L: Lane>(from: L, to: L, step: L) -> L {
    L::select(to.le(from), L::splat(1.0), (step - from) / (to - from))
}

impl Schedule for OneCycleOptax {
    const INFO: Info = Info {
        id: "one_cycle.optax",
        name: "One cycle (Optax)",
        family: "Cycles",
        summary: "Rises once to a high rate along half a cosine and falls far below the first; momentum stays as it is.",
        formula: "η from η₁/d to η₁ at step ⌊s T⌋, then to η₁/(d d_f) at T, each along half a cosine",
        reference: "Smith and Topin 2019, section 3; optax.cosine_onecycle_schedule",
        aliases: &[Alias::optax(
            "cosine_onecycle_schedule",
            &[
                ("transition_steps", "total_steps"),
                ("peak_value", "max_lr"),
            ],
        )
        .called(
            "transition_steps, peak_value, pct_start=0.3, div_factor=25.0, final_div_factor=1e4",
        )],
    };
    const PYTHON: &'static str = "
        t, top = min(t, total_steps), math.floor(pct_start * total_steps)
        first = max_lr / div_factor
        start, stop, here, there = 0, top, first, max_lr
        if t >= top:
            start, stop, here, there = top, total_steps, max_lr, first / final_div_factor
        p = (t - start) / (stop - start) if stop > start else 1
        return here + (there - here) * (1 - math.cos(math.pi * p)) / 2";
    type State<L: Width> = ();
    fn init<L: Width>(_: &OneCycleOptax<L>) {}
    fn rates<L: Width>(rule: &OneCycleOptax<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let total = length(rule.total_steps, clock);
        let step = L::splat(clock.index.min(total) as f64);
        let (start, end) = (L::splat(0.0), L::splat(total as f64));
        let top = floor(rule.pct_start * end);
        let first = rule.max_lr / rule.div_factor;
        let last = first / rule.final_div_factor;
        let rise = wave(first, rule.max_lr, share_between(start, top, step));
        let fall = wave(rule.max_lr, last, share_between(top, end, step));
        Rates::of(L::select(step.lt(top), rise, fall))
    }
    fn breaks(rule: &OneCycleOptax, horizon: u64) -> Vec<Break> {
        let end = Break::length(
            0,
            "total_steps",
            rule.total_steps,
            horizon,
            "End of the cycle",
        );
        vec![
            Break::share("pct_start", rule.pct_start, end.step, "Peak"),
            end,
        ]
    }
}
