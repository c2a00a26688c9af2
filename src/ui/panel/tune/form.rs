//! The first page of the sheet: what is chosen before a fair race begins.

use super::Asked;
use super::choices::{Choices, Which, fault};
use crate::core::optim;
use crate::core::tune::{Dial, MOST_DIALS, Objective, TRIALS};
use crate::session::Session;
use crate::session::scene::Run;
use crate::session::tune::{Entrant, Vary, label, symbol, tunable, usual_dial};
use crate::ui::panel::export::rows::{choice, number, row, say_toggled, sentence, word};
use crate::ui::panel::sheets::primary;
use crate::ui::theme::{self, Theme};
use crate::ui::trail;
use crate::ui::{format, icons};
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{
    Align, Button, DragValue, Label, Layout, PopupCloseBehavior, RichText, ScrollArea, Sense, Ui,
    vec2,
};

/// Width of a run's name, of a number's symbol and of an end of a range, in points.
const NAME: f32 = 136.0;
const SYMBOL: f32 = 64.0;
const END: f32 = 76.0;
/// How high all but the list of runs is.
const REST: f32 = 236.0;

/// The page. Answers what was asked for.
pub(super) fn form_ui(
    ui: &mut Ui,
    session: &Session,
    choices: &mut Choices,
    room: f32,
) -> Option<Asked> {
    ui.spacing_mut().item_spacing.y = 6.0;
    which_ui(ui, session, choices);
    if choice(
        ui,
        "Tune",
        &mut choices.vary,
        &[
            (Vary::Rate, "Learning rate", "The learning rate of each run"),
            (
                Vary::RateAndMomentum,
                "Rate and momentum",
                "The learning rate, and the momentum or what plays its part where there is one",
            ),
        ],
    ) {
        choices.own.clear();
    }
    let height = (room - REST).clamp(84.0, 300.0);
    ScrollArea::vertical()
        .id_salt("tuned runs")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for run in choices.runs(session) {
                run_ui(ui, session, run, choices);
            }
            crate::ui::focus::reveal(ui);
        });
    choice(
        ui,
        "Best is",
        &mut choices.objective,
        &[
            (
                Objective::Loss,
                "Lowest loss",
                "The lowest loss at the last step; among equals, the fewest steps until the tolerance is first met",
            ),
            (
                Objective::Steps,
                "Fewest steps",
                "The fewest steps until the tolerance is first met; among equals, the lowest loss at the last step",
            ),
        ],
    );
    let entrants = choices.entrants(session);
    let mut trials = choices.trials(session);
    row(ui, "Trials", |ui| {
        let drag = number(
            ui,
            "Trials of each run",
            &mut trials,
            TRIALS[0]..=TRIALS[1],
            1.0,
        );
        if drag.changed() {
            choices.trials = Some(trials);
        }
        word(ui, &cost(session, &entrants, trials));
    });
    for remark in remarks(session, &entrants) {
        sentence(ui, &remark);
    }
    let fault = fault(&entrants);
    if let Some(fault) = &fault {
        let theme = Theme::in_ui(ui);
        ui.label(RichText::new(fault).color(theme.danger));
    }
    let mut asked = None;
    let line = vec2(ui.available_width(), 32.0);
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
        let start = ui
            .add_enabled(fault.is_none(), primary("Start", Theme::in_ui(ui)))
            .on_hover_text("Try the settings, beside the race");
        if start.clicked() {
            asked = Some(Asked::Start);
        }
    });
    asked
}

/// Which runs are tuned.
fn which_ui(ui: &mut Ui, session: &Session, choices: &mut Choices) {
    let shown = format!("Shown ({})", session.scene.shown().count());
    let all = format!("All ({})", session.scene.runs.len());
    let one = choices.one(session);
    let mut words = vec![
        (Which::Shown, shown.as_str(), "The runs that are drawn"),
        (Which::All, all.as_str(), "All runs, drawn or not"),
    ];
    let name = one.map(|run| shortened(&run.name)).unwrap_or_default();
    if let Some(run) = one {
        let tooltip = "The run that is looked at closely";
        words.push((Which::One(run.id), name.as_str(), tooltip));
        if let Which::One(id) = &mut choices.which {
            *id = run.id;
        }
    }
    choice(ui, "Runs", &mut choices.which, &words);
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= 24 {
        return name.to_owned();
    }
    let short: String = name.chars().take(22).collect();
    format!("{short}…")
}

/// A run and what is tuned of it: a line for each number with its range.
fn run_ui(ui: &mut Ui, session: &Session, run: &Run, choices: &mut Choices) {
    let theme = Theme::in_ui(ui);
    let request = session.scene.request(run);
    let mut dials = choices.dials(run.id, &request);
    let mut changed = false;
    let count = dials.len();
    for line in 0..count.max(1) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (swatch, _) = ui.allocate_exact_size(vec2(24.0, 14.0), Sense::hover());
            let name = if line == 0 {
                trail::paint_swatch(ui.painter(), swatch, theme::run_style(run.style), theme);
                run.name.as_str()
            } else {
                ""
            };
            cell_ui(ui, NAME, RichText::new(name));
            if let Some(dial) = dials.get_mut(line) {
                let symbol = symbol(&dial.knob, &request);
                cell_ui(ui, SYMBOL, RichText::new(symbol).color(theme.text_muted));
                let name = label(&dial.knob, &request);
                changed |= ui.scope(|ui| range_ui(ui, run, dial, &name)).inner;
            } else {
                let text = "Nothing: it is left out";
                let width = SYMBOL + 2.0 * END + 36.0;
                cell_ui(ui, width, RichText::new(text).color(theme.text_faint));
            }
            if line == 0 {
                menu_ui(ui, session, run, choices);
            }
        });
    }
    if changed {
        choices.own.insert(run.id, dials);
    }
}

