//! The standings: who is where at the playhead.

use super::{ensemble, pins};
use crate::core::cloud::Ensemble;
use crate::core::trajectory::Ending;
use crate::session::Session;
use crate::session::ensemble::simulated;
use crate::session::standings::{Standing, State, standings};
use crate::ui::focus::reveal;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::{format, icons, trail};
use egui::{Align, Label, Layout, Rect, RichText, ScrollArea, Sense, Ui, vec2};

/// Height of a line, and what the share of a cloud adds to it, in points.
const LINE: [f32; 2] = [24.0, 16.0];

/// Height of a line as things are.
fn line_height(session: &Session) -> f32 {
    let has_clouds = simulated(&session.scene) != Ensemble::Off;
    LINE[0] + if has_clouds { LINE[1] } else { 0.0 }
}

/// How much room the table wants, and what is pinned took when it was drawn last, in points.
pub fn height(session: &Session, state: &UiState) -> f32 {
    let lines = session.scene.shown().count();
    30.0 + line_height(session) * lines.max(1) as f32 + state.ghosts.listed
}

/// Shows the table.
pub fn standings_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    let theme = Theme::in_ui(ui);
    let lines = standings(&session.scene, session.derived(), session.step());
    let known = session.derived().landmarks().lowest.is_some();
    ui.horizontal(|ui| {
        ui.label(theme::section("Standings"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (text, hint) = if known {
                ("f − f*", "Gap to the smallest loss, at the playhead")
            } else {
                (
                    "f",
                    "Loss at the playhead; its smallest value is not known here",
                )
            };
            ui.add(
                Label::new(RichText::new(text).small().color(theme.text_muted)).selectable(false),
            )
            .on_hover_text(hint);
        });
    });
    ScrollArea::vertical()
        .id_salt("standings")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if lines.is_empty() {
                let text = if session.scene.runs.is_empty() {
                    "Add an optimizer to start a race."
                } else {
                    "Every run is hidden."
                };
                ui.label(RichText::new(text).color(theme.text_muted));
            }
            for (rank, line) in lines.iter().enumerate() {
                if line_ui(ui, rank, line, session, state) {
                    session.selected = Some(line.id);
                }
            }
            pins::pins_ui(ui, session, state);
            reveal(ui);
        });
}

/// One line; answers whether it was clicked.
fn line_ui(
    ui: &mut Ui,
    rank: usize,
    line: &Standing,
    session: &Session,
    state: &mut UiState,
) -> bool {
    let theme = Theme::in_ui(ui);
    let Some(run) = session.scene.run(line.id) else {
        return false;
    };
    let (words, colour) = state_words(line.state, theme);
    let height = LINE[0];
    let share = ensemble::share_words(session, line.id);
    let whole = vec2(ui.available_width(), line_height(session));
    let (rect, response) = ui.allocate_exact_size(whole, Sense::click());
    response.widget_info(|| {
        let name = format!("Select {}", run.name);
        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
    });
    if response.hovered() {
        state.hovered = Some(line.id);
    }
    if state.front == Some(line.id) {
        ui.painter()
            .rect_filled(rect, theme::sizes().radius, theme.hover);
    }
    let first = Rect::from_min_size(rect.min, vec2(rect.width(), height));
    let second = Rect::from_min_max(first.left_bottom() + vec2(52.0, -3.0), rect.max);
    if let Some([words, more]) = share {
        let mut row = ui.new_child(egui::UiBuilder::new().max_rect(second));
        let text = RichText::new(words).small().color(theme.text_muted);
        row.add(Label::new(text).truncate().selectable(false))
            .on_hover_text(more);
    }
    let mut row = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(first)
            .layout(Layout::left_to_right(Align::Center)),
    );
    row.spacing_mut().item_spacing.x = 6.0;
    row.add_sized(
        [18.0, height],
        Label::new(RichText::new(format!("{}", rank + 1)).color(theme.text_muted)),
    );
    let (swatch, _) = row.allocate_exact_size(vec2(22.0, 12.0), Sense::hover());
    trail::paint_swatch(row.painter(), swatch, theme::run_style(run.style), theme);
    row.with_layout(Layout::right_to_left(Align::Center), |ui| {
        // A run that has diverged has no height: its words take that place.
        let gone = matches!(line.state, State::Ended(Ending::Diverged { .. }));
        let layout = Layout::right_to_left(Align::Center);
        if !gone {
            let value = RichText::new(format::significant(line.height, 3)).family(theme::medium());
            ui.allocate_ui_with_layout(vec2(62.0, height), layout, |ui| ui.label(value));
        }
        let label = Label::new(RichText::new(words).small().color(colour)).truncate();
        let width = if gone { 150.0 } else { 84.0 };
        let words = ui.allocate_ui_with_layout(vec2(width, height), layout, |ui| ui.add(label));
        words.inner.on_hover_text(full_words(line.state));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(&run.name).truncate())
        });
    });
    response.clicked()
}

/// A few words for the table, and their colour.
fn state_words(state: State, theme: &Theme) -> (String, egui::Color32) {
    match state {
        State::Racing => (String::new(), theme.text_muted),
        State::Arrived { at } => {
            let words = format!("{} {}", format::count(at), icons::CHECK);
            (words, theme.success)
        }
        State::Ended(Ending::Diverged { at, .. }) => (
            format!("diverged at step {}", format::count(at)),
            theme.danger,
        ),
        State::Ended(Ending::Saddle { .. }) => ("at a saddle".to_owned(), theme.warning),
        State::Ended(Ending::Cycling { period }) => (format!("cycle of {period}"), theme.warning),
        State::Ended(_) => ("not arrived".to_owned(), theme.text_muted),
    }
}

/// The whole sentence for the tooltip.
fn full_words(state: State) -> String {
    match state {
        State::Racing => "On its way".to_owned(),
        State::Arrived { at } => format!("Within the tolerance from step {} on", format::count(at)),
        State::Ended(ending) => {
            let text = ending.to_string();
            let mut chars = text.chars();
            chars.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(chars).collect()
            })
        }
    }
}
