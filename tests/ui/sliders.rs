//! Every slider of every entry of every catalogue, from one end to the other: the scene stays one, nothing
//! panics, and what the slider tells is what the scene holds.

use crate::screen::{SMALLEST, Screen};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::catalog::{About, Config, Kind};
use ravine::core::params::{REMAINDER, Value};
use ravine::session::preset;
use ravine::session::scene::Scene;

/// The name of the only run: no parameter is called so.
const RUN: &str = "Zed";

/// A screen on which little is drawn, with one short run whose card is unfolded.
fn small_screen() -> Screen {
    let mut scene = Scene::on(Kind::Surface.default_config("sphere"));
    scene.steps = 12;
    let sgd = Kind::Optimizer.find("sgd").unwrap();
    RUN.clone_into(&mut scene.add_run(sgd).unwrap().name);
    let mut screen = Screen::new(scene, SMALLEST);
    let app = screen.harness.state_mut();
    (app.session.view.heat, app.session.view.contours) = (false, false);
    app.state.settings.curves = false;
    app.state.unfolded.insert(app.session.scene.runs[0].id);
    screen.frames(2);
    screen
}

/// The names of all sliders, in their order.
fn sliders(screen: &Screen) -> Vec<String> {
    let found = screen.harness.query_all_by_role(Role::Slider);
    let name = |node: egui_kittest::Node<'_>| node.accesskit_node().label().unwrap();
    found.map(name).collect()
}

/// The slider of this name, if it is there.
fn slider<'a>(screen: &'a Screen, name: &'a str) -> Option<egui_kittest::Node<'a>> {
    let found = screen
        .harness
        .query_all_by_role_and_label(Role::Slider, name);
    found.into_iter().next()
}

/// What a slider tells: its value, and the ends of its rail; a handle on the plane has none.
fn told(screen: &Screen, name: &str) -> Option<[f64; 3]> {
    let node = slider(screen, name)?.accesskit_node();
    Some([
        node.numeric_value()?,
        node.min_numeric_value()?,
        node.max_numeric_value()?,
    ])
}

/// The setting of a kind that the scene holds.
fn held(kind: Kind, scene: &Scene) -> &Config {
    let run = &scene.runs[0];
    match kind {
        Kind::Surface => &scene.surface,
        Kind::Optimizer => &run.optimizer,
        Kind::Schedule => &run.schedule,
        Kind::Clip => &run.clip,
    }
}

/// The number that a setting holds under the label of a slider of its own; none for one of a setting inside.
fn number(config: &Config, slider: &str, owner: &str) -> Option<f64> {
    let label = slider.strip_suffix(owner)?.strip_suffix(" of ")?;
    let spec = config.about.specs.iter().find(|spec| spec.label == label)?;
    match config.get(spec.key)? {
        Value::Real(x) => Some(*x),
        // "auto" is no number: the knob waits at the lower end.
        Value::Count(REMAINDER) => Some(0.0),
        Value::Count(n) => Some(*n as f64),
        _ => None,
    }
}

/// Moves each slider of an entry to both ends and the middle of its rail.
fn move_all(screen: &mut Screen, kind: Kind, about: &'static About, others: &[String]) -> usize {
    let owner = match kind {
        Kind::Surface => about.info.name.to_owned(),
        Kind::Optimizer => RUN.to_owned(),
        _ => format!("{} of {RUN}", about.info.name),
    };
    let names = sliders(screen);
    let mut moved = 0;
    for name in names.iter().filter(|name| !others.contains(name)) {
        let Some([_, low, high]) = told(screen, name) else {
            continue;
        };
        moved += 1;
        let middle = if low > 0.0 {
            (low * high).sqrt()
        } else {
            0.5 * (low + high)
        };
        for wanted in [low, middle, high] {
            let what = format!("{kind} {}: {name} at {wanted}", about.info.id);
            let Some(slider) = slider(screen, name) else {
                break;
            };
            slider.set_value_accesskit(wanted);
            screen.frames(2);
            let scene = screen.scene();
            let now = told(screen, name);
            assert!(
                now.is_none_or(|[value, ..]| value.is_finite()),
                "{what}: {now:?}"
            );
            let config = held(kind, scene);
            if let Some(number) = number(config, name, &owner) {
                assert_eq!(now.map(|[value, ..]| value), Some(number), "{what}");
                let near = 0.51f64.max(0.01 * wanted.abs());
                assert!((number - wanted).abs() <= near, "{what}: {number}");
            }
            let again = preset::from_json(&preset::to_json(scene));
            assert_eq!(again.as_ref(), Ok(scene), "{what}");
        }
    }
    moved
}

/// Does so for every entry of a catalogue.
fn check(kind: Kind, least: usize) {
    let mut screen = small_screen();
    let mut others = sliders(&screen);
    if kind == Kind::Optimizer {
        others.retain(|name| !name.ends_with(RUN));
    }
    let mut moved = 0;
    for about in kind.entries() {
        let config = Config::new(about);
        screen.session_mut().change("Choose", |scene| {
            let run = &mut scene.runs[0];
            match kind {
                Kind::Surface => scene.move_to(config.clone()),
                Kind::Optimizer => run.optimizer = config.clone(),
                Kind::Schedule => run.schedule = config.clone(),
                Kind::Clip => run.clip = config.clone(),
            }
        });
        screen.frames(2);
        moved += move_all(&mut screen, kind, about, &others);
    }
    assert!(moved >= least, "only {moved} sliders of {kind}");
    screen.assert_runs_are_up_to_date("at the end");
}

#[test]
fn of_every_surface() {
    check(Kind::Surface, 20);
}

#[test]
fn of_every_optimizer() {
    check(Kind::Optimizer, 300);
}

#[test]
fn of_every_schedule() {
    check(Kind::Schedule, 80);
}

#[test]
fn of_every_clip() {
    check(Kind::Clip, 10);
}
