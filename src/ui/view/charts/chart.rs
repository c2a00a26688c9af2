//! One chart: a curve of every shown run in its frame, with its axes. Knows no hand.
//!
//! What is drawn on a chart asks it where a value stands and what stands at a place.

use super::across::{place_of, step_of};
use super::axis::{Axis, Mark};
use super::cache::CurveCache;
use super::handles::Handle;
use super::quantity::{Part, part_names, parts, value_at};
use crate::session::Session;
use crate::session::scene::{Run, RunId};
use crate::session::view::{Across, Curve};
use crate::ui::ink::Ink;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::axes::{self, Tick};
use crate::ui::{format, trail};
use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, UiBuilder,
    pos2,
};
use egui_plot::{GridMark, Plot, PlotBounds};

/// Room left of the frame for numbers, in points.
pub(in crate::ui::view) const LEFT: f32 = 46.0;
/// Room below the frame for numbers.
pub(in crate::ui::view) const BELOW: f32 = 18.0;
/// Width of a line, of the thin one of a run, and of a run that is pointed at.
const WIDTHS: [f32; 3] = [1.8, 1.0, 2.6];

/// A chart in its place.
pub struct Chart {
    /// What it shows.
    pub curve: Curve,
    /// The frame in which it is drawn, without the numbers around it.
    pub rect: Rect,
    /// The vertical axis.
    pub axis: Axis,
    /// What the horizontal axis counts.
    pub across: Across,
    /// The end of the horizontal axis, which begins at 0.
    pub end: f64,
    /// The hand on the chart.
    pub response: Response,
    /// What stands on its curves for a hand to move.
    pub handles: Vec<Handle>,
}

/// What the shapes of a line were made for.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::ui::view) struct Look {
    axis: Axis,
    rect: Rect,
    end: f64,
    ink: Ink,
    pixel: f32,
    style: usize,
    colour: Color32,
    width: f32,
}

impl Chart {
    /// Where a place on the horizontal axis and a value stand on the screen.
    pub fn at(&self, place: f64, value: f64) -> Pos2 {
        pos2(self.x(place), self.y(value))
    }
    /// Where a place on the horizontal axis stands.
    pub fn x(&self, place: f64) -> f32 {
        self.rect.left() + (place / self.end * f64::from(self.rect.width())) as f32
    }
    /// Where a value stands; far outside the frame, just outside it.
    pub fn y(&self, value: f64) -> f32 {
        self.y_of_height(self.axis.height(value))
    }
    fn y_of_height(&self, height: f64) -> f32 {
        let share = (height - self.axis.low) / (self.axis.high - self.axis.low);
        self.rect.bottom() - (share * f64::from(self.rect.height())) as f32
    }
    /// Where a step of a run stands.
    pub fn x_of_step(&self, session: &Session, run: RunId, step: u64) -> f32 {
        let product = session.derived().run(run);
        let place = product.map(|product| place_of(product.trajectory(), self.across, step));
        self.x(place.unwrap_or(step as f64))
    }
    /// The place on the horizontal axis that stands at `x`.
    pub fn place_at(&self, x: f32) -> f64 {
        f64::from((x - self.rect.left()) / self.rect.width()) * self.end
    }
    /// The value that stands at `y`.
    pub fn value_at(&self, y: f32) -> f64 {
        let share = f64::from((self.rect.bottom() - y) / self.rect.height());
        self.axis
            .value(self.axis.low + share * (self.axis.high - self.axis.low))
    }
    /// The step of a run that stands nearest to `x`.
    pub fn step_at(&self, session: &Session, run: RunId, x: f32) -> u64 {
        let place = self.place_at(x);
        let product = session.derived().run(run);
        product.map_or(place.max(0.0).round() as u64, |product| {
            step_of(product.trajectory(), self.across, place)
        })
    }
    /// A painter that is cut at the frame, `beyond` points further out.
    pub fn painter(&self, ui: &Ui, beyond: f32) -> Painter {
        ui.painter().with_clip_rect(self.rect.expand(beyond))
    }
}

