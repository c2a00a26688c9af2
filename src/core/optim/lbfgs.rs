//! L-BFGS as PyTorch has it: one step is one call of `step()`, up to `max_iter` iterations, each of which
//! builds its direction from the last few pairs of steps and gradient changes.
//!
//! The rate is the first step length that is tried. Without a line search it is the step length.

use super::line::{Line, Wolfe, strong_wolfe};
use super::search::{Search, View};
use super::{Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;
use std::collections::VecDeque;

crate::params! {
    /// `x ← x + t d` with `d = −H g`, `H` from the last `m` pairs.
    pub struct Lbfgs {
        /// Length of a step in units of the direction; with a line search, the first length tried.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// How many iterations one step takes.
        max_iter: count("Iterations per step", "", 20, 1, 1000);
        /// How many gradient evaluations one step may take; 0 stands for a quarter more than the iterations.
        max_eval: count("Evaluations per step", "", 0, 0, 10_000);
        /// A step is not taken where the larger part of the gradient is below this.
        tolerance_grad: real("Gradient tolerance", "", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// A step's iterations end when position or loss change by less than this.
        tolerance_change: real("Change tolerance", "", 1e-9, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// How many pairs are remembered.
        history_size: count("History", "m", 100, 1, 1000);
        /// Whether the step length is searched for until it satisfies the strong Wolfe conditions.
        line_search_fn: choice("Line search", "", 0, &["none", "strong_wolfe"]);
    }
}

/// A step, the change of the gradient over it, and the inverse of their product.
struct Pair {
    step: Vec2,
    change: Vec2,
    inverse: f64,
}

/// What is remembered between calls.
pub struct State {
    iterations: u64,
    direction: Vec2,
    length: f64,
    pairs: VecDeque<Pair>,
    /// Factor of the identity that the inverse Hessian starts from.
    scale: f64,
    previous: Vec2,
}

impl State {
    /// The next direction from a gradient: steepest descent at first, then the two loops of Nocedal 1980.
    fn take_in(&mut self, gradient: Vec2, history: u64) {
        self.iterations += 1;
        if self.iterations == 1 {
            self.direction = -gradient;
            self.scale = 1.0;
            return;
        }
        let change = gradient - self.previous;
        let step = self.direction * self.length;
        let product = change.dot(step);
        if product > 1e-10 {
            if self.pairs.len() as u64 >= history {
                self.pairs.pop_front();
            }
            self.pairs.push_back(Pair {
                step,
                change,
                inverse: 1.0 / product,
            });
            self.scale = product / change.dot(change);
        }
        let mut q = -gradient;
        let mut shares = vec![0.0; self.pairs.len()];
        for (pair, share) in self.pairs.iter().zip(&mut shares).rev() {
            *share = pair.step.dot(q) * pair.inverse;
            q = q + pair.change * -*share;
        }
        let mut r = q * self.scale;
        for (pair, share) in self.pairs.iter().zip(&shares) {
            let back = pair.change.dot(r) * pair.inverse;
            r = r + pair.step * (share - back);
        }
        self.direction = r;
    }
}

/// The larger magnitude of both coordinates; NaN if either is.
fn largest(v: Vec2) -> f64 {
    if v.x.is_nan() || v.y.is_nan() {
        f64::NAN
    } else {
        v.x.abs().max(v.y.abs())
    }
}

impl Search for Lbfgs {
    const INFO: Info = Info {
        id: "lbfgs",
        name: "L-BFGS",
        family: "Curvature",
        summary: "Learns the curvature from the last few steps: the standard method for smooth problems without noise.",
        formula: "x ← x + t d,  d = −H g,  H from pairs s = Δx, y = Δg by the two-loop recursion, H₀ = (s·y)/(y·y)",
        reference: "Nocedal 1980; Liu and Nocedal 1989; torch.optim.LBFGS",
        aliases: &[Alias::torch("LBFGS", &[]).called(
            "params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9, \
                 history_size=100, line_search_fn=None",
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;
    const EVALUATIONS: u32 = 20;

    type State = State;

    fn init(_: &Lbfgs, _: Vec2) -> State {
        State {
            iterations: 0,
            direction: Vec2::zero(),
            length: 0.0,
            pairs: VecDeque::new(),
            scale: 1.0,
            previous: Vec2::zero(),
        }
    }

    fn step(
        rule: &Lbfgs,
        state: &mut State,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let limit = match rule.max_eval {
            0 => rule.max_iter * 5 / 4,
            set => set,
        };
        let (mut at, mut gradient, mut loss) = (at, gradient, step.loss);
        let mut arrived = largest(gradient) <= rule.tolerance_grad;
        let mut iteration = 0;
        while !arrived && iteration < rule.max_iter {
            iteration += 1;
            state.take_in(gradient, rule.history_size);
            state.previous = gradient;
            let previous_loss = loss;
            state.length = if state.iterations == 1 {
                // Python's min(1, x) is 1 where x is NaN.
                let shorter = 1.0 / (gradient.x.abs() + gradient.y.abs());
                if shorter < 1.0 {
                    shorter * step.rate
                } else {
                    step.rate
                }
            } else {
                step.rate
            };
            let line = Line {
                from: at,
                direction: state.direction,
            };
            let start = line.trial(0.0, loss, gradient);
            if start.slope > -rule.tolerance_change {
                break;
            }
            if rule.line_search_fn == 1 {
                let wolfe = Wolfe {
                    c1: 1e-4,
                    c2: 0.9,
                    tolerance: 1e-9,
                    trials: limit.saturating_sub(view.evaluations()).min(MAX_TRIALS),
                };
                let found = strong_wolfe(view, &line, start, state.length, wolfe);
                (state.length, loss, gradient) = (found.t, found.loss, found.gradient);
                at = line.at(state.length);
            } else {
                at = line.at(state.length);
                if iteration != rule.max_iter {
                    (loss, gradient) = view.look(at);
                }
            }
            arrived = largest(gradient) <= rule.tolerance_grad;
            let moved = largest(state.direction * state.length);
            if view.evaluations() >= limit
                || moved <= rule.tolerance_change
                || (loss - previous_loss).abs() < rule.tolerance_change
            {
                break;
            }
        }
        probe.vector("d", state.direction);
        probe.scalar("t", state.length);
        probe.scalar("evals", view.evaluations() as f64);
        at
    }
}

/// How many evaluations one line search may take, however many the step may.
const MAX_TRIALS: u64 = 10_000;
