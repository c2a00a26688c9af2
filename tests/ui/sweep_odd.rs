//! Sweeps of one number where there is little to see: nobody, all diverged, searches, noise, a million steps.

use crate::screen::{SMALLEST, Screen, USUAL};
use crate::sweep_lines::{finish, scene, showing};
use ravine::core::catalog::{Config, Kind};
use ravine::core::map::{Knob, Part};
use ravine::session::maps::Form;
use ravine::session::scene::Scene;
use ravine::session::view::Mode;

/// What is done to a scene.
type Change = fn(&mut Scene);

#[test]
fn nothing_breaks_a_sweep_of_one_number() {
    let quiet = |scene: &mut Scene| scene.runs.truncate(2);
    let set: [(&str, Change); 8] = [
        ("nobody", |scene| scene.runs.clear()),
        ("hidden", |scene| {
            scene.runs.iter_mut().for_each(|run| run.visible = false);
        }),
        ("all diverged", |scene| scene.start = [1e200, 1e200].into()),
        ("many", |scene| {
            while scene.duplicate_run(scene.runs[0].id).is_some() {}
        }),
        ("searches", |scene| {
            for (run, id) in scene
                .runs
                .iter_mut()
                .zip(["nelder_mead", "lbfgs", "lookahead"])
            {
                run.optimizer = Config::new(Kind::Optimizer.find(id).unwrap());
            }
            scene.steps = 40;
        }),
        ("noise", |scene| scene.noise.sigma = 3.0),
        ("one step", |scene| scene.steps = 1),
        ("undefined", |scene| {
            scene.surface = Kind::Surface.default_config("ackley");
            scene.start = [0.0, 0.0].into();
        }),
    ];
    for (what, change) in set {
        for form in [Form::Curve, Form::Orbit] {
            let mut scene = scene("ravine");
            if what == "searches" {
                scene.runs.truncate(3);
            } else if what != "many" {
                quiet(&mut scene);
            }
            change(&mut scene);
            let mut screen = Screen::new(scene, SMALLEST);
            let view = &mut screen.session_mut().view;
            (view.mode, view.sweep.form) = (Mode::Sweep, form);
            screen.frames(4);
            for at in [[300.0, 200.0], [500.0, 300.0], [600.0, 150.0]] {
                screen.click_at(at.into());
                screen.scroll(at.into(), 100.0);
            }
            screen.frames(3);
            for (text, number) in screen.texts() {
                assert!(
                    !text.contains("NaN") && !text.contains("inf "),
                    "{what}: {text}"
                );
                assert!(number.is_none_or(f64::is_finite), "{what}: {text}");
            }
        }
    }
}

#[test]
fn a_very_long_run_says_how_far_it_is_and_stops_with_the_view() {
    let mut scene = scene("period_doubling");
    scene.steps = 1_000_000;
    for form in [Form::Curve, Form::Orbit] {
        let mut screen = Screen::new(scene.clone(), USUAL);
        let view = &mut screen.session_mut().view;
        (view.mode, view.sweep.form) = (Mode::Sweep, form);
        screen.frames(3);
        assert!(screen.session().lines().is_busy(), "{form:?}");
        assert!(screen.session().lines().progress() < 1.0);
        screen.session_mut().view.mode = Mode::Plane;
        screen.frames(1);
        assert!(!screen.session().lines().is_busy());
    }
}

#[test]
fn runs_without_the_number_are_left_out() {
    let mut scene = scene("ravine");
    scene.runs[0].optimizer = Config::new(Kind::Optimizer.find("adam").unwrap());
    let mut screen = showing(scene, Form::Curve, USUAL);
    let sweep = &mut screen.session_mut().view.sweep;
    sweep.across = Some(Knob::param(Part::Optimizer, "beta1"));
    finish(&mut screen);
    let has = |i: usize| {
        let id = screen.scene().runs[i].id;
        screen.session().lines().curve(id).is_some()
    };
    assert_eq!([0, 1, 2, 3, 4].map(has), [true, false, false, false, true]);
}
