//! The right panel's upper part: a card per run, and the button that adds one.

use super::grip::carry_ui;
use super::import::ImportSheet;
use super::pins;
use super::run_card::{CardAction, run_card_ui};
use crate::core::catalog::Kind;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::scene::{MAX_RECORDED, MAX_RUNS, RunId};
use crate::ui::focus::reveal;
use crate::ui::format;
use crate::ui::icons;
use crate::ui::picker::entries_ui;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Align, Button, Layout, PopupCloseBehavior, Rect, RichText, ScrollArea, Ui, pos2};

/// Shows the cards.
pub fn runs_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    let theme = Theme::in_ui(ui);
    ui.horizontal(|ui| {
        ui.label(theme::section("Optimizers"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(2.0);
            tune_ui(ui, session, state);
            add_ui(ui, session, state);
        });
    });
    ScrollArea::vertical()
        .id_salt("runs")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let ids: Vec<RunId> = session.scene.runs.iter().map(|run| run.id).collect();
            if ids.is_empty() {
                ui.add_space(8.0);
                ui.label(
                    RichText::new("Nobody is racing. Add an optimizer above.")
                        .color(theme.text_muted),
                );
            }
            let mut action = None;
            let mut cards = Vec::new();
            for (number, id) in ids.into_iter().enumerate() {
                let top = ui.cursor().min;
                if let Some(asked) = run_card_ui(ui, number, id, session, state) {
                    action = Some((id, asked));
                }
                let bottom = pos2(top.x + ui.available_width(), ui.cursor().top());
                cards.push((id, Rect::from_min_max(top, bottom)));
            }
            reveal(ui);
            if let Some((id, by)) = carry_ui(ui, &cards, state) {
                action = Some((id, CardAction::Move(by)));
            }
            if let Some((id, asked)) = action {
                carry_out(id, asked, session, state);
            }
        });
}

/// The button that opens the catalogue of optimizers.
fn add_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    let full = !session.scene.has_room();
    ui.add_enabled_ui(!full, |ui| {
        let menu = MenuButton::new(format!("{}  Add", icons::PLUS)).config(
            MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside),
        );
        let (button, _) = menu.ui(ui, |ui| {
            if let Some(about) = entries_ui(ui, Kind::Optimizer, None, false) {
                session.change("Add run", |scene| {
                    if let Some(run) = scene.add_run(about) {
                        state.unfolded.insert(run.id);
                    }
                });
            }
            ui.separator();
            let import = Button::new(Command::Import.text()).frame_when_inactive(false);
            if ui.add(import).on_hover_text(Command::Import.tooltip()).clicked() {
                state.import = Some(ImportSheet::default());
                ui.close();
            }
        });
        let full = format!(
            "A scene has at most {MAX_RUNS} runs and {} recorded steps; remove a run or take fewer steps",
            format::count(MAX_RECORDED)
        );
        button
            .accessible_name("Add an optimizer")
            .on_hover_text("Add an optimizer to the race")
            .on_disabled_hover_text(full);
    });
}

/// The button that opens the sheet of the fair race.
fn tune_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    let button = ui
        .add_enabled(!session.scene.runs.is_empty(), Button::new("Tune"))
        .accessible_name(Command::Tune.text())
        .on_hover_text(Command::Tune.tooltip())
        .on_disabled_hover_text("Add an optimizer first");
    if button.clicked() {
        state.tune.toggle(session);
    }
}

fn carry_out(id: RunId, action: CardAction, session: &mut Session, state: &mut UiState) {
    match action {
        CardAction::Duplicate => session.change("Duplicate run", |scene| {
            scene.duplicate_run(id);
        }),
        CardAction::Remove => {
            session.change("Remove run", |scene| scene.runs.retain(|run| run.id != id));
        }
        CardAction::Move(by) => session.change("Move run", |scene| scene.move_run(id, by)),
        CardAction::Rename(name) => session.change("Rename run", |scene| {
            if let Some(run) = scene.run_mut(id) {
                run.name = name;
            }
        }),
        CardAction::Restyle(style) => session.change("Recolour run", |scene| {
            if let Some(run) = scene.run_mut(id) {
                run.style = style;
            }
        }),
        CardAction::Show(visible) => {
            session.change(if visible { "Show run" } else { "Hide run" }, |scene| {
                if let Some(run) = scene.run_mut(id) {
                    run.visible = visible;
                }
            });
        }
        CardAction::Solo(solo) => session.change("Solo run", |scene| {
            if let Some(run) = scene.run_mut(id) {
                run.solo = solo;
            }
        }),
        CardAction::Follow => {
            session.view.follow = !(session.view.follow && session.selected == Some(id));
            session.selected = Some(id);
        }
        CardAction::ZoomToEnd => {
            session.selected = Some(id);
            session.perform(Command::ZoomToEnd);
        }
        CardAction::Tune => state.tune.open_for(id),
        CardAction::Pin => pins::toggle(id, session, state),
        CardAction::SharedStart => session.change("Share the start", |scene| {
            if let Some(run) = scene.run_mut(id) {
                run.start = None;
            }
        }),
    }
    state.renaming = None;
}
