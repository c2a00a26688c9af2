//! The foot of the export sheet: where the file goes, and the button that sends it there.

use super::choices::{ExportSheet, Tab};
use crate::export::plan::FilmFormat;
use crate::session::Session;
use crate::ui::panel::sheets::primary;
use crate::ui::screen::file_stem;
use crate::ui::state::{Request, UiState};
use crate::ui::theme::{self, Theme};
use egui::{Align, Align2, Button, Frame, Id, Key, Layout, Margin, RichText, TextEdit, Ui, vec2};

/// Whether the sheet was left by its button.
pub(super) fn is_left(ui: &Ui) -> bool {
    let id = Id::unique("export cancelled");
    ui.data_mut(|data| data.remove_temp::<bool>(id)).is_some()
}

/// The path and the buttons. Answers what was asked for.
pub(super) fn target_ui(ui: &mut Ui, session: &Session, state: &mut UiState) -> Option<Request> {
    let theme = Theme::in_ui(ui);
    let mut request = None;
    let sheet = &mut state.export;
    let mut path = path(sheet, session);
    let before = path.clone();
    ui.separator();
    ui.horizontal(|ui| {
        let browse = ui
            .button("Browse…")
            .on_hover_text("Choose the place with the system's file dialog");
        if browse.clicked() {
            request = Some(Request::BrowseExport {
                path: path.clone(),
                extension: sheet.extension(),
                folder: is_folder(sheet),
            });
        }
        let name = if is_folder(sheet) { "Folder" } else { "File" };
        let field = Frame::new()
            .fill(theme.canvas)
            .corner_radius(theme::sizes().radius)
            .inner_margin(Margin::symmetric(8, 1));
        field.show(ui, |ui| {
            let edit = TextEdit::singleline(&mut path)
                .frame(Frame::NONE)
                .align(Align2::LEFT_CENTER)
                .desired_width(f32::INFINITY);
            ui.add(edit).accessible_name(format!("{name} to export to"));
        });
    });
    if path != before {
        sheet.path = Some(path.clone());
        sheet.turn();
    }
    ui.add_space(4.0);
    let replaces = sheet.occupied;
    ui.horizontal(|ui| {
        if replaces {
            let text = "A file of this name is there already.";
            ui.label(RichText::new(text).color(theme.warning));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let word = if replaces { "Replace it" } else { "Export" };
            let ready = !path.trim().is_empty() && sheet.refusal(session).is_none();
            let entered =
                ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
            let clicked = ui.add_enabled(ready, primary(word, theme)).clicked();
            if (clicked || (entered && ready))
                && let Some(job) = sheet.job(session)
            {
                request = Some(Request::Export {
                    job,
                    path: path.trim().to_owned(),
                    replace: replaces || sheet.may_replace,
                });
            }
            let cancel = ui.add(Button::new("Cancel").min_size(vec2(72.0, 28.0)));
            if cancel.clicked() {
                ui.data_mut(|data| data.insert_temp(Id::unique("export cancelled"), true));
            }
        });
    });
    request
}

/// Whether a folder is written, not a file.
fn is_folder(sheet: &ExportSheet) -> bool {
    sheet.tab == Tab::Film && sheet.film.format == FilmFormat::Frames
}

/// The path that was chosen, its end made to fit the format; else one made of the scene's title, beside the
/// scene's file.
fn path(sheet: &ExportSheet, session: &Session) -> String {
    let extension = sheet.extension();
    let Some(chosen) = &sheet.path else {
        let name = file_stem(session);
        let folder = session.file().and_then(|file| file.parent());
        let folder = folder.map(|folder| folder.to_string_lossy().into_owned());
        let folder = folder.filter(|folder| !folder.is_empty());
        let folder = folder.unwrap_or_else(|| "~".to_owned());
        let end = if is_folder(sheet) {
            String::new()
        } else {
            format!(".{extension}")
        };
        return format!("{}/{name}{end}", folder.trim_end_matches('/'));
    };
    with_end(chosen, extension, is_folder(sheet))
}

/// Endings that this program gives to files it exports.
const ENDS: [&str; 13] = [
    "ravine.json",
    "png",
    "svg",
    "pdf",
    "gif",
    "csv",
    "json",
    "npz",
    "py",
    "md",
    "tex",
    "txt",
    "apng",
];

/// A path with the ending of its format: an ending of another format goes.
fn with_end(path: &str, extension: &str, folder: bool) -> String {
    let bare = ENDS
        .iter()
        .find_map(|end| path.strip_suffix(end)?.strip_suffix('.'))
        .filter(|bare| !bare.is_empty() && !bare.ends_with('/'));
    match bare {
        Some(bare) if folder => bare.to_owned(),
        Some(_) if path.ends_with(&format!(".{extension}")) => path.to_owned(),
        Some(bare) => format!("{bare}.{extension}"),
        None => path.to_owned(),
    }
}

/// A text of at most so many letters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_follows_the_format() {
        for (path, extension, folder, want) in [
            ("~/a.png", "svg", false, "~/a.svg"),
            ("~/a.svg", "svg", false, "~/a.svg"),
            ("~/a.ravine.json", "csv", false, "~/a.csv"),
            ("~/a.csv", "ravine.json", false, "~/a.ravine.json"),
            ("~/a.gif", "png", true, "~/a"),
            ("~/my.own", "png", false, "~/my.own"),
            ("~/.png", "svg", false, "~/.png"),
            ("", "svg", false, ""),
        ] {
            assert_eq!(with_end(path, extension, folder), want, "{path}");
        }
        assert_eq!(shortened("Adam", 4), "Adam");
        assert_eq!(shortened("AdamW", 4), "Ada…");
    }
}
