//! AdamW with D-adaptation: estimates the distance to the solution from below, and takes that for its learning rate.
//!
//! Optax's. Where the very first gradient is exactly 0 the estimate is 0/0, and everything after it NaN.

use super::parts::{decayed_square, with_decay};
use super::prodigy::correction;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// AdamW with the step `L = d η √(1 − β₂ᵗ)/(1 − β₁ᵗ)`, where d, the distance, only grows.
    pub struct DAdaptAdamW {
        /// Factor on the step size that the method has found by itself; a schedule shapes the run through it.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// First guess of the distance: too small costs some steps, too large is never taken back.
        estim_lr0: real("First distance", "d₀", 1e-6, Domain::POSITIVE, Span::log(1e-9, 1.0));
        /// Decoupled decay: pulls the position toward the origin by L λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        let memory = beta2.sqrt();
    }
}

/// Adam's averages, the first with the step inside, the sums of the estimate, and the estimate.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: Vec2<L>,
    second: Vec2<L>,
    sum: Vec2<L>,
    numerator: L,
    distance: L,
    /// L of the current step.
    length: L,
    /// Running products β₁ᵗ and β₂ᵗ.
    products: [L; 2],
}

impl Optimizer for DAdaptAdamW {
    const INFO: Info = Info {
        id: "dadapt_adamw",
        name: "D-Adapt AdamW",
        family: "Learning-rate-free",
        summary: "AdamW that finds its learning rate while it runs, more carefully than Prodigy, its successor.",
        formula: "r ← c r + (1 − c) L g·S/(√v + ε),  S ← c S + (1 − c) L g,  d ← max(d, r / ((1 − c) Σ|S|)), c = √β₂,  m ← β₁ m + (1 − β₁) L g,  x ← x − m / (√v + ε) − λ L x",
        reference: "Defazio and Mishchenko 2023, algorithm 5; optax.contrib.dadapt_adamw",
        aliases: &[Alias::optax(
            "dadapt_adamw",
            &[
                ("learning_rate", "lr"),
                ("betas.0", "beta1"),
                ("betas.1", "beta2"),
            ],
        )
        .within("contrib")],
    };
    const UNIT: StepUnit = StepUnit::Own;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &DAdaptAdamW<L>, _: Vec2<L>) -> State<L> {
        let zero = L::splat(0.0);
        State {
            first: Vec2::zero(),
            second: Vec2::zero(),
            sum: Vec2::zero(),
            numerator: zero,
            distance: rule.estim_lr0,
            length: zero,
            products: [L::splat(1.0); 2],
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &DAdaptAdamW<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        let beta1 = step.momentum.unwrap_or(rule.beta1);
        let correction = correction(step, [rule.beta1, rule.beta2], &mut state.products);
        let length = state.distance * step.rate * correction;
        let weighted = state
            .sum
            .zip(state.second, |s, v| s / (v.sqrt() + rule.eps));
        let progress = gradient.dot(weighted);
        let share = |weight: L| gradient * (weight * length);
        state.first = state.first * beta1 + share(one - beta1);
        state.second = decayed_square(state.second, gradient, rule.beta2);
        let new = one - rule.memory;
        state.sum = state.sum * rule.memory + share(new);
        state.numerator = rule.memory * state.numerator + new * length * progress;
        let size = state.sum.x.abs() + state.sum.y.abs();
        state.distance = state.distance.maximum(state.numerator / (new * size));
        state.length = length;
        probe.vector("m", state.first);
        probe.vector("v", state.second);
        probe.vector("S", state.sum);
        probe.scalar("d", state.distance);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &DAdaptAdamW<L>,
        state: &mut State<L>,
        _: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let root = state.second.map(L::sqrt);
        probe.scalar("L", state.length);
        probe.vector("√v", root);
        let quotient = direction.zip(root, |m, r| m / (r + rule.eps));
        let delta = with_decay(quotient, at, rule.weight_decay * state.length);
        probe.vector("Δ", -delta);
        at - delta
    }
}
