//! Optax's one-cycle schedule along straight lines, in three phases.
//!
//! The rates stand in the parameters; the optimizer's own is not used, and momentum is not driven.

use super::one_cycle_optax::share_between;
use super::parts::{floor, line};
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// From `η₁/d` to `η₁` at `⌊s T⌋`, back at `⌊f T⌋`, then to `η₁/(d d_f)` at `T`.
    pub struct OneCycleLinear {
        /// The highest rate.
        max_lr: real("Highest rate", "η₁", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the cycle takes.
        total_steps: length("Length", "T");
        /// Share of the steps after which the rate is highest.
        pct_start: real("Rising share", "s", 0.3, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Share of the steps after which the rate is back at the first one.
        pct_final: real("Share until back", "f", 0.85, Domain::UNIT, Span::linear(0.0, 1.0));
        /// How many times lower than the highest the first rate is.
        div_factor: real("Divisor at the start", "d", 25.0, Domain::POSITIVE, Span::log(1.0, 1e3));
        /// How many times lower than the first the last rate is.
        final_div_factor: real("Divisor at the end", "d_f", 1e4, Domain::POSITIVE, Span::log(1.0, 1e6));
    }
}

impl Schedule for OneCycleLinear {
    const INFO: Info = Info {
        id: "one_cycle_linear",
        name: "One cycle in lines",
        family: "Cycles",
        summary: "Rises to a high rate in a straight line, falls back in one, and at the end far below the first.",
        formula: "η from η₁/d to η₁ at step ⌊s T⌋, to η₁/d at ⌊f T⌋, to η₁/(d d_f) at T, in straight lines",
        reference: "Smith and Topin 2019, section 3; optax.linear_onecycle_schedule",
        aliases: &[Alias::optax(
            "linear_onecycle_schedule",
            &[
                ("transition_steps", "total_steps"),
                ("peak_value", "max_lr"),
            ],
        )
        .called(
            "transition_steps, peak_value, pct_start=0.3, pct_final=0.85, div_factor=25.0, \
                 final_div_factor=1e4",
        )],
    };
    const PYTHON: &'static str = "
        t, top = min(t, total_steps), math.floor(pct_start * total_steps)
        back = max(math.floor(pct_final * total_steps), top)
        first = max_lr / div_factor
        start, stop, here, there = 0, top, first, max_lr
        if t >= back:
            start, stop, here, there = back, total_steps, first, first / final_div_factor
        elif t >= top:
            start, stop, here, there = top, back, max_lr, first
        p = (t - start) / (stop - start) if stop > start else 1
        return here + (there - here) * p";
    type State<L: Width> = ();
    fn init<L: Width>(_: &OneCycleLinear<L>) {}
    fn rates<L: Width>(rule: &OneCycleLinear<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let total = length(rule.total_steps, clock);
        let step = L::splat(clock.index.min(total) as f64);
        let (start, end) = (L::splat(0.0), L::splat(total as f64));
        let top = floor(rule.pct_start * end);
        let back = floor(rule.pct_final * end).maximum(top);
        let first = rule.max_lr / rule.div_factor;
        let last = first / rule.final_div_factor;
        let rise = line(first, rule.max_lr, share_between(start, top, step));
        let fall = line(rule.max_lr, first, share_between(top, back, step));
        let rest = line(first, last, share_between(back, end, step));
        let after = L::select(step.lt(back), fall, rest);
        Rates::of(L::select(step.lt(top), rise, after))
    }
    fn breaks(rule: &OneCycleLinear, horizon: u64) -> Vec<Break> {
        let end = Break::length(
            0,
            "total_steps",
            rule.total_steps,
            horizon,
            "End of the cycle",
        );
        let top = Break::share("pct_start", rule.pct_start, end.step, "Peak");
        let back = Break::share(
            "pct_final",
            rule.pct_final,
            end.step,
            "Back at the first rate",
        );
        let (from, to) = (top.step, back.step);
        vec![top.up_to(to), back.from(from), end]
    }
}
