//! Scenes about methods that scale their steps, about clips, and about frameworks.

use super::{Race, Raced};
use ravine::core::vec2::Vec2;

pub(super) fn adagrad_fades(race: &Race) {
    // The rate at which plain descent would have taken the same step along x.
    let effective = |name: &str| -> Vec<f64> {
        let path = &race.run(name).path;
        let steps = path.position.windows(2).map(|pair| pair[0].x - pair[1].x);
        let slopes = path.gradient.iter().map(|g| g.x);
        steps
            .zip(slopes)
            .map(|(step, slope)| step / slope)
            .collect()
    };
    let adagrad = effective("AdaGrad");
    assert!(
        adagrad
            .windows(2)
            .all(|pair| pair[1] <= pair[0] * (1.0 + 1e-6)),
        "it only falls"
    );
    let median = |name: &str| {
        let mut late = effective(name)[1000..].to_vec();
        late.sort_by(f64::total_cmp);
        late[late.len() / 2]
    };
    for name in ["RMSprop", "Adam"] {
        assert!(median(name) > 2.0 * adagrad[1000], "{name}");
    }
    let x = |name: &str| race.run(name).end().x;
    assert!(x("AdaGrad") < 0.5 && x("RMSprop") > 0.85 && x("Adam") > 0.95);
}

pub(super) fn bias_correction(race: &Race) {
    let first = |name: &str| race.run(name).lengths()[0];
    let times = first("Not corrected") / first("Adam");
    assert!((times - 0.1 / 0.001f64.sqrt()).abs() < 1e-3, "{times}");
    let farthest = |name: &str| {
        let path = race.run(name).path.position.iter();
        path.map(|p| p.x).fold(f64::MIN, f64::max)
    };
    assert!(farthest("Not corrected") > 1.0 && farthest("Adam") < 0.1);
}

pub(super) fn amsgrad(race: &Race) {
    assert!(race.run("AMSGrad").arrived());
    let late = |name: &str| {
        race.run(name).lengths()[150..]
            .iter()
            .copied()
            .fold(0.0, f64::max)
    };
    assert!(late("Adam") > 0.1 && late("AMSGrad") < 1e-9);
}

pub(super) fn adamw(race: &Race) {
    let minimum = race.landmarks.minima[0];
    let apart = |name: &str| (race.run(name).end() - minimum).norm();
    assert!(race.run("Adam, no decay").arrived());
    let l2 = race.run("Adam with L2");
    assert!(
        l2.lengths()[190..].iter().all(|step| *step < 1e-3),
        "it rests"
    );
    assert!(l2.end().norm() < 0.5 * minimum.norm());
    assert!((l2.end() - race.run("SGD with L2").end()).norm() < 0.02);
    assert!(apart("AdamW") < 0.4 * apart("Adam with L2"));
}

pub(super) fn adam_family(race: &Race) {
    let rates = race
        .runs
        .iter()
        .map(|run| run.request.optimizer.real("lr").unwrap());
    assert!(rates.into_iter().all(|rate| rate == 0.1));
    let there: Vec<&str> = race
        .runs
        .iter()
        .filter(|r| r.arrived())
        .map(|r| r.name.as_str())
        .collect();
    assert_eq!(there, ["AdaBelief"]);
    let far = race.run("Adan").path.position.iter();
    assert!(far.map(|p| p.x).fold(f64::MIN, f64::max) > 2.0 * race.landmarks.minima[0].x);
}

/// The losses of both ravines, which differ by 45° alone.
fn losses(race: &Race) -> [f64; 3] {
    ["SGD", "Adam", "Shampoo"].map(|name| race.run(name).gap())
}

pub(super) fn ravine_straight(race: &Race) {
    let [sgd, adam, _] = losses(race);
    assert!(adam * 10.0 < sgd, "{adam} {sgd}");
}

