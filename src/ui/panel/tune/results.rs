//! The second page of the sheet: how far the fair race is, the tuning curve, and what was found for each run.

use super::Asked;
use super::axes::Across;
use super::curve::curve_ui;
use crate::core::tune::{Edge, Objective, Score, Verdict};
use crate::session::scene::RunId;
use crate::session::tune::{Entrant, Tuning, label, symbol};
use crate::ui::format;
use crate::ui::panel::export::rows::say_toggled;
use crate::ui::panel::sheets::primary;
use crate::ui::theme::{self, Theme};
use crate::ui::trail;
use egui::{
    Align, Button, Label, Layout, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2,
};

/// Widths of the columns: a loss before and after, steps before and after.
const COLUMNS: [f32; 2] = [168.0, 116.0];
/// Lowest and highest that the curve is, in points, and how high all but curve and table is.
const CURVE: [f32; 2] = [128.0, 232.0];
const REST: f32 = 148.0;

/// What a hand did on the page.
pub(super) struct Answer {
    pub(super) asked: Option<Asked>,
    /// The run that is pointed at.
    pub(super) pointed: Option<RunId>,
}

/// The page.
pub(super) fn results_ui(
    ui: &mut Ui,
    front: Option<RunId>,
    tuning: &Tuning,
    curve: &mut usize,
    room: f32,
) -> Answer {
    ui.spacing_mut().item_spacing.y = 6.0;
    progress_ui(ui, tuning);
    let all = Across::all(tuning);
    *curve = (*curve).min(all.len() - 1);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (i, across) in all.iter().enumerate() {
            let on = i == *curve;
            let response = ui
                .add(Button::selectable(on, across.name()))
                .accessible_name(format!("Tuning curve over: {}", across.name()))
                .on_hover_text(match across {
                    Across::Number(_) => "Every trial over this number",
                    Across::Trials => "The best so far over the trials in their order",
                });
            say_toggled(&response, on);
            if response.clicked() {
                *curve = i;
            }
        }
    });
    let lines = 44.0 * tuning.entrants().len() as f32;
    let height = (room - REST - lines.min(132.0)).clamp(CURVE[0], CURVE[1]);
    let pointed = curve_ui(ui, tuning, &all[*curve], front, height);
    let width = ui.available_width() - 12.0;
    header_ui(ui, tuning, width);
    let below = (room - REST - height).max(52.0);
    ScrollArea::vertical()
        .id_salt("tuned")
        .max_height(below)
        .min_scrolled_height(below)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for index in 0..tuning.entrants().len() {
                entrant_ui(ui, tuning, index, width);
            }
        });
    let asked = buttons_ui(ui, tuning);
    Answer { asked, pointed }
}

/// How far it is.
fn progress_ui(ui: &mut Ui, tuning: &Tuning) {
    let theme = Theme::in_ui(ui);
    let (done, all) = tuning.progress();
    let text = if tuning.is_done() {
        format!("{} trials done", format::count(done as u64))
    } else {
        format!(
            "{} of {} trials",
            format::count(done as u64),
            format::count(all as u64)
        )
    };
    ui.label(RichText::new(&text).color(theme.text_muted));
    let (bar, response) = ui.allocate_exact_size(vec2(ui.available_width(), 3.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &text));
    let share = done as f32 / all.max(1) as f32;
    ui.painter().rect_filled(bar, 1.5, theme.control);
    let filled = Rect::from_min_size(bar.min, vec2(bar.width() * share, bar.height()));
    ui.painter().rect_filled(filled, 1.5, theme.accent);
}

fn header_ui(ui: &mut Ui, tuning: &Tuning, width: f32) {
    let known = tuning.entrants().first().is_some_and(|entrant| {
        let landmarks = crate::core::surface::landmarks(&entrant.task.base.surface);
        landmarks.lowest.is_some()
    });
    let loss = if known {
        "f − f* at the end"
    } else {
        "f at the end"
    };
    columns_ui(
        ui,
        width,
        |ui| {
            ui.label(theme::section("Run"));
        },
        theme::section(loss),
        theme::section("Steps to ε"),
    );
}

/// A line of the table: a name, and two columns behind it.
fn columns_ui(
    ui: &mut Ui,
    width: f32,
    name: impl FnOnce(&mut Ui),
    loss: RichText,
    steps: RichText,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let rest = width - COLUMNS[0] - COLUMNS[1] - 8.0;
        let layout = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(vec2(rest, 20.0), layout, |ui| {
            ui.set_min_width(rest);
            name(ui);
        });
        for (text, width) in [(loss, COLUMNS[0]), (steps, COLUMNS[1])] {
            ui.allocate_ui_with_layout(vec2(width, 20.0), layout, |ui| {
                ui.set_min_width(width);
                ui.add(Label::new(text).truncate());
            });
        }
    });
}

