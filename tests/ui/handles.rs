//! Handles on what is drawn: each answers in its frame, is one step of the history, and keeps within bounds.

use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::kittest::Queryable;
use ravine::core::catalog::{Config, Kind};
use ravine::core::surface;
use ravine::core::vec2::Vec2;
use ravine::session::preset;
use std::f64::consts::PI;

fn kappa(screen: &Screen) -> f64 {
    screen.scene().surface.real("kappa").unwrap()
}

fn theta(screen: &Screen) -> f64 {
    screen.scene().surface.real("theta").unwrap()
}

/// The usual scene on a ravine of κ = 9 along the x axis, whose ellipse is free of starts.
fn ravine(size: [f32; 2]) -> Screen {
    let mut scene = preset::default_scene();
    let surface = scene.surface.clone();
    scene.surface = surface.with("kappa", 9.0).with("theta", 0.0);
    Screen::new(scene, size)
}

fn minimum(screen: &Screen) -> Pos2 {
    screen
        .projection()
        .screen_from_world(Vec2 { x: 0.0, y: 0.0 })
}

#[test]
fn the_axes_of_the_ellipse_are_dragged() {
    let table = [
        ("Condition number κ", vec2(0.0, -1.0)),
        ("Condition number κ, long axis", vec2(1.0, 0.0)),
    ];
    for size in [USUAL, SMALLEST] {
        for (name, axis) in table {
            let mut screen = ravine(size);
            let first = screen.scene().clone();
            let middle = minimum(&screen);
            let from = screen.rect(Role::Slider, name).center();
            assert!(
                ((from - middle).normalized() - axis).length() < 1e-3,
                "{name}"
            );
            screen.press(from);
            assert_eq!(
                screen.scene(),
                &first,
                "{name}: a press alone changes nothing"
            );
            for i in 1..=8 {
                let to = from + axis * 2.0 * i as f32;
                screen.move_to(to);
                let at = screen.rect(Role::Slider, name).center();
                assert!(at.distance(to) < 3.0 || i == 1, "{name}: {at} for {to}");
                assert!((kappa(&screen) > 9.0) == (axis.x > 0.0), "{name}");
                screen.assert_runs_are_up_to_date(name);
            }
            let last = kappa(&screen);
            assert_eq!(
                screen.number(Role::Slider, "Condition number of Quadratic"),
                last
            );
            screen.release(from + axis * 16.0);
            screen.frames(2);
            assert_eq!(kappa(&screen), last, "{name}: letting go changes nothing");
            assert_eq!(
                screen.session().view.region,
                None,
                "{name}: the plane stays"
            );
            screen.undo();
            assert_eq!(screen.scene(), &first, "{name}: one step");
        }
    }
}

#[test]
fn an_ellipse_keeps_within_the_span() {
    for (name, inwards) in [
        ("Condition number κ", 9.9e3..=1e4),
        ("Condition number κ, long axis", 1.0..=1.0),
    ] {
        let mut screen = ravine(USUAL);
        let middle = minimum(&screen);
        let from = screen.rect(Role::Slider, name).center();
        // Past the minimum to the other side: as far as it goes.
        screen.drag(from, middle - (from - middle) * 3.0, 5);
        assert!(
            inwards.contains(&kappa(&screen)),
            "{name}: {}",
            kappa(&screen)
        );
        screen.assert_runs_are_up_to_date(name);
    }
}

#[test]
fn the_ravine_is_turned() {
    let name = "Rotation θ";
    for shift in [false, true] {
        let mut screen = ravine(USUAL);
        let first = screen.scene().clone();
        let middle = minimum(&screen);
        let from = screen.rect(Role::Slider, name).center();
        let radius = from.distance(middle);
        if shift {
            screen.event(Event::ModifiersChanged(Modifiers::SHIFT));
        }
        screen.press(from);
        for i in 1..=14 {
            // Beyond a quarter turn the other end of the axis is the one on the left.
            let turn = 0.13 * f64::from(i);
            let angle = PI + turn;
            let to = middle + vec2(angle.cos() as f32, -angle.sin() as f32) * radius;
            screen.move_to(to);
            let error = (theta(&screen) - turn).rem_euclid(PI);
            let error = error.min(PI - error);
            assert!(
                error < if shift { PI / 24.0 + 1e-6 } else { 0.01 },
                "{turn}: {}",
                theta(&screen)
            );
            let steps = theta(&screen) / (PI / 12.0);
            assert!(
                !shift || (steps - steps.round()).abs() < 1e-9,
                "{}",
                theta(&screen)
            );
            screen.assert_runs_are_up_to_date(name);
        }
        assert!(theta(&screen).abs() <= PI / 2.0 + 1e-9);
        screen.release(middle);
        screen.event(Event::ModifiersChanged(Modifiers::NONE));
        screen.frames(1);
        assert_eq!(screen.scene().start, first.start, "no start was dragged");
        screen.undo();
        assert_eq!(screen.scene(), &first);
    }
}

#[test]
fn grips_of_the_ravine_have_keys() {
    let mut screen = ravine(USUAL);
    let first = screen.scene().clone();
    for name in [
        "Condition number κ",
        "Condition number κ, long axis",
        "Rotation θ",
    ] {
        screen
            .harness
            .get_by_role_and_label(Role::Slider, name)
            .focus();
        screen.frames(2);
        let read = if name == "Rotation θ" { theta } else { kappa };
        let before = read(&screen);
        screen.key(Key::ArrowRight);
        let after = read(&screen);
        assert!(after > before, "{name}: {after} after {before}");
        screen.assert_runs_are_up_to_date(name);
        screen.key(Key::ArrowUp);
        screen.key(Key::ArrowUp);
        assert!(read(&screen) > after, "{name}");
        screen.key(Key::Escape);
        screen.frames(2);
        screen.undo();
        assert_eq!(screen.scene(), &first, "{name}: one step");
    }
}

