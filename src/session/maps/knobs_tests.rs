//! Every number of every entry is written where a run takes it from, to the bit.

use super::*;
use crate::core::catalog::Kind;
use crate::core::vec2::vec2;

/// A scene in which everything is shared, and one in which nothing is.
fn scenes(optimizer: &str, schedule: &str, clip: &str) -> [Scene; 2] {
    [true, false].map(|shares| {
        let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
        if let Some(about) = Kind::Optimizer.find(optimizer) {
            scene.add_run(about);
            scene.add_run(about);
        }
        let (schedule, clip) = (
            Kind::Schedule.default_config(schedule),
            Kind::Clip.default_config(clip),
        );
        if shares {
            scene.shared.rate_factor = 0.3;
            scene.shared.momentum = Some(0.85);
            scene.shared.schedule = Some(schedule);
            scene.shared.clip = Some((clip, crate::core::clip::Place::Gradient));
        } else {
            let run = &mut scene.runs[0];
            (run.schedule, run.clip) = (schedule, clip);
            run.start = Some(vec2(1.0, 2.0));
        }
        scene
    })
}

/// Another allowed value of a number, with many digits.
fn another(knob: &Knob, request: &Request) -> Option<f64> {
    let now = knob.get(request)?;
    let tries = [
        now * 1.037 + 0.013_7,
        now * 0.931_7,
        now + 1.0,
        3.0,
        2.0,
        7.0,
        0.377_1,
    ];
    tries.into_iter().find(|x| {
        let mut changed = request.clone();
        knob.put(&mut changed, *x).is_some() && changed != *request
    })
}

fn check(scene: &Scene) -> usize {
    let id = scene.runs[0].id;
    let request = scene.request(&scene.runs[0]);
    let knobs = Knob::all(&request);
    for knob in &knobs {
        let Some(x) = another(knob, &request) else {
            continue;
        };
        let mut wanted = request.clone();
        knob.put(&mut wanted, x);
        let mut changed = scene.clone();
        assert!(write(&mut changed, id, knob, x), "{knob} {x}");
        assert_eq!(changed.request(&changed.runs[0]), wanted, "{knob} {x}");
        assert_eq!(read(&changed, id, knob), knob.get(&wanted), "{knob}");
        let named = name(knob, &request).unwrap();
        assert!(!named.label.is_empty() && !named.part.is_empty(), "{knob}");
    }
    knobs.len()
}

#[test]
fn every_number_of_every_entry_is_written_where_the_run_takes_it_from() {
    let mut count = 0;
    for entry in Kind::Optimizer.entries() {
        for scene in scenes(entry.info.id, "constant", "none") {
            count += check(&scene);
        }
    }
    for entry in Kind::Schedule.entries() {
        for scene in scenes("sgd", entry.info.id, "none") {
            count += check(&scene);
        }
    }
    for entry in Kind::Clip.entries() {
        for scene in scenes("lookahead", "constant", entry.info.id) {
            count += check(&scene);
        }
    }
    for entry in Kind::Surface.entries() {
        for mut scene in scenes("adam", "constant", "none") {
            scene.surface = Config::new(entry);
            count += check(&scene);
        }
    }
    assert!(count > 1000);
}

#[test]
fn a_shared_number_is_written_where_it_is_shared() {
    let [mut scene, _] = scenes("sgd", "step", "norm");
    let id = scene.runs[0].id;
    let write = |scene: &mut Scene, name: &str, x| {
        let knob: Knob = name.parse().unwrap();
        assert!(super::write(scene, id, &knob, x), "{name}");
    };
    write(&mut scene, "optimizer.momentum", 0.5);
    assert_eq!(scene.shared.momentum, Some(0.5));
    write(&mut scene, "clip.max_norm", 0.25);
    let clip = scene.shared.clip.as_ref().unwrap();
    assert_eq!(clip.0.real("max_norm"), Some(0.25));
    // A momentum that cannot be shared becomes the run's own.
    write(&mut scene, "optimizer.momentum", 1.5);
    assert_eq!(scene.shared.momentum, Some(0.5));
    assert!(!scene.runs[0].follows.momentum && scene.runs[1].follows.momentum);
    // A rate is divided by the factor where that is exact.
    scene.shared.rate_factor = 0.25;
    write(&mut scene, "optimizer.lr", 0.037);
    assert!(scene.runs[0].follows.rate);
    assert_eq!(scene.runs[0].optimizer.real("lr"), Some(0.148));
    // The other run keeps its own.
    assert_ne!(scene.runs[1].optimizer.real("lr"), Some(0.148));
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    for mut scene in scenes("adam", "constant", "none") {
        let (before, id) = (scene.clone(), scene.runs[0].id);
        for (name, x) in [
            ("optimizer.lr", -1.0),
            ("optimizer.lr", f64::NAN),
            ("optimizer.beta1", 1.0),
            ("optimizer.nothing", 1.0),
            ("noise.degrees", 99.0),
            ("start.x", f64::INFINITY),
        ] {
            assert!(!write(&mut scene, id, &name.parse().unwrap(), x), "{name}");
            assert_eq!(scene, before);
        }
        assert!(!write(&mut scene, RunId(77), &Knob::StartX, 1.0));
    }
}

#[test]
fn scales_are_refused_with_a_reason() {
    let [scene, _] = scenes("sgd", "constant", "none");
    let request = scene.request(&scene.runs[0]);
    let rate: Knob = "optimizer.lr".parse().unwrap();
    let log = |axis: Axis| rescaled(&axis, AxisScale::Log, &rate, &request);
    assert_eq!(log(Axis::linear(0.01, 1.0)), Ok(Axis::log(0.01, 1.0)));
    assert_eq!(log(Axis::linear(0.0, 1.0)), Ok(Axis::log(1e-4, 1.0)));
    let start = rescaled(
        &Axis::linear(-2.0, 3.0),
        AxisScale::Log,
        &Knob::StartX,
        &request,
    );
    assert!(start.unwrap_err().contains("−2"));
    assert!(scales(&rate, &request).len() == 2);
    let momentum: Knob = "optimizer.momentum".parse().unwrap();
    assert_eq!(limits(&rate, &request, AxisScale::Linear).low, 0.0);
    assert!(
        name(&momentum, &request)
            .unwrap()
            .long()
            .contains("Momentum")
    );
}
