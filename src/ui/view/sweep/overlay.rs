//! What theory says, drawn over a map: the boundary of stability, where every direction swings, and the best setting.

use super::axes;
use super::header::Axes;
use crate::core::map::{Axis, Knob};
use crate::core::pipeline::Request;
use crate::core::vec2::Vec2;
use crate::session::format;
use crate::session::maps::knobs;
use crate::session::maps::theory::{Best, Theory};
use crate::session::theory::Ground;
use crate::ui::theme::{self, Theme};
use egui::{Align2, FontFamily, FontId, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// How near the pointer must be to a line to be told what it is, in points.
const REACH: f32 = 6.0;
/// Half the size of the mark of the best setting.
const DIAMOND: f32 = 6.0;
/// The smallest plot that has a legend.
const LEGEND: [f32; 2] = [360.0, 190.0];

/// The run, its numbers on both axes, the window over them, and the minimum that it is about.
type MadeOf = (Request, [Knob; 2], [Axis; 2], Option<Vec2>);

/// What theory says of a window, and which window it was.
#[derive(Default)]
pub(super) struct OverlayCache {
    made_of: Option<MadeOf>,
    theory: Option<Theory>,
}

impl OverlayCache {
    /// What theory says of the window that is shown, worked out where it is another one than before.
    pub(super) fn refresh(&mut self, axes: &Axes, near: Option<Vec2>) -> Option<&Theory> {
        let made_of = (axes.request.clone(), axes.knobs.clone(), axes.shown, near);
        if self.made_of.as_ref() != Some(&made_of) {
            self.theory = Theory::of(&axes.request, &axes.knobs, &axes.shown, near);
            self.made_of = Some(made_of);
        }
        self.theory.as_ref()
    }
}

/// Paints it, clipped to the plot.
pub(super) fn paint(painter: &Painter, plot: Rect, theory: &Theory, axes: &Axes, theme: &Theme) {
    let points = |line: &[[f64; 2]]| -> Vec<Pos2> {
        line.iter().map(|at| axes::screen(plot, *at)).collect()
    };
    let casing = theme.casing.gamma_multiply(0.55);
    for line in &theory.swing {
        let points = points(line);
        painter.extend(Shape::dotted_line(&points, casing, 5.0, 1.8));
        painter.extend(Shape::dotted_line(
            &points,
            theme.mark.gamma_multiply(0.85),
            5.0,
            1.0,
        ));
    }
    if theory.ridge.len() > 1 {
        let points = points(&theory.ridge);
        painter.extend(Shape::dashed_line(
            &points,
            Stroke::new(3.0, casing),
            6.0,
            4.0,
        ));
        let stroke = Stroke::new(1.25, theme.mark.gamma_multiply(0.85));
        painter.extend(Shape::dashed_line(&points, stroke, 6.0, 4.0));
    }
    for line in &theory.boundary {
        let points = points(line);
        painter.line(points.clone(), Stroke::new(4.0, casing));
        painter.line(points, Stroke::new(1.75, theme.mark));
    }
    if let Some(best) = theory.best {
        diamond(painter, plot, &best, axes, theme);
    }
    legend(painter, plot, theory, axes, theme);
}

/// Where the best setting is on the screen.
fn place(plot: Rect, best: &Best, axes: &Axes) -> Pos2 {
    let position = [0, 1].map(|i| axes.shown[i].position_of(best.at[i]));
    axes::screen(plot, position)
}

fn diamond(painter: &Painter, plot: Rect, best: &Best, axes: &Axes, theme: &Theme) {
    let at = place(plot, best, axes);
    if !plot.expand(DIAMOND).contains(at) {
        return;
    }
    let corners = |r: f32| {
        vec![
            at - vec2(0.0, r),
            at + vec2(r, 0.0),
            at + vec2(0.0, r),
            at - vec2(r, 0.0),
        ]
    };
    let rim = Stroke::new(1.5, theme.casing);
    painter.add(Shape::convex_polygon(corners(DIAMOND), theme.mark, rim));
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let text = format::significant(best.rate, 3);
    // Beside the mark, where there is room.
    let is_left = at.x > plot.right() - 60.0;
    let (align, dx) = if is_left {
        (Align2::RIGHT_CENTER, -DIAMOND - 4.0)
    } else {
        (Align2::LEFT_CENTER, DIAMOND + 4.0)
    };
    let galley = painter.layout_no_wrap(text, font, theme.text);
    let ink = align.anchor_size(at + vec2(dx, -DIAMOND - 6.0), galley.size());
    let ground = theme.panel.gamma_multiply(0.86);
    painter.rect_filled(ink.expand2(vec2(3.0, 0.0)), theme::sizes().radius, ground);
    painter.galley(ink.min, galley, theme.text);
}

/// The symbol of the learning rate.
fn symbol(axes: &Axes) -> &'static str {
    let about = axes.request.optimizer.leading().about;
    let spec = about.index_of("lr").and_then(|i| about.specs.get(i));
    spec.map_or("η", |spec| spec.symbol)
}

