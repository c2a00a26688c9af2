//! The curves: a quantity of every run over the steps, in step with the playhead.

use super::series::{Series, extent, series};
use crate::core::surface::Landmarks;
use crate::session::Session;
use crate::session::scene::RunId;
use crate::session::view::Curve;
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Dash, Theme};
use egui::{Align2, FontId, Pos2, RichText, Sense, Ui};
use egui_plot::{
    GridInput, GridMark, HoverPosition, Line, LineStyle, Plot, PlotBounds, PlotPoint, PlotPoints,
    VLine,
};
use std::collections::HashMap;

/// Series that were worked out, by run, with what they were worked out for.
#[derive(Default)]
pub struct CurveCache {
    series: HashMap<RunId, (u64, Curve, Series, Option<Series>)>,
}

impl CurveCache {
    /// Brings the series of the shown runs up to date.
    fn refresh(&mut self, session: &Session) {
        let curve = session.view.curve;
        let lowest = session.derived().landmarks().lowest;
        let scene = &session.scene;
        self.series
            .retain(|id, _| scene.run(*id).is_some_and(|run| scene.is_shown(run)));
        for run in scene.runs.iter().filter(|run| scene.is_shown(run)) {
            let Some(product) = session.derived().run(run.id) else {
                continue;
            };
            let current = self
                .series
                .get(&run.id)
                .is_some_and(|(revision, of, ..)| (*revision, *of) == (product.revision(), curve));
            if !current {
                let (main, raw) = series(product.trajectory(), curve, lowest);
                self.series
                    .insert(run.id, (product.revision(), curve, main, raw));
            }
        }
    }
}

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
            "Length of the gradient; dotted: raw, before clip and noise",
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
    let log = session.view.log;
    state.curves.refresh(session);
    let all = state
        .curves
        .series
        .values()
        .flat_map(|(_, _, main, raw)| std::iter::once(main).chain(raw));
    let (low, high, foot) = extent(all, log);
    let lines = lines(session, state, log, foot, low, high);
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
        .y_axis_formatter(move |mark, _| axis_text(mark, log, foot))
        .label_formatter(move |at| hover_text(at, name, log, foot));
    let plot = if log {
        plot.y_grid_spacer(move |input| log_grid(input, foot))
    } else {
        plot
    };
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds(PlotBounds::from_min_max([0.0, low], [steps, high]));
        for line in lines {
            plot.line(line);
        }
        plot.vline(
            VLine::new("", step)
                .color(theme.text_muted)
                .width(1.0)
                .allow_hover(false),
        );
    });
    let pointer = response.response.interact_pointer_pos();
    if let Some(pointer) = pointer.filter(|_| response.response.is_pointer_button_down_on()) {
        let x = response.transform.value_from_position(pointer).x;
        let last = session.last_step();
        session
            .playback
            .seek(x.round().clamp(0.0, last as f64) as u64, last);
    }
    let accessible = response
        .response
        .accessible_name(format!("Curves of {name}"));
    heads_ui(ui, session, state, &response.transform, log, foot);
    if accessible.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeHorizontal);
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

/// One line per shown run, the one in front last; dotted, the raw gradient behind it.
fn lines<'a>(
    session: &Session,
    state: &UiState,
    log: bool,
    foot: f64,
    low: f64,
    high: f64,
) -> Vec<Line<'a>> {
    let theme = Theme::of(state.settings.dark);
    let mut shown: Vec<_> = session
        .scene
        .runs
        .iter()
        .filter(|run| state.curves.series.contains_key(&run.id))
        .collect();
    shown.sort_by_key(|run| state.front == Some(run.id));
    let mut lines = Vec::new();
    for run in shown {
        let Some((_, _, main, raw)) = state.curves.series.get(&run.id) else {
            continue;
        };
        let style = theme::run_style(run.style);
        let dimmed = state.front.is_some_and(|front| front != run.id);
        let colour = if dimmed {
            style.colour(theme).gamma_multiply(0.35)
        } else {
            style.colour(theme)
        };
        let points =
            |series: &Series| PlotPoints::Owned(kept_near(series.on_axis(log, foot), low, high));
        if let Some(raw) = raw {
            let line = Line::new("", points(raw))
                .id((run.id.0, "raw"))
                .color(colour.gamma_multiply(0.7));
            lines.push(
                line.width(1.2)
                    .style(LineStyle::dotted_loose())
                    .allow_hover(false),
            );
        }
        let width = if state.front == Some(run.id) {
            2.6
        } else {
            1.8
        };
        let line = Line::new(run.name.clone(), points(main))
            .id(run.id.0)
            .color(colour);
        lines.push(line.width(width).style(line_style(style.dash)));
    }
    lines
}

