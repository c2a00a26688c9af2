//! What makes a long lecture easy: cards in any order, panels that remember, presenting, files at hand.

use crate::layout::{assert_apart, assert_fits, crowded};
use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::{Live, Role};
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::catalog::Kind;
use ravine::session::command::Command;
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::starters::race_on;
use ravine::ui::present;
use ravine::ui::state::{Request, Settings};

#[test]
fn a_card_is_dragged_to_its_place_in_one_step() {
    let mut screen = Screen::usual();
    let before = screen.names();
    let grip = screen.reveal(Role::Button, "Move Adam").center();
    let above = screen.reveal(Role::Button, "Move Momentum").center();
    screen.drag(grip, above - vec2(0.0, 6.0), 12);
    screen.frames(2);
    let names = ["SGD", "Adam", "Momentum", "Nesterov", "RMSprop"];
    assert_eq!(screen.names(), names);
    assert_eq!(screen.session().undo_name(), Some("Move run"));
    screen.undo();
    assert_eq!(screen.names(), before);
    assert_eq!(screen.session().undo_name(), None, "one step");
    // Let go where it was: nothing has happened.
    let grip = screen.reveal(Role::Button, "Move SGD").center();
    screen.drag(grip, grip + vec2(0.0, 5.0), 4);
    assert_eq!(screen.session().undo_name(), None);
    // Below the last, and given up on the way.
    screen.drag(grip, grip + vec2(0.0, 500.0), 12);
    screen.frames(2);
    assert_eq!(screen.names().last().unwrap(), "SGD");
    screen.undo();
    screen.pull(grip, grip + vec2(0.0, 200.0), 6);
    screen.key(Key::Escape);
    screen.release(grip + vec2(0.0, 200.0));
    screen.frames(2);
    assert_eq!(screen.names(), before);
}

#[test]
fn a_card_is_moved_by_the_arrow_keys_at_its_grip() {
    let mut screen = Screen::usual();
    screen
        .harness
        .get_by_role_and_label(Role::Button, "Move SGD")
        .focus();
    screen.frames(2);
    for _ in 0..2 {
        screen.key(Key::ArrowDown);
        screen.frames(1);
    }
    assert_eq!(screen.names()[2], "SGD");
    screen.key(Key::ArrowUp);
    screen.frames(1);
    assert_eq!(screen.names()[1], "SGD");
    assert_eq!(screen.session().step(), 0, "the playhead stays");
}

#[test]
fn presenting_restores_what_was_there() {
    let mut screen = Screen::usual();
    screen.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::Plus);
    screen.harness.state_mut().state.settings.left = false;
    screen.frames(2);
    let before = screen.harness.state().state.settings;
    screen.key(Key::P);
    screen.frames(2);
    let state = &screen.harness.state().state;
    assert!(state.zoom(vec2(1440.0, 900.0)) * 12.0 >= present::SMALLEST_TEXT);
    assert_eq!(screen.count(Role::Button, "File"), 0);
    assert_eq!(screen.count(Role::Button, "Add an optimizer"), 0);
    // Whatever is folded while presenting is forgotten with it.
    for command in [Command::ToggleRight, Command::ToggleCurves, Command::ZoomIn] {
        screen.harness.state_mut().state.perform(command);
        screen.frames(2);
    }
    assert_eq!(screen.count(Role::Button, "Add an optimizer"), 1);
    screen.key(Key::Escape);
    screen.frames(2);
    let state = &screen.harness.state().state;
    assert_eq!((state.settings, state.present), (before, None));
    assert_eq!(screen.count(Role::Button, "File"), 1);
    // Escape closes a sheet first.
    screen.click(Role::Button, "Present");
    screen.harness.state_mut().state.help = true;
    screen.frames(2);
    screen.key(Key::Escape);
    screen.frames(2);
    let state = &screen.harness.state().state;
    assert!(!state.help && state.present.is_some());
    screen.click(Role::Button, "Leave");
    assert!(screen.harness.state().state.present.is_none());
}

