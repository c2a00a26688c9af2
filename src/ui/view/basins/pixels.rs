//! A map of starts as classes: of each pixel where its run goes and how fast, worked out again only where it changed.

use crate::core::map::Outcome;
use crate::core::surface::Region;
use crate::core::trajectory::Ending;
use crate::session::maps::{Basin, Map, Places, Source};
use std::mem::swap;
use std::ops::Range;

/// How many speeds are told apart: equal ratios of steps from none to a million.
pub(super) const SPEEDS: usize = 256;
/// The natural logarithm of one more than the most steps that a run takes, a million.
const LONGEST: f64 = 13.815_511_557_963_774;
/// What it costs to class a pixel besides what its places are asked, in about a nanosecond.
const CLASS_COST: u64 = 20;

/// Where a pixel belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Below [`Seen::OTHER`] the place, by the order in which it was found; else one of [`Basin::OTHERS`], or nothing yet.
    code: u16,
    /// At a minimum how many steps it took there, see [`speed`]; else the place that it is nearest to, or [`Seen::UNKNOWN`].
    detail: u16,
}

impl Seen {
    const OTHER: u16 = u16::MAX - 16;
    const NONE: u16 = u16::MAX;
    const UNKNOWN: u16 = u16::MAX;
    pub(super) const NOTHING: Self = Self {
        code: Self::NONE,
        detail: Self::UNKNOWN,
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
        let is_known = self.code >= Self::OTHER && self.detail < Self::OTHER;
        is_known.then_some(usize::from(self.detail))
    }

    /// How fast it reached its minimum.
    pub(super) fn speed(self) -> Option<usize> {
        let is_known = self.code < Self::OTHER && usize::from(self.detail) < SPEEDS;
        is_known.then_some(usize::from(self.detail))
    }

    /// Of a run that reaches a minimum: the place, and how fast, if that is known.
    pub(super) fn minimum(place: usize, speed: Option<usize>) -> Self {
        Self {
            code: Self::small(place),
            detail: speed.map_or(Self::UNKNOWN, |speed| speed as u16),
        }
    }

    /// Of a run that reaches none, and the place that it is nearest to, if that matters.
    pub(super) fn other(basin: Basin, heading: Option<usize>) -> Self {
        let code = Basin::OTHERS.iter().position(|other| *other == basin);
        Self {
            code: code.map_or(Self::NONE, |i| Self::OTHER + i as u16),
            detail: heading.map_or(Self::UNKNOWN, Self::small),
        }
    }

    fn small(place: usize) -> u16 {
        u16::try_from(place).map_or(Self::OTHER - 1, |n| n.min(Self::OTHER - 1))
    }
}

/// Which of [`SPEEDS`] so many steps are.
pub(super) fn speed(steps: u64) -> usize {
    let share = (steps as f64).ln_1p() / LONGEST;
    (share * (SPEEDS - 1) as f64)
        .round()
        .min((SPEEDS - 1) as f64) as usize
}

/// How many steps a speed is.
pub(super) fn steps(speed: usize) -> u64 {
    (LONGEST * speed as f64 / (SPEEDS - 1) as f64)
        .exp_m1()
        .round() as u64
}

