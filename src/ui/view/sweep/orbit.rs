//! The orbits of a run over one number: where it goes when its first steps are over, from rest through cycles to chaos.
//!
//! The line is the run's present setting: it is dragged, and the race follows. Scrolling zooms both axes at the pointer,
//! over their numbers only one of them.

use super::curve::readable;
use super::line_frame::{Frame, note_ui, worked_out_ui};
use super::line_switch::{Word, switch_ui};
use super::orbit_axis::Heights;
use super::orbit_hover;
use super::orbit_image::OrbitImage;
use super::orbit_ruler::{RULER, Ruler};
use crate::core::map::orbit::{Fate, LENGTH, Tail};
use crate::session::Session;
use crate::session::maps::Ordinate;
use crate::session::maps::lines::Line;
use crate::session::scene::{MAX_STEPS, RunId};
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::grip::{Grip, Touched, paint_grip};
use egui::{
    Align2, Color32, CursorIcon, DragValue, Rect, Response, RichText, Role, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

/// How far an arrow key moves the setting, as a share of the axis.
const KEY_STEP: f64 = 0.005;
/// The longest cycle whose places are marked on the line and told one by one.
pub(super) const MOST_TOLD: u32 = 8;

/// What is remembered of the orbits from frame to frame.
#[derive(Default)]
pub(super) struct OrbitState {
    image: OrbitImage,
    ruler: Ruler,
    /// The fitted axis, and the state of the line that it was fitted to.
    fitted: Option<(u64, Ordinate, Heights)>,
}

/// The orbits of a frame, on which the hand has acted.
pub(super) struct Orbits {
    pub(super) frame: Frame,
    pub(super) response: Response,
    pub(super) line: Option<Touched>,
    run: RunId,
}

/// Lets the hand act. None where there is no run.
pub(super) fn interact(
    ui: &mut Ui,
    place: Rect,
    session: &mut Session,
    state: &mut UiState,
) -> Option<Orbits> {
    let run = session.subject()?.id;
    // A picture has nothing to choose.
    if !state.relief.bare {
        controls_ui(ui, place, session);
    }
    let below = place.with_min_y(place.top() + RULER);
    let mut frame = Frame::new(below, session)?;
    let id = ui.scope_id().with("orbits of a sweep");
    let touched = place.with_min_y(frame.rect.top() - RULER);
    let response = ui.interact(touched, id, Sense::click_and_drag());
    let label = format!("Orbits over {}", frame.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &label));
    let pointer = response.interact_pointer_pos().or(response.hover_pos());
    let is_left = pointer.is_some_and(|at| at.x < frame.rect.left());
    let is_below = pointer.is_some_and(|at| at.y > frame.rect.bottom());
    if !is_left {
        frame.navigate(ui, &response, session, true);
    }
    if let Some(mut heights) = heights(session, state).filter(|_| !is_below) {
        heights.navigate(ui, frame.rect, &response, session, is_left);
    }
    if response.double_clicked() {
        session.view.sweep.fit();
        if let Some(fitted) = Frame::new(below, session) {
            frame = fitted;
        }
    }
    let line = line(ui, &frame, session, run);
    click(&frame, &response, session, run);
    Some(Orbits {
        frame,
        response,
        line,
        run,
    })
}

