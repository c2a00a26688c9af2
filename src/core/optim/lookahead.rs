//! Lookahead: another method runs ahead, and every few steps a slow copy goes part of the way after it.
//!
//! Both start from the slow copy again. The method inside keeps its memory, as Optax's does by default.

use super::{Optimizer, OptimizerKernel, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// Every `k` steps: `s ← s + α (x − s)`, `x ← s`.
    pub struct Lookahead {
        /// How many steps the method inside takes before the slow copy moves.
        sync_period: count("Period", "k", 5, 1, 10_000);
        /// Share of the way that the slow copy goes; above 1 it goes past the method inside.
        slow_step_size: real("Slow step", "α", 0.5, Domain::NON_NEGATIVE, Span::linear(0.0, 1.0));
        /// The method that runs ahead.
        optimizer: optimizer("Inner optimizer", "", "sgd");
    }
}

/// The method inside and the slow copy.
pub struct State<L: Lane> {
    method: Box<dyn OptimizerKernel<L>>,
    slow: Vec2<L>,
}

impl Optimizer for Lookahead {
    const INFO: Info = Info {
        id: "lookahead",
        name: "Lookahead",
        family: "Averaging and wrappers",
        summary: "Lets a method run ahead and follows part of the way: damps oscillation of whatever is inside.",
        formula: "every k steps: s ← s + α (x − s),  x ← s",
        reference: "Zhang et al. 2019, algorithm 1; optax.lookahead",
        aliases: &[
            Alias::optax("lookahead_sgd", &[("learning_rate", "optimizer.lr")])
                .around("optimizer", "sgd"),
            Alias::optax("lookahead_adam", &[("learning_rate", "optimizer.lr")])
                .around("optimizer", "adam"),
        ],
    };
    const UNIT: StepUnit = StepUnit::Gradient;

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &Lookahead<L>, start: Vec2<L>) -> State<L> {
        let mut method = L::optimizer(&rule.optimizer, &rule.optimizer);
        method.reset(&start);
        State {
            method,
            slow: start,
        }
    }

    fn finish<L: Width, P: Probe<L>>(
        rule: &Lookahead<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let mut next = at;
        state.method.step(step, &mut next, &direction);
        if (step.index + 1).is_multiple_of(rule.sync_period) {
            state.slow = state.slow + (next - state.slow) * rule.slow_step_size;
            next = state.slow;
        }
        probe.vector("slow", state.slow);
        probe.vector("Δ", next - at);
        next
    }
}
