//! What stays to be seen of an older map while a new one is worked out: where only the part that is shown is another, what
//! was there already is not thrown away for coarse pixels; and a map that is too dear to be coarse at once shows the old one.

use super::tiles::COARSEST;
use super::{Grid, Wanted};
use crate::core::map::Axis;

/// The least share of the place that an older map has to cover.
const LEAST: f64 = 0.02;

/// An older map under a new one.
pub(super) struct Kept {
    pub(super) grid: Grid,
    /// Its pixel at each column and row of the new one, where it has one.
    pub(super) places: [Vec<Option<usize>>; 2],
    /// How many pixels of the new one a sample of it stands for, across and up: so fine is it. Endless if it is of other runs.
    pub(super) spacing: f64,
    /// Whether nothing of the new one is there yet.
    pub(super) is_stale: bool,
}

/// Parts the maps that were shown before into the one that stays to be seen and one whose memory is free. `coarse` is the
/// spacing at which the new one begins, if it can at once.
pub(super) fn part(
    mut newer: Grid,
    wanted: &Wanted,
    size: [usize; 2],
    coarse: Option<usize>,
) -> (Option<Kept>, Option<Grid>) {
    let older = newer.take_older();
    let fits = |grid: &Grid| {
        let is_same = wanted.is_elsewhere_of(grid.wanted());
        is_same || (coarse.is_none() && wanted.resembles(grid.wanted()))
    };
    let finer = |grid: &Grid| Finer::of(grid, wanted, size).filter(|_| fits(grid));
    let (of_newer, of_older) = (finer(&newer), older.as_ref().and_then(finer));
    // Of other runs than are wanted, the latest are the nearest.
    let takes_older = match (&of_newer, &of_older) {
        (Some(newer_one), Some(older_one)) => {
            let is_of_both = wanted.is_elsewhere_of(newer.wanted());
            is_of_both && older_one.spacing < newer_one.spacing
        }
        (None, of_older) => of_older.is_some(),
        _ => false,
    };
    let (kept, how, spare) = match older {
        Some(older) if takes_older => (older, of_older, Some(newer)),
        older => (newer, of_newer, older),
    };
    let how = how.filter(|how| coarse.is_none_or(|coarse| how.spacing < coarse as f64));
    match how {
        None => (None, Some(kept)),
        Some(how) => {
            // What is of other runs gives way to whatever is worked out of these.
            let is_of_these = wanted.is_elsewhere_of(kept.wanted());
            let kept = Kept {
                grid: kept,
                places: how.places,
                spacing: if is_of_these {
                    how.spacing
                } else {
                    f64::INFINITY
                },
                is_stale: coarse.is_none(),
            };
            (Some(kept), spare)
        }
    }
}

/// How an older map lies under a new one.
struct Finer {
    places: [Vec<Option<usize>>; 2],
    spacing: f64,
}

impl Finer {
    /// None where it has nothing to show.
    fn of(old: &Grid, wanted: &Wanted, size: [usize; 2]) -> Option<Self> {
        let level = old.level()? as f64;
        let before = (&old.wanted().axes, old.size());
        let along = |k: usize| Along::of(&before.0[k], before.1[k], &wanted.axes[k], size[k]);
        let (across, up) = (along(0)?, along(1)?);
        (across.share * up.share >= LEAST).then(|| Self {
            spacing: level * across.stretch.max(up.stretch),
            places: [across.places, up.places],
        })
    }
}

/// The same along one axis.
struct Along {
    places: Vec<Option<usize>>,
    /// How many new pixels there are to an old one.
    stretch: f64,
    /// The share of the new pixels that have an old one.
    share: f64,
}

impl Along {
    fn of(before: &Axis, of_old: usize, axis: &Axis, count: usize) -> Option<Self> {
        if !(before.is_valid() && axis.is_valid()) {
            return None;
        }
        if axis == before && count == of_old {
            return Some(Self {
                places: (0..count).map(Some).collect(),
                stretch: 1.0,
                share: 1.0,
            });
        }
        let position = |i| before.position_of(axis.pixel(i, count)) * of_old as f64;
        let place = |i| {
            let position: f64 = position(i);
            (position >= 0.0 && position < of_old as f64).then_some(position as usize)
        };
        let places: Vec<Option<usize>> = (0..count).map(place).collect();
        let within = places.iter().flatten().count();
        let last = count.saturating_sub(1);
        let stretch = last as f64 / (position(last) - position(0));
        let stretch = if last == 0 { 1.0 } else { stretch };
        (stretch > 0.0 && stretch.is_finite()).then(|| Self {
            share: within as f64 / count.max(1) as f64,
            places,
            stretch,
        })
    }
}

impl Wanted {
    /// Whether it asks for the same runs, in another part of the plane or with other pixels.
    fn is_elsewhere_of(&self, other: &Self) -> bool {
        // Whatever stands on the axes: each pixel puts its own numbers there.
        let mut plan = self.plan.clone();
        for knob in [Some(&self.plan.across), self.plan.up.as_ref()]
            .into_iter()
            .flatten()
        {
            if let Some(number) = knob.get(&other.plan.base) {
                knob.put(&mut plan.base, number);
            }
        }
        plan == other.plan
    }
}

impl Grid {
    /// The spacing of the finest level that is there.
    fn level(&self) -> Option<usize> {
        let [worked_out, _] = self.counts();
        let levels = (0..=COARSEST.ilog2()).map(|log| 1 << log);
        let is_there = |spacing: &usize| {
            let [across, up] = self.tiling().lattices(*spacing);
            worked_out >= across.count * up.count
        };
        levels.into_iter().find(is_there)
    }
}
