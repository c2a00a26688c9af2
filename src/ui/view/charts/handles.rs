//! Handles on the curves: the thresholds of clips on the gradient, the break points of schedules on the learning rate.
//!
//! A threshold is a line that goes up and down, a break a mark on the curve that goes left and right. Each belongs to a
//! run, or to all that follow a shared setting. What may be moved, and to where, the catalogues say.

use super::chart::Chart;
use super::settings::{Owner, What, breaks, thresholds};
use crate::core::catalog::Config;
use crate::core::params::{Shape, Span, Value, round_significant};
use crate::core::schedule::{self, Break};
use crate::session::Session;
use crate::session::scene::RunId;
use crate::session::view::{Across, Curve};
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::grip::{Grip, Touched, paint_grip};
use crate::ui::view::overlay::cased_text;
use egui::{Align2, Color32, CursorIcon, FontId, Id, Pos2, Rect, Stroke, Ui, pos2, vec2};

/// Part of the parameter's span by which an arrow key moves a threshold.
const KEY_STEP: f64 = 0.01;
/// Steps by which an arrow key moves a break, alone and with Shift.
const KEY_STEPS: [f64; 2] = [1.0, 10.0];
/// Distance between grips of thresholds at the right end.
const BESIDE: f32 = 20.0;

/// A handle, and what the hand did to it.
pub struct Handle {
    owner: Owner,
    /// A run that the handle is about.
    run: RunId,
    what: What,
    place: usize,
    touched: Touched,
}

/// Lets the hand act on the handles of a chart.
pub(in crate::ui::view) fn interact(
    ui: &Ui,
    chart: &Chart,
    session: &mut Session,
    state: &mut UiState,
) -> Vec<Handle> {
    let wanted = match chart.curve {
        Curve::Gradient => thresholds(session),
        Curve::Rate => breaks(session),
        _ => return Vec::new(),
    };
    let mut handles = Vec::new();
    for (place, one) in wanted.into_iter().enumerate() {
        let Some((at, value)) = place_of(chart, session, one.run, one.owner, &one.what, place)
        else {
            continue;
        };
        let (line, cursor, hint) = match one.what {
            What::Threshold { .. } => (
                Rect::from_x_y_ranges(chart.rect.x_range(), at.y - 4.0..=at.y + 4.0),
                CursorIcon::ResizeVertical,
                "Drag it up or down: longer gradients are cut to this length",
            ),
            What::Break(_) => (
                Rect::NOTHING,
                CursorIcon::ResizeHorizontal,
                "Drag it along the steps; arrows move it by one, with Shift by ten",
            ),
        };
        let grip = Grip {
            id: Id::unique("curve handle").with((&one.name, one.owner.map(|id| id.0))),
            at,
            line,
            name: &one.name,
            hint,
            value,
            shown: &number(&one.what, value),
            cursor,
        };
        let touched = grip.interact(ui, chart.rect);
        if one.owner.is_some() && touched.is_meant() {
            state.hovered = one.owner;
        }
        let changed = match &one.what {
            What::Threshold { key, unit } => {
                // The axis stays as it is while its line is held, so that the line stays under the hand.
                if touched.is_held() {
                    state.curves.hold(chart.curve);
                }
                move_threshold(chart, session, one.owner, (key, *unit), &touched)
            }
            What::Break(one_break) => {
                move_break(chart, session, (one.owner, one.run), one_break, &touched)
            }
        };
        if changed {
            session.edited(&one.name);
            ui.ctx()
                .request_discard("a handle has changed what a panel shows");
        }
        handles.push(Handle {
            owner: one.owner,
            run: one.run,
            what: one.what,
            place,
            touched,
        });
    }
    handles
}

/// Where a handle is on a chart, and its number. Several thresholds stand side by side.
fn place_of(
    chart: &Chart,
    session: &Session,
    run: RunId,
    owner: Owner,
    what: &What,
    place: usize,
) -> Option<(Pos2, f64)> {
    match what {
        What::Threshold { key, unit } => {
            let value = clip_of(session, owner)?.real(key)?;
            let room = chart.rect.shrink(3.0);
            // A threshold beyond the axis waits at its end.
            let y = chart.y(value * unit).clamp(room.top(), room.bottom());
            let x = chart.rect.right() - 10.0 - BESIDE * (place % 12) as f32;
            Some((pos2(x, y), value))
        }
        What::Break(one) => {
            let trajectory = session.derived().run(run)?.trajectory();
            if chart.across == Across::Evaluations && !trajectory.evaluations.is_empty() {
                return None;
            }
            let last = trajectory.steps().checked_sub(1)?;
            let rate = trajectory.rate[(one.step as usize).min(last)];
            let room = chart.rect.shrink(3.0);
            let y = if rate.is_finite() {
                chart.y(rate)
            } else {
                room.bottom()
            };
            let x = chart.x_of_step(session, run, one.step);
            Some((pos2(x, y.clamp(room.top(), room.bottom())), one.step as f64))
        }
    }
}

/// The clip that an owner has.
fn clip_of(session: &Session, owner: Owner) -> Option<&Config> {
    match owner {
        Some(id) => session.scene.run(id).map(|run| &run.clip),
        None => session.scene.shared.clip.as_ref().map(|(clip, _)| clip),
    }
}