fn boundary_words(theory: &Theory, axes: &Axes) -> String {
    let place = match theory.ground {
        Ground::Everywhere => "",
        Ground::Minimum(_) | Ground::Head => ", near the minimum",
    };
    format!("Stable up to {} = {}{place}", symbol(axes), theory.formula)
}

fn best_words(best: &Best, axes: &Axes) -> String {
    let number = |i: usize| {
        let name = knobs::name(&axes.knobs[i], &axes.request);
        let name = name.map_or(String::new(), |name| name.short());
        format!("{name} {}", format::significant(best.at[i], 3))
    };
    let rate = format::significant(best.rate, 4);
    format!("Best: {}, {}, rate {rate}", number(0), number(1))
}

const SWING: &str = "Every direction swings: the rate is the root of the momentum";
const RIDGE: &str = "The best setting for each value of the other";

/// What the line or mark under the pointer means.
pub(super) fn words_at(plot: Rect, theory: &Theory, axes: &Axes, at: Pos2) -> Option<String> {
    if let Some(best) = &theory.best
        && place(plot, best, axes).distance(at) < DIAMOND + 4.0
    {
        return Some(best_words(best, axes));
    }
    let is_near = |line: &Vec<[f64; 2]>| {
        line.windows(2).any(|pair| {
            let [a, b] = [0, 1].map(|i| axes::screen(plot, pair[i]));
            let along = b - a;
            let share = ((at - a).dot(along) / along.length_sq().max(1e-9)).clamp(0.0, 1.0);
            (a + along * share).distance(at) < REACH
        })
    };
    if theory.boundary.iter().any(is_near) {
        return Some(boundary_words(theory, axes));
    }
    if is_near(&theory.ridge) {
        return Some(RIDGE.to_owned());
    }
    theory.swing.iter().any(is_near).then(|| SWING.to_owned())
}

/// What the lines mean, in the lower left corner of a plot that is large enough.
fn legend(painter: &Painter, plot: Rect, theory: &Theory, axes: &Axes, theme: &Theme) {
    if plot.width() < LEGEND[0] || plot.height() < LEGEND[1] {
        return;
    }
    let mut rows: Vec<(&[f32], f32, String)> = Vec::new();
    if !theory.boundary.is_empty() {
        rows.push((&[], 1.75, boundary_words(theory, axes)));
    }
    if theory.ridge.len() > 1 {
        rows.push((&[6.0, 4.0], 1.25, RIDGE.to_owned()));
    }
    if !theory.swing.is_empty() {
        rows.push((&[5.0], 1.5, SWING.to_owned()));
    }
    if rows.is_empty() {
        return;
    }
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let room = plot.width() - 80.0;
    let rows = rows.into_iter().map(|(dash, width, text)| {
        let mut job =
            egui::text::LayoutJob::simple_singleline(text, font.clone(), theme.text_muted);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        (dash, width, painter.layout_job(job))
    });
    let rows: Vec<_> = rows.collect();
    let line = 18.0;
    let widest = rows.iter().map(|row| row.2.size().x).fold(0.0, f32::max);
    let size = vec2(widest + 44.0, line * rows.len() as f32 + 8.0);
    let back = Rect::from_min_size(plot.left_bottom() + vec2(8.0, -8.0 - size.y), size);
    painter.rect_filled(
        back,
        theme::sizes().radius,
        theme.panel.gamma_multiply(0.86),
    );
    for (i, (dash, width, galley)) in rows.into_iter().enumerate() {
        let y = back.top() + 4.0 + line * (i as f32 + 0.5);
        let ends = [pos2(back.left() + 8.0, y), pos2(back.left() + 30.0, y)];
        let stroke = Stroke::new(width, theme.mark);
        match dash {
            [on, off] => {
                painter.extend(Shape::dashed_line(&ends, stroke, *on, *off));
            }
            [apart] => {
                painter.extend(Shape::dotted_line(&ends, theme.mark, *apart, 1.0));
            }
            _ => {
                painter.line_segment(ends, stroke);
            }
        }
        let at = pos2(back.left() + 36.0, y - galley.size().y / 2.0);
        painter.galley(at, galley, theme.text_muted);
    }
}
