//! What is under the pointer on a map: both numbers, how the run ends with them, and what was measured of it.

use super::axes;
use super::cross;
use super::header::Axes;
use super::overlay;
use crate::core::map::{Cell, Mapper, Outcome, Plan};
use crate::core::surface;
use crate::core::trajectory::Ending;
use crate::session::Session;
use crate::session::format;
use crate::session::maps::knobs;
use crate::session::maps::theory::Theory;
use crate::ui::theme::Theme;
use egui::{Id, LayerId, Order, Pos2, Rect, RichText, Tooltip, Ui};

/// Longer runs are not taken again for a measured rate.
const MOST_STEPS: u64 = 50_000;

/// What became of the setting under the pointer, and which one it was.
#[derive(Default)]
pub(super) struct HoverCache(Option<(Plan, Cell, Outcome)>);

impl HoverCache {
    /// The run with these numbers, taken alone.
    fn outcome(&mut self, plan: Plan, cell: Cell) -> Outcome {
        let same = |(known, at, _): &&(Plan, Cell, Outcome)| {
            *known == plan && at.map(f64::to_bits) == cell.map(f64::to_bits)
        };
        if let Some((_, _, outcome)) = self.0.as_ref().filter(same) {
            return *outcome;
        }
        let mut out = Vec::new();
        Mapper::new(&plan).run(&[cell], &|| false, &mut out);
        let outcome = out.first().copied().unwrap_or(Outcome::NONE);
        self.0 = Some((plan, cell, outcome));
        outcome
    }
}

/// Shows it beside the pointer while it is over the plot and holds nothing.
pub(super) fn hover_ui(
    ui: &Ui,
    plot: Rect,
    session: &Session,
    axes: &Axes,
    theory: Option<&Theory>,
    cache: &mut HoverCache,
) {
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let is_held = ui.input(|input| input.pointer.any_down());
    let Some(pointer) = pointer.filter(|at| plot.contains(*at) && !is_held) else {
        return;
    };
    let over = ui.ctx().layer_id_at(pointer);
    if over.is_some_and(|layer| layer != ui.layer_id()) || is_over_cross(plot, axes, pointer) {
        return;
    }
    let map = session.maps().get(crate::session::maps::Slot::Sweep);
    let Some(pixels) = map.map(|map| map.grid().size()) else {
        return;
    };
    let cell = cross::cell_at(plot, pixels, &axes.shown, pointer);
    let plan = Plan {
        base: axes.request.clone(),
        across: axes.knobs[0].clone(),
        up: Some(axes.knobs[1].clone()),
        rates: axes.request.steps <= MOST_STEPS,
    };
    let outcome = cache.outcome(plan, cell);
    let lines = words(axes, cell, &outcome);
    let theory = theory.and_then(|theory| overlay::words_at(plot, theory, axes, pointer));
    let theme = Theme::in_ui(ui);
    let layer = LayerId::new(Order::Tooltip, Id::unique("sweep hover"));
    Tooltip::always_open(
        ui.ctx().clone(),
        layer,
        Id::unique("sweep hover"),
        egui::PopupAnchor::Pointer,
    )
    .gap(14.0)
    .show(|ui| {
        ui.set_max_width(320.0);
        for (i, line) in lines.iter().enumerate() {
            let text = RichText::new(line);
            ui.label(if i == 0 {
                text.strong()
            } else {
                text.color(theme.text_muted)
            });
        }
        if let Some(theory) = theory {
            ui.label(RichText::new(theory).color(theme.accent));
        }
    });
}

/// Whether the pointer is over the cross, which says itself what it is.
fn is_over_cross(plot: Rect, axes: &Axes, pointer: Pos2) -> bool {
    let mut position = [0.0; 2];
    for (i, place) in position.iter_mut().enumerate() {
        let now = axes.knobs[i].get(&axes.request).unwrap_or(f64::NAN);
        *place = axes.shown[i].position_of(now);
    }
    axes::screen(plot, position).distance(pointer) < 13.0
}

/// What is said of a setting, line by line.
fn words(axes: &Axes, cell: Cell, outcome: &Outcome) -> Vec<String> {
    let number = |i: usize| {
        let name = knobs::name(&axes.knobs[i], &axes.request);
        let name = name.map_or(String::new(), |name| name.short());
        let is_whole = axes.knobs[i].is_whole(&axes.request);
        let value = if is_whole { cell[i].round() } else { cell[i] };
        format!("{name} {}", rounded(value, &axes.shown[i]))
    };
    let mut lines = vec![format!("{}     {}", number(0), number(1))];
    let Some(ending) = outcome.ending else {
        lines.push("No such run: a number is outside its domain".to_owned());
        return lines;
    };
    lines.push(ending_words(ending));
    let lowest = surface::landmarks(&axes.request.surface).lowest;
    let is_on_axes = axes
        .knobs
        .iter()
        .any(|knob| knob.to_string().starts_with("surface."));
    let loss = match lowest {
        Some(lowest) if !is_on_axes || lowest == 0.0 => {
            format!("f − f* {}", format::number(outcome.loss - lowest))
        }
        _ => format!("f {}", format::number(outcome.loss)),
    };
    lines.push(loss);
    lines.push(match outcome.steps_to_tolerance() {
        Some(steps) => format!(
            "{} steps to the tolerance of {}",
            format::count(steps),
            format::number(axes.request.tolerance)
        ),
        None => format!(
            "Never under the tolerance of {}",
            format::number(axes.request.tolerance)
        ),
    });
    if outcome.rate.is_finite() {
        lines.push(format!(
            "Measured rate {} per step",
            format::number(outcome.rate)
        ));
    }
    lines
}

/// A number with so many digits as tell its pixel from others, and no fewer than four.
fn rounded(value: f64, axis: &crate::core::map::Axis) -> String {
    let width = (axis.high - axis.low) / 1000.0;
    let size = value.abs().max(f64::MIN_POSITIVE);
    let digits = (size / width).log10().ceil().clamp(4.0, 17.0);
    format::significant(value, digits as usize)
}

/// How a run ends, in words.
fn ending_words(ending: Ending) -> String {
    match ending {
        Ending::Converged { at } => format!("Arrives at step {}", format::count(at)),
        Ending::Saddle { at } => format!("At a saddle from step {}", format::count(at)),
        Ending::Diverged { at, cause } => {
            format!("Diverges at step {}: {cause}", format::count(at))
        }
        Ending::Cycling { period } => format!("Goes round in a cycle of {period}"),
        Ending::Budget => "Under way when its steps are used up".to_owned(),
    }
}
