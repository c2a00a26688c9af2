//! NAdamW: Adam with Nesterov's look-ahead and decoupled weight decay. It is Optax's AdamW that looks ahead.

use super::adam_optax::State;
use super::parts::{descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// AdamW with `m̂ = β₁ m/(1 − β₁ᵗ⁺¹) + (1 − β₁) g/(1 − β₁ᵗ)`.
    pub struct NAdamW {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is AdamW's in PyTorch.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Decoupled decay: pulls the position toward the origin by η λ of itself in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 1e-4, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Looks ahead: takes the gradient average as it would be after meeting this gradient once more.
        nesterov: toggle("Nesterov", "", true);
    }
}

impl Optimizer for NAdamW {
    const INFO: Info = Info {
        id: "nadamw",
        name: "NAdamW",
        family: "Adam family",
        summary: "AdamW that looks ahead: turns a little earlier than AdamW where the gradient turns.",
        formula: "m̂ = β₁ m/(1 − β₁ᵗ⁺¹) + (1 − β₁) g/(1 − β₁ᵗ),  x ← x − η (m̂ / (√(v̂ + ε̄) + ε) + λ x)",
        reference: "Dozat 2016 and Loshchilov and Hutter 2019; optax.nadamw",
        aliases: &[Alias::optax(
            "nadamw",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called(
            "learning_rate, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, mu_dtype=None, \
                 weight_decay=1e-4, mask=None, *, nesterov=True",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &NAdamW<L>, _: Vec2<L>) -> State<L> {
        State::new(L::splat(0.0))
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &NAdamW<L>,
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
        rule: &NAdamW<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let eps = [rule.eps, rule.eps_root];
        let update = state.update(direction, eps, rule.nesterov, probe);
        descend(step, at, with_decay(update, at, rule.weight_decay), probe)
    }
}
