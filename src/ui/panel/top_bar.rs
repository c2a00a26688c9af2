//! The bar at the top: menus, the scene's name, the theme.

use super::file_menu;
use crate::session::Session;
use crate::session::command::Command;
use crate::session::view::Mode;
use crate::ui::icons;
use crate::ui::shortcuts;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use egui::accesskit::Toggled;
use egui::{Align, Button, Layout, MenuBar, Response, RichText, Ui};

/// Shows the bar. Commands that were chosen are added to `commands`.
pub fn top_bar_ui(
    ui: &mut Ui,
    session: &mut Session,
    state: &mut UiState,
    commands: &mut Vec<Command>,
) {
    let theme = Theme::in_ui(ui);
    MenuBar::new().ui(ui, |ui| {
        ui.label(
            RichText::new("Ravine")
                .family(crate::ui::theme::semibold())
                .color(theme.text),
        );
        ui.add_space(8.0);
        ui.menu_button("File", |ui| {
            item_ui(ui, Command::NewScene, None, true, commands);
            item_ui(ui, Command::Open, None, true, commands);
            file_menu::recent_ui(ui, state);
            item_ui(ui, Command::Gallery, None, true, commands);
            ui.separator();
            item_ui(ui, Command::Save, None, true, commands);
            item_ui(ui, Command::SaveAs, None, true, commands);
            ui.separator();
            item_ui(ui, Command::Export, None, true, commands);
            item_ui(ui, Command::CopyText, None, true, commands);
            item_ui(ui, Command::CopyPicture, None, true, commands);
            item_ui(ui, Command::CopyScreen, None, true, commands);
        });
        ui.menu_button("Edit", |ui| {
            for (command, name) in [
                (Command::Undo, session.undo_name()),
                (Command::Redo, session.redo_name()),
            ] {
                let text = name.map(|name| format!("{}: {}", command.text(), name.to_lowercase()));
                item_ui(ui, command, text, name.is_some(), commands);
            }
            item_ui(ui, Command::PasteScene, None, true, commands);
            ui.separator();
            item_ui(ui, Command::Import, None, true, commands);
            item_ui(
                ui,
                Command::Tune,
                None,
                !session.scene.runs.is_empty(),
                commands,
            );
            ui.separator();
            let pinned = !session.view.ghosts.is_empty();
            item_ui(
                ui,
                Command::PinRun,
                None,
                session.subject().is_some(),
                commands,
            );
            item_ui(ui, Command::UnpinAll, None, pinned, commands);
            ui.separator();
            item_ui(
                ui,
                Command::ResetParameters,
                None,
                !session.scene.runs.is_empty(),
                commands,
            );
            item_ui(
                ui,
                Command::ShowAll,
                None,
                !session.scene.runs.is_empty(),
                commands,
            );
        });
        ui.menu_button("View", |ui| view_menu_ui(ui, session, state, commands));
        ui.menu_button("Help", |ui| {
            for command in [Command::Palette, Command::Help, Command::About] {
                item_ui(ui, command, None, true, commands);
            }
        });
        let gallery = Button::new("Gallery").frame_when_inactive(false);
        let gallery = ui.add(gallery).on_hover_text(Command::Gallery.tooltip());
        if gallery.clicked() {
            commands.push(Command::Gallery);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let hint = hint(Command::Present);
            if icon_button(ui, icons::PRESENT, Command::Present.text(), &hint).clicked() {
                commands.push(Command::Present);
            }
            let (icon, name) = if state.settings.dark {
                (icons::SUN, "Light theme")
            } else {
                (icons::MOON, "Dark theme")
            };
            if icon_button(ui, icon, name, Command::ToggleTheme.tooltip()).clicked() {
                commands.push(Command::ToggleTheme);
            }
            for (command, icon) in [(Command::Redo, icons::REDO), (Command::Undo, icons::UNDO)] {
                let name = if command == Command::Undo {
                    session.undo_name()
                } else {
                    session.redo_name()
                };
                let tooltip = match name {
                    Some(name) => format!("{}: {}", command.text(), name.to_lowercase()),
                    None => format!("Nothing to {}", command.text().to_lowercase()),
                };
                let button =
                    ui.add_enabled(name.is_some(), Button::new(icon).frame_when_inactive(false));
                if button
                    .accessible_name(command.text())
                    .on_hover_text(&tooltip)
                    .on_disabled_hover_text(&tooltip)
                    .clicked()
                {
                    commands.push(command);
                }
            }
            mode_ui(ui, session, commands);
            title_ui(ui, session);
        });
    });
}

/// What a command does, and its key.
pub fn hint(command: Command) -> String {
    match command.shortcut() {
        Some(shortcut) => format!("{} ({})", command.tooltip(), shortcuts::text(shortcut)),
        None => command.tooltip().to_owned(),
    }
}