/// Grid, numbers and the names of the axes.
pub(in crate::ui::view) fn grid_ui(ui: &mut Ui, chart: &Chart) {
    let theme = Theme::in_ui(ui);
    let rect = chart.rect;
    let marks = chart.axis.marks((rect.height() / 28.0) as usize);
    let room = (rect.width() / 84.0) as usize;
    let ticks = axes::ticks(0.0, chart.end, room.max(1));
    let ticks: Vec<_> = ticks
        .into_iter()
        .filter(|t| t.value.fract() == 0.0)
        .collect();
    lines_of_grid_ui(ui, chart, &marks, &ticks);
    let painter = ui.painter();
    let font = FontId::proportional(theme::sizes().small);
    let mut written: Vec<f32> = Vec::new();
    for mark in marks {
        let y = chart.y_of_height(mark.height);
        let is_free = written.iter().all(|other| (other - y).abs() > font.size);
        if is_free && !mark.text.is_empty() {
            written.push(y);
            let at = pos2(rect.left() - 6.0, y);
            let colour = theme.text_faint;
            painter.text(at, Align2::RIGHT_CENTER, mark.text, font.clone(), colour);
        }
    }
    let unit = match chart.across {
        Across::Steps => "steps",
        Across::Evaluations => "gradients",
    };
    let below = rect.bottom() + 3.0;
    let unit = painter.text(
        pos2(rect.right(), below),
        Align2::RIGHT_TOP,
        unit,
        font.clone(),
        theme.text_muted,
    );
    for tick in ticks {
        let text = format::count(tick.value as u64);
        let galley = painter.layout_no_wrap(text, font.clone(), theme.text_faint);
        let half = galley.size().x / 2.0;
        let x = chart.x(tick.value);
        if x + half + 8.0 < unit.left() {
            let at = pos2(x - half, below);
            painter.galley(at, galley, theme.text_faint);
        }
    }
    let foot = Stroke::new(1.0, theme.hairline);
    painter.hline(rect.x_range(), rect.bottom(), foot);
}

/// The lines of the grid, which egui_plot draws into the frame; those of numbers stand out.
fn lines_of_grid_ui(ui: &mut Ui, chart: &Chart, marks: &[Mark], ticks: &[Tick]) {
    // egui_plot fades lines by the distance that their step has on the screen: 100 points are strong, and 25 half so.
    let whole = chart.axis.high - chart.axis.low;
    let faint = whole * 25.0 / f64::from(chart.rect.height());
    let across: Vec<GridMark> = ticks
        .iter()
        .map(|tick| GridMark {
            value: tick.value,
            step_size: chart.end,
        })
        .collect();
    let up: Vec<GridMark> = marks
        .iter()
        .map(|mark| GridMark {
            value: mark.height,
            step_size: if mark.text.is_empty() { faint } else { whole },
        })
        .collect();
    let place = UiBuilder::new().id_salt("grid").max_rect(chart.rect);
    let mut ui = ui.new_child(place);
    Plot::new(("grid", chart.curve))
        .sense(Sense::empty())
        .show_axes(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .allow_scroll(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .set_margin_fraction(egui::Vec2::ZERO)
        .width(chart.rect.width())
        .height(chart.rect.height())
        .grid_color(Theme::in_ui(&ui).plot_grid)
        .grid_spacing(egui::Rangef::new(0.0, 100.0))
        .x_grid_spacer(move |_| across.clone())
        .y_grid_spacer(move |_| up.clone())
        .show(&mut ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max(
                [0.0, chart.axis.low],
                [chart.end, chart.axis.high],
            ));
        });
}

