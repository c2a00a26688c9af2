//! Maps that may cost no more than so much: pictures that nobody waits for at a screen have larger pixels where all would take
//! minutes. What a map costs is counted, so that the same scene has the same picture on every machine.

use super::{Maps, cost};
use crate::core::map::Plan;
use crate::session::Session;

/// The most points that a pixel is wide: with fewer of them there is no picture.
const MOST_POINTS: usize = 32;

/// A map that has fewer pixels than it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coarser {
    /// How many points wide and high its pixels are.
    pub points: usize,
    /// What all its pixels would have cost, in about a nanosecond of one core.
    pub cost: u64,
}

impl Maps {
    /// The size of a map that is asked for at this one, or of several of the same starts.
    pub(super) fn within_limit<'p>(
        &mut self,
        plans: impl IntoIterator<Item = &'p Plan>,
        size: [usize; 2],
    ) -> [usize; 2] {
        let costs = plans.into_iter().map(cost::of_pixel);
        let of_pixel = costs.fold(0, u64::saturating_add);
        let of = |points: usize| size.map(|side| side.div_ceil(points));
        let cost =
            |[columns, rows]: [usize; 2]| of_pixel.saturating_mul(columns as u64 * rows as u64);
        let most = self.most_cost.unwrap_or(u64::MAX);
        let points = (1..MOST_POINTS).find(|points| cost(of(*points)) <= most);
        let points = points.unwrap_or(MOST_POINTS);
        self.coarser = (points > 1).then(|| Coarser {
            points,
            cost: cost(size),
        });
        of(points)
    }
}

impl Session {
    /// From now on a map has fewer pixels where all would cost more than this, in about a nanosecond of one core.
    pub fn limit_maps(&mut self, cost: u64) {
        self.maps.most_cost = Some(cost);
    }

    /// The map that was asked for last, if it has fewer pixels than that.
    pub fn coarser_map(&self) -> Option<Coarser> {
        self.maps.coarser
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::map::Knob;
    use crate::session::maps::Slot;
    use crate::session::preset::{PresetFile, default_scene};

    #[test]
    fn a_dear_map_has_larger_pixels() {
        let mut preset = PresetFile::new(default_scene());
        preset.scene.surface = Kind::Surface.default_config("recurrent_cliff");
        let mut session = Session::new(&preset);
        let region = session.home();
        let plan = |session: &Session| {
            let map = session.maps().get(Slot::Basins).unwrap();
            (map.grid().size(), map.wanted().plan.clone())
        };
        session.refresh_basins(region, [60, 41]);
        let (size, base) = plan(&session);
        assert_eq!((size, session.coarser_map()), ([60, 41], None));
        let of_pixel = cost::of_pixel(&base);
        let all = 60 * 41 * of_pixel;
        for (limit, size, points) in [
            (all, [60, 41], 1),
            (all - 1, [30, 21], 2),
            (20 * 14 * of_pixel, [20, 14], 3),
            (1, [2, 2], MOST_POINTS),
            (0, [2, 2], MOST_POINTS),
        ] {
            session.limit_maps(limit);
            session.refresh_basins(region, [60, 41]);
            assert_eq!(plan(&session).0, size, "{limit}");
            let found = session.coarser_map();
            assert_eq!(found.map_or(1, |found| found.points), points);
            assert!(found.is_none_or(|found| found.cost == all));
        }
        session.refresh_sweep([60, 41]);
        let sweep = session.maps().get(Slot::Sweep).unwrap();
        assert_eq!(sweep.grid().size(), [2, 2]);
        // Of starts it is also told since when they rest above the lowest value: they go twice.
        let once = Plan {
            up: Some(Knob::Seed),
            ..base
        };
        assert_eq!(cost::of_pixel(&once), of_pixel / 2);
    }
}
