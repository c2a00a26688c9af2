//! What a step costs: recorded, in packs, and against the same loop written by hand.
//!
//! Every figure is the best of many rounds, in nanoseconds. The ratio at the end does not depend on the
//! machine: a recorded step of the program against a bare step of a hand-written scalar Adam.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use ravine::core::catalog::Kind;
use ravine::core::lane::{PACK_WIDTH, Pack};
use ravine::core::optim::{self, StepUnit};
use ravine::core::pipeline::{Pipeline, Request};
use ravine::core::simulate::{Simulation, advance_all};
use ravine::core::trajectory::Trajectory;
use ravine::core::vec2::{Vec2, vec2};
use std::hint::black_box;
use std::time::Instant;

const STEPS: u64 = 2000;
const ROUNDS: usize = 60;
const RATE: f64 = 1e-3;
const START: Vec2 = vec2(-1.5, 2.0);

fn main() {
    println!("Rosenbrock, {STEPS} steps, ns per step");
    println!(
        "{:28} {:>9} {:>9} {:>9}",
        "", "recorded", "no record", "in packs"
    );
    let mut recorded_adam = f64::NAN;
    for entry in optim::CATALOG {
        let id = entry.about.info.id;
        let mut request = request(id);
        // A method that finds its own scale does so from its own rate.
        if entry.unit == StepUnit::Own {
            request.optimizer = Kind::Optimizer.default_config(id);
        }
        let recorded = recorded(&request);
        let (alone, packed) = (unrecorded(&request), packed(&request));
        println!("{id:28} {recorded:9.1} {alone:9.1} {packed:9.2}");
        if id == "adam" {
            recorded_adam = recorded;
        }
    }
    let mut noisy = request("adam");
    noisy.noise.sigma = 0.1;
    println!("{:28} {:9.1}", "adam, noise", recorded(&noisy));
    let mut cosine = request("adam");
    cosine.schedule = Kind::Schedule.default_config("cosine");
    println!("{:28} {:9.1}", "adam, cosine", recorded(&cosine));

    let (one_by_one, abreast) = twelve();
    println!("12 runs of {STEPS} steps: {one_by_one:.2} ms one by one, {abreast:.2} ms abreast");
    let hand = by_hand();
    println!("adam by hand, no record: {hand:.1}");
    println!("ratio: {:.2}", recorded_adam / hand);
}

fn request(optimizer: &str) -> Request {
    let surface = Kind::Surface.default_config("rosenbrock");
    let optimizer = Kind::Optimizer.default_config(optimizer).with("lr", RATE);
    Request {
        start: START,
        ..Request::plain(surface, optimizer, STEPS)
    }
}

/// The best of many rounds, in nanoseconds.
fn best(mut round: impl FnMut()) -> f64 {
    let time = |round: &mut dyn FnMut()| {
        let started = Instant::now();
        round();
        started.elapsed().as_secs_f64() * 1e9
    };
    (0..ROUNDS)
        .map(|_| time(&mut round))
        .fold(f64::INFINITY, f64::min)
}

fn recorded(request: &Request) -> f64 {
    let mut memory = Trajectory::default();
    let time = best(|| {
        let mut run = Simulation::reuse(request.clone(), std::mem::take(&mut memory));
        run.advance(STEPS);
        memory = run.into_trajectory();
    });
    // A run that overflows takes fewer steps.
    time / memory.steps().max(1) as f64
}

fn unrecorded(request: &Request) -> f64 {
    let mut pipeline = Pipeline::<f64>::new(request);
    best(|| {
        pipeline.reset(request.start);
        for _ in 0..STEPS {
            black_box(pipeline.step(Vec2::zero(), None).loss);
        }
    }) / STEPS as f64
}

fn packed(request: &Request) -> f64 {
    let mut pipeline = Pipeline::<Pack>::new(request);
    best(|| {
        pipeline.reset(Vec2::lift(request.start));
        for _ in 0..STEPS {
            black_box(&pipeline.step(Vec2::zero(), None).loss);
        }
    }) / (STEPS * PACK_WIDTH as u64) as f64
}

/// Twelve runs of five methods, in milliseconds: one after the other, and in lock-step.
fn twelve() -> (f64, f64) {
    let methods = ["sgd", "adagrad", "rmsprop", "adam", "adamw"]
        .map(|id| Kind::Optimizer.default_config(id).with("lr", RATE));
    let requests: Vec<Request> = (0..12)
        .map(|i| Request {
            optimizer: methods[i % methods.len()].clone(),
            ..request("adam")
        })
        .collect();
    let mut memory: Vec<Trajectory> = vec![Trajectory::default(); 12];
    let mut round = |abreast: bool| {
        let mut runs: Vec<Simulation> = requests
            .iter()
            .map(|request| Simulation::reuse(request.clone(), memory.pop().unwrap_or_default()))
            .collect();
        if abreast {
            advance_all(&mut runs.iter_mut().collect::<Vec<_>>(), STEPS);
        } else {
            for run in &mut runs {
                run.advance(STEPS);
            }
        }
        memory.extend(runs.into_iter().map(Simulation::into_trajectory));
    };
    (best(|| round(false)) / 1e6, best(|| round(true)) / 1e6)
}

/// Adam on Rosenbrock as one would write it for this purpose alone.
fn by_hand() -> f64 {
    best(|| {
        let [a, b, beta1, beta2, eps] = black_box([1.0, 100.0, 0.9, 0.999, 1e-8]);
        let (mut x, mut y) = (black_box(START.x), black_box(START.y));
        let (mut mx, mut my, mut vx, mut vy) = (0.0, 0.0, 0.0, 0.0);
        let (mut power1, mut power2) = (1.0, 1.0);
        for _ in 0..STEPS {
            let (u, w) = (a - x, y - x * x);
            let gx = -2.0 * u - 4.0 * b * x * w;
            let gy = 2.0 * b * w;
            mx = beta1 * mx + (1.0 - beta1) * gx;
            my = beta1 * my + (1.0 - beta1) * gy;
            vx = beta2 * vx + (1.0 - beta2) * gx * gx;
            vy = beta2 * vy + (1.0 - beta2) * gy * gy;
            power1 *= beta1;
            power2 *= beta2;
            let length = RATE / (1.0 - power1);
            let root = f64::sqrt(1.0 - power2);
            x -= length * mx / (f64::sqrt(vx) / root + eps);
            y -= length * my / (f64::sqrt(vy) / root + eps);
        }
        black_box((x, y));
    }) / STEPS as f64
}
