//! The command palette under a keyboard and a mouse: it finds everything, and does what is chosen.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::catalog::Kind;
use ravine::session::preset;
use ravine::ui::state::Request;

const CTRL: Modifiers = Modifiers::CTRL.plus(Modifiers::COMMAND);

/// Opens the palette and types into it.
fn search(screen: &mut Screen, text: &str) {
    screen.key_with(CTRL, Key::K);
    screen.frames(2);
    screen.text(text);
    screen.frames(2);
}

/// Opens the palette, types, and takes what stands first.
fn take(screen: &mut Screen, text: &str) {
    search(screen, text);
    screen.key(Key::Enter);
    screen.frames(2);
    let state = &screen.harness.state().state;
    assert!(state.palette.is_none(), "{text} was taken");
}

#[test]
fn it_does_what_stands_first() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        take(&mut screen, "heat");
        assert!(!screen.session().view.heat);
        take(&mut screen, "adamw keras");
        assert_eq!(screen.names().last().unwrap(), "AdamW (Keras)");
        screen.assert_runs_are_up_to_date("adamw keras");
        take(&mut screen, "undo");
        assert_eq!(screen.scene(), &preset::default_scene());
        take(&mut screen, "himmelblau");
        assert_eq!(screen.scene().surface.id(), "himmelblau");
        screen.assert_runs_are_up_to_date("himmelblau");
        assert_eq!(screen.session().step(), 0, "typing is no key of the race");
        take(&mut screen, "preset valley");
        assert_eq!(screen.scene().title, "The bent valley");
        take(&mut screen, "new scene");
        take(&mut screen, "select rms");
        let id = screen.run("RMSprop").id;
        assert_eq!(screen.session().selected, Some(id));
        let path = "/some/folder/monday.ravine.json".to_owned();
        screen.harness.state_mut().state.recent = vec![path.clone()];
        take(&mut screen, "monday");
        let outbox = &screen.harness.state().state.outbox;
        assert_eq!(*outbox, [Request::OpenPath(path)]);
        take(&mut screen, "about");
        assert!(screen.harness.state().state.about);
    }
}

#[test]
fn arrows_move_its_mark_and_the_mouse_takes_a_line() {
    let mut screen = Screen::usual();
    search(&mut screen, "surface camel");
    let names = |screen: &Screen| -> Vec<(String, bool)> {
        let options = screen.harness.query_all_by_role(Role::ListBoxOption);
        let of = |node: egui_kittest::Node<'_>| {
            let node = node.accesskit_node();
            (node.label().unwrap(), node.is_selected().unwrap_or(false))
        };
        options.map(of).collect()
    };
    let found = names(&screen);
    assert!(found.len() >= 2 && found[0].1 && !found[1].1, "{found:?}");
    screen.key(Key::ArrowDown);
    screen.frames(1);
    let moved = names(&screen);
    assert!(!moved[0].1 && moved[1].1, "{moved:?}");
    screen.key(Key::Enter);
    screen.frames(2);
    let surface = format!("Surface: {}", screen.scene().surface.name());
    assert_eq!(surface, moved[1].0);
    search(&mut screen, "surface camel");
    let first = names(&screen)[0].0.clone();
    screen.click(Role::ListBoxOption, &first);
    let surface = format!("Surface: {}", screen.scene().surface.name());
    assert_eq!(surface, first);
}

#[test]
fn it_says_when_nothing_is_found_and_escape_or_a_click_beside_it_closes() {
    let mut screen = Screen::usual();
    search(&mut screen, "no such thing at all");
    assert_eq!(
        screen
            .harness
            .query_all_by_label_contains("Nothing matches")
            .count(),
        1
    );
    screen.key(Key::Enter);
    screen.frames(2);
    assert!(screen.harness.state().state.palette.is_some());
    screen.key(Key::Escape);
    screen.frames(2);
    assert!(screen.harness.state().state.palette.is_none());
    screen.key_with(CTRL | Modifiers::SHIFT, Key::P);
    screen.frames(2);
    assert!(screen.harness.state().state.palette.is_some());
    screen.click_at(egui::pos2(30.0, 880.0));
    screen.frames(2);
    assert!(screen.harness.state().state.palette.is_none());
}

#[test]
fn what_cannot_be_done_says_why_and_is_not_done() {
    let mut screen = Screen::usual();
    search(&mut screen, "undo");
    let undo = screen
        .harness
        .get_by_role_and_label(Role::ListBoxOption, "Undo");
    assert!(undo.accesskit_node().is_disabled());
    screen.key(Key::Enter);
    screen.frames(2);
    assert!(
        screen.harness.state().state.palette.is_some(),
        "it stays open"
    );
}

/// Every optimizer, surface and preset is a line of it.
#[test]
fn it_lists_everything() {
    let mut screen = Screen::usual();
    search(&mut screen, "");
    let count = |start: &str| {
        let options = screen.harness.query_all_by_role(Role::ListBoxOption);
        let label = |node: egui_kittest::Node<'_>| node.accesskit_node().label().unwrap();
        options
            .map(label)
            .filter(|label| label.starts_with(start))
            .count()
    };
    assert_eq!(count("Add "), Kind::Optimizer.rules().len());
    assert_eq!(count("Surface: "), Kind::Surface.rules().len());
    assert_eq!(count("Open preset "), preset::BUILT_IN.len());
    assert_eq!(count("Select run "), screen.scene().runs.len());
}
