//! RAdam, Adam that waits until its second moment can be trusted: Optax's.
//!
//! Unlike PyTorch's, the threshold is a parameter, and reaching it is enough.

use super::adam_optax::{State, quotient};
use super::parts::{descend, number_of};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η r m̂ / (√(v̂ + ε̄) + ε)` once ρ has reached the threshold, before that `x ← x − η m̂`.
    pub struct RAdamOptax {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// How many samples the average of squares must be worth before it divides the step; at least 4 for a real root.
        threshold: real("Threshold", "ρ₀", 5.0, Domain::NON_NEGATIVE, Span::linear(4.0, 20.0));
        /// Looks ahead: takes the gradient average as it would be after meeting this gradient once more.
        nesterov: toggle("Nesterov", "", false);
    }
}

impl Optimizer for RAdamOptax {
    const INFO: Info = Info {
        id: "radam.optax",
        name: "RAdam (Optax)",
        family: "Adam family",
        summary: "Adam with a warm-up of its own: plain momentum until the average of squares holds enough samples.",
        formula: "ρ = ρ∞ − 2 t β₂ᵗ/(1 − β₂ᵗ),  r = √((ρ−4)(ρ−2) ρ∞ / ((ρ∞−4)(ρ∞−2) ρ)),  x ← x − η r m̂ / (√(v̂ + ε̄) + ε) if ρ ≥ ρ₀, else x − η m̂",
        reference: "Liu et al. 2020, algorithm 2; optax.radam",
        aliases: &[Alias::optax(
            "radam",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )],
    };
    /// The first steps are plain momentum, which a rate fit for Adam throws far away.
    const UNIT: StepUnit = StepUnit::Gradient;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &RAdamOptax<L>, _: Vec2<L>) -> State<L> {
        State::new(L::splat(0.0))
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &RAdamOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.take_in(step, gradient, [rule.beta1, rule.beta2], probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &RAdamOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (one, two, four) = (L::splat(1.0), L::splat(2.0), L::splat(4.0));
        let power = state.second.power;
        let limit = two / (one - rule.beta2) - one;
        let samples = limit - two * number_of(step.index) * power / (one - power);
        let rectifier = ((samples - four) * (samples - two) * limit
            / ((limit - four) * (limit - two) * samples))
            .sqrt();
        probe.scalar("ρ", samples);
        probe.scalar("r", rectifier);
        let estimate = state.first.estimate(direction, rule.nesterov, probe);
        let eps = [rule.eps, rule.eps_root];
        let divided = quotient(estimate * rectifier, state.second.corrected(), eps, probe);
        let trusted = rule.threshold.le(samples);
        descend(step, at, Vec2::select(trusted, divided, estimate), probe)
    }
}
