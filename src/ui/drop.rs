//! Files over the window: a hint while they are held there, and the request to open what is dropped.

use super::icons;
use super::state::{Request, UiState};
use super::theme::{self, Theme};
use egui::{Align2, FontFamily, FontId, Id, LayerId, Order, StrokeKind, Ui};

/// Asks for the file that was dropped to be opened, and shows the hint.
pub(super) fn drop_ui(ui: &Ui, state: &mut UiState) {
    let ctx = ui.ctx();
    if ctx.current_pass_index() == 0 {
        let paths: Vec<String> = ctx.input(|input| {
            let files = input.raw.dropped_files.iter();
            files
                .map(|file| file.path().to_string_lossy().into_owned())
                .collect()
        });
        dropped(paths, state);
    }
    let held = ctx.input(|input| input.raw.hovered_files.len());
    if held == 0 {
        return;
    }
    let theme = Theme::in_ui(ui);
    let layer = LayerId::new(Order::Tooltip, Id::unique("drop"));
    let painter = ctx.layer_painter(layer);
    let all = ctx.content_rect();
    painter.rect_filled(all, 0.0, theme.canvas.gamma_multiply(0.8));
    let stroke = egui::Stroke::new(2.0, theme.accent);
    painter.rect_stroke(
        all.shrink(12.0),
        theme::sizes().radius,
        stroke,
        StrokeKind::Inside,
    );
    let words = if held == 1 {
        "Drop the file to open its scene"
    } else {
        "Drop the files to open the first scene"
    };
    let font = FontId::new(theme::sizes().title, FontFamily::Proportional);
    let text = format!("{}  {words}", icons::FOLDER_OPEN);
    painter.text(all.center(), Align2::CENTER_CENTER, text, font, theme.text);
}

/// Asks for the first of some files to be opened, and says so if there are others.
fn dropped(paths: Vec<String>, state: &mut UiState) {
    let count = paths.len();
    let Some(first) = paths.into_iter().next() else {
        return;
    };
    state.outbox.push(Request::OpenPath(first));
    if count > 1 {
        let others = match count - 1 {
            1 => "the other one was".to_owned(),
            n => format!("the {n} others were"),
        };
        state.notify(format!(
            "A window shows one scene: the first file, {others} not opened"
        ));
    }
}
