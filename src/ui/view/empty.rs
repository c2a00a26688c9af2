//! What stands over the plane when there is nothing to see on it: why, and what to do next.

use crate::core::catalog::Kind;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::starters;
use crate::ui::icons;
use crate::ui::picker;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, Frame, Id, Popup, PopupCloseBehavior, Rect, RichText, Ui, UiBuilder, vec2};

/// Shows it, if nobody races or every run is hidden.
pub fn empty_ui(
    ui: &mut Ui,
    plane: Rect,
    session: &mut Session,
    state: &mut UiState,
    commands: &mut Vec<Command>,
) {
    let scene = &session.scene;
    let nobody = scene.runs.is_empty();
    if !nobody && scene.runs.iter().any(|run| scene.is_shown(run)) {
        return;
    }
    let theme = Theme::in_ui(ui);
    let size = vec2(plane.width().min(360.0) - 16.0, 92.0);
    let rect = Rect::from_center_size(plane.center(), size);
    let layout = egui::Layout::top_down(egui::Align::Center);
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("empty")
            .max_rect(rect)
            .layout(layout),
    );
    let frame = Frame::new()
        .fill(theme.panel)
        .corner_radius(theme::sizes().radius)
        .inner_margin(12.0);
    frame.show(&mut ui, |ui| {
        let (title, text) = if nobody {
            (
                "No run yet",
                "Add an optimizer, or right-click the plane to send one from there.",
            )
        } else {
            (
                "Every run is hidden",
                "The eye on a card shows its run again.",
            )
        };
        ui.label(RichText::new(title).family(theme::medium()));
        ui.label(RichText::new(text).color(theme.text_muted));
        ui.add_space(4.0);
        if !nobody {
            if ui
                .button("Show all runs")
                .on_hover_text(Command::ShowAll.tooltip())
                .clicked()
            {
                commands.push(Command::ShowAll);
            }
            return;
        }
        let width = Id::unique("width of the empty state's buttons");
        let last: f32 = ui.data(|data| data.get_temp(width)).unwrap_or(0.0);
        let row = ui.horizontal(|ui| {
            ui.add_space(((ui.available_width() - last) / 2.0).max(0.0));
            let left = ui.cursor().left();
            let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            let button = Button::new(format!("{}  One optimizer", icons::PLUS));
            let menu = MenuButton::from_button(button.fill(theme.hover)).config(stays);
            let (button, _) = menu.ui(ui, |ui| {
                if let Some(about) = picker::entries_ui(ui, Kind::Optimizer, None, false) {
                    session.change("Add run", |scene| {
                        if let Some(run) = scene.add_run(about) {
                            state.unfolded.insert(run.id);
                        }
                    });
                    Popup::close_all(ui.ctx());
                }
            });
            button
                .accessible_name("Add the first optimizer")
                .on_hover_text("Choose one from the catalogue");
            let field = Button::new(format!("{}  The usual four", icons::PLUS));
            let field = ui.add(field.fill(theme.hover));
            if field
                .clone()
                .on_hover_text(
                    "SGD, Momentum, RMSprop and Adam, each at a rate that suits the surface",
                )
                .clicked()
            {
                session.change("Add the usual four", starters::add_starters);
            }
            field.rect.right() - left
        });
        ui.data_mut(|data| data.insert_temp(width, row.inner));
    });
}
