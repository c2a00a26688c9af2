//! Scenes for scripts: every entry with every option, and parts together.

use ravine::core::catalog::{Config, Framework, Kind};
use ravine::core::clip::Place;
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::params::{Shape, Value};
use ravine::core::vec2::vec2;
use ravine::session::scene::{Run, Scene};

pub(crate) fn config(kind: Kind, id: &str) -> Config {
    Config::new(kind.find(id).unwrap())
}

/// A ravine that is turned, so that nothing is diagonal, and mild, so that rounding does not grow.
pub(crate) fn ravine() -> Config {
    config(Kind::Surface, "quadratic")
        .with("kappa", 5.0)
        .with("theta", 0.4)
}

pub(crate) fn scene(surface: Config, steps: u64) -> Scene {
    let mut scene = Scene::on(surface);
    scene.steps = steps;
    scene
}

/// Adds a run under a name that must be quoted.
pub(crate) fn add<'a>(scene: &'a mut Scene, name: &str, optimizer: Config) -> &'a mut Run {
    let id = scene.free_id();
    let number = scene.runs.len();
    scene.runs.push(Run::new(
        id,
        format!("{number}: \"{name}\", η\\"),
        number,
        optimizer,
    ));
    scene.runs.last_mut().unwrap()
}

/// An optimizer at the rate that suits the ravine.
fn at_its_rate(id: &str) -> Config {
    let mut scene = scene(ravine(), 1);
    let optimizer = scene
        .add_run(Kind::Optimizer.find(id).unwrap())
        .unwrap()
        .optimizer
        .clone();
    let rate = optimizer.real("lr").unwrap_or(0.01);
    optimizer.with("lr", rate / 2.0)
}

/// A setting, and the same with each of its parameters changed.
fn variants(config: &Config) -> Vec<(String, Config)> {
    let mut all = vec![("as it is".to_owned(), config.clone())];
    for spec in config.about.specs.iter().filter(|spec| spec.key != "lr") {
        let values = match &spec.shape {
            Shape::Real { span, .. } => vec![Value::Real(span.rounded_value_at(0.4))],
            Shape::Count { min, max, .. } => vec![Value::Count((min + 7).min(*max))],
            Shape::Toggle { default } => vec![Value::Toggle(!default)],
            Shape::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
            _ => Vec::new(),
        };
        for value in values {
            let mut changed = config.clone();
            if changed.set(spec.key, value.clone()).is_ok() && changed != *config {
                all.push((format!("{} = {value:?}", spec.key), changed));
            }
        }
    }
    all
}

pub(crate) fn knows(config: &Config, framework: Framework) -> bool {
    config
        .about
        .info
        .aliases
        .iter()
        .any(|alias| alias.framework == framework)
}

/// What is written for a framework: a scene for each entry that it has, and for each schedule that it may have to be
/// told as a function.
pub(crate) fn scenes(framework: Framework) -> Vec<(String, Scene)> {
    let mut all = Vec::new();
    let entries = |kind: Kind| kind.entries().into_iter().map(Config::new);
    let (plain, adam) = match framework {
        Framework::Torch => ("sgd", "adam"),
        Framework::Optax => ("sgd.optax", "adam.optax"),
        _ => ("sgd.keras", "adam.keras"),
    };
    for one in entries(Kind::Optimizer) {
        let id = one.id();
        let mut scene = scene(ravine(), 40);
        let usual = if id == "lookahead" {
            one.clone()
        } else {
            at_its_rate(id)
        };
        for (name, optimizer) in variants(&usual) {
            add(&mut scene, &name, optimizer);
        }
        all.push((id.to_owned(), scene));
    }
    for one in entries(Kind::Schedule) {
        let mut scene = scene(ravine(), 60);
        for (name, schedule) in variants(&one) {
            add(
                &mut scene,
                &name,
                config(Kind::Optimizer, plain).with("lr", 0.01),
            )
            .schedule = schedule.clone();
            add(
                &mut scene,
                &name,
                config(Kind::Optimizer, adam).with("lr", 0.02),
            )
            .schedule = schedule;
        }
        all.push((format!("schedule_{}", one.id()), scene));
    }
    for one in entries(Kind::Clip) {
        let mut scene = scene(ravine(), 40);
        for (name, clip) in variants(&one) {
            for id in [plain, adam] {
                add(
                    &mut scene,
                    &name,
                    config(Kind::Optimizer, id).with("lr", 0.05),
                )
                .clip = clip.clone();
            }
            let run = add(
                &mut scene,
                &name,
                config(Kind::Optimizer, plain).with("lr", 0.05),
            );
            (run.clip, run.place) = (clip, Place::Update);
        }
        all.push((format!("clip_{}", one.id()), scene));
    }
    for one in entries(Kind::Surface) {
        let name = format!("surface_{}", one.id());
        let mut scene = scene(one, 25);
        let rate = ravine::core::surface::landmarks(&scene.surface).rate;
        add(
            &mut scene,
            "descent",
            config(Kind::Optimizer, plain).with("lr", rate / 20.0),
        );
        all.push((name, scene));
    }
    all.push(("cycled".to_owned(), cycled(framework)));
    all.extend(compositions(plain, adam));
    all
}

