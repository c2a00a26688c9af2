//! What the pointer reads from the curves: a guide across all charts, and every run's exact value there.

use super::across::step_before;
use super::chart::{Chart, value_until};
use super::quantity::{part_names, parts, words};
use crate::session::Session;
use crate::session::scene::Run;
use crate::session::view::Across;
use crate::ui::format;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{
    CursorIcon, FontId, Galley, Id, LayerId, Order, Painter, Pos2, Rect, Shape, Stroke, StrokeKind,
    Ui, pos2, vec2,
};
use std::sync::Arc;

/// How near a line the pointer must be, in points, for its run to come to the front.
const REACH: f32 = 24.0;
/// The most runs that are listed.
const MOST: usize = 12;
/// Height of a row, and the room around and between what is written.
const ROW: f32 = 17.0;
const PAD: f32 = 8.0;
const GAP: f32 = 12.0;
/// How far beside the guide the list stands.
const ASIDE: f32 = 12.0;
/// Longest name of a run, in points.
const NAME: f32 = 150.0;

/// What a run has at the guide.
struct Reading<'a> {
    run: &'a Run,
    /// Step and value of each line of the run; none where it has none.
    values: Vec<Option<(usize, f64)>>,
    /// How far its nearest line is from the pointer, in points.
    away: f32,
}

/// The guide in every chart, and the list beside the pointer.
pub(in crate::ui::view) fn hover_ui(
    ui: &Ui,
    charts: &[Chart],
    session: &Session,
    state: &mut UiState,
) {
    for chart in charts {
        let name = words(chart.curve, session.derived().landmarks()).name;
        let place = state.curves.guide;
        ui.ctx().accesskit_node_builder(chart.response.id, |node| {
            node.set_label(format!("Curves of {name}"));
            node.set_description(description(chart, session, state, place));
        });
    }
    let Some(place) = state.curves.guide else {
        return;
    };
    let theme = Theme::in_ui(ui);
    let place = place
        .clamp(0.0, charts.first().map_or(1.0, |chart| chart.end))
        .round();
    for chart in charts {
        let guide = Stroke::new(1.0, theme.text_muted);
        let ends = [chart.rect.top(), chart.rect.bottom()].map(|y| pos2(chart.x(place), y));
        let dashes = Shape::dashed_line(&ends, guide, 3.0, 3.0);
        chart.painter(ui, 0.5).extend(dashes);
        let all = readings(chart, session, state, place, Pos2::ZERO);
        dots_ui(ui, chart, &all, session);
    }
    for chart in charts {
        let Some(pointer) = chart.response.hover_pos() else {
            continue;
        };
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        let all = readings(chart, session, state, place, pointer);
        let nearest = all.iter().min_by(|a, b| a.away.total_cmp(&b.away));
        let nearest = nearest.filter(|nearest| nearest.away < REACH);
        if let Some(nearest) = nearest {
            state.hovered = Some(nearest.run.id);
        }
        let nearest = nearest.map(|nearest| nearest.run.id);
        list_ui(ui, chart, all, place, |run| nearest == Some(run.id));
    }
}

/// What every shown run has at a place.
fn readings<'a>(
    chart: &Chart,
    session: &'a Session,
    state: &UiState,
    place: f64,
    pointer: Pos2,
) -> Vec<Reading<'a>> {
    let scene = &session.scene;
    let shown = scene.shown();
    let readings = shown.filter_map(|run| {
        let trajectory = session.derived().run(run.id)?.trajectory();
        let step = step_before(trajectory, chart.across, place);
        let value = |part| {
            state.curves.line(chart.curve, run.id, part)?;
            value_until(session, run, (chart.curve, part), step)
        };
        let values: Vec<_> = parts(chart.curve).iter().map(|part| value(*part)).collect();
        let away = values
            .iter()
            .flatten()
            .map(|(_, value)| (chart.y(*value) - pointer.y).abs());
        let away = away.reduce(f32::min).unwrap_or(f32::INFINITY);
        Some(Reading { run, values, away })
    });
    readings.collect()
}

