//! The sweep under a hand and a keyboard: the cross that the race follows, pixels that become settings, axes without end.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, MouseWheelUnit, Pos2, Rect, TouchPhase, pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::catalog::{Config, Kind};
use ravine::core::map::{Axis, AxisScale, Knob};
use ravine::core::params::Value;
use ravine::session::maps::{Form, Shade, knobs};
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::Mode;

const CROSS: &str = "Present setting";
const OUTSIDE: &str = "Show the present setting";

/// Heavy ball in a ravine, few steps: the map is quick.
fn ravine() -> Scene {
    let mut scene = Scene::on(
        Kind::Surface
            .default_config("quadratic")
            .with("kappa", 100.0),
    );
    scene.steps = 40;
    scene.add_run(Kind::Optimizer.find("sgd").unwrap());
    scene.runs[0].optimizer = Kind::Optimizer
        .default_config("sgd")
        .with("lr", 0.01)
        .with("momentum", 0.5);
    scene
}

fn sweep_of(scene: Scene, size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(scene, size);
    screen.key(Key::W);
    screen.frames(3);
    assert_eq!(screen.session().view.mode, Mode::Sweep);
    screen
}

fn plot(screen: &Screen) -> Rect {
    screen.rect(Role::Canvas, "Sweep")
}

fn knob(name: &str) -> Knob {
    name.parse().unwrap()
}

/// The number that the first run has.
fn has(screen: &Screen, name: &str) -> f64 {
    let scene = screen.scene();
    knobs::read(scene, scene.runs[0].id, &knob(name)).unwrap()
}

fn axes(screen: &Screen) -> [Axis; 2] {
    let scene = screen.scene();
    screen
        .session()
        .view
        .sweep
        .axes(&scene.request(&scene.runs[0]))
}

fn scroll(screen: &mut Screen, at: Pos2, by: f32, modifiers: Modifiers) {
    screen.move_to(at);
    screen.event(Event::ModifiersChanged(modifiers));
    screen.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers,
    });
    screen.frames(12);
    screen.event(Event::ModifiersChanged(Modifiers::NONE));
}

#[test]
fn the_cross_is_dragged_and_the_race_follows_in_the_same_frame() {
    for size in [USUAL, SMALLEST] {
        let mut screen = sweep_of(ravine(), size);
        let before = screen.scene().clone();
        let plot = plot(&screen);
        let from = screen.rect(Role::Button, CROSS).center();
        let shown = axes(&screen);
        screen.press(from);
        assert_eq!(screen.scene(), &before, "a press alone changes nothing");
        let mut last = before.clone();
        for i in 1..=6 {
            screen.move_to(from + vec2(-8.0, -6.0) * i as f32);
            if i > 2 {
                assert_ne!(screen.scene(), &last, "{i}");
            }
            last = screen.scene().clone();
            screen.assert_runs_are_up_to_date("the cross");
            assert_eq!(axes(&screen), shown, "the window stays");
            // The slider tells the same number.
            let told = screen.number(Role::Slider, "Learning rate of SGD");
            assert_eq!(told, has(&screen, "optimizer.lr"));
        }
        let to = from + vec2(-8.0, -6.0) * 6.0;
        let at = screen.rect(Role::Button, CROSS).center();
        assert!(at.distance(to) < 3.0, "{at} {to} {plot}");
        screen.release(to);
        screen.frames(2);
        assert_eq!(
            screen.session().undo_name(),
            Some("Learning rate and momentum")
        );
        screen.undo();
        assert_eq!(screen.scene(), &before, "one step");
    }
}

