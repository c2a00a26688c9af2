//! egui's shapes as elements of SVG: lines, rectangles, circles, curves. Knows no text and no mesh.

use super::page::{PathData, number, paint, place};
use egui::emath::GuiRounding as _;
use egui::epaint::{
    BandShape, CircleShape, ColorMode, CubicBezierShape, EllipseShape, PathShape, PathStroke,
    QuadraticBezierShape, RectShape,
};
use egui::{Color32, CornerRadius, Pos2, Rect, Stroke, StrokeKind, pos2};
use std::fmt::Write as _;

/// Pixels per point of the screen whose pixels thin straight lines are put on, so that they are sharp there.
const SHARP: f32 = 1.0;
/// A soft edge is so many edges within each other.
const SOFT: u32 = 8;

/// The attributes of a line.
pub(super) fn stroked(width: f32, colour: Color32) -> String {
    format!(
        " fill=\"none\"{} stroke-width=\"{}\"",
        paint("stroke", colour),
        number(width)
    )
}

/// A straight line. One along an axis is put onto pixels.
pub(super) fn segment(path: &mut PathData, mut points: [Pos2; 2], stroke: Stroke) {
    let [a, b] = &mut points;
    if a.x == b.x {
        stroke.round_center_to_pixel(SHARP, &mut a.x);
        b.x = a.x;
    } else if a.y == b.y {
        stroke.round_center_to_pixel(SHARP, &mut a.y);
        b.y = a.y;
    }
    path.polyline(&points, false);
}

/// The one colour of a line, or the one in its middle.
pub(super) fn colour_of(stroke: &PathStroke, points: &[Pos2]) -> Color32 {
    match &stroke.color {
        ColorMode::Solid(colour) => *colour,
        ColorMode::UV(colour) => {
            let middle = points.get(points.len() / 2).copied().unwrap_or_default();
            colour(Rect::from_points(points), middle)
        }
    }
}

/// A polygon that is filled, and its edge.
pub(super) fn filled_path(out: &mut String, shape: &PathShape) {
    let mut path = PathData::in_points();
    if !path.polyline(&shape.points, shape.closed) {
        return;
    }
    let edge = colour_of(&shape.stroke, &shape.points);
    element(out, path.as_str(), shape.fill, edge, &shape.stroke);
}

/// A path with what fills it and its edge. Where the edge lies outside, it is drawn twice as wide and covered again.
fn element(out: &mut String, data: &str, fill: Color32, edge: Color32, stroke: &PathStroke) {
    let has_edge = !stroke.is_empty() && edge != Color32::TRANSPARENT;
    let is_outside = has_edge && stroke.kind == StrokeKind::Outside && fill.is_opaque();
    if is_outside {
        let attributes = stroked(2.0 * stroke.width, edge);
        let _written = writeln!(out, "<path d=\"{data}\"{attributes}/>");
    }
    let attributes = match (fill == Color32::TRANSPARENT, has_edge && !is_outside) {
        (true, false) => return,
        (true, true) => stroked(stroke.width, edge),
        (false, false) => paint("fill", fill),
        (false, true) => format!(
            "{}{} stroke-width=\"{}\"",
            paint("fill", fill),
            paint("stroke", edge),
            number(stroke.width)
        ),
    };
    let _written = writeln!(out, "<path d=\"{data}\"{attributes}/>");
}

/// A disc and the ring around it, which lies outside of its radius.
pub(super) fn circle(out: &mut String, shape: &CircleShape) {
    let CircleShape {
        center,
        radius,
        fill,
        stroke,
    } = shape;
    if radius.is_nan() || *radius <= 0.0 || !center.is_finite() {
        return;
    }
    let [x, y] = [center.x, center.y].map(number);
    if *fill != Color32::TRANSPARENT {
        let (r, ink) = (number(*radius), paint("fill", *fill));
        let _written = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{ink}/>");
    }
    if !stroke.is_empty() {
        let r = number(radius + 0.5 * stroke.width);
        let ink = stroked(stroke.width, stroke.color);
        let _written = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{ink}/>");
    }
}

