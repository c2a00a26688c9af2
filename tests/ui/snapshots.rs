//! Pictures of the whole screen: a change of its look shows in a review.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui_kittest::SnapshotResults;
use ravine::core::catalog::Kind;
use ravine::session::derived::Budget;
use ravine::session::preset;
use ravine::session::scene::Scene;

fn diverged() -> Scene {
    let mut scene = preset::default_scene();
    for run in &mut scene.runs {
        let rate = run.optimizer.real("lr").unwrap();
        run.optimizer = run.optimizer.clone().with("lr", 8.0 * rate);
    }
    scene
}

fn empty() -> Scene {
    Scene::on(Kind::Surface.default_config("himmelblau"))
}

#[test]
fn the_screen_looks_as_it_did() {
    type Case = (&'static str, fn() -> Scene, [f32; 2], bool, u64);
    let table: &[Case] = &[
        ("usual_dark", preset::default_scene, USUAL, true, 60),
        ("usual_light", preset::default_scene, USUAL, false, 60),
        ("smallest_dark", preset::default_scene, SMALLEST, true, 60),
        ("diverged", diverged, USUAL, true, 300),
        ("empty", empty, USUAL, true, 0),
        ("gallery", preset::default_scene, USUAL, true, 60),
    ];
    let mut results = SnapshotResults::new();
    for (name, scene, size, dark, step) in table {
        let mut screen = Screen::new(scene(), *size);
        screen.harness.state_mut().state.settings.dark = *dark;
        screen.session_mut().playback.seek(*step, 300);
        if *name == "gallery" {
            screen.session_mut().budget = Budget::UNLIMITED;
            screen.click(Role::Button, "Gallery");
        }
        screen.harness.run_steps(30);
        screen.harness.snapshot(*name);
        results.extend(screen.harness.take_snapshot_results());
    }
}
