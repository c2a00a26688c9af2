//! How places of runs and of the surface are marked: heads, swatches, start, minimum, saddle. Knows screen points only.

use super::theme::{self, HeadShape, RunStyle, Theme};
use super::trail::{Exit, paint_line};
use egui::{Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};
use std::f32::consts::TAU;

/// Draws where a run is: its shape in its colour with a casing, and a beak where it is heading. Nothing where the place
/// is no finite number.
pub fn paint_head(
    painter: &Painter,
    at: Pos2,
    direction: Option<Vec2>,
    style: &RunStyle,
    theme: &Theme,
    radius: f32,
    opacity: f32,
) {
    if !at.is_finite() || !painter.clip_rect().expand(2.0 * radius).contains(at) {
        return;
    }
    let radius = theme.stroke * radius;
    let ink = style.colour(theme).gamma_multiply(opacity);
    let under = theme.casing.gamma_multiply(opacity);
    let heading = direction.filter(|d| d.is_finite() && d.length_sq() > 0.0);
    let beak = heading.map(|direction| {
        let ahead = direction.normalized();
        let side = ahead.rot90() * (0.55 * radius);
        let base = at + ahead * (1.2 * radius);
        vec![base + side, at + ahead * (2.0 * radius), base - side]
    });
    let outlines: Vec<Vec<Pos2>> = convex_parts(style.head, at, radius);
    for outline in outlines.iter().chain(&beak) {
        painter.add(Shape::closed_line(outline.clone(), Stroke::new(3.0, under)));
    }
    for outline in outlines.into_iter().chain(beak) {
        painter.add(Shape::convex_polygon(outline, ink, Stroke::NONE));
    }
}

/// Draws where a ghost is: its run's shape, hollow.
pub fn paint_hollow_head(
    painter: &Painter,
    at: Pos2,
    style: &RunStyle,
    theme: &Theme,
    radius: f32,
    opacity: f32,
) {
    if !at.is_finite() || !painter.clip_rect().expand(2.0 * radius).contains(at) {
        return;
    }
    let outlines = convex_parts(style.head, at, radius);
    // A ring has little ink: it is drawn stronger than its line.
    let opacity = (1.6 * opacity).min(1.0);
    let ink = style.colour(theme).gamma_multiply(opacity);
    let under = theme.casing.gamma_multiply(opacity);
    // What is inside is covered again: half of each width is seen.
    for (width, colour) in [(6.0, under), (3.5, ink)] {
        for outline in &outlines {
            painter.add(Shape::closed_line(
                outline.clone(),
                Stroke::new(width, colour),
            ));
        }
    }
    for outline in outlines {
        painter.add(Shape::convex_polygon(outline, under, Stroke::NONE));
    }
}

/// Draws the sign of a ghost for lists: a thin broken line with a hollow head in the middle.
pub fn paint_ghost_swatch(painter: &Painter, rect: Rect, style: &RunStyle, theme: &Theme) {
    let colour = style.colour(theme);
    let radius = (0.3 * rect.height()).min(theme::sizes().head);
    let ends = [rect.left_center(), rect.right_center()];
    painter.extend(Shape::dashed_line(
        &ends,
        Stroke::new(1.25, colour),
        4.0,
        3.0,
    ));
    for outline in convex_parts(style.head, rect.center(), radius) {
        painter.add(Shape::closed_line(
            outline.clone(),
            Stroke::new(2.0, colour),
        ));
    }
    for outline in convex_parts(style.head, rect.center(), radius) {
        painter.add(Shape::convex_polygon(outline, theme.panel, Stroke::NONE));
    }
}

/// A shape as convex polygons that lie over each other.
fn convex_parts(shape: HeadShape, at: Pos2, radius: f32) -> Vec<Vec<Pos2>> {
    let around = |corners: usize, radius: f32, turn: f32| -> Vec<Pos2> {
        let corner =
            |k: usize| at + Vec2::angled(TAU * (k as f32 / corners as f32 + turn)) * radius;
        (0..corners).map(corner).collect()
    };
    let block = |half: Vec2| {
        [
            vec2(-1.0, -1.0),
            vec2(1.0, -1.0),
            vec2(1.0, 1.0),
            vec2(-1.0, 1.0),
        ]
        .map(|corner| at + corner * half)
        .to_vec()
    };
    // Turns are chosen so that equal radii look equally large.
    match shape {
        HeadShape::Circle => vec![around(24, 0.95 * radius, 0.0)],
        HeadShape::Square => vec![block(Vec2::splat(0.86 * radius))],
        HeadShape::Triangle => vec![around(3, 1.25 * radius, -0.25)],
        HeadShape::Wedge => vec![around(3, 1.25 * radius, 0.25)],
        HeadShape::Diamond => vec![around(4, 1.2 * radius, 0.0)],
        HeadShape::Pentagon => vec![around(5, 1.08 * radius, -0.25)],
        HeadShape::Cross => vec![
            block(vec2(1.1, 0.4) * radius),
            block(vec2(0.4, 1.1) * radius),
        ],
        HeadShape::Star => star(at, 1.3 * radius),
    }
}

