//! The catalogue in the window: found by searching, switched between frameworks, nested and listed.

use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use ravine::core::catalog::Kind;
use ravine::core::noise::NoiseKind;
use ravine::core::params::Value;
use ravine::session::preset;

/// Opens a list and types into its search field.
fn search(screen: &mut Screen, opener: (Role, &str), text: &str) {
    screen.click(opener.0, opener.1);
    screen.frames(2);
    screen.text(text);
    screen.frames(2);
}

#[test]
fn a_search_finds_what_frameworks_call_it_and_enter_takes_it() {
    let table = [
        ("torch.optim.LBFGS", "L-BFGS"),
        ("nelder", "Nelder–Mead"),
        ("saddle newton", "Saddle-free Newton"),
        ("Keras Ftrl", "FTRL"),
        ("adam keras", "Adam (Keras)"),
    ];
    for size in [USUAL, SMALLEST] {
        for (text, name) in table {
            let mut screen = Screen::new(preset::default_scene(), size);
            search(&mut screen, (Role::Button, "Add an optimizer"), text);
            screen.key(Key::Enter);
            screen.frames(2);
            assert_eq!(
                screen.names().last().map(String::as_str),
                Some(name),
                "{text}"
            );
            screen.assert_runs_are_up_to_date(text);
            assert_eq!(screen.session().step(), 0, "{text} is no key of the race");
            screen.undo();
            assert_eq!(screen.scene(), &preset::default_scene(), "{text}");
        }
    }
}

#[test]
fn a_search_moves_its_mark_and_says_when_nothing_is_found() {
    let mut screen = Screen::usual();
    search(&mut screen, (Role::ComboBox, "Surface"), "camel");
    screen.key(Key::ArrowDown);
    screen.key(Key::Enter);
    screen.frames(2);
    assert!(screen.scene().surface.id().ends_with("camel"));
    let second = screen.scene().surface.id();
    search(&mut screen, (Role::ComboBox, "Surface"), "camel");
    screen.key(Key::Enter);
    screen.frames(2);
    let first = screen.scene().surface.id();
    assert!(first.ends_with("camel") && first != second, "{first}");
    search(&mut screen, (Role::ComboBox, "Surface"), "no such thing");
    let nothing = "No surface matches “no such thing”.";
    assert_eq!(screen.harness.query_all_by_label(nothing).count(), 1);
    screen.key(Key::Enter);
    screen.frames(2);
    assert_eq!(screen.scene().surface.id(), first);
}

#[test]
fn the_switch_between_frameworks_translates_the_settings() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Unfold Adam");
    let before = screen.run("Adam").optimizer.clone();
    assert_eq!((before.id(), before.real("lr")), ("adam", Some(0.3)));
    let to = |screen: &mut Screen, run: &str, framework: &str| {
        let name = format!("Optimizer of {run}: {framework}'s");
        screen.reveal(Role::Button, &name);
        screen.click(Role::Button, &name);
        screen.assert_runs_are_up_to_date(framework);
    };
    to(&mut screen, "Adam", "Keras");
    let keras = screen.run("Adam (Keras)").optimizer.clone();
    // What was set is carried over; what was not takes the other's default.
    assert_eq!((keras.id(), keras.real("lr")), ("adam.keras", Some(0.3)));
    assert_eq!(
        (before.real("eps"), keras.real("eps")),
        (Some(1e-8), Some(1e-7))
    );
    to(&mut screen, "Adam (Keras)", "PyTorch");
    assert_eq!(screen.run("Adam").optimizer, before);
    screen.undo();
    assert_eq!(screen.run("Adam (Keras)").optimizer, keras);
    screen.undo();
    assert_eq!(screen.scene(), &preset::default_scene());
}

