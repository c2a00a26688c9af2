//! Resilient backpropagation: each coordinate has a step size of its own, told by the gradient's signs alone: Optax's.
//!
//! Optax applies the step that it has found one step late, and none in the first; the rate is only the first step size.

use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// A step size grows while its gradient keeps its sign and shrinks when the sign turns.
    pub struct RpropOptax {
        /// First step size of each coordinate, later told by the signs; Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Factor on a step size whose gradient has changed its sign.
        eta_minus: real("Shrink factor", "η₋", 0.5, Domain::open(0.0, 1.0), Span::linear(0.05, 0.95));
        /// Factor on a step size whose gradient has kept its sign.
        eta_plus: real("Growth factor", "η₊", 1.2, Domain::open(1.0, f64::INFINITY), Span::linear(1.01, 3.0));
        /// No step size falls below this, so a coordinate is never stuck.
        step_min: real("Smallest step", "s₋", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-12, 1.0));
        /// No step size grows beyond this, so a plateau is not left in one leap.
        step_max: real("Largest step", "s₊", 50.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

/// The step sizes, and the step that was found last.
#[derive(Clone, Copy)]
pub struct State<L> {
    size: Vec2<L>,
    found: Vec2<L>,
}

impl Optimizer for RpropOptax {
    const INFO: Info = Info {
        id: "rprop.optax",
        name: "Rprop (Optax)",
        family: "Sign-based",
        summary: "Listens to the signs of the gradient alone, one step late: for seeing what that delay does to Rprop.",
        formula: "s ← clip(s · (η₊ if g g₋ > 0, η₋ if g g₋ < 0), s₋, s₊),  x ← x − (s sign g of the step before; 0 where g g₋ < 0)",
        reference: "Riedmiller and Braun 1993; optax.rprop",
        aliases: &[Alias::optax(
            "rprop",
            &[
                ("learning_rate", "lr"),
                ("min_step_size", "step_min"),
                ("max_step_size", "step_max"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &RpropOptax<L>, _: Vec2<L>) -> State<L> {
        State {
            size: Vec2::zero(),
            found: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &RpropOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        if step.index == 0 {
            state.size = vec2(step.rate, step.rate);
        }
        let zero = L::splat(0.0);
        let turn = direction.zip(state.found, |g, found| g * found);
        state.size = state.size.zip(turn, |size, turn| {
            let factor = L::select(turn.gt(zero), rule.eta_plus, rule.eta_minus);
            let new = (size * factor).clamped(rule.step_min, rule.step_max);
            L::select(turn.same(zero), size, new)
        });
        let unless_turned = |v: Vec2<L>| v.zip(turn, |v, turn| L::select(turn.lt(zero), zero, v));
        let found = unless_turned(state.size.zip(direction, |size, g| size * g.sign()));
        let delta = unless_turned(state.found);
        state.found = found;
        probe.vector("s", state.size);
        probe.vector("Δ", -delta);
        at - delta
    }
}