/// A text in so much room.
fn cell_ui(ui: &mut Ui, width: f32, text: RichText) {
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(vec2(width, 24.0), layout, |ui| {
        ui.set_min_width(width);
        ui.add(Label::new(text).truncate());
    });
}

/// The ends of a range. Answers whether one was changed.
fn range_ui(ui: &mut Ui, run: &Run, dial: &mut Dial, name: &str) -> bool {
    let theme = Theme::in_ui(ui);
    let mut changed = false;
    ui.visuals_mut().widgets.inactive.weak_bg_fill = theme.canvas;
    let mut end = |ui: &mut Ui, value: &mut f64, word: &str| {
        let speed = (value.abs() * 0.02).max(1e-12);
        let drag = DragValue::new(value)
            .speed(speed)
            .custom_formatter(|x, _| format::value(x))
            .custom_parser(format::parse);
        let response = ui
            .add_sized(vec2(END, 24.0), drag)
            .accessible_name(format!("{word} {name} of {}", run.name))
            .on_hover_text(format!(
                "{word} {}: drag it, or click and type",
                name.to_lowercase()
            ));
        changed |= response.changed();
    };
    end(ui, &mut dial.low, "Least");
    ui.label(RichText::new("to").color(theme.text_muted));
    end(ui, &mut dial.high, "Largest");
    changed
}

/// The button that chooses what is tuned of a run.
fn menu_ui(ui: &mut Ui, session: &Session, run: &Run, choices: &mut Choices) {
    let request = session.scene.request(run);
    let close = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let button = Button::new(icons::CARET_DOWN).frame_when_inactive(false);
    let mut chosen = None;
    let (response, _) = MenuButton::from_button(button).config(close).ui(ui, |ui| {
        ui.set_min_width(200.0);
        let dials = choices.dials(run.id, &request);
        if choices.own.contains_key(&run.id) {
            if ui.button("As the others").clicked() {
                choices.own.remove(&run.id);
                ui.close();
            }
            ui.separator();
        }
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            for knob in tunable(&request) {
                let on = dials.iter().any(|dial| dial.knob == knob);
                let name = label(&knob, &request);
                let button = Button::selectable(on, &name);
                let response = ui.add_enabled(on || dials.len() < MOST_DIALS, button);
                say_toggled(&response, on);
                let tooltip = knob.spec(&request).map_or("", |spec| spec.meaning());
                let full = format!("At most {MOST_DIALS} numbers are tuned together");
                if response
                    .on_hover_text(tooltip)
                    .on_disabled_hover_text(full)
                    .clicked()
                {
                    let mut dials = dials.clone();
                    if on {
                        dials.retain(|dial| dial.knob != knob);
                    } else {
                        dials.extend(usual_dial(&knob, &request));
                    }
                    chosen = Some(dials);
                }
            }
        });
    });
    response
        .accessible_name(format!("What is tuned of {}", run.name))
        .on_hover_text("Choose what is tuned of this run");
    if let Some(dials) = chosen {
        choices.own.insert(run.id, dials);
    }
}

/// How much work it is.
fn cost(session: &Session, entrants: &[Entrant], trials: usize) -> String {
    let steps = session.scene.steps;
    let each = entrants
        .iter()
        .map(|entrant| entrant.task.seeds() * trials as u64);
    let runs: u64 = each.sum();
    let total = runs.saturating_mul(steps);
    format!(
        "of each run: {} steps in all, {} times the race",
        format::count(total),
        format::count(runs / (entrants.len().max(1) as u64))
    )
}

/// What should be known of the comparison.
fn remarks(session: &Session, entrants: &[Entrant]) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(seeds) = entrants
        .iter()
        .map(|e| e.task.seeds())
        .max()
        .filter(|n| *n > 1)
    {
        remarks.push(format!(
            "There is noise: each trial is the mean over {seeds} seeds, the scene's and those after it."
        ));
    }
    if session.scene.ensemble != crate::core::cloud::Ensemble::Off {
        remarks.push("Clouds are left out: a trial is the run itself.".to_owned());
    }
    let many = |entrant: &&Entrant| optim::entry_of(&entrant.task.base.optimizer).evaluations > 1;
    let names: Vec<&str> = entrants
        .iter()
        .filter(many)
        .map(|e| e.name.as_str())
        .collect();
    if !names.is_empty() && entrants.len() > 1 {
        remarks.push(format!(
            "All take the same number of steps; several gradients or losses in a step: {}.",
            names.join(", ")
        ));
    }
    remarks
}
