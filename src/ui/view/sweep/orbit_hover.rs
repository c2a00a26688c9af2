//! What the pointer reads from the orbits: the value, what the run does there, and its places.

use super::line_tip::{Line as Row, tip_ui};
use super::orbit::{MOST_TOLD, Orbits};
use super::orbit_axis::Heights;
use super::orbit_ruler::wandering;
use crate::core::map::orbit::{Fate, Tail};
use crate::session::maps::lines::Line;
use crate::ui::format;
use crate::ui::theme::Theme;
use crate::ui::view::grip::Touched;
use egui::{Color32, Pos2, Rect, Stroke, Ui};

/// What an orbit is, in words.
fn sentence(tail: &Tail, is_noisy: bool) -> String {
    match tail.fate() {
        Fate::Nowhere => "This value is not allowed".to_owned(),
        Fate::Diverged(at) => format!("Diverged at step {}", format::count(at)),
        Fate::Rests => "Rests at one point".to_owned(),
        Fate::Cycles(period) => format!("Period {period}"),
        Fate::Wanders => match wandering(tail, is_noisy) {
            "noise" => "Spread by the noise".to_owned(),
            "chaotic" => "Chaotic".to_owned(),
            "settling" => "Still settling".to_owned(),
            _ => "No period up to 64 steps".to_owned(),
        },
    }
}

/// What the pointer reads: the value, what the orbit does there, and its places.
pub(super) fn hover_ui(
    ui: &Ui,
    orbits: &Orbits,
    line: &Line<Tail>,
    heights: &Heights,
    (name, colour): &(String, Color32),
) {
    let frame = &orbits.frame;
    let held = orbits.line.as_ref().is_some_and(Touched::is_held);
    let pointer = orbits.response.hover_pos();
    let Some(pointer) = pointer.filter(|at| frame.rect.contains(*at) && !held) else {
        return;
    };
    if orbits.response.dragged() {
        return;
    }
    let wanted = frame.value_at(pointer.x);
    let column = line
        .column_of(wanted)
        .and_then(|column| line.nearest(column));
    let Some((column, tail)) = column.and_then(|column| Some((column, line.get(column)?))) else {
        return;
    };
    let value = line.values()[column];
    let theme = Theme::in_ui(ui);
    let painter = frame.painter(ui, 0.0);
    let guide = Stroke::new(1.0, theme.text_faint.gamma_multiply(0.5));
    painter.vline(frame.x(value), frame.rect.y_range(), guide);
    let is_noisy = line.plan().base.noise.sigma > 0.0;
    let mut rows = vec![
        Row::title(name, *colour),
        Row::pair(&frame.symbol, &format::value(value)),
        Row::text(&sentence(tail, is_noisy)),
    ];
    rows.extend(places(tail, heights, pointer, frame.rect));
    if let (Fate::Wanders, false, Some(factor)) = (tail.fate(), is_noisy, tail.parting()) {
        let factor = format!("× {} a step", format::significant(factor, 3));
        rows.push(Row::pair("Neighbours part", &factor));
    }
    rows.push(Row::hint("Click to take this value"));
    tip_ui(ui, frame.rect, pointer, &rows);
}

/// The places of a short cycle one by one, else from where to where the orbit goes.
fn places(tail: &Tail, heights: &Heights, pointer: Pos2, rect: Rect) -> Vec<Row> {
    if tail.is_empty() {
        return Vec::new();
    }
    let period = match tail.fate() {
        Fate::Rests => 1,
        Fate::Cycles(period) if period <= MOST_TOLD => period as usize,
        _ => 0,
    };
    let number = |step| heights.number(tail, step);
    let write = |x| format::significant(x, 5);
    if period == 0 {
        let numbers = (0..tail.len()).map(number);
        let ends = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        let text = format!("{} to {}", write(ends.0), write(ends.1));
        return vec![Row::pair(heights.name(), &text)];
    }
    let away = |step: &usize| {
        let y = rect.bottom() - heights.share(number(*step)) as f32 * rect.height();
        (y - pointer.y).abs()
    };
    let steps = tail.len() - period.min(tail.len())..tail.len();
    let nearest = steps.clone().min_by(|a, b| away(a).total_cmp(&away(b)));
    steps
        .map(|step| {
            let name = if period > 1 && nearest == Some(step) {
                format!("→ {}", heights.name())
            } else {
                heights.name().to_owned()
            };
            Row::pair(&name, &write(number(step)))
        })
        .collect()
}

/// Says to a screen reader what the run does at its present setting.
pub(super) fn describe(
    ui: &Ui,
    orbits: &Orbits,
    line: &Line<Tail>,
    value: Option<f64>,
    name: &str,
) {
    let frame = &orbits.frame;
    let near = value.and_then(|value| line.nearest(line.column_of(value)?));
    let tail = near.and_then(|column| line.get(column));
    let is_noisy = line.plan().base.noise.sigma > 0.0;
    let text = match (tail, value) {
        (Some(tail), Some(value)) if frame.shows(value) => format!(
            "{name} at {} = {}: {}",
            frame.symbol,
            format::value(value),
            sentence(tail, is_noisy)
        ),
        _ => format!("The present setting of {name} is not shown"),
    };
    ui.ctx().accesskit_node_builder(orbits.response.id, |node| {
        node.set_label(format!("Orbits over {}", frame.name));
        node.set_description(text);
    });
}
