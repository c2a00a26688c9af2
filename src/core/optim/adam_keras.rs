//! Adam as Keras has it: ε is added to the root of the uncorrected second moment.
//!
//! The averages move by their distance from the new value, and one rate carries both corrections. They are
//! shared with Keras's AdamW, NAdam and LAMB.

use super::parts::{decayed, driven, moved};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) m / (√v + ε)`.
    pub struct AdamKeras {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the uncorrected second moment: in the first steps it weighs more than PyTorch's.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Divides by the largest second moment so far instead of the current one.
        amsgrad: toggle("AMSGrad", "", false);
    }
}

/// The two averages, their corrections, and the largest second moment so far.
#[derive(Clone, Copy)]
pub struct State<L> {
    pub(super) first: Vec2<L>,
    pub(super) second: Vec2<L>,
    largest: Vec2<L>,
    product1: L,
    product2: L,
    /// 1 − β₁ᵗ and 1 − β₂ᵗ of the current step.
    pub(super) corrections: [L; 2],
    /// β₁ of the current step.
    pub(super) beta1: L,
}

impl<L: Lane> State<L> {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        let one = L::splat(1.0);
        Self {
            first: Vec2::zero(),
            second: Vec2::zero(),
            largest: Vec2::zero(),
            product1: one,
            product2: one,
            corrections: [one; 2],
            beta1: L::splat(0.0),
        }
    }

    /// Takes a gradient into both averages and returns the first.
    #[inline(always)]
    pub(super) fn take_in<P: Probe<L>>(
        &mut self,
        step: &Step<L>,
        gradient: Vec2<L>,
        betas: [L; 2],
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        let [own, beta2] = betas;
        let (beta1, correction1) = driven(own, &mut self.product1, step);
        self.product2 = self.product2 * beta2;
        self.corrections = [correction1, one - self.product2];
        self.beta1 = beta1;
        self.first = moved(self.first, gradient, one - beta1);
        self.second = moved(self.second, gradient.map(L::squared), one - beta2);
        probe.vector("m", self.first);
        probe.vector("v", self.second);
        self.first
    }

    /// The position after the step, given the (possibly clipped) first average.
    #[inline(always)]
    pub(super) fn leave<P: Probe<L>>(
        &mut self,
        step: &Step<L>,
        at: Vec2<L>,
        first: Vec2<L>,
        eps: L,
        amsgrad: bool,
        probe: &mut P,
    ) -> Vec2<L> {
        let [correction1, correction2] = self.corrections;
        let rate = step.rate * correction2.sqrt() / correction1;
        let second = if amsgrad {
            self.largest = self.largest.zip(self.second, L::maximum);
            self.largest
        } else {
            self.second
        };
        let root = second.map(L::sqrt);
        probe.vector("√v", root);
        probe.scalar("η_t", rate);
        at - (first * rate).zip(root, |m, r| m / (r + eps))
    }
}

impl Optimizer for AdamKeras {
    const INFO: Info = Info {
        id: "adam.keras",
        name: "Adam (Keras)",
        family: "Adam family",
        summary: "Adam with Keras's ε, ten times PyTorch's and before the correction: it shows where gradients are tiny.",
        formula: "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  x ← (1 − η λ) x − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)",
        reference: "Kingma and Ba 2015, end of section 2; AMSGrad: Reddi et al. 2018; keras.optimizers.Adam",
        aliases: &[Alias::keras(
            "Adam",
            &[
                ("learning_rate", "lr"),
                ("beta_1", "beta1"),
                ("beta_2", "beta2"),
                ("epsilon", "eps"),
            ],
        )
        .called(
            "learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, \
                 weight_decay=None",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamKeras<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamKeras<L>,
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
        rule: &AdamKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let start = decayed(at, step.rate, rule.weight_decay);
        let next = state.leave(step, start, direction, rule.eps, rule.amsgrad, probe);
        probe.vector("Δ", next - at);
        next
    }
}
