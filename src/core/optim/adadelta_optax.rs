//! Adadelta: steps measured in the size of the steps before, so that no learning rate is needed: Optax's.
//!
//! The rule is PyTorch's; weight decay joins the gradient.

use super::parts::{average, descend, regularized, squares};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `Δ = √(a + ε)/√(v + ε) · g`, with a and v the averages of Δ² and g².
    pub struct AdadeltaOptax {
        /// Factor on the step that the method has found by itself; Optax's default, none, is the factor 1.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of both averages: larger adapts more slowly, to gradients and to its own steps.
        rho: real("Decay", "ρ", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added under both roots: it decides the length of the very first steps.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// L2 regularization: adds λ times the position to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The averages of squared gradients and of squared steps.
#[derive(Clone, Copy)]
pub struct State<L> {
    gradients: Vec2<L>,
    steps: Vec2<L>,
}

impl Optimizer for AdadeltaOptax {
    const INFO: Info = Info {
        id: "adadelta.optax",
        name: "Adadelta (Optax)",
        family: "Adaptive step sizes",
        summary: "Finds its step length from the lengths of its own steps: for surfaces whose scale is not known.",
        formula: "v ← ρ v + (1 − ρ) g²,  Δ = √(a + ε)/√(v + ε) · g,  a ← ρ a + (1 − ρ) Δ²,  x ← x − η Δ",
        reference: "Zeiler 2012, algorithm 1; optax.adadelta",
        aliases: &[Alias::optax("adadelta", &[("learning_rate", "lr")])],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdadeltaOptax<L>, _: Vec2<L>) -> State<L> {
        State {
            gradients: Vec2::zero(),
            steps: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdadeltaOptax<L>,
        state: &mut State<L>,
        _: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = regularized(gradient, at, rule.weight_decay);
        state.gradients = average(state.gradients, squares(g), rule.rho);
        probe.vector("v", state.gradients);
        g
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdadeltaOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let root = |v: L| (v + rule.eps).sqrt();
        let scale = state
            .steps
            .map(root)
            .zip(state.gradients.map(root), |a, v| a / v);
        let delta = scale.zip(direction, |s, g| s * g);
        state.steps = average(state.steps, squares(delta), rule.rho);
        probe.vector("a", state.steps);
        probe.vector("√(a+ε)/√(v+ε)", scale);
        descend(step, at, delta, probe)
    }
}
