//! What is pinned: a list of ghosts, each with what has become of its run since.

use super::top_bar::icon_button;
use crate::session::Session;
use crate::session::ghosts::Ghost;
use crate::session::scene::RunId;
use crate::ui::ghost_words::words_of;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, trail};
use egui::{Align, Color32, Label, Layout, Margin, RichText, Sense, Ui, vec2};

/// Pins a run as it is now, or says why not.
pub fn pin(id: RunId, session: &mut Session, state: &mut UiState) {
    if let Err(refused) = session.pin(id) {
        state.complain_once(refused.to_string());
    }
}

/// Pins a run, or unpins it where it is pinned as it is.
pub fn toggle(id: RunId, session: &mut Session, state: &mut UiState) {
    match session.pinned(id) {
        Some(place) => session.unpin(place),
        None => pin(id, session, state),
    }
}

/// What a line asks for.
enum Asked {
    Unpin,
    Restore,
}

/// Shows the list; nothing where nothing is pinned.
pub fn pins_ui(ui: &mut Ui, session: &mut Session, state: &mut UiState) {
    if session.view.ghosts.is_empty() {
        state.ghosts.listed = 0.0;
        return;
    }
    let top = ui.cursor().top();
    ui.add_space(8.0);
    ui.label(theme::section("Ghosts"))
        .on_hover_text("Runs as they were when they were pinned, against what they are now");
    let mut asked = None;
    for (place, ghost) in session.view.ghosts.iter().enumerate() {
        let line = ui.push_id(("ghost", place), |ui| {
            line_ui(ui, place, ghost, session, state)
        });
        if let Some(action) = line.inner {
            asked = Some((place, action));
        }
    }
    let height = ui.cursor().top() - top;
    if height != state.ghosts.listed {
        state.ghosts.listed = height;
        ui.ctx().request_repaint();
    }
    match asked {
        Some((place, Asked::Unpin)) => session.unpin(place),
        Some((place, Asked::Restore)) => session.restore(place),
        None => {}
    }
}

fn line_ui(
    ui: &mut Ui,
    place: usize,
    ghost: &Ghost,
    session: &Session,
    state: &mut UiState,
) -> Option<Asked> {
    let theme = Theme::in_ui(ui);
    let [settings, outcome] = words_of(session, place, ghost);
    let mut asked = None;
    let fill = if state.ghosts.front == Some(place) {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    let frame = egui::Frame::new()
        .fill(fill)
        .corner_radius(theme::sizes().radius)
        .inner_margin(vec2(0.0, 2.0));
    let response = frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_min_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (swatch, _) = ui.allocate_exact_size(vec2(22.0, 12.0), Sense::hover());
            trail::paint_ghost_swatch(ui.painter(), swatch, theme::run_style(ghost.style), theme);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let unpin = format!("Unpin {} ({})", ghost.name, place + 1);
                if icon_button(ui, icons::CLOSE, &unpin, "Forget this ghost").clicked() {
                    asked = Some(Asked::Unpin);
                }
                if restore_ui(ui, place, ghost, session) {
                    asked = Some(Asked::Restore);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = RichText::new(&ghost.name).family(theme::medium());
                    ui.add(Label::new(name).truncate());
                });
            });
        });
        let settings = if settings.is_empty() {
            "The run is as it was".to_owned()
        } else {
            settings
        };
        let indent = egui::Frame::new().inner_margin(Margin {
            left: 28,
            bottom: 4,
            ..Margin::ZERO
        });
        indent.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (words, colour) in [(settings, theme.text), (outcome, theme.text_muted)] {
                let text = RichText::new(words).small().color(colour);
                ui.add(Label::new(text).wrap());
            }
        });
    });
    if response.response.contains_pointer() {
        state.ghosts.hovered = Some(place);
        state.hovered = Some(ghost.of);
    }
    asked
}

/// The button that gives the run its settings again; answers whether it was pressed.
fn restore_ui(ui: &mut Ui, place: usize, ghost: &Ghost, session: &Session) -> bool {
    let is_gone = session.scene.run(ghost.of).is_none();
    let hint = if is_gone {
        "Add this run again"
    } else {
        "Give the run these settings again; the surface, the noise and the length stay"
    };
    let button = egui::Button::new(icons::RESET).frame_when_inactive(false);
    ui.add_enabled(session.can_restore(place), button)
        .accessible_name(format!("Restore {} ({})", ghost.name, place + 1))
        .on_hover_text(hint)
        .on_disabled_hover_text("The run has these settings, or there is no room for it")
        .clicked()
}
