//! BFGS: the inverse Hessian is learned from every step, with nothing forgotten.
//!
//! The line search is PyTorch's strong Wolfe search. Before the second step the inverse Hessian is scaled as
//! in Nocedal and Wright, equation 6.20. A pair whose product is not positive is left out.

use super::Step;
use super::line::{Line, Wolfe, strong_wolfe};
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x ← x − t H g`, `H ← (1 − ρ s yᵀ) H (1 − ρ y sᵀ) + ρ s sᵀ`, `ρ = 1/(s·y)`.
    pub struct Bfgs {
        /// The first step length that the line search tries; 1 is the full quasi-Newton step.
        lr: real("First step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// Share of the decrease promised by the slope that a step must bring.
        c1: real("Sufficient decrease", "c₁", 1e-4, Domain::open(0.0, 1.0), Span::log(1e-6, 0.5));
        /// Share of the slope that may be left after a step; smaller searches longer.
        c2: real("Curvature condition", "c₂", 0.9, Domain::open(0.0, 1.0), Span::linear(0.05, 0.95));
    }
}

/// The inverse Hessian, and the step before with its gradient.
pub struct State {
    inverse: Inverse,
    previous: Option<(Vec2, Vec2)>,
    updated: bool,
}

/// A symmetric matrix, the elements xx, xy, yy.
#[derive(Clone, Copy)]
struct Inverse([f64; 3]);

impl Inverse {
    const IDENTITY: Self = Self([1.0, 0.0, 1.0]);

    fn times(self, v: Vec2) -> Vec2 {
        let [xx, xy, yy] = self.0;
        vec2(xx * v.x + xy * v.y, xy * v.x + yy * v.y)
    }

    /// Nocedal and Wright, equation 6.17, multiplied out.
    fn updated(self, s: Vec2, y: Vec2, product: f64) -> Self {
        let hy = self.times(y);
        let rho = 1.0 / product;
        let along = (1.0 + rho * y.dot(hy)) * rho;
        let [xx, xy, yy] = self.0;
        Self([
            xx + along * s.x * s.x - rho * (s.x * hy.x + hy.x * s.x),
            xy + along * s.x * s.y - rho * (s.x * hy.y + hy.x * s.y),
            yy + along * s.y * s.y - rho * (s.y * hy.y + hy.y * s.y),
        ])
    }
}

impl Search for Bfgs {
    const INFO: Info = Info {
        id: "bfgs",
        name: "BFGS",
        family: "Curvature",
        summary: "Learns the whole inverse Hessian from its steps: fast on smooth problems without ever seeing a second derivative.",
        formula: "x ← x − t H g,  H ← (1 − ρ s yᵀ) H (1 − ρ y sᵀ) + ρ s sᵀ,  ρ = 1/(s·y)",
        reference: "Broyden, Fletcher, Goldfarb, Shanno 1970; Nocedal and Wright 2006, algorithm 6.1; defaults: c₁ and c₂ theirs",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 3;

    type State = State;

    fn init(_: &Bfgs, _: Vec2) -> State {
        State {
            inverse: Inverse::IDENTITY,
            previous: None,
            updated: false,
        }
    }

    fn step(
        rule: &Bfgs,
        state: &mut State,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        if let Some((before, old)) = state.previous {
            let (s, y) = (at - before, gradient - old);
            let product = s.dot(y);
            if product > 1e-300 {
                if !state.updated {
                    let scale = product / y.dot(y);
                    state.inverse = Inverse([scale, 0.0, scale]);
                    state.updated = true;
                }
                state.inverse = state.inverse.updated(s, y, product);
            }
        }
        let mut direction = -state.inverse.times(gradient);
        if !(direction.dot(gradient) < 0.0 && direction.is_finite()) {
            state.inverse = Inverse::IDENTITY;
            state.updated = false;
            direction = -gradient;
        }
        state.previous = Some((at, gradient));
        let line = Line {
            from: at,
            direction,
        };
        let start = line.trial(0.0, step.loss, gradient);
        probe.vector("d", direction);
        if !start.goes_down() {
            return at;
        }
        // Nothing is known of the scale before the first step: it is at most as long as the rate.
        let first = if state.updated {
            step.rate
        } else {
            step.rate * (1.0 / gradient.norm()).min(1.0)
        };
        let wolfe = Wolfe {
            c1: rule.c1,
            c2: rule.c2,
            tolerance: 1e-15,
            trials: 25,
        };
        let found = strong_wolfe(view, &line, start, first, wolfe);
        probe.scalar("t", found.t);
        probe.scalar("evals", view.evaluations() as f64);
        line.at(found.t)
    }
}