/// A ring on every line, where it is read.
fn dots_ui(ui: &Ui, chart: &Chart, all: &[Reading<'_>], session: &Session) {
    let theme = Theme::in_ui(ui);
    let painter = chart.painter(ui, 4.0);
    for reading in all {
        let colour = theme::run_style(reading.run.style).colour(theme);
        for (step, value) in reading.values.iter().flatten() {
            let x = chart.x_of_step(session, reading.run.id, *step as u64);
            let at = pos2(x, chart.y(*value));
            if chart.rect.expand(4.0).contains(at) {
                painter.circle(at, 2.5, theme.canvas, Stroke::new(1.5, colour));
            }
        }
    }
}

/// How a number of a curve is written: with digits enough to tell what a screen cannot.
fn written(value: Option<(usize, f64)>) -> String {
    value.map_or_else(
        || "–".to_owned(),
        |(_, value)| format::significant(value, 6),
    )
}

/// The largest first, as the lines lie; runs without a value last.
fn sort(all: &mut [Reading<'_>]) {
    let key = |reading: &Reading<'_>| {
        let first = reading.values.iter().flatten().next();
        first.map_or(f64::NEG_INFINITY, |(_, value)| *value)
    };
    all.sort_by(|a, b| key(b).total_cmp(&key(a)));
}

/// The place on the horizontal axis, in words.
fn place_text(across: Across, place: f64) -> String {
    let count = format::count(place as u64);
    match across {
        Across::Steps => format!("step {count}"),
        Across::Evaluations if place == 1.0 => "1 gradient".to_owned(),
        Across::Evaluations => format!("{count} gradients"),
    }
}

/// Every run's value at the guide, or at the playhead, in one sentence.
fn description(chart: &Chart, session: &Session, state: &UiState, place: Option<f64>) -> String {
    let (place, head) = if let Some(place) = place {
        let place = place.clamp(0.0, chart.end).round();
        (place, place_text(chart.across, place))
    } else {
        let step = session.step() as f64;
        (step, place_text(Across::Steps, step))
    };
    let mut all = readings(chart, session, state, place, Pos2::ZERO);
    sort(&mut all);
    let one = |reading: &Reading<'_>| {
        let lines = parts(chart.curve).iter().zip(&reading.values);
        let lines = lines.filter(|(part, _)| {
            state
                .curves
                .line(chart.curve, reading.run.id, **part)
                .is_some()
        });
        let values: Vec<String> = lines.map(|(_, value)| written(*value)).collect();
        format!("{} {}", reading.run.name, values.join(" and "))
    };
    let runs: Vec<String> = all.iter().map(one).collect();
    format!("At {head}: {}", runs.join("; "))
}

