//! Scenes that are pasted, copied as text and dropped, and those that were never saved.

use crate::screen::Screen;
use egui::accesskit::Role;
use egui::{Event, HoveredFile, Key, OutputCommand};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::session::command::Command;
use ravine::session::preset::{self, PresetFile, share};
use ravine::session::{gallery, scene::Scene};
use ravine::ui::state::{PathField, Request, Unsaved};

fn scene(name: &str) -> Scene {
    preset::from_json(gallery::text(name).unwrap()).unwrap()
}

/// What was said last, and whether it is a failure.
fn said(screen: &mut Screen) -> Option<(String, bool)> {
    let notices = &mut screen.harness.state_mut().state.notices;
    let last = notices.pop().map(|notice| (notice.text, notice.failure));
    notices.clear();
    last
}

#[test]
fn a_scene_is_pasted_in_both_forms_and_can_be_undone() {
    let file = PresetFile::new(scene("adamw"));
    for text in [
        preset::write(&file),
        format!("\n  {}", share::encode(&file)),
    ] {
        let mut screen = Screen::usual();
        screen.event(Event::Paste(text));
        screen.frames(2);
        assert_eq!(screen.scene(), &file.scene);
        assert!(screen.session().is_changed(), "it is saved nowhere");
        assert!(said(&mut screen).is_some_and(|(_, failure)| !failure));
        screen.undo();
        assert_eq!(screen.scene(), &preset::default_scene());
    }
}

#[test]
fn what_is_no_scene_changes_nothing_and_is_said() {
    for text in [
        "",
        " \n",
        "hello",
        "{",
        "[1, 2]",
        "{\"ravine\": 2}",
        "ravine:",
        "ravine:AAAA",
        "ravine:not base64 at all!",
        "\u{0}\u{1}",
    ] {
        let mut screen = Screen::usual();
        screen.event(Event::Paste(text.to_owned()));
        screen.frames(2);
        assert_eq!(screen.scene(), &preset::default_scene(), "{text:?}");
        assert_eq!(screen.session().undo_name(), None, "{text:?}");
        let (said, failure) = said(&mut screen).unwrap();
        assert!(failure && said.len() > 20, "{text:?}: {said}");
    }
}

#[test]
fn a_field_that_has_the_keyboard_gets_what_is_pasted() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Gallery");
    screen.frames(3);
    screen.event(Event::Paste("prodigy".to_owned()));
    screen.frames(2);
    assert_eq!(said(&mut screen), None);
    assert_eq!(screen.count(Role::Button, "No rate to choose"), 1);
    assert_eq!(screen.count(Role::Button, "The bent valley"), 0);
}

#[test]
fn a_scene_goes_over_the_clipboard_as_text() {
    let mut screen = Screen::new(scene("nesterov"), crate::screen::USUAL);
    screen.click(Role::Button, "File");
    screen.frames(2);
    let entry = screen.entry_of(Command::CopyText);
    let at = screen.rect(Role::Button, &entry).center();
    screen.move_to(at);
    screen.press(at);
    screen.release(at);
    let commands = &screen.harness.output().platform_output.commands;
    let copied = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let text = copied.unwrap();
    assert!(
        text.starts_with("ravine:") && text.len() < 1000,
        "{}",
        text.len()
    );
    let mut other = Screen::usual();
    other.event(Event::Paste(text));
    other.frames(2);
    assert_eq!(other.scene(), &scene("nesterov"));
}

#[test]
fn files_held_over_the_window_get_a_hint() {
    let mut screen = Screen::usual();
    screen.frames(2);
    let picture = |screen: &mut Screen| screen.harness.render().unwrap();
    let before = picture(&mut screen);
    screen.harness.input_mut().hovered_files = vec![HoveredFile::default()];
    screen.frames(1);
    assert_ne!(picture(&mut screen), before);
    screen.harness.input_mut().hovered_files.clear();
    screen.frames(2);
    assert_eq!(screen.scene(), &preset::default_scene());
}

#[test]
fn scenes_that_were_never_saved_are_at_hand() {
    let mut screen = Screen::usual();
    screen.harness.state_mut().state.unsaved = vec![Unsaved {
        path: "/some/place/1.ravine.json".to_owned(),
        label: "The bent valley, 5 minutes ago".to_owned(),
    }];
    screen.click(Role::Button, "File");
    let entries = screen.harness.query_all_by_label_contains("Open recent");
    let entry = entries.last().unwrap().accesskit_node().label().unwrap();
    screen.click_entry(&entry);
    screen.click_entry("The bent valley, 5 minutes ago");
    let wanted = Request::OpenUnsaved("/some/place/1.ravine.json".to_owned());
    assert_eq!(screen.harness.state().state.outbox, [wanted]);
}

#[test]
fn a_typed_path_replaces_a_file_only_when_told_to() {
    let mut screen = Screen::usual();
    screen.harness.state_mut().state.path = Some(PathField {
        saving: true,
        text: "there.json".to_owned(),
        focused: false,
        replace: true,
    });
    screen.frames(3);
    assert_eq!(screen.count(Role::Button, "Replace"), 1);
    screen.key(Key::Enter);
    screen.frames(2);
    let wanted = Request::ReplacePath("there.json".to_owned());
    assert_eq!(screen.harness.state().state.outbox, [wanted]);
    let app = screen.harness.state_mut();
    app.state.outbox.clear();
    app.state.path = Some(PathField {
        saving: true,
        text: "there.json".to_owned(),
        focused: false,
        replace: true,
    });
    screen.frames(3);
    screen.text("x");
    screen.frames(2);
    assert_eq!(screen.count(Role::Button, "Replace"), 0, "another name");
    assert_eq!(screen.count(Role::Button, "Save"), 1);
}
