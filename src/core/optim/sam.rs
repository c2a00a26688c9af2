//! Sharpness-aware minimization: another method, given the gradient of the highest point nearby.

use super::search::{Search, View};
use super::{OptimizerKernel, Step, StepUnit};
use crate::core::catalog::{Config, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// The inner method's step with `g(x + ρ g/‖g‖)` in the place of `g(x)`.
    pub struct Sam {
        /// How far away the gradient is taken, uphill.
        rho: real("Radius", "ρ", 0.05, Domain::NON_NEGATIVE, Span::zero_log(1e-3, 2.0));
        /// Measures the radius in units of each coordinate's size, which makes it free of scale (ASAM).
        adaptive: toggle("Adaptive", "", false);
        /// The method that takes the step.
        optimizer: optimizer("Inner optimizer", "", "sgd");
    }
}

/// The method inside.
pub struct State(Box<dyn OptimizerKernel<f64>>);

/// Listens to all of the inner method but its displacement, which is SAM's own.
struct Inner<'a>(&'a mut dyn Probe<f64>);

impl Probe<f64> for Inner<'_> {
    fn vector(&mut self, name: &'static str, value: Vec2) {
        if name != "Δ" {
            self.0.vector(name, value);
        }
    }
    fn scalar(&mut self, name: &'static str, value: f64) {
        self.0.scalar(name, value);
    }
}

fn inner(config: &Config) -> Box<dyn OptimizerKernel<f64>> {
    f64::optimizer(config, config)
}

impl Search for Sam {
    const INFO: Info = Info {
        id: "sam",
        name: "SAM",
        family: "Averaging and wrappers",
        summary: "Steps by the gradient of a point uphill: shuns minima that are narrow.",
        formula: "ĝ = ∇f(x + ρ g/‖g‖)  (adaptive: x + ρ T² g/‖T g‖, T = |x|),  x ← step(x, ĝ)",
        reference: "Foret et al. 2021, algorithm 1; adaptive: Kwon et al. 2021; defaults: Foret's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Gradient;
    const EVALUATIONS: u32 = 2;

    type State = State;

    fn init(rule: &Sam, start: Vec2) -> State {
        let mut method = inner(&rule.optimizer);
        method.reset(&start);
        State(method)
    }

    fn step(
        rule: &Sam,
        State(method): &mut State,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let size = at.map(f64::abs);
        let scaled = |v: Vec2| {
            if rule.adaptive {
                v.zip(size, |v, size| v * size)
            } else {
                v
            }
        };
        let norm = scaled(gradient).norm() + 1e-12;
        let uphill = scaled(scaled(gradient)) * (rule.rho / norm);
        let (_, seen) = view.look(at + uphill);
        probe.vector("ρ g/‖g‖", uphill);
        probe.vector("ĝ", seen);
        let mut heard = Inner(probe);
        let mut direction = seen;
        method.direction(step, &at, &mut direction, Some(&mut heard));
        let mut next = at;
        method.finish(step, &mut next, &direction, Some(&mut heard));
        next
    }
}
