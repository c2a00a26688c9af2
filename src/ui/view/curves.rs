//! The curves: a quantity of every run over the steps, in step with the playhead.

use super::height_axis::Axis;
use super::series::value_at;
use crate::core::surface::Landmarks;
use crate::session::Session;
use crate::session::scene::Run;
use crate::session::view::Curve;
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::trail;
use egui::{Align2, FontId, Pos2, Rect, RichText, Sense, StrokeKind, Ui, pos2, vec2};

use egui_plot::{Plot, PlotBounds, PlotPoint, PlotTransform, VLine};

/// How near a curve the pointer must be, in points.
const REACH: f32 = 14.0;

/// The words of a curve on its tab: short, and in a sentence.
fn words(curve: Curve, landmarks: &Landmarks) -> (&'static str, &'static str) {
    match curve {
        Curve::Gap if landmarks.lowest.is_some() => {
            ("f − f*", "Gap: the loss less the smallest loss f* there is")
        }
        Curve::Gap => ("f", "Loss; its smallest value is not known on this surface"),
        Curve::Loss => ("Loss", "The loss f itself"),
        Curve::Gradient => (
            "‖∇f‖",
            "Length of the gradient; thin: raw, before clip and noise",
        ),
        Curve::Rate => ("η", "Learning rate of each step"),
    }
}

/// Tabs and axis switch, in one row.
fn tabs_ui(ui: &mut Ui, session: &mut Session) {
    let theme = Theme::in_ui(ui);
    let landmarks = session.derived().landmarks().clone();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for curve in Curve::ALL {
            if curve == Curve::Loss && landmarks.lowest.is_none() {
                continue;
            }
            let (short, sentence) = words(curve, &landmarks);
            let chosen = session.view.curve == curve;
            let text =
                RichText::new(short).color(if chosen { theme.text } else { theme.text_muted });
            let tab = ui.selectable_label(chosen, text).on_hover_text(sentence);
            if tab
                .accessible_name(format!("Curve: {}", curve.id()))
                .clicked()
            {
                session.view.curve = curve;
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (log, word) in [(false, "Linear"), (true, "Log")] {
                let chosen = session.view.log == log;
                let text =
                    RichText::new(word).color(if chosen { theme.text } else { theme.text_muted });
                if ui
                    .selectable_label(chosen, text)
                    .on_hover_text("Scale of the vertical axis")
                    .clicked()
                {
                    session.view.log = log;
                }
            }
        });
    });
}

/// The whole view; dragging in it moves the playhead.
pub fn curves_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    tabs_ui(ui, session);
    let axis = state.curves.refresh(session);
    let theme = Theme::in_ui(ui);
    let steps = session.scene.steps.max(1) as f64;
    let step = session.step() as f64;
    let name = words(session.view.curve, session.derived().landmarks()).0;
    let plot = Plot::new("curves")
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .set_margin_fraction(egui::vec2(0.0, 0.0))
        .sense(Sense::click_and_drag())
        .grid_color(theme.plot_grid)
        .y_axis_min_width(46.0)
        .x_axis_formatter(|mark, _| {
            if mark.value < 0.0 {
                String::new()
            } else {
                format::count(mark.value as u64)
            }
        })
        .y_axis_formatter(move |mark, _| axis.text(mark.value))
        .label_formatter(|_| None);
    let plot = match axis.marks() {
        Some(marks) => plot.y_grid_spacer(move |_| marks.clone()),
        None => plot,
    };
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds(PlotBounds::from_min_max(
            [0.0, axis.low],
            [steps, axis.high],
        ));
        let playhead = VLine::new("", step).color(theme.text_muted).width(1.0);
        plot.vline(playhead.allow_hover(false));
    });
    lines_ui(ui, session, state, &response.transform);
    heads_ui(ui, session, state, &response.transform, &axis);
    let pointer = response.response.interact_pointer_pos();
    let held = ui.input(|input| input.pointer.primary_down());
    if let Some(pointer) = pointer.filter(|_| held && response.response.is_pointer_button_down_on())
    {
        let x = response.transform.value_from_position(pointer).x;
        let last = session.last_step();
        session
            .playback
            .seek(x.round().clamp(0.0, last as f64) as u64, last);
    }
    let accessible = response
        .response
        .accessible_name(format!("Curves of {name}"));
    if let Some(pointer) = accessible.hover_pos() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeHorizontal);
        hover_ui(ui, pointer, session, state, &response.transform, &axis);
    }
    if session.scene.runs.is_empty() {
        let middle = accessible.rect.center();
        let font = FontId::proportional(13.0);
        ui.painter().text(
            middle,
            Align2::CENTER_CENTER,
            "Add an optimizer to see its curve",
            font,
            theme.text_muted,
        );
    }
}

