//! The plane as a picture: heat map, contours, marks, trails and heads at the playhead, axes, read-outs.

use super::axes::ticks;
use super::plane::{Grabbed, Plane, starts};
use super::projection::Projection;
use crate::core::surface;
use crate::core::trajectory::Ending;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::derived::Landscape;
use crate::session::scene::Run;
use crate::ui::colormap::Colormap;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::trail::{self, TrailLook};
use crate::ui::{format, heat};
use egui::{
    Align2, Color32, FontFamily, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, TextureOptions,
    Ui, pos2, vec2,
};

/// Points of the screen per sample of the landscape.
const POINTS_PER_SAMPLE: f32 = 2.5;
/// The most samples across.
const MOST_SAMPLES: f32 = 640.0;

/// Paints everything that belongs to the plane.
pub fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, plane: &Plane) {
    let projection = plane.projection;
    let rect = projection.rect();
    if rect.width() < 2.0 || rect.height() < 2.0 {
        return;
    }
    let shrink = (rect.width() / POINTS_PER_SAMPLE / MOST_SAMPLES).max(1.0);
    let samples = |points: f32| ((points / POINTS_PER_SAMPLE / shrink) as usize).max(2);
    session.refresh_landscape(
        projection.region(),
        [samples(rect.width()), samples(rect.height())],
    );
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let theme = Theme::in_ui(ui);
    let colormap = Colormap::heights(theme.dark);
    let session = &*session;
    if let Some(landscape) = session.derived().landscape() {
        if session.view.heat {
            heat_map(&painter, rect, landscape, colormap, state, theme);
        }
        if session.view.contours {
            let bar = if session.view.heat {
                bar_rect(rect).expand2(vec2(44.0, 24.0))
            } else {
                Rect::NOTHING
            };
            contours(&painter, &projection, landscape, bar, theme);
        }
    }
    axes(&painter, &projection, theme);
    landmarks(&painter, &projection, session, theme);
    runs(&painter, &projection, session, state, theme);
    for (owner, start) in starts(session) {
        let at = projection.screen_from_world(start);
        trail::paint_start(
            &painter,
            at,
            theme,
            plane.over == Some(Grabbed::Start(owner)),
        );
        if let Some(run) = owner.and_then(|id| session.scene.run(id)) {
            painter.circle_filled(at, 3.5, theme::run_style(run.style).colour(theme));
        }
    }
    if let Some(landscape) = session.derived().landscape() {
        colour_bar(
            &painter,
            rect,
            landscape,
            colormap,
            session.view.heat,
            theme,
        );
    }
    if let Some(p) = plane.hover {
        read_out(&painter, rect, session, p, theme);
    }
}

fn heat_map(
    painter: &Painter,
    rect: Rect,
    landscape: &Landscape,
    colormap: &Colormap,
    state: &mut UiState,
    theme: &Theme,
) {
    let current = state
        .heat
        .as_ref()
        .is_some_and(|(revision, dark, _)| (*revision, *dark) == (landscape.revision, theme.dark));
    if !current {
        let field = &landscape.field;
        let shown: Vec<f64> = field
            .values
            .iter()
            .map(|loss| landscape.height.shown(*loss))
            .collect();
        let (low, high) = landscape.range;
        let image = heat::heat_image(&shown, field.columns, field.rows, low, high, colormap);
        match &mut state.heat {
            Some((revision, dark, texture)) => {
                texture.set(image, TextureOptions::LINEAR);
                (*revision, *dark) = (landscape.revision, theme.dark);
            }
            None => {
                let texture = painter
                    .ctx()
                    .load_texture("heat", image, TextureOptions::LINEAR);
                state.heat = Some((landscape.revision, theme.dark, texture));
            }
        }
    }
    if let Some((_, _, texture)) = &state.heat {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(texture.id(), rect, whole, Color32::WHITE);
    }
}