/// What stands on the vertical axis, and after how many steps the orbit begins.
fn controls_ui(ui: &mut Ui, place: Rect, session: &mut Session) {
    let row = Rect::from_min_size(place.min + vec2(8.0, 4.0), vec2(place.width() - 16.0, 24.0));
    let words = [
        (
            "x",
            "Vertical axis: x",
            "The first coordinate of the last places",
        ),
        (
            "y",
            "Vertical axis: y",
            "The second coordinate of the last places",
        ),
        (
            "Loss",
            "Vertical axis: loss",
            "The gap to the minimum there, or the loss where the minimum is unknown",
        ),
        (
            "Step",
            "Vertical axis: step length",
            "How far each of the last steps goes",
        ),
    ]
    .map(|(text, name, hint)| Word { text, name, hint });
    let ordinate = session.view.sweep.orbit.ordinate;
    let chosen = Ordinate::ALL.iter().position(|one| *one == ordinate);
    let builder = UiBuilder::new().id_salt("controls of orbits").max_rect(row);
    ui.scope_builder(builder, |ui| {
        ui.horizontal(|ui| {
            if let Some(i) = switch_ui(ui, &words, chosen) {
                session.view.sweep.orbit.ordinate = Ordinate::ALL[i];
                session.view.sweep.orbit.shown = None;
            }
            let small = |text: String| {
                let colour = Theme::in_ui(ui).text_faint;
                RichText::new(text).size(theme::sizes().small).color(colour)
            };
            let (before, after) = (
                small("after".to_owned()),
                small(format!("steps, the next {LENGTH}")),
            );
            ui.add_space(12.0);
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label(before);
            let usual = session.scene.steps;
            let mut steps = session.view.sweep.orbit.after.unwrap_or(usual);
            let speed = (steps as f64 / 50.0).max(1.0);
            let field = DragValue::new(&mut steps)
                .range(0..=MAX_STEPS)
                .speed(speed);
            let field = ui.add(field).on_hover_text(
                "How many steps are left out before the orbit. The run goes on after them; a schedule spans both",
            );
            if field.accessible_name("Steps before the orbit").changed() {
                session.view.sweep.orbit.after = (steps != usual).then_some(steps);
            }
            ui.label(after);
        });
    });
}

/// The vertical axis as it was painted last.
fn heights(session: &Session, state: &UiState) -> Option<Heights> {
    let orbit = &session.view.sweep.orbit;
    let (_, ordinate, mut heights) = state.sweep.orbit.fitted?;
    if let Some([low, high]) = orbit.shown.filter(|[low, high]| low < high) {
        (heights.low, heights.high) = (low, high);
    }
    (ordinate == orbit.ordinate).then_some(heights)
}

/// Lets the hand act on the line at the present setting.
fn line(ui: &Ui, frame: &Frame, session: &mut Session, id: RunId) -> Option<Touched> {
    let run = session.scene.run(id)?;
    let value = session.line_value(run, &frame.knob)?;
    if !frame.shows(value) {
        return None;
    }
    let name = format!("{} of {} among its orbits", frame.name, run.name);
    let shown = format!("{} = {}", frame.symbol, format::value(value));
    let x = frame.x(value);
    let rect = frame.rect;
    let grip = Grip {
        id: ui.scope_id().with("line among orbits"),
        at: pos2(x, rect.bottom()),
        line: Rect::from_x_y_ranges(x - 5.0..=x + 5.0, rect.y_range()),
        name: &name,
        hint: "Drag it: the race follows",
        value,
        shown: &shown,
        cursor: CursorIcon::ResizeHorizontal,
    };
    let touched = grip.interact(ui, rect);
    let keys = touched.keys * if touched.shift { 0.2 } else { 1.0 };
    let pulled = touched.to.map(|to| readable(frame, to.x));
    let pressed = (keys != 0.0).then(|| {
        let position = frame.axis.position_of(value) + KEY_STEP * keys;
        readable(frame, frame.x(frame.axis.value_at(position)))
    });
    let wanted = pulled.or(pressed).or(touched.asked);
    if let Some(wanted) = wanted
        && wanted != value
        && session.set_line_value(id, &frame.knob, wanted)
    {
        session.edited(&name);
        frame.hold(session);
    }
    Some(touched)
}

/// A click gives the run the value under the pointer.
fn click(frame: &Frame, response: &Response, session: &mut Session, id: RunId) {
    if !response.clicked() || response.double_clicked() {
        return;
    }
    let pointer = response.interact_pointer_pos();
    let Some(pointer) = pointer.filter(|at| frame.rect.contains(*at)) else {
        return;
    };
    let wanted = frame.value_at(pointer.x);
    let column = session.lines().orbit().and_then(|line| {
        let column = line.nearest(line.column_of(wanted)?)?;
        line.values().get(column).copied()
    });
    session.settle();
    if session.set_line_value(id, &frame.knob, column.unwrap_or(wanted)) {
        frame.hold(session);
        session.edited(&format!("Set {}", frame.name.to_lowercase()));
        session.settle();
    }
}