/// One line per shown run, the one in front last; faint, the raw gradient behind it.
fn lines_ui(ui: &Ui, session: &Session, state: &UiState, transform: &PlotTransform) {
    let theme = Theme::in_ui(ui);
    let painter = ui.painter().with_clip_rect(*transform.frame());
    let mut shown: Vec<_> = session
        .scene
        .runs
        .iter()
        .filter_map(|run| Some((run, state.curves.get(run.id)?)))
        .collect();
    shown.sort_by_key(|(run, _)| state.front == Some(run.id));
    let on_screen = |point: &PlotPoint| transform.position_from_point(point);
    for (run, drawn) in shown {
        let style = theme::run_style(run.style);
        let (strength, width) = match state.front {
            None => (1.0, 1.8),
            Some(front) if front == run.id => (1.0, 2.6),
            Some(_) => (0.35, 1.8),
        };
        let colour = style.colour(theme).gamma_multiply(strength);
        let raw = drawn.raw_points.iter().map(on_screen);
        trail::paint_curve(&painter, raw, style, 1.0, colour.gamma_multiply(0.5));
        trail::paint_curve(
            &painter,
            drawn.points.iter().map(on_screen),
            style,
            width,
            colour,
        );
    }
}

/// Which run is under the pointer, and its exact value there; it comes to the front in every view.
fn hover_ui(
    ui: &Ui,
    pointer: Pos2,
    session: &Session,
    state: &mut UiState,
    transform: &PlotTransform,
    axis: &Axis,
) {
    let step = transform.value_from_position(pointer).x.round().max(0.0) as u64;
    let near = session.scene.runs.iter().filter_map(|run| {
        state.curves.get(run.id)?;
        let (x, value) = point_at(session, run, step)?;
        let at = transform.position_from_point(&PlotPoint::new(x, axis.height(value)));
        let away = (at.y - pointer.y).abs();
        (away < REACH).then_some((run, x, value, away))
    });
    let Some((run, x, value, _)) = near.min_by(|a, b| a.3.total_cmp(&b.3)) else {
        return;
    };
    state.hovered = Some(run.id);
    let theme = Theme::in_ui(ui);
    let quantity = words(session.view.curve, session.derived().landmarks()).0;
    let (step, value) = (format::count(x as u64), format::number(value));
    let text = format!("{}\nstep {step}\n{quantity} = {value}", run.name);
    let font = FontId::proportional(theme::sizes().small);
    let galley = ui.painter().layout_no_wrap(text, font, theme.text);
    let size = galley.size() + vec2(16.0, 10.0);
    let frame = transform.frame();
    let left = if pointer.x + size.x + 14.0 > frame.right() {
        pointer.x - size.x - 14.0
    } else {
        pointer.x + 14.0
    };
    let top =
        (pointer.y - size.y / 2.0).clamp(frame.top(), (frame.bottom() - size.y).max(frame.top()));
    let back = Rect::from_min_size(pos2(left, top), size);
    ui.painter().rect(
        back,
        theme::sizes().radius,
        theme.raised,
        theme.hairline_stroke(),
        StrokeKind::Inside,
    );
    ui.painter()
        .galley(back.min + vec2(8.0, 5.0), galley, theme.text);
}

/// The step and the exact value of a run's curve at a step, or at its last one before.
fn point_at(session: &Session, run: &Run, step: u64) -> Option<(f64, f64)> {
    let trajectory = session.derived().run(run.id)?.trajectory();
    let lowest = session.derived().landmarks().lowest;
    let curve = session.view.curve;
    let last = match curve {
        Curve::Rate => trajectory.rate.len(),
        _ => trajectory.loss.len(),
    };
    let step = (step as usize).min(last.checked_sub(1)?);
    // Only the last number of a run can be one that is not finite.
    [step, step.saturating_sub(1)]
        .into_iter()
        .find_map(|step| Some((step as f64, value_at(trajectory, curve, lowest, step)?)))
}

/// The heads of the runs, on their curves at the playhead.
fn heads_ui(ui: &Ui, session: &Session, state: &UiState, transform: &PlotTransform, axis: &Axis) {
    let theme = Theme::in_ui(ui);
    let painter = ui.painter().with_clip_rect(*transform.frame());
    for run in &session.scene.runs {
        let shown = state.curves.get(run.id);
        let at = shown.and_then(|_| point_at(session, run, session.step()));
        let Some((x, value)) = at else { continue };
        let at = transform.position_from_point(&PlotPoint::new(x, axis.height(value)));
        if transform.frame().expand(4.0).contains(at) {
            let colour = theme::run_style(run.style).colour(theme);
            painter.circle(at, 3.0, colour, egui::Stroke::new(1.0, theme.canvas));
        }
    }
}