/// Lines of equal loss, and their numbers where there is room.
fn contours(
    painter: &Painter,
    projection: &Projection,
    landscape: &Landscape,
    bar: Rect,
    theme: &Theme,
) {
    let stroke = Stroke::new(1.0, theme.contour);
    let font = FontId::new(theme::sizes().small - 1.0, FontFamily::Proportional);
    let inside = projection.rect().shrink2(vec2(48.0, 28.0));
    let mut labels = vec![bar];
    for contour in &landscape.contours {
        let text = format::significant(landscape.height.printed(contour.level), 3);
        for line in &contour.lines {
            let mut points: Vec<Pos2> = line
                .points
                .iter()
                .map(|p| projection.screen_from_world(*p))
                .collect();
            if line.closed
                && let Some(first) = points.first().copied()
            {
                points.push(first);
            }
            let length: f32 = points
                .windows(2)
                .map(|pair| pair[0].distance(pair[1]))
                .sum();
            if length > 140.0
                && let Some(at) = label_place(&points, length, inside, &labels)
            {
                let galley =
                    painter.layout_no_wrap(text.clone(), font.clone(), theme.contour_label);
                let spot = Rect::from_center_size(at, galley.size() + vec2(6.0, 0.0));
                labels.push(spot.expand(16.0));
                let (before, after) = cut(&points, spot);
                painter.add(Shape::line(before, stroke));
                painter.add(Shape::line(after, stroke));
                painter.galley(spot.min + vec2(3.0, 0.0), galley, theme.contour_label);
            } else {
                painter.add(Shape::line(points, stroke));
            }
        }
    }
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
    match (first, last) {
        (Some(first), Some(last)) => (points[..first].to_vec(), points[last + 1..].to_vec()),
        _ => {
            let nearest = (0..points.len())
                .min_by(|a, b| {
                    points[*a]
                        .distance(hole.center())
                        .total_cmp(&points[*b].distance(hole.center()))
                })
                .unwrap_or(0);
            (
                points[..nearest].to_vec(),
                points[(nearest + 1).min(points.len())..].to_vec(),
            )
        }
    }
}

