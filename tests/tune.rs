//! The fair race: what tuning finds is what theory and a closer look say, and it is never worse than before.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::Kind;
use ravine::core::clip::Place;
use ravine::core::map::{Knob, Part};
use ravine::core::noise::Noise;
use ravine::core::params::{Scale, Value};
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::surface::landmarks;
use ravine::core::tune::{Dial, Objective, Score, TRIALS, Task, Tuner, Verdict};
use ravine::core::vec2::vec2;
use std::cell::Cell;

/// A run on the quadratic ½(x² + κ y²), or another surface, from a start with both directions in it.
fn request(surface: &str, optimizer: &str, steps: u64) -> Request {
    let mut surface = Kind::Surface.default_config(surface);
    if surface.id() == "quadratic" {
        surface.set("kappa", Value::Real(100.0)).unwrap();
        surface.set("theta", Value::Real(0.0)).unwrap();
    }
    let start = if surface.id() == "quadratic" {
        vec2(1.0, 1.0)
    } else {
        landmarks(&surface).start
    };
    Request {
        start,
        surface,
        optimizer: Kind::Optimizer.default_config(optimizer),
        schedule: Kind::Schedule.default_config("constant"),
        clip: Kind::Clip.default_config("none"),
        place: Place::Gradient,
        noise: Noise::default(),
        steps,
        tolerance: 1e-6,
    }
}

fn dial(key: &str, low: f64, high: f64, scale: Scale) -> Dial {
    Dial {
        knob: Knob::param(Part::Optimizer, key),
        low,
        high,
        scale,
    }
}

fn rate() -> Dial {
    dial("lr", 1e-5, 10.0, Scale::Log)
}

fn momentum() -> Dial {
    dial("momentum", 0.0, 0.999, Scale::OneMinusLog)
}

fn task(base: Request, dials: Vec<Dial>, trials: usize) -> Task {
    Task {
        base,
        dials,
        trials,
        objective: Objective::Loss,
    }
}

/// Tries all there is to try.
fn tuned(task: Task) -> (Tuner, Verdict) {
    let mut tuner = Tuner::new(task);
    while tuner.advance(&|| false) {}
    let verdict = tuner.verdict().unwrap();
    (tuner, verdict)
}

fn best(tuner: &Tuner, verdict: &Verdict) -> Vec<f64> {
    tuner.trials()[verdict.best].setting.clone()
}

/// Claim C2: 2/(λ₁ + λₙ) = 0.0198020.
#[test]
fn the_best_rate_of_gradient_descent_is_found() {
    for (trials, steps) in [(32, 300), (64, 300), (64, 2000), (200, 1000)] {
        let (tuner, verdict) = tuned(task(
            request("quadratic", "sgd", steps),
            vec![rate()],
            trials,
        ));
        let found = best(&tuner, &verdict)[0];
        println!(
            "{trials} {steps}: {found} {:?}",
            tuner.trials()[verdict.best].score
        );
        assert!(
            (found / 0.019_802 - 1.0).abs() < 0.02,
            "{trials} trials: {found}"
        );
        assert!(!verdict.kept && !verdict.hopeless && verdict.edges == [None]);
        assert_eq!(tuner.trials().len(), trials);
    }
}

/// Claim C3: 0.0330579 and 0.669421.
#[test]
fn the_best_rate_and_momentum_are_found() {
    let base = request("quadratic", "sgd", 80);
    let theory =
        task(base.clone(), vec![rate(), momentum()], 64).request(&[0.033_057_9, 0.669_421]);
    let (path, _) = simulate(&theory.unwrap());
    let want = *path.loss.last().unwrap();
    for trials in [128, 256, 512, 1024] {
        let (tuner, verdict) = tuned(task(base.clone(), vec![rate(), momentum()], trials));
        let found = best(&tuner, &verdict);
        println!(
            "{trials}: {found:?} {:?} want {want}",
            tuner.trials()[verdict.best].score
        );
    }
}
