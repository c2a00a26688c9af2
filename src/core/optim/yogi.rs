//! Yogi: Adam whose second moment moves by amounts of the gradient's square, so that it cannot collapse at once.
//!
//! Optax's: both averages start at the same small value, yet are corrected as if they had started at 0.

use super::adam_optax::{State, quotient};
use super::parts::{descend, squares};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `v ← v − (1 − β₂) sign(v − g²) g²;  x ← x − η m̂ / (√v̂ + ε)`.
    pub struct Yogi {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// How slowly the second moment follows the squared gradient: each step changes it by 1 − β₂ of that square.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// What both averages start from; a value above 0 moves the position even without a gradient.
        initial_accumulator_value: real("Initial average", "v₀", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-9, 1e3));
    }
}

impl Optimizer for Yogi {
    const INFO: Info = Info {
        id: "yogi",
        name: "Yogi",
        family: "Adam family",
        summary: "Adam whose step sizes grow only slowly when the gradient falls: for gradients that come in rare bursts.",
        formula: "v ← v − (1 − β₂) sign(v − g²) g²,  x ← x − η m̂ / (√v̂ + ε) with Adam's m̂ and corrections",
        reference: "Zaheer et al. 2018, algorithm 2; optax.yogi",
        aliases: &[Alias::optax(
            "yogi",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .lacking(&["initial_accumulator_value"])],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &Yogi<L>, _: Vec2<L>) -> State<L> {
        State::new(rule.initial_accumulator_value)
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Yogi<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let first = state.first.take_in(step, gradient, rule.beta1, probe);
        let share = L::splat(1.0) - rule.beta2;
        let second = &mut state.second;
        second.mean = second.mean.zip(squares(gradient), |v, square| {
            v - share * (v - square).sign() * square
        });
        second.power = second.power * rule.beta2;
        probe.vector("v", second.mean);
        first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Yogi<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let estimate = state.first.estimate(direction, false, probe);
        let eps = [rule.eps, L::splat(0.0)];
        let update = quotient(estimate, state.second.corrected(), eps, probe);
        descend(step, at, update, probe)
    }
}
