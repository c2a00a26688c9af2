//! AdamW: Adam whose weight decay shrinks the position itself instead of joining the gradient.

use super::adam::State;
use super::parts::shrunk;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← (1 − η λ) x`, then Adam's step with the gradient taken before.
    pub struct AdamW {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 1e-2, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Divides by the largest second moment so far instead of the current one.
        amsgrad: toggle("AMSGrad", "", false);
        fact keeps_largest = amsgrad;
    }
}

impl Optimizer for AdamW {
    const INFO: Info = Info {
        id: "adamw",
        name: "AdamW",
        family: "Adam family",
        summary: "Adam with decoupled weight decay: the decay is the same for all coordinates.",
        formula: "x ← (1 − η λ) x,  then x ← x − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε) with Adam's m and v",
        reference: "Loshchilov and Hutter 2019, algorithm 2; torch.optim.AdamW",
        aliases: &[Alias::torch(
            "AdamW",
            &[("betas.0", "beta1"), ("betas.1", "beta2")],
        )
            .called("params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, \
                 foreach=None, maximize=False, capturable=False, differentiable=False, fused=None")],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamW<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamW<L>,
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
        rule: &AdamW<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let shrunk = shrunk(at, step.rate, rule.weight_decay);
        let next = state.leave(step, shrunk, direction, rule.eps, rule.keeps_largest, probe);
        probe.vector("−ηλx", shrunk - at);
        probe.vector("Δ", next - at);
        next
    }

    #[inline(always)]
    fn same<L: Width>(a: &State<L>, b: &State<L>) -> L::Mask {
        a.same(b)
    }
}
