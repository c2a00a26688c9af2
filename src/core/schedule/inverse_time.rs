//! Inverse time: the rate falls as one over the number of steps, the classic of stochastic approximation.

use super::exponential_optax::stretches;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Framework, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η/(1 + r t/s)`.
    pub struct InverseTime {
        /// How fast the rate falls: at `s/r` steps it is half.
        decay_rate: real("Decay rate", "r", 1.0, Domain::NON_NEGATIVE, Span::zero_log(1e-3, 10.0));
        /// The unit of time of the decay; 1 with the decay rate 1 is the rate divided by `t + 1`.
        decay_steps: count("Steps", "s", 100, 1, 1_000_000);
        /// Falls once every so many steps and is constant between, instead of a little at every step.
        staircase: toggle("Staircase", "", false);
    }
}

/// `1 + r t/s`, by which the rate is divided.
#[inline(always)]
pub(super) fn divisor<L: Lane>(rate: L, index: u64, steps: u64, staircase: bool) -> L {
    L::splat(1.0) + rate * stretches(index, steps, staircase)
}

impl Schedule for InverseTime {
    const INFO: Info = Info {
        id: "inverse_time",
        name: "Inverse time",
        family: "Decay",
        summary: "Falls as 1/t: slowly enough to arrive from anywhere, fast enough to average the noise away.",
        formula: "η_t = η/(1 + r t/s);  in stairs ⌊t/s⌋",
        reference: "Robbins and Monro 1951, whose conditions Σ η_t = ∞ and Σ η_t² < ∞ it meets; defaults: Ravine's",
        aliases: &[Alias::new(Framework::Formula, "inverse_time", &[])],
    };
    const PYTHON: &'static str = "
        time = t / decay_steps
        return base / (1 + decay_rate * (math.floor(time) if staircase else time))";
    type State<L: Width> = ();
    fn init<L: Width>(_: &InverseTime<L>) {}
    fn rates<L: Width>(rule: &InverseTime<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let below = divisor(
            rule.decay_rate,
            clock.index,
            rule.decay_steps,
            rule.staircase,
        );
        Rates::of(clock.base / below)
    }
    fn breaks(rule: &InverseTime, _: u64) -> Vec<Break> {
        let first = Break::after(0, "decay_steps", rule.decay_steps, "First fall").lasting();
        rule.staircase.then_some(first).into_iter().collect()
    }
}