#[test]
fn a_click_takes_the_numbers_of_the_pixel_to_the_bit() {
    for shared in [false, true] {
        let mut scene = ravine();
        if shared {
            scene.shared.rate_factor = 0.7;
            scene.shared.momentum = Some(0.3);
        }
        let mut screen = sweep_of(scene, USUAL);
        let plot = plot(&screen);
        for (x, y) in [(0.21, 0.83), (0.777, 0.1), (0.5, 0.5)] {
            screen.frames(30);
            let at = pos2(
                plot.left() + x * plot.width(),
                plot.bottom() - y * plot.height(),
            );
            let shown = axes(&screen);
            screen.click_at(at);
            let map = screen.session().maps();
            let map = map.get(ravine::session::maps::Slot::Sweep).unwrap();
            let size = map.grid().size();
            let share = [
                (at.x - plot.left()) / plot.width(),
                (plot.bottom() - at.y) / plot.height(),
            ];
            let index = [0, 1].map(|i| (f64::from(share[i]) * size[i] as f64) as usize);
            let want = [0, 1].map(|i| shown[i].pixel(index[i], size[i]));
            assert_eq!(has(&screen, "optimizer.lr").to_bits(), want[0].to_bits());
            assert_eq!(
                has(&screen, "optimizer.momentum").to_bits(),
                want[1].to_bits()
            );
            screen.assert_runs_are_up_to_date("the click");
        }
    }
}

#[test]
fn a_double_click_fits_and_leaves_the_run_as_it_was() {
    let mut screen = sweep_of(ravine(), USUAL);
    let plot = plot(&screen);
    let usual = axes(&screen);
    let at = plot.left_top() + vec2(60.0, 90.0);
    scroll(&mut screen, at, 200.0, Modifiers::NONE);
    let zoomed = axes(&screen);
    assert!(zoomed[0] != usual[0] && zoomed[1] != usual[1]);
    let before = screen.scene().clone();
    screen.double_click_at(at);
    screen.frames(2);
    assert_eq!(axes(&screen), usual);
    assert_eq!(screen.scene(), &before);
    // F does the same.
    scroll(&mut screen, at, 200.0, Modifiers::NONE);
    screen.key(Key::F);
    screen.frames(1);
    assert_eq!(axes(&screen), usual);
}

#[test]
fn one_axis_alone_is_zoomed_and_both_are_panned() {
    let mut screen = sweep_of(ravine(), USUAL);
    let at = plot(&screen).left_top() + vec2(80.0, 80.0);
    let first = axes(&screen);
    scroll(&mut screen, at, 120.0, Modifiers::CTRL);
    let second = axes(&screen);
    assert!(second[0] != first[0] && second[1] == first[1], "Ctrl");
    scroll(&mut screen, at, 120.0, Modifiers::SHIFT);
    let third = axes(&screen);
    assert!(third[0] == second[0] && third[1] != second[1], "Shift");
    let scene = screen.scene().clone();
    screen.drag(at, at + vec2(-30.0, 40.0), 4);
    let fourth = axes(&screen);
    assert!(fourth[0] != third[0] && fourth[1] != third[1], "a drag");
    assert_eq!(
        screen.scene(),
        &scene,
        "a drag of the plot changes no number"
    );
}

/// Down to one number per pixel, where it stops and says so; and out again to the ends of the domain.
#[test]
fn zooming_goes_to_the_last_number_and_to_the_ends_of_the_domain() {
    let mut screen = sweep_of(ravine(), SMALLEST);
    let at = plot(&screen).center() + vec2(31.0, -17.0);
    let mut last = axes(&screen);
    for _ in 0..200 {
        screen.move_to(at);
        screen.event(Event::Zoom(30.0));
        let now = axes(&screen);
        assert!(now[0].is_valid() && now[1].is_valid());
        if now == last {
            break;
        }
        last = now;
    }
    let plot = plot(&screen);
    for (axis, points) in last.iter().zip([plot.width(), plot.height()]) {
        assert!(axis.resolves(points as usize), "{axis:?}");
        let shorter = Axis {
            high: axis.low + (axis.high - axis.low) * 0.3,
            ..*axis
        };
        assert!(!shorter.resolves(points as usize), "{axis:?}");
    }
    // The cross is far outside; its arrow brings it back.
    assert_eq!(screen.count(Role::Button, CROSS), 0);
    screen.click(Role::Button, OUTSIDE);
    screen.frames(2);
    assert_eq!(screen.count(Role::Button, CROSS), 1);
    for _ in 0..200 {
        screen.event(Event::Zoom(1e-9));
        let now = axes(&screen);
        if now == last {
            break;
        }
        last = now;
    }
    let [rates, momenta] = axes(&screen);
    assert!(rates.low >= 1e-300 && rates.high <= 1e300, "{rates:?}");
    assert!(momenta.low >= 0.0, "{momenta:?}");
    screen.frames(2);
}

