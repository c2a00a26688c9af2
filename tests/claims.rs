//! Claims: what theory promises and the program shows, with the published numbers.
//!
//! A lesson is built on claims, so that each is proved here by the program's own core: its surfaces, methods,
//! schedules, clips, noise and closed forms. A test is named by its claim's number; numbers that are missing in
//! the count are no claims. A number in quotes is asserted to the digits that it is printed with.
//!
//! Every claim is tested. Two are about runs that the last bits of a number decide, the unclipped run of
//! claim 30 and the chaotic band of claim 28: of these the outcome is tested, not the coordinates.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "claims/adaptive.rs"]
mod adaptive;
#[path = "claims/chaos.rs"]
mod chaos;
#[path = "claims/clips.rs"]
mod clips;
#[path = "claims/fractal.rs"]
mod fractal;
#[path = "claims/momentum.rs"]
mod momentum;
#[path = "claims/quadratic.rs"]
mod quadratic;
#[path = "claims/schedules.rs"]
mod schedules;

use ravine::core::catalog::{Config, Kind};
use ravine::core::optim::{self, OptimizerKernel, Step};
use ravine::core::params::Value;
use ravine::core::pipeline::Request;
use ravine::core::simulate::simulate;
use ravine::core::surface::{self, SurfaceKernel};
use ravine::core::trajectory::Trajectory;
use ravine::core::vec2::Vec2;

/// A setting of an entry; what is not named stands at its default.
fn config(kind: Kind, id: &str, values: &[(&str, Value)]) -> Config {
    let mut config = Config::new(kind.find(id).unwrap());
    for (key, value) in values {
        config.set(key, value.clone()).unwrap();
    }
    config
}

/// A setting of an entry whose named values are real.
fn reals(kind: Kind, id: &str, values: &[(&str, f64)]) -> Config {
    let values: Vec<_> = values.iter().map(|(k, x)| (*k, Value::Real(*x))).collect();
    config(kind, id, &values)
}

/// A surface with its defaults.
fn surface(id: &str) -> Config {
    reals(Kind::Surface, id, &[])
}

/// The quadratic with these curvatures along x and y.
fn bowl(low: f64, high: f64) -> Config {
    let values = [("scale", low), ("kappa", high / low)];
    reals(Kind::Surface, "quadratic", &values)
}

/// A method with real parameters.
fn method(id: &str, values: &[(&str, f64)]) -> Config {
    reals(Kind::Optimizer, id, values)
}

/// Gradient descent.
fn descent(rate: f64) -> Config {
    method("sgd", &[("lr", rate)])
}

/// Heavy-ball momentum.
fn heavy_ball(rate: f64, beta: f64) -> Config {
    method("sgd", &[("lr", rate), ("momentum", beta)])
}

/// Nesterov momentum.
fn nesterov(rate: f64, beta: f64) -> Config {
    on(heavy_ball(rate, beta), "nesterov")
}

/// The setting with a toggle switched on.
fn on(mut config: Config, key: &str) -> Config {
    config.set(key, Value::Toggle(true)).unwrap();
    config
}

/// A run with a constant rate, no clip and no noise.
fn request(surface: Config, start: impl Into<Vec2>, optimizer: Config, steps: u64) -> Request {
    Request {
        start: start.into(),
        tolerance: 1e-9,
        ..Request::plain(surface, optimizer, steps)
    }
}

/// What such a run records.
fn run(surface: Config, start: impl Into<Vec2>, optimizer: Config, steps: u64) -> Trajectory {
    simulate(&request(surface, start, optimizer, steps)).0
}

/// The surface, to be evaluated.
fn kernel(config: &Config) -> Box<dyn SurfaceKernel<f64>> {
    surface::entry_of(config).scalar(config)
}

/// A method that is fed gradients by hand, for losses that are no surface.
struct Fed {
    kernel: Box<dyn OptimizerKernel<f64>>,
    index: u64,
    at: Vec2,
}

impl Fed {
    fn new(config: &Config, start: impl Into<Vec2>) -> Self {
        let mut kernel = optim::entry_of(config).scalar(config);
        let at = start.into();
        kernel.reset(&at);
        Self {
            kernel,
            index: 0,
            at,
        }
    }

    /// Takes a step with this gradient and rate.
    fn step(&mut self, gradient: impl Into<Vec2>, rate: f64) {
        let step = Step {
            index: self.index,
            rate,
            momentum: None,
            loss: 0.0,
        };
        self.kernel.step(&step, &mut self.at, &gradient.into());
        self.index += 1;
    }
}

/// By what factor a linear recurrence of up to two terms shrinks in the long run: the larger root of
/// `z² − t z + d`, where `xₖ₊₁ = t xₖ − d xₖ₋₁` is read off four numbers that follow each other.
fn contraction(x: &[f64]) -> f64 {
    let [a, b, c, d] = x[x.len() - 4..].try_into().unwrap();
    let determinant = b * b - a * c;
    if determinant.abs() <= 1e-12 * b * b {
        // One term only.
        return if b == 0.0 { 0.0 } else { (c / b).abs() };
    }
    let sum = (b * c - a * d) / determinant;
    let product = (c * c - b * d) / determinant;
    let discriminant = sum * sum - 4.0 * product;
    if discriminant < 0.0 {
        product.sqrt()
    } else {
        0.5 * (sum.abs() + discriminant.sqrt())
    }
}

/// The worse of both contractions of a method on a bowl, measured on its run.
fn measured(method: &Config, low: f64, high: f64) -> f64 {
    let path = run(bowl(low, high), [1.0, 1.0], method.clone(), 5).position;
    let along = |coordinate: fn(&Vec2) -> f64| {
        let numbers: Vec<f64> = path.iter().map(coordinate).collect();
        contraction(&numbers)
    };
    along(|p| p.x).max(along(|p| p.y))
}

/// Asserts that a number is this one, to the digits printed.
#[track_caller]
fn digits(got: f64, printed: &str) {
    let want: f64 = printed.parse().unwrap();
    let (mantissa, exponent) = printed.split_once('e').unwrap_or((printed, "0"));
    let after_point = mantissa.split_once('.').map_or("", |(_, tail)| tail);
    let unit: f64 = format!("1e{exponent}").parse().unwrap();
    let unit = unit * after_point.chars().fold(1.0, |unit, _| unit / 10.0);
    let apart = (got - want).abs();
    assert!(apart <= 0.500_001 * unit, "{got} is not {printed}");
}

/// Asserts that two numbers are no further apart than this.
#[track_caller]
fn close(got: f64, want: f64, tolerance: f64) {
    assert!(
        (got - want).abs() <= tolerance,
        "{got} is not {want}: {:e} apart",
        (got - want).abs()
    );
}
