//! From the plane to the screen and back, with equal aspect, down to one number per point of the screen.
//!
//! Everything is measured from the lower left corner of the region, which stays the number that it is: where a point of
//! the screen is one floating-point number wide, a middle and half a width would have lost it.

use crate::core::surface::Region;
use crate::core::vec2::{Vec2, vec2};
use egui::{Pos2, Rect};
use std::ops::RangeInclusive;

/// The narrowest and the widest region that can be shown, in units of the plane, where numbers set no limit before.
const WIDTHS: [f64; 2] = [1e-280, 1e12];
/// The factors of one zoom that a hand can mean.
const FACTORS: RangeInclusive<f64> = 1e-6..=1e6;
/// How much coarser than the limit still counts as being at it.
const AT_LIMIT: f64 = 1.1;
/// So far from the middle stands what is farther away, in its direction, in points.
const FARTHEST: f64 = 2e7;

/// A region shown in a rectangle of the screen, one unit of x as long as one unit of y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Projection {
    rect: Rect,
    region: Region,
    /// Units of the plane per point of the screen.
    unit: f64,
}

/// The distance of neighbouring numbers where a range of them is farthest from 0.
fn apart(low: f64, high: f64) -> f64 {
    let largest = low.abs().max(high.abs());
    largest.next_up() - largest
}

/// The distance of neighbouring numbers in a region, along the axis where it is larger.
fn coarsest(region: &Region) -> f64 {
    let Region { min, max } = region;
    apart(min.x, max.x).max(apart(min.y, max.y))
}

impl Projection {
    /// All of `wanted` is shown, with more on two sides where the shapes differ.
    pub fn fit(wanted: Region, rect: Rect) -> Self {
        let size = wanted.size();
        let (width, height) = (
            f64::from(rect.width().max(1.0)),
            f64::from(rect.height().max(1.0)),
        );
        let (across, up) = (size.x / width, size.y / height);
        let unit = across.max(up);
        let mut region = wanted;
        // What rounding made of one shape is one shape: its corners stay.
        let rounding = 4.0 * coarsest(&wanted);
        if (unit - across) * width > rounding.max(1e-9 * size.x) {
            let half = 0.5 * (unit * width - size.x);
            (region.min.x, region.max.x) = (wanted.min.x - half, wanted.max.x + half);
        }
        if (unit - up) * height > rounding.max(1e-9 * size.y) {
            let half = 0.5 * (unit * height - size.y);
            (region.min.y, region.max.y) = (wanted.min.y - half, wanted.max.y + half);
        }
        Self { rect, region, unit }
    }

    /// The rectangle of the screen.
    pub fn rect(&self) -> Rect {
        self.rect
    }

    /// The region that fills the whole rectangle.
    pub fn region(&self) -> Region {
        self.region
    }

    /// Units of the plane per point of the screen.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Whether a point of the screen is one number wide along an axis, so that there is nothing more to see between them.
    pub fn is_finest(&self) -> bool {
        self.unit <= AT_LIMIT * coarsest(&self.region)
    }

    /// Where a point of the plane is on the screen. Far points are far away in their direction, undefined ones undefined.
    pub fn screen_from_world(&self, p: Vec2) -> Pos2 {
        let along = |x: f64, min: f64| {
            let exact = (x - min) / self.unit;
            // Beyond all numbers it is still on its side.
            exact.clamp(-1e300, 1e300)
        };
        let size = vec2(f64::from(self.rect.width()), f64::from(self.rect.height()));
        let from_center = vec2(
            along(p.x, self.region.min.x) - 0.5 * size.x,
            along(p.y, self.region.min.y) - 0.5 * size.y,
        );
        let far = from_center.x.abs().max(from_center.y.abs());
        let share = if far > FARTHEST { FARTHEST / far } else { 1.0 };
        let middle = self.rect.center();
        Pos2::new(
            (f64::from(middle.x) + from_center.x * share) as f32,
            (f64::from(middle.y) - from_center.y * share) as f32,
        )
    }

    /// Which point of the plane is at a point of the screen.
    pub fn world_from_screen(&self, p: Pos2) -> Vec2 {
        let from_corner = p - self.rect.left_bottom();
        self.region.min + vec2(f64::from(from_corner.x), -f64::from(from_corner.y)) * self.unit
    }

    /// The region after the screen was dragged by so many points.
    pub fn panned(&self, by: egui::Vec2) -> Region {
        let Region { min, max } = self.region;
        let shift = vec2(-f64::from(by.x), f64::from(by.y)) * self.unit;
        // Both corners go equally far, also where a shift is rounded.
        let shift = min + shift - min;
        Region {
            min: min + shift,
            max: max + shift,
        }
    }

