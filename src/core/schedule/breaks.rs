//! The break points of a schedule: the steps at which its curve bends or jumps because a parameter says so, and the way
//! back, from a step to the value of that parameter.
//!
//! An entry lists its own ([`super::Schedule::breaks`]); one that holds others passes theirs on, moved to where they
//! stand. A hand that moves a break never makes a setting that is not allowed.

use super::entry_of;
use crate::core::catalog::Config;
use crate::core::params::{Shape, Value, round_significant};

/// The longest that a number of steps can be set.
const LONGEST: u64 = 1_000_000;

/// A step at which a schedule breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Break {
    /// The step, as the run counts.
    pub step: u64,
    /// Which parameter says so; `then.t_0` and `schedules.0.total_iters` stand inside others, `milestones.1` is one of
    /// a list.
    pub path: String,
    /// What breaks there, in a few words.
    pub words: &'static str,
    /// The first and the last step to which it can be moved.
    pub reach: [u64; 2],
    /// Where the schedule that it belongs to has its step 0.
    start: u64,
    law: Law,
}

/// How the parameter follows from the step, as that schedule counts.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    /// The steps since another break.
    After(u64),
    /// The steps until another break.
    Until(u64),
    /// A length that follows the run: it does so again at the run's end.
    Length {
        /// Where it begins.
        from: u64,
        /// How many steps before its end the last one is.
        less: u64,
        /// The length of the run.
        run: u64,
    },
    /// A share of so many steps, reached `less` steps later, or `times` as early.
    Share {
        of: u64,
        less: u64,
        times: u64,
        floored: bool,
    },
}

impl Break {
    fn new(step: u64, path: impl Into<String>, words: &'static str, law: Law) -> Self {
        Self {
            step,
            path: path.into(),
            words,
            reach: [0, LONGEST],
            start: 0,
            law,
        }
    }

    /// The end of a stretch of `steps` steps that begins at `from`; the parameter `key` is how many.
    pub(super) fn after(from: u64, key: &str, steps: u64, words: &'static str) -> Self {
        let step = from.saturating_add(steps);
        Self::new(step, key, words, Law::After(from)).within(from, LONGEST)
    }

    /// The beginning of a stretch of `steps` steps that ends at `end`; the parameter `key` is how many.
    pub(super) fn until(end: u64, key: &str, steps: u64, words: &'static str) -> Self {
        Self::new(end.saturating_sub(steps), key, words, Law::Until(end)).within(0, end)
    }

    /// The end of a length that begins at `from`; 0 is the length of the run.
    pub(super) fn length(from: u64, key: &str, set: u64, run: u64, words: &'static str) -> Self {
        let length = if set == 0 { run } else { set }.max(1);
        let law = Law::Length { from, less: 0, run };
        let step = from.saturating_add(length);
        Self::new(step, key, words, law).within(from.saturating_add(1), LONGEST)
    }

    /// The last step of a length, one before its end.
    pub(super) fn last(key: &str, set: u64, run: u64, words: &'static str) -> Self {
        let length = if set == 0 { run } else { set }.max(1);
        let law = Law::Length {
            from: 0,
            less: 1,
            run,
        };
        Self::new(length - 1, key, words, law)
    }

    /// The items of a list of steps; each stays between its neighbours. The curve breaks `late` steps after an item.
    pub(super) fn items(key: &str, items: &[u64], late: u64, words: &'static str) -> Vec<Self> {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|i| items[*i]);
        let at = |place: usize| order.get(place).map(|i| items[*i].saturating_add(late));
        let each = order.iter().enumerate().map(|(place, index)| {
            let low = place.checked_sub(1).and_then(at).unwrap_or(late);
            let step = items[*index].saturating_add(late);
            Self::new(step, format!("{key}.{index}"), words, Law::After(late))
                .within(low, at(place + 1).unwrap_or(LONGEST))
        });
        each.collect()
    }

    /// The step at which a share of a length is reached: `share · of/1 · times − less`; rounded down if it is `floored`.
    pub(super) fn share(key: &str, share: f64, of: u64, words: &'static str) -> Self {
        let law = Law::Share {
            of,
            less: 0,
            times: 1,
            floored: true,
        };
        let step = law.step_of(share);
        Self::new(step, key, words, law).within(0, of)
    }

    /// The same for a share of PyTorch's: `times · share · of` steps are over at step `times` less than that.
    pub(super) fn share_before(
        key: &str,
        share: f64,
        of: u64,
        times: u64,
        words: &'static str,
    ) -> Self {
        let law = Law::Share {
            of,
            less: times,
            times,
            floored: false,
        };
        let last = (of * times).saturating_sub(times).min(of.saturating_sub(1));
        Self::new(law.step_of(share), key, words, law).within(0, last)
    }

