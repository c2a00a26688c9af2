//! Adan: Adam that also averages how the gradient changes, which is Nesterov's look-ahead without a second gradient.

use super::adam_optax::{State as Moments, quotient};
use super::parts::{average, descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η ((m̂ + (1 − β₂) d̂) / (√(n̂ + ε̄) + ε) + λ x)`, with d the average of g − g₋.
    pub struct Adan {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.98, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of the gradient's changes: larger looks ahead more smoothly and less far.
        beta2: real("Second-moment decay", "β₂", 0.92, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Memory of the average of squares: larger forgets steep places later.
        beta3: real("Square decay", "β₃", 0.99, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Decoupled decay: pulls the position toward the origin by η λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The averages of the gradient, of squares and of the gradient's changes, and the gradient before.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    change: Vec2<L>,
    power: L,
    previous: Vec2<L>,
}

impl Optimizer for Adan {
    const INFO: Info = Info {
        id: "adan",
        name: "Adan",
        family: "Adam family",
        summary: "Adam that extrapolates the gradient by its average change: made to go fast on large networks.",
        formula: "d ← β₂ d + (1 − β₂)(g − g₋),  n ← β₃ n + (1 − β₃)(g + (1 − β₂)(g − g₋))²,  x ← x − η ((m̂ + (1 − β₂) d̂) / (√(n̂ + ε̄) + ε) + λ x)",
        reference: "Xie et al. 2022, algorithm 1, with the decay of optax.adan",
        aliases: &[Alias::optax(
            "adan",
            &[
                ("learning_rate", "lr"),
                ("b1", "beta1"),
                ("b2", "beta2"),
                ("b3", "beta3"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Adan<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(L::splat(0.0)),
            change: Vec2::zero(),
            power: L::splat(1.0),
            previous: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Adan<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let change = if step.index == 0 {
            Vec2::zero()
        } else {
            gradient - state.previous
        };
        state.previous = gradient;
        let first = state
            .moments
            .first
            .take_in(step, gradient, rule.beta1, probe);
        state.change = average(state.change, change, rule.beta2);
        state.power = state.power * rule.beta2;
        probe.vector("d", state.change);
        let ahead = gradient + change * (L::splat(1.0) - rule.beta2);
        state.moments.second.take_in(ahead, rule.beta3, probe);
        first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Adan<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        let moments = &state.moments;
        let change = state.change.map(|d| d / (one - state.power));
        let first = moments.first.estimate(direction, false, probe);
        let ahead = first + change * (one - rule.beta2);
        let eps = [rule.eps, rule.eps_root];
        let update = quotient(ahead, moments.second.corrected(), eps, probe);
        descend(step, at, with_decay(update, at, rule.weight_decay), probe)
    }
}