    /// The region after zooming by `factor` (above 1 is closer) around a point of the screen; no closer than one number per
    /// point.
    pub fn zoomed(&self, factor: f64, around: Pos2) -> Region {
        let width = f64::from(self.rect.width().max(1.0));
        let fixed = self.world_from_screen(around);
        let finest = apart(fixed.x, fixed.x).max(apart(fixed.y, fixed.y));
        let unit = (self.unit / factor).max(finest);
        let is_allowed = (WIDTHS[0]..=WIDTHS[1]).contains(&(unit * width));
        let is_closer_than_ever = factor > 1.0 && unit >= self.unit;
        if !FACTORS.contains(&factor) || !is_allowed || is_closer_than_ever {
            return self.region;
        }
        let height = f64::from(self.rect.height().max(1.0));
        let from_corner = around - self.rect.left_bottom();
        let min = fixed - vec2(f64::from(from_corner.x), -f64::from(from_corner.y)) * unit;
        Region {
            min,
            max: min + vec2(width, height) * unit,
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

    /// From everything down to where zooming stops, at this place of the screen.
    fn deepest(region: Region, around: Pos2) -> Projection {
        let rect = Rect::from_min_max(pos2(100.0, 50.0), pos2(612.0, 434.0));
        let mut projection = Projection::fit(region, rect);
        for _ in 0..400 {
            projection = Projection::fit(projection.zoomed(8.0, around), rect);
        }
        projection
    }

    #[test]
    fn zooming_ends_where_a_point_is_one_number_wide() {
        let places = [
            [3.0, 2.0],
            [-2.8, 3.1],
            [0.1, 1e-9],
            [1e9, -3.0],
            [1.0, -1.0],
        ];
        for at in places.map(Vec2::from) {
            let size = vec2(4.0, 3.0);
            let region = Region {
                min: at - size,
                max: at + size,
            };
            let around = pos2(356.0, 242.0);
            let end = deepest(region, around);
            let shown = end.region();
            assert!(end.is_finest(), "{at:?}: {}", end.unit());
            assert!(!Projection::fit(region, end.rect()).is_finest());
            assert!(shown.contains(at), "{at:?}: {shown:?}");
            assert_eq!(end.zoomed(2.0, around), shown, "{at:?}: it stops");
            // Each point of the screen along the longer axis has a number of its own, or shares it with one neighbour.
            let along = |i: u32| {
                let p = end.world_from_screen(pos2(100.5 + i as f32, 242.0));
                if at.x.abs() >= at.y.abs() { p.x } else { p.y }
            };
            if at.x.abs() >= at.y.abs() {
                let mut numbers: Vec<u64> = (0..512).map(|i| along(i).to_bits()).collect();
                numbers.dedup();
                assert!(numbers.len() >= 255, "{at:?}: {}", numbers.len());
            }
            // There and back, over and over, and nothing moves.
            let mut again = end;
            for by in [3.0, -3.0, 17.0, -17.0, 400.0, -400.0] {
                again = Projection::fit(again.panned(egui::vec2(by, by)), end.rect());
            }
            assert_eq!(again, end, "{at:?}");
            assert_eq!(Projection::fit(shown, end.rect()), end, "{at:?}");
            // And out again.
            let out = Projection::fit(end.zoomed(0.5, around), end.rect());
            assert!((out.unit() / end.unit() - 2.0).abs() < 0.02, "{at:?}");
        }
    }

    #[test]
    fn at_zero_there_are_numbers_without_end() {
        let end = deepest(Region::new([-2.0, 2.0], [-1.5, 1.5]), pos2(356.0, 242.0));
        assert!(end.unit() < 1e-200 && end.region().max.x > end.region().min.x);
        for far in [1.0, 1e300, -1e300, f64::MAX] {
            let p = end.screen_from_world(vec2(far, 0.0));
            assert!(p.is_finite() && (p.x > 0.0) == (far > 0.0), "{far}: {p:?}");
        }
    }

    #[test]
    fn what_is_far_away_is_in_its_direction() {
        let end = deepest(Region::new([2.0, 4.0], [1.0, 3.0]), pos2(356.0, 242.0));
        let center = end.rect().center();
        let away = end.screen_from_world(vec2(5.0, 4.0)) - center;
        assert!(
            away.x > 1e7 && (away.y / away.x + 1.0).abs() < 1e-3,
            "{away:?}"
        );
    }
}
