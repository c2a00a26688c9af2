//! Every command, by its key and by its menu, does what it says.

use crate::screen::{App, Screen};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use ravine::core::catalog::Config;
use ravine::core::surface::Region;
use ravine::session::camera::Camera;
use ravine::session::command::{Command, Shortcut};
use ravine::session::preset;
use ravine::session::view::Mode;
use ravine::ui::state::{Request, Settings};

/// The menu of the bar in which a command stands, if it stands in one.
fn menu_of(command: Command) -> Option<&'static str> {
    use Command as C;
    match command {
        C::NewScene
        | C::Open
        | C::Gallery
        | C::Save
        | C::SaveAs
        | C::Export
        | C::CopyText
        | C::CopyPicture
        | C::CopyScreen => Some("File"),
        C::Undo
        | C::Redo
        | C::PasteScene
        | C::Import
        | C::Tune
        | C::ResetParameters
        | C::ShowAll
        | C::PinRun
        | C::UnpinAll => Some("Edit"),
        C::ToggleHeat
        | C::ToggleContours
        | C::ToggleLeft
        | C::ToggleRight
        | C::ToggleCurves
        | C::ToggleGradient
        | C::ToggleCurvature
        | C::ToggleNames
        | C::Follow
        | C::ZoomToEnd
        | C::Fit
        | C::Present
        | C::FullScreen
        | C::ResetSettings
        | C::ShowPlane
        | C::ShowRelief
        | C::ShowBoth
        | C::ToggleTheme
        | C::ZoomIn
        | C::ZoomOut
        | C::ZoomReset => Some("View"),
        C::Palette | C::Help | C::About => Some("Help"),
        _ => None,
    }
}

/// The button of a command that is always on the screen.
fn button_of(command: Command) -> Option<&'static str> {
    use Command as C;
    match command {
        C::PlayPause => Some("Play"),
        C::ToggleLoop => Some("Loop"),
        C::ToggleTheme => Some("Light theme"),
        C::Present => Some("Present"),
        C::Tune | C::ShowPlane | C::ShowRelief | C::ShowBoth => Some(command.text()),
        C::StepForward | C::StepBack | C::ToStart | C::ToEnd | C::Undo | C::Redo => {
            Some(command.text())
        }
        _ => None,
    }
}

/// Whether what the command promises is true of the screen, which [`prepared`] made.
fn is_done(command: Command, app: &App) -> bool {
    use Command as C;
    let (session, state) = (&app.session, &app.state);
    let scene = &session.scene;
    match command {
        C::Open => state.path.as_ref().is_some_and(|path| !path.saving),
        C::Save => state.outbox == [Request::SavePath("here.json".to_owned())],
        C::SaveAs => state.path.as_ref().is_some_and(|path| path.saving),
        C::Gallery => state.gallery.is_some(),
        C::NewScene => *scene == preset::default_scene() && session.file().is_none(),
        C::Undo => session.redo_name() == Some("Hide run"),
        C::Redo => session.redo_name().is_none(),
        C::ResetParameters => scene
            .runs
            .iter()
            .all(|run| run.optimizer == Config::new(run.optimizer.about)),
        C::PlayPause => session.playback.playing && session.step() >= 100,
        C::StepForward => session.step() == 101,
        C::StepBack => session.step() == 99,
        C::TenForward => session.step() == 110,
        C::TenBack => session.step() == 90,
        C::ToStart => session.step() == 0 && !session.playback.playing,
        C::ToEnd => session.step() == 300,
        C::Restart => session.playback.playing && session.step() < 100,
        C::ToggleLoop => session.playback.looping,
        C::Solo(n) => {
            let solo = |(i, run): (usize, &ravine::session::scene::Run)| run.solo == (i == n);
            scene.runs.iter().enumerate().all(solo)
        }
        C::PinRun => {
            let subject = session.subject().map(|run| run.id);
            session.view.ghosts.len() == 2 && subject == Some(session.view.ghosts[1].of)
        }
        C::UnpinAll => session.view.ghosts.is_empty(),
        C::ShowAll => scene.runs.iter().all(|run| run.visible),
        C::ToggleHeat => !session.view.heat,
        C::ToggleContours => !session.view.contours,
        C::ToggleGradient => session.view.gradient,
        C::ToggleCurvature => session.view.curvature,
        C::ToggleNames => session.view.names,
        C::Follow => session.view.follow,
        C::ZoomToEnd => session.view.region.is_some_and(|region| {
            let end = session
                .derived()
                .run(scene.runs[0].id)
                .unwrap()
                .trajectory();
            region.size().x < 1.0 && region.contains(*end.position.last().unwrap())
        }),
        C::Fit => session.view.region.is_none() && session.view.camera == Camera::default(),
        C::ShowPlane => session.view.mode == Mode::Plane,
        C::ShowRelief => session.view.mode == Mode::Relief,
        C::ShowBoth => session.view.mode == Mode::Both,
        C::ShowBasins => session.view.mode == Mode::Basins,
        C::ShowSweep => session.view.mode == Mode::Sweep,
        C::ToggleTheme => !state.settings.dark,
        C::ToggleLeft => !state.settings.left,
        C::ToggleRight => !state.settings.right,
        C::ToggleCurves => !state.settings.curves,
        C::ZoomIn => state.settings.zoom > 1.25,
        C::ZoomOut => state.settings.zoom < 1.25,
        C::ZoomReset => state.settings.zoom == 1.0,
        C::Palette => state.palette.is_some(),
        C::Present => state.present.is_some() && !state.has_left() && !state.has_right(),
        C::FullScreen => state.outbox == [Request::FullScreen],
        C::Export => state.export.open,
        C::PasteScene => state.outbox == [Request::Paste],
        C::CopyText => {
            let said = state.notices.last();
            said.is_some_and(|notice| notice.text.starts_with("Copied the scene"))
        }
        C::CopyPicture => state.outbox == [Request::Copy { screen: false }],
        C::CopyScreen => state.outbox == [Request::Copy { screen: true }],
        C::ResetSettings => state.settings == Settings::default(),
        C::Help => state.help,
        C::About => state.about,
        C::Import => state.import.is_some(),
        C::Tune => state.tune.open,
    }
}

