//! The curves: which are shown, what they say under the pointer, and how the playhead is moved on them.

use crate::honest::assert_honest;
use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2};
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use ravine::core::catalog::Kind;
use ravine::core::surface;
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::{Across, Curve};
use ravine::ui::format;
use ravine::ui::view::charts::quantity::{is_offered, words};

fn race(surface: &str, methods: &[&str]) -> Scene {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    for id in methods {
        scene.add_run(Kind::Optimizer.find(id).unwrap());
    }
    scene
}

/// The frames of the charts with the row of numbers below them, from left to right.
fn charts(screen: &Screen) -> Vec<Rect> {
    let found = screen.harness.query_all_by_label_contains("Curves of");
    let mut rects: Vec<Rect> = found.map(|node| node.rect()).collect();
    rects.sort_by(|a, b| a.left().total_cmp(&b.left()));
    rects
}

/// What is read aloud of the only chart.
fn description(screen: &Screen) -> String {
    let node = screen.harness.get_by_label_contains("Curves of");
    let node: AccessKitNode<'_> = node.accesskit_node();
    node.description().unwrap()
}

fn at(rect: Rect, share: f32) -> Pos2 {
    pos2(rect.left() + share * rect.width(), rect.top() + 40.0)
}

fn click_with(screen: &mut Screen, modifiers: Modifiers, name: &str) {
    let at = screen.rect(Role::Button, name).center();
    screen.move_to(at);
    screen.event(Event::ModifiersChanged(modifiers));
    for pressed in [true, false] {
        screen.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        });
    }
    screen.event(Event::ModifiersChanged(Modifiers::NONE));
    screen.frames(1);
}

#[test]
fn a_click_shows_a_curve_alone_and_with_a_key_beside_the_others() {
    use Curve::{Cosine, Distance, Gap, Rate, Step};
    let mut screen = Screen::usual();
    let none = Modifiers::NONE;
    let ctrl = Modifiers::CTRL | Modifiers::COMMAND;
    let table: &[(Modifiers, Curve, &[Curve])] = &[
        (none, Rate, &[Rate]),
        (ctrl, Gap, &[Rate, Gap]),
        (Modifiers::SHIFT, Distance, &[Rate, Gap, Distance]),
        (ctrl, Cosine, &[Rate, Gap, Distance]),
        (ctrl, Rate, &[Gap, Distance]),
        (none, Step, &[Step]),
        (ctrl, Step, &[Step]),
    ];
    for (modifiers, curve, want) in table {
        click_with(&mut screen, *modifiers, &format!("Curve: {}", curve.id()));
        assert_eq!(screen.session().view.curves, *want);
        screen.frames(1);
        let charts = charts(&screen);
        assert_eq!(charts.len(), want.len());
        for pair in charts.windows(2) {
            assert!(pair[0].right() + 40.0 < pair[1].left(), "side by side");
            assert_eq!(pair[0].y_range(), pair[1].y_range());
        }
        assert!(screen.session().undo_name().is_none(), "a look at it");
    }
}

#[test]
fn charts_are_added_and_taken_away_without_a_pointer() {
    let mut screen = Screen::usual();
    let press = |screen: &mut Screen, name: &str| {
        screen
            .harness
            .get_by_role_and_label(Role::Button, name)
            .focus();
        screen.frames(1);
        screen.key(Key::Enter);
        screen.frames(2);
    };
    press(&mut screen, "Add or remove charts");
    press(&mut screen, "Chart: effective");
    press(&mut screen, "Chart: cosine");
    let three = [Curve::Gap, Curve::Effective, Curve::Cosine];
    assert_eq!(screen.session().view.curves, three);
    let fourth = screen.harness.get_by_label("Chart: rate");
    assert!(fourth.accesskit_node().is_disabled());
    press(&mut screen, "Chart: gap");
    screen.key(Key::Escape);
    screen.frames(2);
    assert_eq!(screen.session().view.curves, three[1..]);
    press(&mut screen, "Remove chart: effective");
    assert_eq!(screen.session().view.curves, [Curve::Cosine]);
    assert_eq!(screen.count(Role::Button, "Remove chart: cosine"), 0);
    let log = screen.harness.get_by_role_and_label(Role::Button, "Log");
    assert!(log.accesskit_node().is_disabled(), "a cosine is linear");
    press(&mut screen, "X axis: gradient evaluations");
    assert_eq!(screen.session().view.across, Across::Evaluations);
    press(&mut screen, "X axis: steps");
    assert_eq!(screen.session().view.across, Across::Steps);
}

