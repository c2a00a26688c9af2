//! A map of starts as classes: of each pixel where its run goes and how fast, worked out again only where it changed.

use crate::core::map::Outcome;
use crate::core::surface::Region;
use crate::core::trajectory::Ending;
use crate::session::maps::{Basin, Map, Places};
use std::ops::Range;

/// How many speeds are told apart: equal ratios of steps from none to a million.
pub(super) const SPEEDS: usize = 256;
/// The most steps that a run takes.
const MOST_STEPS: f64 = 1e6;

/// Where a pixel belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Below [`Seen::OTHER`] the place, by the order in which it was found; else one of [`Basin::OTHERS`], or nothing yet.
    code: u16,
    /// The place that an undecided run is nearest to.
    heading: u16,
    /// How many steps it took to a minimum, see [`speed`]; [`Seen::UNKNOWN`] where only the end is known.
    speed: u16,
}

impl Seen {
    const OTHER: u16 = u16::MAX - 16;
    const NONE: u16 = u16::MAX;
    const UNKNOWN: u16 = u16::MAX;
    const NOTHING: Self = Self {
        code: Self::NONE,
        heading: Self::NONE,
        speed: Self::UNKNOWN,
    };

    /// Where the run goes; none while nothing is known.
    pub(super) fn basin(self) -> Option<Basin> {
        if self.code < Self::OTHER {
            return Some(Basin::Minimum(usize::from(self.code)));
        }
        Basin::OTHERS
            .get(usize::from(self.code - Self::OTHER))
            .copied()
    }

    /// The place that an undecided run is nearest to.
    pub(super) fn heading(self) -> Option<usize> {
        (self.heading < Self::OTHER).then_some(usize::from(self.heading))
    }

    /// How fast it reached its minimum.
    pub(super) fn speed(self) -> Option<usize> {
        (usize::from(self.speed) < SPEEDS).then_some(usize::from(self.speed))
    }

    fn of(basin: Basin, heading: Option<usize>, speed: Option<usize>) -> Self {
        let small =
            |place: usize| u16::try_from(place).map_or(Self::OTHER - 1, |n| n.min(Self::OTHER - 1));
        let other = |basin| Basin::OTHERS.iter().position(|other| *other == basin);
        let code = match basin {
            Basin::Minimum(place) => small(place),
            other_one => other(other_one).map_or(Self::NONE, |i| Self::OTHER + i as u16),
        };
        Self {
            code,
            heading: heading.map_or(Self::NONE, small),
            speed: speed.map_or(Self::UNKNOWN, |speed| speed as u16),
        }
    }
}

/// Which of [`SPEEDS`] so many steps are.
pub(super) fn speed(steps: u64) -> usize {
    let share = (steps as f64).ln_1p() / MOST_STEPS.ln_1p();
    (share * (SPEEDS - 1) as f64)
        .round()
        .min((SPEEDS - 1) as f64) as usize
}

/// How many pixels go where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// By place, in the order in which they were found.
    pub(super) minima: Vec<u32>,
    /// By [`Basin::OTHERS`].
    pub(super) others: [u32; Basin::OTHERS.len()],
    /// By speed, of those that reach a minimum.
    speeds: Vec<u32>,
}

impl Counts {
    pub(super) fn add(&mut self, seen: Seen, by: i32) {
        let change = |count: &mut u32| *count = count.saturating_add_signed(by);
        match seen.basin() {
            Some(Basin::Minimum(place)) => {
                if self.minima.len() <= place {
                    self.minima.resize(place + 1, 0);
                }
                change(&mut self.minima[place]);
                self.speeds.resize(SPEEDS, 0);
                if let Some(speed) = seen.speed() {
                    change(&mut self.speeds[speed]);
                }
            }
            Some(_) => change(&mut self.others[usize::from(seen.code - Seen::OTHER)]),
            None => {}
        }
    }

    /// Whether some reach a minimum, and it is not known how fast.
    pub(super) fn has_unknown_speed(&self) -> bool {
        let reached: u64 = self.minima.iter().map(|n| u64::from(*n)).sum();
        let known: u64 = self.speeds.iter().map(|n| u64::from(*n)).sum();
        known < reached
    }

    /// The speeds between which nearly all are; none if nobody arrives.
    pub(super) fn range(&self) -> Option<[usize; 2]> {
        let total: u64 = self.speeds.iter().map(|n| u64::from(*n)).sum();
        if total == 0 {
            return None;
        }
        let quantile = |share: f64| {
            let (mut below, wanted) = (0, (share * total as f64) as u64);
            self.speeds.iter().position(|n| {
                below += u64::from(*n);
                below > wanted
            })
        };
        Some([quantile(0.01)?, quantile(0.99)?])
    }
}

/// The classes of a map.
#[derive(Default)]
pub(super) struct Layer {
    size: [usize; 2],
    revision: u64,
    keys: Vec<u64>,
    seen: Vec<Seen>,
    counts: Counts,
}

impl Layer {
    /// Pixels across and up.
    pub(super) fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Where a pixel belongs.
    pub(super) fn at(&self, column: usize, row: usize) -> Seen {
        let seen = self.seen.get(row * self.size[0] + column);
        seen.copied().unwrap_or(Seen::NOTHING)
    }