#[test]
fn arrow_keys_move_the_cross_and_tell_where_it_is() {
    let mut screen = sweep_of(ravine(), USUAL);
    let told = |screen: &Screen| {
        let node = screen.harness.get_by_role_and_label(Role::Button, CROSS);
        node.accesskit_node().value().unwrap()
    };
    assert_eq!(told(&screen), "Learning rate 0.01, Momentum 0.5");
    screen
        .harness
        .get_by_role_and_label(Role::Button, CROSS)
        .focus();
    screen.frames(2);
    let before = [
        has(&screen, "optimizer.lr"),
        has(&screen, "optimizer.momentum"),
    ];
    screen.key(Key::ArrowRight);
    screen.frames(2);
    let across = [
        has(&screen, "optimizer.lr"),
        has(&screen, "optimizer.momentum"),
    ];
    assert!(
        across[0] > before[0] && across[1] == before[1],
        "{across:?}"
    );
    screen.key(Key::ArrowDown);
    screen.frames(2);
    let down = [
        has(&screen, "optimizer.lr"),
        has(&screen, "optimizer.momentum"),
    ];
    assert!(down[1] < before[1] && down[0] == across[0], "{down:?}");
    screen.key_with(Modifiers::SHIFT, Key::ArrowLeft);
    screen.frames(2);
    let fine = has(&screen, "optimizer.lr");
    assert!(
        fine < across[0] && across[0] - fine < across[0] - before[0],
        "{fine}"
    );
    assert_ne!(told(&screen), "Learning rate 0.01, Momentum 0.5");
    screen.assert_runs_are_up_to_date("arrow keys");
    assert_eq!(screen.session().step(), 0, "the race heard nothing");
}

#[test]
fn pickers_put_any_number_on_an_axis() {
    let mut scene = ravine();
    scene.runs[0].schedule = Kind::Schedule.default_config("step");
    scene.runs[0].clip = Kind::Clip.default_config("norm");
    for size in [USUAL, SMALLEST] {
        let mut screen = sweep_of(scene.clone(), size);
        for (search, want) in [
            ("condition", "surface.kappa"),
            ("step size step", "schedule.step_size"),
            ("clip.max", "clip.max_norm"),
            ("noise", "noise.sigma"),
            ("start x", "start.x"),
        ] {
            screen.click(Role::Button, "Vertical axis");
            screen.text(search);
            screen.frames(1);
            screen.key(Key::Enter);
            screen.frames(3);
            let shown = screen.session().view.sweep.up.clone();
            assert_eq!(shown.unwrap().to_string(), want, "{search}");
            assert!(axes(&screen)[1].is_valid());
        }
    }
}

