//! Ghosts under a hand: pinned, compared, brought to the front, restored and forgotten.

use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::pos2;
use egui_kittest::kittest::Queryable;
use ravine::core::simulate::simulate;
use ravine::session::ghosts::MAX_GHOSTS;
use ravine::session::preset;
use ravine::session::scene::Scene;

/// Every text on the screen that contains this.
fn texts_with(screen: &Screen, part: &str) -> Vec<String> {
    let texts = screen.texts().into_iter().map(|(text, _)| text);
    texts.filter(|text| text.contains(part)).collect()
}

/// Sets the learning rate of Momentum by typing it.
fn set_rate(screen: &mut Screen, rate: &str) {
    let slider = screen.reveal(Role::Slider, "Learning rate of Momentum");
    screen.double_click_at(pos2(slider.right() + 30.0, slider.center().y));
    screen.frames(2);
    screen.text(rate);
    screen.key(egui::Key::Enter);
    screen.frames(2);
}

#[test]
fn a_pinned_run_stays_and_the_difference_is_said() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        let last = screen.session().last_step();
        screen.session_mut().playback.seek(last, last);
        let was = screen.scene().request(screen.run("Momentum"));
        screen.click(Role::Button, "Pin Momentum");
        assert_eq!(screen.count(Role::Button, "Unpin Momentum"), 1);
        assert_eq!(texts_with(&screen, "The run is as it was").len(), 1);
        assert_eq!(screen.session().undo_name(), None, "a view is not undone");
        set_rate(&mut screen, "0.002");
        assert_eq!(screen.count(Role::Button, "Pin Momentum"), 1, "unlike now");
        let words = texts_with(&screen, "η 0.01 → 0.002");
        assert!(!words.is_empty(), "{:?}", screen.texts());
        let words = texts_with(&screen, "gap ");
        assert_eq!(words.len(), 1, "{words:?}");
        assert!(words[0].contains(" → ") && words[0].contains("arrived"));
        let ghost = screen.session().ghosts().get(0).unwrap();
        assert_eq!(ghost.trajectory(), &simulate(&was).0, "it stays as it was");
        screen.assert_runs_are_up_to_date("both");
    }
}

/// The pixels of a rectangle of the screen.
pub fn pixels(screen: &mut Screen, within: egui::Rect) -> Vec<[u8; 4]> {
    let image = screen.harness.render().unwrap();
    let inside = |x: u32, y: u32| within.contains(pos2(x as f32, y as f32));
    let pixels = image.enumerate_pixels();
    let pixels = pixels.filter(|(x, y, _)| inside(*x, *y));
    pixels.map(|(.., pixel)| pixel.0).collect()
}

/// How many pixels are bluer than they are red, by so much: those of Momentum.
pub fn blue(pixels: &[[u8; 4]]) -> usize {
    let is_blue = |p: &&[u8; 4]| i32::from(p[2]) - i32::from(p[0]) > 70;
    pixels.iter().filter(is_blue).count()
}

#[test]
fn both_are_drawn_on_the_plane_and_in_the_curves() {
    let mut screen = Screen::usual();
    let last = screen.session().last_step();
    screen.session_mut().playback.seek(last, last);
    screen.key(egui::Key::Num2);
    screen.frames(2);
    let plane = screen.rect(Role::Canvas, "Landscape");
    let chart = egui::Rect::from_min_max(
        pos2(plane.left(), plane.bottom() + 60.0),
        pos2(plane.right(), 890.0),
    );
    screen.click(Role::Button, "Pin Momentum");
    set_rate(&mut screen, "0.002");
    // In front, both are drawn in full.
    let at = screen.name_at("Momentum");
    screen.move_to(at);
    screen.frames(3);
    let with = [plane, chart].map(|rect| blue(&pixels(&mut screen, rect)));
    screen.session_mut().view.ghosts.clear();
    screen.frames(2);
    let without = [plane, chart].map(|rect| blue(&pixels(&mut screen, rect)));
    for (with, without) in with.into_iter().zip(without) {
        assert!(with > without + 150, "{with} {without}");
    }
}

