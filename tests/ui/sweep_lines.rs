//! Sweeps of one number under a hand: the curves of all runs, and the orbits of one.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Key, Pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::map::orbit::{Fate, Orbits, Tail};
use ravine::core::map::{Axis, Knob, Mapper};
use ravine::session::gallery;
use ravine::session::maps::{Form, Ordinate, Shade};
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::Mode;

pub fn scene(name: &str) -> Scene {
    let text = gallery::text(name).unwrap();
    preset::from_json(text).unwrap()
}

/// A screen that shows a form of the sweep of a scene, worked out.
pub fn showing(scene: Scene, form: Form, size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(scene, size);
    let view = &mut screen.session_mut().view;
    (view.mode, view.sweep.form) = (Mode::Sweep, form);
    screen.frames(2);
    finish(&mut screen);
    screen
}

/// Draws frames until everything is worked out.
pub fn finish(screen: &mut Screen) {
    for _ in 0..20_000 {
        screen.frames(1);
        if !screen.session().lines().is_busy() {
            screen.frames(1);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    panic!("the lines are never done");
}

fn center(screen: &Screen, name: &str) -> Pos2 {
    screen.rect(Role::Slider, name).center()
}

fn rate(screen: &Screen, run: &str) -> f64 {
    screen.run(run).optimizer.real("lr").unwrap()
}

/// What a canvas says to a screen reader.
fn said(screen: &Screen, canvas: &str) -> String {
    let node = screen.harness.get_by_role_and_label(Role::Canvas, canvas);
    node.accesskit_node().description().unwrap_or_default()
}

const CURVES: &str = "Curves over Learning rate";
const ORBITS: &str = "Orbits over Learning rate";

#[test]
fn the_header_leads_from_form_to_form() {
    for size in [USUAL, SMALLEST] {
        let mut screen = showing(scene("period_doubling"), Form::Map, size);
        if size == SMALLEST {
            // Where there is little room the forms are in a list.
            screen.session_mut().view.sweep.form = Form::Curve;
            screen.frames(2);
        } else {
            screen.click(Role::Button, "Form: Curve");
        }
        finish(&mut screen);
        assert_eq!(screen.count(Role::Canvas, CURVES), 1, "{size:?}");
        screen.session_mut().view.sweep.form = Form::Orbit;
        finish(&mut screen);
        assert_eq!(screen.count(Role::Canvas, ORBITS), 1, "{size:?}");
        assert!(
            screen
                .session()
                .lines()
                .curve(screen.scene().runs[0].id)
                .is_none()
        );
        screen.session_mut().view.mode = Mode::Plane;
        screen.frames(2);
        assert!(
            screen.session().lines().orbit().is_none(),
            "closing stops the work"
        );
    }
}

#[test]
fn a_dot_is_dragged_along_its_curve() {
    let name = "Learning rate of SGD on its curve";
    for factor in [1.0, 0.5] {
        let mut ravine = scene("ravine");
        ravine.shared.rate_factor = factor;
        let mut screen = showing(ravine, Form::Curve, USUAL);
        let first = screen.scene().clone();
        let lines = |screen: &Screen| -> Vec<u64> {
            let lines = screen.session().lines();
            let runs = screen.scene().runs.iter();
            runs.map(|run| lines.curve(run.id).unwrap().stamp())
                .collect()
        };
        let stamps = lines(&screen);
        let from = center(&screen, name);
        screen.press(from);
        assert_eq!(screen.scene(), &first, "a press alone changes nothing");
        let mut last = rate(&screen, "SGD");
        for i in 1..=6 {
            screen.move_to(from - vec2(12.0 * i as f32, 0.0));
            let now = rate(&screen, "SGD");
            assert!(now < last, "{now} after {last}");
            screen.assert_runs_are_up_to_date(name);
            screen.frames(1);
            let dot = center(&screen, name).x;
            assert!((dot - (from.x - 12.0 * i as f32)).abs() < 3.0, "{dot}");
            assert_eq!(screen.number(Role::Slider, name), now * factor);
            last = now;
        }
        assert_eq!(
            lines(&screen),
            stamps,
            "no curve depends on a run's own setting"
        );
        screen.release(from - vec2(72.0, 0.0));
        screen.frames(2);
        assert_eq!(rate(&screen, "SGD"), last);
        assert_eq!(screen.session().undo_name(), Some(name));
        screen.undo();
        assert_eq!(screen.scene(), &first, "one step");
    }
}

#[test]
fn dots_and_lines_have_keys_and_ask_a_screen_reader() {
    for (form, name, run) in [
        (
            Form::Curve,
            "Learning rate of η = 1.15: period 2 on its curve",
            "η = 1.15: period 2",
        ),
        (
            Form::Orbit,
            "Learning rate of η = 0.9: rest among its orbits",
            "η = 0.9: rest",
        ),
    ] {
        let mut screen = showing(scene("period_doubling"), form, USUAL);
        let first = rate(&screen, run);
        screen
            .harness
            .get_by_role_and_label(Role::Slider, name)
            .focus();
        screen.frames(2);
        screen.key(Key::ArrowRight);
        let right = rate(&screen, run);
        assert!(right > first, "{name}: {right}");
        screen.assert_runs_are_up_to_date(name);
        screen.key(Key::ArrowLeft);
        screen.key(Key::ArrowLeft);
        assert!(rate(&screen, run) < right);
        for (asked, want) in [(1.2, 1.2), (-1.0, 1.2)] {
            screen
                .harness
                .get_by_role_and_label(Role::Slider, name)
                .set_value_accesskit(asked);
            screen.frames(1);
            assert_eq!(rate(&screen, run), want, "{name}");
        }
    }
}

#[test]
fn a_click_on_a_curve_gives_its_run_exactly_what_the_pointer_reads() {
    let mut screen = showing(scene("learning_rates"), Form::Curve, USUAL);
    for run in [1, 2] {
        screen.session_mut().scene.runs[run].visible = false;
    }
    finish(&mut screen);
    let (id, first) = (screen.scene().runs[0].id, screen.scene().clone());
    let dot = center(&screen, "Learning rate of Too low: 0.005 on its curve");
    screen.click_at(dot + vec2(60.0, 4.0));
    screen.frames(2);
    let value = screen.scene().runs[0].optimizer.real("lr").unwrap();
    assert!(value > 0.0052, "{value}");
    let session = screen.session();
    let line = session.lines().curve(id).unwrap();
    let column = line.values().iter().position(|x| *x == value).unwrap();
    let (line, product) = (
        line.get(column).unwrap(),
        session.derived().run(id).unwrap(),
    );
    let last = product.trajectory().loss.last().unwrap();
    assert_eq!(
        line.loss.to_bits(),
        last.to_bits(),
        "the race is what the curve said"
    );
    assert_eq!(line.ending, product.ending());
    screen.undo();
    assert_eq!(screen.scene(), &first);
    // Far from every curve a click means nothing.
    let canvas = screen.rect(Role::Canvas, CURVES);
    screen.click_at(canvas.left_top() + vec2(90.0, 60.0));
    assert_eq!(screen.scene(), &first);
}

#[test]
fn curves_are_the_single_runs() {
    let screen = showing(scene("ravine"), Form::Curve, USUAL);
    let session = screen.session();
    for run in &screen.scene().runs {
        let line = session.lines().curve(run.id).unwrap();
        assert!(line.is_done() && line.values().len() > 300);
        for column in [0, 57, 200, line.values().len() - 1] {
            let mut out = Vec::new();
            let cell = [line.values()[column], 0.0];
            let mut plan = line.plan().clone();
            plan.base = session.scene.request(run);
            Mapper::new(&plan).run(&[cell], &|| false, &mut out);
            assert!(
                line.get(column).unwrap().same(&out[0]),
                "{} {cell:?}",
                run.name
            );
        }
    }
}

#[test]
fn the_line_among_orbits_is_dragged_and_says_what_the_run_does() {
    let run = "η = 0.9: rest";
    let name = "Learning rate of η = 0.9: rest among its orbits";
    let mut screen = showing(scene("period_doubling"), Form::Orbit, USUAL);
    assert!(said(&screen, ORBITS).contains("Rests at one point"));
    let first = screen.scene().clone();
    let orbits = screen.session().lines().orbit().unwrap().stamp();
    let from = center(&screen, name);
    screen.press(from);
    for i in 1..=5 {
        screen.move_to(from + vec2(20.0 * i as f32, 0.0));
        screen.assert_runs_are_up_to_date(name);
    }
    let now = rate(&screen, run);
    assert!(now > 1.0, "{now}");
    screen.release(from + vec2(100.0, 0.0));
    screen.frames(2);
    assert_eq!(screen.session().lines().orbit().unwrap().stamp(), orbits);
    assert_eq!(screen.session().undo_name(), Some(name));
    screen.undo();
    assert_eq!(screen.scene(), &first);
    for (asked, want) in [(1.15, "Period 2"), (1.5, "Chaotic"), (2.02, "Diverged")] {
        screen
            .harness
            .get_by_role_and_label(Role::Slider, name)
            .set_value_accesskit(asked);
        finish(&mut screen);
        let said = said(&screen, ORBITS);
        assert!(said.contains(want), "{asked}: {said}");
    }
}

#[test]
fn orbits_are_the_ends_of_single_runs_after_as_many_steps_as_are_said() {
    let mut screen = showing(scene("period_doubling"), Form::Orbit, USUAL);
    for after in [None, Some(2000)] {
        screen.session_mut().view.sweep.orbit.after = after;
        finish(&mut screen);
        let session = screen.session();
        let line = session.lines().orbit().unwrap();
        let mut plan = line.plan().clone();
        assert_eq!(plan.base.steps, after.unwrap_or(80));
        plan.base.optimizer = session.scene.runs[0].optimizer.clone();
        let mut fates = Vec::new();
        for column in (0..line.values().len()).step_by(40) {
            let mut out = Vec::new();
            Orbits::new(&plan).run(&line.values()[column..=column], &|| false, &mut out);
            assert_eq!(line.get(column), out.first(), "{}", line.values()[column]);
            fates.push(out[0].fate());
        }
        // From rest over a cycle to what neither rests nor repeats, and away.
        let places = [Fate::Rests, Fate::Cycles(2), Fate::Wanders]
            .map(|fate| fates.iter().rposition(|one| *one == fate).unwrap());
        assert!(places.is_sorted(), "{fates:?}");
        let last = line.get(line.values().len() - 1).map(Tail::fate);
        assert!(matches!(last, Some(Fate::Diverged(_))), "{last:?}");
    }
}

#[test]
fn zooming_goes_down_to_neighbouring_numbers_and_a_double_click_goes_back() {
    for form in [Form::Curve, Form::Orbit] {
        let mut screen = showing(scene("period_doubling"), form, USUAL);
        let name = if form == Form::Curve { CURVES } else { ORBITS };
        let at = screen.rect(Role::Canvas, name).center() + vec2(31.0, 40.0);
        let mut widths = Vec::new();
        for _ in 0..60 {
            screen.scroll(at, 600.0);
            screen.frames(1);
            let axis: Axis = screen.session().view.sweep.across_shown.unwrap();
            assert!(axis.is_valid(), "{axis:?}");
            widths.push((axis.high - axis.low) / (axis.low.next_up() - axis.low));
        }
        finish(&mut screen);
        let last = widths.last().unwrap();
        assert!((10.0..8000.0).contains(last), "{last} numbers");
        assert!(widths.is_sorted_by(|a, b| a >= b), "{widths:?}");
        let line = screen.session().lines().progress();
        assert_eq!(line, 1.0);
        // A drag moves what is shown.
        let before = screen.session().view.sweep.across_shown.unwrap();
        screen.drag(at, at + vec2(50.0, 0.0), 3);
        let after = screen.session().view.sweep.across_shown.unwrap();
        assert!(after.low < before.low, "{before:?} {after:?}");
        let scene = screen.scene().clone();
        let corner = screen.rect(Role::Canvas, name).right_bottom() - vec2(30.0, 8.0);
        screen.double_click_at(corner);
        finish(&mut screen);
        assert!(screen.session().view.sweep.is_fitted(), "{form:?}");
        assert_eq!(screen.scene(), &scene);
    }
}

#[test]
fn what_stands_on_the_vertical_axis_is_chosen() {
    let mut screen = showing(scene("ravine"), Form::Curve, USUAL);
    for (name, want) in [
        ("Vertical axis: steps to tolerance", Shade::Steps),
        ("Vertical axis: rate per step", Shade::Rate),
        ("Vertical axis: final loss", Shade::Loss),
    ] {
        screen.click(Role::Button, name);
        finish(&mut screen);
        assert_eq!(screen.session().view.sweep.shade, want);
        assert!(said(&screen, CURVES).contains("best at"), "{want:?}");
    }
    let mut screen = showing(scene("period_doubling"), Form::Orbit, USUAL);
    for (name, want) in [
        ("Vertical axis: y", Ordinate::Y),
        ("Vertical axis: loss", Ordinate::Loss),
        ("Vertical axis: step length", Ordinate::Moved),
        ("Vertical axis: x", Ordinate::X),
    ] {
        screen.click(Role::Button, name);
        finish(&mut screen);
        assert_eq!(screen.session().view.sweep.orbit.ordinate, want);
    }
}

#[test]
fn any_number_of_any_run_can_stand_on_the_axis() {
    for name in ["ravine", "heavy_ball_cycle"] {
        let mut scene = scene(name);
        scene.steps = 20;
        let mut screen = showing(scene, Form::Curve, SMALLEST);
        let request = screen.session().scene.request(&screen.scene().runs[0]);
        for knob in Knob::all(&request) {
            for form in [Form::Curve, Form::Orbit] {
                let sweep = &mut screen.session_mut().view.sweep;
                (sweep.form, sweep.across, sweep.across_shown) = (form, Some(knob.clone()), None);
                finish(&mut screen);
                let lines = screen.session().lines();
                let first = screen.scene().runs[0].id;
                let has = lines.curve(first).is_some() || lines.orbit().is_some();
                assert!(has, "{knob} {form:?}");
            }
        }
    }
}