#[test]
fn a_wrapper_holds_a_method_whose_rate_is_the_runs() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Unfold SGD");
    screen.click(Role::ComboBox, "Optimizer of SGD");
    screen.click_entry("Lookahead");
    search(
        &mut screen,
        (Role::ComboBox, "Inner optimizer of Lookahead"),
        "adamw",
    );
    screen.key(Key::Enter);
    screen.frames(2);
    let inner = screen.run("Lookahead").optimizer.leading().clone();
    assert_eq!(inner.id(), "adamw");
    // The region is ten wide: a length suits AdamW of which a hundred cross it.
    assert_eq!(inner.real("lr"), Some(0.1));
    let slider = "Learning rate of Lookahead";
    let rail = screen.reveal(Role::Slider, slider);
    screen.drag(on_rail(rail, 0.2), on_rail(rail, 0.8), 4);
    let rate = screen
        .run("Lookahead")
        .optimizer
        .leading()
        .real("lr")
        .unwrap();
    assert!(rate > 0.1, "{rate}");
    let id = screen.run("Lookahead").id;
    let product = screen.session().derived().run(id).unwrap();
    assert_eq!(product.trajectory().rate[0], rate);
    screen.assert_runs_are_up_to_date("a nested rate");
    // What looks around cannot stand inside another method, and is not offered there.
    search(
        &mut screen,
        (Role::ComboBox, "Inner optimizer of Lookahead"),
        "lbfgs",
    );
    assert_eq!(screen.harness.query_all_by_label("L-BFGS").count(), 0);
}

#[test]
fn lists_are_typed_and_parts_are_added_and_removed() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Unfold SGD");
    screen.click(Role::ComboBox, "Schedule of SGD");
    screen.click_entry("Milestones");
    let owner = "Milestones of SGD";
    let field = format!("Type Milestones of {owner}");
    screen.reveal(Role::Button, &field);
    screen.double_click(Role::Button, &field);
    screen.text("20, 40; 90");
    screen.key(Key::Enter);
    screen.frames(2);
    let list = screen.run("SGD").schedule.get("milestones").cloned();
    assert_eq!(list, Some(Value::Counts(vec![20, 40, 90])));
    screen.assert_runs_are_up_to_date("milestones");

    screen.click(Role::ComboBox, "Schedule of SGD");
    screen.click_entry("One after the other");
    let owner = "Schedules of One after the other of SGD";
    let parts = |screen: &Screen| match screen.run("SGD").schedule.get("schedules") {
        Some(Value::Configs(list)) => list.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(parts(&screen), 2);
    for (button, left) in [
        ("Add a part to", 3),
        ("Remove part 1 of", 2),
        ("Remove part 1 of", 1),
    ] {
        let name = format!("{button} {owner}");
        screen.reveal(Role::Button, &name);
        screen.click(Role::Button, &name);
        assert_eq!(parts(&screen), left, "{name}");
        screen.assert_runs_are_up_to_date(&name);
    }
    // One part stays.
    screen.click(Role::Button, &format!("Remove part 1 of {owner}"));
    assert_eq!(parts(&screen), 1);
}

#[test]
fn noise_has_a_kind_where_there_is_noise() {
    let mut screen = Screen::usual();
    assert_eq!(screen.count(Role::ComboBox, "Kind of the noise"), 0);
    let rail = screen.reveal(Role::Slider, "Noise of the gradient");
    screen.click_at(on_rail(rail, 0.5));
    screen.click(Role::ComboBox, "Kind of the noise");
    screen.click_entry("heavy tailed");
    assert_eq!(screen.scene().noise.kind, NoiseKind::HeavyTailed);
    assert_eq!(
        screen.count(Role::Slider, "Degrees of freedom of the noise"),
        1
    );
    screen.assert_runs_are_up_to_date("heavy tails");
}

/// Every entry of every catalogue can be chosen in the window, and its rows fit and can be drawn.
#[test]
fn every_entry_can_be_shown() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Unfold SGD");
    for kind in Kind::ALL {
        for about in kind.entries() {
            let config = kind.default_config(about.info.id);
            let session = screen.session_mut();
            let name = format!("Choose {}", about.info.id);
            session.change(&name, |scene| match kind {
                Kind::Surface => scene.move_to(config.clone()),
                Kind::Optimizer => scene.runs[0].optimizer = config.clone(),
                Kind::Schedule => scene.runs[0].schedule = config.clone(),
                Kind::Clip => scene.runs[0].clip = config.clone(),
            });
            screen.frames(2);
            for spec in about.specs {
                let label = screen.harness.query_all_by_label(spec.label).count();
                assert!(
                    label > 0,
                    "{kind} {}: no row for {}",
                    about.info.id,
                    spec.key
                );
            }
        }
    }
}
