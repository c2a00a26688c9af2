//! Handles on the curves, and what theory draws there: thresholds of clips, breaks of schedules, bounds and falls.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable;
use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::Place;
use ravine::core::params::Value;
use ravine::core::schedule;
use ravine::session::preset;
use ravine::session::scene::{RunId, Scene};
use ravine::session::view::Curve;

/// The usual scene with something set in it, and one chart.
fn showing(curve: Curve, size: [f32; 2], set: impl FnOnce(&mut Scene)) -> Screen {
    let mut scene = preset::default_scene();
    set(&mut scene);
    let mut screen = Screen::new(scene, size);
    screen.session_mut().view.curves = vec![curve];
    screen.frames(2);
    screen
}

fn clip(threshold: f64) -> Config {
    Kind::Clip
        .default_config("norm")
        .with("max_norm", threshold)
}

fn schedule_of(id: &str) -> Config {
    Kind::Schedule.default_config(id)
}

fn threshold(screen: &Screen, run: &str) -> f64 {
    screen.run(run).clip.real("max_norm").unwrap()
}

fn center(screen: &Screen, name: &str) -> Pos2 {
    screen.rect(Role::Slider, name).center()
}

#[test]
fn a_threshold_is_dragged_up_and_down() {
    let name = "Clip threshold of Adam";
    for size in [USUAL, SMALLEST] {
        for log in [true, false] {
            let mut screen = showing(Curve::Gradient, size, |scene| {
                scene.runs[4].clip = clip(40.0);
            });
            screen.session_mut().view.log = log;
            screen.frames(2);
            let (first, step) = (screen.scene().clone(), screen.session().step());
            let from = center(&screen, name);
            screen.press(from);
            assert_eq!(screen.scene(), &first, "a press alone changes nothing");
            let mut last = 40.0;
            for i in 1..=6 {
                screen.move_to(from + vec2(3.0, -2.0 * i as f32));
                let now = threshold(&screen, "Adam");
                assert!(now > last, "{now} after {last}");
                let line = center(&screen, name).y;
                assert!(
                    (line - (from.y - 2.0 * i as f32)).abs() < 3.5,
                    "the line is at {line}"
                );
                screen.assert_runs_are_up_to_date(name);
                last = now;
            }
            for i in 1..=12 {
                screen.move_to(from + vec2(0.0, -12.0 + 2.0 * i as f32));
                screen.assert_runs_are_up_to_date(name);
            }
            assert!(threshold(&screen, "Adam") < last);
            let last = threshold(&screen, "Adam");
            screen.release(from + vec2(0.0, 12.0));
            screen.frames(2);
            assert_eq!(
                threshold(&screen, "Adam"),
                last,
                "letting go changes nothing"
            );
            assert_eq!(screen.session().step(), step, "the playhead stays");
            assert_eq!(screen.session().undo_name(), Some(name));
            screen.undo();
            assert_eq!(screen.scene(), &first, "one step");
        }
    }
}

#[test]
fn the_line_of_a_threshold_can_be_taken_anywhere() {
    let mut screen = showing(Curve::Gradient, USUAL, |scene| {
        scene.runs[4].clip = clip(40.0);
    });
    let rect = screen.rect(Role::Slider, "Clip threshold of Adam");
    let from = rect.left_center() + vec2(rect.width() * 0.3, 0.0);
    screen.drag(from, from - vec2(0.0, 10.0), 3);
    assert!(threshold(&screen, "Adam") > 40.0);
}

