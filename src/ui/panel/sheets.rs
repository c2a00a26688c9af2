//! Sheets over the screen: the list of keys, what this program is, and the field for a path.

use super::help::help_ui;
use crate::ui::icons;
use crate::ui::state::{Request, UiState};
use crate::ui::theme::{self, Theme};
use egui::{Align2, Button, Key, RichText, TextEdit, Ui, Window, vec2};

/// Shows the sheets that are open.
pub fn sheets_ui(ui: &mut Ui, state: &mut UiState) {
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        (state.help, state.about, state.path) = (false, false, None);
    }
    help_ui(ui, state);
    about_ui(ui, &mut state.about);
    path_ui(ui, state);
}

/// A sheet in the middle of the screen.
pub(super) fn sheet<'a>(title: &'a str, open: &'a mut bool) -> Window<'a> {
    Window::new(title)
        .open(open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
}

/// The button that does what a sheet is for.
pub(super) fn primary(word: impl Into<String>, theme: &Theme) -> Button<'static> {
    Button::new(RichText::new(word).color(theme.on_accent))
        .fill(theme.accent)
        .min_size(vec2(80.0, 28.0))
}

fn about_ui(ui: &mut Ui, open: &mut bool) {
    let theme = Theme::in_ui(ui);
    sheet("About Ravine", open).show(ui.ctx(), |ui| {
        ui.set_max_width(420.0);
        ui.label(RichText::new(format!("Ravine {}", env!("CARGO_PKG_VERSION"))).family(theme::semibold()).size(18.0));
        ui.label("An instrument with which people see optimizers move, with PyTorch's own numbers.");
        ui.add_space(8.0);
        for line in [
            "Licensed under the MIT licence or the Apache licence 2.0, as you prefer.",
            "Text: Inter (SIL Open Font License 1.1). Symbols: DejaVu Sans (Bitstream Vera licence). Icons: Phosphor (MIT).",
            "Drawn with egui and egui_plot; linear algebra by nalgebra.",
        ] {
            ui.label(RichText::new(line).color(theme.text_muted));
        }
    });
}

/// A field in which a path can be typed where there is no file dialog.
fn path_ui(ui: &mut Ui, state: &mut UiState) {
    let Some(mut field) = state.path.take() else {
        return;
    };
    let mut open = true;
    let title = if field.saving {
        "Save scene as"
    } else {
        "Open scene"
    };
    let mut done = None;
    sheet(title, &mut open).show(ui.ctx(), |ui| {
        ui.set_width(460.0);
        let edit = TextEdit::singleline(&mut field.text)
            .hint_text("/home/…/scene.ravine.json")
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name("Path of the scene");
        if response.changed() {
            field.replace = false;
        }
        if field.replace {
            let text = format!(
                "{}  Another file has this name. Replace it?",
                icons::WARNING
            );
            ui.add_space(4.0);
            ui.label(RichText::new(text).color(Theme::in_ui(ui).warning));
        }
        if !field.focused {
            field.focused = true;
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            if ui
                .button("Browse…")
                .on_hover_text("Choose with the system's file dialog")
                .clicked()
            {
                done = Some(Request::Browse {
                    saving: field.saving,
                });
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let word = match (field.saving, field.replace) {
                    (true, true) => "Replace",
                    (true, false) => "Save",
                    (false, _) => "Open",
                };
                let ready = !field.text.trim().is_empty();
                if ui
                    .add_enabled(ready, primary(word, Theme::in_ui(ui)))
                    .clicked()
                    || (entered && ready)
                {
                    let path = field.text.trim().to_owned();
                    done = Some(if field.saving && field.replace {
                        Request::ReplacePath(path)
                    } else if field.saving {
                        Request::SavePath(path)
                    } else {
                        Request::OpenPath(path)
                    });
                }
            });
        });
    });
    match done {
        Some(request) => state.outbox.push(request),
        None if open => state.path = Some(field),
        None => {}
    }
}