/// A run: its name, how good it was and is; below, with which values, and what is to be said of them.
fn entrant_ui(ui: &mut Ui, tuning: &Tuning, index: usize, width: f32) {
    let (theme, entrant) = (Theme::in_ui(ui), &tuning.entrants()[index]);
    let verdict = tuning.verdict(index);
    let trials = tuning.trials(index);
    let before = trials.first().map(|trial| trial.score);
    let found = verdict.filter(|verdict| !verdict.kept);
    let after = found.map(|verdict| trials[verdict.best].score);
    let name = |ui: &mut Ui| {
        let (swatch, _) = ui.allocate_exact_size(vec2(24.0, 14.0), Sense::hover());
        trail::paint_swatch(ui.painter(), swatch, theme::run_style(entrant.style), theme);
        ui.add(Label::new(RichText::new(&entrant.name).family(theme::medium())).truncate());
    };
    let pair = |words: fn(&Score) -> String| {
        let text = match (before, after) {
            (None, _) => "…".to_owned(),
            (Some(before), None) => words(&before),
            (Some(before), Some(after)) => format!("{} → {}", words(&before), words(&after)),
        };
        RichText::new(text)
    };
    columns_ui(ui, width, name, pair(loss), pair(steps));
    let Some(verdict) = verdict else {
        return;
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(28.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.label(RichText::new(values(entrant, trials, verdict)).color(theme.text_muted));
            if !tuning.is_done() {
                return;
            }
            for (remark, is_warning) in remarks(entrant, verdict, trials.len()) {
                let colour = if is_warning {
                    theme.warning
                } else {
                    theme.text_muted
                };
                ui.label(RichText::new(format!("·  {remark}")).color(colour));
            }
        });
    });
}

fn loss(score: &Score) -> String {
    if score.is_lost() {
        "diverged".to_owned()
    } else {
        format::significant(score.gap, 3)
    }
}

fn steps(score: &Score) -> String {
    if score.steps.is_finite() {
        format::number(score.steps)
    } else {
        "never".to_owned()
    }
}

/// The values before and after.
fn values(entrant: &Entrant, trials: &[crate::core::tune::Trial], verdict: &Verdict) -> String {
    let base = &entrant.task.base;
    let both = trials[0].setting.iter().zip(&trials[verdict.best].setting);
    let each = entrant.task.dials.iter().zip(both);
    let words = each.map(|(dial, (before, after))| {
        let name = symbol(&dial.knob, base);
        if before.to_bits() == after.to_bits() {
            format!("{name} {}", format::value(*before))
        } else {
            format!(
                "{name} {} → {}",
                format::value(*before),
                format::value(*after)
            )
        }
    });
    words.collect::<Vec<String>>().join(", ")
}

/// What is to be said of a result, and whether it is a warning.
fn remarks(entrant: &Entrant, verdict: &Verdict, trials: usize) -> Vec<(String, bool)> {
    let mut remarks = Vec::new();
    let base = &entrant.task.base;
    if verdict.hopeless {
        let text = match entrant.task.objective {
            Objective::Loss => "Diverges with every setting tried: widen the range.",
            Objective::Steps => "Never within the tolerance: take more steps, or widen the range.",
        };
        remarks.push((text.to_owned(), true));
    }
    if verdict.kept && !verdict.hopeless {
        let text = format!("Nothing of {trials} settings is better: it keeps its own.");
        remarks.push((text, false));
    }
    if verdict.ties > 0 && !verdict.hopeless {
        let text = match verdict.ties {
            1 => "Another setting is as good.".to_owned(),
            many => format!("{many} other settings are as good."),
        };
        remarks.push((text, false));
    }
    for (dial, edge) in entrant.task.dials.iter().zip(&verdict.edges) {
        let end = match edge {
            Some(Edge::Low) => "low",
            Some(Edge::High) => "high",
            None => continue,
        };
        let name = label(&dial.knob, base);
        remarks.push((
            format!("{name} at the {end} end of its range: widen it."),
            true,
        ));
    }
    remarks
}

fn buttons_ui(ui: &mut Ui, tuning: &Tuning) -> Option<Asked> {
    let theme = Theme::in_ui(ui);
    let mut asked = None;
    let line = vec2(ui.available_width(), 32.0);
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
        if !tuning.is_done() {
            let cancel = ui
                .button("Cancel")
                .on_hover_text("Stop; nothing is changed (Esc)");
            if cancel.clicked() {
                asked = Some(Asked::Back);
            }
            return;
        }
        let better = (0..tuning.entrants().len())
            .filter_map(|index| tuning.verdict(index))
            .filter(|verdict| !verdict.kept)
            .count();
        let apply = ui
            .add_enabled(better > 0, primary("Apply", theme))
            .on_hover_text(
                "Give the runs these settings, as one step that undo takes back, and race again",
            )
            .on_disabled_hover_text("Every run keeps the setting it has");
        if apply.clicked() {
            asked = Some(Asked::Apply);
        }
        let discard = ui
            .button("Discard")
            .on_hover_text("Back to the choices; nothing is changed (Esc)");
        if discard.clicked() {
            asked = Some(Asked::Back);
        }
    });
    asked
}