#[test]
fn presenting_fits_the_smallest_window() {
    // A surface without handles, which may lie anywhere.
    let surface = Kind::Surface.default_config("himmelblau");
    let mut many = crowded();
    many.move_to(surface.clone());
    for (name, scene) in [("usual", race_on(surface)), ("crowded", many)] {
        for bits in 0..8 {
            let mut screen = Screen::new(scene.clone(), present::SMALLEST);
            let state = &mut screen.harness.state_mut().state;
            state.perform(Command::Present);
            let toggles = [
                Command::ToggleLeft,
                Command::ToggleRight,
                Command::ToggleCurves,
            ];
            for (bit, command) in toggles.into_iter().enumerate() {
                if bits & (1 << bit) != 0 {
                    state.perform(command);
                }
            }
            screen.frames(3);
            screen.harness.check_accessibility();
            let what = format!("presenting {name}, {bits}");
            assert_fits(&screen, &what);
            assert_apart(&screen, &what);
        }
    }
    let mut screen = Screen::new(preset::default_scene(), present::SMALLEST);
    screen.harness.state_mut().state.perform(Command::Present);
    screen.frames(2);
    screen.click(Role::Button, "Select Adam");
    assert_eq!(screen.session().selected, Some(screen.run("Adam").id));
}

#[test]
fn panels_keep_the_size_that_a_hand_gave_them() {
    let mut screen = Screen::usual();
    let canvas = screen.rect(Role::Canvas, "Landscape");
    let edges = [
        (canvas.left_center() - vec2(3.0, 0.0), vec2(60.0, 0.0)),
        (canvas.right_center() + vec2(3.0, 0.0), vec2(-40.0, 0.0)),
    ];
    for (edge, by) in edges {
        screen.drag(edge, edge + by, 6);
        screen.frames(2);
    }
    let settings = screen.harness.state().state.settings;
    assert!((settings.left_width - 350.5).abs() < 3.0, "{settings:?}");
    assert!((settings.right_width - 350.5).abs() < 3.0, "{settings:?}");
    let splitters = screen.harness.query_all_by_role(Role::Splitter);
    let wide = splitters
        .map(|node| node.rect())
        .find(|rect| rect.width() > rect.height());
    let edge = wide.unwrap().center();
    screen.drag(edge, edge - vec2(0.0, 50.0), 6);
    screen.frames(2);
    let settings = screen.harness.state().state.settings;
    assert!(
        settings.curves_height.is_some(),
        "the edge of the curves at {edge:?}"
    );
    // The next start.
    let mut next = Screen::usual();
    next.harness.state_mut().state.settings = Settings::from_json(&settings.to_json());
    next.frames(2);
    let (was, is) = (
        screen.rect(Role::Canvas, "Landscape"),
        next.rect(Role::Canvas, "Landscape"),
    );
    assert!((was.min - is.min).length() < 1.0 && (was.max - is.max).length() < 1.0);
    // A small window bounds them and forgets nothing.
    let mut small = Screen::new(preset::default_scene(), SMALLEST);
    let wild = Settings {
        left_width: 420.0,
        right_width: 460.0,
        ..settings
    };
    small.harness.state_mut().state.settings = wild;
    small.frames(3);
    assert_fits(&small, "wide panels in a small window");
    assert_apart(&small, "wide panels in a small window");
    assert_eq!(small.harness.state().state.settings, wild);
    small
        .harness
        .state_mut()
        .state
        .perform(Command::ResetSettings);
    assert_eq!(small.harness.state().state.settings, Settings::default());
}

#[test]
fn the_arrow_keys_move_the_edge_of_a_panel() {
    let mut screen = Screen::usual();
    let before = screen.harness.state().state.settings.left_width;
    let node = screen.harness.query_all_by_role(Role::Splitter);
    let leftmost = node.min_by(|a, b| a.rect().left().total_cmp(&b.rect().left()));
    leftmost.unwrap().focus();
    screen.frames(2);
    screen.key(Key::ArrowRight);
    screen.frames(2);
    let after = screen.harness.state().state.settings.left_width;
    assert!(after > before + 5.0, "{before} {after}");
    assert_eq!(screen.session().step(), 0, "the playhead stays");
}

/// Opens a menu inside the File menu.
fn open_menu(screen: &mut Screen, name: &str) {
    screen.click(Role::Button, "File");
    let found = screen.harness.query_all_by_label_contains(name);
    let entry = found.last().unwrap().accesskit_node().label().unwrap();
    screen.click_entry(&entry);
}

#[test]
fn files_are_at_hand() {
    let mut screen = Screen::usual();
    let path = "/some/folder/monday.ravine.json".to_owned();
    screen.harness.state_mut().state.recent = vec![path.clone()];
    open_menu(&mut screen, "Open recent");
    screen.click_entry("monday.ravine.json");
    let outbox = &screen.harness.state().state.outbox;
    assert_eq!(*outbox, [Request::OpenPath(path)]);
    screen.harness.state_mut().state.outbox.clear();
    open_menu(&mut screen, "Open recent");
    screen.click_entry("Clear list");
    assert_eq!(screen.harness.state().state.outbox, [Request::ClearRecent]);
}

