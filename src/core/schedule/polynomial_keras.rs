//! Keras's polynomial schedule: from one given rate to another, once or with ever longer cycles.
//!
//! The rates stand in the parameters; the optimizer's own is not used.

use super::polynomial::left_over;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = (η₀ − η₁)(1 − t/T)^k + η₁`, with `T ← T ⌈t/T⌉` where it cycles.
    pub struct PolynomialKeras {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The rate at the end of the fall.
        end: real("Final rate", "η₁", 1e-4, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// How the fall is bent: 1 is a straight line, more falls fast at first and arrives gently.
        power: real("Power", "k", 1.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
        /// How many steps the fall takes.
        total_iters: length("Length", "T");
        /// Past the end, jumps up to where a fall that is one length longer would be, and falls again.
        cycle: toggle("Cycle", "", false);
    }
}

impl Schedule for PolynomialKeras {
    const INFO: Info = Info {
        id: "polynomial.keras",
        name: "Polynomial (Keras)",
        family: "Decay",
        summary: "Goes from one given rate to another and can jump up again after each length; ignores the optimizer's own.",
        formula: "η_t = (η₀ − η₁)(1 − min(t, T)/T)ᵏ + η₁;  with cycles T ⌈t/T⌉ in the place of T",
        reference: "keras.optimizers.schedules.PolynomialDecay",
        aliases: &[Alias::keras(
            "PolynomialDecay",
            &[
                ("initial_learning_rate", "initial"),
                ("decay_steps", "total_iters"),
                ("end_learning_rate", "end"),
            ],
        )
        .called(
            "initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, \
                 name=None",
        )],
    };
    const PYTHON: &'static str = "
        length = total_iters * max(math.ceil(t / total_iters), 1) if cycle else total_iters
        return (initial - end) * (1 - min(t, length) / length)**power + end";
    type State<L: Width> = ();
    fn init<L: Width>(_: &PolynomialKeras<L>) {}
    fn rates<L: Width>(rule: &PolynomialKeras<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let mut length = length(rule.total_iters, clock);
        if rule.cycle {
            length = length.saturating_mul(clock.index.div_ceil(length).max(1));
        }
        let share = left_over(clock.index, length, rule.power);
        Rates::of((rule.initial - rule.end) * share + rule.end)
    }
    fn breaks(rule: &PolynomialKeras, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "total_iters",
            rule.total_iters,
            horizon,
            "End of the fall",
        )]
    }
}