/// The dash of a run as the plot draws it.
fn line_style(dash: Dash) -> LineStyle {
    match dash {
        Dash::Solid => LineStyle::Solid,
        Dash::Dashed => LineStyle::dashed_loose(),
        Dash::Dotted => LineStyle::dotted_dense(),
    }
}

/// Values far outside the plot moved to just outside it, where single precision still knows them.
fn kept_near(mut points: Vec<PlotPoint>, low: f64, high: f64) -> Vec<PlotPoint> {
    let margin = (high - low) * 4.0;
    for point in &mut points {
        point.y = point.y.clamp(low - margin, high + margin);
    }
    points
}

/// The heads of the runs, on their curves at the playhead.
fn heads_ui(
    ui: &Ui,
    session: &Session,
    state: &UiState,
    transform: &egui_plot::PlotTransform,
    log: bool,
    foot: f64,
) {
    let painter = ui.painter().with_clip_rect(*transform.frame());
    let step = session.step() as f64;
    for run in &session.scene.runs {
        let Some((_, _, main, _)) = state.curves.series.get(&run.id) else {
            continue;
        };
        let Some(&(x, value)) = main.points.iter().take_while(|(x, _)| *x <= step).last() else {
            continue;
        };
        let y = if !log {
            value
        } else if value > 0.0 {
            value.log10()
        } else {
            foot
        };
        let at: Pos2 = transform.position_from_point(&PlotPoint::new(x, y));
        if transform.frame().expand(4.0).contains(at) {
            let style = theme::run_style(run.style);
            painter.circle(
                at,
                3.0,
                style.colour(Theme::in_ui(ui)),
                egui::Stroke::new(1.0, Theme::in_ui(ui).canvas),
            );
        }
    }
}

fn axis_text(mark: GridMark, log: bool, foot: f64) -> String {
    if !log {
        return format::significant(mark.value, 3);
    }
    if (mark.value - foot).abs() < 1e-9 {
        return "0".to_owned();
    }
    let whole = mark.value.round();
    if (mark.value - whole).abs() > 1e-9 || whole < foot {
        return String::new();
    }
    format!("1e{whole}").replace('-', "−")
}

/// Whole powers of ten, as many as fit, and the foot where zeros stand.
fn log_grid(input: GridInput, foot: f64) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let every = (((high - low) / 6.0).ceil() as i64).max(1);
    let first = (low / every as f64).ceil() as i64;
    let last = (high / every as f64).floor() as i64;
    let mut marks: Vec<GridMark> = (first..=last.min(first + 100))
        .map(|i| GridMark {
            value: (i * every) as f64,
            step_size: every as f64,
        })
        .filter(|mark| mark.value > foot + 0.5)
        .collect();
    if low < foot {
        marks.push(GridMark {
            value: foot,
            step_size: every as f64,
        });
    }
    marks
}

fn hover_text(at: &HoverPosition<'_>, quantity: &str, log: bool, foot: f64) -> Option<String> {
    let HoverPosition::NearDataPoint {
        plot_name,
        position,
        ..
    } = at
    else {
        return None;
    };
    if plot_name.is_empty() {
        return None;
    }
    let value = if !log {
        position.y
    } else if position.y <= foot {
        0.0
    } else {
        10f64.powf(position.y)
    };
    Some(format!(
        "{plot_name}\nstep {}\n{quantity} = {}",
        format::count(position.x as u64),
        format::number(value)
    ))
}
