//! Which settings are tried next: a grid first, then the valleys of what it showed, closer and closer.
//!
//! One number: half of the trials are evenly apart over its range, the others divide the surroundings of the best few
//! valleys, fewer of them each round. Several numbers: a fifth of the trials vary one of them at a time, a fifth is spread
//! over all of them (Halton 1960), the others stand in boxes around the best few, fewer and smaller each round, no wider than the best settings there lie
//! apart. The last trials are the best setting rounded to three significant digits.

use super::dial::DIGITS;
use super::score::Objective;
use super::{MOST_DIALS, TRIALS, Task, Trial};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The bases of the sequence that spreads points over several numbers.
const BASES: [u64; MOST_DIALS] = [2, 3, 5, 7];
/// How many valleys a round of refinement looks at, the first rounds first; later ones look at one.
const VALLEYS: [usize; 3] = [3, 2, 2];
/// Half the width of the last boxes, as a share of the range.
const LAST_BOX: f64 = 0.002;

enum Stage {
    First,
    Refine(usize),
    Round,
    Rest,
}

/// Where a search stands.
pub(super) struct Search {
    stage: Stage,
    rounds: usize,
    /// Trials that are kept for rounded settings.
    reserve: usize,
    tried: BTreeSet<Vec<u64>>,
    /// The next point of the sequence.
    next: u64,
    /// Half the width of the first boxes.
    first_box: f64,
}

/// The better of two trials comes first: by score; then the one nearer to the first trial; then the one tried first.
pub(super) fn order(trials: &[Trial], objective: Objective, a: usize, b: usize) -> Ordering {
    let score = trials[a].score.compare(&trials[b].score, objective);
    score
        .then_with(|| {
            let far = |i: usize| distance(&trials[i].at, &trials[0].at);
            far(a).total_cmp(&far(b))
        })
        .then(a.cmp(&b))
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let apart = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    apart.sum()
}

/// Radical inverse: the digits of `n` mirrored at the point.
fn mirrored(mut n: u64, base: u64) -> f64 {
    let (mut out, mut digit) = (0.0, 1.0 / base as f64);
    while n > 0 {
        out += digit * (n % base) as f64;
        n /= base;
        digit /= base as f64;
    }
    out
}

impl Search {
    pub(super) fn new(task: &Task) -> Self {
        let dials = task.dials.len();
        let trials = task.trials.clamp(TRIALS[0], TRIALS[1]);
        let rounds = if dials <= 1 {
            (trials / 16).clamp(2, 4)
        } else {
            (trials / 24).clamp(3, 12)
        };
        Self {
            stage: Stage::First,
            rounds,
            reserve: dials + DIGITS.len(),
            tried: BTreeSet::new(),
            next: 1,
            first_box: 0.5,
        }
    }

    /// The next settings, none of them tried before; nothing when all is done.
    pub(super) fn propose(&mut self, task: &Task, trials: &[Trial]) -> Vec<Vec<f64>> {
        let left = task.trials.saturating_sub(trials.len());
        if left == 0 {
            return Vec::new();
        }
        if matches!(self.stage, Stage::First) {
            self.stage = Stage::Refine(0);
            return self.first(task, left);
        }
        while let Stage::Refine(round) = self.stage {
            if left <= self.reserve {
                self.stage = Stage::Round;
                break;
            }
            let rounds = self.rounds.saturating_sub(round).max(1);
            let count = (left - self.reserve).div_ceil(rounds);
            self.stage = Stage::Refine(round + 1);
            let out = self.closer(task, trials, count, round);
            if !out.is_empty() {
                return out;
            }
            self.stage = Stage::Round;
        }
        if matches!(self.stage, Stage::Round) {
            self.stage = Stage::Rest;
            let out = self.rounded(task, trials);
            if !out.is_empty() {
                return out.into_iter().take(left).collect();
            }
        }
        self.closer(task, trials, left, self.rounds)
    }

    /// The setting that the run has, and what is spread over the ranges.
    fn first(&mut self, task: &Task, left: usize) -> Vec<Vec<f64>> {
        let present = task.present();
        self.tried.insert(bits(&present));
        let room = left.saturating_sub(1 + self.reserve).max(2);
        let mut out = vec![present];
        if task.dials.len() == 1 {
            let count = room.div_ceil(2).max(3);
            let grid = (0..count).map(|i| vec![i as f64 / (count - 1) as f64]);
            out.extend(self.fresh(task, grid, count));
        } else {
            let count = (room * 2).div_ceil(5);
            let scans = self.scans(task, &out[0], count / 2);
            let spread = self.spread(task, count - scans.len());
            self.first_box = libm::pow(spread.len().max(2) as f64, -1.0 / task.dials.len() as f64);
            out.extend(scans.into_iter().chain(spread));
        }
        out
    }

