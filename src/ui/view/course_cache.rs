//! The courses of the runs on the plane: worked out again only when a run or the projection has changed.

use super::projection::Projection;
use crate::session::derived::Product;
use crate::session::scene::RunId;
use crate::ui::trail::Course;
use egui::{Painter, Rect};
use std::collections::HashMap;

/// What a course was made for: the run's revision, the projection, what is seen of it, and the size of a pixel.
type Key = (u64, Projection, Rect, f32);

/// The courses of the shown runs.
#[derive(Default)]
pub struct CourseCache {
    courses: HashMap<RunId, (Key, Course)>,
}

impl CourseCache {
    /// Forgets the runs that are not kept.
    pub(super) fn retain(&mut self, keep: impl Fn(RunId) -> bool) {
        self.courses.retain(|id, _| keep(*id));
    }

    /// The course of a run, up to date.
    pub(super) fn refresh(
        &mut self,
        painter: &Painter,
        id: RunId,
        product: &Product,
        projection: &Projection,
    ) -> &Course {
        let key = (
            product.revision(),
            *projection,
            painter.clip_rect(),
            painter.pixels_per_point(),
        );
        let positions = &product.trajectory().position;
        let make = || {
            let points = positions.iter().map(|p| projection.screen_from_world(*p));
            (key, Course::new(painter, points))
        };
        let held = self.courses.entry(id).or_insert_with(make);
        if held.0 != key {
            *held = make();
        }
        &held.1
    }
}