/// Brings the orbits up to date with the scene, and paints them.
pub(super) fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, orbits: &Orbits) {
    let theme = Theme::in_ui(ui);
    let frame = &orbits.frame;
    session.refresh_orbit(frame.columns(ui));
    let (Some(line), Some(run)) = (session.lines().orbit(), session.scene.run(orbits.run)) else {
        return;
    };
    let ordinate = session.view.sweep.orbit.ordinate;
    let remembered = &mut state.sweep.orbit;
    let is_fitted =
        |(stamp, of, _): &(u64, Ordinate, Heights)| (*stamp, *of) == (line.stamp(), ordinate);
    if !remembered.fitted.as_ref().is_some_and(is_fitted) {
        let heights = Heights::new(ordinate, session.derived().landmarks()).fitted(line);
        remembered.fitted = Some((line.stamp(), ordinate, heights));
    }
    let Some(heights) = self::heights(session, state) else {
        return;
    };
    let remembered = &mut state.sweep.orbit;
    let colour = theme::run_style(run.style).colour(theme);
    let painter = frame.painter(ui, 0.0);
    remembered
        .image
        .paint(&painter, frame, line, &heights, (colour, theme));
    heights.axis_ui(ui, frame.rect);
    frame.axis_ui(ui);
    remembered.ruler.refresh(frame, line);
    remembered.ruler.paint(ui, frame);
    if !line.is_done() {
        worked_out_ui(&painter, frame, session.lines(), theme);
    }
    let value = session.line_value(run, &frame.knob);
    if let Some(value) = value {
        present_ui(ui, orbits, line, &heights, value, colour);
    }
    let name = (run.name.clone(), colour);
    orbit_hover::hover_ui(ui, orbits, line, &heights, &name);
    orbit_hover::describe(ui, orbits, line, value, &run.name);
}

/// The line at the present setting, with the places of its orbit.
fn present_ui(
    ui: &Ui,
    orbits: &Orbits,
    line: &Line<Tail>,
    heights: &Heights,
    value: f64,
    colour: Color32,
) {
    let theme = Theme::in_ui(ui);
    let frame = &orbits.frame;
    let rect = frame.rect;
    let text = format!("{} = {}", frame.symbol, format::value(value));
    let Some(touched) = orbits.line.as_ref().filter(|_| frame.shows(value)) else {
        let painter = frame.painter(ui, 0.0);
        let (text, at, align) = if value < frame.axis.low {
            let at = rect.left_bottom() + vec2(8.0, -6.0);
            (format!("← {text}"), at, Align2::LEFT_BOTTOM)
        } else {
            let at = rect.right_bottom() + vec2(-8.0, -26.0);
            (format!("{text} →"), at, Align2::RIGHT_BOTTOM)
        };
        note_ui(&painter, at, align, &text, theme);
        return;
    };
    let x = frame.x(value);
    let painter = frame.painter(ui, 6.0);
    let is_active = touched.is_meant();
    let width = if is_active { 1.8 } else { 1.2 };
    painter.vline(
        x,
        rect.y_range(),
        Stroke::new(width + 2.0, theme.canvas.gamma_multiply(0.6)),
    );
    painter.vline(x, rect.y_range(), Stroke::new(width, theme.mark));
    let near = line
        .column_of(value)
        .and_then(|column| line.nearest(column));
    if let Some(tail) = near.and_then(|column| line.get(column)) {
        let few = match tail.fate() {
            Fate::Rests => 1,
            Fate::Cycles(period) if period <= 2 * MOST_TOLD => period as usize,
            _ => 0,
        };
        for step in tail.len().saturating_sub(few)..tail.len() {
            let share = heights.share(heights.number(tail, step));
            let y = rect.bottom() - share as f32 * rect.height();
            if (0.0..=1.0).contains(&share) {
                painter.circle(pos2(x, y), 4.0, colour, Stroke::new(1.5, theme.casing));
            }
        }
    }
    paint_grip(&painter, touched, pos2(x, rect.bottom()), theme.mark, theme);
    let is_right = x > rect.center().x;
    let (align, beside) = if is_right {
        (Align2::RIGHT_BOTTOM, -8.0)
    } else {
        (Align2::LEFT_BOTTOM, 8.0)
    };
    let at = pos2(x + beside, rect.bottom() - 8.0);
    note_ui(&painter, at, align, &text, theme);
}