    /// One number after the other over its range, the others as the run has them.
    fn scans(&mut self, task: &Task, present: &[f64], count: usize) -> Vec<Vec<f64>> {
        let each = (count / task.dials.len()).max(2);
        let mut out = Vec::new();
        for (i, dial) in task.dials.iter().enumerate() {
            for j in 0..each {
                let mut setting = present.to_vec();
                let at = j as f64 / (each - 1) as f64;
                setting[i] = dial.settled(&task.base, dial.value_at(at));
                if self.tried.insert(bits(&setting)) {
                    out.push(setting);
                }
            }
        }
        out
    }

    /// Settings near the best ones; where nothing is known to be good, or nothing is left there, anywhere.
    fn closer(
        &mut self,
        task: &Task,
        trials: &[Trial],
        count: usize,
        round: usize,
    ) -> Vec<Vec<f64>> {
        let keep = VALLEYS.get(round).copied().unwrap_or(1);
        let mut out = if task.dials.len() == 1 {
            self.valleys(task, trials, count, keep)
        } else {
            self.boxes(task, trials, count, keep, round)
        };
        if out.is_empty() {
            out = if task.dials.len() == 1 {
                self.gaps(task, trials, count)
            } else {
                self.spread(task, count)
            };
        }
        out
    }

    /// The settings at these positions that were not tried yet, so many at most.
    fn fresh(
        &mut self,
        task: &Task,
        positions: impl Iterator<Item = Vec<f64>>,
        most: usize,
    ) -> Vec<Vec<f64>> {
        let setting = |at: Vec<f64>| -> Vec<f64> {
            let each = task.dials.iter().zip(at);
            each.map(|(dial, at)| dial.settled(&task.base, dial.value_at(at)))
                .collect()
        };
        let new = positions
            .map(setting)
            .filter(|x| self.tried.insert(bits(x)));
        new.take(most).collect()
    }

    /// The next points of a sequence that covers all ranges evenly.
    fn spread(&mut self, task: &Task, count: usize) -> Vec<Vec<f64>> {
        let (first, tries) = (self.next, 8 * count as u64);
        self.next += tries;
        let dials = task.dials.len();
        let points = (first..first + tries).map(|n| halton(n, dials).collect());
        self.fresh(task, points, count)
    }

    /// Between the neighbours of the best settings of one number that are better than both of them.
    fn valleys(
        &mut self,
        task: &Task,
        trials: &[Trial],
        count: usize,
        keep: usize,
    ) -> Vec<Vec<f64>> {
        let places = within(trials);
        let better = |a: usize, b: usize| order(trials, task.objective, a, b) == Ordering::Less;
        let mut lowest: Vec<[usize; 3]> = Vec::new();
        for (i, &place) in places.iter().enumerate() {
            let before = places[i.saturating_sub(1)];
            let after = places[(i + 1).min(places.len() - 1)];
            let is_least = [before, after]
                .iter()
                .all(|other| *other == place || better(place, *other));
            if is_least && !trials[place].score.is_lost() {
                lowest.push([before, place, after]);
            }
        }
        lowest.sort_by(|a, b| order(trials, task.objective, a[1], b[1]));
        lowest.truncate(keep);
        let share = count.div_ceil(lowest.len().max(1));
        let mut positions = Vec::new();
        for valley in lowest {
            let [a, m, b] = valley.map(|i| trials[i].at[0]);
            let left = (share as f64 * (m - a) / (b - a)).round() as usize;
            let left = if m > a && b > m {
                left.clamp(usize::from(share > 1), share.max(2) - 1)
            } else {
                left.min(share)
            };
            positions.extend(evenly(a, m, left));
            positions.extend(evenly(m, b, share - left));
        }
        self.fresh(task, positions.into_iter().map(|t| vec![t]), count)
    }

    /// In the middle of the widest gaps between the settings of one number.
    fn gaps(&mut self, task: &Task, trials: &[Trial], count: usize) -> Vec<Vec<f64>> {
        let mut at: Vec<f64> = within(trials).iter().map(|i| trials[*i].at[0]).collect();
        at.extend([0.0, 1.0]);
        at.sort_by(f64::total_cmp);
        let mut middles = Vec::new();
        for _ in 0..count {
            let gap = |i: &usize| at[i + 1] - at[*i];
            let widest = (0..at.len() - 1).max_by(|a, b| gap(a).total_cmp(&gap(b)));
            let Some(i) = widest else { break };
            let middle = 0.5 * (at[i] + at[i + 1]);
            middles.push(vec![middle]);
            at.insert(i + 1, middle);
        }
        self.fresh(task, middles.into_iter(), count)
    }

