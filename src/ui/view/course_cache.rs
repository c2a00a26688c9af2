//! The courses of the runs in a view: worked out again only when a run or the way it is seen has changed.

use crate::core::vec2::Vec2;
use crate::session::derived::Product;
use crate::session::scene::RunId;
use crate::ui::trail::Course;
use egui::Pos2;
use std::collections::HashMap;

/// The courses of the shown runs. A course was made for a revision of its run and for `K`: the way it is seen.
pub struct CourseCache<K> {
    courses: HashMap<RunId, (u64, K, Course)>,
}

impl<K> Default for CourseCache<K> {
    fn default() -> Self {
        Self {
            courses: HashMap::new(),
        }
    }
}

impl<K: PartialEq> CourseCache<K> {
    /// Forgets the runs that are not kept.
    pub(super) fn retain(&mut self, keep: impl Fn(RunId) -> bool) {
        self.courses.retain(|id, _| keep(*id));
    }

    /// The course of a run, up to date: positions are where `place` says, and `course` is laid through them.
    pub(super) fn refresh(
        &mut self,
        id: RunId,
        product: &Product,
        key: K,
        place: impl Fn(Vec2) -> Pos2,
        course: impl FnOnce(Vec<Pos2>) -> Course,
    ) -> &Course {
        let revision = product.revision();
        let held = self.courses.remove(&id);
        let held = held.filter(|(of, seen, _)| *of == revision && *seen == key);
        let held = held.unwrap_or_else(|| {
            let points = product.trajectory().position.iter().map(|p| place(*p));
            (revision, key, course(points.collect()))
        });
        &self.courses.entry(id).or_insert(held).2
    }
}
