//! NAdam as Keras has it: the share of momentum grows 250 times faster than PyTorch's.

use super::adam_keras::State as Averages;
use super::nadam::Share;
use super::parts::decayed;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η (μ_{t+1}/(1 − μ_{t+1} Πμ) m + (1 − μ_t)/(1 − Πμ) g) / (√v̂ + ε)`.
    pub struct NAdamKeras {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: its share in the step grows to this within a hundred steps.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// Adam's averages, the gradient of the step and the growing share of momentum.
#[derive(Clone, Copy)]
pub struct State<L> {
    averages: Averages<L>,
    gradient: Vec2<L>,
    share: Share<L>,
}

impl Optimizer for NAdamKeras {
    const INFO: Info = Info {
        id: "nadam.keras",
        name: "NAdam (Keras)",
        family: "Adam family",
        summary: "Adam that looks ahead; its share of momentum is whole within a hundred steps, where PyTorch's takes thousands.",
        formula: "μ_t = β₁(1 − ½ 0.96ᵗ),  x ← (1 − η λ) x − η (μ_{t+1}/(1 − μ_{t+1}Πμ) · m + (1 − μ_t)/(1 − Πμ) · g) / (√v̂ + ε)",
        reference: "Dozat 2016; keras.optimizers.Nadam",
        aliases: &[Alias::keras(
            "Nadam",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
                ("epsilon", "eps"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &NAdamKeras<L>, _: Vec2<L>) -> State<L> {
        State {
            averages: Averages::new(),
            gradient: Vec2::zero(),
            share: Share::new(L::splat(1.0)),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &NAdamKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.gradient = gradient;
        let betas = [rule.beta1, rule.beta2];
        state.averages.take_in(step, gradient, betas, probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &NAdamKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let [[rest, left], [next, ahead]] = state.share.next(state.averages.beta1);
        let by_average = (direction * next).map(|m| m / ahead);
        let by_gradient = (state.gradient * rest).map(|g| g / left);
        let mean = by_average + by_gradient;
        let [_, correction2] = state.averages.corrections;
        let root = state.averages.second.map(|v| (v / correction2).sqrt());
        let start = decayed(at, step.rate, rule.weight_decay);
        let end = start - (mean * step.rate).zip(root, |m, r| m / (r + rule.eps));
        probe.vector("√v̂", root);
        probe.scalar("μ_{t+1}", next);
        probe.vector("Δ", end - at);
        end
    }
}