    /// In boxes around the best settings of several numbers.
    fn boxes(
        &mut self,
        task: &Task,
        trials: &[Trial],
        count: usize,
        keep: usize,
        round: usize,
    ) -> Vec<Vec<f64>> {
        let dials = task.dials.len();
        let shrink = libm::pow(LAST_BOX / self.first_box, 1.0 / self.rounds as f64);
        let half = self.first_box * libm::pow(shrink, round as f64);
        let mut ranked: Vec<usize> = (0..trials.len())
            .filter(|i| !trials[*i].score.is_lost())
            .filter(|i| trials[*i].at.iter().all(|t| (0.0..=1.0).contains(t)))
            .collect();
        ranked.sort_by(|a, b| order(trials, task.objective, *a, *b));
        let apart = |a: usize, b: usize| {
            let pairs = trials[a].at.iter().zip(&trials[b].at);
            pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
        };
        let mut centers: Vec<usize> = Vec::new();
        for &i in &ranked {
            if centers.len() < keep && centers.iter().all(|c| apart(*c, i) > 2.0 * half) {
                centers.push(i);
            }
        }
        let mut out = Vec::new();
        let share = count.div_ceil(centers.len().max(1));
        for center in centers {
            let middle = &trials[center].at;
            let near = ranked.iter().filter(|i| apart(**i, center) <= 2.0 * half);
            let best: Vec<usize> = near.take(2 * dials + 2).copied().collect();
            let reach = |j: usize| {
                let spread = best.iter().map(|i| (trials[*i].at[j] - middle[j]).abs());
                spread.fold(0.1 * half, f64::max).min(half)
            };
            let reach: Vec<f64> = (0..dials).map(reach).collect();
            let (first, tries) = (self.next, 8 * share as u64);
            self.next += share as u64;
            let points = (first..first + tries).map(|n| {
                let each = halton(n, dials).zip(middle.iter().zip(&reach));
                each.map(|(u, (middle, reach))| (middle + (2.0 * u - 1.0) * reach).clamp(0.0, 1.0))
                    .collect()
            });
            let room = count - out.len();
            out.extend(self.fresh(task, points, share.min(room)));
        }
        out
    }

    /// The best setting rounded: each number to its nearest of three digits, one of them to the other side, and all of them
    /// to four digits.
    fn rounded(&mut self, task: &Task, trials: &[Trial]) -> Vec<Vec<f64>> {
        let least = (0..trials.len()).min_by(|a, b| order(trials, task.objective, *a, *b));
        let Some(best) = least else {
            return Vec::new();
        };
        let with = |(digits, away): (i32, Option<usize>)| -> Vec<f64> {
            let each = task.dials.iter().zip(&trials[best].setting).enumerate();
            each.map(|(i, (dial, value))| {
                let rounded = if away == Some(i) {
                    dial.rounded_away(*value)
                } else {
                    dial.rounded(*value, digits)
                };
                dial.settled(&task.base, rounded)
            })
            .collect()
        };
        let aside = (0..task.dials.len()).map(|i| (DIGITS[0], Some(i)));
        let wanted = DIGITS.into_iter().map(|digits| (digits, None));
        wanted
            .chain(aside)
            .map(with)
            .filter(|setting| task.request(setting).is_some())
            .filter(|setting| self.tried.insert(bits(setting)))
            .collect()
    }
}

fn bits(setting: &[f64]) -> Vec<u64> {
    setting.iter().map(|x| (x + 0.0).to_bits()).collect()
}

fn halton(n: u64, dials: usize) -> impl Iterator<Item = f64> {
    BASES.into_iter().take(dials).map(move |b| mirrored(n, b))
}

/// So many points between two, evenly apart, the ends left out.
fn evenly(a: f64, b: f64, count: usize) -> impl Iterator<Item = f64> {
    let step = (b - a) / (count + 1) as f64;
    (1..=count).map(move |i| a + step * i as f64)
}

/// The trials of one number that are within its range, from its beginning to its end.
fn within(trials: &[Trial]) -> Vec<usize> {
    let inside = |i: &usize| (0.0..=1.0).contains(&trials[*i].at[0]);
    let mut places: Vec<usize> = (0..trials.len()).filter(inside).collect();
    places.sort_by(|a, b| trials[*a].at[0].total_cmp(&trials[*b].at[0]).then(a.cmp(b)));
    places
}