/// A screen on which no command has been done yet, and each can be.
fn prepared(command: Command) -> Screen {
    let mut screen = Screen::usual();
    while screen.scene().runs.len() < 9 {
        screen.choose("Add an optimizer", "SGD");
    }
    screen.click(Role::Button, "Hide Adam");
    if command == Command::Redo {
        screen.click(Role::Button, "Undo");
    }
    let app = screen.harness.state_mut();
    app.session.saved_to("here.json".into());
    app.session.view.region = Some(Region::new([-1.0, 2.0], [-1.0, 2.0]));
    app.session.view.camera.yaw = 1.0;
    app.session.view.mode = match command {
        Command::ShowPlane => Mode::Both,
        _ => Mode::Plane,
    };
    app.session.playback.seek(100, 300);
    let second = app.session.scene.runs[1].id;
    app.session.pin(second).unwrap();
    app.state.settings.zoom = 1.25;
    screen.frames(2);
    screen
}

#[test]
fn every_command_is_done_by_its_key() {
    for command in Command::all() {
        for shortcut in [command.shortcut(), command.also()].into_iter().flatten() {
            press(command, shortcut);
        }
    }
}

fn press(command: Command, shortcut: Shortcut) {
    let mut screen = prepared(command);
    assert!(!is_done(command, screen.harness.state()), "{command:?}");
    let mut modifiers = Modifiers::NONE;
    if shortcut.command {
        modifiers |= Modifiers::CTRL | Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    let key = match shortcut.key {
        "Left" => Key::ArrowLeft,
        "Right" => Key::ArrowRight,
        "?" => Key::Questionmark,
        name => Key::from_name(name).unwrap(),
    };
    screen.key_with(modifiers, key);
    screen.frames(1);
    assert!(is_done(command, screen.harness.state()), "{command:?}");
}

#[test]
fn every_command_is_done_by_its_menu_or_button() {
    for command in Command::all() {
        let Some(menu) = menu_of(command) else {
            continue;
        };
        let mut screen = prepared(command);
        screen.click(Role::Button, menu);
        let entry = screen.entry_of(command);
        screen.click_entry(&entry);
        assert!(is_done(command, screen.harness.state()), "{command:?}");
    }
    for command in Command::all() {
        let Some(button) = button_of(command) else {
            continue;
        };
        let mut screen = prepared(command);
        screen.click(Role::Button, button);
        assert!(is_done(command, screen.harness.state()), "{command:?}");
    }
}

#[test]
fn every_command_has_a_key_a_menu_or_a_button() {
    for command in Command::all() {
        let reachable = command.shortcut().is_some()
            || menu_of(command).is_some()
            || button_of(command).is_some();
        assert!(reachable, "{command:?}");
    }
}
