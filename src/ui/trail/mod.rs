//! How the trails of runs are drawn on a map. Knows screen points only; heads and marks are in `marks`.
//!
//! Every line and mark has a casing, a wider line below it in a colour that both the line and the map stand out from.
//! Coordinates may be anything, NaN and 1e30 included: what leaves the frame is cut at its edge.

mod course;
mod dash;
mod lines;
mod strip;
mod visible;

use super::ink::Ink;
pub use super::marks::{
    Minimum, paint_edge_mark, paint_ghost_swatch, paint_head, paint_hollow_head, paint_minimum,
    paint_saddle, paint_start, paint_swatch,
};
use super::theme::{self, RunStyle, Theme};
pub use course::Course;
use dash::{Mark, dash};
use egui::{Painter, Pos2, Shape, Vec2};
use lines::Lines;
pub(super) use strip::joint;
use visible::{simplified, visible_pieces};

/// How far a drawn line may pass a point of the trail, in pixels.
const TOLERANCE: f32 = 0.15;
/// How far outside the frame a trail is still drawn, so that its cut end is not seen.
const MARGIN: f32 = 16.0;
/// Steps at least this far apart get a dot each.
const FAR: f32 = 9.0;
/// The most points of a piece whose steps get dots; with more they only clutter.
pub(super) const MAX_DOTS: usize = 600;
/// Radius of the dot of a step, in widths of the line.
pub(super) const STEP: f32 = 1.15;
/// Radius of the dots of a dotted line, in its widths.
pub(super) const DOT: f32 = 0.6;

/// The longest trail that is drawn segment by segment, in points: some hundred times across the plane.
const MOST_INK: f32 = 120_000.0;
/// So many of the newest knots of a longer one are drawn all the same.
const NEWEST: usize = 128;

/// How a trail is drawn, apart from its run's style.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrailLook {
    /// Width of the coloured line in points.
    pub width: f32,
    /// Opacity of the oldest part, from 0 to 1; the newest has `opacity`. 1 does not fade.
    pub fade: f32,
    /// Opacity of the whole: below 1 for a run that steps back behind another.
    pub opacity: f32,
    /// Whether steps that are far apart get a dot each.
    pub dots: bool,
    /// Whether a wider line below it keeps it apart from the map.
    pub casing: bool,
}

impl Default for TrailLook {
    fn default() -> Self {
        Self {
            width: theme::sizes().trail,
            fade: 0.6,
            opacity: 1.0,
            dots: true,
            casing: true,
        }
    }
}

impl TrailLook {
    /// Opacity where point number `step` is, on the way to point number `newest`.
    pub fn opacity_at(&self, step: f32, newest: usize) -> f32 {
        let age = step / newest.max(1) as f32;
        self.opacity * (self.fade + (1.0 - self.fade) * age)
    }

    /// The look of a run that is pointed at.
    pub fn emphasised() -> Self {
        Self {
            width: theme::sizes().trail * 1.5,
            fade: 0.7,
            ..Self::default()
        }
    }

    /// The look of a run while another is pointed at.
    pub fn dimmed() -> Self {
        Self {
            opacity: 0.3,
            dots: false,
            ..Self::default()
        }
    }
}

/// Where a trail left the frame for good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exit {
    /// The place on the frame's edge.
    pub at: Pos2,
    /// Where it was heading; a unit vector.
    pub direction: Vec2,
}

/// A point that a trail is drawn through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Knot {
    pub(super) at: Pos2,
    /// Which point of the trail it is, counted from 0; between two points a part of the way.
    pub(super) step: f32,
    /// Whether this is one step, far from the one before and the one after.
    pub(super) is_step: bool,
}

impl Knot {
    /// The point that is a share of the way to another.
    fn lerp(self, to: Self, share: f32) -> Self {
        Self {
            at: self.at.lerp(to.at, share),
            step: self.step + (to.step - self.step) * share,
            is_step: false,
        }
    }
}

/// Of a line so long that it covers the plane many times over, the newest part and every so many segments
/// of the rest: the same area is covered, with a bounded amount of ink.
fn sampled(piece: Vec<Knot>, stride: usize) -> Vec<Vec<Knot>> {
    if stride <= 1 {
        return vec![piece];
    }
    let newest = piece.len().saturating_sub(NEWEST);
    let older = (0..newest).step_by(stride);
    let mut parts: Vec<Vec<Knot>> = older.map(|i| piece[i..=i + 1].to_vec()).collect();
    parts.push(piece[newest..].to_vec());
    parts
}

