//! Optax's polynomial schedule: from one given rate to another, beginning where it is told.
//!
//! The rates stand in the parameters; the optimizer's own is not used.

use super::polynomial::left_over;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = (η₀ − η₁)(1 − p)^k + η₁`, `p = min(max(t − b, 0), T)/T`.
    pub struct PolynomialOptax {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The rate from the end of the fall on.
        end: real("Final rate", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// How the fall is bent: 1 is a straight line, more falls fast at first and arrives gently.
        power: real("Power", "k", 1.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
        /// How many steps the fall takes.
        total_iters: length("Length", "T");
        /// How many steps the initial rate is kept before the fall begins.
        begin: count("Begin", "b", 0, 0, 1_000_000);
    }
}

impl Schedule for PolynomialOptax {
    const INFO: Info = Info {
        id: "polynomial.optax",
        name: "Polynomial (Optax)",
        family: "Decay",
        summary: "Goes from one given rate to another as a power of the steps that are left; ignores the optimizer's own.",
        formula: "η_t = (η₀ − η₁)(1 − p)ᵏ + η₁,  p = min(max(t − b, 0), T)/T",
        reference: "optax.polynomial_schedule; with the power 1, optax.linear_schedule",
        aliases: &[
            Alias::optax("polynomial_schedule", RENAMED)
                .saying(&["end"])
                .called("init_value, end_value, power, transition_steps, transition_begin=0"),
            Alias::optax("linear_schedule", RENAMED)
                .called("init_value, end_value, transition_steps, transition_begin=0"),
        ],
    };
    const PYTHON: &'static str = "
        done = min(max(t - begin, 0), total_iters) / total_iters
        return (initial - end) * (1 - done)**power + end";
    type State<L: Width> = ();
    fn init<L: Width>(_: &PolynomialOptax<L>) {}
    fn rates<L: Width>(rule: &PolynomialOptax<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let length = length(rule.total_iters, clock);
        let index = clock.index.saturating_sub(rule.begin);
        let share = left_over(index, length, rule.power);
        Rates::of((rule.initial - rule.end) * share + rule.end)
    }
    fn breaks(rule: &PolynomialOptax, horizon: u64) -> Vec<Break> {
        let begin = Break::after(0, "begin", rule.begin, "Begin of the fall");
        let length = rule.total_iters;
        let end = Break::length(
            rule.begin,
            "total_iters",
            length,
            horizon,
            "End of the fall",
        );
        vec![begin, end]
    }
}

const RENAMED: &[(&str, &str)] = &[
    ("init_value", "initial"),
    ("end_value", "end"),
    ("transition_steps", "total_iters"),
    ("transition_begin", "begin"),
];
