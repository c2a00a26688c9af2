//! Gradient descent with backtracking: the step is shortened until the loss falls by enough.

use super::Step;
use super::line::{Line, backtrack};
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − t g` with the first `t = η ρᵏ` for which `f(x − t g) ≤ f(x) − c₁ t ‖g‖²`.
    pub struct Armijo {
        /// The step length tried first.
        lr: real("First step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// Share of the decrease promised by the slope that a step must bring.
        c1: real("Sufficient decrease", "c₁", 1e-4, Domain::open(0.0, 1.0), Span::log(1e-6, 0.5));
        /// Factor by which a step that was too long is shortened.
        shrink: real("Shrinking", "ρ", 0.5, Domain::open(0.0, 1.0), Span::linear(0.1, 0.9));
        /// Starts from the last accepted length, lengthened once, instead of from the rate.
        warm: toggle("Start from the last length", "", false);
    }
}

impl Search for Armijo {
    const INFO: Info = Info {
        id: "armijo",
        name: "Armijo backtracking",
        family: "Line searches",
        summary: "Gradient descent that shortens a step until the loss falls by enough: no learning rate to tune.",
        formula: "x ← x − t g,  t = the first of η, η ρ, η ρ² … with f(x − t g) ≤ f(x) − c₁ t g·g",
        reference: "Armijo 1966; Nocedal and Wright 2006, algorithm 3.1; defaults: c₁ theirs, the rest Ravine's",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 4;

    /// The last accepted length; 0 before the first.
    type State = f64;

    fn init(_: &Armijo, _: Vec2) -> f64 {
        0.0
    }

    fn step(
        rule: &Armijo,
        last: &mut f64,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let line = Line {
            from: at,
            direction: -gradient,
        };
        let start = line.trial(0.0, step.loss, gradient);
        let first = if rule.warm && *last > 0.0 {
            *last / rule.shrink
        } else {
            step.rate
        };
        let t = backtrack(view, &line, start, first, rule.c1, rule.shrink);
        *last = t;
        probe.scalar("t", t);
        line.at(t)
    }
}
