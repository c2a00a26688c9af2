//! Schedules at the same time: each takes the rate that the one before it made for the optimizer's own.
//!
//! For schedules that are a factor this is the product of the factors, in any order. One that carries rates of its
//! own replaces what came before it, as in PyTorch; the last one that drives momentum drives it. PyTorch lets every
//! recursion run on the common rate: beside a cosine with a lowest rate above 0, a jump of another schedule gives
//! other numbers there.

use super::{Break, Clock, Rates, Schedule, ScheduleKernel, breaks};
use crate::core::catalog::{Alias, Info};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η Π f_i(t)`.
    pub struct Chained {
        /// The schedules whose factors are multiplied.
        schedules: schedules("Schedules", "", &["constant_factor", "exponential"]);
    }
}

impl Schedule for Chained {
    const INFO: Info = Info {
        id: "chained",
        name: "All at once",
        family: "Composed",
        summary: "Several schedules at the same time: their factors are multiplied.",
        formula: "η_t = η Π fᵢ(t),  fᵢ the share of the rate that schedule i takes",
        reference: "torch.optim.lr_scheduler.ChainedScheduler",
        aliases: &[
            Alias::torch("ChainedScheduler", &[("schedulers", "schedules")])
                .called("schedulers, optimizer=None"),
        ],
    };
    const PYTHON: &'static str = "
        for schedule in schedules:
            base = schedule(t, base)
        return base";
    type State<L: Width> = Vec<Box<dyn ScheduleKernel<L>>>;
    fn init<L: Width>(rule: &Chained<L>) -> Self::State<L> {
        let schedules = rule.schedules.iter();
        schedules.map(|one| L::schedule(one, one)).collect()
    }
    fn rates<L: Width>(_: &Chained<L>, all: &mut Self::State<L>, clock: &Clock<L>) -> Rates<L> {
        let mut rates = Rates::of(clock.base);
        for schedule in all {
            let next = schedule.rates(&Clock {
                base: rates.rate,
                ..*clock
            });
            rates.rate = next.rate;
            rates.momentum = next.momentum.or(rates.momentum);
        }
        rates
    }
    fn breaks(rule: &Chained, horizon: u64) -> Vec<Break> {
        let each = rule
            .schedules
            .iter()
            .enumerate()
            .flat_map(|(index, schedule)| {
                let path = format!("schedules.{index}");
                breaks(schedule, horizon)
                    .into_iter()
                    .map(move |one| one.inside(&path, 0))
            });
        each.collect()
    }
}
