//! The curves of all runs over one number: how well each does at every value, where it stands, and where it is best.
//!
//! A curve ends where its run diverges; what lies beyond is told by a bar of its colour above. The dot on a curve is the
//! run's present setting and can be dragged; a click on a curve gives the run the value under the pointer.

use super::curve_values::{Drawn, Quantity};
use super::line_frame::{Frame, note_ui, worked_out_ui};
use super::line_switch::{Word, switch_ui};
use super::{curve_hover, curve_marks};
use crate::core::params::round_significant;
use crate::session::Session;
use crate::session::maps::Shade;
use crate::session::maps::lines::Line;
use crate::session::scene::{Run, RunId};
use crate::ui::ink::Ink;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::trail;
use crate::ui::view::charts::axis::Axis;
use crate::ui::view::grip::{Grip, Touched};
use crate::ui::{format, marks};
use egui::{
    Align2, Color32, CursorIcon, FontId, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};
use std::collections::HashMap;

/// Width of a line, and of one that is pointed at.
const WIDTHS: [f32; 2] = [1.8, 2.8];
/// How far an arrow key moves a setting, as a share of the axis.
const KEY_STEP: f64 = 0.005;

/// What is remembered of the curves from frame to frame.
#[derive(Default)]
pub(super) struct CurveState {
    /// Shapes of the lines, and what they were made for.
    shapes: HashMap<RunId, (Look, Vec<Shape>)>,
    /// The vertical axis of the frame before, on which the hand acts.
    pub(super) axis: Option<Axis>,
}

#[derive(Clone, PartialEq)]
struct Look {
    stamp: u64,
    axis: Axis,
    across: crate::core::map::Axis,
    rect: Rect,
    quantity: Quantity,
    colour: Color32,
    width: f32,
    ink: Ink,
}

/// The curves of a frame, on which the hand has acted.
pub(super) struct Curves {
    pub(super) frame: Frame,
    pub(super) response: Response,
    pub(super) quantity: Quantity,
    pub(super) place: Rect,
    dots: Vec<(RunId, Touched)>,
}

/// Lets the hand act. None where there is no run.
pub(super) fn interact(
    ui: &mut Ui,
    place: Rect,
    session: &mut Session,
    state: &mut UiState,
) -> Option<Curves> {
    let mut frame = Frame::new(place, session)?;
    // A picture has nothing to choose.
    if !state.relief.bare {
        quantity_ui(ui, place, session);
    }
    let quantity = Quantity::of(session.view.sweep.shade);
    let id = ui.scope_id().with("curves of a sweep");
    let touched = frame.rect.with_max_y(place.bottom());
    let response = ui.interact(touched, id, Sense::click_and_drag());
    response.widget_info(|| {
        let name = format!("Curves over {}", frame.name);
        WidgetInfo::labeled(Role::Canvas, true, name)
    });
    frame.navigate(ui, &response, session, true);
    if response.double_clicked() {
        session.view.sweep.across_shown = None;
        if let Some(fitted) = Frame::new(place, session) {
            frame = fitted;
        }
    }
    let dots = dots(ui, &frame, quantity, session, state);
    let curves = Curves {
        frame,
        response,
        quantity,
        place,
        dots,
    };
    curve_hover::click(&curves, session, state.sweep.curve.axis);
    Some(curves)
}