#[test]
fn a_threshold_keeps_within_its_span_and_waits_at_the_end_of_the_axis() {
    let name = "Clip threshold of Adam";
    for (start, far) in [
        (40.0, -2000.0),
        (40.0, 2000.0),
        (900.0, 0.0),
        (1e-3, 0.0),
        (1e9, 0.0),
    ] {
        let mut screen = showing(Curve::Gradient, USUAL, |scene| {
            scene.runs[4].clip = clip(start);
        });
        let from = center(&screen, name);
        let chart = screen.rect(Role::Slider, name);
        assert!(
            chart.bottom() < 900.0 && chart.top() > 600.0,
            "{start}: {chart}"
        );
        screen.drag(from, from + vec2(0.0, far), 4);
        let now = threshold(&screen, "Adam");
        assert!(
            (1e-3..=1e9).contains(&now) && (far == 0.0) == (now == start),
            "{start}: {now}"
        );
        assert!(far == 0.0 || (1e-3..=1e3).contains(&now), "{now}");
        screen.assert_runs_are_up_to_date(name);
    }
}

#[test]
fn a_shared_threshold_moves_all_that_follow() {
    let mut screen = showing(Curve::Gradient, USUAL, |scene| {
        scene.shared.clip = Some((clip(30.0), Place::Gradient));
        scene.runs[1].follows.clip = false;
        scene.runs[1].clip = clip(10.0);
    });
    let names = ["Clip threshold of all runs", "Clip threshold of Momentum"];
    let counts = names.map(|name| screen.count(Role::Slider, name));
    assert_eq!(counts, [1, 1]);
    let from = center(&screen, names[0]);
    screen.drag(from, from - vec2(0.0, 12.0), 4);
    let shared = screen.scene().shared.clip.clone().unwrap().0;
    assert!(shared.real("max_norm").unwrap() > 30.0);
    assert_eq!(threshold(&screen, "Momentum"), 10.0);
    assert_eq!(screen.session().undo_name(), Some(names[0]));
    screen.assert_runs_are_up_to_date("shared");
}

#[test]
fn only_lengths_of_the_gradient_have_a_line() {
    let by = |id: &str| Kind::Clip.default_config(id);
    let table = [
        (by("norm"), Place::Gradient, 1),
        (by("rms"), Place::Gradient, 1),
        (by("norm"), Place::Update, 0),
        (by("norm"), Place::Momentum, 0),
        (by("value"), Place::Gradient, 0),
        (by("adaptive"), Place::Gradient, 0),
        (by("none"), Place::Gradient, 0),
    ];
    for (clip, place, want) in table {
        let screen = showing(Curve::Gradient, USUAL, |scene| {
            scene.runs[0].clip = clip.clone();
            scene.runs[0].place = place;
        });
        assert_eq!(
            screen.count(Role::Slider, "Clip threshold of SGD"),
            want,
            "{clip:?} {place:?}"
        );
    }
}

#[test]
fn handles_on_curves_have_keys_and_ask_a_screen_reader() {
    let mut screen = showing(Curve::Gradient, USUAL, |scene| {
        scene.runs[4].clip = clip(40.0);
    });
    let name = "Clip threshold of Adam";
    screen
        .harness
        .get_by_role_and_label(Role::Slider, name)
        .focus();
    screen.frames(2);
    screen.key(Key::ArrowUp);
    let up = threshold(&screen, "Adam");
    assert!(up > 40.0);
    screen.assert_runs_are_up_to_date(name);
    screen.key(Key::ArrowDown);
    screen.key(Key::ArrowDown);
    assert!(threshold(&screen, "Adam") < up);
    for (asked, want) in [(7.5, 7.5), (-1.0, 7.5)] {
        screen
            .harness
            .get_by_role_and_label(Role::Slider, name)
            .set_value_accesskit(asked);
        screen.frames(1);
        assert_eq!(threshold(&screen, "Adam"), want);
    }
    let mut screen = showing(Curve::Rate, USUAL, |scene| {
        scene.runs[4].schedule = schedule_of("step");
    });
    let name = "First fall of Adam";
    let first = screen.scene().clone();
    screen
        .harness
        .get_by_role_and_label(Role::Slider, name)
        .focus();
    screen.frames(2);
    screen.key(Key::ArrowRight);
    assert_eq!(
        screen.run("Adam").schedule.get("step_size"),
        Some(&Value::Count(101))
    );
    assert_eq!(screen.number(Role::Slider, name), 101.0);
    screen.key_with(Modifiers::SHIFT, Key::ArrowLeft);
    assert_eq!(
        screen.run("Adam").schedule.get("step_size"),
        Some(&Value::Count(91))
    );
    screen.assert_runs_are_up_to_date(name);
    assert_eq!(
        screen.session().step(),
        0,
        "arrows go to the grip, not to the playhead"
    );
    screen.key(Key::Escape);
    screen.frames(2);
    assert_eq!(screen.session().undo_name(), Some(name));
    screen.undo();
    assert_eq!(screen.scene(), &first);
}

