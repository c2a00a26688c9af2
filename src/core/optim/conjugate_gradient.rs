//! Nonlinear conjugate gradients: each direction keeps a share of the one before.
//!
//! The line search is exact, so that on a quadratic two steps end at the minimum whatever the formula of the
//! share. The direction starts anew from the gradient where that is asked for, and where the direction
//! would not go down.

use super::Step;
use super::line::{Line, exact};
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `d ← −g + β d`, then the exact step along `d`.
    pub struct ConjugateGradient {
        /// The first step length that is tried where the surface does not bend up along the direction.
        lr: real("First step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// Formula of the share β: Polak–Ribière (not below 0), Fletcher–Reeves, Hestenes–Stiefel or Dai–Yuan.
        formula: choice("Formula", "β", 0, &["PR+", "FR", "HS", "DY"]);
        /// After how many steps the direction starts anew from the gradient; 0 is never.
        restart: count("Restart every", "", 0, 0, 1000);
    }
}

/// The direction and the gradient of the step before.
pub struct State {
    direction: Vec2,
    gradient: Vec2,
    since_restart: u64,
}

impl Search for ConjugateGradient {
    const INFO: Info = Info {
        id: "conjugate_gradient",
        name: "Conjugate gradients",
        family: "Curvature",
        summary: "Momentum whose share is computed, not set: on a quadratic in the plane two steps are enough.",
        formula: "d ← −g + β d,  x ← x + t d,  β = g·(g − g₋)/(g₋·g₋) (PR+),  t minimizes f(x + t d)",
        reference: "Fletcher and Reeves 1964; Polak and Ribière 1969; Nocedal and Wright 2006, section 5.2; defaults: PR+ as they advise, without restart",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 6;

    type State = State;

    fn init(_: &ConjugateGradient, _: Vec2) -> State {
        State {
            direction: Vec2::zero(),
            gradient: Vec2::zero(),
            since_restart: 0,
        }
    }

    fn step(
        rule: &ConjugateGradient,
        state: &mut State,
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let change = gradient - state.gradient;
        let old = state.direction;
        let share = match rule.formula {
            1 => gradient.dot(gradient) / state.gradient.dot(state.gradient),
            2 => gradient.dot(change) / old.dot(change),
            3 => gradient.dot(gradient) / old.dot(change),
            _ => (gradient.dot(change) / state.gradient.dot(state.gradient)).max(0.0),
        };
        let is_due = rule.restart > 0 && state.since_restart >= rule.restart;
        let mut direction = -gradient + old * share;
        let goes_down = direction.dot(gradient) < 0.0 && direction.is_finite();
        if step.index == 0 || is_due || !goes_down {
            direction = -gradient;
            state.since_restart = 0;
            probe.scalar("β", 0.0);
        } else {
            probe.scalar("β", share);
        }
        state.since_restart += 1;
        state.direction = direction;
        state.gradient = gradient;
        probe.vector("d", direction);
        let line = Line {
            from: at,
            direction,
        };
        let start = line.trial(0.0, step.loss, gradient);
        if !start.goes_down() {
            return at;
        }
        let found = exact(view, &line, start, step.rate);
        probe.scalar("t", found.t);
        probe.scalar("evals", view.evaluations() as f64);
        line.at(found.t)
    }
}
