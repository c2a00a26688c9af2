//! What a hand drags is simulated in the frame in which it moves.

use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::vec2;
use egui_kittest::kittest::Queryable;
use ravine::session::preset;
use ravine::session::scene::Scene;

/// The number that a slider changes.
type Read = fn(&Scene) -> f64;

fn real(scene: &Scene, run: &str, key: &str) -> f64 {
    let run = scene.runs.iter().find(|r| r.name == run).unwrap();
    run.optimizer.real(key).unwrap()
}

const SLIDERS: &[(&str, Read)] = &[
    ("Momentum of Momentum", |scene| {
        real(scene, "Momentum", "momentum")
    }),
    ("Learning rate of SGD", |scene| real(scene, "SGD", "lr")),
    ("Learning rate of Adam", |scene| real(scene, "Adam", "lr")),
    ("Condition number of Quadratic", |scene| {
        scene.surface.real("kappa").unwrap()
    }),
    ("Rotation of Quadratic", |scene| {
        scene.surface.real("theta").unwrap()
    }),
    ("Rate factor of all runs", |scene| scene.shared.rate_factor),
    ("Noise of the gradient", |scene| scene.noise.sigma),
    ("Steps of the race", |scene| scene.steps as f64),
    ("Tolerance of the race", |scene| scene.tolerance),
];

#[test]
fn a_slider_is_answered_in_the_frame_in_which_it_moves() {
    for size in [USUAL, SMALLEST] {
        for (name, read) in SLIDERS {
            let mut screen = Screen::new(preset::default_scene(), size);
            let rect = screen.reveal(Role::Slider, name);
            screen.press(on_rail(rect, 0.3));
            let mut last = read(screen.scene());
            for share in [0.45, 0.6, 0.35, 0.5] {
                screen.move_to(on_rail(rect, share));
                let now = read(screen.scene());
                assert!(now != last, "{name}: {now} after {last}");
                screen.assert_runs_are_up_to_date(name);
                assert_eq!(screen.number(Role::Slider, name), now, "{name}");
                let written = screen.written(&format!("Type {name}"));
                assert_eq!(written, ravine::ui::format::value(now), "{name}");
                last = now;
            }
            screen.release(on_rail(rect, 0.5));
            screen.frames(1);
            assert_eq!(read(screen.scene()), last, "{name}: letting go changed it");
            screen.undo();
            assert_eq!(screen.scene(), &preset::default_scene(), "{name}: one step");
        }
    }
}

#[test]
fn the_start_is_dragged_on_the_plane() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        let from = screen.start_at();
        screen.press(from);
        for i in 1..=6 {
            let to = from + vec2(20.0, -11.0) * i as f32;
            screen.move_to(to);
            let error = screen.start_at().distance(to);
            assert!(error < 2.0, "the start is {error} points from the pointer");
            screen.assert_runs_are_up_to_date("start");
        }
        screen.release(from + vec2(120.0, -66.0));
        screen.frames(1);
        assert_eq!(screen.session().undo_name(), Some("Move the start"));
        screen.undo();
        assert_eq!(screen.scene(), &preset::default_scene());
    }
}

#[test]
fn a_knob_held_at_its_end_stays_there() {
    let mut screen = Screen::usual();
    let rect = screen.reveal(Role::Slider, "Steps of the race");
    screen.press(on_rail(rect, 1.0));
    let once = screen.scene().steps;
    screen.frames(20);
    assert_eq!(screen.scene().steps, once);
}

#[test]
fn a_screen_reader_sets_values_and_only_allowed_ones() {
    let table = [
        ("Momentum of Momentum", 0.75, Some(0.75)),
        ("Momentum of Momentum", 1.5, Some(1.5)),
        ("Momentum of Momentum", -0.1, None),
        ("Learning rate of SGD", 1e-9, Some(1e-9)),
        ("Learning rate of SGD", 0.0, None),
        ("Learning rate of SGD", f64::NAN, None),
        ("Condition number of Quadratic", 1e6, Some(1e6)),
        ("Condition number of Quadratic", -3.0, None),
        ("Steps of the race", 123.0, Some(123.0)),
        ("Steps of the race", 0.0, None),
        ("Steps of the race", 1e7, None),
        ("Noise of the gradient", f64::INFINITY, None),
        ("Tolerance of the race", 0.0, None),
    ];
    let first = preset::default_scene();
    for (name, value, want) in table {
        let read = SLIDERS.iter().find(|(known, _)| *known == name).unwrap().1;
        let mut screen = Screen::usual();
        screen
            .harness
            .get_by_role_and_label(Role::Slider, name)
            .set_value_accesskit(value);
        screen.frames(1);
        let what = format!("{name} := {value}");
        assert_eq!(read(screen.scene()), want.unwrap_or(read(&first)), "{what}");
        screen.assert_runs_are_up_to_date(&what);
        screen.frames(1);
        let changed = screen.session().undo_name().is_some();
        assert_eq!(changed, want.is_some(), "{what}");
        if want.is_none() {
            assert_eq!(screen.scene(), &first, "{what}");
        }
    }
}

#[test]
fn a_screen_reader_moves_sliders_by_steps() {
    let mut screen = Screen::usual();
    for (name, read) in SLIDERS {
        let before = read(screen.scene());
        let node = |screen: &Screen, up: bool| {
            let node = screen.harness.get_by_role_and_label(Role::Slider, name);
            if up {
                node.increment_accesskit();
            } else {
                node.decrement_accesskit();
            }
        };
        node(&screen, true);
        screen.frames(1);
        let up = read(screen.scene());
        assert!(up > before, "{name}: {up} after {before}");
        node(&screen, false);
        node(&screen, false);
        screen.frames(1);
        assert!(read(screen.scene()) < up, "{name}");
        screen.assert_runs_are_up_to_date(name);
    }
}

#[test]
fn a_click_on_a_slider_with_another_button_changes_nothing() {
    let mut screen = Screen::usual();
    let rect = screen.reveal(Role::Slider, "Learning rate of SGD");
    screen.right_click_at(on_rail(rect, 0.1));
    assert_eq!(screen.scene(), &preset::default_scene());
}