/// A star with five points: its five arms, which meet in the middle.
fn star(at: Pos2, radius: f32) -> Vec<Vec<Pos2>> {
    let ray = |tenths: f32, radius: f32| at + Vec2::angled(TAU * (tenths / 10.0 - 0.25)) * radius;
    let inner = 0.45 * radius;
    (0..5)
        .map(|arm| {
            let tip = 2.0 * arm as f32;
            vec![
                ray(tip, radius),
                ray(tip + 1.0, inner),
                ray(tip + 5.0, 0.3 * inner),
                ray(tip - 1.0, inner),
            ]
        })
        .collect()
}

/// Draws the sign of a run for lists and legends: a line in its dash with its head in the middle.
pub fn paint_swatch(painter: &Painter, rect: Rect, style: &RunStyle, theme: &Theme) {
    let colour = style.colour(theme);
    let radius = (0.3 * rect.height()).min(theme::sizes().head);
    let ends = [rect.left_center(), rect.right_center()];
    paint_line(painter, ends, style, theme, 2.0);
    for outline in convex_parts(style.head, rect.center(), radius) {
        painter.add(Shape::convex_polygon(outline, colour, Stroke::NONE));
    }
}

/// Draws where a run left the frame: a chevron at the edge that points outwards.
pub fn paint_edge_mark(painter: &Painter, exit: Exit, style: &RunStyle, theme: &Theme) {
    let radius = theme::sizes().head;
    let ahead = exit.direction;
    if !exit.at.is_finite() || !ahead.is_finite() {
        return;
    }
    let tip = painter.clip_rect().shrink(2.0).clamp(exit.at);
    let back = tip - ahead * radius;
    let side = ahead.rot90() * radius;
    let chevron = vec![back + side, tip, back - side];
    painter.add(Shape::line(chevron.clone(), Stroke::new(5.0, theme.casing)));
    painter.add(Shape::line(chevron, Stroke::new(2.5, style.colour(theme))));
}

/// Draws the start: a ring with a cross hair. Larger while it is pointed at or dragged.
pub fn paint_start(painter: &Painter, at: Pos2, theme: &Theme, is_hovered: bool) {
    if !at.is_finite() {
        return;
    }
    let radius = if is_hovered { 9.0 } else { 7.0 };
    for stroke in [
        Stroke::new(4.0, theme.casing),
        Stroke::new(1.75, theme.mark),
    ] {
        painter.circle_stroke(at, radius, stroke);
        for arm in [
            vec2(1.0, 0.0),
            vec2(0.0, 1.0),
            vec2(-1.0, 0.0),
            vec2(0.0, -1.0),
        ] {
            painter.line_segment(
                [at + arm * (radius - 3.0), at + arm * (radius + 3.0)],
                stroke,
            );
        }
    }
    painter.circle_filled(at, 1.5, theme.mark);
}

/// How a minimum is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minimum {
    /// As deep as any that is known: a filled star.
    Deepest,
    /// Not as deep: a hollow star.
    Shallow,
    /// Not as deep, among many: a dot.
    OneOfMany,
}

/// Draws a minimum.
pub fn paint_minimum(painter: &Painter, at: Pos2, theme: &Theme, mark: Minimum) {
    if !at.is_finite() {
        return;
    }
    if mark == Minimum::OneOfMany {
        painter.circle(at, 2.0, theme.mark, Stroke::new(1.0, theme.casing));
        return;
    }
    let ray = |tenth: usize| {
        let radius = if tenth.is_multiple_of(2) { 7.0 } else { 3.2 };
        at + Vec2::angled(TAU * (tenth as f32 / 10.0 - 0.25)) * radius
    };
    let outline: Vec<Pos2> = (0..10).map(ray).collect();
    painter.add(Shape::closed_line(
        outline.clone(),
        Stroke::new(4.0, theme.casing),
    ));
    if mark == Minimum::Deepest {
        for arm in star(at, 7.0) {
            painter.add(Shape::convex_polygon(arm, theme.mark, Stroke::NONE));
        }
    }
    painter.add(Shape::closed_line(outline, Stroke::new(1.5, theme.mark)));
}

/// Draws a saddle: a slanted cross.
pub fn paint_saddle(painter: &Painter, at: Pos2, theme: &Theme) {
    if !at.is_finite() {
        return;
    }
    for stroke in [
        Stroke::new(4.0, theme.casing),
        Stroke::new(1.75, theme.mark),
    ] {
        for arm in [vec2(4.0, 4.0), vec2(4.0, -4.0)] {
            painter.line_segment([at - arm, at + arm], stroke);
        }
    }
}
