//! The fair race under a hand: opened, worked out, applied, taken back, called off.

use crate::reach::{assert_names_differ, controls, reached};
use crate::screen::{SMALLEST, Screen, USUAL};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::simulate::simulate;
use ravine::session::preset;

const TUNE: &str = "Tune…";

fn opened(size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(preset::default_scene(), size);
    screen.click(Role::Button, TUNE);
    assert!(is_open(&screen));
    screen
}

fn is_open(screen: &Screen) -> bool {
    screen.harness.state().state.tune.open
}

/// Waits until the race that goes on is done, and draws it.
fn wait(screen: &mut Screen) {
    let tuning = screen.harness.state_mut().state.tune.tuning();
    tuning.unwrap().wait();
    screen.frames(3);
}

/// Starts the race and waits for it.
fn raced(screen: &mut Screen) {
    screen.click(Role::Button, "Start");
    wait(screen);
}

fn says(screen: &Screen, text: &str) -> bool {
    screen.harness.query_all_by_label_contains(text).count() > 0
}

fn is_enabled(screen: &Screen, button: &str) -> bool {
    let node = screen.harness.get_by_role_and_label(Role::Button, button);
    !node.accesskit_node().is_disabled()
}

/// The gap of every run at the last step.
fn gaps(screen: &Screen) -> Vec<f64> {
    let scene = screen.scene();
    let last = |run| *simulate(&scene.request(run)).0.loss.last().unwrap();
    scene.runs.iter().map(last).collect()
}

#[test]
fn runs_are_tuned_and_taken_back_to_the_last_bit() {
    for size in [USUAL, SMALLEST] {
        let mut screen = opened(size);
        let (before, scene) = (gaps(&screen), screen.scene().clone());
        raced(&mut screen);
        assert_eq!(
            *screen.scene(),
            scene,
            "nothing is changed before it is applied"
        );
        assert!(says(&screen, "trials done"), "{:?}", screen.texts());
        screen.click(Role::Button, "Apply");
        assert!(!is_open(&screen));
        let after = gaps(&screen);
        assert!(
            before
                .iter()
                .zip(&after)
                .all(|(before, after)| after <= before)
        );
        assert!(
            before
                .iter()
                .zip(&after)
                .any(|(before, after)| after < before)
        );
        assert_eq!(screen.session().undo_name(), Some("Tune 5 runs"));
        assert!(says(
            &screen,
            "5 runs are tuned; undo (Ctrl+Z) takes it back"
        ));
        assert!(screen.session().playback.playing && screen.session().step() < 10);
        screen.assert_runs_are_up_to_date("tuned");
        screen.undo();
        assert_eq!(*screen.scene(), scene);
        assert_eq!(screen.session().undo_name(), None, "one step");
    }
}

#[test]
fn it_is_opened_for_one_run_by_its_card() {
    let mut screen = Screen::usual();
    screen.choose("More for Adam", "Tune this run…");
    assert!(is_open(&screen));
    let scene = screen.scene().clone();
    raced(&mut screen);
    assert!(says(&screen, "64 trials done"));
    screen.click(Role::Button, "Apply");
    assert_eq!(screen.session().undo_name(), Some("Tune Adam"));
    assert!(says(&screen, "Adam is tuned; undo (Ctrl+Z) takes it back"));
    for (before, after) in scene.runs.iter().zip(&screen.scene().runs) {
        assert_eq!(before == after, before.name != "Adam", "{}", before.name);
    }
}

#[test]
fn discarding_changes_nothing_and_escape_goes_a_page_back() {
    let mut screen = opened(USUAL);
    let scene = screen.scene().clone();
    raced(&mut screen);
    screen.click(Role::Button, "Discard");
    assert!(is_open(&screen) && screen.count(Role::Button, "Start") == 1);
    raced(&mut screen);
    screen.key(Key::Escape);
    screen.frames(2);
    assert!(is_open(&screen) && screen.count(Role::Button, "Start") == 1);
    screen.key(Key::Escape);
    screen.frames(2);
    assert!(!is_open(&screen));
    assert_eq!(*screen.scene(), scene);
    assert_eq!(screen.session().undo_name(), None);
}

/// A race that takes long is called off by its button and by closing the sheet, and the lecture goes on meanwhile.
#[test]
fn a_long_race_blocks_nothing_and_is_called_off() {
    let mut scene = preset::default_scene();
    scene.steps = 100_000;
    let mut screen = Screen::new(scene.clone(), USUAL);
    for closes in [false, true] {
        screen.click(Role::Button, TUNE);
        if !closes {
            screen.click(Role::SpinButton, "Trials of each run");
            screen.key_with(egui::Modifiers::CTRL | egui::Modifiers::COMMAND, Key::A);
            screen.text("2048");
            screen.key(Key::Enter);
            screen.frames(2);
        }
        screen.click(Role::Button, "Start");
        screen.frames(3);
        assert!(
            says(&screen, "of 10\u{202f}240 trials"),
            "{:?}",
            screen.texts()
        );
        assert!(screen.count(Role::Button, "Apply") == 0);
        let step = screen.session().step();
        screen.key(Key::ArrowRight);
        screen.frames(1);
        assert_eq!(screen.session().step(), step + 1);
        screen.key(Key::ArrowLeft);
        let name = if closes {
            "Close the fair race"
        } else {
            "Cancel"
        };
        screen.click(Role::Button, name);
        assert!(screen.harness.state_mut().state.tune.tuning().is_none());
        assert_eq!(is_open(&screen), !closes);
        screen.harness.state_mut().state.tune.close();
        screen.frames(2);
    }
    assert_eq!(*screen.scene(), scene);
}

