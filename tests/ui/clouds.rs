//! Clouds under a hand: switched on and off, widened, counted, undone, and done when they are done.

use crate::ghosts::pixels;
use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::{Key, pos2};
use egui_kittest::kittest::Queryable;
use ravine::core::cloud::Ensemble;
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Ending;
use ravine::session::preset;
use ravine::session::view::Mode;

fn texts_with(screen: &Screen, part: &str) -> Vec<String> {
    let texts = screen.texts().into_iter().map(|(text, _)| text);
    texts.filter(|text| text.contains(part)).collect()
}

/// Waits until nothing is being worked out, and says in how many frames.
fn settle(screen: &mut Screen) -> usize {
    for frames in 0..1000 {
        if !screen.session().is_busy() {
            return frames;
        }
        screen.frames(1);
    }
    panic!("never done");
}

#[test]
fn a_cloud_is_switched_on_widened_and_off_again() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        screen.click(Role::Button, "Ensemble: starts");
        let Ensemble::Starts { count: 32, spread } = screen.scene().ensemble else {
            panic!("{:?}", screen.scene().ensemble);
        };
        assert!(spread > 0.05 && spread < 1.0, "{spread}");
        assert_eq!(screen.session().undo_name(), Some("Change the cloud"));
        assert_eq!(screen.session().clouds().all().len(), 5);
        let slider = screen.reveal(Role::Slider, "Spread of every cloud");
        screen.drag(on_rail(slider, 0.4), on_rail(slider, 0.6), 4);
        assert_eq!(screen.session().undo_name(), Some("Change the spread"));
        let slider = screen.reveal(Role::Slider, "Members of every cloud");
        screen.drag(on_rail(slider, 0.5), on_rail(slider, 0.3), 4);
        assert_eq!(screen.session().undo_name(), Some("Change the members"));
        let now = screen.scene().ensemble;
        assert!(
            now.count() < 32
                && now
                    != Ensemble::Starts {
                        count: now.count(),
                        spread
                    }
        );
        settle(&mut screen);
        for product in screen.session().clouds().all() {
            assert_eq!(product.cloud().ensemble(), now);
            assert!(product.cloud().is_done());
        }
        screen.click(Role::Button, "Ensemble: off");
        assert_eq!(screen.scene(), &preset::default_scene());
        assert!(screen.session().clouds().all().is_empty());
        for _ in 0..4 {
            screen.undo();
        }
        assert_eq!(screen.scene(), &preset::default_scene());
        assert_eq!(screen.session().undo_name(), None, "four steps");
        screen.redo();
        assert_eq!(screen.scene().ensemble.count(), 32);
    }
}

#[test]
fn seeds_need_noise_and_say_so() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Ensemble: seeds");
    assert_eq!(texts_with(&screen, "Raise σ above").len(), 1);
    assert!(screen.session().clouds().all().is_empty());
    screen
        .session_mut()
        .change("noise", |scene| scene.noise.sigma = 0.5);
    screen.frames(2);
    assert!(texts_with(&screen, "Raise σ above").is_empty());
    assert_eq!(screen.session().clouds().all().len(), 5);
}

#[test]
fn the_share_that_converged_is_that_of_single_runs() {
    let mut screen = Screen::usual();
    screen.session_mut().change("wide", |scene| {
        scene.ensemble = Ensemble::Starts {
            count: 24,
            spread: 1.5,
        };
        scene.steps = 200;
        scene.runs[0].optimizer = scene.runs[0].optimizer.clone().with("lr", 50.0);
    });
    screen.session_mut().playback.seek(200, 200);
    screen.frames(2);
    settle(&mut screen);
    screen.frames(1);
    let scene = screen.scene().clone();
    for run in &scene.runs {
        let request = scene.request(run);
        let endings = (0..24).map(|member| simulate(&scene.ensemble.member(&request, member)).1);
        let endings: Vec<Ending> = endings.collect();
        let count = |is: fn(&Ending) -> bool| endings.iter().filter(|e| is(e)).count();
        let converged = count(|e| matches!(e, Ending::Converged { .. }));
        let words = match count(|e| matches!(e, Ending::Diverged { .. })) {
            0 => format!("{converged} of 24 converged"),
            gone => format!("{converged} of 24 converged, {gone} diverged"),
        };
        assert!(
            texts_with(&screen, &words).contains(&words),
            "{}: {words}",
            run.name
        );
    }
    assert_eq!(
        texts_with(&screen, "0 of 24 converged, 24 diverged").len(),
        1
    );
}

