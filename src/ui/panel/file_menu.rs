//! The parts of the File menu that are no commands: files opened before, and the scenes that come along.

use crate::session::Session;
use crate::session::preset;
use crate::ui::palette::{file_name, open_preset};
use crate::ui::state::{Request, UiState};
use crate::ui::theme::Theme;
use egui::{Button, RichText, TextWrapMode, Ui};

/// Files that were opened or saved, newest first, and how to forget them.
pub fn recent_ui(ui: &mut Ui, state: &mut UiState) {
    let theme = Theme::in_ui(ui);
    let menu = ui.menu_button("Open recent", |ui| {
        ui.set_max_width(320.0);
        if state.recent.is_empty() {
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
        .on_hover_text("Scenes that were opened or saved last");
}

/// The scenes that come with the program.
pub fn presets_ui(ui: &mut Ui, session: &mut Session) {
    let menu = ui.menu_button("Presets", |ui| {
        for (name, text) in preset::BUILT_IN {
            let Ok(scene) = preset::from_json(text) else {
                continue;
            };
            let button = Button::new(&scene.title).wrap_mode(TextWrapMode::Extend);
            if ui.add(button).on_hover_text(&scene.note).clicked() {
                open_preset(name, session);
                ui.close();
            }
        }
    });
    menu.response
        .on_hover_text("Scenes that come with the program");
}
