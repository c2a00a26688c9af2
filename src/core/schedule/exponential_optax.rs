//! Optax's exponential schedule: from a given rate by a factor per so many steps, within a limit.
//!
//! The rate stands in the parameters; the optimizer's own is not used.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₀ r^((t − b)/s)`.
    pub struct ExponentialOptax {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps it takes to be multiplied by the factor once.
        decay_steps: count("Steps", "s", 100, 1, 1_000_000);
        /// What the rate is multiplied by in so many steps.
        decay_rate: real("Factor", "r", 0.5, Domain::POSITIVE, Span::linear(0.01, 1.0));
        /// How many steps the initial rate is kept before the fall begins.
        begin: count("Begin", "b", 0, 0, 1_000_000);
        /// Falls by whole factors and is constant between, instead of a little at every step.
        staircase: toggle("Staircase", "", false);
        /// The rate at which the fall stops (a rise, for a factor of 1 or more); 0 stands for no limit.
        end: real("Limit", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
    }
}

/// How many times `steps` go into `index`, in whole numbers where it is a staircase.
#[inline(always)]
pub(super) fn stretches<L: Lane>(index: u64, steps: u64, staircase: bool) -> L {
    L::splat(if staircase {
        (index / steps) as f64
    } else {
        index as f64 / steps as f64
    })
}

/// A rate kept above the limit, or below it where the factor lets it rise; a limit of 0 is none.
#[inline(always)]
pub(super) fn limited<L: Lane>(rate: L, factor: L, end: L) -> L {
    let falls = factor.lt(L::splat(1.0));
    let limited = L::select(falls, rate.maximum(end), rate.minimum(end));
    L::select(end.same(L::splat(0.0)), rate, limited)
}

impl Schedule for ExponentialOptax {
    const INFO: Info = Info {
        id: "exponential.optax",
        name: "Exponential (Optax)",
        family: "Decay",
        summary: "Falls from a given rate by a factor per so many steps, down to a limit; ignores the optimizer's own.",
        formula: "η_t = max(η₀ r^((t − b)/s), η₁);  in stairs r^⌊(t − b)/s⌋",
        reference: "optax.exponential_decay",
        aliases: &[Alias::optax(
            "exponential_decay",
            &[
                ("init_value", "initial"),
                ("transition_steps", "decay_steps"),
                ("transition_begin", "begin"),
                ("end_value", "end"),
            ],
        )
        .called(
            "init_value, transition_steps, decay_rate, transition_begin=0, staircase=False, \
                 end_value=None",
        )],
    };
    const PYTHON: &'static str = "
        power = max(t - begin, 0) / decay_steps
        rate = initial * decay_rate**(math.floor(power) if staircase else power)
        if end == 0:
            return rate
        return max(rate, end) if decay_rate < 1 else min(rate, end)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &ExponentialOptax<L>) {}
    fn rates<L: Width>(rule: &ExponentialOptax<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let index = clock.index.saturating_sub(rule.begin);
        let power = stretches(index, rule.decay_steps, rule.staircase);
        let rate = rule.initial * rule.decay_rate.powf(power);
        Rates::of(limited(rate, rule.decay_rate, rule.end))
    }
    fn breaks(rule: &ExponentialOptax, _: u64) -> Vec<Break> {
        vec![if rule.staircase {
            Break::after(rule.begin, "decay_steps", rule.decay_steps, "First fall").lasting()
        } else {
            Break::after(0, "begin", rule.begin, "Begin of the fall")
        }]
    }
}
