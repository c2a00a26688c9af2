//! Contour lines on the plane, and their numbers where there is room.

use super::projection::Projection;
use crate::session::derived::Landscape;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use crate::ui::trail;
use egui::{Align2, FontFamily, FontId, Painter, Pos2, Rect, Shape, vec2};

/// The contour lines as they were drawn last, and what they were drawn for.
#[derive(Default)]
pub struct ContourCache {
    key: Option<Key>,
    lines: Option<Shape>,
    labels: Vec<(Pos2, String)>,
}

/// What a drawing of contour lines depends on.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    revision: u64,
    projection: Projection,
    bar: Rect,
    dark: bool,
    pixels_per_point: f32,
}

impl ContourCache {
    /// Paints the lines of equal loss, and their numbers where there is room; none of them on the colour bar.
    pub(in crate::ui::view) fn paint(
        &mut self,
        painter: &Painter,
        projection: &Projection,
        landscape: &Landscape,
        bar: Rect,
        theme: &Theme,
    ) {
        let key = Key {
            revision: landscape.revision,
            projection: *projection,
            bar,
            dark: theme.dark,
            pixels_per_point: painter.pixels_per_point(),
        };
        if self.key != Some(key) {
            self.key = Some(key);
            self.draw(painter, projection, landscape, bar, theme);
        }
        painter.extend(self.lines.clone());
        for (at, text) in &self.labels {
            painter.text(*at, Align2::LEFT_TOP, text, font(), theme.contour_label);
        }
    }

    fn draw(
        &mut self,
        painter: &Painter,
        projection: &Projection,
        landscape: &Landscape,
        bar: Rect,
        theme: &Theme,
    ) {
        let mut drawn: Vec<Vec<Pos2>> = Vec::new();
        self.labels.clear();
        let inside = projection.rect().shrink2(vec2(48.0, 28.0));
        let mut taken = vec![bar];
        for contour in &landscape.contours {
            let text = format::significant(landscape.height.printed(contour.level), 3);
            for line in &contour.lines {
                let on_screen = |p| projection.screen_from_world(p);
                let mut points: Vec<Pos2> = line.points.iter().copied().map(on_screen).collect();
                if line.closed {
                    points.extend(points.first().copied());
                }
                let length = points
                    .windows(2)
                    .map(|pair| pair[0].distance(pair[1]))
                    .sum();
                let place = if length > 140.0 {
                    label_place(&points, length, inside, &taken)
                } else {
                    None
                };
                let Some(at) = place else {
                    drawn.push(points);
                    continue;
                };
                let galley = painter.layout_no_wrap(text.clone(), font(), theme.contour_label);
                let spot = Rect::from_center_size(at, galley.size() + vec2(6.0, 0.0));
                taken.push(spot.expand(16.0));
                drawn.extend(<[_; 2]>::from(cut(&points, spot)));
                self.labels.push((spot.min + vec2(3.0, 0.0), text.clone()));
            }
        }
        self.lines = Some(trail::lines_shape(painter, &drawn, 1.0, theme.contour));
    }
}

fn font() -> FontId {
    FontId::new(theme::sizes().small, FontFamily::Proportional)
}

/// A point of the line with room for a label: near its middle, inside, away from the others.
fn label_place(points: &[Pos2], length: f32, inside: Rect, taken: &[Rect]) -> Option<Pos2> {
    [0.5, 0.3, 0.7, 0.15, 0.85].into_iter().find_map(|share| {
        let mut left = length * share;
        let at = points.windows(2).find_map(|pair| {
            let step = pair[0].distance(pair[1]);
            if left <= step {
                Some(pair[0] + (pair[1] - pair[0]) * (left / step.max(1e-6)))
            } else {
                left -= step;
                None
            }
        })?;
        (inside.contains(at) && !taken.iter().any(|rect| rect.contains(at))).then_some(at)
    })
}

/// A line with the part inside a rectangle left out.
fn cut(points: &[Pos2], hole: Rect) -> (Vec<Pos2>, Vec<Pos2>) {
    let first = points.iter().position(|p| hole.contains(*p));
    let last = points.iter().rposition(|p| hole.contains(*p));
    if let (Some(first), Some(last)) = (first, last) {
        return (points[..first].to_vec(), points[last + 1..].to_vec());
    }
    // No point falls into the hole: the nearest gives way.
    let away = |i: &usize| points[*i].distance(hole.center());
    let nearest = (0..points.len())
        .min_by(|a, b| away(a).total_cmp(&away(b)))
        .unwrap_or(0);
    let after = (nearest + 1).min(points.len());
    (points[..nearest].to_vec(), points[after..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn labels_stand_inside_and_apart() {
        let line: Vec<Pos2> = (0..=100).map(|i| pos2(i as f32 * 4.0, 50.0)).collect();
        let inside = Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 100.0));
        let first = label_place(&line, 400.0, inside, &[]).unwrap();
        assert_eq!(first, pos2(200.0, 50.0));
        let taken = Rect::from_center_size(first, vec2(60.0, 60.0));
        let second = label_place(&line, 400.0, inside, &[taken]).unwrap();
        assert!(!taken.contains(second));
        let (before, after) = cut(&line, Rect::from_center_size(first, vec2(20.0, 10.0)));
        assert!(before.last().unwrap().x < 190.0 && after[0].x > 210.0);
    }
}
