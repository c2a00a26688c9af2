//! Keras's exponential schedule: from a given rate by a factor per so many steps.
//!
//! The rate stands in the parameters; the optimizer's own is not used.

use super::exponential_optax::stretches;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₀ r^(t/s)`.
    pub struct ExponentialKeras {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps it takes to be multiplied by the factor once.
        decay_steps: count("Steps", "s", 100, 1, 1_000_000);
        /// What the rate is multiplied by in so many steps.
        decay_rate: real("Factor", "r", 0.5, Domain::POSITIVE, Span::linear(0.01, 1.0));
        /// Falls by whole factors and is constant between, instead of a little at every step.
        staircase: toggle("Staircase", "", false);
    }
}

impl Schedule for ExponentialKeras {
    const INFO: Info = Info {
        id: "exponential.keras",
        name: "Exponential (Keras)",
        family: "Decay",
        summary: "Falls from a given rate by a factor per so many steps, smoothly or in stairs; ignores the optimizer's own.",
        formula: "η_t = η₀ r^(t/s);  in stairs r^⌊t/s⌋",
        reference: "keras.optimizers.schedules.ExponentialDecay",
        aliases: &[
            Alias::keras("ExponentialDecay", &[("initial_learning_rate", "initial")]).called(
                "initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None",
            ),
        ],
    };
    const PYTHON: &'static str = "
        power = t / decay_steps
        return initial * decay_rate**(math.floor(power) if staircase else power)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &ExponentialKeras<L>) {}
    fn rates<L: Width>(rule: &ExponentialKeras<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let power = stretches(clock.index, rule.decay_steps, rule.staircase);
        Rates::of(rule.initial * rule.decay_rate.powf(power))
    }
    fn breaks(rule: &ExponentialKeras, _: u64) -> Vec<Break> {
        let first = Break::after(0, "decay_steps", rule.decay_steps, "First fall").lasting();
        rule.staircase.then_some(first).into_iter().collect()
    }
}
