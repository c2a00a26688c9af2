//! Optax's cosine schedule: from a given rate to a share of it, with a power, then constant.
//!
//! The rate stands in the parameters; the optimizer's own is not used.

use super::parts::{done, half_cosine};
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₀ ((1 − α) ((1 + cos(π p))/2)^k + α)`, `p = min(t, T)/T`.
    pub struct CosineOptax {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the fall takes.
        t_max: length("Length", "T");
        /// Share of the initial rate at which the fall ends.
        alpha: real("Lowest share", "α", 0.0, Domain::UNIT, Span::linear(0.0, 1.0));
        /// Bends the fall: more than 1 falls sooner and lingers at the end.
        exponent: real("Exponent", "k", 1.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
    }
}

/// `(1 − α) c^k + α`, `c` the half cosine at the step `index` of `length`.
#[inline(always)]
pub(super) fn fall<L: Lane>(index: u64, length: u64, alpha: L, exponent: L) -> L {
    let cosine = L::splat(half_cosine(done(index, length))).powf(exponent);
    (L::splat(1.0) - alpha) * cosine + alpha
}

impl Schedule for CosineOptax {
    const INFO: Info = Info {
        id: "cosine.optax",
        name: "Cosine (Optax)",
        family: "Decay",
        summary: "Falls along half a cosine from a given rate to a share of it and stays there; ignores the optimizer's own.",
        formula: "η_t = η₀ ((1 − α) ((1 + cos(π p))/2)ᵏ + α),  p = min(t, T)/T",
        reference: "Loshchilov and Hutter 2017, equation 5; optax.cosine_decay_schedule",
        aliases: &[Alias::optax(
            "cosine_decay_schedule",
            &[("init_value", "initial"), ("decay_steps", "t_max")],
        )
        .called("init_value, decay_steps, alpha=0.0, exponent=1.0")],
    };
    const PYTHON: &'static str = "
        cosine = (1 + math.cos(math.pi * min(t / t_max, 1))) / 2
        return initial * ((1 - alpha) * cosine**exponent + alpha)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &CosineOptax<L>) {}
    fn rates<L: Width>(rule: &CosineOptax<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let length = length(rule.t_max, clock);
        let share = fall(clock.index, length, rule.alpha, rule.exponent);
        Rates::of(rule.initial * share)
    }
    fn breaks(rule: &CosineOptax, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "t_max",
            rule.t_max,
            horizon,
            "End of the fall",
        )]
    }
}