pub(super) fn ellipse(out: &mut String, shape: &EllipseShape) {
    let [x, y] = [shape.center.x, shape.center.y].map(number);
    let [a, b] = [shape.radius.x, shape.radius.y].map(number);
    if !shape.center.is_finite() {
        return;
    }
    let turn = match shape.angle {
        0.0 => String::new(),
        angle => format!(
            " transform=\"rotate({} {x} {y})\"",
            number(angle.to_degrees())
        ),
    };
    let edge = if shape.stroke.is_empty() {
        String::new()
    } else {
        format!(
            "{} stroke-width=\"{}\"",
            paint("stroke", shape.stroke.color),
            number(shape.stroke.width)
        )
    };
    let fill = match shape.fill {
        Color32::TRANSPARENT => " fill=\"none\"".to_owned(),
        fill => paint("fill", fill),
    };
    let _written = writeln!(
        out,
        "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{a}\" ry=\"{b}\"{fill}{edge}{turn}/>"
    );
}

/// A rectangle: what fills it, its edge inside, on or outside of its border, its corners, its soft edge.
pub(super) fn rect(out: &mut String, shape: &RectShape) {
    let mut rect = shape.rect;
    if !rect.is_finite() || rect.is_negative() {
        return;
    }
    if shape.round_to_pixels.unwrap_or(true) && shape.blur_width == 0.0 {
        rect = rect.round_to_pixels(SHARP);
    }
    let corners = shape.corner_radius;
    if shape.fill != Color32::TRANSPARENT {
        if shape.blur_width > 0.0 {
            soft_rect(out, rect, corners, shape.blur_width, shape.fill);
        } else {
            plain_rect(out, rect, corners, &paint("fill", shape.fill), shape.angle);
        }
    }
    let Stroke { width, color } = shape.stroke;
    if !shape.stroke.is_empty() {
        // The middle of the edge, and how much its corners are rounder than the rectangle's.
        let out_by = match shape.stroke_kind {
            StrokeKind::Inside => -0.5 * width,
            StrokeKind::Middle => 0.0,
            StrokeKind::Outside => 0.5 * width,
        };
        if shape.stroke_kind == StrokeKind::Middle && width <= SHARP {
            rect = shape.rect.round_to_pixel_center(SHARP);
        }
        let corners = rounder(corners, out_by);
        let ink = stroked(width, color);
        plain_rect(out, rect.expand(out_by), corners, &ink, shape.angle);
    }
}

/// Corners that are rounder by this; sharp ones stay sharp.
fn rounder(corners: CornerRadius, by: f32) -> CornerRadius {
    let more = |radius: u8| match radius {
        0 => 0,
        radius => (f32::from(radius) + by).round().max(0.0) as u8,
    };
    CornerRadius {
        nw: more(corners.nw),
        ne: more(corners.ne),
        sw: more(corners.sw),
        se: more(corners.se),
    }
}

