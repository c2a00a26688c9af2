//! What stands in a chart beside the lines of the runs: those of ghosts, and the middle of clouds.
//!
//! Kept while it is true; the axis of the chart shows it all.

use super::across::place_of;
use super::quantity::{Part, entries, parts, value_at};
use super::series::Series;
use crate::session::Session;
use crate::session::ghosts::GhostProduct;
use crate::session::scene::RunId;
use crate::session::view::{Across, Curve};
use std::collections::HashMap;

/// A line and what it was made of: which numbers, along which axis, in how wide buckets.
struct Kept {
    of: (u64, Across, f64),
    series: Series,
}

/// The lines beside those of the runs.
#[derive(Default)]
pub(in crate::ui::view) struct Beside {
    ghosts: HashMap<(Curve, usize, Part), Kept>,
    clouds: HashMap<(Curve, RunId), Kept>,
}

impl Beside {
    /// A line of a ghost.
    pub(in crate::ui::view) fn ghost(
        &self,
        curve: Curve,
        place: usize,
        part: Part,
    ) -> Option<&Series> {
        let kept = self.ghosts.get(&(curve, place, part))?;
        Some(&kept.series)
    }

    /// All lines of a chart.
    pub(in crate::ui::view) fn of(&self, curve: Curve) -> impl Iterator<Item = &Series> + Clone {
        let ghosts = self.ghosts.iter().filter(move |((of, ..), _)| *of == curve);
        let clouds = self.clouds.iter().filter(move |((of, _), _)| *of == curve);
        let ghosts = ghosts.map(|(_, kept)| &kept.series);
        ghosts.chain(clouds.map(|(_, kept)| &kept.series))
    }

    /// Brings the lines of a chart up to date, in which a pixel is so many units of the horizontal axis wide;
    /// answers whether any changed.
    pub(in crate::ui::view) fn refresh(
        &mut self,
        session: &Session,
        curve: Curve,
        pixel: f64,
    ) -> bool {
        let across = session.view.across;
        let live = crate::ui::view::ghosts::drawn(session);
        let live: Vec<_> = live.map(|(place, _, product)| (place, product)).collect();
        let before = self.ghosts.len() + self.clouds.len();
        let is_live = |place: &usize| live.iter().any(|(other, _)| other == place);
        self.ghosts.retain(|(_, place, _), _| is_live(place));
        let clouds = session.clouds();
        let scene = &session.scene;
        let is_shown = |id: RunId| scene.run(id).is_some_and(|run| scene.is_shown(run));
        self.clouds
            .retain(|(_, id), _| is_shown(*id) && clouds.of(*id).is_some());
        let mut changed = self.ghosts.len() + self.clouds.len() != before;
        for (place, product) in live {
            let of = (product.revision(), across, pixel);
            for &part in parts(curve) {
                let held = self.ghosts.get(&(curve, place, part));
                if held.is_none_or(|kept| kept.of != of) {
                    let series = of_ghost(product, curve, part, across, pixel);
                    self.ghosts
                        .insert((curve, place, part), Kept { of, series });
                    changed = true;
                }
            }
        }
        if !matches!(curve, Curve::Gap | Curve::Loss) {
            return changed;
        }
        let lowest = super::band::ground(curve, session);
        for product in clouds.all().iter().filter(|product| is_shown(product.id())) {
            let of = (product.revision(), across, pixel);
            let held = self.clouds.get(&(curve, product.id()));
            if held.is_none_or(|kept| kept.of != of) {
                let cloud = product.cloud();
                let mut series = Series::new(pixel);
                // The ends of a band may lie far off: they are cut rather than pressing the others flat.
                series.extend((0..cloud.kept()).map(|place| {
                    let (step, middle) = (cloud.kept_step(place), cloud.band(place).median);
                    (
                        step as f64,
                        Some(middle - lowest).filter(|x| x.is_finite()),
                        false,
                    )
                }));
                let place = (curve, product.id());
                self.clouds.insert(place, Kept { of, series });
                changed = true;
            }
        }
        changed
    }

    /// Forgets what belongs to charts that are not shown.
    pub(in crate::ui::view) fn keep(&mut self, is_shown: impl Fn(Curve) -> bool) {
        self.ghosts.retain(|(curve, ..), _| is_shown(*curve));
        self.clouds.retain(|(curve, _), _| is_shown(*curve));
    }
}

fn of_ghost(
    product: &GhostProduct,
    curve: Curve,
    part: Part,
    across: Across,
    pixel: f64,
) -> Series {
    let (trajectory, landmarks) = (product.trajectory(), product.landmarks());
    let mut series = Series::new(pixel);
    series.extend((0..entries(trajectory, curve)).map(|t| {
        let value = value_at(trajectory, landmarks, (curve, part), t);
        (place_of(trajectory, across, t as u64), value, false)
    }));
    series
}
