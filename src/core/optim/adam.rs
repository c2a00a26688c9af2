//! Adam: the step is an average of the gradient, divided by the root of an average of its square.
//!
//! The averages and the step made of them are shared with AdamW, which differs only in its weight decay.
//! Operations stand in PyTorch's order.

use super::parts::{add_quotient, decayed_square, holds_still, lerp, regularized};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  x ← x − η m̂ / (√v̂ + ε)`.
    pub struct Adam {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// L2 regularization: adds λ times the position to the gradient, before the averages see it.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Divides by the largest second moment so far instead of the current one.
        amsgrad: toggle("AMSGrad", "", false);
        fact decays = L::any(!weight_decay.same(L::splat(0.0)));
        fact keeps_largest = amsgrad;
    }
}

/// The two averages, their corrections for having started at 0, and the largest second moment so far.
#[derive(Clone, Copy)]
pub struct State<L> {
    first: Vec2<L>,
    second: Vec2<L>,
    largest: Vec2<L>,
    /// Running products β₁ᵗ and β₂ᵗ.
    product1: L,
    product2: L,
    /// 1 − β₁ᵗ of the current step.
    correction1: L,
}

impl<L: Lane> State<L> {
    /// Nothing seen yet.
    pub(super) fn new() -> Self {
        Self {
            first: Vec2::zero(),
            second: Vec2::zero(),
            largest: Vec2::zero(),
            product1: L::splat(1.0),
            product2: L::splat(1.0),
            correction1: L::splat(1.0),
        }
    }

    /// Whether two memories lead to the same steps: the averages are the same, and the corrections have become 1, which they
    /// stay.
    #[inline(always)]
    pub(super) fn same(&self, other: &Self) -> L::Mask {
        let one = L::splat(1.0);
        let is_done =
            |state: &Self| (one - state.product1).same(one) & (one - state.product2).same(one);
        self.first.same_bits(other.first)
            & self.second.same_bits(other.second)
            & self.largest.same_bits(other.largest)
            & is_done(self)
            & is_done(other)
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
        let beta1 = step.momentum.unwrap_or(own);
        self.first = lerp(self.first, gradient, one - beta1);
        self.second = decayed_square(self.second, gradient, beta2);
        self.product1 = self.product1 * beta1;
        self.product2 = self.product2 * beta2;
        // PyTorch takes the power of the current β₁; while it is constant, the product is that power.
        let power1 = match step.momentum {
            None => self.product1,
            Some(beta1) => beta1.powf(L::splat((step.index + 1) as f64)),
        };
        self.correction1 = one - power1;
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
        let length = step.rate.over(self.correction1);
        let correction2 = (L::splat(1.0) - self.product2).root();
        let second = if amsgrad {
            self.largest = self.largest.zip(self.second, L::maximum);
            self.largest
        } else {
            self.second
        };
        let root = second.map(|v| v.sqrt() / correction2);
        let next = add_quotient(at, -length, first, root.map(|r| r + eps));
        probe.vector("m̂", first.map(|m| m / self.correction1));
        probe.vector("√v̂", root);
        next
    }
}

impl Optimizer for Adam {
    const INFO: Info = Info {
        id: "adam",
        name: "Adam",
        family: "Adam family",
        summary: "Momentum with a step size of its own for each coordinate: the usual first choice.",
        formula: "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  x ← x − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)",
        reference: "Kingma and Ba 2015, algorithm 1; AMSGrad: Reddi et al. 2018; torch.optim.Adam",
        aliases: &[
            Alias::torch("Adam", &[("betas.0", "beta1"), ("betas.1", "beta2")]).called(
                "params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, \
                 foreach=None, maximize=False, capturable=False, differentiable=False, fused=None, \
                 decoupled_weight_decay=False",
            ),
        ],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Adam<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Adam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let gradient = if rule.decays {
            regularized(gradient, at, rule.weight_decay)
        } else {
            gradient
        };
        state.take_in(step, gradient, [rule.beta1, rule.beta2], probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Adam<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let next = state.leave(step, at, direction, rule.eps, rule.keeps_largest, probe);
        probe.vector("Δ", next - at);
        next
    }

    #[inline(always)]
    fn same<L: Width>(a: &State<L>, b: &State<L>) -> L::Mask {
        a.same(b)
    }

    /// Where the gradient is exactly 0, m only shrinks and so does η/(1 − β₁ᵗ): no step is longer than the quotient of what
    /// they are by ε.
    #[inline(always)]
    fn rests<L: Width>(
        rule: &Adam<L>,
        state: &State<L>,
        rate: L,
        at: Vec2<L>,
        gradient: Vec2<L>,
    ) -> L::Mask {
        let zero = L::splat(0.0);
        let g = regularized(gradient, at, rule.weight_decay);
        let length = rate / state.correction1;
        let longest = state
            .first
            .map(|m| m.abs() * length / rule.eps * L::splat(1.0 + 1e-6));
        g.x.same(zero) & g.y.same(zero) & rule.eps.gt(zero) & holds_still(at, longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::probe::Notes;
    use crate::core::vec2::vec2;

    /// A scheduled β₁ takes the place of the rule's, and the correction is the power of the current one.
    #[test]
    fn a_scheduled_momentum_is_corrected_by_its_own_power() {
        let mut state = State::<f64>::new();
        let gradients = [vec2(1.0, -2.0), vec2(3.0, 0.5), vec2(-1.0, 4.0)];
        let mut mean = Vec2::zero();
        for (index, (beta1, g)) in [0.8, 0.6, 0.3].into_iter().zip(gradients).enumerate() {
            let step = Step {
                index: index as u64,
                rate: 0.1,
                momentum: Some(beta1),
                loss: 0.0,
            };
            let mut notes = Notes::default();
            let first = state.take_in(&step, g, [0.9, 0.999], &mut notes);
            state.leave(&step, Vec2::zero(), first, 1e-8, false, &mut notes);
            mean = mean * beta1 + g * (1.0 - beta1);
            let want = mean * (1.0 / (1.0 - beta1.powf(index as f64 + 1.0)));
            let (_, got) = notes.vectors.iter().find(|(name, _)| *name == "m̂").unwrap();
            assert!(
                (*got - want).norm() < 1e-14,
                "step {index}: {got:?}, not {want:?}"
            );
        }
    }

    /// Claim C15: the first step has length η in each coordinate, whatever the gradient's scale.
    #[test]
    fn the_first_step_is_as_long_as_the_rate() {
        for (scale, want) in [(1e-3, 0.99999), (1e3, 1.0)] {
            let mut state = State::<f64>::new();
            let step = Step {
                index: 0,
                rate: 1.0,
                momentum: None,
                loss: 0.0,
            };
            let g = vec2(scale, -scale);
            let first = state.take_in(&step, g, [0.9, 0.999], &mut crate::core::probe::NoProbe);
            let at = state.leave(
                &step,
                Vec2::zero(),
                first,
                1e-8,
                false,
                &mut crate::core::probe::NoProbe,
            );
            assert!((at - vec2(-want, want)).norm() < 1e-9, "{at:?}");
        }
    }
}