/// Every break of every schedule has a grip; each is dragged along the steps.
#[test]
fn the_breaks_of_every_schedule_are_dragged() {
    for about in Kind::Schedule.entries() {
        let config = Config::new(about);
        let mut screen = showing(Curve::Rate, USUAL, |scene| {
            scene.runs[4].schedule = config.clone();
        });
        let first = screen.scene().clone();
        let breaks = schedule::breaks(&config, first.steps);
        let mut seen = 0;
        for one in breaks.iter().filter(|one| one.step <= first.steps) {
            let many = breaks
                .iter()
                .filter(|other| other.words == one.words)
                .count()
                > 1;
            seen += usize::from(many);
            let number = if many {
                format!(" {seen}")
            } else {
                String::new()
            };
            let name = format!("{}{number} of Adam", one.words);
            let from = center(&screen, &name);
            let away = if one.step > 150 { -60.0 } else { 60.0 };
            screen.press(from);
            assert_eq!(screen.scene(), &first, "{name}");
            for i in 1..=3 {
                screen.move_to(from + vec2(away * i as f32 / 3.0, 5.0));
                screen.assert_runs_are_up_to_date(&name);
            }
            let moved = center(&screen, &name);
            let clamped = one
                .reach
                .contains(&(screen.number(Role::Slider, &name) as u64));
            assert!(
                (moved.x - from.x - away).abs() < 4.0 || clamped,
                "{name}: {} to {}",
                from.x,
                moved.x
            );
            assert!(screen.scene() != &first, "{}: {name}", about.info.id);
            screen.release(from + vec2(away, 5.0));
            screen.frames(2);
            assert_eq!(screen.session().step(), 0, "{name}: no scrub");
            assert_eq!(screen.session().undo_name(), Some(name.as_str()));
            screen.undo();
            assert_eq!(screen.scene(), &first, "{name}: one step");
            screen.frames(2);
        }
    }
}

#[test]
fn a_shared_schedule_has_its_grips_once() {
    let mut screen = showing(Curve::Rate, USUAL, |scene| {
        scene.shared.schedule = Some(schedule_of("warmup_cosine"));
    });
    let name = "Warm-up end of all runs";
    assert_eq!(screen.count(Role::Slider, name), 1);
    let from = center(&screen, name);
    screen.drag(from, from + vec2(80.0, 0.0), 4);
    let shared = screen.scene().shared.schedule.clone().unwrap();
    assert!(
        matches!(shared.get("num_warmup_steps"), Some(Value::Count(30..80))),
        "{shared:?}"
    );
    screen.assert_runs_are_up_to_date(name);
}

#[test]
fn milestones_stop_at_their_neighbours() {
    let mut screen = showing(Curve::Rate, USUAL, |scene| {
        scene.runs[4].schedule = schedule_of("multi_step");
    });
    let name = "Milestone 1 of Adam";
    let from = center(&screen, name);
    screen.drag(from, from + vec2(500.0, 0.0), 5);
    let want = Value::Counts(vec![150, 150]);
    assert_eq!(screen.run("Adam").schedule.get("milestones"), Some(&want));
}