fn plain_rect(out: &mut String, rect: Rect, corners: CornerRadius, ink: &str, angle: f32) {
    let turn = match angle {
        0.0 => String::new(),
        angle => format!(
            " transform=\"rotate({} {} {})\"",
            number(angle.to_degrees()),
            number(rect.center().x),
            number(rect.center().y)
        ),
    };
    let most = 0.5 * rect.size().min_elem();
    if corners.is_same() {
        let radius = f32::from(corners.nw).min(most);
        let rx = if radius > 0.0 {
            format!(" rx=\"{}\"", number(radius))
        } else {
            String::new()
        };
        let _written = writeln!(out, "<rect{}{rx}{ink}{turn}/>", place(rect));
        return;
    }
    let mut data = String::new();
    let [nw, ne, se, sw] =
        [corners.nw, corners.ne, corners.se, corners.sw].map(|r| f32::from(r).min(most));
    let mut to = |letter: char, radius: f32, p: Pos2| {
        if letter == 'A' && radius > 0.0 {
            let r = number(radius);
            let _written = write!(data, "A{r} {r} 0 0 1 {} {}", number(p.x), number(p.y));
        } else if letter != 'A' {
            let _written = write!(data, "{letter}{} {}", number(p.x), number(p.y));
        }
    };
    to('M', 0.0, pos2(rect.left() + nw, rect.top()));
    to('L', 0.0, pos2(rect.right() - ne, rect.top()));
    to('A', ne, pos2(rect.right(), rect.top() + ne));
    to('L', 0.0, pos2(rect.right(), rect.bottom() - se));
    to('A', se, pos2(rect.right() - se, rect.bottom()));
    to('L', 0.0, pos2(rect.left() + sw, rect.bottom()));
    to('A', sw, pos2(rect.left(), rect.bottom() - sw));
    to('L', 0.0, pos2(rect.left(), rect.top() + nw));
    to('A', nw, pos2(rect.left() + nw, rect.top()));
    let _written = writeln!(out, "<path d=\"{data}z\"{ink}{turn}/>");
}

/// A rectangle whose edge fades over a width: several within each other, which together rise evenly.
fn soft_rect(out: &mut String, rect: Rect, corners: CornerRadius, blur: f32, fill: Color32) {
    let alpha = f32::from(fill.a()) / 255.0;
    for k in 1..=SOFT {
        let share = k as f32 / SOFT as f32;
        let before = alpha * (k - 1) as f32 / SOFT as f32;
        let layer = (alpha * share - before) / (1.0 - before).max(1e-3);
        let grow = blur * (0.5 - share);
        let layer_rect = rect.expand(grow);
        if layer_rect.is_negative() || alpha <= 0.0 {
            continue;
        }
        let corners = rounder(corners, grow + 0.5 * blur);
        let ink = paint("fill", fill.gamma_multiply(layer / alpha));
        plain_rect(out, layer_rect, corners, &ink, 0.0);
    }
}

pub(super) fn band(out: &mut String, shape: &BandShape) {
    let upper = shape.points.iter().map(|p| pos2(p.x, p.y.min));
    let lower = shape.points.iter().rev().map(|p| pos2(p.x, p.y.max));
    let turn = egui::emath::Rot2::from_angle(shape.angle);
    let points: Vec<Pos2> = upper
        .chain(lower)
        .map(|p| (turn * p.to_vec2()).to_pos2())
        .collect();
    let stroke = PathStroke::from(shape.stroke).with_kind(shape.stroke_kind);
    let path = PathShape {
        points,
        closed: true,
        fill: shape.fill,
        stroke,
    };
    filled_path(out, &path);
}

pub(super) fn quadratic(out: &mut String, shape: &QuadraticBezierShape) {
    let [a, b, c] = shape.points;
    curve(
        out,
        (a, 'q', [[b.x, b.y], [c.x, c.y]]),
        (shape.closed, shape.fill),
        (&shape.stroke, &shape.points),
    );
}

pub(super) fn cubic(out: &mut String, shape: &CubicBezierShape) {
    let [a, b, c, d] = shape.points;
    curve(
        out,
        (a, 'c', [[b.x, b.y], [c.x, c.y], [d.x, d.y]]),
        (shape.closed, shape.fill),
        (&shape.stroke, &shape.points),
    );
}

fn curve<const N: usize>(
    out: &mut String,
    (from, how, to): (Pos2, char, [[f32; 2]; N]),
    (is_closed, fill): (bool, Color32),
    (stroke, points): (&PathStroke, &[Pos2]),
) {
    if points.iter().any(|p| !p.is_finite()) {
        return;
    }
    let mut path = PathData::in_points();
    path.move_to(from.x, from.y);
    path.go(how, to);
    if is_closed {
        path.close();
    }
    element(out, path.as_str(), fill, colour_of(stroke, points), stroke);
}
