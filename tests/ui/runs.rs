//! Cards of runs: added, copied, hidden, named, coloured, moved, tuned, and started elsewhere.

use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::{Key, vec2};
use egui_kittest::kittest::Queryable;
use ravine::core::clip::Place;
use ravine::core::optim;
use ravine::core::pipeline::Request;
use ravine::session::preset;
use ravine::session::scene::{Run, STYLES};

/// What was done is one step of the history with this name, there and back.
#[track_caller]
fn assert_one_step(screen: &mut Screen, name: &str) {
    let after = screen.scene().clone();
    assert_eq!(screen.session().undo_name(), Some(name));
    screen.undo();
    assert_eq!(screen.scene(), &preset::default_scene(), "{name} undone");
    assert_eq!(screen.session().undo_name(), None, "{name}: one step");
    assert_eq!(screen.session().redo_name(), Some(name));
    screen.redo();
    assert_eq!(screen.scene(), &after, "{name} redone");
    screen.assert_runs_are_up_to_date(name);
}

fn shown(screen: &Screen) -> Vec<&str> {
    let scene = screen.scene();
    let runs = scene.runs.iter().filter(|run| scene.is_shown(run));
    runs.map(|run| run.name.as_str()).collect()
}

#[test]
fn runs_are_added_the_same_one_twice() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        screen.choose("Add an optimizer", "Adagrad");
        assert_eq!(screen.names()[5..], ["Adagrad"]);
        assert_one_step(&mut screen, "Add run");
        screen.choose("Add an optimizer", "Adagrad");
        assert_eq!(screen.names()[5..], ["Adagrad", "Adagrad 2"]);
        screen.assert_runs_are_up_to_date("added");
        let [.., a, b] = &screen.scene().runs[..] else {
            panic!()
        };
        assert_ne!(a.style, b.style);
        assert_eq!(a.optimizer, b.optimizer);
        let rate = screen.number(Role::Slider, "Learning rate of Adagrad 2");
        assert_eq!(Some(rate), b.optimizer.real("lr"));
    }
}

#[test]
fn the_menu_of_a_card_does_what_it_says() {
    let mut screen = Screen::usual();
    screen.choose("More for Momentum", "Duplicate");
    let names = [
        "SGD",
        "Momentum",
        "Momentum 2",
        "Nesterov",
        "RMSprop",
        "Adam",
    ];
    assert_eq!(screen.names(), names);
    assert_one_step(&mut screen, "Duplicate run");

    let mut screen = Screen::usual();
    screen.choose("More for Momentum", "Remove");
    assert_eq!(screen.names(), ["SGD", "Nesterov", "RMSprop", "Adam"]);
    assert_one_step(&mut screen, "Remove run");

    let mut screen = Screen::usual();
    screen.choose("More for Adam", "Move up");
    assert_eq!(
        screen.names(),
        ["SGD", "Momentum", "Nesterov", "Adam", "RMSprop"]
    );
    assert_one_step(&mut screen, "Move run");

    let mut screen = Screen::usual();
    screen.choose("More for SGD", "Move down");
    assert_eq!(
        screen.names(),
        ["Momentum", "SGD", "Nesterov", "RMSprop", "Adam"]
    );
    assert_one_step(&mut screen, "Move run");
}

#[test]
fn what_cannot_be_done_is_not_offered() {
    let mut screen = Screen::usual();
    screen.choose("More for SGD", "Move up");
    screen.key(Key::Escape);
    screen.frames(2);
    screen.choose("More for Adam", "Move down");
    screen.key(Key::Escape);
    screen.frames(2);
    screen.choose("More for Adam", "Start with the others");
    assert_eq!(screen.scene(), &preset::default_scene());
}

#[test]
fn a_run_is_recoloured() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "More for Nesterov");
    let at = screen.rect(Role::Button, "Colour").center();
    screen.click_at(at);
    screen.frames(3);
    let last = format!("Colour {STYLES}");
    let node = screen.harness.query_by_label(&last).map(|node| node.rect());
    let at = node.expect("the colours are shown").center();
    screen.click_at(at);
    screen.frames(2);
    assert_eq!(screen.run("Nesterov").style, STYLES - 1);
    assert_one_step(&mut screen, "Recolour run");
}

#[test]
fn a_run_is_renamed() {
    let rename = |screen: &mut Screen, text: &str, key: Key| {
        let at = screen.name_at("RMSprop");
        screen.double_click_at(at);
        screen.frames(2);
        screen.text(text);
        screen.key(key);
        screen.frames(2);
    };
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        rename(&mut screen, "My rule", Key::Escape);
        rename(&mut screen, "  ", Key::Enter);
        assert_eq!(screen.scene(), &preset::default_scene());
        rename(&mut screen, "1 rule", Key::Enter);
        assert_eq!(screen.names()[3], "1 rule");
        assert_eq!(screen.count(Role::Slider, "Learning rate of 1 rule"), 1);
        assert_one_step(&mut screen, "Rename run");
    }
    let mut screen = Screen::usual();
    screen.choose("More for RMSprop", "Rename");
    screen.text("Other");
    screen.key(Key::Enter);
    screen.frames(2);
    assert_eq!(screen.names()[3], "Other");
}

