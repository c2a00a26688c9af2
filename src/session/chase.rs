//! The view goes after the run that is looked at closely: with its head, or to its last steps.

use super::Session;
use crate::core::surface::Region;
use crate::core::vec2::Vec2;

/// How far from the middle of the surface, in its sizes, a run is still looked at.
const FARTHEST: f64 = 1e3;

impl Session {
    /// Where the run stands that is looked at closely, if that is a place.
    fn head(&self) -> Option<Vec2> {
        let positions = &self.derived.run(self.subject()?.id)?.trajectory().position;
        let at = positions.get(self.step() as usize).or(positions.last());
        at.copied().filter(|at| at.is_finite())
    }

    /// Moves the region shown so that its middle is where the chosen run stands, if the view follows it and it has not
    /// left for ever.
    pub fn follow(&mut self) {
        let Some(head) = self.head().filter(|_| self.view.follow) else {
            return;
        };
        let home = self.home();
        let away = head - home.center();
        if away.norm() < FARTHEST * home.size().norm() {
            let region = self.view.region.unwrap_or(home);
            self.view.region = Some(region.moved(head - region.center()));
        }
    }

    /// Shows the last steps of the chosen run: so many that they have an extent.
    pub(super) fn zoom_to_end(&mut self) {
        let home = self.home();
        let product = self.subject().and_then(|run| self.derived.run(run.id));
        let Some(product) = product else {
            return;
        };
        let reach = FARTHEST * home.size().norm();
        let near = |p: &&Vec2| p.is_finite() && (**p - home.center()).norm() < reach;
        let positions = product.trajectory().position.iter();
        let positions: Vec<Vec2> = positions.take_while(near).copied().collect();
        let mut count = (positions.len() / 20).max(10);
        loop {
            let tail = &positions[positions.len().saturating_sub(count)..];
            if let Some(region) = Region::around(tail) {
                (self.view.region, self.view.follow) = (Some(region), false);
                return;
            }
            if count >= positions.len() {
                return;
            }
            count *= 2;
        }
    }
}