    /// How many pixels go where.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Brings the classes up to date with a map; answers the rows that changed.
    pub(super) fn refresh(
        &mut self,
        map: &Map,
        places: &mut Places,
        home: &Region,
    ) -> Range<usize> {
        let grid = map.grid();
        let [columns, count] = grid.size();
        if self.size != grid.size() {
            self.forget();
            self.size = grid.size();
            self.keys.resize(columns * count, 0);
            self.seen.resize(columns * count, Seen::NOTHING);
        } else if self.revision == map.revision() {
            return 0..0;
        }
        let rows = map.changed_since(self.revision);
        self.revision = map.revision();
        let tolerance = map.wanted().plan.base.tolerance;
        let mut changed: Option<Range<usize>> = None;
        let mut last = (0, Seen::NOTHING);
        for row in rows {
            // What is coarse is the same many times over: it is classed once, and counted at once.
            for (range, outcome) in grid.runs(row) {
                let key = key_of(outcome, tolerance);
                let places_of = row * columns + range.start..row * columns + range.end;
                let keys = &mut self.keys[places_of.clone()];
                if keys.iter().all(|old| *old == key) {
                    continue;
                }
                keys.fill(key);
                if last.0 != key {
                    last = (key, class_of(outcome, places, tolerance, home));
                }
                for alike in self.seen[places_of].chunk_by_mut(|a, b| a == b) {
                    if alike[0] != last.1 {
                        let count = i32::try_from(alike.len()).unwrap_or(i32::MAX);
                        self.counts.add(alike[0], -count);
                        self.counts.add(last.1, count);
                        alike.fill(last.1);
                        changed = Some(changed.map_or(row, |rows| rows.start)..row + 1);
                    }
                }
            }
        }
        changed.unwrap_or(0..0)
    }
}

/// A number that differs where outcomes do; 0 where there is none.
fn key_of(outcome: &Outcome, tolerance: f64) -> u64 {
    let kind = match outcome.ending {
        None => return 0,
        Some(Ending::Converged { at }) => 1 + (at << 3),
        Some(Ending::Saddle { .. }) => 2,
        Some(Ending::Diverged { .. }) => 3,
        Some(Ending::Cycling { .. }) => 4,
        Some(Ending::Budget) => 5,
    };
    let parts = [outcome.at.x, outcome.at.y, outcome.loss, tolerance].map(f64::to_bits);
    let mixed = parts.into_iter().fold(kind, |mixed: u64, part| {
        (mixed ^ part)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    });
    mixed | 1
}

pub(super) fn class_of(
    outcome: &Outcome,
    places: &mut Places,
    tolerance: f64,
    home: &Region,
) -> Seen {
    let basin = Basin::found(outcome, places, tolerance);
    let heading = match basin {
        Basin::Undecided if home.contains(outcome.at) => places.heading(outcome.at),
        _ => None,
    };
    let steps = match (basin, outcome.ending) {
        (Basin::Minimum(_), Some(Ending::Converged { at })) => Some(speed(at)),
        _ => None,
    };
    Seen::of(basin, heading, steps)
}

/// Whole percents of these counts, together exactly 100; all 0 if there is nothing.
pub(super) fn percents(counts: &[u64]) -> Vec<u32> {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let parts = counts.iter().map(|n| u128::from(*n) * 100);
    let total = u128::from(total);
    let mut percents: Vec<u32> = parts.clone().map(|part| (part / total) as u32).collect();
    let mut order: Vec<(usize, u128)> = parts.map(|part| part % total).enumerate().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let missing = 100 - percents.iter().sum::<u32>() as usize;
    for (i, _) in order.into_iter().take(missing) {
        percents[i] += 1;
    }
    percents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_a_hundred_together() {
        for (counts, want) in [
            (vec![1, 1, 1], vec![34, 33, 33]),
            (vec![0, 0], vec![0, 0]),
            (vec![5], vec![100]),
            (vec![999, 1, 0], vec![100, 0, 0]),
            (vec![u64::from(u32::MAX); 4], vec![25; 4]),
        ] {
            assert_eq!(percents(&counts), want);
        }
        for n in 1..60_u64 {
            let counts: Vec<u64> = (0..n).map(|i| i * i % 17 + 1).collect();
            assert_eq!(percents(&counts).iter().sum::<u32>(), 100);
        }
    }

    #[test]
    fn classes_are_packed_and_come_back() {
        let kinds = Basin::OTHERS
            .into_iter()
            .chain([Basin::Minimum(0), Basin::Minimum(1023)]);
        for basin in kinds {
            assert_eq!(Seen::of(basin, Some(3), Some(7)).basin(), Some(basin));
            assert_eq!(Seen::of(basin, Some(3), Some(7)).heading(), Some(3));
            assert_eq!(Seen::of(basin, None, None).speed(), None);
        }
        assert_eq!(Seen::NOTHING.basin(), None);
        let mut counts = Counts::default();
        assert_eq!(counts.range(), None);
        let seen = Seen::of(Basin::Minimum(2), None, Some(40));
        counts.add(seen, 1);
        assert_eq!(
            (counts.minima.as_slice(), counts.range()),
            ([0, 0, 1].as_slice(), Some([40, 40]))
        );
        counts.add(seen, -1);
        assert_eq!(counts.range(), None);
        assert!(speed(0) == 0 && speed(1_000_000) == SPEEDS - 1 && speed(10) < speed(12));
    }
}