/// What is to be said of the lines, in the upper right corner: which line of a run is which, where there are
/// two, and of which kind the scale is, where the switch does not say it.
pub(in crate::ui::view) fn key_ui(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    let both = parts(chart.curve);
    let has_two = |run: &Run| {
        let line = |part: &Part| state.curves.line(chart.curve, run.id, *part).is_some();
        both.len() > 1 && both.iter().all(line)
    };
    let colour = Theme::in_ui(ui).text_muted;
    let named = both.iter().zip(part_names(chart.curve));
    let key = named.map(|(part, name)| (name, Some(WIDTHS[usize::from(part.is_thin())])));
    let has_key = session.scene.runs.iter().any(has_two);
    let key: Vec<(&str, Option<f32>)> = key.filter(|_| has_key).collect();
    let remark: Vec<_> = chart
        .axis
        .remark()
        .map(|text| (text, None))
        .into_iter()
        .collect();
    let font = FontId::proportional(theme::sizes().small);
    let lay = |(text, line): &(&str, Option<f32>)| {
        let painter = ui.painter();
        let galley = painter.layout_no_wrap((*text).to_owned(), font.clone(), colour);
        (galley, *line)
    };
    let room = |line: &Option<f32>| if line.is_some() { 34.0 } else { 12.0 };
    // In a narrow chart the kind of the scale goes before the rest.
    let fitting = [[&remark[..], &key[..]].concat(), remark, key]
        .into_iter()
        .map(|words| words.iter().map(lay).collect::<Vec<_>>())
        .map(|words| {
            let widths = words.iter().map(|(text, line)| text.size().x + room(line));
            (widths.sum::<f32>(), words)
        })
        .find(|(width, words)| !words.is_empty() && *width <= chart.rect.width());
    let Some((width, words)) = fitting else {
        return;
    };
    let y = chart.rect.top() + 10.0;
    let mut x = chart.rect.right() - width;
    let back = Rect::from_x_y_ranges(x..=chart.rect.right(), y - 9.0..=y + 9.0);
    let ground = Theme::in_ui(ui).panel.gamma_multiply(0.8);
    ui.painter()
        .rect_filled(back, theme::sizes().radius, ground);
    for (text, line) in words {
        if let Some(width) = line {
            let stroke = Stroke::new(width, colour);
            ui.painter().hline(x + 6.0..=x + 24.0, y, stroke);
        }
        x += room(&line) - 4.0;
        let at = pos2(x, y - text.size().y / 2.0);
        x += text.size().x + 4.0;
        ui.painter().galley(at, text, colour);
    }
}

/// The lines of the shown runs, the one in front last.
pub(in crate::ui::view) fn lines_ui(
    ui: &Ui,
    chart: &Chart,
    session: &Session,
    state: &mut UiState,
) {
    let theme = Theme::in_ui(ui);
    let painter = chart.painter(ui, 0.0);
    let front = state.front;
    let ink = Ink::of(ui.ctx());
    let mut runs: Vec<&Run> = session.scene.runs.iter().collect();
    runs.sort_by_key(|run| front == Some(run.id));
    for run in runs {
        let (strength, wide) = match front {
            None => (1.0, 0),
            Some(front) if front == run.id => (1.0, 2),
            Some(_) => (0.35, 0),
        };
        let colour = theme::run_style(run.style).colour(theme);
        for &part in parts(chart.curve).iter().rev() {
            let look = Look {
                axis: chart.axis,
                rect: chart.rect,
                end: chart.end,
                ink,
                pixel: ink.pixel(painter.ctx()),
                style: run.style,
                colour: colour.gamma_multiply(strength * if part.is_thin() { 0.7 } else { 1.0 }),
                width: WIDTHS[if part.is_thin() { 1 } else { wide }],
            };
            painter.extend(shapes(chart, &mut state.curves, (run.id, part), look));
        }
    }
}

