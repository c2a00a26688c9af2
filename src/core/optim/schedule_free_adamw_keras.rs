//! Schedule-free AdamW as Keras has it: the average of the fast points weighs them alike, warm-up or not.
//!
//! The run itself is y, where the gradient is taken; x, the point to evaluate, follows from y and z.

use super::adam_keras::State as Averages;
use super::parts::{decayed, number_of};
use super::schedule_free_sgd::INTERPOLATION;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `z ← z − η_t g/(√v̂ + ε);  x ← (1 − 1/t) x + z/t;  y ← β₁ x + (1 − β₁) z`.
    pub struct ScheduleFreeAdamWKeras {
        /// Step size of the fast point z: about how far it goes in each coordinate in one step.
        lr: real("Learning rate", "η", 2.5e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the average x in the point y where the gradient is taken; the rest is the fast point z.
        beta1: real("Interpolation", "β₁", 0.9, INTERPOLATION, Span::linear(0.05, 1.0));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Steps over which the rate rises to its full size; 0 starts with the full rate.
        warmup_steps: count("Warm-up steps", "W", 0, 0, 1_000_000);
        /// Shrinks the point y by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// The second moment and the fast point.
#[derive(Clone, Copy)]
pub struct State<L> {
    averages: Averages<L>,
    fast: Vec2<L>,
}

impl Optimizer for ScheduleFreeAdamWKeras {
    const INFO: Info = Info {
        id: "schedule_free_adamw.keras",
        name: "Schedule-free AdamW (Keras)",
        family: "Averaging and wrappers",
        summary: "Adam that averages its own path instead of lowering its rate: no horizon has to be known.",
        formula: "z ← z − η min(t/W, 1) g/(√v̂ + ε),  x ← (1 − 1/t) x + z/t,  y ← β₁ x + (1 − β₁) z  (the run is y)",
        reference: "Defazio et al. 2024, algorithm 1; keras.optimizers.ScheduleFreeAdamW",
        aliases: &[Alias::keras(
            "ScheduleFreeAdamW",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
                ("epsilon", "eps"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &ScheduleFreeAdamWKeras<L>, start: Vec2<L>) -> State<L> {
        State {
            averages: Averages::new(),
            fast: start,
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &ScheduleFreeAdamWKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (one, t) = (L::splat(1.0), number_of::<L>(step.index));
        let beta1 = rule.beta1;
        let point = decayed(at, step.rate, rule.weight_decay);
        let rate = if rule.warmup_steps == 0 {
            step.rate
        } else {
            step.rate * (t / L::splat(rule.warmup_steps as f64)).minimum(one)
        };
        let betas = [beta1, rule.beta2];
        state.averages.take_in(step, direction, betas, probe);
        let [_, correction2] = state.averages.corrections;
        let root = state.averages.second.map(|v| (v / correction2).sqrt());
        let moved = (direction * rate).zip(root, |g, r| g / (r + rule.eps));
        let average = (point - state.fast * (one - beta1)).map(|x| x / beta1);
        state.fast = state.fast - moved;
        let weight = one / t;
        let average = average * (one - weight) + state.fast * weight;
        let next = average * beta1 + state.fast * (one - beta1);
        probe.vector("√v̂", root);
        probe.vector("z", state.fast);
        probe.vector("eval", average);
        probe.vector("Δ", next - at);
        next
    }
}
