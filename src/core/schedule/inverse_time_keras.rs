//! Keras's inverse time: a given rate divided by one plus the time.
//!
//! The rate stands in the parameters; the optimizer's own is not used.

use super::inverse_time::divisor;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₀/(1 + r t/s)`.
    pub struct InverseTimeKeras {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How fast the rate falls: at `s/r` steps it is half.
        decay_rate: real("Decay rate", "r", 1.0, Domain::NON_NEGATIVE, Span::zero_log(1e-3, 10.0));
        /// The unit of time of the decay.
        decay_steps: count("Steps", "s", 100, 1, 1_000_000);
        /// Falls once every so many steps and is constant between, instead of a little at every step.
        staircase: toggle("Staircase", "", false);
    }
}

impl Schedule for InverseTimeKeras {
    const INFO: Info = Info {
        id: "inverse_time.keras",
        name: "Inverse time (Keras)",
        family: "Decay",
        summary: "Falls as 1/t from a given rate, smoothly or in stairs; ignores the optimizer's own.",
        formula: "η_t = η₀/(1 + r t/s);  in stairs ⌊t/s⌋",
        reference: "keras.optimizers.schedules.InverseTimeDecay",
        aliases: &[
            Alias::keras("InverseTimeDecay", &[("initial_learning_rate", "initial")]).called(
                "initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None",
            ),
        ],
    };
    const PYTHON: &'static str = "
        time = t / decay_steps
        return initial / (1 + decay_rate * (math.floor(time) if staircase else time))";
    type State<L: Width> = ();
    fn init<L: Width>(_: &InverseTimeKeras<L>) {}
    fn rates<L: Width>(rule: &InverseTimeKeras<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let below = divisor(
            rule.decay_rate,
            clock.index,
            rule.decay_steps,
            rule.staircase,
        );
        Rates::of(rule.initial / below)
    }
    fn breaks(rule: &InverseTimeKeras, _: u64) -> Vec<Break> {
        let first = Break::after(0, "decay_steps", rule.decay_steps, "First fall").lasting();
        rule.staircase.then_some(first).into_iter().collect()
    }
}