/// What stands on the vertical axis, and whether it is logarithmic.
fn quantity_ui(ui: &mut Ui, place: Rect, session: &mut Session) {
    let row = Rect::from_min_size(place.min + vec2(8.0, 4.0), vec2(place.width() - 16.0, 24.0));
    let landmarks = session.derived().landmarks();
    let words = Quantity::ALL.map(|quantity| Word {
        text: quantity.name(landmarks),
        name: match quantity {
            Quantity::Loss => "Vertical axis: final loss",
            Quantity::Steps => "Vertical axis: steps to tolerance",
            Quantity::Rate => "Vertical axis: rate per step",
        },
        hint: match quantity {
            Quantity::Loss => "The gap to the minimum after the last step, or the loss where the minimum is unknown",
            Quantity::Steps => "The first step at which the run is within the tolerance",
            Quantity::Rate => "By what factor the distance to the minimum shrinks per step in the long run, as it is measured; smaller is faster",
        },
    });
    let shade = session.view.sweep.shade;
    let chosen = Quantity::of(shade);
    let chosen = Quantity::ALL.iter().position(|one| *one == chosen);
    let builder = UiBuilder::new().id_salt("quantity of curves").max_rect(row);
    ui.scope_builder(builder, |ui| {
        ui.horizontal(|ui| {
            if let Some(i) = switch_ui(ui, &words, chosen) {
                session.view.sweep.shade = Quantity::ALL[i].shade();
            }
            if shade == Shade::Ending {
                let hint = egui::RichText::new("an ending has no height: the final loss is shown")
                    .size(theme::sizes().small)
                    .color(Theme::in_ui(ui).text_faint);
                ui.label(hint);
            }
        });
    });
}

/// Lets the hand act on the dots of the runs' present settings.
fn dots(
    ui: &Ui,
    frame: &Frame,
    quantity: Quantity,
    session: &mut Session,
    state: &UiState,
) -> Vec<(RunId, Touched)> {
    let ids: Vec<RunId> = session.scene.shown().map(|run| run.id).collect();
    let mut dots = Vec::new();
    for id in ids {
        let Some((value, at)) = dot_at(frame, quantity, session, state.sweep.curve.axis, id) else {
            continue;
        };
        let Some(run) = session.scene.run(id) else {
            continue;
        };
        let name = format!("{} of {} on its curve", frame.name, run.name);
        let shown = format!("{} = {}", frame.symbol, format::value(value));
        let grip = Grip {
            id: ui.scope_id().with(("dot of a curve", id)),
            at,
            line: Rect::from_center_size(at, vec2(0.0, 0.0)),
            name: &name,
            hint: "Drag it along the curve: the race follows",
            value,
            shown: &shown,
            cursor: CursorIcon::ResizeHorizontal,
        };
        let touched = grip.interact(ui, frame.rect);
        let keys = touched.keys * if touched.shift { 0.2 } else { 1.0 };
        let pulled = touched.to.map(|to| readable(frame, to.x));
        let pressed = (keys != 0.0).then(|| {
            let position = frame.axis.position_of(value) + KEY_STEP * keys;
            rounded(frame, frame.axis.value_at(position))
        });
        if let Some(wanted) = pulled.or(pressed).or(touched.asked)
            && wanted != value
            && session.set_line_value(id, &frame.knob, wanted)
        {
            session.edited(&name);
            session.selected = Some(id);
            frame.hold(session);
        }
        dots.push((id, touched));
    }
    dots
}

/// The number at `x`, within the frame, with no more digits than a point of the screen tells apart.
pub(super) fn readable(frame: &Frame, x: f32) -> f64 {
    let inside = x.clamp(frame.rect.left(), frame.rect.right());
    rounded(frame, frame.value_at(inside))
}

fn rounded(frame: &Frame, value: f64) -> f64 {
    let x = frame.x(value);
    let point = (frame.value_at(x + 0.5) - frame.value_at(x - 0.5)).abs();
    let digits = (value.abs() / point).log10().ceil();
    if !digits.is_finite() || digits > 15.0 {
        return value;
    }
    round_significant(value, digits.clamp(1.0, 15.0) as i32)
}

/// The present value of a run, and where its dot stands; none where it has none, or it is not on the axis.
fn dot_at(
    frame: &Frame,
    quantity: Quantity,
    session: &Session,
    axis: Option<Axis>,
    id: RunId,
) -> Option<(f64, Pos2)> {
    let value = session.line_value(session.scene.run(id)?, &frame.knob)?;
    if !frame.shows(value) {
        return None;
    }
    let line = session.lines().curve(id);
    let near = line.and_then(|line| {
        let column = line.nearest(line.column_of(value)?)?;
        line.get(column)
    });
    let landmarks = session.derived().landmarks();
    let height = near.and_then(|outcome| quantity.value(outcome, landmarks));
    let y = match (height, axis) {
        (Some(height), Some(axis)) => y_of(frame.rect, &axis, height),
        _ => frame.rect.top() + 6.0,
    };
    let y = y.clamp(frame.rect.top(), frame.rect.bottom());
    Some((value, pos2(frame.x(value), y)))
}