#[test]
fn where_the_tabs_do_not_fit_there_is_a_combo_box() {
    let mut screen = Screen::new(preset::default_scene(), SMALLEST);
    screen.frames(2);
    assert_eq!(screen.count(Role::Button, "Curve: rate"), 0);
    screen.click(Role::ComboBox, "Curve");
    screen.click(Role::Button, "Curve: rate");
    screen.frames(2);
    assert_eq!(screen.session().view.curves, [Curve::Rate]);
    let center = charts(&screen)[0];
    for name in ["Add or remove charts", "X axis: steps", "Linear", "Log"] {
        let rect = screen.rect(Role::Button, name);
        assert!(rect.right() < center.right() + 12.0, "{name}: {rect:?}");
    }
}

#[test]
fn three_charts_have_their_place_at_every_size() {
    for (size, least) in [(SMALLEST, 40.0), (USUAL, 180.0), ([3840.0, 2160.0], 900.0)] {
        let mut screen = Screen::new(preset::default_scene(), size);
        let three = [Curve::Step, Curve::Distance, Curve::Effective];
        screen.session_mut().view.curves = three.to_vec();
        screen.frames(2);
        let charts = charts(&screen);
        assert_eq!(charts.len(), 3);
        for (i, (chart, curve)) in charts.iter().zip(three).enumerate() {
            assert!(chart.width() >= least && chart.height() > 60.0, "{chart:?}");
            let remove = screen.rect(Role::Button, &format!("Remove chart: {}", curve.id()));
            assert!(remove.bottom() <= chart.top() + 1.0, "{remove:?}");
            assert!(chart.x_range().contains(remove.center().x));
            // The playhead is one.
            screen.press(at(*chart, 0.25 * (i as f32 + 1.0)));
            let want = 75.0 * (i as f64 + 1.0);
            assert!((screen.session().step() as f64 - want).abs() <= 4.0);
            screen.release(at(*chart, 0.25 * (i as f32 + 1.0)));
        }
    }
}

#[test]
fn curves_that_a_surface_does_not_know_are_not_offered() {
    for id in ["quadratic", "saddle", "michalewicz", "himmelblau"] {
        let mut screen = Screen::new(race(id, &["sgd"]), [1920.0, 1080.0]);
        let landmarks = surface::landmarks(&Kind::Surface.default_config(id));
        for curve in Curve::ALL {
            let name = format!("Curve: {}", curve.id());
            let is_there = screen.count(Role::Button, &name) == 1;
            assert_eq!(is_there, is_offered(curve, &landmarks), "{id} {curve:?}");
            // A view of another surface may ask for it all the same.
            screen.session_mut().view.show_curve(curve);
            screen.frames(2);
            assert_eq!(charts(&screen).len(), 1, "{id} {curve:?}");
            assert_honest(&screen, &name);
        }
    }
}

#[test]
fn the_pointer_reads_every_run_and_brings_the_nearest_to_the_front() {
    let mut screen = Screen::usual();
    let frame = charts(&screen)[0];
    let before = description(&screen);
    assert!(before.starts_with("At step 0: "), "{before}");
    screen.move_to(at(frame, 0.5));
    screen.frames(1);
    let said = description(&screen);
    assert!(said.starts_with("At step 150: "), "{said}");
    let mut values = Vec::new();
    for run in &screen.scene().runs {
        let trajectory = screen.session().derived().run(run.id).unwrap();
        let loss = trajectory.trajectory().loss[150];
        let line = format!("{} {}", run.name, format::significant(loss, 6));
        let place = said.find(&line).unwrap_or_else(|| panic!("{line}: {said}"));
        values.push((place, loss));
    }
    values.sort_by_key(|value| value.0);
    assert!(
        values.windows(2).all(|pair| pair[0].1 >= pair[1].1),
        "{said}"
    );

    // The worst run is the highest line.
    let worst = values[0].1;
    let runs = screen.scene().runs.iter();
    let worst = runs.map(|run| run.id).find(|id| {
        let product = screen.session().derived().run(*id).unwrap();
        product.trajectory().loss[150] == worst
    });
    for share in 0..40 {
        let y = frame.top() + frame.height() * (share as f32 / 40.0);
        screen.move_to(pos2(frame.center().x, y));
        screen.frames(1);
        if let Some(hovered) = screen.harness.state().state.front {
            assert_eq!(Some(hovered), worst, "the first that is met from above");
            return;
        }
    }
    panic!("no run came to the front");
}

#[test]
fn a_diverged_run_is_read_at_its_last_number() {
    let mut scene = race("quadratic", &["sgd", "adam"]);
    scene.runs[0].optimizer = scene.runs[0].optimizer.clone().with("lr", 30.0);
    let mut screen = Screen::new(scene, USUAL);
    for curve in Curve::ALL {
        screen.session_mut().view.show_curve(curve);
        screen.frames(1);
        let frame = charts(&screen)[0];
        for share in [0.0, 0.02, 0.5, 0.99] {
            screen.move_to(at(frame, share));
            screen.frames(1);
            assert_honest(&screen, &format!("{curve:?} at {share}"));
            let said = description(&screen);
            assert!(said.contains("SGD ") && said.contains("Adam "), "{said}");
        }
    }
}

