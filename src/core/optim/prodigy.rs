//! Prodigy: Adam that estimates the distance to the solution as it goes, and takes that for its learning rate.
//!
//! Optax's. Where the very first gradient is exactly 0 the estimate is 0/0, and everything after it NaN.

use super::parts::{average, decayed_square, number_of, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// Adam with the step `L = d η √(1 − β₂ᵗ)/(1 − β₁ᵗ)`, where d, the distance, only grows.
    pub struct Prodigy {
        /// Factor on the step size that the method has found by itself; a schedule shapes the run through it.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Memory of the sums behind the distance estimate; 0 stands for √β₂.
        beta3: real("Estimate decay", "β₃", 0.0, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// First guess of the distance: too small costs some steps, too large is never taken back.
        estim_lr0: real("First distance", "d₀", 1e-6, Domain::POSITIVE, Span::log(1e-9, 1.0));
        /// Factor on the distance estimate: above 1 is bolder.
        estim_lr_coef: real("Estimate factor", "c", 1.0, Domain::POSITIVE, Span::log(0.1, 10.0));
        /// Decoupled decay: pulls the position toward the origin by L λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Leaves the schedule's rate out of the denominator of the estimate, so that a warm-up does not inflate it.
        safeguard_warmup: toggle("Safeguard warm-up", "", false);
        let memory = L::select(beta3.same(L::splat(0.0)), beta2.sqrt(), beta3);
    }
}

/// Adam's correction `√(1 − β₂ᵗ) / (1 − β₁ᵗ)` of this step, from the running products of both decays.
#[inline(always)]
pub(super) fn correction<L: Lane>(step: &Step<L>, betas: [L; 2], products: &mut [L; 2]) -> L {
    let one = L::splat(1.0);
    for (product, beta) in products.iter_mut().zip(betas) {
        *product = *product * beta;
    }
    let [product1, product2] = *products;
    let power1 = match step.momentum {
        None => product1,
        Some(beta1) => beta1.powf(number_of(step.index)),
    };
    (one - product2).sqrt() / (one - power1)
}

/// Adam's averages of d g, the sums of the estimate, and the estimate.
#[derive(Clone, Copy)]
pub struct State<L> {
    start: Vec2<L>,
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

impl Optimizer for Prodigy {
    const INFO: Info = Info {
        id: "prodigy",
        name: "Prodigy",
        family: "Learning-rate-free",
        summary: "Adam that finds its learning rate while it runs: leave the rate at 1 and schedule that, if anything.",
        formula: "S ← β₃ S + L d g/d₀,  r ← β₃ r + d/d₀ L g·(x₀ − x),  d ← max(d, c r/Σ|S|),  x ← x − L m / (√v + d ε) − λ L x with m, v of d g",
        reference: "Mishchenko and Defazio 2023, algorithm 4; optax.contrib.prodigy",
        aliases: &[Alias::optax(
            "prodigy",
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

    fn init<L: Width>(rule: &Prodigy<L>, start: Vec2<L>) -> State<L> {
        let zero = L::splat(0.0);
        State {
            start,
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
        rule: &Prodigy<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let beta1 = step.momentum.unwrap_or(rule.beta1);
        let correction = correction(step, [rule.beta1, rule.beta2], &mut state.products);
        let d = state.distance;
        state.length = d * step.rate * correction;
        let scaled = gradient * d;
        state.first = average(state.first, scaled, beta1);
        state.second = decayed_square(state.second, scaled, rule.beta2);
        let weight = if rule.safeguard_warmup {
            d
        } else {
            state.length
        };
        let share = |g: L| weight * g / rule.estim_lr0;
        state.sum = state.sum * rule.memory + scaled.map(share);
        let progress = gradient.dot(state.start - at);
        state.numerator =
            state.numerator * rule.memory + d / rule.estim_lr0 * state.length * progress;
        let estimate =
            rule.estim_lr_coef * state.numerator / (state.sum.x.abs() + state.sum.y.abs());
        state.distance = d.maximum(estimate);
        probe.vector("m", state.first);
        probe.vector("v", state.second);
        probe.vector("S", state.sum);
        probe.scalar("d", state.distance);
        state.first
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Prodigy<L>,
        state: &mut State<L>,
        _: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let floor = state.distance * rule.eps;
        let root = state.second.map(L::sqrt);
        probe.scalar("L", state.length);
        probe.vector("√v", root);
        let quotient = (direction * state.length).zip(root, |m, r| m / (r + floor));
        let delta = with_decay(quotient, at, rule.weight_decay * state.length);
        probe.vector("Δ", -delta);
        at - delta
    }
}
