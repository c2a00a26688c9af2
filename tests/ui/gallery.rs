//! The gallery under a hand and a keyboard: every scene has its picture, and one is opened.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::session::derived::Budget;
use ravine::session::preset;
use ravine::session::{gallery, scene::Scene};

/// The screen with the gallery open.
fn opened(size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(preset::default_scene(), size);
    screen.click(Role::Button, "Gallery");
    screen.frames(3);
    screen
}

fn is_open(screen: &Screen) -> bool {
    screen.harness.state().state.gallery.is_some()
}

fn scene(name: &str) -> Scene {
    preset::from_json(gallery::text(name).unwrap()).unwrap()
}

/// The titles that are there, and which of them is marked.
fn titles(screen: &Screen) -> (Vec<String>, Vec<String>) {
    let nodes = screen.harness.query_all_by_role(Role::Button);
    let nodes = nodes.map(|node| node.accesskit_node());
    let known: Vec<String> = gallery::names().map(|name| scene(name).title).collect();
    let is_card = |label: Option<String>| label.is_some_and(|label| known.contains(&label));
    let cards: Vec<_> = nodes.filter(|node| is_card(node.label())).collect();
    let title = |node: &egui_kittest::kittest::AccessKitNode<'_>| node.label().unwrap();
    let marked = cards.iter().filter(|node| node.is_selected() == Some(true));
    (
        cards.iter().map(title).collect(),
        marked.map(title).collect(),
    )
}

#[test]
fn every_scene_stands_in_it_and_is_opened_with_a_click() {
    for size in [USUAL, SMALLEST, [3840.0, 2160.0]] {
        let mut screen = opened(size);
        let (all, marked) = titles(&screen);
        assert_eq!(all.len(), preset::BUILT_IN.len());
        assert_eq!(marked, ["Five ways down a ravine"]);
        screen.harness.check_accessibility();
        screen.click(Role::Button, "The bent valley");
        screen.frames(2);
        assert!(!is_open(&screen));
        assert_eq!(screen.scene(), &scene("rosenbrock"));
        assert!(!screen.session().is_changed());
        screen.undo();
        assert_eq!(screen.scene(), &preset::default_scene());
    }
}

#[test]
fn the_keyboard_finds_marks_and_opens() {
    let mut screen = opened(USUAL);
    screen.text("prodigy");
    screen.frames(2);
    assert_eq!(titles(&screen).0, ["No rate to choose"]);
    screen.key(Key::Enter);
    screen.frames(2);
    assert_eq!(screen.scene(), &scene("no_rate"));
    screen.click(Role::Button, "Gallery");
    screen.frames(3);
    assert_eq!(
        titles(&screen).1,
        ["No rate to choose"],
        "what is open is marked"
    );
    screen.key(Key::Home);
    screen.key(Key::ArrowRight);
    screen.frames(1);
    assert_eq!(titles(&screen).1, ["The bent valley"]);
    screen.key(Key::ArrowDown);
    screen.frames(1);
    assert_eq!(titles(&screen).1, ["From rest to chaos"], "the one below");
    screen.key(Key::Enter);
    screen.frames(2);
    assert_eq!(screen.scene(), &scene("period_doubling"));
    assert_eq!(screen.session().step(), 0, "the race heard nothing");
}

#[test]
fn tab_goes_from_card_to_card() {
    let mut screen = opened(SMALLEST);
    let has_focus = |screen: &Screen, name: &str| {
        let mut nodes = screen.harness.query_all_by_role(Role::Button);
        nodes.any(|node| {
            node.accesskit_node().is_focused()
                && node.accesskit_node().label().as_deref() == Some(name)
        })
    };
    let wanted = "Averages quieten noise";
    for _ in 0..60 {
        if has_focus(&screen, wanted) {
            break;
        }
        screen.key(Key::Tab);
        screen.frames(1);
    }
    assert!(has_focus(&screen, wanted));
    screen.frames(40);
    let whole = screen.harness.ctx.content_rect();
    assert!(
        whole.contains(screen.rect(Role::Button, wanted).center()),
        "it is in sight"
    );
    screen.key(Key::Enter);
    screen.frames(2);
    assert_eq!(screen.scene(), &scene("averaging"));
}

#[test]
fn it_closes_without_a_trace() {
    let mut screen = opened(USUAL);
    screen.text("nothing like that");
    screen.frames(2);
    assert!(titles(&screen).0.is_empty());
    screen.key(Key::Escape);
    screen.frames(2);
    assert!(!is_open(&screen));
    screen.click(Role::Button, "Gallery");
    screen.frames(3);
    screen.click(Role::Button, "Close the gallery");
    screen.frames(2);
    assert!(!is_open(&screen));
    assert_eq!(screen.scene(), &preset::default_scene());
    assert_eq!(screen.session().undo_name(), None);
}

#[test]
fn its_pictures_are_worked_out_a_little_in_every_frame() {
    let mut screen = Screen::usual();
    screen.frames(3);
    screen.session_mut().budget = Budget {
        steps: 20_000,
        samples: 30_000,
    };
    screen.click(Role::Button, "Gallery");
    let mut frames = 0;
    loop {
        screen.frames(1);
        frames += 1;
        let output = screen.harness.output().viewport_output.values();
        let is_settled = output
            .map(|viewport| viewport.repaint_delay)
            .all(|d| !d.is_zero());
        if is_settled || frames > 400 {
            break;
        }
    }
    assert!((5..400).contains(&frames), "{frames}");
}
