//! NovoGrad: momentum of gradients that were divided by their average length, layer by layer.
//!
//! The two coordinates are one layer with one second moment. The momentum is a sum, not an average: at β₁ = 0.9 a
//! steady gradient gives steps ten times as long as the rate.

use super::parts::{descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `n ← β₂ n + (1 − β₂) |g|²;  m ← β₁ m + g / (√(n + ε̄) + ε) + λ x;  x ← x − η m`.
    pub struct NovoGrad {
        /// Step size: a steady gradient gives steps of η / (1 − β₁); Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the previous step that is kept: larger is smoother, slower to turn and faster.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared lengths: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.25, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the average length: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Pulls toward the origin by λ times the position, inside the momentum.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The average of the squared length, and the momentum.
#[derive(Clone, Copy)]
pub struct State<L> {
    square: L,
    momentum: Vec2<L>,
}

impl Optimizer for NovoGrad {
    const INFO: Info = Info {
        id: "novograd",
        name: "NovoGrad",
        family: "Layer-wise scaling",
        summary: "Momentum of gradients scaled to length one, layer by layer: Adam with a single second moment for each layer.",
        formula: "n ← β₂ n + (1 − β₂) |g|²  (first step: n = |g|²),  m ← β₁ m + g / (√(n + ε̄) + ε) + λ x,  x ← x − η m",
        reference: "Ginsburg et al. 2019, algorithm 1; optax.novograd",
        aliases: &[Alias::optax(
            "novograd",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &NovoGrad<L>, _: Vec2<L>) -> State<L> {
        State {
            square: L::splat(0.0),
            momentum: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &NovoGrad<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let square = gradient.norm().squared();
        let first = step.index == 0;
        state.square = if first {
            square
        } else {
            (L::splat(1.0) - rule.beta2) * square + rule.beta2 * state.square
        };
        let root = (state.square + rule.eps_root).sqrt();
        let scaled = gradient.map(|g| g / (root + rule.eps));
        let pulled = with_decay(scaled, at, rule.weight_decay);
        state.momentum = if first {
            pulled
        } else {
            state.momentum * step.momentum.unwrap_or(rule.beta1) + pulled
        };
        probe.scalar("√n", root);
        probe.vector("g/√n", scaled);
        probe.vector("m", state.momentum);
        state.momentum
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &NovoGrad<L>,
        _: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        descend(step, at, direction, probe)
    }
}
