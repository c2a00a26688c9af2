//! AdEMAMix: Adam with a second, much longer memory of the gradient.
//!
//! The paper lets α and β₃ grow slowly to their values; Optax's defaults, and this entry, keep them constant.

use super::adam_optax::{State as Moments, quotient};
use super::parts::{average, descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η ((m̂ + α m₂) / (√(v̂ + ε̄) + ε) + λ x)`.
    pub struct AdEmaMix {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is Adam's in PyTorch.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Memory of the slow gradient average: it keeps using gradients that are thousands of steps old.
        beta3: real("Slow first-moment decay", "β₃", 0.9999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// How much the slow average counts beside the fast one.
        alpha: real("Slow weight", "α", 5.0, Domain::NON_NEGATIVE, Span::linear(0.0, 20.0));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Decoupled decay: pulls the position toward the origin by η λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// Adam's averages and the slow average of the gradient.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    slow: Vec2<L>,
}

impl Optimizer for AdEmaMix {
    const INFO: Info = Info {
        id: "ademamix",
        name: "AdEMAMix",
        family: "Adam family",
        summary: "Adam that mixes in a very old average of the gradient: for long runs, in which old gradients still tell the way.",
        formula: "m₂ ← β₃ m₂ + (1 − β₃) g,  x ← x − η ((m̂ + α m₂) / (√(v̂ + ε̄) + ε) + λ x) with Adam's m̂ and v̂",
        reference: "Pagliardini, Ablin and Grangier 2024, algorithm 1, without schedulers; optax.contrib.ademamix",
        aliases: &[Alias::optax(
            "ademamix",
            &[
                ("learning_rate", "lr"),
                ("b1", "beta1"),
                ("b2", "beta2"),
                ("b3", "beta3"),
            ],
        )
        .within("contrib")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdEmaMix<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(L::splat(0.0)),
            slow: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdEmaMix<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.slow = average(state.slow, gradient, rule.beta3);
        probe.vector("m₂", state.slow);
        let betas = [rule.beta1, rule.beta2];
        state.moments.take_in(step, gradient, betas, probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdEmaMix<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let first = state.moments.first.estimate(direction, false, probe);
        let mixed = first + state.slow * rule.alpha;
        let eps = [rule.eps, rule.eps_root];
        let update = quotient(mixed, state.moments.second.corrected(), eps, probe);
        descend(step, at, with_decay(update, at, rule.weight_decay), probe)
    }
}
