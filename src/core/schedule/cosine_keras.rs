//! Keras's cosine schedule: from a given rate to a share of it, after a warm-up where one is set.
//!
//! The rates stand in the parameters; the optimizer's own is not used.

use super::cosine_optax::fall;
use super::linear::ramp;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η_w ((1 − α)(1 + cos(π p))/2 + α)` after a line from `η₀` to `η_w`.
    pub struct CosineKeras {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the fall takes, without those of the warm-up.
        t_max: length("Length", "T");
        /// Share of the highest rate at which the fall ends.
        alpha: real("Lowest share", "α", 0.0, Domain::UNIT, Span::linear(0.0, 1.0));
        /// The rate that a warm-up rises to; 0 stands for no warm-up.
        warmup_target: real("Warm-up target", "η_w", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the rise to the target takes, where there is one.
        warmup_steps: count("Warm-up steps", "W", 0, 0, 1_000_000);
    }
}

impl Schedule for CosineKeras {
    const INFO: Info = Info {
        id: "cosine.keras",
        name: "Cosine (Keras)",
        family: "Decay",
        summary: "Falls along half a cosine from a given rate, after a warm-up if one is set; ignores the optimizer's own.",
        formula: "η_t = η₀ + (η_w − η₀) t/W for t < W,  then η_w ((1 − α)(1 + cos(π min(t − W, T)/T))/2 + α)",
        reference: "Loshchilov and Hutter 2017, equation 5; keras.optimizers.schedules.CosineDecay",
        aliases: &[Alias::keras(
            "CosineDecay",
            &[
                ("initial_learning_rate", "initial"),
                ("decay_steps", "t_max"),
            ],
        )
        .called(
            "initial_learning_rate, decay_steps, alpha=0.0, name=None, warmup_target=None, \
                 warmup_steps=0",
        )],
    };
    const PYTHON: &'static str = "
        peak = initial
        if warmup_target > 0:
            if t < warmup_steps:
                return initial + (warmup_target - initial) * t / warmup_steps
            peak, t = warmup_target, t - warmup_steps
        cosine = (1 + math.cos(math.pi * min(t / t_max, 1))) / 2
        return peak * ((1 - alpha) * cosine + alpha)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &CosineKeras<L>) {}
    fn rates<L: Width>(rule: &CosineKeras<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let length = length(rule.t_max, clock);
        let shares = |index| fall(index, length, rule.alpha, L::splat(1.0));
        let cold = rule.initial * shares(clock.index);
        let warm = match clock.index.checked_sub(rule.warmup_steps) {
            None => ramp(
                rule.initial,
                rule.warmup_target,
                clock.index,
                rule.warmup_steps,
            ),
            Some(index) => rule.warmup_target * shares(index),
        };
        let is_cold = rule.warmup_target.same(L::splat(0.0));
        Rates::of(L::select(is_cold, cold, warm))
    }
    fn breaks(rule: &CosineKeras, horizon: u64) -> Vec<Break> {
        let mut all = Vec::new();
        let mut begin = 0;
        if rule.warmup_target != 0.0 {
            begin = rule.warmup_steps;
            all.push(Break::after(0, "warmup_steps", begin, "Warm-up end"));
        }
        let end = Break::length(begin, "t_max", rule.t_max, horizon, "End of the fall");
        all.push(end);
        all
    }
}
