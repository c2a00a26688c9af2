//! A linear warm-up from 0 and then a cosine over the rest, as transformers has it.

use super::linear::ramp;
use super::wsd::waves;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Framework, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η t/W` for `t < W`, then `η (1 + cos(2π c p))/2`.
    pub struct WarmupCosine {
        /// How many steps the rise from 0 takes.
        num_warmup_steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// How many steps rise and fall take together.
        num_training_steps: length("Length", "T");
        /// Waves of the cosine: one half is a fall to 0, more rise again.
        num_cycles: real("Cosine waves", "c", 0.5, Domain::NON_NEGATIVE, Span::linear(0.0, 3.0));
    }
}

impl Schedule for WarmupCosine {
    const INFO: Info = Info {
        id: "warmup_cosine",
        name: "Warm-up and cosine",
        family: "Warm-up",
        summary: "Rises linearly from 0, then falls along a cosine over the rest of the run: what most language models train with.",
        formula: "η_t = η t/W for t < W,  then η (1 + cos(2π c p))/2,  p = (t − W)/(T − W)",
        reference: "transformers.get_cosine_schedule_with_warmup",
        aliases: &[
            Alias::new(Framework::Transformers, "cosine_with_warmup", &[]).called(
                "optimizer, num_warmup_steps, num_training_steps, num_cycles=0.5, last_epoch=-1",
            ),
        ],
    };
    const PYTHON: &'static str = "
        if t < num_warmup_steps:
            return base * t / num_warmup_steps
        done = (t - num_warmup_steps) / max(num_training_steps - num_warmup_steps, 1)
        return base * (1 + math.cos(2 * math.pi * num_cycles * done)) / 2";
    type State<L: Width> = ();
    fn init<L: Width>(_: &WarmupCosine<L>) {}
    fn rates<L: Width>(rule: &WarmupCosine<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let warmup = rule.num_warmup_steps;
        let Some(index) = clock.index.checked_sub(warmup) else {
            let share = ramp(0.0, 1.0, clock.index, warmup);
            return Rates::of(clock.base * L::splat(share));
        };
        // Past the end the cosine goes on, as it does there.
        let length = length(rule.num_training_steps, clock);
        let rest = length.saturating_sub(warmup).max(1);
        let share = waves(rule.num_cycles, index as f64 / rest as f64);
        Rates::of(clock.base * share.maximum(L::splat(0.0)))
    }
    fn breaks(rule: &WarmupCosine, horizon: u64) -> Vec<Break> {
        let (warmup, set) = (rule.num_warmup_steps, rule.num_training_steps);
        let end = Break::length(0, "num_training_steps", set, horizon, "End of the fall");
        let top = Break::after(0, "num_warmup_steps", warmup, "Warm-up end");
        vec![top.up_to(end.step), end.from(warmup)]
    }
}
