//! A trajectory is a function of its request: the same bits again, in pieces, in old memory, step by step.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at what it does not expect"
)]

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip;
use ravine::core::noise::{Noise, NoiseKind};
use ravine::core::optim;
use ravine::core::params::Value;
use ravine::core::pipeline::{Pipeline, Request};
use ravine::core::schedule;
use ravine::core::simulate::{Simulation, advance_all, replay, simulate};
use ravine::core::surface;
use ravine::core::trajectory::Trajectory;
use ravine::core::vec2::{Vec2, vec2};

/// With how many schedules every method is tried, others than the method before.
const SCHEDULES_EACH: usize = 4;

/// Requests that use everything at least once, noise and divergence included.
fn requests() -> Vec<Request> {
    let config = |kind: Kind, id: &str| Config::new(kind.find(id).unwrap());
    let mut requests = Vec::new();
    let schedules = schedule::CATALOG.len();
    for (i, method) in optim::CATALOG.iter().enumerate() {
        for j in 0..SCHEDULES_EACH {
            let schedule = &schedule::CATALOG[(SCHEDULES_EACH * i + j) % schedules];
            let clip = &clip::CATALOG[(i + j) % clip::CATALOG.len()];
            let surface = &surface::CATALOG[(3 * i + j) % surface::CATALOG.len()];
            let surface = Config::new(&surface.about);
            let mut optimizer = Config::new(&method.about);
            let rate = if j == 2 { 0.3 } else { 0.01 };
            optimizer = optimizer.with_leading("lr", rate);
            requests.push(Request {
                start: surface::landmarks(&surface).start,
                surface,
                optimizer,
                schedule: Config::new(&schedule.about),
                clip: Config::new(&clip.about),
                place: method.places[j % method.places.len()],
                noise: Noise {
                    sigma: if i % 2 == 0 { 0.05 } else { 0.0 },
                    seed: j as u64,
                    kind: NoiseKind::ALL[(i / 2 + j) % 3],
                    ..Noise::default()
                },
                steps: 257,
                tolerance: 1e-6,
            });
        }
    }
    // One that overflows on its way, after half of its steps.
    let mut lost = requests[0].clone();
    lost.surface = config(Kind::Surface, "quadratic");
    lost.optimizer.set("lr", Value::Real(20.0)).unwrap();
    lost.schedule = config(Kind::Schedule, "constant");
    lost.clip = config(Kind::Clip, "none");
    requests.push(lost);
    requests
}

/// The bits of everything that is recorded; every NaN is one value.
fn bits(trajectory: &Trajectory) -> Vec<Vec<u64>> {
    let bit = |x: f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
    let pairs = |column: &[Vec2]| column.iter().flat_map(|p| [bit(p.x), bit(p.y)]).collect();
    let numbers = |column: &[f64]| column.iter().map(|x| bit(*x)).collect();
    vec![
        pairs(&trajectory.position),
        numbers(&trajectory.loss),
        pairs(&trajectory.gradient),
        pairs(&trajectory.noisy),
        pairs(&trajectory.clipped),
        numbers(&trajectory.rate),
        numbers(&trajectory.momentum),
        trajectory.evaluations.clone(),
    ]
}

#[test]
fn a_run_in_pieces_is_the_whole_run() {
    for request in requests() {
        let (whole, ending) = simulate(&request);
        assert_eq!(whole.position.len(), whole.steps() + 1);
        assert_eq!(whole.loss.len(), whole.steps() + 1);
        let mut old = whole.clone();
        for sizes in [[1, 1, 1], [7, 64, 1], [100, 3, 1000]] {
            let mut run = Simulation::reuse(request.clone(), old);
            assert_eq!(run.trajectory().position, [request.start]);
            let mut taken = 0;
            for size in sizes.iter().cycle() {
                if run.is_done() {
                    break;
                }
                assert_eq!(run.ending(), None);
                let now = run.advance(*size);
                assert!(now > 0 && now <= *size);
                taken += now;
                assert_eq!(run.trajectory().steps() as u64, taken);
            }
            assert_eq!(run.advance(1), 0);
            assert_eq!(run.ending(), Some(ending));
            assert_eq!(bits(run.trajectory()), bits(&whole));
            old = run.into_trajectory();
        }
    }
}