#[test]
fn an_empty_screen_says_what_to_do_next() {
    for size in [USUAL, SMALLEST] {
        let empty = Scene::on(Kind::Surface.default_config("himmelblau"));
        let mut screen = Screen::new(empty, size);
        screen.frames(3);
        assert_fits(&screen, "empty");
        screen.click(Role::Button, "Add the first optimizer");
        screen.click_entry("Adam");
        assert_eq!(screen.names(), ["Adam"]);
        screen.undo();
        screen.frames(30);
        let four = screen.harness.query_all_by_label_contains("The usual four");
        let name = four.last().unwrap().accesskit_node().label().unwrap();
        screen.click(Role::Button, &name);
        assert_eq!(screen.names(), ["SGD", "Momentum", "RMSprop", "Adam"]);
        screen.assert_runs_are_up_to_date("the usual four");
        for run in &mut screen.session_mut().scene.runs {
            run.visible = false;
        }
        screen.frames(3);
        assert_fits(&screen, "all hidden");
        screen.click(Role::Button, "Show all runs");
        assert!(screen.scene().runs.iter().all(|run| run.visible));
    }
}

#[test]
fn when_all_have_diverged_a_button_lowers_the_rates() {
    for size in [USUAL, SMALLEST] {
        // Descent stays below 2 / 50.
        let surface = Kind::Surface.default_config("quadratic");
        let mut scene = Scene::on(surface.with("kappa", 50.0));
        scene.steps = 3000;
        for rate in [0.06, 0.07] {
            let run = scene.add_run(Kind::Optimizer.find("sgd").unwrap());
            let run = run.unwrap();
            run.optimizer = run.optimizer.clone().with("lr", rate);
        }
        let mut screen = Screen::new(scene, size);
        screen.frames(2);
        let said = |screen: &Screen| {
            let found = screen.harness.query_all_by_label("Every run has diverged");
            found.count()
        };
        assert_eq!(said(&screen), 0, "not at the first step");
        screen.key(Key::End);
        screen.frames(3);
        assert_eq!(said(&screen), 1);
        assert_fits(&screen, "all diverged");
        screen.click(Role::Button, "Rates ÷ 4 for all");
        assert_eq!(screen.scene().shared.rate_factor, 0.25);
        screen.assert_runs_are_up_to_date("lower rates");
        assert_eq!(screen.session().undo_name(), Some("Lower all rates"));
        assert_eq!(said(&screen), 0, "they stay");
    }
}

#[test]
fn notices_are_announced_stay_on_the_screen_and_go_by_a_click() {
    let mut screen = Screen::new(preset::default_scene(), SMALLEST);
    let state = &mut screen.harness.state_mut().state;
    let failure = "It did not work, for a reason that takes a while to tell. ".repeat(4);
    state.notify("Saved /a/very/long/path/to/a/scene.ravine.json ".repeat(4));
    state.complain(failure.clone());
    screen.frames(3);
    assert_fits(&screen, "notices");
    let node = |screen: &Screen, text: &str| {
        let found = screen.harness.query_all_by_label(text);
        let last = found.last()?;
        Some((last.accesskit_node().live(), last.rect()))
    };
    let (live, rect) = node(&screen, &failure).unwrap();
    assert_eq!(live, Live::Assertive);
    // Time takes what is no failure away first.
    screen.frames(6 * 60);
    assert_eq!(screen.harness.state().state.notices.len(), 1);
    let (_, now) = node(&screen, &failure).unwrap();
    assert!(screen.harness.ctx.content_rect().contains_rect(now));
    screen.click_at(rect.center());
    screen.frames(2);
    assert!(screen.harness.state().state.notices.is_empty());
}

#[test]
fn the_help_sheet_fits_and_is_searched() {
    for size in [USUAL, SMALLEST, present::SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        screen.harness.state_mut().state.help = true;
        screen.frames(3);
        let all = screen.harness.ctx.content_rect();
        let field = screen
            .harness
            .get_by_label("Search keys and gestures")
            .rect();
        assert!(all.contains_rect(field), "{size:?}: {field:?}");
        let heading = screen
            .harness
            .query_all_by_label("Window")
            .last()
            .unwrap()
            .rect();
        assert!(
            size == present::SMALLEST || all.contains_rect(heading),
            "{heading:?}"
        );
        screen.click_at(field.center());
        screen.text("heat");
        screen.frames(2);
        assert_eq!(screen.harness.query_all_by_label("Heat map").count(), 1);
        assert_eq!(
            screen.harness.query_all_by_label("Undo").count(),
            1,
            "the button alone"
        );
        assert!(screen.session().view.heat, "typing is no key");
    }
}