/// Numbers along the lower and the left edge.
fn axes(painter: &Painter, projection: &Projection, theme: &Theme) {
    let rect = projection.rect();
    let region = projection.region();
    let font = FontId::new(theme::sizes().small - 1.0, FontFamily::Proportional);
    let text =
        |at: Pos2, align: Align2, words: &str| cased_text(painter, at, align, words, &font, theme);
    for tick in ticks(region.min.x, region.max.x, (rect.width() / 90.0) as usize) {
        let x = projection
            .screen_from_world(Vec2 {
                x: tick.value,
                y: 0.0,
            })
            .x;
        if x > rect.left() + 40.0 && x < rect.right() - 16.0 {
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
    for tick in ticks(region.min.y, region.max.y, (rect.height() / 70.0) as usize) {
        let y = projection
            .screen_from_world(Vec2 {
                x: 0.0,
                y: tick.value,
            })
            .y;
        if y > rect.top() + 12.0 && y < rect.bottom() - 24.0 {
            painter.hline(
                rect.left()..=rect.left() + 4.0,
                y,
                Stroke::new(1.0, theme.text_muted),
            );
            text(pos2(rect.left() + 7.0, y), Align2::LEFT_CENTER, &tick.text);
        }
    }
}

/// Text that stays legible on any ground.
fn cased_text(
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

fn landmarks(painter: &Painter, projection: &Projection, session: &Session, theme: &Theme) {
    let landmarks = session.derived().landmarks();
    let kernel = surface::entry_of(&session.scene.surface).scalar(&session.scene.surface);
    for minimum in &landmarks.minima {
        let gap = landmarks
            .lowest
            .map(|lowest| kernel.value(minimum) - lowest);
        let is_global =
            gap.is_none_or(|gap| gap <= 1e-6 * (1.0 + landmarks.lowest.unwrap_or(0.0).abs()));
        let at = projection.screen_from_world(*minimum);
        trail::paint_minimum(painter, at, theme, is_global);
    }
    for saddle in &landmarks.saddles {
        trail::paint_saddle(painter, projection.screen_from_world(*saddle), theme);
    }
}

/// Trails, then heads over them, the run in front last.
fn runs(
    painter: &Painter,
    projection: &Projection,
    session: &Session,
    state: &UiState,
    theme: &Theme,
) {
    let scene = &session.scene;
    let mut shown: Vec<&Run> = scene
        .runs
        .iter()
        .filter(|run| scene.is_shown(run))
        .collect();
    shown.sort_by_key(|run| state.front == Some(run.id));
    let step = session.step() as usize;
    let mut ends = Vec::new();
    for run in shown {
        let Some(product) = session.derived().run(run.id) else {
            continue;
        };
        let positions = &product.trajectory().position;
        let so_far = &positions[..positions.len().min(step + 1)];
        let points = so_far.iter().map(|p| projection.screen_from_world(*p));
        let look = match state.front {
            None => TrailLook::default(),
            Some(front) if front == run.id => TrailLook::emphasised(),
            Some(_) => TrailLook::dimmed(),
        };
        let style = theme::run_style(run.style);
        let exit = trail::paint_trail(painter, points.clone(), style, theme, &look);
        let mut newest = points.rev();
        let (at, before) = (newest.next(), newest.next());
        ends.push((run, at, before, exit, look.opacity, product.ending()));
    }
    let mut gone = 0;
    for (run, at, before, exit, opacity, ending) in ends {
        let style = theme::run_style(run.style);
        let front = state.front == Some(run.id);
        if let Some(exit) = exit {
            let diverged = match ending {
                Some(Ending::Diverged { at, .. }) if at as usize <= step => Some(at),
                _ => None,
            };
            trail::paint_edge_mark(painter, exit, style, theme);
            if diverged.is_some() || front {
                gone_label(painter, projection.rect(), &run.name, diverged, gone, theme);
                gone += 1;
            }
            continue;
        }
        let Some(at) = at else {
            continue;
        };
        let direction = before.map(|before| at - before);
        let direction = direction.filter(|direction| direction.length() > 0.5);
        trail::paint_head(
            painter,
            at,
            direction,
            style,
            theme,
            theme::sizes().head,
            opacity,
        );
        if front {
            let font = FontId::new(theme::sizes().small, theme::medium());
            let place = at + vec2(12.0, -10.0);
            cased_text(painter, place, Align2::LEFT_BOTTOM, &run.name, &font, theme);
        }
    }
}

/// Says of a run that has left the plane where it went; the lines stand under each other.
fn gone_label(
    painter: &Painter,
    rect: Rect,
    name: &str,
    diverged: Option<u64>,
    row: usize,
    theme: &Theme,
) {
    let words = match diverged {
        Some(at) => format!("{name} diverged at step {}", format::count(at)),
        None => format!("{name} is out of view"),
    };
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let at = pos2(rect.left() + 40.0, rect.top() + 40.0 + 18.0 * row as f32);
    if at.y < rect.bottom() - 40.0 {
        cased_text(painter, at, Align2::LEFT_TOP, &words, &font, theme);
    }
}

/// Where the colour bar stands on the plane.
fn bar_rect(rect: Rect) -> Rect {
    let height = (rect.height() * 0.36).min(168.0);
    Rect::from_min_size(
        pos2(rect.right() - 22.0, rect.top() + 30.0),
        vec2(8.0, height),
    )
}

/// What the colours mean: a ramp with a few losses beside it.
fn colour_bar(
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
    let font = FontId::new(theme::sizes().small - 1.0, FontFamily::Proportional);
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

/// Position, loss and gradient under the pointer.
fn read_out(painter: &Painter, rect: Rect, session: &Session, p: Vec2, theme: &Theme) {
    let surface = &session.scene.surface;
    let kernel = surface::entry_of(surface).scalar(surface);
    let mut gradient = Vec2::zero();
    let loss = kernel.value_and_gradient(&p, &mut gradient);
    let text = format!(
        "x {}   y {}   f {}   ‖∇f‖ {}",
        format::number(p.x),
        format::number(p.y),
        format::number(loss),
        format::number(gradient.x.hypot(gradient.y)),
    );
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let galley = painter.layout_no_wrap(text, font, theme.text);
    let at = pos2(rect.left() + 40.0, rect.top() + 10.0);
    let back = Rect::from_min_size(at, galley.size()).expand2(vec2(8.0, 4.0));
    painter.rect_filled(
        back,
        theme::sizes().radius,
        theme.panel.gamma_multiply(0.92),
    );
    painter.galley(at, galley, theme.text);
}

#[cfg(test)]
mod tests {
    use super::*;

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