#[test]
fn only_ravines_have_such_grips() {
    let names = ["Condition number κ", "Rotation θ"];
    for about in Kind::Surface.entries() {
        let mut scene = preset::default_scene();
        scene.move_to(Config::new(about));
        let screen = Screen::new(scene, USUAL);
        let is_ravine = about.specs.iter().any(|spec| spec.key == "kappa");
        for name in names {
            assert_eq!(
                screen.count(Role::Slider, name),
                usize::from(is_ravine),
                "{}",
                about.info.id
            );
        }
    }
}

/// The place of a run's own start, or of the common one.
fn start(screen: &Screen, run: &str) -> Option<Vec2> {
    screen.run(run).start
}

#[test]
fn a_run_gets_a_start_of_its_own_and_gives_it_back() {
    let mut screen = Screen::usual();
    let first = screen.scene().clone();
    let subject = screen.session().subject().unwrap().name.clone();
    let from = screen.start_at();
    let away = from + vec2(90.0, 40.0);
    screen.event(Event::ModifiersChanged(Modifiers::ALT));
    screen.press(from);
    for i in 1..=5 {
        let to = from + (away - from) * (i as f32 / 5.0);
        screen.move_to(to);
        screen.assert_runs_are_up_to_date("own start");
        let own = start(&screen, &subject).unwrap();
        assert!(screen.projection().screen_from_world(own).distance(to) < 15.0);
    }
    screen.release(away);
    screen.event(Event::ModifiersChanged(Modifiers::NONE));
    screen.frames(1);
    assert_eq!(screen.scene().start, first.start, "the others stay");
    for run in &screen.scene().runs {
        assert_eq!(run.start.is_some(), run.name == subject, "{}", run.name);
    }
    let apart = screen.scene().clone();
    screen.drag(away, from + vec2(3.0, 2.0), 4);
    assert_eq!(screen.scene(), &first, "it is with the others again");
    screen.assert_runs_are_up_to_date("rejoined");
    screen.undo();
    assert_eq!(screen.scene(), &apart);
    screen.undo();
    assert_eq!(screen.scene(), &first, "each was one step");
}

#[test]
fn alt_without_a_move_changes_nothing() {
    let mut screen = Screen::usual();
    let first = screen.scene().clone();
    let from = screen.start_at();
    screen.event(Event::ModifiersChanged(Modifiers::ALT));
    screen.click_at(from);
    screen.event(Event::ModifiersChanged(Modifiers::NONE));
    screen.frames(1);
    assert_eq!(screen.scene(), &first);
}

/// What a slider says of its limit: the number after "below".
fn limit_of(screen: &Screen, slider: &str) -> Option<f64> {
    let node = screen.harness.get_by_role_and_label(Role::Slider, slider);
    let words = egui_kittest::kittest::NodeT::accesskit_node(&node).description()?;
    let number = words.split("below ").nth(1)?.split([' ', ',']).next()?;
    number.replace('−', "-").parse().ok()
}

#[test]
fn sliders_of_rates_say_where_they_are_stable() {
    let mut screen = ravine(USUAL);
    screen.frames(2);
    let limit = |screen: &Screen| limit_of(screen, "Learning rate of SGD");
    assert_eq!(limit(&screen), Some(0.222), "2/9");
    assert!(limit_of(&screen, "Learning rate of Adam").is_none());
    assert!(limit_of(&screen, "Rate factor of all runs").is_some());
    let rect = screen.reveal(Role::Slider, "Condition number of Quadratic");
    screen.press(on_rail(rect, 0.3));
    for share in [0.4, 0.55, 0.7] {
        screen.move_to(on_rail(rect, share));
        let got = limit(&screen).unwrap();
        let want = 2.0 / kappa(&screen);
        assert!(
            (got - want).abs() < 0.01 * want,
            "{got} for {want}, in the same frame"
        );
    }
    screen.release(on_rail(rect, 0.7));
    let surface = surface::entry_of(&screen.scene().surface);
    assert!(surface.quadratic);
    let mut scene = screen.scene().clone();
    scene.shared.rate_factor = 2.0;
    let half = Screen::new(scene, USUAL);
    let words = half
        .harness
        .get_by_role_and_label(Role::Slider, "Learning rate of SGD");
    let words = egui_kittest::kittest::NodeT::accesskit_node(&words)
        .description()
        .unwrap();
    assert!(words.contains("shared factor"), "{words}");
}

/// A tick and what lies beyond it are painted where the limit is.
#[test]
fn the_limit_is_painted_on_the_rail_in_the_frame_of_the_drag() {
    let mut screen = ravine(USUAL);
    let rate = screen.reveal(Role::Slider, "Learning rate of Momentum");
    let danger = |screen: &mut Screen| -> Vec<u32> {
        let image = screen.harness.render().unwrap();
        let y = rate.center().y as u32;
        let is_red = |x: &u32| {
            let [r, g, b, _] = image.get_pixel(*x, y).0;
            r > 90 && u32::from(r) > u32::from(g) + 40 && u32::from(r) > u32::from(b) + 40
        };
        (rate.left() as u32..rate.right() as u32)
            .filter(is_red)
            .collect()
    };
    let before = danger(&mut screen);
    assert!(before.len() > 3, "{before:?}");
    let momentum = screen.reveal(Role::Slider, "Momentum of Momentum");
    screen.press(on_rail(momentum, 0.1));
    screen.move_to(on_rail(momentum, 0.02));
    let after = danger(&mut screen);
    assert!(
        after.first() < before.first(),
        "less momentum, a lower limit: {after:?} {before:?}"
    );
    screen.release(pos2(0.0, 0.0));
}
