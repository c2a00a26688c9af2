//! Values that are typed, and labels that bring the default back.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ravine::session::preset;

const RATE: &str = "Learning rate of SGD";
const TYPE_RATE: &str = "Type Learning rate of SGD";

fn rate(screen: &Screen) -> f64 {
    screen.run("SGD").optimizer.real("lr").unwrap()
}

#[test]
fn what_is_typed_is_taken_or_refused() {
    let table: &[(&str, Key, f64)] = &[
        ("1e-3", Key::Enter, 1e-3),
        ("0,5", Key::Enter, 0.5),
        ("250", Key::Enter, 250.0),
        ("1e300", Key::Enter, 1e300),
        ("nonsense", Key::Enter, 0.037),
        ("-1", Key::Enter, 0.037),
        ("0", Key::Enter, 0.037),
        ("nan", Key::Enter, 0.037),
        ("inf", Key::Enter, 0.037),
        ("1e999", Key::Enter, 0.037),
        ("", Key::Enter, 0.037),
        ("0.25", Key::Escape, 0.037),
        ("0.25", Key::Tab, 0.25),
    ];
    for size in [USUAL, SMALLEST] {
        for (text, key, want) in table {
            let mut screen = Screen::new(preset::default_scene(), size);
            screen.double_click(Role::Button, TYPE_RATE);
            assert_eq!(screen.count(Role::Button, TYPE_RATE), 0, "a field opens");
            screen.text(text);
            assert_eq!(rate(&screen), 0.037, "{text:?}: nothing yet");
            screen.key(*key);
            screen.frames(2);
            assert_eq!(rate(&screen), *want, "{text:?} {key:?}");
            assert_eq!(screen.count(Role::Button, TYPE_RATE), 1, "the field closes");
            screen.assert_runs_are_up_to_date(text);
            let changed = *want != 0.037;
            assert_eq!(screen.session().undo_name().is_some(), changed, "{text:?}");
            if changed {
                screen.undo();
            }
            assert_eq!(screen.scene(), &preset::default_scene(), "{text:?}");
            assert_eq!(screen.session().step(), 0, "{text:?} is no key of the race");
        }
    }
}

#[test]
fn a_field_left_by_the_pointer_keeps_what_was_typed() {
    let mut screen = Screen::usual();
    screen.double_click(Role::Button, TYPE_RATE);
    screen.text("0.02");
    screen.click_at(screen.projection().rect().center());
    screen.frames(2);
    assert_eq!(rate(&screen), 0.02);
    screen.undo();
    assert_eq!(screen.scene(), &preset::default_scene());
}

#[test]
fn a_value_is_typed_without_a_pointer() {
    let mut screen = Screen::usual();
    screen
        .harness
        .get_by_role_and_label(Role::Button, TYPE_RATE)
        .focus();
    screen.frames(1);
    screen.key(Key::Enter);
    screen.frames(1);
    screen.text("0.01");
    screen.key(Key::Enter);
    screen.frames(1);
    assert_eq!(rate(&screen), 0.01);
}

#[test]
fn counts_are_typed_too() {
    let table = [
        ("120", 120),
        ("1e2", 100),
        ("2.5", 300),
        ("0", 300),
        ("1 000", 1000),
        ("-4", 300),
    ];
    for (text, want) in table {
        let mut screen = Screen::usual();
        screen.double_click(Role::Button, "Type Steps of the race");
        screen.text(text);
        screen.key(Key::Enter);
        screen.frames(1);
        assert_eq!(screen.scene().steps, want, "{text:?}");
        assert_eq!(screen.session().last_step(), want, "{text:?}");
        screen.assert_runs_are_up_to_date(text);
    }
}

#[test]
fn a_double_click_on_a_label_restores_the_default() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        let about = screen.run("SGD").optimizer.about;
        let index = about.index_of("lr").unwrap();
        let default = about.specs[index].default();
        let at = screen.label_at(RATE);
        screen.click_at(at);
        screen.frames(1);
        assert_eq!(rate(&screen), 0.037, "one click is none");
        screen.double_click_at(at);
        screen.frames(1);
        assert_eq!(screen.run("SGD").optimizer.get("lr"), Some(&default));
        screen.assert_runs_are_up_to_date("default");
        screen.undo();
        assert_eq!(screen.scene(), &preset::default_scene());
        screen.redo();
        assert_eq!(screen.run("SGD").optimizer.get("lr"), Some(&default));
    }
}