/// Where a value of the quantity stands.
pub(super) fn y_of(rect: Rect, axis: &Axis, value: f64) -> f32 {
    let share = (axis.height(value) - axis.low) / (axis.high - axis.low);
    rect.bottom() - share as f32 * rect.height()
}

/// A run with its curve.
pub(super) struct Shown {
    pub(super) id: RunId,
    pub(super) name: String,
    pub(super) style: usize,
    pub(super) drawn: Drawn,
    /// How it is drawn: its colour, as strong as it is now.
    pub(super) colour: Color32,
    pub(super) is_front: bool,
}

/// Brings the curves up to date with the scene, and paints them.
pub(super) fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, curves: &Curves) {
    let theme = Theme::in_ui(ui);
    let (frame, quantity) = (&curves.frame, curves.quantity);
    session.refresh_curves(frame.columns(ui));
    let landmarks = session.derived().landmarks();
    let first = |run: &Run| {
        let loss = session.derived().run(run.id)?.trajectory().loss.first();
        super::curve_values::height(*loss?, landmarks)
    };
    let usual = session.scene.shown().filter_map(first).fold(1e-9, f64::max);
    let mut shown: Vec<Shown> = Vec::new();
    for run in session.scene.shown() {
        let Some(line) = session.lines().curve(run.id) else {
            continue;
        };
        let is_front = state.front == Some(run.id);
        let strength = if is_front || state.front.is_none() {
            1.0
        } else {
            0.35
        };
        shown.push(Shown {
            id: run.id,
            name: run.name.clone(),
            style: run.style,
            drawn: Drawn::new(line, quantity, landmarks, usual),
            colour: theme::run_style(run.style)
                .colour(theme)
                .gamma_multiply(strength),
            is_front,
        });
    }
    shown.sort_by_key(|run| run.is_front);
    let axis = quantity.axis(&shown.iter().map(|run| &run.drawn.series), session.view.log);
    let remembered = &mut state.sweep.curve;
    remembered.axis = Some(axis);
    remembered
        .shapes
        .retain(|id, _| shown.iter().any(|run| run.id == *id));
    ordinate_ui(ui, frame, &axis);
    frame.axis_ui(ui);
    let painter = frame.painter(ui, 1.0);
    let ink = Ink::of(ui.ctx());
    for run in &shown {
        let look = Look {
            stamp: session.lines().curve(run.id).map_or(0, Line::stamp),
            axis,
            across: frame.axis,
            rect: frame.rect,
            quantity,
            colour: run.colour,
            width: WIDTHS[usize::from(run.is_front)] * theme.stroke,
            ink,
        };
        let held = remembered.shapes.get(&run.id).filter(|held| held.0 == look);
        if held.is_none() {
            let shapes = shapes(frame, &look, run, ink.pixel(ui.ctx()));
            remembered.shapes.insert(run.id, (look, shapes));
        }
        if let Some((_, shapes)) = remembered.shapes.get(&run.id) {
            painter.extend(shapes.iter().cloned());
        }
    }
    curve_marks::bars_ui(ui, curves, &shown);
    curve_marks::ends_ui(ui, frame, &axis, &shown);
    curve_marks::limits_ui(ui, frame, session, state, &shown);
    curve_marks::best_ui(ui, frame, &axis, &shown);
    dots_ui(ui, curves, session, state);
    curve_marks::left_out_ui(ui, curves, session);
    if !session.lines().curves_done() {
        worked_out_ui(&painter, frame, session.lines(), theme);
    }
    curve_hover::paint(ui, curves, session, state, &shown);
}