    /// The step at which the count of the first step as 1 reaches a number.
    pub(super) fn peak(key: &str, number: u64, words: &'static str) -> Self {
        let law = Law::Length {
            from: 0,
            less: 1,
            run: u64::MAX,
        };
        Self::new(number.saturating_sub(1), key, words, law)
    }

    /// The same break where a stretch of no steps is not allowed.
    pub(super) fn lasting(self) -> Self {
        let least = self.reach[0].saturating_add(1);
        self.from(least)
    }

    /// The same break that never comes before a step.
    pub(super) fn from(self, least: u64) -> Self {
        self.within(least, LONGEST)
    }

    /// The same break that never comes after a step.
    pub(super) fn up_to(self, most: u64) -> Self {
        self.within(0, most)
    }

    /// The same break that moves only between two steps.
    fn within(mut self, low: u64, high: u64) -> Self {
        let [least, most] = self.reach;
        self.reach = [low.max(least), high.min(most).max(low.max(least))];
        self
    }

    /// The same break of a schedule that stands inside another, under `path`, and begins at step `start` there.
    pub(super) fn inside(mut self, path: &str, start: u64) -> Self {
        self.path = format!("{path}.{}", self.path);
        self.start += start;
        self.step = self.step.saturating_add(start);
        self.reach = self.reach.map(|step| step.saturating_add(start));
        self
    }

    /// The schedule with this break moved to a step, or as near as it can come. None if nothing changes.
    pub fn moved(&self, schedule: &Config, step: u64) -> Option<Config> {
        let step = step.clamp(self.reach[0], self.reach[1]);
        if step == self.step {
            return None;
        }
        let step = step - self.start;
        let mut out = schedule.clone();
        place(&mut out, &self.path, step, self.law)?;
        (out != *schedule).then_some(out)
    }
}

impl Law {
    fn step_of(self, share: f64) -> u64 {
        let Self::Share {
            of,
            less,
            times,
            floored,
        } = self
        else {
            return 0;
        };
        let end = share * (of * times) as f64 - less as f64;
        if floored { end.floor() } else { end.round() }.max(0.0) as u64
    }

    /// The number of steps that breaks at a step.
    fn count(self, step: u64) -> u64 {
        match self {
            Self::After(from) => step.saturating_sub(from),
            Self::Until(end) => end.saturating_sub(step),
            Self::Length { from, less, run } => match (step + less).saturating_sub(from) {
                length if length == run => 0,
                length => length,
            },
            Self::Share { .. } => 0,
        }
    }

    /// The share with the fewest digits that breaks at a step.
    fn real(self, step: u64) -> Option<f64> {
        let Self::Share {
            of,
            less,
            times,
            floored,
        } = self
        else {
            return None;
        };
        let exact = (step + less) as f64 / (of * times) as f64;
        // Rounded down, a share that is a little too small would break a step early.
        let safe = if floored {
            (step as f64 + 0.25) / of as f64
        } else {
            exact
        };
        let is_near = |share: f64| {
            let off = (share - exact).abs() * (of * times) as f64;
            self.step_of(share) == step && off < 0.3
        };
        let shares = (2..16).map(|digits| round_significant(exact, digits));
        Some(
            shares
                .chain([exact])
                .find(|share| is_near(*share))
                .unwrap_or(safe)
                .clamp(0.0, 1.0),
        )
    }
}

/// Puts the value that breaks at a step at the end of a path.
fn place(config: &mut Config, path: &str, step: u64, law: Law) -> Option<()> {
    let (key, rest) = path
        .split_once('.')
        .map_or((path, None), |(key, rest)| (key, Some(rest)));
    let index = config.about.index_of(key)?;
    let mut value = config.values().get(index)?.clone();
    match (&mut value, rest) {
        (Value::Config(inner), Some(rest)) => place(inner, rest, step, law)?,
        (Value::Configs(list), Some(rest)) => {
            let (item, rest) = rest.split_once('.')?;
            place(list.get_mut(item.parse::<usize>().ok()?)?, rest, step, law)?;
        }
        (Value::Counts(list), Some(item)) => {
            *list.get_mut(item.parse::<usize>().ok()?)? = law.count(step);
        }
        (Value::Real(x), None) => *x = law.real(step)?,
        (Value::Count(n), None) => *n = allowed(&config.about.specs[index].shape, law.count(step)),
        _ => return None,
    }
    config.set(key, value).ok()
}

/// The number of steps itself, or the nearest that is allowed.
fn allowed(shape: &Shape, steps: u64) -> u64 {
    match shape {
        Shape::Count {
            auto: Some(auto), ..
        } if *auto == steps => steps,
        Shape::Count { min, max, .. } => steps.clamp(*min, *max),
        _ => steps,
    }
}

/// The break points of a schedule in a run of so many steps, in the order of its parameters.
pub fn breaks(schedule: &Config, horizon: u64) -> Vec<Break> {
    (entry_of(schedule).breaks)(schedule, horizon)
}
