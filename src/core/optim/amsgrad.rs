//! AMSGrad: Adam that divides by the largest second moment so far.
//!
//! Optax's: the largest is over the bias-corrected second moment, where PyTorch's `amsgrad` of Adam takes the
//! uncorrected; both corrections can be switched off.

use super::adam_optax::{State as Moments, quotient};
use super::parts::descend;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u ← max(u, v̂);  x ← x − η m̂ / (√(u + ε̄) + ε)`.
    pub struct AmsGrad {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is Adam's in PyTorch.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Corrects the gradient average for having started at 0; without it the first steps are short.
        bias_correction_mu: toggle("Correct the first moment", "", true);
        /// Corrects the average of squares before its largest value is kept; without it the first steps are long.
        bias_correction_nu: toggle("Correct the second moment", "", true);
    }
}

/// Adam's averages and the largest second moment so far.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    largest: Vec2<L>,
}

impl Optimizer for AmsGrad {
    const INFO: Info = Info {
        id: "amsgrad",
        name: "AMSGrad",
        family: "Adam family",
        summary: "Adam whose step sizes never grow again: repairs a case in which Adam does not converge.",
        formula: "u ← max(u, v̂),  x ← x − η m̂ / (√(u + ε̄) + ε) with Adam's m̂ and v̂",
        reference: "Reddi, Kale and Kumar 2018, algorithm 2; optax.amsgrad",
        aliases: &[Alias::optax(
            "amsgrad",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AmsGrad<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(L::splat(0.0)),
            largest: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AmsGrad<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let betas = [rule.beta1, rule.beta2];
        let first = state.moments.take_in(step, gradient, betas, probe);
        let second = if rule.bias_correction_nu {
            state.moments.second.corrected()
        } else {
            state.moments.second.mean
        };
        state.largest = state.largest.zip(second, L::maximum);
        probe.vector("u", state.largest);
        first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AmsGrad<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let first = if rule.bias_correction_mu {
            state.moments.first.corrected(direction)
        } else {
            direction
        };
        probe.vector("m̂", first);
        let eps = [rule.eps, rule.eps_root];
        let update = quotient(first, state.largest, eps, probe);
        descend(step, at, update, probe)
    }
}