#[test]
fn nothing_breaks_where_there_is_nothing() {
    for set in [
        (|scene: &mut Scene| scene.runs.clear()) as fn(&mut Scene),
        |scene| scene.runs.iter_mut().for_each(|run| run.visible = false),
        |scene| {
            scene
                .runs
                .iter_mut()
                .for_each(|run| run.optimizer = run.optimizer.clone().with_leading("lr", 1e9));
        },
        |scene| scene.steps = 1,
        |scene| scene.surface = scene.surface.clone().with("kappa", 1e300),
        |scene| scene.start = ravine::core::vec2::vec2(1e308, -1e308),
    ] {
        for curve in [Curve::Gap, Curve::Gradient, Curve::Rate] {
            let mut screen = showing(curve, USUAL, |scene| {
                scene.shared.clip = Some((clip(3.0), Place::Gradient));
                scene.shared.schedule = Some(schedule_of("one_cycle"));
                set(scene);
            });
            screen.frames(3);
            screen.harness.render().unwrap();
        }
    }
}

#[test]
fn many_schedules_do_not_crowd_the_chart() {
    let screen = showing(Curve::Rate, USUAL, |scene| {
        while scene.runs.len() < 12 {
            scene.duplicate_run(RunId(0));
        }
        for run in &mut scene.runs {
            run.schedule = schedule_of("step");
        }
    });
    let subject = screen.session().subject().unwrap().name.clone();
    assert_eq!(
        screen.count(Role::Slider, &format!("First fall of {subject}")),
        1
    );
    assert_eq!(screen.count(Role::Slider, "First fall of Adam"), 0);
}

/// Every text that was painted in the last frame.
fn painted(screen: &Screen) -> Vec<String> {
    fn collect(shape: &egui::Shape, found: &mut Vec<String>) {
        match shape {
            egui::Shape::Text(text) => found.push(text.galley.text().to_owned()),
            egui::Shape::Vec(all) => all.iter().for_each(|shape| collect(shape, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for clipped in &screen.harness.output().shapes {
        collect(&clipped.shape, &mut found);
    }
    found
}

#[test]
fn charts_say_what_theory_predicts_where_it_does() {
    let table: [(Curve, usize, &[&str]); 5] = [
        // κ = 50 and the rate 0.037: (1 − 0.037)² along the floor.
        (Curve::Gap, 0, &["ρ² = 0.927"]),
        (Curve::Gap, 4, &[]),
        (Curve::Rate, 0, &["2/λmax"]),
        (Curve::Rate, 2, &["(2 + 2μ)/((1 + 2μ) λmax)"]),
        (Curve::Rate, 4, &[]),
    ];
    for (curve, run, want) in table {
        let screen = showing(curve, USUAL, |scene| {
            scene.runs = vec![scene.runs[run].clone()];
        });
        let texts = painted(&screen);
        let said = texts
            .iter()
            .filter(|text| text.contains("λmax") || text.contains('ρ'));
        let said: Vec<&str> = said.map(|text| text.trim_end_matches(" ↑")).collect();
        assert_eq!(said, want, "{curve:?} of run {run}");
    }
}

#[test]
fn predictions_follow_a_drag_in_its_frame() {
    let mut screen = showing(Curve::Gap, USUAL, |scene| scene.runs.truncate(1));
    let rect = screen.reveal(Role::Slider, "Learning rate of SGD");
    screen.press(crate::screen::on_rail(rect, 0.5));
    for share in [0.45, 0.52, 0.55] {
        screen.move_to(crate::screen::on_rail(rect, share));
        let rate = screen.run("SGD").optimizer.real("lr").unwrap();
        let rho = (1.0 - rate).abs().max((1.0 - 50.0 * rate).abs());
        let texts = painted(&screen);
        let said = texts.iter().find_map(|text| text.strip_prefix("ρ² = "));
        let said: f64 = said.unwrap().parse().unwrap();
        assert!(
            (said - rho * rho).abs() < 0.006 * rho * rho,
            "{said} at {rate}"
        );
    }
}