#[test]
fn runs_are_hidden_and_shown_alone() {
    let all = ["SGD", "Momentum", "Nesterov", "RMSprop", "Adam"];
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Hide Momentum");
    assert_eq!(shown(&screen), ["SGD", "Nesterov", "RMSprop", "Adam"]);
    assert_one_step(&mut screen, "Hide run");
    screen.click(Role::Button, "Show Momentum");
    assert_eq!(shown(&screen), all);
    assert_eq!(screen.session().undo_name(), Some("Show run"));

    let mut screen = Screen::usual();
    screen.click(Role::Button, "Solo Momentum");
    assert_eq!(shown(&screen), ["Momentum"]);
    assert_one_step(&mut screen, "Solo run");
    screen.click(Role::Button, "Solo Adam");
    assert_eq!(shown(&screen), ["Momentum", "Adam"]);

    let mut screen = Screen::usual();
    for (i, name) in all.iter().enumerate() {
        let key = Key::from_name(&(i + 1).to_string()).unwrap();
        screen.key(key);
        screen.frames(1);
        assert_eq!(shown(&screen), [*name]);
        screen.key(key);
        screen.frames(1);
        assert_eq!(shown(&screen), all, "once more draws all");
    }
    screen.key(Key::Num9);
    assert_eq!(shown(&screen), all, "there is no ninth run");
    screen.click(Role::Button, "Hide SGD");
    screen.key(Key::Num3);
    screen.frames(1);
    assert_eq!(shown(&screen), ["Nesterov"]);
    screen.key(Key::Num0);
    screen.frames(1);
    assert_eq!(shown(&screen), all);
}

#[test]
fn a_place_on_the_plane_is_a_start_for_all_or_for_one() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        let place = screen.projection().rect().center() + vec2(60.0, 40.0);
        screen.right_click_at(place);
        screen.click_entry("Start all runs here");
        assert!(screen.start_at().distance(place) < 2.0);
        assert_one_step(&mut screen, "Start here");

        let mut screen = Screen::new(preset::default_scene(), size);
        screen.right_click_at(place);
        screen.click_entry("Start one run here");
        screen.frames(2);
        screen.click_entry("Nesterov");
        let start = screen.run("Nesterov").start.unwrap();
        let at = screen.projection().screen_from_world(start);
        assert!(at.distance(place) < 2.0);
        assert_eq!(screen.scene().start, preset::default_scene().start);
        assert_one_step(&mut screen, "Start here");
        screen.drag(at, at + vec2(30.0, 0.0), 3);
        assert!(screen.run("Nesterov").start.unwrap().x > start.x);
        assert_eq!(screen.scene().start, preset::default_scene().start);
        screen.choose("More for Nesterov", "Start with the others");
        assert_eq!(screen.scene(), &preset::default_scene());

        let mut screen = Screen::new(preset::default_scene(), size);
        screen.right_click_at(place);
        screen.click_entry("Send a new run from here");
        screen.frames(2);
        screen.click_entry("AdamW");
        let start = screen.run("AdamW").start.unwrap();
        assert!(screen.projection().screen_from_world(start).distance(place) < 2.0);
        assert_one_step(&mut screen, "New run from here");
    }
}

#[test]
fn pickers_change_the_run() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Unfold SGD");
    let table = [
        ("Schedule of", "SGD", "Cosine", "SGD"),
        ("Clip of", "SGD", "By value", "SGD"),
        ("Place of the clip of", "SGD", "Final update", "SGD"),
        // A run that was named after its optimizer still is.
        ("Optimizer of", "SGD", "Adagrad", "Adagrad"),
        ("Optimizer of", "Adagrad", "RMSprop", "RMSprop 2"),
    ];
    for (picker, old, entry, new) in table {
        let before = screen.run(old).clone();
        let open = format!("{picker} {old}");
        screen.click(Role::ComboBox, &open);
        screen.click_entry(entry);
        assert_ne!(screen.run(new), &before, "{open}: {entry}");
        let closed = format!("{picker} {new}");
        let node = screen
            .harness
            .get_by_role_and_label(Role::ComboBox, &closed);
        assert_eq!(node.value().as_deref(), Some(entry));
        screen.assert_runs_are_up_to_date(picker);
        let after = screen.scene().clone();
        screen.undo();
        assert_eq!(screen.run(old), &before, "{open}");
        screen.redo();
        assert_eq!(screen.scene(), &after, "{open}");
    }
    let run = screen.run("RMSprop 2");
    assert_eq!(run.optimizer.id(), "rmsprop");
    assert_eq!((run.schedule.id(), run.clip.id()), ("cosine", "value"));
    assert_eq!(run.place, Place::Update);
    // Another rule starts at the rate that a new run of it would have on this surface.
    let mut scene = preset::default_scene();
    let fresh = scene.add_run(run.optimizer.about).unwrap();
    assert_eq!(run.optimizer.real("lr"), fresh.optimizer.real("lr"));
}

