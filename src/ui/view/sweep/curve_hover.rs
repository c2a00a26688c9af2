//! What the pointer reads from the curves over one number, and what a click on one does.

use super::curve::{Curves, Shown, y_of};
use super::line_tip::{Line, tip_ui};
use crate::core::map::Outcome;
use crate::session::Session;
use crate::session::scene::RunId;
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::charts::axis::Axis;
use egui::{CursorIcon, Pos2, Stroke, Ui, pos2};

/// How near a curve the pointer must be, in points, to mean its run.
const REACH: f32 = 24.0;

/// The run under the pointer: which, its value of the number, its outcome, and where that stands.
struct Under {
    run: RunId,
    value: f64,
    outcome: Outcome,
    at: Pos2,
    away: f32,
}

fn under(curves: &Curves, session: &Session, axis: &Axis, pointer: Pos2) -> Option<Under> {
    let frame = &curves.frame;
    if !frame.rect.expand(2.0).contains(pointer) {
        return None;
    }
    let landmarks = session.derived().landmarks();
    let wanted = frame.value_at(pointer.x);
    let near = session.scene.shown().filter_map(|run| {
        let line = session.lines().curve(run.id)?;
        let column = line.nearest(line.column_of(wanted)?)?;
        let (value, outcome) = (line.values()[column], *line.get(column)?);
        outcome.ending?;
        let height = curves.quantity.value(&outcome, landmarks);
        let y = height.map_or(frame.rect.top() + 6.0, |height| {
            y_of(frame.rect, axis, height)
        });
        let at = pos2(
            frame.x(value),
            y.clamp(frame.rect.top(), frame.rect.bottom()),
        );
        Some(Under {
            run: run.id,
            value,
            outcome,
            at,
            away: (at.y - pointer.y).abs(),
        })
    });
    near.min_by(|a, b| a.away.total_cmp(&b.away))
}

/// A click near a curve gives its run the value under the pointer.
pub(super) fn click(curves: &Curves, session: &mut Session, axis: Option<Axis>) {
    let response = &curves.response;
    if !response.clicked() || response.double_clicked() {
        return;
    }
    let (Some(axis), Some(pointer)) = (axis, response.interact_pointer_pos()) else {
        return;
    };
    let Some(under) = under(curves, session, &axis, pointer).filter(|under| under.away <= REACH)
    else {
        return;
    };
    let knob = curves.frame.knob.clone();
    session.settle();
    if session.set_line_value(under.run, &knob, under.value) {
        session.selected = Some(under.run);
        curves.frame.hold(session);
        session.edited(&format!("Set {}", curves.frame.name.to_lowercase()));
        session.settle();
    }
}

/// The numbers of the run whose curve is under the pointer.
pub(super) fn paint(
    ui: &Ui,
    curves: &Curves,
    session: &Session,
    state: &mut UiState,
    shown: &[Shown],
) {
    describe(ui, curves, session, shown);
    let theme = Theme::in_ui(ui);
    let (Some(axis), Some(pointer)) = (state.sweep.curve.axis, curves.response.hover_pos()) else {
        return;
    };
    if curves.response.dragged() {
        return;
    }
    let frame = &curves.frame;
    let Some(under) = under(curves, session, &axis, pointer) else {
        return;
    };
    let painter = frame.painter(ui, 4.0);
    painter.vline(
        under.at.x,
        frame.rect.y_range(),
        Stroke::new(1.0, theme.text_faint.gamma_multiply(0.5)),
    );
    let Some(run) = session
        .scene
        .run(under.run)
        .filter(|_| under.away <= REACH * 3.0)
    else {
        return;
    };
    state.hovered = Some(run.id);
    let colour = theme::run_style(run.style).colour(theme);
    painter.circle(under.at, 4.0, theme.canvas, Stroke::new(2.0, colour));
    if under.away <= REACH {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let landmarks = session.derived().landmarks();
    let mut lines = vec![
        Line::title(&run.name, colour),
        Line::pair(&frame.symbol, &format::value(under.value)),
    ];
    lines.extend(numbers(
        &under.outcome,
        landmarks.lowest,
        session.scene.tolerance,
    ));
    if under.away <= REACH {
        lines.push(Line::hint("Click to take this value"));
    }
    tip_ui(ui, frame.rect, pointer, &lines);
}

/// What became of a run, in words and numbers.
fn numbers(outcome: &Outcome, lowest: Option<f64>, tolerance: f64) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(ending) = outcome.ending {
        let mut sentence = ending.to_string();
        if let Some(first) = sentence.get(..1) {
            sentence = first.to_uppercase() + &sentence[1..];
        }
        lines.push(Line::text(&sentence));
    }
    if outcome.loss.is_finite() {
        lines.push(match lowest {
            Some(lowest) => Line::pair(
                "f − f*",
                &format::significant((outcome.loss - lowest).max(0.0), 4),
            ),
            None => Line::pair("f", &format::significant(outcome.loss, 4)),
        });
    }
    let steps = outcome
        .steps_to_tolerance()
        .map_or_else(|| "never".to_owned(), format::count);
    let name = format!("Steps to {}", format::significant(tolerance, 3));
    lines.push(Line::pair(&name, &steps));
    if outcome.rate.is_finite() {
        lines.push(Line::pair(
            "Rate per step",
            &format::significant(outcome.rate, 4),
        ));
    }
    lines
}

/// Says to a screen reader where each run stands and where it is best.
fn describe(ui: &Ui, curves: &Curves, session: &Session, shown: &[Shown]) {
    let frame = &curves.frame;
    let sentences: Vec<String> = shown
        .iter()
        .filter_map(|shown| {
            let run = session.scene.run(shown.id)?;
            let now = session.line_value(run, &frame.knob)?;
            let best = shown.drawn.best.map_or_else(
                || "nowhere good".to_owned(),
                |(x, _)| format!("best at {}", format::significant(x, 3)),
            );
            Some(format!(
                "{} is at {}, {best}",
                shown.name,
                format::value(now)
            ))
        })
        .collect();
    ui.ctx().accesskit_node_builder(curves.response.id, |node| {
        node.set_label(format!("Curves over {}", frame.name));
        node.set_description(sentences.join("; "));
    });
}