/// By how many doublings of its steps a speed is slower than another.
pub(super) fn doublings(slower: usize, than: usize) -> f64 {
    (slower as f64 - than as f64) * LONGEST / (SPEEDS - 1) as f64 / std::f64::consts::LN_2
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

/// The classes of the samples of one map that somebody shows, each classed once.
#[derive(Default)]
struct Bank {
    /// The first revision of the map.
    birth: u64,
    classes: Vec<Seen>,
}

impl Bank {
    /// Nothing is classed of another map.
    fn refresh(&mut self, birth: u64, count: usize) {
        if self.birth != birth {
            self.birth = birth;
            self.classes.clear();
        }
        self.classes.resize(count, Seen::NOTHING);
    }
}

/// The classes of a map.
#[derive(Default)]
pub(super) struct Layer {
    size: [usize; 2],
    revision: u64,
    /// Of the map itself, and of the older one that is still seen through it.
    own: Bank,
    older: Bank,
    /// Of each pixel the class that it shows.
    seen: Vec<Seen>,
    counts: Counts,
    /// The rows that are not up to date: there was too much to class at once. It goes on at the first.
    behind: Range<usize>,
    next: usize,
}

impl Layer {
    /// Pixels across and up.
    pub(super) fn size(&self) -> [usize; 2] {
        self.size
    }

    /// Where the pixels of a row belong.
    pub(super) fn row(&self, row: usize) -> &[Seen] {
        &self.seen[row * self.size[0]..(row + 1) * self.size[0]]
    }

    /// How many pixels go where.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Whether there is more to class than was allowed.
    pub(super) fn is_behind(&self) -> bool {
        !self.behind.is_empty()
    }

    /// Forgets everything, but not the memory that it takes.
    pub(super) fn forget(&mut self) {
        (self.size, self.revision) = ([0, 0], 0);
        (self.own.birth, self.older.birth) = (0, 0);
        self.counts = Counts::default();
        self.behind = 0..0;
    }

    /// Classes all anew, for other places on a surface of the same kind; meanwhile it shows what it did.
    pub(super) fn class_anew(&mut self) {
        self.revision = 0;
        (self.own.birth, self.older.birth) = (0, 0);
    }

    /// Brings the classes up to date with a map; answers the rows that changed. Classing may cost about so many
    /// nanoseconds, counted: what is left then waits for the next time, and meanwhile shows what it did.
    pub(super) fn refresh(
        &mut self,
        map: &Map,
        places: &mut Places,
        home: &Region,
        most: u64,
    ) -> Range<usize> {
        let grid = map.grid();
        let [columns, count] = grid.size();
        if self.size != grid.size() {
            (self.size, self.revision, self.behind) = (grid.size(), 0, 0..0);
            self.counts = Counts::default();
            self.seen.clear();
            self.seen.resize(columns * count, Seen::NOTHING);
        }
        let older = grid.birth_of_older().unwrap_or(0);
        if self.own.birth == older {
            swap(&mut self.own, &mut self.older);
        }
        let counts = grid.counts();
        self.own.refresh(grid.birth(), counts[0]);
        self.older.refresh(older, counts[1]);
        let rows = joined(map.changed_since(self.revision), self.behind.clone());
        self.revision = map.revision();
        self.behind = 0..0;
        let tolerance = map.wanted().plan.base.tolerance;
        let mut changed = 0..0;
        let mut left = most;
        let mut nothing = Seen::NOTHING;
        let first = if rows.contains(&self.next) {
            self.next
        } else {
            rows.start
        };
        for row in (first..rows.end).chain(rows.start..first) {
            let mut is_changed = false;
            // What is coarse is the same many times over: it is classed once, and counted at once.
            for (range, source) in grid.runs(row) {
                let known = match source {
                    Source::Nothing => &mut nothing,
                    Source::Own(sample) => &mut self.own.classes[sample],
                    Source::Older(sample) => &mut self.older.classes[sample],
                };
                if *known == Seen::NOTHING
                    && let Some(outcome) = grid.sample(source)
                {
                    if left == 0 {
                        self.behind = joined(self.behind.clone(), row..row + 1);
                        continue;
                    }
                    let before = places.spent();
                    *known = class_of(outcome, places, tolerance, home);
                    left = left.saturating_sub(CLASS_COST + places.spent() - before);
                    if left == 0 {
                        self.next = row;
                    }
                }
                let class = *known;
                let pixels = row * columns + range.start..row * columns + range.end;
                for alike in self.seen[pixels].chunk_by_mut(|a, b| a == b) {
                    if alike[0] != class {
                        let count = i32::try_from(alike.len()).unwrap_or(i32::MAX);
                        self.counts.add(alike[0], -count);
                        self.counts.add(class, count);
                        alike.fill(class);
                        is_changed = true;
                    }
                }
            }
            if is_changed {
                changed = joined(changed, row..row + 1);
            }
        }
        changed
    }
}

/// The rows of both, and those between them.
pub(super) fn joined(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a,
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}

/// Where a pixel of this outcome belongs.
pub(super) fn class_of(
    outcome: &Outcome,
    places: &mut Places,
    tolerance: f64,
    home: &Region,
) -> Seen {
    match Basin::found(outcome, places, tolerance) {
        Basin::Minimum(place) => {
            let steps = match outcome.ending {
                Some(Ending::Converged { at }) => Some(at),
                _ => outcome.settled_at(),
            };
            Seen::minimum(place, steps.map(speed))
        }
        Basin::Undecided if home.contains(outcome.at) => {
            Seen::other(Basin::Undecided, places.heading(outcome.at))
        }
        other => Seen::other(other, None),
    }
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
    use crate::core::catalog::Kind;
    use crate::session::Session;
    use crate::session::maps::Slot;
    use crate::session::preset::{PresetFile, default_scene};

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
        for basin in Basin::OTHERS {
            let seen = Seen::other(basin, Some(3));
            assert_eq!((seen.basin(), seen.heading()), (Some(basin), Some(3)));
            assert_eq!(
                (seen.speed(), Seen::other(basin, None).heading()),
                (None, None)
            );
        }
        for place in [0, 1023] {
            let seen = Seen::minimum(place, Some(7));
            assert_eq!(seen.basin(), Some(Basin::Minimum(place)));
            assert_eq!((seen.speed(), seen.heading()), (Some(7), None));
            assert_eq!(Seen::minimum(place, None).speed(), None);
        }
        assert_eq!(Seen::NOTHING.basin(), None);
        let mut counts = Counts::default();
        assert_eq!(counts.range(), None);
        let seen = Seen::minimum(2, Some(40));
        counts.add(seen, 1);
        assert_eq!(
            (counts.minima.as_slice(), counts.range()),
            ([0, 0, 1].as_slice(), Some([40, 40]))
        );
        counts.add(seen, -1);
        assert_eq!(counts.range(), None);
        assert_eq!(LONGEST, 1e6_f64.ln_1p());
        assert_eq!([0, SPEEDS - 1].map(steps), [0, 1_000_000]);
        assert!((0..SPEEDS).skip(70).all(|n| speed(steps(n)) == n));
        assert!((doublings(speed(999_999), speed(124_999)) - 3.0).abs() < 0.1);
        assert!(speed(0) == 0 && speed(1_000_000) == SPEEDS - 1 && speed(10) < speed(12));
    }

    #[test]
    fn what_is_too_much_at_once_is_classed_bit_by_bit() {
        let mut session = Session::new(&PresetFile::new(default_scene()));
        session.scene.surface = Kind::Surface.default_config("himmelblau");
        let home = session.home();
        let mut places = Places::new(&session.scene.surface);
        let (mut whole, mut slow) = (Layer::default(), Layer::default());
        let mut waits = 0;
        for factor in [1.0, 0.5] {
            session.scene.shared.rate_factor = factor;
            session.refresh_basins(home, [40, 30]);
            for is_done in [false, true] {
                if is_done {
                    session.finish_maps();
                }
                let map = session.maps().get(Slot::Basins).unwrap();
                whole.refresh(map, &mut places, &home, u64::MAX);
                assert!(!whole.is_behind());
                slow.refresh(map, &mut places, &home, 2000);
                while slow.is_behind() {
                    slow.refresh(map, &mut places, &home, 2000);
                    waits += 1;
                    assert!(waits < 500);
                }
                assert!(slow.seen == whole.seen && slow.counts.minima == whole.counts.minima);
                assert_eq!(slow.counts.range(), whole.counts.range());
                let mut counts = Counts::default();
                for (pixel, outcome) in map.grid().shown().enumerate() {
                    let class = class_of(outcome, &mut places, 1e-6, &home);
                    assert_eq!(whole.seen[pixel], class, "{pixel}");
                    counts.add(class, 1);
                }
                assert_eq!(counts.others, whole.counts.others);
                // Nothing is new: nothing changes.
                assert!(whole.refresh(map, &mut places, &home, 1).is_empty());
            }
        }
        assert!(waits > 10, "{waits}");
    }
}