/// The line of a run.
fn shapes(frame: &Frame, look: &Look, run: &Shown, pixel: f32) -> Vec<Shape> {
    let points = &run.drawn.points;
    let on_screen = |(x, value): &(f64, Option<f64>)| match value {
        Some(value) => pos2(frame.x(*x), y_of(frame.rect, &look.axis, *value)),
        None => Pos2::NAN,
    };
    let mut shapes = trail::curve_shapes(
        points.iter().map(on_screen),
        frame.rect,
        (look.ink, pixel),
        theme::run_style(run.style),
        (look.width, look.colour),
    );
    // A value between two gaps is no line, but it is there; so are the few values of a whole number.
    let is_gap = |i: Option<usize>| {
        let point = i.and_then(|i| points.get(i));
        point.is_none_or(|point| point.1.is_none())
    };
    let are_few = (points.len() as f32) < frame.rect.width() / 12.0;
    for (i, point) in points.iter().enumerate() {
        let is_alone = is_gap(i.checked_sub(1)) && is_gap(Some(i + 1));
        if !is_gap(Some(i)) && (is_alone || are_few) {
            let radius = if are_few { 2.0 } else { 0.8 } * look.width;
            shapes.push(Shape::circle_filled(on_screen(point), radius, look.colour));
        }
    }
    shapes
}

/// The numbers of the vertical axis and the lines across.
fn ordinate_ui(ui: &Ui, frame: &Frame, axis: &Axis) {
    let theme = Theme::in_ui(ui);
    let (rect, painter) = (frame.rect, ui.painter());
    let font = FontId::proportional(theme::sizes().small);
    let mut written: Vec<f32> = Vec::new();
    for mark in axis.marks((rect.height() / 40.0) as usize) {
        let share = (mark.height - axis.low) / (axis.high - axis.low);
        let y = rect.bottom() - share as f32 * rect.height();
        if y < rect.top() || y > rect.bottom() {
            continue;
        }
        let is_named = !mark.text.is_empty();
        let grid = if is_named {
            theme.plot_grid
        } else {
            theme.plot_grid.gamma_multiply(0.5)
        };
        painter.hline(rect.x_range(), y, Stroke::new(1.0, grid));
        if is_named && written.iter().all(|other| (other - y).abs() > font.size) {
            written.push(y);
            let at = pos2(rect.left() - 8.0, y);
            painter.text(
                at,
                Align2::RIGHT_CENTER,
                mark.text,
                font.clone(),
                theme.text_faint,
            );
        }
    }
    if let Some(remark) = axis.remark() {
        let at = rect.left_top() + vec2(8.0, 6.0);
        note_ui(painter, at, Align2::LEFT_TOP, remark, theme);
    }
}

/// The dots, where the settings are now.
fn dots_ui(ui: &Ui, curves: &Curves, session: &Session, state: &UiState) {
    let theme = Theme::in_ui(ui);
    let frame = &curves.frame;
    let painter = frame.painter(ui, 10.0);
    for (id, touched) in &curves.dots {
        let axis = state.sweep.curve.axis;
        let (Some((value, at)), Some(run)) = (
            dot_at(frame, curves.quantity, session, axis, *id),
            session.scene.run(*id),
        ) else {
            continue;
        };
        let style = theme::run_style(run.style);
        let is_active = touched.is_meant();
        if is_active {
            let line = Stroke::new(1.0, style.colour(theme).gamma_multiply(0.6));
            painter.vline(at.x, frame.rect.y_range(), line);
            painter.circle_filled(at, 11.0, style.colour(theme).gamma_multiply(0.25));
        }
        let size = if is_active { 7.5 } else { 6.0 };
        marks::paint_head(&painter, at, None, style, theme, size, 1.0);
        if touched.is_held() || touched.response.has_focus() {
            let text = format!("{} = {}", frame.symbol, format::value(value));
            let is_right = at.x > frame.rect.center().x;
            let (align, beside) = if is_right {
                (Align2::RIGHT_BOTTOM, vec2(-12.0, -10.0))
            } else {
                (Align2::LEFT_BOTTOM, vec2(12.0, -10.0))
            };
            note_ui(&painter, at + beside, align, &text, theme);
        }
    }
}