/// The switch between the views of the landscape.
fn mode_ui(ui: &mut Ui, session: &Session, commands: &mut Vec<Command>) {
    ui.add_space(8.0);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        // From the right, as the bar is laid out.
        for (text, mode, command) in [
            ("Sweep", Mode::Sweep, Command::ShowSweep),
            ("Basins", Mode::Basins, Command::ShowBasins),
            ("Both", Mode::Both, Command::ShowBoth),
            ("3D", Mode::Relief, Command::ShowRelief),
            ("2D", Mode::Plane, Command::ShowPlane),
        ] {
            let on = session.view.mode == mode;
            let response = ui
                .add(Button::selectable(on, text))
                .accessible_name(command.text());
            response.ctx.accesskit_node_builder(response.id, |node| {
                node.set_toggled(if on { Toggled::True } else { Toggled::False });
            });
            let key = command.shortcut().map(shortcuts::text);
            let tooltip = format!("{} ({})", command.tooltip(), key.unwrap_or_default());
            if response.on_hover_text(tooltip).clicked() {
                commands.push(command);
            }
        }
    });
    ui.add_space(8.0);
}

/// The scene's name in the middle of the bar, with a mark when it is not saved.
fn title_ui(ui: &mut Ui, session: &Session) {
    let theme = Theme::in_ui(ui);
    ui.with_layout(
        Layout::centered_and_justified(egui::Direction::LeftToRight),
        |ui| {
            let mark = if session.is_changed() { " •" } else { "" };
            let text = RichText::new(format!("{}{mark}", title(session))).color(theme.text_muted);
            let label = ui.add(egui::Label::new(text).truncate().selectable(false));
            if session.is_changed() {
                label.on_hover_text("Changed since it was opened or saved");
            }
        },
    );
}

/// What the scene is called: its title, else its file, else that it has no name yet.
pub fn title(session: &Session) -> String {
    let file = session
        .file()
        .and_then(|file| file.file_name())
        .map(|name| name.to_string_lossy().into_owned());
    match (session.scene.title.trim(), file) {
        ("", Some(file)) => file,
        ("", None) => "Untitled scene".to_owned(),
        (title, _) => title.to_owned(),
    }
}

fn view_menu_ui(ui: &mut Ui, session: &Session, state: &UiState, commands: &mut Vec<Command>) {
    let settings = &state.settings;
    let mode = session.view.mode;
    let checks = [
        (Command::ShowPlane, mode == Mode::Plane),
        (Command::ShowRelief, mode == Mode::Relief),
        (Command::ShowBoth, mode == Mode::Both),
        (Command::ShowBasins, mode == Mode::Basins),
        (Command::ShowSweep, mode == Mode::Sweep),
        (Command::ToggleHeat, session.view.heat),
        (Command::ToggleContours, session.view.contours),
        (Command::ToggleGradient, session.view.gradient),
        (Command::ToggleCurvature, session.view.curvature),
        (Command::ToggleNames, session.view.names),
        (Command::Follow, session.view.follow),
        (Command::ToggleLeft, settings.left),
        (Command::ToggleRight, settings.right),
        (Command::ToggleCurves, settings.curves),
    ];
    for (command, on) in checks {
        let mark = if on { icons::CHECK } else { "    " };
        item_ui(
            ui,
            command,
            Some(format!("{mark}  {}", command.text())),
            command != Command::ToggleHeat || !matches!(mode, Mode::Basins | Mode::Sweep),
            commands,
        );
    }
    ui.separator();
    for command in [
        Command::ZoomToEnd,
        Command::Fit,
        Command::Present,
        Command::FullScreen,
        Command::ToggleTheme,
        Command::ZoomIn,
        Command::ZoomOut,
        Command::ZoomReset,
        Command::ResetSettings,
    ] {
        item_ui(ui, command, None, true, commands);
    }
}

/// A command as an entry of a menu.
fn item_ui(
    ui: &mut Ui,
    command: Command,
    text: Option<String>,
    enabled: bool,
    commands: &mut Vec<Command>,
) {
    let text = text.unwrap_or_else(|| command.text().to_owned());
    let mut button = Button::new(text).wrap_mode(egui::TextWrapMode::Extend);
    if let Some(shortcut) = command.shortcut() {
        button = button.shortcut_text(shortcuts::text(shortcut));
    }
    if ui
        .add_enabled(enabled, button)
        .on_hover_text(command.tooltip())
        .clicked()
    {
        commands.push(command);
        ui.close();
    }
}

/// A button that is only an icon: with a name for screen readers and a tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str, tooltip: &str) -> Response {
    ui.add(Button::new(icon).frame_when_inactive(false))
        .accessible_name(name)
        .on_hover_text(tooltip)
}
