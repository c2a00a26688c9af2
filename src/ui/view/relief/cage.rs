//! The quiet box around the surface: its floor, lines of height behind it, and numbers along its edges.

use super::camera::{Eye, Place, box_height};
use super::ground::Ground;
use crate::core::levels::levels;
use crate::session::camera::Camera;
use crate::session::derived::Landscape;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use crate::ui::view::axes::ticks;
use crate::ui::view::overlay::cased_text;
use egui::{Align2, FontFamily, FontId, Painter, Pos2, Stroke, Vec2, vec2};

/// Steeper than this heights are not seen, and their numbers are left out.
const STEEP: f64 = 1.25;
/// The least distance of numbers, in points.
const APART: f32 = 17.0;

/// Paints the box, before the surface.
pub(super) fn cage_ui(
    painter: &Painter,
    ground: &Ground,
    eye: &Eye,
    camera: &Camera,
    landscape: &Landscape,
    theme: &Theme,
) {
    let cage = Cage {
        painter,
        ground,
        eye,
        font: FontId::new(theme::sizes().small - 1.0, FontFamily::Proportional),
        theme,
    };
    let [a, b] = ground.half;
    let height = box_height(camera);
    let line = Stroke::new(1.0, theme.hairline);
    let corners = [[-a, -b], [a, -b], [a, b], [-a, b]];
    let stand = eye.place();
    // The sides whose inside is seen, each from one corner to the next.
    let outside = [stand.y < -b, stand.x > a, stand.y > b, stand.x < -a];
    for k in 0..4 {
        let (from, to) = (corners[k], corners[(k + 1) % 4]);
        cage.line(from, to, 0.0, line);
    }
    if camera.pitch < STEEP {
        let marks = cage.height_marks(camera, landscape, height);
        for (_, up) in &marks {
            for k in (0..4).filter(|k| !outside[*k]) {
                let grid = Stroke::new(1.0, theme.plot_grid);
                cage.line(corners[k], corners[(k + 1) % 4], *up, grid);
            }
        }
        for k in (0..4).filter(|k| !(outside[*k] && outside[(*k + 3) % 4])) {
            let [x, y] = corners[k];
            let ends = [0.0, height].map(|up| eye.screen_from_world(Place::new(x, y, up)));
            painter.line_segment(ends, line);
        }
        let name = if camera.log {
            landscape.height.label()
        } else {
            "f"
        };
        cage.height_numbers(&corners, &marks, height, name);
    }
    cage.ground_numbers(&corners, outside, height);
}

struct Cage<'a> {
    painter: &'a Painter,
    ground: &'a Ground,
    eye: &'a Eye,
    font: FontId,
    theme: &'a Theme,
}

