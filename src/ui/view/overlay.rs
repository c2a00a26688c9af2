//! What stands over the plane: axes, the colour bar, and the read-out under the pointer.

use crate::core::surface;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::derived::Landscape;
use crate::ui::colormap::Colormap;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use crate::ui::view::axes::{is_deep, offset_ticks, ticks};
use crate::ui::view::plane::projection::Projection;
use egui::{Align2, FontFamily, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// Numbers along the lower and the left edge; in a picture the names of the axes, too.
pub(super) fn axes(painter: &Painter, projection: &Projection, named: bool, theme: &Theme) {
    let rect = projection.rect();
    let region = projection.region();
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let text =
        |at: Pos2, align: Align2, words: &str| cased_text(painter, at, align, words, &font, theme);
    if named {
        let [right, top] = [rect.right() - 8.0, rect.top() + 5.0];
        text(pos2(right, rect.bottom() - 5.0), Align2::RIGHT_BOTTOM, "x");
        text(pos2(rect.left() + 7.0, top), Align2::LEFT_TOP, "y");
    }
    let (right, mut top) = if named { (28.0, 30.0) } else { (16.0, 12.0) };
    let marks = |low, high, wanted| {
        if is_deep(low, high) {
            offset_ticks(low, high, wanted)
        } else {
            ticks(low, high, wanted)
        }
    };
    if is_deep(region.min.x, region.max.x) {
        // In full what the short numbers are counted from.
        let at = pos2(rect.left() + 40.0, rect.bottom() - 22.0);
        text(at, Align2::LEFT_BOTTOM, &counted_from("x", region.min.x));
    }
    if is_deep(region.min.y, region.max.y) {
        let at = rect.min + vec2(7.0, if named { 24.0 } else { 44.0 });
        text(at, Align2::LEFT_TOP, &counted_from("y", region.min.y));
        top += 48.0;
    }
    for tick in marks(region.min.x, region.max.x, (rect.width() / 90.0) as usize) {
        let x = projection
            .screen_from_world(Vec2 {
                x: tick.value,
                y: 0.0,
            })
            .x;
        if x > rect.left() + 40.0 && x < rect.right() - right {
            painter.vline(
                x,
                rect.bottom() - 4.0..=rect.bottom(),
                Stroke::new(1.0, theme.text_muted),
            );
            text(
                pos2(x, rect.bottom() - 5.0),
                Align2::CENTER_BOTTOM,
                &tick.text,
            );
        }
    }
    for tick in marks(region.min.y, region.max.y, (rect.height() / 70.0) as usize) {
        let y = projection
            .screen_from_world(Vec2 {
                x: 0.0,
                y: tick.value,
            })
            .y;
        if y > rect.top() + top && y < rect.bottom() - 24.0 {
            painter.hline(
                rect.left()..=rect.left() + 4.0,
                y,
                Stroke::new(1.0, theme.text_muted),
            );
            text(pos2(rect.left() + 7.0, y), Align2::LEFT_CENTER, &tick.text);
        }
    }
}

/// From which number the ticks of an axis are counted.
fn counted_from(axis: &str, low: f64) -> String {
    format!("{axis} = {} + …", format!("{low}").replace('-', "−"))
}

/// A coordinate with as many digits as tell neighbouring points of the screen apart, four at least.
pub(super) fn coordinate(x: f64, unit: f64) -> String {
    let digits = x.abs().log10().floor() - unit.log10().floor() + 1.0;
    format::significant(x, (digits as usize).clamp(4, 17))
}

/// Text that stays legible on any ground.
pub(super) fn cased_text(
    painter: &Painter,
    at: Pos2,
    align: Align2,
    text: &str,
    font: &FontId,
    theme: &Theme,
) -> Rect {
    for offset in [
        vec2(-1.0, 0.0),
        vec2(1.0, 0.0),
        vec2(0.0, -1.0),
        vec2(0.0, 1.0),
    ] {
        painter.text(
            at + offset,
            align,
            text,
            font.clone(),
            theme.canvas.gamma_multiply(0.8),
        );
    }
    painter.text(at, align, text, font.clone(), theme.text)
}

/// Where the colour bar stands on the plane.
pub(super) fn bar_rect(rect: Rect) -> Rect {
    let height = (rect.height() * 0.36).min(168.0);
    Rect::from_min_size(
        pos2(rect.right() - 22.0, rect.top() + 30.0),
        vec2(8.0, height),
    )
}

/// What the colours mean: a ramp with a few losses beside it.
pub(super) fn colour_bar(
    painter: &Painter,
    rect: Rect,
    landscape: &Landscape,
    colormap: &Colormap,
    heat: bool,
    theme: &Theme,
) {
    let bar = bar_rect(rect);
    if !heat || bar.height() < 60.0 {
        return;
    }
    let (low, high) = landscape.range;
    let mut mesh = Mesh::default();
    let strips = 32;
    for i in 0..=strips {
        let share = i as f32 / strips as f32;
        let y = egui::lerp(bar.bottom()..=bar.top(), share);
        let colour = colormap.at(f64::from(share));
        mesh.colored_vertex(pos2(bar.left(), y), colour);
        mesh.colored_vertex(pos2(bar.right(), y), colour);
        if i > 0 {
            let n = 2 * i;
            mesh.add_triangle(n - 2, n - 1, n);
            mesh.add_triangle(n - 1, n, n + 1);
        }
    }
    painter.add(Shape::mesh(mesh));
    painter.rect_stroke(
        bar,
        0.0,
        Stroke::new(1.0, theme.casing),
        egui::StrokeKind::Outside,
    );
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    for i in 0..=4 {
        let share = f64::from(i) / 4.0;
        let y = egui::lerp(bar.bottom()..=bar.top(), share as f32);
        let text = format::significant(
            landscape
                .height
                .printed(landscape.height.loss_at(low + (high - low) * share)),
            2,
        );
        cased_text(
            painter,
            pos2(bar.left() - 5.0, y),
            Align2::RIGHT_CENTER,
            &text,
            &font,
            theme,
        );
    }
    let label = landscape.height.label();
    cased_text(
        painter,
        pos2(bar.right(), bar.top() - 8.0),
        Align2::RIGHT_BOTTOM,
        label,
        &font,
        theme,
    );
}

/// Position, loss and gradient under the pointer, where a point of the screen is `unit` wide.
pub(super) fn read_out(
    painter: &Painter,
    (rect, unit): (Rect, f64),
    session: &Session,
    p: Vec2,
    theme: &Theme,
) {
    let surface = &session.scene.surface;
    let kernel = surface::entry_of(surface).scalar(surface);
    let mut gradient = Vec2::zero();
    let loss = kernel.value_and_gradient(&p, &mut gradient);
    let text = format!(
        "x {}   y {}   f {}   ‖∇f‖ {}",
        coordinate(p.x, unit),
        coordinate(p.y, unit),
        format::number(loss),
        format::number(gradient.x.hypot(gradient.y)),
    );
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let room = (rect.width() - 56.0).max(80.0);
    let galley = painter.layout(text, font, theme.text, room);
    let at = pos2(rect.left() + 40.0, rect.top() + 10.0);
    let back = Rect::from_min_size(at, galley.size()).expand2(vec2(8.0, 4.0));
    painter.rect_filled(
        back,
        theme::sizes().radius,
        theme.panel.gamma_multiply(0.92),
    );
    painter.galley(at, galley, theme.text);
}
