//! How many gradients a step takes: what is recorded is what is evaluated.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use ravine::core::catalog::{Config, Kind};
use ravine::core::optim::{self, OptimizerEntry, Step, View};
use ravine::core::pipeline::Request;
use ravine::core::probe::NoProbe;
use ravine::core::simulate::{Simulation, simulate};
use ravine::core::surface::{self, SurfaceKernel};
use ravine::core::trajectory::Trajectory;
use ravine::core::vec2::Vec2;
use std::sync::atomic::{AtomicU64, Ordering};

/// A surface that counts how often its gradient is asked for.
struct Counting {
    surface: Box<dyn SurfaceKernel<f64>>,
    gradients: AtomicU64,
}

impl SurfaceKernel<f64> for Counting {
    fn value(&self, p: &Vec2) -> f64 {
        self.surface.value(p)
    }
    fn value_and_gradient(&self, p: &Vec2, gradient: &mut Vec2) -> f64 {
        self.gradients.fetch_add(1, Ordering::Relaxed);
        self.surface.value_and_gradient(p, gradient)
    }
    fn hessian(&self, p: &Vec2) -> [f64; 3] {
        self.surface.hessian(p)
    }
}

fn request(surface: &str, optimizer: Config) -> Request {
    let surface = Kind::Surface.default_config(surface);
    Request {
        tolerance: 1e-9,
        ..Request::plain(surface, optimizer, 40)
    }
}

/// What a method that looks around asks of the surface up to each of its steps, and where it stands then.
fn counted(request: &Request, entry: &OptimizerEntry) -> Vec<(u64, Vec2)> {
    let surface = Counting {
        surface: surface::entry_of(&request.surface).scalar(&request.surface),
        gradients: AtomicU64::new(0),
    };
    let mut method = entry.search().unwrap()(&request.optimizer);
    method.reset(request.start);
    let rate = request.optimizer.leading().real("lr").unwrap_or(1.0);
    let mut at = request.start;
    let mut steps = Vec::new();
    for index in 0..request.steps {
        let mut gradient = Vec2::zero();
        let loss = surface.value_and_gradient(&at, &mut gradient);
        let step = Step {
            index,
            rate,
            momentum: None,
            loss,
        };
        let mut view = View::new(&surface, None, request.noise, index);
        at = method.step(&step, at, gradient, &mut view, &mut NoProbe);
        steps.push((surface.gradients.load(Ordering::Relaxed), at));
    }
    steps
}

fn first_steps(trajectory: &Trajectory, count: usize) -> Vec<u64> {
    (0..=count)
        .map(|step| trajectory.evaluations_before(step))
        .collect()
}

#[test]
fn every_method_is_recorded_with_the_gradients_it_takes() {
    let mut more_than_one = Vec::new();
    for entry in optim::CATALOG {
        for surface in ["rosenbrock", "himmelblau"] {
            let request = request(surface, Config::new(&entry.about));
            let (trajectory, _) = simulate(&request);
            let id = entry.about.info.id;
            let steps = trajectory.steps();
            assert!(steps > 0, "{id}");
            if entry.search().is_none() {
                assert!(trajectory.evaluations.is_empty(), "{id}");
                assert_eq!(first_steps(&trajectory, 2), [0, 1, 2.min(steps as u64)]);
                continue;
            }
            let counted = counted(&request, entry);
            assert_eq!(trajectory.evaluations.len(), steps, "{id}");
            for (t, (evaluations, at)) in counted.into_iter().take(steps).enumerate() {
                assert_eq!(trajectory.position[t + 1], at, "{id}: another run");
                assert_eq!(trajectory.evaluations[t], evaluations, "{id} at {t}");
            }
            if trajectory.evaluations_before(steps) > steps as u64 && surface == "rosenbrock" {
                more_than_one.push(id);
            }
        }
    }
    let looking = [
        "sam",
        "steepest_descent",
        "lbfgs",
        "bfgs",
        "conjugate_gradient",
    ];
    assert_eq!(more_than_one, looking);
}

#[test]
fn a_known_number_of_gradients_is_that_number() {
    let default = |id: &str| Kind::Optimizer.default_config(id);
    // Losses and Hessians alone are not counted, nor is what a method does without gradients.
    let table = [
        (default("sgd"), [0, 1, 2, 3]),
        (default("lookahead"), [0, 1, 2, 3]),
        (default("sam"), [0, 2, 4, 6]),
        (default("newton"), [0, 1, 2, 3]),
        (default("armijo"), [0, 1, 2, 3]),
        (default("nelder_mead"), [0, 1, 2, 3]),
        (default("random_search"), [0, 1, 2, 3]),
    ];
    for (optimizer, want) in table {
        let id = optimizer.id();
        let (trajectory, _) = simulate(&request("rosenbrock", optimizer));
        assert_eq!(first_steps(&trajectory, 3), want, "{id}");
    }
}

#[test]
fn the_count_does_not_depend_on_the_pieces_nor_on_old_memory() {
    let mut old = Trajectory::default();
    for id in ["lbfgs", "sgd", "sam"] {
        let request = request("rosenbrock", Kind::Optimizer.default_config(id));
        let (whole, _) = simulate(&request);
        let mut run = Simulation::reuse(request, old);
        while run.advance(7) > 0 {}
        assert_eq!(run.trajectory().evaluations, whole.evaluations, "{id}");
        old = run.into_trajectory();
    }
}
