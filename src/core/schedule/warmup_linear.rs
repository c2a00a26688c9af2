//! A linear warm-up from 0 and then a straight line back to 0, as transformers has it.

use super::linear::ramp;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Framework, Info};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η t/W` for `t < W`, then `η (T − t)/(T − W)`.
    pub struct WarmupLinear {
        /// How many steps the rise from 0 takes.
        num_warmup_steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// How many steps rise and fall take together.
        num_training_steps: length("Length", "T");
    }
}

impl Schedule for WarmupLinear {
    const INFO: Info = Info {
        id: "warmup_linear",
        name: "Warm-up and line",
        family: "Warm-up",
        summary: "Rises linearly from 0, then falls in a straight line to 0: the usual way to fine-tune BERT.",
        formula: "η_t = η t/W for t < W,  then η max(0, T − t)/(T − W)",
        reference: "Devlin et al. 2019, appendix A.2; transformers.get_linear_schedule_with_warmup",
        aliases: &[
            Alias::new(Framework::Transformers, "linear_with_warmup", &[])
                .called("optimizer, num_warmup_steps, num_training_steps, last_epoch=-1"),
        ],
    };
    const PYTHON: &'static str = "
        if t < num_warmup_steps:
            return base * t / num_warmup_steps
        left = max(num_training_steps - t, 0)
        return base * left / max(num_training_steps - num_warmup_steps, 1)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &WarmupLinear<L>) {}
    fn rates<L: Width>(rule: &WarmupLinear<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let warmup = rule.num_warmup_steps;
        let share = if clock.index < warmup {
            ramp(0.0, 1.0, clock.index, warmup)
        } else {
            let length = length(rule.num_training_steps, clock);
            let rest = length.saturating_sub(warmup).max(1) as f64;
            length.saturating_sub(clock.index) as f64 / rest
        };
        Rates::of(clock.base * L::splat(share))
    }
    fn breaks(rule: &WarmupLinear, horizon: u64) -> Vec<Break> {
        let (warmup, set) = (rule.num_warmup_steps, rule.num_training_steps);
        let end = Break::length(0, "num_training_steps", set, horizon, "End of the fall");
        let top = Break::after(0, "num_warmup_steps", warmup, "Warm-up end");
        vec![top.up_to(end.step), end.from(warmup)]
    }
}