pub(super) fn ravine_turned(race: &Race) {
    let (turned, straight) = (losses(race), losses(&Race::of("ravine_straight")));
    for i in [0, 2] {
        assert!(
            (turned[i] / straight[i] - 1.0).abs() < 1e-6,
            "{turned:?} {straight:?}"
        );
    }
    assert!(turned[1] > turned[0] && straight[1] < straight[0]);
}

pub(super) fn signs(race: &Race) {
    let late = |name: &str| race.run(name).lengths()[150..].to_vec();
    for (name, lr) in [("signSGD", 0.1), ("Signum", 0.05), ("Lion", 0.05)] {
        assert!(!race.run(name).arrived(), "{name}");
        let length = lr * 2f64.sqrt();
        assert!(
            late(name).iter().all(|step| (step - length).abs() < 1e-6),
            "{name}"
        );
    }
    assert!(race.run("Rprop").arrived());
    let rprop = race.run("Rprop");
    assert!(rprop.lengths()[150] < 1e-3 * rprop.lengths()[10]);
}

pub(super) fn trust_ratio(race: &Race) {
    let shares = |name: &str| -> Vec<f64> {
        let run = race.run(name);
        let weights = run.path.position.iter().map(|p| p.norm());
        run.lengths()
            .iter()
            .zip(weights)
            .map(|(step, weight)| step / weight)
            .collect()
    };
    for (name, share) in [("LARS", 0.02), ("LAMB", 0.03)] {
        let all = shares(name);
        assert!(
            all.iter().all(|got| (got / share - 1.0).abs() < 0.01),
            "{name} {all:?}"
        );
        assert!(!race.run(name).arrived(), "{name}");
    }
    let fromage = shares("Fromage");
    let (least, most) = fromage.iter().fold((f64::MAX, 0.0f64), |(low, high), s| {
        (low.min(*s), high.max(*s))
    });
    assert!(least > 0.02 && most < 0.04, "{least} {most}");
}

pub(super) fn clip_turns(race: &Race) {
    let angle = |run: &Raced, t: usize| {
        let (step, slope) = (
            run.path.position[t + 1] - run.path.position[t],
            run.path.gradient[t],
        );
        let cosine = -(step.x * slope.x + step.y * slope.y) / (step.norm() * slope.norm());
        cosine.min(1.0).acos().to_degrees()
    };
    let (norm, value) = (race.run("Clipped by norm"), race.run("Clipped by value"));
    for t in 0..60 {
        assert!(angle(norm, t) < 1e-4);
    }
    assert!(norm.lengths()[0] < 0.2 * race.run("Unclipped").lengths()[0]);
    assert!(angle(value, 0) > 30.0);
    let Vec2 { x, y } = value.path.position[1] - value.path.position[0];
    assert!((x + y).abs() < 1e-12, "along the diagonal");
}

pub(super) fn frameworks(race: &Race) {
    let first = |name: &str| race.run(name).lengths()[0];
    let longer = |other: &str| first("RMSprop, PyTorch") / first(other);
    for other in ["RMSprop, Keras", "RMSprop, Optax"] {
        assert!(
            (longer(other) - 10f64.sqrt()).abs() < 0.01,
            "{other}: {}",
            longer(other)
        );
    }
    let start = |name: &str| {
        let optimizer = &race.run(name).request.optimizer;
        optimizer.real("initial_accumulator_value").unwrap()
    };
    assert_eq!(
        ["AdaGrad, PyTorch", "AdaGrad, Keras", "AdaGrad, Optax"].map(start),
        [0.0, 0.1, 0.1]
    );
    let apart = |a: &str, b: &str| {
        let paths = race
            .run(a)
            .path
            .position
            .iter()
            .zip(&race.run(b).path.position);
        paths.map(|(p, q)| (*p - *q).norm()).fold(0.0, f64::max)
    };
    let way = apart("AdaGrad, PyTorch", "AdaGrad, Keras");
    assert!(way > 0.3, "{way}");
    assert!(apart("AdaGrad, Optax", "AdaGrad, Keras") < 0.01);
}
