//! The landscape in 3D under a hand: it turns, comes closer, moves starts, hides what a hill hides.

use crate::honest::assert_honest;
use crate::screen::{SMALLEST, Screen, USUAL, on_rail};
use egui::accesskit::Role;
use egui::{Key, PointerButton, Pos2, Rect, vec2};
use egui_kittest::kittest::Queryable;
use ravine::core::catalog::Kind;
use ravine::core::surface::{CATALOG, Region};
use ravine::core::vec2::vec2 as plane;
use ravine::session::Session;
use ravine::session::camera::Camera;
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::Mode;

const VIEW: &str = "Landscape in 3D";

fn relief(scene: Scene, size: [f32; 2], mode: Mode) -> Screen {
    let mut screen = Screen::new(scene, size);
    screen.session_mut().view.mode = mode;
    screen.frames(3);
    screen
}

fn usual() -> Screen {
    relief(preset::default_scene(), USUAL, Mode::Relief)
}

fn camera(screen: &Screen) -> Camera {
    screen.session().view.camera
}

/// Where a point of the plane is in the 3D view.
fn at(screen: &Screen, x: f64, y: f64) -> Option<(Pos2, bool)> {
    let state = &screen.harness.state().state;
    state.relief.screen_from_plane(plane(x, y))
}

fn start_at(screen: &Screen) -> Pos2 {
    let start = screen.scene().start;
    at(screen, start.x, start.y).unwrap().0
}

#[test]
fn keys_and_the_switch_choose_the_view() {
    for size in [USUAL, SMALLEST] {
        let mut screen = Screen::new(preset::default_scene(), size);
        for (key, button, mode) in [
            (Key::F3, "Landscape in 2D", Mode::Relief),
            (Key::F4, "Landscape in 3D", Mode::Both),
            (Key::F2, "2D and 3D", Mode::Plane),
        ] {
            screen.key(key);
            screen.frames(2);
            assert_eq!(screen.session().view.mode, mode);
            let canvases = [("Landscape", mode.has_plane()), (VIEW, mode.has_relief())];
            for (name, is_there) in canvases {
                let count = screen.count(Role::Canvas, name);
                assert_eq!(count, usize::from(is_there), "{name} after {key:?}");
            }
            assert!(screen.session().derived().landscape().is_some() == mode.has_plane());
            assert!(screen.session().derived().relief().is_some() == mode.has_relief());
            screen.click(Role::Button, button);
            assert_ne!(screen.session().view.mode, mode);
            screen.session_mut().view.mode = mode;
            screen.frames(1);
        }
    }
}