#[test]
fn runs_abreast_are_the_same_runs() {
    let requests = requests();
    let mut runs: Vec<Simulation> = requests.iter().cloned().map(Simulation::new).collect();
    for size in [5, 90, 1000] {
        let mut all: Vec<&mut Simulation> = runs.iter_mut().collect();
        advance_all(&mut all, size);
    }
    for (request, run) in requests.iter().zip(&runs) {
        let (whole, ending) = simulate(request);
        assert!(run.is_done());
        assert_eq!(bits(run.trajectory()), bits(&whole));
        assert_eq!(run.ending(), Some(ending));
    }
}

/// Every surface under the rules that it is compiled together with, in their varieties, and nothing else.
fn bare_requests() -> Vec<Request> {
    let optimizer = |id: &str| Kind::Optimizer.default_config(id).with("lr", 0.01);
    let is = |mut config: Config, key: &str| {
        config.set(key, Value::Toggle(true)).unwrap();
        config
    };
    let methods = [
        optimizer("sgd"),
        optimizer("sgd").with("momentum", 0.9),
        is(optimizer("sgd").with("momentum", 0.9), "nesterov"),
        optimizer("sgd")
            .with("momentum", 0.5)
            .with("dampening", 0.5),
        optimizer("sgd").with("weight_decay", 0.1),
        optimizer("adam"),
        is(optimizer("adam").with("weight_decay", 0.1), "amsgrad"),
        optimizer("adamw"),
        is(optimizer("adamw").with("weight_decay", 0.0), "amsgrad"),
        optimizer("rmsprop"),
    ];
    let mut requests = Vec::new();
    for entry in surface::CATALOG {
        let surface = Config::new(&entry.about);
        for optimizer in &methods {
            requests.push(Request::plain(surface.clone(), optimizer.clone(), 257));
        }
    }
    requests
}

#[test]
fn a_recording_is_the_pipeline_step_by_step() {
    for request in requests().into_iter().chain(bare_requests()) {
        let (recorded, _) = simulate(&request);
        let mut pipeline = Pipeline::<f64>::new(&request);
        for t in 0..recorded.steps() {
            assert_eq!(pipeline.at(), recorded.position[t]);
            let taken = pipeline.step(request.noise.at(t as u64, 0), None);
            assert_eq!(taken.loss.to_bits(), recorded.loss[t].to_bits());
            assert_eq!(taken.noisy, recorded.noisy[t]);
            assert_eq!(taken.rate.to_bits(), recorded.rate[t].to_bits());
        }
    }
}

#[test]
fn a_replayed_step_is_the_step_that_was_taken() {
    for request in requests() {
        let (recorded, _) = simulate(&request);
        for step in [0, 1, 100] {
            let notes = replay(&request, step);
            let t = step as usize;
            if t >= recorded.steps() {
                assert!(notes.vectors.is_empty());
                continue;
            }
            let told = notes.vectors.iter().find(|(name, _)| *name == "Δ");
            let (_, delta) =
                told.unwrap_or_else(|| panic!("{} tells no Δ", request.optimizer.id()));
            if request.place != clip::Place::Update {
                let want = recorded.position[t + 1] - recorded.position[t];
                let close = (*delta - want).norm() <= 1e-12 * want.norm().max(1.0);
                assert!(close || !want.is_finite(), "{delta:?} is not {want:?}");
            }
        }
        assert!(replay(&request, request.steps).vectors.is_empty());
    }
}

#[test]
fn noise_is_the_same_for_every_run_and_not_recorded_as_loss() {
    let mut request = requests().remove(0);
    request.noise = Noise {
        sigma: 0.5,
        seed: 9,
        ..Noise::default()
    };
    let (noisy, _) = simulate(&request);
    for t in 0..noisy.steps() {
        let noise = request.noise.at(t as u64, 0);
        assert_eq!(noisy.noisy[t], noisy.gradient[t] + noise);
    }
    let mut other = request.clone();
    other.start = vec2(0.5, -0.25);
    let (other, _) = simulate(&other);
    for t in 0..other.steps() {
        assert_eq!(
            other.noisy[t],
            other.gradient[t] + request.noise.at(t as u64, 0)
        );
    }
    let mut reseeded = request.clone();
    reseeded.noise.seed += 1;
    assert_ne!(bits(&simulate(&reseeded).0), bits(&noisy));
}
