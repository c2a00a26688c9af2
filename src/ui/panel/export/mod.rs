//! The export sheet: everything that can leave the program, its settings, and where it goes.

mod choices;
mod data;
mod film;
mod line;
mod map;
mod picture;
pub(super) mod rows;
mod target;

pub use choices::{ExportSheet, FilmChoices, MapChoices, Mapped, PictureChoices, Seen, Tab};

use crate::session::Session;
use crate::ui::state::{Request, UiState};
use crate::ui::theme::{self, Theme};
use egui::{Button, Frame, Id, Key, Modal, Modifiers, RichText, ScrollArea, Ui, vec2};

/// Width of the sheet and of the names in it, in points.
const WIDTH: f32 = 640.0;
const NAMES: f32 = 120.0;

/// Shows the sheet, if it is open.
pub fn export_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    if !state.export.open {
        return;
    }
    let theme = Theme::in_ui(ui);
    let screen = ui.ctx().content_rect().size();
    let modal = Modal::new(Id::unique("export"))
        .backdrop_color(theme.shadow.gamma_multiply(0.7))
        .frame(Frame::popup(ui.style()).inner_margin(16.0));
    let mut request = None;
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(screen.x - 80.0));
        ui.label(RichText::new("Export").family(theme::semibold()).size(18.0));
        ui.add_space(8.0);
        // As high on every tab, so that nothing jumps when another is chosen.
        let height = (screen.y - 236.0).clamp(180.0, 360.0);
        ui.horizontal_top(|ui| {
            ui.allocate_ui(vec2(NAMES, height), |ui| tabs_ui(ui, &mut state.export));
            ui.add_space(12.0);
            ui.vertical(|ui| {
                ui.set_min_height(height);
                ScrollArea::vertical()
                    .id_salt(("export options", state.export.tab))
                    .max_height(height)
                    .auto_shrink([false, false])
                    .show(ui, |ui| options_ui(ui, session, state));
            });
        });
        ui.add_space(8.0);
        request = target::target_ui(ui, session, state);
        request.is_none() && !target::is_left(ui)
    });
    if let Some(request) = request {
        if let Request::Export { .. } = request {
            state.export.open = false;
        }
        state.outbox.push(request);
    } else if shown.should_close() || !shown.inner {
        state.export.open = false;
    }
}

/// What can be exported.
fn tabs_ui(ui: &mut Ui, sheet: &mut ExportSheet) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.set_width(NAMES);
        for tab in Tab::ALL {
            let on = sheet.tab == tab;
            let button = Button::selectable(on, tab.name()).min_size(vec2(NAMES, 28.0));
            let response = ui.add(button).on_hover_text(tab.tooltip());
            rows::say_toggled(&response, on);
            if response.clicked() {
                sheet.tab = tab;
                sheet.turn();
            }
        }
    });
    let down = ui.input_mut(|input| input.consume_key(Modifiers::CTRL, Key::PageDown));
    let up = ui.input_mut(|input| input.consume_key(Modifiers::CTRL, Key::PageUp));
    if down || up {
        let at = Tab::ALL.iter().position(|tab| *tab == sheet.tab);
        let count = Tab::ALL.len();
        let by = if down { 1 } else { count - 1 };
        sheet.tab = Tab::ALL[(at.unwrap_or(0) + by) % count];
    }
}

fn options_ui(ui: &mut Ui, session: &Session, state: &mut UiState) {
    ui.spacing_mut().item_spacing.y = 8.0;
    match state.export.tab {
        Tab::Picture => picture::picture_ui(ui, session, state),
        Tab::Film => film::film_ui(ui, session, state),
        Tab::Map => map::map_ui(ui, session, state),
        Tab::Data(group) => data::data_ui(ui, session, state, group),
    }
}

/// Opens the sheet, or closes it.
pub fn toggle(session: &Session, state: &mut UiState) {
    let sheet = &mut state.export;
    sheet.open ^= true;
    if sheet.open {
        sheet.opened(session);
    }
}