#[test]
fn what_is_shared_reaches_the_runs_that_follow() {
    type Aspect = fn(&Request) -> String;
    let table: &[(&str, &str, Aspect)] = &[
        (
            "Momentum for all",
            "Follows the shared momentum",
            |request| {
                let key = optim::entry_of(&request.optimizer).momentum.unwrap();
                format!("{:?}", request.optimizer.real(key))
            },
        ),
        (
            "Schedule for all",
            "Follows the shared schedule",
            |request| request.schedule.id().to_owned(),
        ),
        ("Clip for all", "Follows the shared clip", |request| {
            request.clip.id().to_owned()
        }),
    ];
    for (switch, follow, aspect) in table {
        let mut screen = Screen::usual();
        let aspects = |screen: &Screen| -> Vec<String> {
            let runs = screen.scene().runs.iter();
            let product = |run: &Run| {
                screen
                    .session()
                    .derived()
                    .run(run.id)
                    .unwrap()
                    .request()
                    .clone()
            };
            runs.map(|run| aspect(&product(run))).collect()
        };
        let before = aspects(&screen);
        screen.click(Role::CheckBox, switch);
        let shared = aspects(&screen);
        assert!(
            shared.iter().all(|one| *one == shared[0]),
            "{switch}: {shared:?}"
        );
        assert_ne!(shared[0], before[0], "{switch}");
        screen.assert_runs_are_up_to_date(switch);
        let after = screen.scene().clone();
        screen.undo();
        assert_eq!(screen.scene(), &preset::default_scene(), "{switch}");
        screen.redo();
        assert_eq!(screen.scene(), &after, "{switch}");

        screen.click(Role::Button, "Unfold SGD");
        screen.click(Role::CheckBox, follow);
        let own = aspects(&screen);
        assert_eq!(own[0], before[0], "{follow}: its own again");
        assert_eq!(own[1..], shared[1..], "{follow}: the others still follow");
        screen.click(Role::CheckBox, switch);
        assert_eq!(aspects(&screen), before, "{switch} off");
    }
}

#[test]
fn a_shared_setting_is_tuned() {
    let mut screen = Screen::usual();
    for switch in ["Momentum for all", "Schedule for all", "Clip for all"] {
        screen.click(Role::CheckBox, switch);
    }
    let pick = |screen: &mut Screen, picker: &str, entry: &str| {
        screen.click(Role::ComboBox, picker);
        screen.click_entry(entry);
        screen.assert_runs_are_up_to_date(picker);
    };
    pick(&mut screen, "Schedule of all runs", "Exponential");
    pick(&mut screen, "Clip of all runs", "By value");
    pick(
        &mut screen,
        "Place of the clip of all runs",
        "After momentum",
    );
    let sliders = [
        ("Momentum of all runs", "Change all momenta"),
        (
            "Factor of Exponential of all runs",
            "Change the shared schedule",
        ),
        (
            "Largest value of By value of all runs",
            "Change the shared clip",
        ),
        ("Rate factor of all runs", "Change all learning rates"),
    ];
    for (slider, name) in sliders {
        let rect = screen.reveal(Role::Slider, slider);
        let before = screen.scene().clone();
        screen.drag(on_rail(rect, 0.2), on_rail(rect, 0.4), 4);
        assert_ne!(screen.scene(), &before, "{slider}");
        assert_eq!(screen.session().undo_name(), Some(name));
        screen.assert_runs_are_up_to_date(slider);
        screen.undo();
        assert_eq!(screen.scene(), &before, "{slider}");
        screen.redo();
    }
    let shared = &screen.scene().shared;
    assert_eq!(shared.schedule.as_ref().unwrap().id(), "exponential");
    let (clip, place) = shared.clip.as_ref().unwrap();
    assert_eq!((clip.id(), *place), ("value", Place::Momentum));
}

#[test]
fn a_run_that_is_not_drawn_does_not_push_the_others_back() {
    let mut screen = Screen::usual();
    let sgd = screen.run("SGD").id;
    let at = screen.name_at("SGD");
    screen.move_to(at);
    screen.frames(2);
    assert_eq!(screen.harness.state().state.front, Some(sgd));
    screen.key(Key::Num2);
    screen.frames(2);
    assert!(!screen.scene().is_shown(screen.run("SGD")));
    assert_eq!(screen.harness.state().state.front, None);
}