/// Every method of a framework that has momentum, with a schedule that drives it.
fn cycled(framework: Framework) -> Scene {
    let mut scene = scene(ravine(), 30);
    for one in ravine::core::optim::CATALOG
        .iter()
        .filter(|one| one.momentum.is_some())
    {
        let usual = at_its_rate(one.about.info.id);
        for schedule in ["one_cycle", "cyclic"] {
            let mut schedule = config(Kind::Schedule, schedule).with("max_lr", 0.02);
            // Where there is one: a length within which something happens.
            let _known = schedule.set("step_size_up", Value::Count(8));
            if knows(&usual, framework) {
                add(&mut scene, one.about.info.name, usual.clone()).schedule = schedule;
            }
        }
    }
    scene
}

/// Parts together: schedules of schedules, starts and clips of their own, shared settings, cycled momentum, runs that
/// end early.
fn compositions(plain: &str, adam: &str) -> Vec<(String, Scene)> {
    let schedule = |id: &str| config(Kind::Schedule, id);
    let with = |mut config: Config, key: &str, value: Value| {
        config.set(key, value).unwrap();
        config
    };
    let warm = |then: Config| with(schedule("warmup"), "then", Value::Config(Box::new(then)));
    let row = |list: Vec<Config>, milestones: Vec<u64>| {
        let row = with(schedule("sequential"), "schedules", Value::Configs(list));
        with(row, "milestones", Value::Counts(milestones))
    };
    let chain = |list: Vec<Config>| with(schedule("chained"), "schedules", Value::Configs(list));
    let cycle = with(schedule("one_cycle"), "total_steps", Value::Count(20));
    let still = |one: Config| with(one, "cycle_momentum", Value::Toggle(false));
    let schedules = vec![
        warm(schedule("cosine")),
        warm(schedule("constant")),
        warm(schedule("rex")),
        warm(schedule("one_cycle")),
        warm(warm(schedule("step"))),
        warm(schedule("linear")).with("start_factor", 0.0),
        row(
            vec![
                schedule("linear"),
                schedule("cosine"),
                schedule("exponential"),
            ],
            vec![15, 40],
        ),
        row(
            vec![schedule("cosine_restarts"), schedule("noam")],
            vec![15, 40, 50],
        ),
        row(vec![schedule("step"), schedule("polynomial")], vec![0]),
        row(
            vec![schedule("step"), still(schedule("cyclic")), schedule("wsd")],
            vec![30],
        ),
        chain(vec![
            schedule("constant_factor"),
            schedule("exponential"),
            schedule("linear"),
        ]),
        chain(vec![
            schedule("exponential"),
            schedule("cosine"),
            schedule("rex"),
        ]),
        chain(vec![warm(schedule("cosine")), schedule("exponential")]),
        cycle.clone(),
        still(cycle),
        with(schedule("chebyshev"), "period", Value::Count(13)).with("smallest", 20.0),
    ];
    let mut composed = scene(ravine(), 60);
    for one in &schedules {
        add(
            &mut composed,
            one.name(),
            config(Kind::Optimizer, plain).with("lr", 0.01),
        )
        .schedule = one.clone();
        let heavy = config(Kind::Optimizer, plain)
            .with("lr", 0.01)
            .with("momentum", 0.8);
        add(&mut composed, one.name(), heavy).schedule = one.clone();
        add(
            &mut composed,
            one.name(),
            config(Kind::Optimizer, adam).with("lr", 0.02),
        )
        .schedule = one.clone();
    }

    let mut shared = scene(config(Kind::Surface, "himmelblau"), 80);
    "Shared \"\"\" and \\ coding: latin-9".clone_into(&mut shared.title);
    shared.note = "# coding: nonsense\r\nA note\0 that is long ".repeat(9);
    shared.shared.rate_factor = 0.5;
    shared.shared.momentum = Some(0.7);
    shared.shared.schedule = Some(schedule("cosine"));
    shared.shared.clip = Some((config(Kind::Clip, "value"), Place::Gradient));
    add(
        &mut shared,
        "a",
        config(Kind::Optimizer, plain).with("lr", 0.01),
    )
    .start = Some(vec2(-0.5, 0.25));
    add(
        &mut shared,
        "b\nc",
        config(Kind::Optimizer, adam).with("lr", 0.05),
    )
    .follows
    .schedule = false;
    add(
        &mut shared,
        "d",
        config(Kind::Optimizer, adam).with("lr", 0.05),
    )
    .follows
    .clip = false;

    let mut far = scene(ravine(), 2000);
    add(
        &mut far,
        "diverges",
        config(Kind::Optimizer, plain).with("lr", 2.0),
    );
    let mut all = Vec::new();
    for kind in NoiseKind::ALL {
        let mut noisy = scene(ravine(), 20);
        noisy.noise = Noise {
            kind,
            sigma: 0.1,
            ..Noise::default()
        };
        add(
            &mut noisy,
            "noise",
            config(Kind::Optimizer, plain).with("lr", 0.01),
        );
        add(
            &mut noisy,
            "noise",
            config(Kind::Optimizer, adam).with("lr", 0.01),
        )
        .schedule = schedule("linear");
        // Of a line search, too.
        add(
            &mut noisy,
            "noise",
            config(Kind::Optimizer, "lbfgs").with("lr", 0.01),
        );
        all.push((format!("noise_{}", kind.id()), noisy));
    }
    all.extend([
        ("composed".to_owned(), composed),
        ("shared".to_owned(), shared),
        ("diverges".to_owned(), far),
    ]);
    all
}
