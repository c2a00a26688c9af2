//! Optax's linear warm-up and cosine: from a given rate to a peak, and down to an end.
//!
//! The rates stand in the parameters; the optimizer's own is not used. The length holds the warm-up too.

use super::cosine_optax::fall;
use super::linear::ramp;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// A line from `η₀` to `η_p` in `W` steps, then a cosine to `η₁` at `T`.
    pub struct WarmupCosineOptax {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The rate at the end of the warm-up.
        peak: real("Peak rate", "η_p", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the rise takes.
        num_warmup_steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// How many steps rise and fall take together.
        num_training_steps: length("Length", "T");
        /// The rate from the end of the fall on.
        end: real("Final rate", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// Bends the fall: more than 1 falls sooner and lingers at the end.
        exponent: real("Exponent", "k", 1.0, Domain::NON_NEGATIVE, Span::linear(0.0, 5.0));
    }
}

impl Schedule for WarmupCosineOptax {
    const INFO: Info = Info {
        id: "warmup_cosine.optax",
        name: "Warm-up and cosine (Optax)",
        family: "Warm-up",
        summary: "Rises linearly to a given peak, then falls along a cosine to a given end; ignores the optimizer's own rate.",
        formula: "η_t = η₀ + (η_p − η₀) t/W for t < W,  then η_p ((1 − α) ((1 + cos(π p))/2)ᵏ + α),  α = η₁/η_p,  p = (t − W)/(T − W)",
        reference: "optax.warmup_cosine_decay_schedule",
        aliases: &[Alias::optax(
            "warmup_cosine_decay_schedule",
            &[
                ("init_value", "initial"),
                ("peak_value", "peak"),
                ("warmup_steps", "num_warmup_steps"),
                ("decay_steps", "num_training_steps"),
                ("end_value", "end"),
            ],
        )
        .saying(&["initial"])
        .called("init_value, peak_value, warmup_steps, decay_steps, end_value=0.0, exponent=1.0")],
    };
    const PYTHON: &'static str = "
        if t < num_warmup_steps:
            return initial + (peak - initial) * t / num_warmup_steps
        if peak == 0:
            return 0.0
        length = num_training_steps - num_warmup_steps
        done = (t - num_warmup_steps) / length if t < num_training_steps else 1
        cosine = ((1 + math.cos(math.pi * done)) / 2)**exponent
        return (peak - end) * cosine + end";
    type State<L: Width> = ();
    fn init<L: Width>(_: &WarmupCosineOptax<L>) {}
    fn rates<L: Width>(rule: &WarmupCosineOptax<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let (zero, warmup) = (L::splat(0.0), rule.num_warmup_steps);
        let Some(index) = clock.index.checked_sub(warmup) else {
            return Rates::of(ramp(rule.initial, rule.peak, clock.index, warmup));
        };
        let rest = length(rule.num_training_steps, clock).saturating_sub(warmup);
        let alpha = L::select(rule.peak.same(zero), zero, rule.end / rule.peak);
        Rates::of(rule.peak * fall(index, rest, alpha, rule.exponent))
    }
    fn breaks(rule: &WarmupCosineOptax, horizon: u64) -> Vec<Break> {
        let (warmup, set) = (rule.num_warmup_steps, rule.num_training_steps);
        let end = Break::length(0, "num_training_steps", set, horizon, "End of the fall");
        let top = Break::after(0, "num_warmup_steps", warmup, "Warm-up end");
        vec![top.up_to(end.step), end.from(warmup)]
    }
}
