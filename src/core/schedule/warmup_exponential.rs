//! Optax's linear warm-up and exponential fall: from a given rate to a peak, then down by factors.
//!
//! The rates stand in the parameters; the optimizer's own is not used.

use super::exponential_optax::{limited, stretches};
use super::linear::ramp;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// A line from `η₀` to `η_p` in `W` steps, then `η_p r^((t − W − b)/s)`.
    pub struct WarmupExponential {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The rate at the end of the warm-up.
        peak: real("Peak rate", "η_p", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the rise takes.
        num_warmup_steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// How many steps it takes to be multiplied by the factor once.
        decay_steps: count("Steps", "s", 100, 1, 1_000_000);
        /// What the rate is multiplied by in so many steps.
        decay_rate: real("Factor", "r", 0.5, Domain::POSITIVE, Span::linear(0.01, 1.0));
        /// How many steps the peak is kept before the fall begins.
        begin: count("Begin", "b", 0, 0, 1_000_000);
        /// Falls by whole factors and is constant between, instead of a little at every step.
        staircase: toggle("Staircase", "", false);
        /// The rate at which the fall stops (a rise, for a factor of 1 or more); 0 stands for no limit.
        end: real("Limit", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
    }
}

impl Schedule for WarmupExponential {
    const INFO: Info = Info {
        id: "warmup_exponential",
        name: "Warm-up and exponential",
        family: "Warm-up",
        summary: "Rises linearly to a given peak, then falls by a factor per so many steps; ignores the optimizer's own rate.",
        formula: "η_t = η₀ + (η_p − η₀) t/W for t < W,  then max(η_p r^((t − W − b)/s), η₁)",
        reference: "optax.warmup_exponential_decay_schedule",
        aliases: &[Alias::optax(
            "warmup_exponential_decay_schedule",
            &[
                ("init_value", "initial"),
                ("peak_value", "peak"),
                ("warmup_steps", "num_warmup_steps"),
                ("transition_steps", "decay_steps"),
                ("transition_begin", "begin"),
                ("end_value", "end"),
            ],
        )
        .saying(&["initial"])
            .called("init_value, peak_value, warmup_steps, transition_steps, decay_rate, transition_begin=0, \
                 staircase=False, end_value=None")],
    };
    const PYTHON: &'static str = "
        if t < num_warmup_steps:
            return initial + (peak - initial) * t / num_warmup_steps
        power = max(t - num_warmup_steps - begin, 0) / decay_steps
        rate = peak * decay_rate**(math.floor(power) if staircase else power)
        if end == 0:
            return rate
        return max(rate, end) if decay_rate < 1 else min(rate, end)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &WarmupExponential<L>) {}
    fn rates<L: Width>(rule: &WarmupExponential<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let warmup = rule.num_warmup_steps;
        let Some(index) = clock.index.checked_sub(warmup) else {
            return Rates::of(ramp(rule.initial, rule.peak, clock.index, warmup));
        };
        let index = index.saturating_sub(rule.begin);
        let power: L = stretches(index, rule.decay_steps, rule.staircase);
        let rate = rule.peak * rule.decay_rate.powf(power);
        Rates::of(limited(rate, rule.decay_rate, rule.end))
    }
    fn breaks(rule: &WarmupExponential, _: u64) -> Vec<Break> {
        let warmup = rule.num_warmup_steps;
        let mut all = vec![Break::after(0, "num_warmup_steps", warmup, "Warm-up end")];
        if rule.staircase {
            let first = Break::after(
                warmup + rule.begin,
                "decay_steps",
                rule.decay_steps,
                "First fall",
            );
            all.push(first.lasting());
        } else if rule.begin > 0 {
            let begin = Break::after(warmup, "begin", rule.begin, "Begin of the fall");
            all.push(begin.lasting());
        }
        all
    }
}
