//! From the plane to the screen and back, with equal aspect.

use crate::core::surface::Region;
use crate::core::vec2::{Vec2, vec2};
use egui::{Pos2, Rect};

/// The narrowest and the widest region that can be shown, in units of the plane.
const WIDTHS: [f64; 2] = [1e-12, 1e12];

/// A region shown in a rectangle of the screen, one unit of x as long as one unit of y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    rect: Rect,
    center: Vec2,
    /// Units of the plane per point of the screen.
    unit: f64,
}

impl Projection {
    /// All of `wanted` is shown, with more on two sides where the shapes differ.
    pub fn fit(wanted: Region, rect: Rect) -> Self {
        let size = wanted.size();
        let across = size.x / f64::from(rect.width().max(1.0));
        let up = size.y / f64::from(rect.height().max(1.0));
        Self {
            rect,
            center: wanted.center(),
            unit: across.max(up),
        }
    }

    /// The rectangle of the screen.
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// The region that fills the whole rectangle.
    pub fn region(&self) -> Region {
        let half =
            vec2(f64::from(self.rect.width()), f64::from(self.rect.height())) * (self.unit / 2.0);
        Region {
            min: self.center - half,
            max: self.center + half,
        }
    }

    /// Units of the plane per point of the screen.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Where a point of the plane is on the screen. Far points are far away, undefined ones undefined.
    pub fn screen_from_world(&self, p: Vec2) -> Pos2 {
        let from_center = (p - self.center) * (1.0 / self.unit);
        let middle = self.rect.center();
        Pos2::new(
            (f64::from(middle.x) + from_center.x) as f32,
            (f64::from(middle.y) - from_center.y) as f32,
        )
    }

    /// Which point of the plane is at a point of the screen.
    pub fn world_from_screen(&self, p: Pos2) -> Vec2 {
        let from_center = p - self.rect.center();
        self.center + vec2(f64::from(from_center.x), -f64::from(from_center.y)) * self.unit
    }

    /// The region after the screen was dragged by so many points.
    pub fn panned(&self, by: egui::Vec2) -> Region {
        let shift = vec2(-f64::from(by.x), f64::from(by.y)) * self.unit;
        self.region().moved(shift)
    }

    /// The region after zooming by `factor` (above 1 is closer) around a point of the screen.
    pub fn zoomed(&self, factor: f64, around: Pos2) -> Region {
        let Region { min, max } = self.region();
        let width = (max.x - min.x) / factor;
        let resolution = 1e-13 * self.center.x.abs().max(self.center.y.abs());
        if !factor.is_finite() || width < WIDTHS[0].max(resolution * 1e3) || width > WIDTHS[1] {
            return self.region();
        }
        let fixed = self.world_from_screen(around);
        Region {
            min: fixed + (min - fixed) * (1.0 / factor),
            max: fixed + (max - fixed) * (1.0 / factor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    fn projection() -> Projection {
        let rect = Rect::from_min_max(pos2(100.0, 50.0), pos2(500.0, 250.0));
        Projection::fit(Region::new([-1.0, 1.0], [-3.0, 5.0]), rect)
    }

    #[test]
    fn everything_asked_for_is_shown_undistorted() {
        let region = projection().region();
        assert_eq!((region.min.y, region.max.y), (-3.0, 5.0));
        assert_eq!((region.min.x, region.max.x), (-8.0, 8.0));
    }

    #[test]
    fn there_and_back() {
        let projection = projection();
        for (x, y) in [(0.0, 0.0), (-7.5, 4.25), (3.0, -3.0)] {
            let back = projection.world_from_screen(projection.screen_from_world(vec2(x, y)));
            assert!((back - vec2(x, y)).norm() < 1e-4, "{back:?}");
        }
        assert!(projection.screen_from_world(vec2(f64::NAN, 0.0)).any_nan());
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let projection = projection();
        let pointer = pos2(140.0, 90.0);
        let closer = Projection::fit(projection.zoomed(2.0, pointer), projection.rect());
        let moved = closer.world_from_screen(pointer) - projection.world_from_screen(pointer);
        assert!(moved.norm() < 1e-9);
        assert!((closer.unit() * 2.0 - projection.unit()).abs() < 1e-12);
        for factor in [0.0, f64::NAN, 1e300, f64::INFINITY] {
            assert_eq!(
                projection.zoomed(factor, pointer),
                projection.region(),
                "{factor}"
            );
        }
    }

    #[test]
    fn panning_moves_with_the_hand() {
        let projection = projection();
        let moved = Projection::fit(projection.panned(egui::vec2(10.0, 20.0)), projection.rect());
        let p = projection.world_from_screen(pos2(200.0, 100.0));
        let now = moved.screen_from_world(p);
        assert!((now - pos2(210.0, 120.0)).length() < 1e-3, "{now:?}");
    }
}