#[test]
fn a_cloud_too_large_is_reduced_with_a_word() {
    let mut screen = Screen::usual();
    let budget = screen.session().budget;
    screen.session_mut().budget.steps = 1;
    screen.session_mut().change("long", |scene| {
        scene.steps = 1_000_000;
        scene.ensemble = Ensemble::Starts {
            count: 64,
            spread: 0.1,
        };
    });
    screen.frames(2);
    assert_eq!(texts_with(&screen, "20 of 64 members are shown").len(), 1);
    screen.session_mut().budget = budget;
    screen
        .session_mut()
        .change("short", |scene| scene.steps = 300);
    screen.frames(2);
    assert!(texts_with(&screen, "members are shown").is_empty());
}

#[test]
fn a_large_cloud_grows_from_frame_to_frame_and_then_rests() {
    let mut screen = Screen::usual();
    screen.session_mut().change("large", |scene| {
        scene.steps = 3000;
        scene.ensemble = Ensemble::Starts {
            count: 128,
            spread: 0.3,
        };
    });
    screen.frames(1);
    let step = |screen: &Screen| screen.session().clouds().all()[0].cloud().step();
    let first = step(&screen);
    assert!(first > 0 && first < 3000, "{first}");
    assert!(!texts_with(&screen, "simulated to step").is_empty());
    screen.frames(1);
    assert!(step(&screen) > first);
    assert!(settle(&mut screen) < 200);
    screen.harness.run();
    let output = screen.harness.output();
    let delays = output.viewport_output.values().map(|v| v.repaint_delay);
    assert!(
        delays.min().unwrap() > std::time::Duration::from_mins(1),
        "at rest"
    );
    // A change begins anew, in the same frame.
    screen.session_mut().change("other", |scene| {
        scene.ensemble = scene.ensemble.of(127);
    });
    screen.frames(1);
    assert!(step(&screen) < 3000);
}

/// How much blue there is on the plane or the hills, and in the chart below.
fn ink(screen: &mut Screen) -> [usize; 2] {
    let centre = screen.harness.state().state.canvas.unwrap();
    let below = pos2(centre.right(), USUAL[1] - 10.0);
    let chart = egui::Rect::from_min_max(pos2(centre.left(), centre.bottom() + 70.0), below);
    [centre, chart].map(|rect| {
        let pixels = pixels(screen, rect);
        // Faint blue on a dark ground.
        let is_blue = |p: &&[u8; 4]| i32::from(p[2]) - i32::from(p[0]) > 45;
        pixels.iter().filter(is_blue).count()
    })
}

#[test]
fn a_cloud_is_drawn_on_the_plane_on_the_hills_and_as_a_band() {
    let mut screen = Screen::usual();
    screen.session_mut().playback.seek(300, 300);
    screen.key(Key::Num2);
    screen
        .session_mut()
        .change("noise", |scene| scene.noise.sigma = 2.0);
    screen.session_mut().view.heat = false;
    for mode in [Mode::Plane, Mode::Relief] {
        screen.session_mut().view.mode = mode;
        screen.session_mut().scene.ensemble = Ensemble::Off;
        screen.frames(3);
        let without = ink(&mut screen);
        screen.session_mut().scene.ensemble = Ensemble::Seeds { count: 32 };
        screen.frames(3);
        settle(&mut screen);
        screen.frames(1);
        let with = ink(&mut screen);
        for (with, without) in with.into_iter().zip(without) {
            assert!(with > without + 500, "{mode:?}: {with} {without}");
        }
    }
}

#[test]
fn clouds_of_all_kinds_are_drawn_without_harm() {
    for (surface, rate) in [("saddle", 0.1), ("cliff", 5.0), ("rosenbrock", 1e-3)] {
        let mut screen = Screen::new(preset::default_scene(), SMALLEST);
        screen.session_mut().change("others", |scene| {
            scene.move_to(ravine::core::catalog::Kind::Surface.default_config(surface));
            for run in &mut scene.runs {
                run.optimizer = run.optimizer.clone().with("lr", rate);
            }
            scene.noise.sigma = 1.0;
            scene.ensemble = Ensemble::Seeds { count: 40 };
        });
        for step in [0, 1, 150, 300] {
            screen.session_mut().playback.seek(step, 300);
            for log in [true, false] {
                screen.session_mut().view.log = log;
                screen.frames(2);
                screen.harness.render().unwrap();
            }
            crate::honest::assert_honest(&screen, surface);
        }
        screen.move_to(pos2(1.0, 1.0));
        screen.harness.check_accessibility();
        assert_eq!(screen.harness.query_all_by_label("Ensemble").count(), 1);
    }
}
