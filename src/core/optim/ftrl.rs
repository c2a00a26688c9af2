//! FTRL: the position is recomputed in each step from the sum of all gradients, regularized.
//!
//! Keras's form. Coordinates whose sum is smaller than the L1 strength stand at exactly 0.

use super::parts::decayed;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `z ← z + g − (n'^k − n^k)/η x;  x ← (clip(z, ±λ₁) − z) / (n'^k/η + 2 λ₂)`.
    pub struct Ftrl {
        /// Step size: with k = ½, about how far the first step goes in each coordinate.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Minus the power k by which steps shrink with the sum of squares: −0.5 is Adagrad's, 0 a constant rate.
        learning_rate_power: real("Rate's power", "−k", -0.5, Domain::closed(f64::NEG_INFINITY, 0.0), Span::linear(-1.0, 0.0));
        /// What the sum of squares starts from: larger makes the first steps shorter.
        initial_accumulator_value: real("Initial sum", "n₀", 0.1, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1e3));
        /// L1 regularization: sets a coordinate to exactly 0 until the sum of its gradients exceeds this.
        l1_regularization_strength: real("L1 strength", "λ₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 10.0));
        /// L2 regularization: pulls the recomputed position towards the origin.
        l2_regularization_strength: real("L2 strength", "λ₂", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 10.0));
        /// L2 term in the gradient: pulls towards the origin only as long as gradients are summed.
        l2_shrinkage_regularization_strength: real("L2 shrinkage", "λ_s", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 10.0));
        /// Adds β/(2η) to the L2 strength: keeps the first steps of a coordinate short.
        beta: real("Beta", "β", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 10.0));
        /// Shrinks the position by the factor 1 − η λ before it is recomputed, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The sum of squares and the sum of gradients, less what the position already holds.
#[derive(Clone, Copy)]
pub struct State<L> {
    squares: Vec2<L>,
    linear: Vec2<L>,
}

impl Optimizer for Ftrl {
    const INFO: Info = Info {
        id: "ftrl",
        name: "FTRL",
        family: "Adaptive step sizes",
        summary: "Follow the regularized leader: Adagrad's steps with an L1 term that holds useless coordinates at exactly 0.",
        formula: "n' = n + g²,  z ← z + g + 2 λ_s x − (n'^k − n^k)/η · x,  x ← (clip(z, −λ₁, λ₁) − z) / (n'^k/η + 2 λ₂ + β/η)",
        reference: "McMahan et al. 2013, algorithm 1; keras.optimizers.Ftrl",
        aliases: &[Alias::keras("Ftrl", &[("learning_rate", "lr")])],
    };
    const UNIT: StepUnit = StepUnit::Length;

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &Ftrl<L>, _: Vec2<L>) -> State<L> {
        let initial = rule.initial_accumulator_value;
        State {
            squares: Vec2 {
                x: initial,
                y: initial,
            },
            linear: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Ftrl<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (two, rate, power) = (L::splat(2.0), step.rate, -rule.learning_rate_power);
        let start = decayed(at, rate, rule.weight_decay);
        let squares = state.squares + direction.map(L::squared);
        let [new, old] = [squares, state.squares].map(|n| n.map(|n| n.powf(power)));
        let growth = (new - old).map(|n| n / rate);
        let pulled = direction + start * (two * rule.l2_shrinkage_regularization_strength);
        let linear = state.linear + (pulled - growth.zip(start, |n, x| n * x));
        let l1 = rule.l1_regularization_strength;
        let l2 = rule.l2_regularization_strength + rule.beta / (two * rate);
        let quadratic = new.map(|n| n / rate + two * l2);
        let next = (linear.map(|z| z.clamped(-l1, l1)) - linear).zip(quadratic, |a, b| a / b);
        state.squares = squares;
        state.linear = linear;
        probe.vector("n", squares);
        probe.vector("z", linear);
        probe.vector("Δ", next - at);
        next
    }
}