/// Moves a threshold where the hand wants it. Answers whether that is another place.
fn move_threshold(
    chart: &Chart,
    session: &mut Session,
    owner: Owner,
    (key, unit): (&str, f64),
    touched: &Touched,
) -> bool {
    let Some((value, span)) =
        clip_of(session, owner).and_then(|clip| Some((clip.real(key)?, span_of(clip, key)?)))
    else {
        return false;
    };
    let pulled = touched.to.map(|to| {
        let length = chart.value_at(to.y.clamp(chart.rect.top(), chart.rect.bottom()));
        round_significant(length / unit, 3).clamp(span.low, span.high)
    });
    let steps = touched.keys * if touched.shift { 0.1 } else { 1.0 };
    let pressed = (steps != 0.0).then(|| {
        let position = span.position_of(value) + KEY_STEP * steps;
        round_significant(span.value_at(position), 3)
    });
    let wanted = pulled.or(pressed).or(touched.asked);
    let Some(wanted) = wanted.filter(|wanted| *wanted != value && wanted.is_finite()) else {
        return false;
    };
    let clip = match owner {
        Some(id) => session.scene.run_mut(id).map(|run| &mut run.clip),
        None => session.scene.shared.clip.as_mut().map(|(clip, _)| clip),
    };
    // What is not allowed is refused, and the threshold stays.
    clip.is_some_and(|clip| clip.set(key, Value::Real(wanted)).is_ok())
}

fn span_of(config: &Config, key: &str) -> Option<Span> {
    let (spec, _) = config.iter().find(|(spec, _)| spec.key == key)?;
    match &spec.shape {
        Shape::Real { span, .. } => Some(*span),
        _ => None,
    }
}

/// Moves a break where the hand wants it. Answers whether that is another place.
fn move_break(
    chart: &Chart,
    session: &mut Session,
    (owner, run): (Owner, RunId),
    one: &Break,
    touched: &Touched,
) -> bool {
    let horizon = session.scene.steps;
    let pulled = touched
        .to
        .map(|to| chart.step_at(session, run, to.x.max(chart.rect.left())));
    let steps = touched.keys * KEY_STEPS[usize::from(touched.shift)];
    let pressed = (steps != 0.0).then(|| (one.step as f64 + steps).max(0.0) as u64);
    let asked = touched.asked.map(|step| step.round().max(0.0) as u64);
    let Some(step) = pulled.or(pressed).or(asked) else {
        return false;
    };
    let schedule = match owner {
        Some(id) => session.scene.run_mut(id).map(|run| &mut run.schedule),
        None => session.scene.shared.schedule.as_mut(),
    };
    let Some(schedule) = schedule else {
        return false;
    };
    match one.moved(schedule, step.min(horizon)) {
        Some(moved) => {
            *schedule = moved;
            true
        }
        None => false,
    }
}

/// Paints the handles of a chart where their settings are now.
pub(in crate::ui::view) fn paint(ui: &Ui, chart: &Chart, session: &Session) {
    let theme = Theme::in_ui(ui);
    for handle in &chart.handles {
        let now = now(session, handle);
        let Some((at, value)) = now.and_then(|what| {
            place_of(
                chart,
                session,
                handle.run,
                handle.owner,
                &what,
                handle.place,
            )
        }) else {
            continue;
        };
        let touched = &handle.touched;
        let is_active = touched.is_meant();
        let colour = colour_of(session, handle.owner, theme);
        let painter = chart.painter(ui, 8.0);
        let label = match handle.what {
            What::Threshold { .. } => {
                let stroke = Stroke::new(
                    if is_active { 1.8 } else { 1.0 },
                    colour.gamma_multiply(if is_active { 1.0 } else { 0.6 }),
                );
                painter.hline(chart.rect.x_range(), at.y, stroke);
                format!("clip at {}", number(&handle.what, value))
            }
            What::Break(_) => {
                if is_active {
                    let line = Stroke::new(1.0, colour.gamma_multiply(0.5));
                    painter.vline(at.x, chart.rect.y_range(), line);
                }
                number(&handle.what, value)
            }
        };
        paint_grip(&painter, touched, at, colour, theme);
        if touched.is_held() || touched.response.has_focus() {
            let font = FontId::new(theme::sizes().small, theme::medium());
            let is_right = at.x > chart.rect.center().x;
            let is_low = at.y > chart.rect.top() + 26.0;
            let align = match (is_right, is_low) {
                (true, true) => Align2::RIGHT_BOTTOM,
                (false, true) => Align2::LEFT_BOTTOM,
                (true, false) => Align2::RIGHT_TOP,
                (false, false) => Align2::LEFT_TOP,
            };
            let beside = vec2(
                if is_right { -10.0 } else { 10.0 },
                if is_low { -7.0 } else { 7.0 },
            );
            cased_text(&painter, at + beside, align, &label, &font, theme);
        }
    }
}

/// What a handle moves, after the hand has acted.
fn now(session: &Session, handle: &Handle) -> Option<What> {
    let What::Break(before) = &handle.what else {
        return Some(handle.what.clone());
    };
    let run = session.scene.run(handle.run)?;
    let all = schedule::breaks(&session.scene.request(run).schedule, session.scene.steps);
    let same = |one: &Break| (&one.path, one.words) == (&before.path, before.words);
    all.into_iter().find(same).map(What::Break)
}

/// The number of a handle as it is read.
fn number(what: &What, value: f64) -> String {
    match what {
        What::Threshold { .. } => format::significant(value, 3),
        What::Break(_) => format!("step {}", format::count(value as u64)),
    }
}

fn colour_of(session: &Session, owner: Owner, theme: &Theme) -> Color32 {
    let run = owner.and_then(|id| session.scene.run(id));
    run.map_or(theme.text, |run| theme::run_style(run.style).colour(theme))
}