/// The shapes of a line, made anew only if the line or its look is another.
fn shapes(
    chart: &Chart,
    cache: &mut CurveCache,
    (run, part): (RunId, Part),
    look: Look,
) -> Vec<Shape> {
    let Some(line) = cache.line_mut(chart.curve, run, part) else {
        return Vec::new();
    };
    if let Some((made_for, shapes)) = &line.drawn
        && *made_for == look
    {
        return shapes.clone();
    }
    let points = &line.series.points;
    let on_screen = |point: &(f64, f64)| {
        if point.1.is_nan() {
            Pos2::NAN
        } else {
            chart.at(point.0, point.1)
        }
    };
    let style = theme::run_style(look.style);
    let mut shapes = trail::curve_shapes(
        points.iter().map(on_screen),
        chart.rect,
        (look.ink, look.pixel),
        style,
        (look.width, look.colour),
    );
    // A value between two gaps is no line, but it is there.
    let is_gap = |i: Option<usize>| i.and_then(|i| points.get(i)).is_none_or(|p| p.1.is_nan());
    for (i, point) in points.iter().enumerate() {
        if !is_gap(Some(i)) && is_gap(i.checked_sub(1)) && is_gap(Some(i + 1)) {
            shapes.push(Shape::circle_filled(
                on_screen(point),
                look.width,
                look.colour,
            ));
        }
    }
    line.drawn = Some((look, shapes.clone()));
    shapes
}

/// The playhead: a line where the subject stands, and a head on every line.
pub(in crate::ui::view) fn playhead_ui(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    let theme = Theme::in_ui(ui);
    let step = session.step();
    let x = match session.subject() {
        Some(run) => chart.x_of_step(session, run.id, step),
        None => chart.x(step as f64),
    };
    let painter = chart.painter(ui, 0.5);
    painter.vline(x, chart.rect.y_range(), Stroke::new(1.0, theme.text_muted));
    let painter = chart.painter(ui, 4.0);
    for run in &session.scene.runs {
        for &part in parts(chart.curve) {
            if state.curves.line(chart.curve, run.id, part).is_none() {
                continue;
            }
            let Some((at, value)) = value_until(session, run, (chart.curve, part), step as usize)
            else {
                continue;
            };
            let at = pos2(chart.x_of_step(session, run.id, at as u64), chart.y(value));
            if chart.rect.expand(4.0).contains(at) {
                let colour = theme::run_style(run.style).colour(theme);
                let radius = if part.is_thin() { 2.0 } else { 3.0 };
                painter.circle(at, radius, colour, Stroke::new(1.0, theme.canvas));
            }
        }
    }
}

/// The step and the value of a run's line at a step, or at its last one if the run ended before. None where
/// it has no value.
pub(in crate::ui::view) fn value_until(
    session: &Session,
    run: &Run,
    of: (Curve, Part),
    step: usize,
) -> Option<(usize, f64)> {
    let trajectory = session.derived().run(run.id)?.trajectory();
    let landmarks = session.derived().landmarks();
    let value = |t: usize| Some((t, value_at(trajectory, landmarks, of, t)?));
    let last = super::quantity::entries(trajectory, of.0).checked_sub(1)?;
    if step < last {
        return value(step);
    }
    // The last number of a run can be one that is not finite.
    value(last).or_else(|| value(last.checked_sub(1)?))
}

/// What a chart says where there is nothing to draw.
pub(in crate::ui::view) fn empty_ui(ui: &Ui, chart: &Chart, session: &Session, state: &UiState) {
    let scene = &session.scene;
    let text = if scene.runs.is_empty() {
        "Add an optimizer to see its curve"
    } else if !scene.runs.iter().any(|run| scene.is_shown(run)) {
        "All runs are hidden"
    } else if scene.runs.iter().all(|run| is_blank(chart, run, state)) {
        "No run has a value of this"
    } else {
        return;
    };
    let font = FontId::proportional(13.0);
    let colour = Theme::in_ui(ui).text_muted;
    let middle = chart.rect.center();
    ui.painter()
        .text(middle, Align2::CENTER_CENTER, text, font, colour);
}

fn is_blank(chart: &Chart, run: &Run, state: &UiState) -> bool {
    parts(chart.curve).iter().all(|part| {
        let line = state.curves.line(chart.curve, run.id, *part);
        line.is_none_or(|line| line.series.points.is_empty())
    })
}