#[test]
fn what_changed_meanwhile_is_left_alone_and_said() {
    let mut screen = opened(USUAL);
    raced(&mut screen);
    let (sgd, adam) = (screen.run("SGD").id, screen.run("Adam").clone());
    let session = screen.session_mut();
    session.change("Remove run", |scene| scene.runs.retain(|run| run.id != sgd));
    session.change("Steeper", |scene| {
        let run = scene.run_mut(adam.id).unwrap();
        run.optimizer = run.optimizer.clone().with("beta1", 0.5);
    });
    let scene = screen.scene().clone();
    screen.frames(2);
    screen.click(Role::Button, "Apply");
    assert_eq!(screen.session().undo_name(), Some("Tune 3 runs"));
    assert!(says(&screen, "removed meanwhile: SGD"));
    assert!(says(
        &screen,
        "something else of it was changed meanwhile: Adam"
    ));
    assert_eq!(screen.run("Adam"), scene.run(adam.id).unwrap());
    assert_eq!(screen.names().len(), 4);
    screen.undo();
    assert_eq!(*screen.scene(), scene);
    // Another race altogether: nothing is written, and there is nothing to undo.
    screen.click(Role::Button, TUNE);
    raced(&mut screen);
    screen
        .session_mut()
        .change("Longer", |scene| scene.steps = 77);
    let scene = screen.scene().clone();
    screen.frames(2);
    screen.click(Role::Button, "Apply");
    assert_eq!(*screen.scene(), scene);
    assert_eq!(screen.session().undo_name(), Some("Longer"));
}

#[test]
fn what_is_tuned_of_a_run_is_chosen() {
    let mut screen = opened(USUAL);
    screen.click(Role::Button, "What is tuned of Adam");
    screen.click(Role::Button, "Second-moment decay");
    screen.click(Role::Button, "Learning rate");
    screen.key(Key::Escape);
    screen.frames(3);
    assert_eq!(
        screen.count(Role::SpinButton, "Least Second-moment decay of Adam"),
        1
    );
    assert_eq!(
        screen.count(Role::SpinButton, "Least Learning rate of Adam"),
        0
    );
    screen.click(Role::Button, "Runs: All (5)");
    let before = screen.run("Adam").optimizer.clone();
    raced(&mut screen);
    assert_eq!(
        screen.count(Role::Button, "Tuning curve over: Second-moment decay"),
        1
    );
    screen.click(Role::Button, "Apply");
    let after = &screen.run("Adam").optimizer;
    assert_eq!(before.real("lr"), after.real("lr"));
    assert_ne!(before.real("beta2"), after.real("beta2"));
}

#[test]
fn a_range_is_typed_and_an_empty_one_is_refused() {
    let mut screen = opened(USUAL);
    let name = "Largest Learning rate of SGD";
    screen.click(Role::SpinButton, name);
    screen.key_with(egui::Modifiers::CTRL | egui::Modifiers::COMMAND, Key::A);
    screen.text("1e-6");
    screen.key(Key::Enter);
    screen.frames(3);
    assert!(!is_enabled(&screen, "Start"));
    assert!(says(
        &screen,
        "Learning rate of SGD has no range; let it end above its beginning."
    ));
    screen.click(Role::SpinButton, name);
    screen.key_with(egui::Modifiers::CTRL | egui::Modifiers::COMMAND, Key::A);
    screen.text("0,02");
    screen.key(Key::Enter);
    screen.frames(3);
    raced(&mut screen);
    assert!(
        says(&screen, "at the high end of its range: widen it"),
        "{:?}",
        screen.texts()
    );
    assert!(screen.count(Role::Button, "Apply") == 1);
}

#[test]
fn the_keyboard_reaches_everything_and_names_differ() {
    for size in [USUAL, SMALLEST] {
        let mut screen = opened(size);
        for page in 0..2 {
            let all = controls(&screen);
            assert_names_differ(&all);
            let order = reached(&mut screen);
            let wanted = if page == 0 {
                [
                    "Runs: Shown (5)",
                    "Tune: Rate and momentum",
                    "What is tuned of Adam",
                    "Start",
                ]
            } else {
                [
                    "Tuning curve over: Learning rate",
                    "Tuning curve over: Best so far",
                    "Discard",
                    "Apply",
                ]
            };
            for name in wanted {
                let is_there = order.iter().any(|(_, other)| other == name);
                assert!(is_there, "{name} at {size:?}: {order:?}");
            }
            let room = screen.harness.ctx.content_rect();
            let last = if page == 0 { "Start" } else { "Apply" };
            assert!(
                room.contains_rect(screen.rect(Role::Button, last)),
                "{last} at {size:?}"
            );
            if page == 0 {
                raced(&mut screen);
            }
        }
    }
}

#[test]
fn without_runs_there_is_nothing_to_tune() {
    let mut screen = opened(USUAL);
    screen
        .session_mut()
        .change("Clear", |scene| scene.runs.clear());
    screen.frames(3);
    assert!(says(&screen, "No run has anything to tune"));
    assert!(!is_enabled(&screen, "Start") && !is_enabled(&screen, TUNE));
}