/// The list of the runs beside the guide, which it never covers.
fn list_ui(
    ui: &Ui,
    chart: &Chart,
    mut all: Vec<Reading<'_>>,
    place: f64,
    is_near: impl Fn(&Run) -> bool,
) {
    let theme = Theme::in_ui(ui);
    let layer = LayerId::new(Order::Tooltip, Id::unique("values of the curves"));
    let painter = ui.ctx().layer_painter(layer);
    let room = ui.ctx().content_rect().shrink(4.0);
    let rows = ((room.height() - 2.0 * PAD) / ROW) as usize;
    let most = MOST.min(rows.saturating_sub(2)).max(1);
    let total = all.len();
    all.sort_by(|a, b| a.away.total_cmp(&b.away));
    all.truncate(if total > most { most } else { total });
    let left_out = total - all.len();
    sort(&mut all);
    let two = parts(chart.curve).len() > 1
        && all
            .iter()
            .any(|reading| reading.values.iter().skip(1).any(Option::is_some));
    let columns = if two { 2 } else { 1 };
    let write = Writer {
        painter: &painter,
        theme,
    };
    let head = place_text(chart.across, place);
    let ended = |reading: &Reading<'_>| {
        let step = reading.values.iter().flatten().map(|(step, _)| *step).max();
        let is_past =
            chart.across == Across::Steps && step.is_some_and(|step| (step as f64) < place);
        if is_past {
            format!("at {}", format::count(step.unwrap_or(0) as u64))
        } else {
            String::new()
        }
    };
    let lines: Vec<Line> = all
        .iter()
        .map(|reading| Line {
            colour: theme::run_style(reading.run.style).colour(theme),
            near: is_near(reading.run),
            name: write.name(&reading.run.name, is_near(reading.run)),
            values: reading.values[..columns.min(reading.values.len())]
                .iter()
                .map(|value| write.text(&written(*value), is_near(reading.run)))
                .collect(),
            ended: write.faint(&ended(reading)),
        })
        .collect();
    let widest = |of: &dyn Fn(&Line) -> f32| lines.iter().map(of).fold(0.0, f32::max);
    let swatch = 16.0;
    let name = widest(&|line| line.name.size().x);
    let value: Vec<f32> = (0..columns)
        .map(|i| widest(&|line| line.values.get(i).map_or(0.0, |value| value.size().x)))
        .collect();
    let end = widest(&|line| line.ended.size().x);
    let end = if end > 0.0 { end + GAP } else { 0.0 };
    let head = write.faint(&head);
    let inner = swatch + name + value.iter().map(|value| value + GAP).sum::<f32>() + end;
    let inner = inner.max(head.size().x + if two { 60.0 } else { 0.0 });
    let count = lines.len() + 1 + usize::from(left_out > 0);
    let size = vec2(inner + 2.0 * PAD, count as f32 * ROW + 2.0 * PAD - 4.0);
    let guide = chart.x(place);
    let right = guide + ASIDE;
    let left = guide - ASIDE - size.x;
    let x = if right + size.x <= room.right() || left < room.left() {
        right
    } else {
        left
    };
    let top = chart.rect.center().y - size.y / 2.0;
    let top = top.min(room.bottom() - size.y).max(room.top());
    let back = Rect::from_min_size(pos2(x, top), size);
    let radius = theme::sizes().radius;
    painter.rect(
        back,
        radius,
        theme.raised,
        theme.hairline_stroke(),
        StrokeKind::Inside,
    );
    let left = back.left() + PAD;
    let ends: Vec<f32> = value
        .iter()
        .scan(left + swatch + name, |x, width| {
            *x += width + GAP;
            Some(*x)
        })
        .collect();
    let mut y = back.top() + PAD - 2.0 + ROW / 2.0;
    write.at(&head, left, y);
    if two {
        for (end, text) in ends.iter().zip(part_names(chart.curve)) {
            let text = write.faint(text);
            write.at(&text, end - text.size().x, y);
        }
    }
    for line in &lines {
        y += ROW;
        if line.near {
            let row = Rect::from_x_y_ranges(back.x_range(), y - ROW / 2.0..=y + ROW / 2.0);
            painter.rect_filled(row.shrink2(vec2(3.0, 0.0)), 3.0, theme.pressed);
        }
        let thick = if line.near { 4.0 } else { 3.0 };
        painter.hline(left..=left + 10.0, y, Stroke::new(thick, line.colour));
        write.at(&line.name, left + swatch, y);
        for (value, end) in line.values.iter().zip(&ends) {
            write.at(value, end - value.size().x, y);
        }
        if let Some(last) = ends.last() {
            write.at(&line.ended, last + GAP, y);
        }
    }
    if left_out > 0 {
        let more = write.faint(&format!("… {left_out} more"));
        write.at(&more, left + swatch, y + ROW);
    }
}

/// A row of the list.
struct Line {
    colour: egui::Color32,
    near: bool,
    name: Arc<Galley>,
    values: Vec<Arc<Galley>>,
    ended: Arc<Galley>,
}

/// Lays out what the list says.
struct Writer<'a> {
    painter: &'a Painter,
    theme: &'a Theme,
}

impl Writer<'_> {
    fn font(near: bool) -> FontId {
        let size = theme::sizes().small;
        if near {
            FontId::new(size, theme::medium())
        } else {
            FontId::proportional(size)
        }
    }
    fn text(&self, text: &str, near: bool) -> Arc<Galley> {
        let font = Self::font(near);
        self.painter
            .layout_no_wrap(text.to_owned(), font, self.theme.text)
    }
    fn faint(&self, text: &str) -> Arc<Galley> {
        let font = Self::font(false);
        self.painter
            .layout_no_wrap(text.to_owned(), font, self.theme.text_faint)
    }
    /// A name, cut where it is too long.
    fn name(&self, text: &str, near: bool) -> Arc<Galley> {
        let colour = if near {
            self.theme.text
        } else {
            self.theme.text_muted
        };
        let mut job =
            egui::text::LayoutJob::simple_singleline(text.to_owned(), Self::font(near), colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(NAME);
        self.painter.layout_job(job)
    }
    /// Writes with the left end at `x` and the middle at `y`.
    fn at(&self, galley: &Arc<Galley>, x: f32, y: f32) {
        let at = pos2(x, y - galley.size().y / 2.0);
        self.painter.galley(at, Arc::clone(galley), self.theme.text);
    }
}