#[test]
fn a_ghost_is_restored_and_unpinned() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Pin Momentum");
    let before = screen.scene().clone();
    let restore = "Restore Momentum (1)";
    screen.click(Role::Button, restore);
    assert_eq!(screen.scene(), &before, "nothing to restore");
    set_rate(&mut screen, "0.002");
    screen.click(Role::Button, restore);
    assert_eq!(screen.scene(), &before);
    assert_eq!(screen.session().undo_name(), Some("Restore run"));
    screen.undo();
    assert_eq!(screen.run("Momentum").optimizer.real("lr"), Some(0.002));
    // A run that is gone leaves its ghost, and comes back from it.
    screen.choose("More for Momentum", "Remove");
    assert_eq!(texts_with(&screen, "its run is gone").len(), 1);
    assert_eq!(screen.names().len(), 4);
    screen.click(Role::Button, restore);
    assert_eq!(screen.run("Momentum").optimizer.real("lr"), Some(0.01));
    screen.click(Role::Button, "Unpin Momentum (1)");
    assert!(screen.session().view.ghosts.is_empty());
    assert!(texts_with(&screen, "Ghosts").is_empty());
}

#[test]
fn pinning_is_in_the_menu_and_says_when_there_are_too_many() {
    let mut screen = Screen::usual();
    screen.choose("More for Adam", "Pin");
    assert_eq!(screen.session().view.ghosts.len(), 1);
    screen.choose("More for Adam", "Unpin");
    assert!(screen.session().view.ghosts.is_empty());
    for i in 0..MAX_GHOSTS as u64 {
        screen.session_mut().scene.steps = 100 + i;
        screen.frames(1);
        screen.choose("More for Adam", "Pin");
    }
    screen.session_mut().scene.steps = 99;
    screen.frames(1);
    screen.choose("More for Adam", "Pin");
    assert_eq!(screen.session().view.ghosts.len(), MAX_GHOSTS);
    assert!(!texts_with(&screen, "unpin one first").is_empty());
}

#[test]
fn a_ghost_under_the_pointer_comes_to_the_front_with_its_run() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Pin Momentum");
    screen.click(Role::Button, "Pin Adam");
    set_rate(&mut screen, "0.002");
    let at = screen
        .rect(Role::Button, "Unpin Momentum (1)")
        .left_center();
    screen.move_to(at - egui::vec2(60.0, 0.0));
    screen.frames(2);
    let id = screen.run("Momentum").id;
    let state = &screen.harness.state().state;
    assert_eq!((state.ghosts.front, state.front), (Some(0), Some(id)));
    screen.move_to(pos2(1.0, 1.0));
    screen.frames(2);
    let state = &screen.harness.state().state;
    assert_eq!((state.ghosts.front, state.front), (None, None));
}

#[test]
fn ghosts_of_all_kinds_are_drawn_without_harm() {
    let mut scene: Scene = preset::default_scene();
    scene.runs[0].optimizer = scene.runs[0].optimizer.clone().with("lr", 50.0);
    let mut screen = Screen::new(scene, SMALLEST);
    for name in ["SGD", "Momentum"] {
        screen.choose(&format!("More for {name}"), "Pin");
    }
    screen.session_mut().change("others", |scene| {
        scene.runs.clear();
        scene.surface = ravine::core::catalog::Kind::Surface.default_config("saddle");
    });
    for step in [0, 1, 150, 300] {
        screen.session_mut().playback.seek(step, 300);
        screen.frames(2);
        crate::honest::assert_honest(&screen, "ghosts");
    }
    let text = preset::write(&screen.session().preset());
    assert_eq!(preset::parse(&text).unwrap().view, screen.session().view);
    let slider = screen.reveal(Role::Slider, "Steps of the race");
    screen.drag(on_rail(slider, 0.3), on_rail(slider, 0.9), 3);
    screen.harness.check_accessibility();
    assert_eq!(screen.harness.query_all_by_label("Ghosts").count(), 1);
}

#[test]
fn ghosts_and_clouds_fit_at_every_size() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(crate::layout::crowded(), size);
        screen.session_mut().change("short", |scene| {
            scene.steps = 200;
            scene.noise.sigma = 0.5;
            scene.ensemble = ravine::core::cloud::Ensemble::Seeds { count: 9 };
        });
        for place in 0..MAX_GHOSTS {
            let id = screen.scene().runs[place % 12].id;
            screen.session_mut().pin(id).unwrap();
            screen.session_mut().scene.steps += 1;
        }
        screen.session_mut().change("other", |scene| {
            for run in &mut scene.runs {
                run.optimizer = run.optimizer.clone().with("lr", 0.02);
            }
        });
        screen.session_mut().playback.seek(150, 200);
        screen.frames(4);
        screen.harness.check_accessibility();
        crate::layout::assert_fits(&screen, "ghosts and clouds");
        crate::layout::assert_apart(&screen, "ghosts and clouds");
        let last = screen.session().view.ghosts[15].name.clone();
        let unpin = format!("Unpin {last} (16)");
        screen.click(Role::Button, &unpin);
        assert_eq!(screen.session().view.ghosts.len(), MAX_GHOSTS - 1);
    }
}
