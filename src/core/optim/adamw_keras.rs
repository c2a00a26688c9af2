//! AdamW as Keras has it: Keras's Adam with a weight decay that is on unless it is set to 0.

use super::adam_keras::State;
use super::parts::decayed;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← (1 − η λ) x`, then Keras's Adam with the gradient taken before.
    pub struct AdamWKeras {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the uncorrected second moment: in the first steps it weighs more than PyTorch's.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 4e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Divides by the largest second moment so far instead of the current one.
        amsgrad: toggle("AMSGrad", "", false);
    }
}

impl Optimizer for AdamWKeras {
    const INFO: Info = Info {
        id: "adamw.keras",
        name: "AdamW (Keras)",
        family: "Adam family",
        summary: "Keras's Adam with its decoupled weight decay switched on: the decay is the same for all coordinates.",
        formula: "x ← (1 − η λ) x,  then x ← x − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε) with Adam's m and v",
        reference: "Loshchilov and Hutter 2019, algorithm 2; keras.optimizers.AdamW",
        aliases: &[Alias::keras(
            "AdamW",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
                ("epsilon", "eps"),
            ],
        )
        .called(
            "learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7, \
                 amsgrad=False",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamWKeras<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamWKeras<L>,
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
        rule: &AdamWKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let shrunk = decayed(at, step.rate, rule.weight_decay);
        let next = state.leave(step, shrunk, direction, rule.eps, rule.amsgrad, probe);
        probe.vector("−ηλx", shrunk - at);
        probe.vector("Δ", next - at);
        next
    }
}
