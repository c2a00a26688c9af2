//! Frames of maps: while a number is dragged, while the plane is moved, and while a map sharpens.

use super::{FRAMES, Parts, Screen, wave};
use egui::Vec2;
use ravine::core::catalog::{Config, Kind};
use ravine::core::map::{Knob, Part};
use ravine::core::params::Value;
use ravine::core::surface::Region;
use ravine::core::vec2::vec2;
use ravine::session::Session;
use ravine::session::maps::Slot;
use ravine::session::scene::{Run, Scene};
use ravine::session::view::Mode;
use std::time::Duration;

/// One run of 200 steps, chosen, over which maps are drawn.
fn one(surface: &str, optimizer: Config, mode: Mode) -> Screen {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    let name = optimizer.about.info.name;
    let run = Run::new(scene.free_id(), name, scene.free_style(), optimizer);
    scene.runs.push(run);
    scene.steps = 200;
    let mut screen = Screen::new(scene);
    screen.session.view.mode = mode;
    screen
}

/// Frames of a map while a number is dragged on which all of it depends, or the plane: each has a new coarse map. The first
/// picture is the frame that opens the view.
fn report_map(
    name: &str,
    mut screen: Screen,
    slot: Slot,
    mut change: impl FnMut(&mut Session, f64),
) {
    let total = |parts: Parts| parts.ui + parts.tessellate;
    let mode = screen.session.view.mode;
    let mut first: Vec<f64> = (0..20)
        .map(|_| {
            screen.session.view.mode = Mode::Plane;
            for _ in 0..3 {
                screen.draw();
            }
            screen.session.view.mode = mode;
            total(screen.draw())
        })
        .collect();
    let mut frames: Vec<f64> = (0..2 * FRAMES)
        .map(|i| {
            change(&mut screen.session, wave(i));
            total(screen.draw())
        })
        .skip(FRAMES)
        .collect();
    change(&mut screen.session, 1.001);
    screen.draw();
    let map = screen.session.maps().get(slot);
    let (size, share) = map.map_or(([0, 0], 0.0), |map| (map.grid().size(), map.progress()));
    first.sort_by(f64::total_cmp);
    frames.sort_by(f64::total_cmp);
    println!(
        "{name:<44} {:6.2} ms   (worst {:.2}; first picture {:.2}, {:.2} % of {} × {} pixels)",
        frames[frames.len() / 2],
        frames[frames.len() - 1],
        first[first.len() / 2],
        100.0 * share,
        size[0],
        size[1],
    );
}

/// Frames, sixty a second, while a map sharpens until it is done.
fn report_refinement(name: &str, mut screen: Screen, slot: Slot) {
    let mut frames = Vec::new();
    let busy = |screen: &Screen| screen.session.maps().is_busy();
    for i in 0..10 {
        screen.session.scene.shared.rate_factor = 1.0 + 0.01 * f64::from(i);
        screen.draw();
        while busy(&screen) {
            std::thread::sleep(Duration::from_millis(16));
            let parts = screen.draw();
            frames.push(parts.ui + parts.tessellate);
        }
    }
    let size = screen.session.maps().get(slot).map(|map| map.grid().size());
    frames.sort_by(f64::total_cmp);
    println!(
        "{name:<44} {:6.2} ms   (worst {:.2}; {} frames for ten maps of {:?} pixels)",
        frames[frames.len() / 2],
        frames[frames.len() - 1],
        frames.len(),
        size.unwrap_or_default(),
    );
}

/// What maps cost the thread that draws, while others work them out.
pub(super) fn all() {
    let ball = || {
        let optimizer = Kind::Optimizer.default_config("sgd");
        optimizer.with("lr", 0.02).with("momentum", 0.9)
    };
    let adam = || Kind::Optimizer.default_config("adam").with("lr", 0.05);
    report_map(
        "basins: κ dragged, heavy ball, 200 steps",
        one("quadratic", ball(), Mode::Basins),
        Slot::Basins,
        |session, by| {
            let moved = session.scene.surface.set("kappa", Value::Real(20.0 * by));
            assert_eq!(moved, Ok(()), "the quadratic has a condition number");
        },
    );
    report_map(
        "basins: η dragged, Adam on Rosenbrock",
        one("rosenbrock", adam(), Mode::Basins),
        Slot::Basins,
        |session, by| session.scene.shared.rate_factor = by,
    );
    let descent = Kind::Optimizer.default_config("sgd").with("lr", 0.002);
    report_map(
        "basins: η dragged, a hundred minima",
        one("rastrigin", descent, Mode::Basins),
        Slot::Basins,
        |session, by| session.scene.shared.rate_factor = by,
    );
    // The whole plane is worked out before it is moved.
    let [usual, large] = [[1440.0, 900.0], [1920.0, 1080.0]].map(|size| {
        let mut screen = one("himmelblau", ball(), Mode::Basins);
        screen.size = Vec2::from(size);
        screen.draw();
        screen.session.finish_maps();
        screen
    });
    let move_plane = |session: &mut Session, by: f64| {
        let home = session.home();
        let moved = vec2(by - 1.0, 0.3 * (1.0 - by));
        session.view.region = Some(Region {
            min: home.min + moved,
            max: home.max + moved,
        });
    };
    let name = "basins: the plane moved, heavy ball";
    report_map(name, usual, Slot::Basins, move_plane);
    let name = "the same in 1920 × 1080 points";
    report_map(name, large, Slot::Basins, move_plane);
    let mut sweep = one("rosenbrock", adam(), Mode::Sweep);
    sweep.session.view.sweep.up = Some(Knob::param(Part::Optimizer, "eps"));
    report_map(
        "sweep: β dragged, Adam on Rosenbrock",
        sweep,
        Slot::Sweep,
        |session, by| {
            let run = &mut session.scene.runs[0].optimizer;
            *run = run.clone().with("beta1", 0.7 * by);
        },
    );
    let mut refined = one("himmelblau", ball(), Mode::Basins);
    (refined.alone, refined.size) = (true, Vec2::splat(512.0));
    report_refinement("frames while basins sharpen", refined, Slot::Basins);
    let refined = one("himmelblau", ball(), Mode::Basins);
    report_refinement("the same in the whole screen", refined, Slot::Basins);
    let mut refined = one("himmelblau", ball(), Mode::Basins);
    refined.size = Vec2::new(1920.0, 1080.0);
    report_refinement("the same in 1920 × 1080 points", refined, Slot::Basins);
}
