//! Time: keys, buttons, the timeline and the curves move one playhead.

use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::Queryable;
use ravine::session::preset;

#[test]
fn keys_move_the_playhead() {
    let plain = Modifiers::NONE;
    let table: &[(u64, Modifiers, Key, u64)] = &[
        (100, plain, Key::ArrowRight, 101),
        (100, plain, Key::ArrowLeft, 99),
        (100, Modifiers::SHIFT, Key::ArrowRight, 110),
        (100, Modifiers::SHIFT, Key::ArrowLeft, 90),
        (0, plain, Key::ArrowLeft, 0),
        (3, Modifiers::SHIFT, Key::ArrowLeft, 0),
        (300, plain, Key::ArrowRight, 300),
        (295, Modifiers::SHIFT, Key::ArrowRight, 300),
        (100, plain, Key::Home, 0),
        (100, plain, Key::End, 300),
    ];
    let mut screen = Screen::usual();
    for (from, modifiers, key, to) in table {
        screen.session_mut().playback.seek(*from, 300);
        screen.key_with(*modifiers, *key);
        screen.frames(1);
        let playback = screen.session().playback;
        let what = format!("{from} {modifiers:?} {key:?}");
        assert_eq!((playback.step(), playback.playing), (*to, false), "{what}");
        assert_eq!(screen.number(Role::Slider, "Step"), *to as f64, "{what}");
    }
}

#[test]
fn space_plays_and_pauses() {
    let mut screen = Screen::usual();
    screen.key(Key::Space);
    assert!(screen.session().playback.playing);
    screen.frames(30);
    let step = screen.session().step();
    assert!(step > 5, "{step}");
    screen.key(Key::Space);
    assert!(!screen.session().playback.playing);
    let step = screen.session().step();
    screen.frames(30);
    assert_eq!(screen.session().step(), step);
    screen.click(Role::Button, "Play");
    assert!(screen.session().playback.playing);
    screen.click(Role::Button, "Pause");
    assert!(!screen.session().playback.playing);
    assert_eq!(screen.session().undo_name(), None, "time is not undone");
}

#[test]
fn r_plays_from_the_start() {
    let mut screen = Screen::usual();
    screen.session_mut().playback.seek(200, 300);
    screen.key(Key::R);
    let playback = screen.session().playback;
    assert!(playback.playing && playback.step() < 10, "{playback:?}");
}

#[test]
fn a_loop_starts_again() {
    for looping in [true, false] {
        let mut screen = Screen::usual();
        if looping {
            screen.click(Role::Button, "Loop");
        }
        assert_eq!(screen.session().playback.looping, looping);
        screen.session_mut().playback.seek(299, 300);
        screen.key(Key::Space);
        screen.frames(100);
        let playback = screen.session().playback;
        assert_eq!(playback.playing, looping);
        assert_eq!(playback.step() < 300, looping, "{playback:?}");
    }
}

#[test]
fn the_playhead_is_dragged_on_the_timeline_and_on_the_curves() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        screen.session_mut().playback.playing = true;
        let slider = screen.rect(Role::Slider, "Step");
        screen.press(on_rail(slider, 0.2));
        assert_eq!(screen.session().step(), 60);
        for (share, step) in [(0.5, 150), (1.0, 300), (0.0, 0), (0.1, 30)] {
            screen.move_to(on_rail(slider, share));
            assert_eq!(screen.session().step(), step);
            assert!(!screen.session().playback.playing);
        }
        screen.release(on_rail(slider, 0.1));
        screen.frames(5);
        assert_eq!(screen.session().step(), 30);

        let plot = screen.harness.get_by_label_contains("Curves of").rect();
        let at = |share: f32| pos2(plot.left() + share * plot.width(), plot.center().y);
        screen.press(at(0.5));
        let half = screen.session().step() as f64;
        assert!((half - 150.0).abs() <= 2.0, "{half}");
        screen.move_to(at(0.75));
        let more = screen.session().step() as f64;
        assert!((more - 225.0).abs() <= 2.0, "{more}");
        screen.move_to(at(4.0));
        assert_eq!(screen.session().step(), 300, "beyond the end is the end");
        screen.release(at(4.0));
        assert_eq!(screen.session().undo_name(), None);
    }
}

#[test]
fn keys_do_nothing_while_a_text_is_typed() {
    let mut screen = Screen::usual();
    screen.session_mut().playback.seek(100, 300);
    let view = screen.session().view.clone();
    let at = screen.name_at("SGD");
    screen.double_click_at(at);
    screen.frames(1);
    for key in [
        Key::Space,
        Key::ArrowRight,
        Key::ArrowLeft,
        Key::Home,
        Key::End,
    ] {
        screen.key(key);
    }
    screen.text("R C H F 0 1 2 ?");
    let session = screen.session();
    assert_eq!((session.step(), session.playback.playing), (100, false));
    assert_eq!(session.view, view);
    assert!(!screen.harness.state().state.help);
    assert_eq!(screen.scene(), &preset::default_scene());
    screen.key(Key::Enter);
    screen.frames(1);
    let typed = "SGDR C H F 0 1 2 ?";
    assert_eq!(screen.names()[0], typed, "the arrows had left the mark");
    screen.key(Key::ArrowRight);
    assert_eq!(screen.session().step(), 101, "keys act again");
}

#[test]
fn a_focused_control_gets_space_and_arrows_first() {
    let mut screen = Screen::usual();
    screen.session_mut().playback.seek(100, 300);
    let focus = |screen: &mut Screen, role, name: &str| {
        screen.harness.get_by_role_and_label(role, name).focus();
        screen.frames(1);
    };
    focus(&mut screen, Role::Slider, "Rate factor of all runs");
    for key in [Key::Space, Key::ArrowRight, Key::ArrowRight] {
        screen.key(key);
    }
    let playback = screen.session().playback;
    assert_eq!((playback.step(), playback.playing), (100, false));
    assert!(screen.scene().shared.rate_factor > 1.0);
    focus(&mut screen, Role::CheckBox, "Clip for all");
    screen.key(Key::Space);
    assert!(screen.scene().shared.clip.is_some());
    assert!(!screen.session().playback.playing);
    focus(&mut screen, Role::Slider, "Step");
    screen.key(Key::ArrowRight);
    assert!(screen.session().step() > 100);
}

#[test]
fn the_speed_is_set() {
    let mut screen = Screen::usual();
    let before = screen.session().playback.speed;
    let slider = screen.rect(Role::Slider, "Speed in steps per second");
    screen.drag(on_rail(slider, 0.5), on_rail(slider, 0.9), 4);
    let fast = screen.session().playback.speed;
    assert!(fast > before, "{fast}");
    for wrong in [-5.0, 0.0, 1e9] {
        let slider = screen
            .harness
            .get_by_role_and_label(Role::Slider, "Speed in steps per second");
        slider.set_value_accesskit(wrong);
        screen.frames(1);
        assert_eq!(screen.session().playback.speed, fast, "{wrong}");
    }
}
