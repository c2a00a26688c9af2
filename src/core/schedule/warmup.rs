//! Linear warm-up into another schedule, which starts its own clock when the warm-up is over.

use super::linear::ramp;
use super::{Break, Clock, Rates, Schedule, ScheduleKernel, breaks};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η (a + (1 − a) t/W)` for `t < W`, then the other schedule at `t − W`.
    pub struct Warmup {
        /// How many steps the warm-up takes; 2/(1 − β₂) of them, 2000 for the usual β₂, suit Adam without tuning.
        steps: count("Warm-up steps", "W", 20, 0, 1_000_000);
        /// Share of the rate at the first step.
        start_factor: real("Start factor", "a", 0.1, Domain::UNIT, Span::linear(0.0, 1.0));
        /// The schedule that follows; to it, the end of the warm-up is step 0 and the rest is the run.
        then: schedule("Then", "", "cosine");
    }
}

impl Schedule for Warmup {
    const INFO: Info = Info {
        id: "warmup",
        name: "Warm-up",
        family: "Warm-up",
        summary: "Rises linearly to the full rate, then hands over to another schedule.",
        formula: "η_t = η (a + (1 − a) t/W) for t < W,  then the other schedule at t − W",
        reference: "Goyal et al. 2017, section 2.2; Ma and Yarats 2021 (how long for Adam); torch.optim.lr_scheduler.SequentialLR of LinearLR and another",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        if t < steps:
            return base * (start_factor + (1 - start_factor) * t / steps)
        return then(t - steps, base)";
    /// The schedule that follows.
    type State<L: Width> = Box<dyn ScheduleKernel<L>>;
    fn init<L: Width>(rule: &Warmup<L>) -> Self::State<L> {
        L::schedule(&rule.then, &rule.then)
    }
    fn rates<L: Width>(rule: &Warmup<L>, then: &mut Self::State<L>, clock: &Clock<L>) -> Rates<L> {
        let Some(index) = clock.index.checked_sub(rule.steps) else {
            let share = ramp(rule.start_factor, L::splat(1.0), clock.index, rule.steps);
            return Rates::of(clock.base * share);
        };
        then.rates(&Clock {
            index,
            horizon: clock.horizon.saturating_sub(rule.steps),
            ..*clock
        })
    }
    fn breaks(rule: &Warmup, horizon: u64) -> Vec<Break> {
        let mut all = vec![Break::after(0, "steps", rule.steps, "Warm-up end")];
        let then = breaks(&rule.then, horizon.saturating_sub(rule.steps));
        all.extend(then.into_iter().map(|one| one.inside("then", rule.steps)));
        all
    }
}