#[test]
fn a_drag_orbits_and_stays_above_the_ground() {
    let mut screen = usual();
    let middle = screen.rect(Role::Canvas, VIEW).center() + vec2(60.0, 90.0);
    screen.press(middle);
    screen.move_to(middle + vec2(40.0, 0.0));
    screen.move_to(middle + vec2(50.0, 0.0));
    assert!(camera(&screen).yaw < Camera::default().yaw);
    assert_eq!(camera(&screen).pitch, Camera::default().pitch);
    screen.move_to(middle + vec2(50.0, -900.0));
    let low = camera(&screen).pitch;
    assert!(low > 0.0 && low < 0.1, "{low}");
    screen.move_to(middle + vec2(50.0, 900.0));
    assert!((camera(&screen).pitch - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
    screen.release(middle);
    assert_eq!(screen.session().undo_name(), None, "a camera is not undone");
    screen.key(Key::F);
    screen.frames(1);
    assert_eq!(camera(&screen), Camera::default());
}

#[test]
fn scrolling_comes_closer_and_a_double_click_fits() {
    let mut screen = usual();
    let middle = screen.rect(Role::Canvas, VIEW).center();
    screen.scroll(middle, 120.0);
    screen.frames(20);
    assert!(camera(&screen).zoom > 1.2, "{:?}", camera(&screen));
    assert_eq!(screen.session().view.region, None);
    screen.scroll(middle, -9000.0);
    screen.frames(60);
    assert!(camera(&screen).zoom > 0.1 && camera(&screen).zoom < 1.0);
    screen.double_click_at(middle + vec2(0.0, 120.0));
    assert_eq!(camera(&screen), Camera::default());
}

#[test]
fn the_region_is_moved_in_both_views() {
    let mut screen = relief(preset::default_scene(), USUAL, Mode::Both);
    let place = screen.rect(Role::Canvas, VIEW).center() + vec2(30.0, 60.0);
    screen.move_to(place);
    screen.button(place, PointerButton::Secondary, true);
    screen.move_to(place + vec2(30.0, 0.0));
    screen.move_to(place + vec2(60.0, 0.0));
    let moved = screen.session().view.region.unwrap();
    assert!(moved.center().x < -0.1, "{moved:?}");
    screen.button(place + vec2(60.0, 0.0), PointerButton::Secondary, false);
    screen.frames(1);
    let derived = screen.session().derived();
    let [map, field] = [derived.landscape(), derived.relief()].map(|shown| shown.unwrap().region);
    let apart = (map.center() - field.center()).norm();
    assert!(apart < 1e-9, "{map:?} {field:?}");
    assert_eq!(camera(&screen), Camera::default());
}

#[test]
fn the_start_is_dragged_over_the_hills() {
    for (size, mode) in [
        (USUAL, Mode::Relief),
        (USUAL, Mode::Both),
        (SMALLEST, Mode::Relief),
    ] {
        let mut screen = relief(preset::default_scene(), size, mode);
        let from = start_at(&screen);
        screen.press(from);
        for i in 1..=6 {
            let to = from + vec2(6.0, 3.0) * i as f32;
            screen.move_to(to);
            screen.assert_runs_are_up_to_date("start");
            screen.frames(1);
            let error = start_at(&screen).distance(to);
            assert!(
                error < 4.0,
                "{size:?}: the start is {error} points from the pointer"
            );
        }
        screen.release(from + vec2(36.0, 18.0));
        screen.frames(1);
        assert_eq!(screen.session().undo_name(), Some("Move the start"));
        assert_eq!(camera(&screen), Camera::default());
        screen.undo();
        assert_eq!(screen.scene(), &preset::default_scene());
    }
}

#[test]
fn a_start_dragged_beside_the_ground_stays_in_the_region() {
    let mut screen = usual();
    let rect = screen.rect(Role::Canvas, VIEW);
    let from = start_at(&screen);
    screen.press(from);
    for corner in [
        rect.left_top(),
        rect.right_top(),
        rect.left_bottom(),
        rect.right_bottom(),
    ] {
        screen.move_to(corner);
        let start = screen.scene().start;
        assert!(start.x.abs() <= 5.01 && start.y.abs() <= 4.01, "{start:?}");
    }
}

#[test]
fn the_strip_stretches_heights_and_makes_them_linear() {
    for size in [USUAL, SMALLEST] {
        let mut screen = relief(preset::default_scene(), size, Mode::Relief);
        let rect = screen.rect(Role::Slider, "Vertical exaggeration");
        let high = at(&screen, -4.5, 3.5).unwrap().0;
        screen.drag(on_rail(rect, 0.6), on_rail(rect, 0.1), 3);
        assert!(camera(&screen).stretch < 0.3);
        screen.frames(1);
        assert_ne!(at(&screen, -4.5, 3.5).unwrap().0, high);
        screen.click(Role::Button, "Logarithmic height");
        assert!(!camera(&screen).log);
        let low = at(&screen, 0.0, 1.0).unwrap().0;
        screen.click(Role::Button, "Logarithmic height");
        screen.frames(1);
        assert!(
            at(&screen, 0.0, 1.0).unwrap().0.y < low.y,
            "log lifts what is low"
        );
        screen.click(Role::Button, "Reset the camera");
        assert_eq!(camera(&screen), Camera::default());
    }
}

#[test]
fn arrow_keys_turn_it_while_it_has_the_focus() {
    let mut screen = usual();
    screen
        .harness
        .get_by_role_and_label(Role::Canvas, VIEW)
        .focus();
    screen.frames(2);
    screen.key(Key::ArrowUp);
    let turned = camera(&screen);
    assert!(turned.pitch > Camera::default().pitch, "it takes the focus");
    let step = screen.session().step();
    screen.key(Key::ArrowRight);
    assert!(camera(&screen).yaw > turned.yaw);
    assert_eq!(screen.session().step(), step, "the race does not move");
}

/// How many pixels of a picture are nearly of this colour, near a place.
fn coloured(screen: &mut Screen, near: Pos2, colour: egui::Color32) -> usize {
    let picture = screen.harness.render().unwrap();
    let spot = Rect::from_center_size(near, vec2(24.0, 24.0));
    let mut count = 0;
    for y in spot.top() as u32..spot.bottom() as u32 {
        for x in spot.left() as u32..spot.right() as u32 {
            let pixel = picture.get_pixel(x, y).0;
            let apart = |k: usize| pixel[k].abs_diff(colour.to_array()[k]);
            count += usize::from((0..3).all(|k| apart(k) < 40));
        }
    }
    count
}

#[test]
fn a_hill_hides_trails_and_heads_behind_it() {
    let mut scene = Scene::on(Kind::Surface.default_config("sphere"));
    scene.add_run(Kind::Optimizer.find("sgd").unwrap());
    scene.runs[0].optimizer = scene.runs[0].optimizer.clone().with("lr", 0.01);
    // The bowl's inner southern slope is seen from the north only.
    scene.start = plane(0.0, -3.6);
    let mut counts = Vec::new();
    for yaw in [std::f64::consts::PI - 1e-9, 0.0] {
        let mut screen = relief(scene.clone(), USUAL, Mode::Relief);
        let view = &mut screen.session_mut().view;
        (view.camera.yaw, view.camera.pitch, view.camera.stretch) = (yaw, 0.3, 2.0);
        view.contours = false;
        screen.session_mut().playback.seek(40, 300);
        screen.frames(2);
        let head = {
            let session = screen.session();
            let run = session.derived().run(session.scene.runs[0].id).unwrap();
            run.trajectory().position[20]
        };
        let (place, hidden) = at(&screen, head.x, head.y).unwrap();
        assert_eq!(hidden, yaw == 0.0);
        let style = ravine::ui::theme::run_style(screen.scene().runs[0].style).dark;
        counts.push(coloured(&mut screen, place, style));
    }
    assert!(counts[0] > 15 && counts[1] == 0, "{counts:?}");
}

#[test]
fn hovering_a_head_brings_its_run_to_the_front() {
    let mut screen = usual();
    screen.session_mut().playback.seek(30, 300);
    screen.frames(2);
    let (id, p) = {
        let session = screen.session();
        let run = &session.scene.runs[1];
        let product = session.derived().run(run.id).unwrap();
        (run.id, product.trajectory().position[30])
    };
    let (place, _) = at(&screen, p.x, p.y).unwrap();
    screen.move_to(place);
    screen.frames(1);
    assert_eq!(screen.harness.state().state.front, Some(id));
}

#[test]
fn a_presets_camera_comes_back() {
    let mut screen = usual();
    let odd = Camera {
        yaw: 2.0,
        pitch: 0.3,
        zoom: 2.5,
        stretch: 0.5,
        log: false,
    };
    screen.session_mut().view.camera = odd;
    screen.session_mut().view.mode = Mode::Both;
    let text = preset::write(&screen.session().preset());
    let read = preset::parse(&text).unwrap();
    let session = Session::new(&read);
    assert_eq!((session.view.camera, session.view.mode), (odd, Mode::Both));
}

#[test]
fn every_surface_and_every_accident_is_shown() {
    let mut scenes: Vec<(String, Scene)> = CATALOG
        .iter()
        .map(|entry| {
            let id = entry.about.info.id;
            let mut scene = Scene::on(Kind::Surface.default_config(id));
            scene.add_run(Kind::Optimizer.find("sgd").unwrap());
            scene.add_run(Kind::Optimizer.find("adam").unwrap());
            scene.steps = 60;
            (id.to_owned(), scene)
        })
        .collect();
    let bowl = || Scene::on(Kind::Surface.default_config("quadratic"));
    scenes.push(("no run".into(), bowl()));
    let mut scene = preset::default_scene();
    for run in &mut scene.runs {
        run.optimizer = run.optimizer.clone().with("lr", 1e300);
    }
    scenes.push(("all diverge".into(), scene));
    for (name, key, value) in [("κ 1e308", "kappa", 1e308), ("scale 1e308", "scale", 1e308)] {
        let mut scene = preset::default_scene();
        scene.surface = scene.surface.clone().with(key, value);
        scenes.push((name.into(), scene));
    }
    let mut scene = bowl();
    scene.start = plane(1e100, -1e100);
    scene.add_run(Kind::Optimizer.find("sgd").unwrap());
    scenes.push(("start far away".into(), scene));
    for (name, scene) in scenes {
        let mut screen = relief(scene, SMALLEST, Mode::Both);
        screen.session_mut().playback.seek(60, 60);
        screen.frames(2);
        assert_honest(&screen, &name);
        assert!(screen.session().derived().relief().is_some(), "{name}");
        screen.session_mut().view.camera.log = false;
        screen.session_mut().view.camera.pitch = 0.04;
        screen.frames(1);
        screen.session_mut().view.region = Some(Region::new([1e12, 1e12 + 1.0], [-1e-9, 1e-9]));
        screen.frames(1);
    }
}

#[test]
fn nothing_is_drawn_again_while_nothing_happens() {
    let mut screen = relief(preset::default_scene(), USUAL, Mode::Both);
    screen.frames(30);
    screen.harness.step();
    let delay = screen
        .harness
        .output()
        .viewport_output
        .values()
        .map(|viewport| viewport.repaint_delay)
        .min();
    assert!(delay.is_some_and(|delay| delay.as_secs() > 60), "{delay:?}");
}

#[test]
fn the_divider_gives_one_view_more_room() {
    let mut screen = relief(preset::default_scene(), USUAL, Mode::Both);
    let before = screen.rect(Role::Canvas, VIEW);
    let grip = before.left_center();
    screen.drag(grip, grip - vec2(120.0, 0.0), 4);
    screen.frames(2);
    let after = screen.rect(Role::Canvas, VIEW);
    assert!(
        (before.left() - after.left() - 120.0).abs() < 4.0,
        "{before} {after}"
    );
}
