//! The part of the File menu that is no command: files opened before, and scenes that were never saved.

use crate::ui::palette::file_name;
use crate::ui::state::{Request, UiState, Unsaved};
use crate::ui::theme::{self, Theme};
use egui::{Button, RichText, Ui};

/// Files that were opened or saved, newest first, and how to forget them.
pub fn recent_ui(ui: &mut Ui, state: &mut UiState) {
    let theme = Theme::in_ui(ui);
    let menu = ui.menu_button("Open recent", |ui| {
        ui.set_max_width(320.0);
        if state.recent.is_empty() && state.unsaved.is_empty() {
            let text = "No file has been opened or saved yet";
            ui.label(RichText::new(text).color(theme.text_muted));
            return;
        }
        for path in &state.recent {
            let button = Button::new(file_name(path)).truncate();
            if ui.add(button).on_hover_text(path).clicked() {
                state.outbox.push(Request::OpenPath(path.clone()));
                ui.close();
            }
        }
        if !state.unsaved.is_empty() {
            if !state.recent.is_empty() {
                ui.separator();
            }
            ui.label(theme::section("Unsaved scenes"));
        }
        for Unsaved { path, label } in &state.unsaved {
            let button = ui.add(Button::new(label).truncate());
            let hint = "Another scene took its place before it was saved; open it again";
            if button.on_hover_text(hint).clicked() {
                state.outbox.push(Request::OpenUnsaved(path.clone()));
                ui.close();
            }
        }
        if state.recent.is_empty() {
            return;
        }
        ui.separator();
        let clear = ui
            .button("Clear list")
            .on_hover_text("Forget which files were opened; the files stay");
        if clear.clicked() {
            state.outbox.push(Request::ClearRecent);
            ui.close();
        }
    });
    menu.response
        .on_hover_text("Scenes that were opened or saved last, and scenes that were not saved");
}
