//! Undo and redo as a hand and a keyboard use them.

use crate::screen::{Screen, on_rail};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ravine::session::preset;

/// How many steps back there are, taking them all back and doing them again.
fn steps_back(screen: &mut Screen) -> usize {
    let mut count = 0;
    while screen.session().undo_name().is_some() {
        screen.undo();
        count += 1;
    }
    for _ in 0..count {
        screen.redo();
    }
    count
}

#[test]
fn a_drag_over_many_frames_is_one_step() {
    let mut screen = Screen::usual();
    let slider = screen.reveal(Role::Slider, "Learning rate of Adam");
    screen.drag(on_rail(slider, 0.2), on_rail(slider, 0.8), 40);
    assert_eq!(steps_back(&mut screen), 1);
    screen.drag(on_rail(slider, 0.8), on_rail(slider, 0.1), 40);
    assert_eq!(steps_back(&mut screen), 2);
    let start = screen.start_at();
    screen.drag(start, start + egui::vec2(80.0, 30.0), 40);
    assert_eq!(steps_back(&mut screen), 3);
    let die = "Throw a start";
    screen.click(Role::Button, die);
    screen.click(Role::Button, die);
    assert_eq!(steps_back(&mut screen), 5);
}

#[test]
fn redo_is_lost_with_a_new_change_only() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Hide SGD");
    screen.click(Role::Button, "Hide Adam");
    screen.undo();
    assert_eq!(screen.session().redo_name(), Some("Hide run"));
    screen.key(Key::ArrowRight);
    screen.key(Key::C);
    assert_eq!(screen.session().redo_name(), Some("Hide run"));
    screen.click(Role::Button, "Solo Nesterov");
    assert_eq!(screen.session().redo_name(), None);
    assert_eq!(steps_back(&mut screen), 2);
}

#[test]
fn keys_on_a_focused_slider_are_one_step_until_the_focus_leaves() {
    let mut screen = Screen::usual();
    let name = "Learning rate of Adam";
    let focus = |screen: &mut Screen, name: &str| {
        let node = screen.harness.get_by_role_and_label(Role::Slider, name);
        node.focus();
        screen.frames(1);
    };
    let rate = |screen: &Screen| screen.run("Adam").optimizer.real("lr").unwrap();
    focus(&mut screen, name);
    let mut last = rate(&screen);
    for _ in 0..10 {
        screen.key(Key::ArrowRight);
        assert!(rate(&screen) > last, "{} after {last}", rate(&screen));
        last = rate(&screen);
        screen.assert_runs_are_up_to_date("arrow");
    }
    screen.key(Key::ArrowLeft);
    assert!(rate(&screen) < last);
    focus(&mut screen, "Learning rate of SGD");
    assert_eq!(screen.session().undo_name(), Some("Learning rate of Adam"));
    screen.key(Key::ArrowRight);
    screen.key(Key::ArrowRight);
    screen.undo();
    screen.undo();
    assert_eq!(screen.scene(), &preset::default_scene(), "two steps");
    assert_eq!(screen.session().undo_name(), None);
}

#[test]
fn what_keys_changed_and_what_a_hand_drags_next_are_two_steps() {
    let mut screen = Screen::usual();
    let node = screen
        .harness
        .get_by_role_and_label(Role::Slider, "Learning rate of Adam");
    node.focus();
    screen.frames(1);
    screen.key(Key::ArrowRight);
    let between = screen.scene().clone();
    let slider = screen.rect(Role::Slider, "Noise of the gradient");
    screen.drag(on_rail(slider, 0.2), on_rail(slider, 0.6), 5);
    assert_eq!(steps_back(&mut screen), 2);
    screen.undo();
    assert_eq!(screen.scene(), &between);
}

#[test]
fn what_was_typed_and_what_a_hand_drags_next_are_two_steps() {
    let targets = [
        "Noise of the gradient",
        "Learning rate of SGD",
        "Learning rate of Adam",
    ];
    for target in targets {
        let mut screen = Screen::usual();
        screen.double_click(Role::Button, "Type Momentum of Momentum");
        screen.text("0.5");
        let slider = screen.rect(Role::Slider, target);
        screen.drag(on_rail(slider, 0.2), on_rail(slider, 0.6), 5);
        assert_eq!(screen.run("Momentum").optimizer.real("momentum"), Some(0.5));
        assert_eq!(steps_back(&mut screen), 2, "{target}");
        screen.undo();
        let run = screen.run("Momentum");
        assert_eq!(run.optimizer.real("momentum"), Some(0.5), "{target}");
        let mut want = preset::default_scene();
        want.runs[1] = run.clone();
        assert_eq!(screen.scene(), &want, "{target}");
    }
}

#[test]
fn undo_in_the_middle_of_a_drag_ends_it() {
    let mut screen = Screen::usual();
    let slider = screen.reveal(Role::Slider, "Learning rate of Adam");
    screen.pull(on_rail(slider, 0.2), on_rail(slider, 0.5), 5);
    screen.undo();
    screen.release(on_rail(slider, 0.5));
    screen.frames(2);
    screen.assert_runs_are_up_to_date("undo");
    while screen.session().undo_name().is_some() {
        screen.undo();
    }
    assert_eq!(screen.scene(), &preset::default_scene());
}

#[test]
fn numbers_of_the_start_are_dragged_and_typed() {
    let mut screen = Screen::usual();
    let at = screen.rect(Role::SpinButton, "Start x").center();
    screen.drag(at, at + egui::vec2(40.0, 0.0), 8);
    assert!(screen.scene().start.x > -4.5);
    assert_eq!(screen.session().undo_name(), Some("Move the start"));
    assert_eq!(steps_back(&mut screen), 1);
    screen.undo();
    assert_eq!(screen.scene(), &preset::default_scene());
    screen.click_at(at);
    screen.frames(2);
    screen.key_with(egui::Modifiers::CTRL | egui::Modifiers::COMMAND, Key::A);
    screen.text("-2,5");
    screen.key(Key::Enter);
    screen.frames(2);
    assert_eq!(screen.scene().start.x, -2.5);
    assert_eq!(steps_back(&mut screen), 1);
    screen.assert_runs_are_up_to_date("typed start");
}
