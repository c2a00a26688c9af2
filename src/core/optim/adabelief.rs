//! AdaBelief: Adam that divides by how far the gradient strays from its average, not by how large it is.
//!
//! Optax's: ε̄ is added to the second moment in every step and so accumulates, as in the paper.

use super::adam_optax::{State, quotient};
use super::parts::descend;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `v ← β₂ v + (1 − β₂)(g − m)² + ε̄;  x ← x − η m̂ / (√v̂ + ε)`.
    pub struct AdaBelief {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared surprises: larger forgets them later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-16, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added to the second moment in every step: keeps it above 0 where the gradient never surprises.
        eps_root: real("Epsilon in the average", "ε̄", 1e-16, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Looks ahead: takes the gradient average as it would be after meeting this gradient once more.
        nesterov: toggle("Nesterov", "", false);
    }
}

impl Optimizer for AdaBelief {
    const INFO: Info = Info {
        id: "adabelief",
        name: "AdaBelief",
        family: "Adam family",
        summary: "Adam with long steps where the gradient is as expected and short ones where it surprises: for steep valleys with a steady slope.",
        formula: "v ← β₂ v + (1 − β₂)(g − m)² + ε̄,  x ← x − η m̂ / (√v̂ + ε) with Adam's m̂",
        reference: "Zhuang et al. 2020; optax.adabelief",
        aliases: &[Alias::optax(
            "adabelief",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called("learning_rate, b1=0.9, b2=0.999, eps=1e-16, eps_root=1e-16, *, nesterov=False")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdaBelief<L>, _: Vec2<L>) -> State<L> {
        State::new(L::splat(0.0))
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdaBelief<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let first = state.first.take_in(step, gradient, rule.beta1, probe);
        let surprise = gradient - first;
        probe.vector("g − m", surprise);
        state.second.take_in(surprise, rule.beta2, probe);
        state.second.mean = state.second.mean.map(|v| v + rule.eps_root);
        first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdaBelief<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let estimate = state.first.estimate(direction, rule.nesterov, probe);
        let eps = [rule.eps, L::splat(0.0)];
        let update = quotient(estimate, state.second.corrected(), eps, probe);
        descend(step, at, update, probe)
    }
}