impl Cage<'_> {
    fn at(&self, [x, y]: [f32; 2], up: f32) -> Pos2 {
        self.eye.screen_from_world(Place::new(x, y, up))
    }

    fn line(&self, from: [f32; 2], to: [f32; 2], up: f32, stroke: Stroke) {
        self.painter
            .line_segment([self.at(from, up), self.at(to, up)], stroke);
    }

    fn text(&self, at: Pos2, align: Align2, words: &str) {
        cased_text(self.painter, at, align, words, &self.font, self.theme);
    }

    /// Round losses and the heights at which they stand.
    fn height_marks(&self, camera: &Camera, landscape: &Landscape, height: f32) -> Vec<(f64, f32)> {
        let Some(key) = self.ground.key() else {
            return Vec::new();
        };
        let (low, high) = key.range;
        let scale = &landscape.height;
        let count = (height * self.eye.points_per_unit() / 26.0).clamp(0.0, 6.0) as usize;
        let share = |x: f64, [low, high]: [f64; 2]| ((x - low) / (high - low)) as f32 * height;
        let marks: Vec<(f64, f32)> = if camera.log {
            levels(scale, low, high, count)
                .into_iter()
                .map(|loss| (scale.printed(loss), share(scale.shown(loss), [low, high])))
                .collect()
        } else {
            let ends = [scale.loss_at(low), scale.loss_at(high)];
            ticks(ends[0], ends[1], count)
                .into_iter()
                .map(|tick| (tick.value, share(tick.value, ends)))
                .collect()
        };
        marks.into_iter().filter(|(_, up)| up.is_finite()).collect()
    }

    /// Numbers up the edge that stands farthest to the left.
    fn height_numbers(
        &self,
        corners: &[[f32; 2]; 4],
        marks: &[(f64, f32)],
        height: f32,
        name: &str,
    ) {
        let by_x =
            |a: &&[f32; 2], b: &&[f32; 2]| self.at(**a, 0.0).x.total_cmp(&self.at(**b, 0.0).x);
        let Some(corner) = corners.iter().min_by(by_x) else {
            return;
        };
        // The name stands above the edge, and above the highest number.
        let top = self.at(*corner, height).y;
        let highest = marks.last().map_or(top, |(_, up)| self.at(*corner, *up).y);
        let at = self.at(*corner, height);
        let at = egui::pos2(at.x - 7.0, top.min(highest - 16.0));
        self.text(at, Align2::RIGHT_CENTER, name);
        let mut last: Option<f32> = None;
        for (loss, up) in marks {
            let at = self.at(*corner, *up);
            if last.is_some_and(|last| (last - at.y).abs() < APART) {
                continue;
            }
            last = Some(at.y);
            let ends = [at, at - vec2(4.0, 0.0)];
            self.painter
                .line_segment(ends, Stroke::new(1.0, self.theme.text_faint));
            let text = format::significant(*loss, 2);
            self.text(at - vec2(7.0, 0.0), Align2::RIGHT_CENTER, &text);
        }
    }

    /// Numbers along the edges of the floor that are nearest to the eye, one of each direction.
    fn ground_numbers(&self, corners: &[[f32; 2]; 4], outside: [bool; 4], height: f32) {
        let Some(key) = self.ground.key() else {
            return;
        };
        let middle = self.at([0.0, 0.0], 0.0);
        for axis in 0..2 {
            // Sides 0 and 2 run along x, 1 and 3 along y.
            let ends = |side: usize| [corners[side], corners[(side + 1) % 4]];
            let center = |side: usize| {
                let [a, b] = ends(side).map(|corner| self.at(corner, 0.0));
                a + (b - a) * 0.5
            };
            let (one, two) = (axis, axis + 2);
            let side = match (outside[one], outside[two]) {
                (true, false) => one,
                (false, true) => two,
                // From above: the lower of two, or the left.
                _ if axis == 0 && center(one).y >= center(two).y => one,
                _ if axis == 1 && center(one).x <= center(two).x => one,
                _ => two,
            };
            // Seen from above the upper rim reaches farthest out.
            let up = if outside[side] { 0.0 } else { height };
            let [from, to] = ends(side).map(|corner| self.at(corner, up));
            let along = to - from;
            let mut out = along.rot90().normalized();
            if out.dot(center(side) - middle) < 0.0 {
                out = -out;
            }
            let (low, high) = if axis == 0 {
                (key.region.min.x, key.region.max.x)
            } else {
                (key.region.min.y, key.region.max.y)
            };
            let fixed = corners[side][1 - axis];
            let count = (along.length() / 64.0) as usize;
            let mut last: Option<Pos2> = None;
            for tick in ticks(low, high, count.max(1)) {
                let share = ((tick.value - low) / (high - low)) as f32 * 2.0 - 1.0;
                let moving = share * self.ground.half[axis];
                let place = if axis == 0 {
                    [moving, fixed]
                } else {
                    [fixed, moving]
                };
                let at = self.at(place, up);
                let is_near = |other: Pos2| at.distance(other) < 30.0;
                let is_corner = is_near(from) && is_near(to);
                if last.is_some_and(is_near) || is_corner {
                    continue;
                }
                last = Some(at);
                let stroke = Stroke::new(1.0, self.theme.text_faint);
                self.painter.line_segment([at, at + out * 4.0], stroke);
                self.text(at + out * 7.0, align(out), &tick.text);
            }
            let name = if axis == 0 { "x" } else { "y" };
            self.text(
                from + along * 0.5 + out * (24.0 + 14.0 * out.x.abs()),
                Align2::CENTER_CENTER,
                name,
            );
        }
    }
}

/// On which side of a text the edge is that it belongs to, if it stands in this direction from it.
fn align(out: Vec2) -> Align2 {
    let side = |x: f32| {
        if x > 0.38 {
            egui::Align::Min
        } else if x < -0.38 {
            egui::Align::Max
        } else {
            egui::Align::Center
        }
    };
    Align2([side(out.x), side(out.y)])
}