#[test]
fn scales_axes_and_colours_are_chosen_in_the_header() {
    let mut screen = sweep_of(ravine(), USUAL);
    assert_eq!(axes(&screen)[0].scale, AxisScale::Log);
    screen.click(Role::Button, "Scale of the horizontal axis");
    assert_eq!(axes(&screen)[0].scale, AxisScale::Linear);
    screen.click(Role::Button, "Scale of the vertical axis");
    assert_ne!(axes(&screen)[1].scale, AxisScale::Linear);
    let before = axes(&screen);
    screen.click(Role::Button, "Swap axes");
    assert_eq!(axes(&screen), [before[1], before[0]]);
    for shade in Shade::ALL {
        let name = match shade {
            Shade::Loss => "Colour: Final loss",
            Shade::Steps => "Colour: Steps",
            Shade::Rate => "Colour: Rate",
            Shade::Ending => "Colour: Ending",
        };
        screen.click(Role::ComboBox, "Colours of the sweep");
        screen.click(Role::Button, name);
        screen.frames(2);
        assert_eq!(screen.session().view.sweep.shade, shade);
    }
    assert!(screen.session().view.sweep.theory);
    screen.click(Role::Button, "Theory in the sweep");
    assert!(!screen.session().view.sweep.theory);
    screen.click(Role::Button, "Form: Curve");
    assert_eq!(screen.session().view.sweep.form, Form::Curve);
    screen.click(Role::Button, "Form: Map");
    assert_eq!(screen.session().view.sweep.form, Form::Map);
}

/// Every run has a sweep: no run, methods without momentum, wrappers, methods that search, absurd numbers.
#[test]
fn every_run_has_a_sweep() {
    let mut screen = sweep_of(
        Scene::on(Kind::Surface.default_config("quadratic")),
        SMALLEST,
    );
    screen.frames(3);
    for id in [
        "sign_sgd",
        "lookahead",
        "lbfgs",
        "newton",
        "adam",
        "nelder_mead",
    ] {
        let mut scene = preset::default_scene();
        scene.runs.truncate(1);
        scene.steps = 5;
        scene.runs[0].optimizer = Kind::Optimizer.default_config(id);
        let mut screen = sweep_of(scene, SMALLEST);
        let shown = screen
            .session()
            .view
            .sweep
            .knobs(&screen.scene().request(&screen.scene().runs[0]));
        assert_ne!(shown[0], shown[1], "{id}");
        screen.move_to(plot(&screen).center());
        screen.frames(2);
    }
    let absurd = [
        (
            Some(Axis::linear(-1e300, 1e300)),
            Some(Axis::log(1e-300, 1e300)),
        ),
        (
            Some(Axis::log(-1.0, 1.0)),
            Some(Axis::linear(f64::NAN, 1.0)),
        ),
        (Some(Axis::linear(1.0, 1.0_f64.next_up())), None),
    ];
    for (across, up) in absurd {
        let mut screen = Screen::new(ravine(), SMALLEST);
        let sweep = &mut screen.session_mut().view.sweep;
        (sweep.across_shown, sweep.up_shown) = (across, up);
        screen.key(Key::W);
        screen.frames(3);
        let plot = plot(&screen);
        screen.drag(plot.center(), plot.center() + vec2(9.0, 9.0), 2);
        scroll(&mut screen, plot.center(), -300.0, Modifiers::NONE);
        screen.click_at(plot.center() + vec2(20.0, 20.0));
        screen.frames(2);
    }
}

/// Another run is another map; a slider moves the cross at once.
#[test]
fn the_map_is_that_of_the_run_that_is_chosen() {
    let mut scene = ravine();
    scene.add_run(Kind::Optimizer.find("adam").unwrap());
    let mut screen = sweep_of(scene, USUAL);
    let id = screen.scene().runs[1].id;
    let at = screen.rect(Role::Button, CROSS).center();
    let run = &mut screen.session_mut().scene.runs[0];
    let optimizer: Config = run.optimizer.clone().with("lr", 0.02);
    run.optimizer = optimizer;
    screen.frames(1);
    assert!(screen.rect(Role::Button, CROSS).center().x > at.x + 20.0);
    screen.session_mut().selected = Some(id);
    screen.frames(2);
    let map = screen.session().maps();
    let map = map.get(ravine::session::maps::Slot::Sweep).unwrap();
    let plan = &map.wanted().plan;
    assert_eq!(plan.base.optimizer.id(), "adam");
    assert_eq!(plan.up.as_ref().unwrap().to_string(), "optimizer.beta1");
    assert!(matches!(
        plan.base.optimizer.get("beta1"),
        Some(Value::Real(_))
    ));
}
