//! Gradient descent with an exact line search: the best step along the gradient, and yet a zigzag.

use super::Step;
use super::line::{Line, exact};
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − t g`, where `t` minimizes `f(x − t g)`.
    pub struct SteepestDescent {
        /// The first step length that is tried where the surface does not bend up along the gradient.
        lr: real("First step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// Share of the exact step that is taken; other than 1 breaks the zigzag.
        relaxation: real("Relaxation", "ω", 1.0, Domain::POSITIVE, Span::linear(0.1, 1.9));
    }
}

impl Search for SteepestDescent {
    const INFO: Info = Info {
        id: "steepest_descent",
        name: "Exact line search",
        family: "Line searches",
        summary: "Gradient descent that goes to the lowest point along each gradient: shows that the best step is not the best path.",
        formula: "x ← x − ω t g,  t = argmin f(x − t g)",
        reference: "Cauchy 1847; Boyd and Vandenberghe 2004, section 9.3; default: the exact step",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 6;

    type State = ();

    fn init(_: &SteepestDescent, _: Vec2) {}

    fn step(
        rule: &SteepestDescent,
        (): &mut (),
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
        if !start.goes_down() {
            return at;
        }
        let t = rule.relaxation * exact(view, &line, start, step.rate).t;
        probe.scalar("t", t);
        probe.scalar("evals", view.evaluations() as f64);
        line.at(t)
    }
}
