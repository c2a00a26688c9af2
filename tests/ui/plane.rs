//! The plane: what can be drawn on it besides the trails, and where it looks.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Key, Pos2, vec2};
use ravine::core::surface::Region;
use ravine::session::command::Command;
use ravine::session::scene::{RunId, Scene};

/// Where a run's head is on the screen.
fn head(screen: &Screen, id: RunId) -> Pos2 {
    let session = screen.session();
    let positions = &session.derived().run(id).unwrap().trajectory().position;
    let at = positions.get(session.step() as usize).or(positions.last());
    screen.projection().screen_from_world(*at.unwrap())
}

#[test]
fn a_run_is_chosen_by_its_head_its_card_or_its_place() {
    let mut screen = Screen::usual();
    screen.session_mut().playback.seek(20, 300);
    screen.frames(2);
    let ids: Vec<RunId> = screen.scene().runs.iter().map(|run| run.id).collect();
    let chosen = |screen: &Screen| screen.session().subject().unwrap().id;
    assert_eq!(chosen(&screen), ids[0], "the first, while none was chosen");
    let at = head(&screen, ids[1]);
    screen.click_at(at);
    screen.frames(1);
    assert_eq!(chosen(&screen), ids[1]);
    screen.click(Role::Button, "Select Adam");
    assert_eq!(chosen(&screen), ids[4]);
    let at = screen.name_at("Nesterov");
    screen.click_at(at);
    screen.frames(1);
    assert_eq!(chosen(&screen), ids[2]);
    screen.click(Role::Button, "Hide Nesterov");
    assert_eq!(chosen(&screen), ids[0], "a hidden run is not looked at");
}

#[test]
fn the_plane_follows_the_chosen_run_until_it_is_moved_by_hand() {
    let mut screen = Screen::usual();
    let id = screen.scene().runs[1].id;
    screen.session_mut().selected = Some(id);
    screen.session_mut().view.region = Some(Region::new([-1.0, 1.0], [-0.8, 0.8]));
    screen.session_mut().perform(Command::Follow);
    for step in [0, 7, 90, 300] {
        screen.session_mut().playback.seek(step, 300);
        screen.frames(1);
        let middle = screen.rect(Role::Canvas, "Landscape").center();
        let at = head(&screen, id);
        assert!(at.distance(middle) < 0.5, "step {step}: {at} not {middle}");
    }
    let corner = screen.rect(Role::Canvas, "Landscape").left_top() + vec2(80.0, 120.0);
    screen.drag(corner, corner + vec2(40.0, 10.0), 4);
    assert!(!screen.session().view.follow);
}

#[test]
fn a_card_has_its_run_followed_and_its_end_looked_at() {
    let mut screen = Screen::usual();
    screen.choose("More for Adam", "Follow");
    let adam = screen.run("Adam").id;
    assert!(screen.session().view.follow);
    assert_eq!(screen.session().subject().unwrap().id, adam);
    screen.choose("More for Adam", "Stop following");
    assert!(!screen.session().view.follow);
    screen.choose("More for Momentum", "Zoom to its end");
    let session = screen.session();
    let end = session.derived().run(screen.run("Momentum").id).unwrap();
    let end = *end.trajectory().position.last().unwrap();
    let region = session.view.region.unwrap();
    assert!(region.contains(end) && region.size().x < 0.1, "{region:?}");
}

#[test]
fn zooming_to_the_end_shows_the_last_steps_of_every_kind_of_run() {
    let mut scene = ravine::session::preset::default_scene();
    for (run, rate) in scene.runs.iter_mut().zip([0.037, 0.01, 0.001, 9.0, 0.0]) {
        if rate > 0.0 {
            run.optimizer = run.optimizer.clone().with("lr", rate);
        }
    }
    let mut screen = Screen::new(scene, USUAL);
    screen.frames(2);
    for i in 0..5 {
        let id = screen.scene().runs[i].id;
        screen.session_mut().selected = Some(id);
        screen.session_mut().perform(Command::ZoomToEnd);
        screen.frames(2);
        let session = screen.session();
        let region = session.view.region.unwrap();
        let trajectory = session.derived().run(id).unwrap().trajectory();
        let seen = trajectory.position.iter().filter(|p| region.contains(**p));
        assert!(seen.count() >= 2, "{region:?}");
        assert!(region.size().x > 0.0 && region.size().x.is_finite());
    }
}

#[test]
fn everything_can_be_drawn_at_once_on_any_scene() {
    let empty = Scene::on(ravine::core::catalog::Kind::Surface.default_config("himmelblau"));
    let mut gone = ravine::session::preset::default_scene();
    for run in &mut gone.runs {
        run.optimizer = run.optimizer.clone().with("lr", 50.0);
    }
    for scene in [empty, gone, ravine::session::preset::default_scene()] {
        for size in [USUAL, SMALLEST] {
            let mut screen = Screen::new(scene.clone(), size);
            for command in [
                Command::ToggleGradient,
                Command::ToggleCurvature,
                Command::ToggleNames,
                Command::Follow,
            ] {
                screen.session_mut().perform(command);
            }
            for step in [0, 40, 300] {
                screen.session_mut().playback.seek(step, 300);
                screen.frames(2);
            }
            screen.session_mut().perform(Command::ZoomToEnd);
            screen.frames(2);
        }
    }
}

#[test]
fn the_gradient_field_comes_with_its_key_and_changes_the_picture() {
    let mut screen = Screen::usual();
    let before = screen.harness.render().unwrap();
    screen.key(Key::G);
    screen.frames(2);
    let after = screen.harness.render().unwrap();
    let changed = before.pixels().zip(after.pixels()).filter(|(a, b)| a != b);
    assert!(changed.count() > 4000);
}
