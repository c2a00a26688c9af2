//! Schedules one after the other: each starts its own clock, from the optimizer's rate, where the one before ends.
//!
//! The order of the milestones does not matter. Where PyTorch stops with an error, milestones that are too many are
//! not used, and with too few the schedules left over never come. In PyTorch a `OneCycleLR` in the row, or a
//! `CyclicLR` that is first in it, also changes the rate from which the others start, and a row that is first in a
//! row switches a step early; here each starts from the optimizer's rate, and on time.

use super::{Break, Clock, Rates, Schedule, ScheduleKernel, breaks};
use crate::core::catalog::{Alias, Info};
use crate::core::pipeline::Width;

crate::params! {
    /// Schedule `i` at `t − m_{i−1}`, from milestone `m_{i−1}` on.
    pub struct Sequential {
        /// The schedules, in the order in which they come; to each, its first step is step 0.
        schedules: schedules("Schedules", "", &["linear", "cosine"]);
        /// The steps at which the next schedule takes over.
        milestones: counts("Milestones", "m", &[20], 0, 1_000_000);
    }
}

/// What is remembered: the schedules, where each but the first starts, and which one it is now.
pub struct Row<L> {
    schedules: Vec<Box<dyn ScheduleKernel<L>>>,
    milestones: Vec<u64>,
    now: usize,
}

impl Schedule for Sequential {
    const INFO: Info = Info {
        id: "sequential",
        name: "One after the other",
        family: "Composed",
        summary: "Several schedules in a row, each for its own stretch of the run.",
        formula: "η_t = schedule i at t − mᵢ₋₁,  i the number of milestones m ≤ t",
        reference: "torch.optim.lr_scheduler.SequentialLR",
        aliases: &[Alias::torch("SequentialLR", &[("schedulers", "schedules")])
            .called("optimizer, schedulers, milestones, last_epoch=-1")],
    };
    const PYTHON: &'static str = "
        milestones = sorted(milestones)[:len(schedules) - 1]
        now = sum(milestone <= t for milestone in milestones)
        start = milestones[now - 1] if now > 0 else 0
        return schedules[now](t - start, base)";
    type State<L: Width> = Row<L>;
    fn init<L: Width>(rule: &Sequential<L>) -> Row<L> {
        let mut milestones = rule.milestones.clone();
        milestones.sort_unstable();
        milestones.truncate(rule.schedules.len().saturating_sub(1));
        let schedules = rule.schedules.iter();
        Row {
            schedules: schedules.map(|one| L::schedule(one, one)).collect(),
            milestones,
            now: 0,
        }
    }
    fn rates<L: Width>(_: &Sequential<L>, row: &mut Row<L>, clock: &Clock<L>) -> Rates<L> {
        while let Some(next) = row.milestones.get(row.now)
            && *next <= clock.index
        {
            row.now += 1;
        }
        let before = row.now.checked_sub(1);
        let start = before.map_or(0, |i| row.milestones[i]);
        let end = row.milestones.get(row.now).copied();
        let Some(schedule) = row.schedules.get_mut(row.now) else {
            return Rates::of(clock.base);
        };
        schedule.rates(&Clock {
            index: clock.index - start,
            horizon: end.unwrap_or(clock.horizon).saturating_sub(start),
            ..*clock
        })
    }
    fn breaks(rule: &Sequential, horizon: u64) -> Vec<Break> {
        let used = rule
            .milestones
            .len()
            .min(rule.schedules.len().saturating_sub(1));
        let mut sorted = rule.milestones.clone();
        sorted.sort_unstable();
        sorted.truncate(used);
        let mut all = Break::items("milestones", &rule.milestones, 0, "Hand-over");
        all.truncate(used);
        for (index, schedule) in rule.schedules.iter().enumerate().take(used + 1) {
            let start = index.checked_sub(1).map_or(0, |before| sorted[before]);
            let end = sorted.get(index).copied();
            let inner = breaks(schedule, end.unwrap_or(horizon).saturating_sub(start));
            let path = format!("schedules.{index}");
            let inner = inner.into_iter().map(|one| one.inside(&path, start));
            // What would come after the next schedule has taken over is never reached.
            all.extend(inner.filter_map(|one| match end {
                Some(end) if one.step >= end => None,
                Some(end) => Some(one.up_to(end - 1)),
                None => Some(one),
            }));
        }
        all
    }
}
