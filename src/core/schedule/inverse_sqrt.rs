//! Inverse square root: a linear warm-up, then the rate falls as one over the root of the steps.

use super::linear::ramp;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Framework, Info};
use crate::core::lane::Lane;
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η t/W` for `t < W`, then `η/√((t + s − W)/s)`.
    pub struct InverseSqrt {
        /// How many steps the rise from 0 takes; with none and the time scale 1, the rate is divided by the root of `t + 1`.
        num_warmup_steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// After how many further steps the rate has fallen to about 0.7; 0 stands for the warm-up's, or 10000 without one.
        timescale: count("Time scale", "s", 0, 0, 1_000_000);
    }
}

/// The time scale where neither it nor a warm-up is set.
const LONGEST: u64 = 10_000;

impl Schedule for InverseSqrt {
    const INFO: Info = Info {
        id: "inverse_sqrt",
        name: "Inverse square root",
        family: "Warm-up",
        summary: "Rises linearly, then falls as 1/√t: a decay that needs no length of the run.",
        formula: "η_t = η t/W for t < W,  then η/√((t + s − W)/s)",
        reference: "Zhai et al. 2022, section 3.5; transformers.get_inverse_sqrt_schedule",
        aliases: &[Alias::new(Framework::Transformers, "inverse_sqrt", &[])
            .called("optimizer, num_warmup_steps, timescale=None, last_epoch=-1")],
    };
    const PYTHON: &'static str = "
        if t < num_warmup_steps:
            return base * t / num_warmup_steps
        scale = timescale or num_warmup_steps or 10_000
        return base / math.sqrt((t - num_warmup_steps + scale) / scale)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &InverseSqrt<L>) {}
    fn rates<L: Width>(rule: &InverseSqrt<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let warmup = rule.num_warmup_steps;
        let Some(after) = clock.index.checked_sub(warmup) else {
            let share = ramp(0.0, 1.0, clock.index, warmup);
            return Rates::of(clock.base * L::splat(share));
        };
        let scale = match (rule.timescale, warmup) {
            (0, 0) => LONGEST,
            (0, warmup) => warmup,
            (scale, _) => scale,
        };
        let ratio = (after.saturating_add(scale)) as f64 / scale as f64;
        Rates::of(clock.base * L::splat(1.0 / Lane::sqrt(ratio)))
    }
    fn breaks(rule: &InverseSqrt, _: u64) -> Vec<Break> {
        let warmup = rule.num_warmup_steps;
        vec![Break::after(0, "num_warmup_steps", warmup, "Warm-up end")]
    }
}
