//! What was worked out for the curves and is still true: numbers by run, and their points on the axis.

use super::height_axis::Axis;
use super::series::{Series, series};
use crate::session::Session;
use crate::session::scene::RunId;
use crate::session::view::Curve;
use egui_plot::PlotPoint;
use std::collections::HashMap;

/// A curve of a run as it is drawn.
pub(super) struct Drawn {
    revision: u64,
    curve: Curve,
    placed: Option<Axis>,
    series: Series,
    raw: Option<Series>,
    /// The points of the curve.
    pub(super) points: Vec<PlotPoint>,
    /// The points of the raw quantity behind it, where it differs.
    pub(super) raw_points: Vec<PlotPoint>,
}

impl Drawn {
    fn place(&mut self, axis: Axis) {
        if self.placed == Some(axis) {
            return;
        }
        self.placed = Some(axis);
        self.points = points_on(&self.series, axis);
        let raw = self.raw.as_ref();
        self.raw_points = raw.map(|raw| points_on(raw, axis)).unwrap_or_default();
    }
}

fn points_on(series: &Series, axis: Axis) -> Vec<PlotPoint> {
    let point = |(x, value): &(f64, f64)| PlotPoint::new(*x, axis.height(*value));
    series.points.iter().map(point).collect()
}

/// The curves of the shown runs.
#[derive(Default)]
pub struct CurveCache {
    drawn: HashMap<RunId, Drawn>,
}

impl CurveCache {
    /// The curve of a run, if it is shown.
    pub(super) fn get(&self, id: RunId) -> Option<&Drawn> {
        self.drawn.get(&id)
    }

    /// Brings the curves of the shown runs up to date and answers the axis that they stand on.
    pub(super) fn refresh(&mut self, session: &Session) -> Axis {
        let curve = session.view.curve;
        let lowest = session.derived().landmarks().lowest;
        let scene = &session.scene;
        self.drawn
            .retain(|id, _| scene.run(*id).is_some_and(|run| scene.is_shown(run)));
        for run in scene.runs.iter().filter(|run| scene.is_shown(run)) {
            let Some(product) = session.derived().run(run.id) else {
                continue;
            };
            let revision = product.revision();
            let held = self.drawn.get(&run.id);
            if held.is_some_and(|held| (held.revision, held.curve) == (revision, curve)) {
                continue;
            }
            let (series, raw) = series(product.trajectory(), curve, lowest);
            let drawn = Drawn {
                revision,
                curve,
                placed: None,
                series,
                raw,
                points: Vec::new(),
                raw_points: Vec::new(),
            };
            self.drawn.insert(run.id, drawn);
        }
        let all = self.drawn.values();
        let all = all.flat_map(|drawn| std::iter::once(&drawn.series).chain(&drawn.raw));
        let axis = Axis::over(&all, session.view.log);
        for drawn in self.drawn.values_mut() {
            drawn.place(axis);
        }
        axis
    }
}