#[test]
fn sixty_four_runs_are_read_on_the_smallest_screen() {
    let mut scene = race("rosenbrock", &[]);
    for i in 0..64 {
        let id = ["adam", "lbfgs", "sgd", "sam"][i % 4];
        scene.add_run(Kind::Optimizer.find(id).unwrap());
    }
    let mut screen = Screen::new(scene, SMALLEST);
    for curves in [
        vec![Curve::Gap],
        vec![Curve::Step, Curve::Rate, Curve::Cosine],
    ] {
        screen.session_mut().view.curves = curves;
        screen.session_mut().view.across = Across::Evaluations;
        screen.frames(2);
        for share in [0.0, 0.5, 1.0] {
            let frame = *charts(&screen).last().unwrap();
            screen.move_to(at(frame, share));
            screen.frames(1);
            assert_honest(&screen, "64 runs");
        }
    }
}

#[test]
fn the_playhead_is_dragged_in_gradient_evaluations() {
    let mut screen = Screen::new(race("rosenbrock", &["sgd", "sam"]), USUAL);
    let last = screen.session().last_step();
    screen.session_mut().view.across = Across::Evaluations;
    screen.frames(2);
    // SGD takes one gradient each step, SAM two: the axis is as long as SAM's.
    for (subject, factor) in [(0, 2.0), (1, 1.0)] {
        screen.session_mut().selected = Some(screen.scene().runs[subject].id);
        screen.frames(1);
        let frame = charts(&screen)[0];
        for share in [0.1, 0.25, 0.45] {
            screen.press(at(frame, share));
            let want = f64::from(share) * factor * last as f64;
            let got = screen.session().step() as f64;
            assert!((got - want).abs() <= 3.0, "{subject}: {got}, not {want}");
            screen.release(at(frame, share));
        }
        // Past the end of the subject its scale goes on.
        screen.press(at(frame, 1.0));
        assert_eq!(screen.session().step(), last);
        screen.release(at(frame, 1.0));
        assert_eq!(screen.session().undo_name(), None);
    }
    let said = description(&screen);
    assert!(
        said.starts_with(&format!("At {} gradients", format::count(2 * last))),
        "{said}"
    );
}

#[test]
fn a_run_of_many_steps_is_drawn_and_read() {
    let mut scene = race("rosenbrock", &["sgd", "adam"]);
    scene.steps = 1_000_000;
    let mut screen = Screen::new(scene, USUAL);
    screen.session_mut().budget = ravine::session::derived::Budget::UNLIMITED;
    screen.session_mut().playback.playing = true;
    screen.session_mut().view.curves = vec![Curve::Gap, Curve::Effective, Curve::Cosine];
    screen.frames(3);
    assert!(!screen.session().derived().is_busy());
    let frame = charts(&screen)[1];
    screen.move_to(at(frame, 0.7));
    screen.frames(2);
    assert_honest(&screen, "a million steps");
    screen.press(at(frame, 1.0));
    assert_eq!(screen.session().step(), 1_000_000);
}

#[test]
fn every_chart_has_a_name_and_says_its_values() {
    let mut screen = Screen::new(race("quadratic", &["sgd", "adam"]), [1920.0, 1080.0]);
    let landmarks = surface::landmarks(&Kind::Surface.default_config("quadratic"));
    for curve in Curve::ALL {
        for across in [Across::Steps, Across::Evaluations] {
            screen.session_mut().view.show_curve(curve);
            screen.session_mut().view.across = across;
            screen.frames(2);
            let name = format!("Curves of {}", words(curve, &landmarks).name);
            let found = screen.harness.query_all_by_label(&name);
            assert_eq!(found.count(), 1, "{name}");
            let said = description(&screen);
            let lines = matches!(curve, Curve::Step | Curve::Effective);
            assert_eq!(said.contains(" and "), lines, "{said}");
            screen.harness.check_accessibility();
        }
    }
}

#[test]
fn nothing_to_draw_says_so() {
    let mut hidden = race("quadratic", &["sgd"]);
    hidden.runs[0].visible = false;
    for scene in [race("quadratic", &[]), hidden] {
        let mut screen = Screen::new(scene, USUAL);
        for curve in Curve::ALL {
            screen.session_mut().view.show_curve(curve);
            screen.session_mut().view.across = Across::Evaluations;
            screen.frames(2);
            let frame = charts(&screen)[0];
            screen.drag(at(frame, 0.2), at(frame, 0.8), 3);
            assert_honest(&screen, &format!("{curve:?}"));
            let step = screen.session().step() as f64;
            assert!(
                (step - 0.8 * screen.scene().steps as f64).abs() < 3.0,
                "{step}"
            );
        }
    }
}
