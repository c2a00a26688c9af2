//! No number is shown that is none, however far a scene goes wrong.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use ravine::core::catalog::Kind;
use ravine::core::vec2::vec2;
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::Curve;

/// Nothing that is read aloud, shown or told as a number is NaN or infinite.
#[track_caller]
pub fn assert_honest(screen: &Screen, what: &str) {
    for (text, number) in screen.texts() {
        // The largest-component norm of a clip has that name.
        let plain = text.trim_end_matches(": inf");
        let words = plain.split(|c: char| !c.is_alphanumeric());
        let wrong = words
            .map(str::to_lowercase)
            .find(|word| word == "nan" || word == "inf");
        let named = plain == "inf";
        assert!(wrong.is_none() || named, "{what}: {text:?}");
        assert!(
            number.is_none_or(f64::is_finite),
            "{what}: {text:?} {number:?}"
        );
    }
}

fn on(surface: &str) -> Scene {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    for id in ["sgd", "adam", "rmsprop", "adagrad"] {
        scene.add_run(Kind::Optimizer.find(id).unwrap());
    }
    scene
}

/// The scene with every learning rate at this value.
fn at_rate(mut scene: Scene, rate: f64) -> Scene {
    for run in &mut scene.runs {
        run.optimizer = run.optimizer.clone().with("lr", rate);
    }
    scene
}

fn with(mut scene: Scene, change: impl FnOnce(&mut Scene)) -> Scene {
    change(&mut scene);
    scene
}

fn kappa(value: f64) -> Scene {
    with(on("quadratic"), |scene| {
        scene.surface = scene.surface.clone().with("kappa", value);
    })
}

/// Scenes that go wrong in one way each.
fn extremes() -> Vec<(String, Scene)> {
    let mut all = vec![
        ("all diverge", at_rate(preset::default_scene(), 3.0)),
        ("rate 1e300", at_rate(on("rosenbrock"), 1e300)),
        ("rate 1e-320", at_rate(on("rosenbrock"), 1e-320)),
        (
            "rate 1e300 on the cliff",
            at_rate(on("recurrent_cliff"), 1e300),
        ),
        ("κ 1e4", kappa(1e4)),
        ("κ 1e8", kappa(1e8)),
        ("κ 1e100", kappa(1e100)),
        ("κ 1e308", kappa(1e308)),
        ("κ 1e-308", kappa(1e-308)),
        (
            "scale 1e308",
            with(on("quadratic"), |scene| {
                scene.surface = scene.surface.clone().with("scale", 1e308);
            }),
        ),
        (
            "start at the cusp",
            with(on("ackley"), |scene| scene.start = vec2(0.0, 0.0)),
        ),
        (
            "start far out",
            with(on("beale"), |scene| scene.start = vec2(1e300, -1e300)),
        ),
        ("no run", with(on("himmelblau"), |scene| scene.runs.clear())),
        ("one step", with(on("booth"), |scene| scene.steps = 1)),
        (
            "noise 1e300",
            with(on("matyas"), |scene| scene.noise.sigma = 1e300),
        ),
        (
            "tolerance 1e-300",
            with(on("saddle"), |scene| scene.tolerance = 1e-300),
        ),
        (
            "all hidden",
            with(on("saddle"), |scene| {
                for run in &mut scene.runs {
                    run.visible = false;
                }
            }),
        ),
    ]
    .into_iter()
    .map(|(name, scene)| (name.to_owned(), scene))
    .collect::<Vec<_>>();
    for about in Kind::Surface.entries() {
        let id = about.info.id;
        all.push((id.to_owned(), on(id)));
        all.push((format!("{id} diverges"), at_rate(on(id), 1e6)));
    }
    all
}

#[test]
fn no_scene_shows_what_is_no_number() {
    for (i, (name, scene)) in extremes().into_iter().enumerate() {
        let size = if i % 2 == 0 { USUAL } else { SMALLEST };
        let last = scene.steps;
        let mut screen = Screen::new(scene, size);
        for step in [0, 1, last / 2, last] {
            screen.session_mut().playback.seek(step, last);
            for curve in Curve::ALL {
                let view = &mut screen.session_mut().view;
                view.show_curve(curve);
                view.log ^= true;
                screen.frames(1);
                assert_honest(&screen, &format!("{name}, step {step}, {curve:?}"));
            }
            // Tooltips speak, too.
            let canvas = screen.rect(Role::Canvas, "Landscape");
            screen.move_to(canvas.center());
            screen.frames(1);
            assert_honest(&screen, &name);
        }
        screen.harness.check_accessibility();
    }
}

#[test]
fn a_diverged_run_says_so() {
    let mut screen = Screen::new(at_rate(preset::default_scene(), 30.0), USUAL);
    screen.session_mut().playback.seek(300, 300);
    screen.frames(2);
    let said = screen.texts();
    let said = said
        .iter()
        .filter(|(text, _)| text.starts_with("diverged at step"));
    assert!(said.count() >= 3);
}

#[test]
fn twelve_runs_and_very_many_steps_go_on_while_the_screen_is_used() {
    let mut scene = on("recurrent_cliff");
    while scene.runs.len() < 12 {
        scene.add_run(Kind::Optimizer.find("sgd").unwrap());
    }
    scene.steps = 100_000;
    let mut screen = Screen::new(scene, USUAL);
    screen.session_mut().playback.playing = true;
    for i in 0..40 {
        screen.frames(1);
        assert_honest(&screen, "many steps");
        let known = screen.session().derived().last_step();
        assert!(known > 0 && known <= 100_000, "frame {i}: {known}");
    }
    assert!(screen.session().derived().is_busy());
    let slider = screen.rect(Role::Slider, "Step");
    screen.click_at(crate::screen::on_rail(slider, 1.0));
    screen.frames(2);
    assert_honest(&screen, "at the end");
    assert_eq!(screen.session().step(), 100_000);
}

#[test]
fn zooming_to_the_ends_of_the_world_ends_there() {
    for direction in [400.0, -400.0] {
        let mut screen = Screen::usual();
        let at = screen.start_at();
        for i in 0..500 {
            screen.scroll(at, direction);
            if i % 50 == 0 {
                assert_honest(&screen, "zoom");
            }
        }
        screen.frames(20);
        let region = screen.session().view.region.unwrap();
        let size = region.size();
        assert!(region.min.is_finite() && region.max.is_finite());
        assert!(size.x > 0.0 && size.y > 0.0, "{size:?}");
        let away = screen.start_at().distance(at);
        // Where a point is one number wide, rounding moves it by a few points.
        assert!(away < 8.0, "the start stays under the pointer: {away}");
        screen.key(egui::Key::F);
        screen.frames(2);
        assert_eq!(screen.session().view.region, None);
    }
}
