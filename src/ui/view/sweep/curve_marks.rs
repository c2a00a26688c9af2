//! What stands on and around the curves over one number: bars where runs diverge, ends, limits, and what is best.

use super::curve::{Curves, Shown, y_of};
use super::line_frame::Frame;
use crate::core::map::{Knob, Part};
use crate::session::Session;
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::charts::axis::Axis;
use egui::{Align2, FontId, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

/// Height of the bar of a run above the frame where it has no value.
const BAR: f32 = 3.0;
/// The height that all bars share.
const BARS: f32 = 24.0;
/// The most curves whose best value is written.
const MOST_NAMED: usize = 8;

/// Within the upper edge, a bar for each run where it has no value, and what that means.
pub(super) fn bars_ui(ui: &Ui, curves: &Curves, shown: &[Shown]) {
    let theme = Theme::in_ui(ui);
    let rect = curves.frame.rect;
    let missing: Vec<_> = shown.iter().map(|run| run.drawn.missing()).collect();
    if missing.iter().all(Vec::is_empty) {
        return;
    }
    let painter = curves.frame.painter(ui, 0.0);
    let row = (BARS / shown.len() as f32).min(BAR + 1.0);
    let widest = missing
        .iter()
        .flatten()
        .map(|(low, _)| curves.frame.x(*low));
    let left = widest.fold(rect.right(), f32::min);
    let font = FontId::proportional(theme::sizes().small);
    let text = painter.layout_no_wrap(curves.quantity.without().to_owned(), font, theme.text_muted);
    for (i, (run, parts)) in shown.iter().zip(missing).enumerate() {
        let top = rect.top() + 4.0 + row * i as f32;
        for (low, high) in parts {
            let [from, to] = [low, high].map(|x| curves.frame.x(x));
            let to = if high >= run.drawn.points.last().map_or(high, |last| last.0) {
                rect.right()
            } else {
                to.max(from + 1.0)
            };
            let bar = Rect::from_min_max(pos2(from, top), pos2(to, top + row.clamp(0.6, BAR)));
            painter.rect_filled(bar, 0.0, run.colour);
        }
    }
    let below = rect.top() + 6.0 + row * shown.len() as f32;
    let x = (rect.right() - text.size().x - 6.0).max(left);
    painter.galley(pos2(x, below), text, theme.text_muted);
}

/// A small open ring where a curve ends although the axis goes on.
pub(super) fn ends_ui(ui: &Ui, frame: &Frame, axis: &Axis, shown: &[Shown]) {
    let theme = Theme::in_ui(ui);
    let painter = frame.painter(ui, 2.0);
    for run in shown {
        let ends = run.drawn.ends();
        // A fractal border has more ends than can be told apart.
        if ends.len() > 24 {
            continue;
        }
        for (x, value) in ends {
            let at = pos2(frame.x(x), y_of(frame.rect, axis, value));
            let at = at.max(frame.rect.left_top());
            let up = [at, pos2(at.x, frame.rect.top() + 4.0)];
            let dots = Stroke::new(1.0, run.colour.gamma_multiply(0.7));
            painter.extend(Shape::dashed_line(&up, dots, 1.5, 4.0));
            painter.circle(at, 2.6, theme.canvas, Stroke::new(1.4, run.colour));
        }
    }
}

/// Theory's limit of each run's learning rate, as a tick on the axis.
pub(super) fn limits_ui(
    ui: &Ui,
    frame: &Frame,
    session: &Session,
    state: &UiState,
    shown: &[Shown],
) {
    let is_rate = matches!(&frame.knob, Knob::Param { part: Part::Optimizer, key }
        if key.rsplit('.').next() == Some("lr"));
    if !is_rate {
        return;
    }
    let theme = Theme::in_ui(ui);
    let painter = frame.painter(ui, 1.0);
    for shown in shown {
        let run = session.scene.run(shown.id);
        let limit = run.and_then(|run| state.rate_marks.limit(session, run));
        let Some(limit) = limit.filter(|limit| frame.shows(*limit)) else {
            continue;
        };
        let (x, bottom) = (frame.x(limit), frame.rect.bottom());
        let tick = Stroke::new(2.0, shown.colour);
        painter.vline(x, bottom - 9.0..=bottom, tick);
        let subject = session.subject().map(|run| run.id);
        if shown.is_front || state.front.is_none() && subject == Some(shown.id) {
            let ends = [pos2(x, bottom - 9.0), pos2(x, frame.rect.top())];
            let dashes = Stroke::new(1.0, shown.colour.gamma_multiply(0.6));
            painter.extend(Shape::dashed_line(&ends, dashes, 2.0, 5.0));
            let text = format!("limit {}", format::significant(limit, 3));
            let font = FontId::proportional(theme::sizes().small);
            let is_right = x > frame.rect.right() - 90.0;
            let (align, beside) = if is_right {
                (Align2::RIGHT_TOP, -5.0)
            } else {
                (Align2::LEFT_TOP, 5.0)
            };
            let at = pos2(x + beside, frame.rect.top() + BARS + 24.0);
            painter.text(at, align, text, font, theme.text_muted);
        }
    }
}

/// Where each run is best, with the value of the number there.
pub(super) fn best_ui(ui: &Ui, frame: &Frame, axis: &Axis, shown: &[Shown]) {
    let theme = Theme::in_ui(ui);
    let painter = frame.painter(ui, 2.0);
    let font = FontId::new(theme::sizes().small, theme::medium());
    let mut written: Vec<Rect> = Vec::new();
    let mut marked: Vec<Pos2> = Vec::new();
    for run in shown.iter().rev() {
        let Some((x, value)) = run.drawn.best.filter(|(x, _)| frame.shows(*x)) else {
            continue;
        };
        let at = pos2(frame.x(x), y_of(frame.rect, axis, value));
        // Runs that are best at the same place are marked once.
        if marked.iter().any(|other| other.distance(at) < 2.0) {
            continue;
        }
        marked.push(at);
        let is_low = at.y + 32.0 > frame.rect.bottom();
        let up = if is_low { -1.0 } else { 1.0 };
        let tip = at + vec2(0.0, 4.0 * up);
        let wedge = vec![tip, tip + vec2(-4.5, 8.0 * up), tip + vec2(4.5, 8.0 * up)];
        let casing = Stroke::new(1.0, theme.canvas);
        painter.add(Shape::convex_polygon(wedge, run.colour, casing));
        if shown.len() > MOST_NAMED && !run.is_front {
            continue;
        }
        let text = format::significant(x, 3);
        let galley = painter.layout_no_wrap(text, font.clone(), run.colour);
        let size = galley.size();
        let below = tip + vec2(-0.5 * size.x, 8.0);
        let beside = [
            below,
            tip + vec2(8.0, -2.0),
            tip + vec2(-8.0 - size.x, -2.0),
            tip + vec2(-0.5 * size.x, -26.0),
        ];
        let free = beside.into_iter().find(|min| {
            let rect = Rect::from_min_size(*min, size);
            frame.rect.contains_rect(rect) && written.iter().all(|other| !other.intersects(rect))
        });
        if let Some(min) = free {
            let rect = Rect::from_min_size(min, size);
            written.push(rect.expand(1.0));
            let ground = theme.canvas.gamma_multiply(0.75);
            painter.rect_filled(rect.expand2(vec2(2.0, 0.0)), 3.0, ground);
            painter.galley(min, galley, run.colour);
        }
    }
}

/// The runs that have no such number, named below the axis.
pub(super) fn left_out_ui(ui: &Ui, curves: &Curves, session: &Session) {
    let theme = Theme::in_ui(ui);
    let runs = session.scene.shown();
    let out: Vec<&str> = runs
        .filter(|run| session.lines().curve(run.id).is_none())
        .map(|run| run.name.as_str())
        .collect();
    if out.is_empty() {
        return;
    }
    let text = format!("Without this number: {}", out.join(", "));
    let font = FontId::proportional(theme::sizes().small);
    let at = pos2(curves.frame.rect.left(), curves.place.bottom() - 20.0);
    let room = curves.frame.rect.width() - 150.0;
    let mut job = egui::text::LayoutJob::simple_singleline(text, font, theme.text_faint);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.max(40.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(at, galley, theme.text_faint);
}