/// Draws a straight line in the pattern of a run.
pub(super) fn paint_line(
    painter: &Painter,
    [from, to]: [Pos2; 2],
    style: &RunStyle,
    theme: &Theme,
    width: f32,
) {
    let ends = [(from, 0.0), (to, 1.0)];
    let colour = style.colour(theme);
    let ink = Ink::of(painter.ctx());
    let mut lines = Lines::new(ink, 1.0 / painter.pixels_per_point(), 0);
    let line = simplified(&ends, 0.0, f32::MAX);
    dash(
        &line,
        style.dash,
        width,
        from.distance(to),
        &mut 0.0,
        |mark| match mark {
            Mark::Stroke(knots) => lines.line(knots, width, |_| colour),
            Mark::Dot(knot) => lines.dot(knot.at, DOT * width, colour),
        },
    );
    lines.paint(painter);
}

fn arc_length(piece: &[Knot]) -> f32 {
    piece
        .windows(2)
        .map(|pair| pair[0].at.distance(pair[1].at))
        .sum()
}

/// The shapes of a curve through screen points, in a run's dash and of this width and colour: a trail without
/// casing, age or dots. It is cut at the frame; a pixel is so many points wide.
pub fn curve_shapes(
    points: impl ExactSizeIterator<Item = Pos2>,
    frame: egui::Rect,
    (ink, pixel): (Ink, f32),
    style: &RunStyle,
    (width, colour): (f32, egui::Color32),
) -> Vec<Shape> {
    let (pieces, _) = visible_pieces(points, frame.expand(MARGIN));
    let mut lines = Lines::new(ink, pixel, pieces.iter().map(Vec::len).sum());
    let mut phase = 0.0;
    for piece in &pieces {
        let piece = simplified(piece, TOLERANCE * pixel, f32::MAX);
        let length = arc_length(&piece);
        for part in sampled(piece, (length / MOST_INK).ceil() as usize) {
            dash(
                &part,
                style.dash,
                width,
                length,
                &mut phase,
                |mark| match mark {
                    Mark::Stroke(knots) => lines.line(knots, width, |_| colour),
                    Mark::Dot(knot) => lines.dot(knot.at, DOT * width, colour),
                },
            );
        }
    }
    let (lines, mut shapes) = lines.shapes();
    shapes.push(lines);
    shapes
}

/// Plain thin lines, all of them as one shape, cut at the painter's clip rectangle.
pub fn lines_shape(
    painter: &Painter,
    lines: &[Vec<Pos2>],
    width: f32,
    colour: egui::Color32,
) -> Shape {
    let ink = Ink::of(painter.ctx());
    let pixel = ink.pixel(painter.ctx());
    let mut together = Lines::new(ink, pixel, 0);
    for line in lines {
        let (pieces, _) = visible_pieces(line.iter().copied(), painter.clip_rect().expand(MARGIN));
        for piece in &pieces {
            together.line(
                &simplified(piece, TOLERANCE * pixel, f32::MAX),
                width,
                |_| colour,
            );
        }
    }
    together.shapes().0
}

/// Knots for tests, of which the first is the oldest.
#[cfg(test)]
fn knots(points: &[(f32, f32)]) -> Vec<Knot> {
    let knot = |(index, &(x, y)): (usize, &(f32, f32))| Knot {
        at: egui::pos2(x, y),
        step: index as f32,
        is_step: false,
    };
    points.iter().enumerate().map(knot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sampled_line_keeps_its_newest_part_and_its_extent() {
        let zigzag: Vec<(f32, f32)> = (0..10_000)
            .map(|i| (i as f32 * 0.01, (i % 2) as f32 * 500.0))
            .collect();
        let whole = knots(&zigzag);
        let parts = sampled(whole.clone(), 40);
        let drawn: f32 = parts.iter().map(|part| arc_length(part)).sum();
        assert!(drawn < arc_length(&whole) / 20.0, "{drawn}");
        let last = parts.last().unwrap();
        assert_eq!(last.len(), NEWEST);
        assert_eq!(last.last().unwrap().at, whole.last().unwrap().at);
        assert_eq!(parts[0][0].at, whole[0].at);
        assert!(
            parts
                .iter()
                .all(|part| part.iter().any(|knot| knot.at.y == 500.0))
        );
        assert_eq!(
            sampled(whole[..50].to_vec(), 7).len(),
            1,
            "a short line stays whole"
        );
    }
}
