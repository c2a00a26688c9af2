//! Adam with Nesterov's look-ahead and an ε under the root, both optional: Optax's.
//!
//! The two averages and the quotient made of them are shared with Optax's other methods of the family. A clip
//! after momentum limits the average m alone; the gradient that Nesterov's look-ahead adds stays whole.

use super::parts::{average, descend, number_of, squares};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  x ← x − η m̂ / (√(v̂ + ε̄) + ε)`.
    pub struct AdamOptax {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction. Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Looks ahead: takes the gradient average as it would be after meeting this gradient once more.
        nesterov: toggle("Nesterov", "", false);
    }
}

/// The gradient, its average from 0 and what corrects the average for that start.
#[derive(Clone, Copy)]
pub(super) struct FirstMoment<L> {
    gradient: Vec2<L>,
    pub(super) mean: Vec2<L>,
    beta1: L,
    /// β₁ᵗ: a running product, or the power of the current β₁ where a schedule drives it.
    power: L,
    product: L,
}

impl<L: Lane> FirstMoment<L> {
    /// Nothing seen yet; the average starts at `mean`.
    pub(super) fn new(mean: L) -> Self {
        let one = L::splat(1.0);
        Self {
            gradient: Vec2::zero(),
            mean: vec2(mean, mean),
            beta1: one,
            power: one,
            product: one,
        }
    }

    /// Takes a gradient in and returns the average.
    #[inline(always)]
    pub(super) fn take_in<P: Probe<L>>(
        &mut self,
        step: &Step<L>,
        gradient: Vec2<L>,
        own: L,
        probe: &mut P,
    ) -> Vec2<L> {
        self.gradient = gradient;
        self.beta1 = step.momentum.unwrap_or(own);
        self.mean = average(self.mean, gradient, self.beta1);
        self.product = self.product * self.beta1;
        self.power = match step.momentum {
            None => self.product,
            Some(beta1) => beta1.powf(number_of(step.index)),
        };
        probe.vector("m", self.mean);
        self.mean
    }

    /// An average of this step, corrected for its start: `m / (1 − β₁ᵗ)`.
    #[inline(always)]
    pub(super) fn corrected(&self, mean: Vec2<L>) -> Vec2<L> {
        let correction = L::splat(1.0) - self.power;
        mean.map(|m| m / correction)
    }

    /// The estimate of the gradient that a step follows, with Nesterov's look-ahead or without.
    #[inline(always)]
    pub(super) fn estimate<P: Probe<L>>(
        &self,
        mean: Vec2<L>,
        nesterov: bool,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        let estimate = if nesterov {
            let next = one - self.power * self.beta1;
            let ahead = mean.map(|m| m / next) * self.beta1;
            ahead + self.corrected(self.gradient) * (one - self.beta1)
        } else {
            self.corrected(mean)
        };
        probe.vector("m̂", estimate);
        estimate
    }
}

/// An average of squares and what corrects it for its start.
#[derive(Clone, Copy)]
pub(super) struct SecondMoment<L> {
    pub(super) mean: Vec2<L>,
    /// β₂ᵗ.
    pub(super) power: L,
}

impl<L: Lane> SecondMoment<L> {
    /// Nothing seen yet; the average starts at `mean`.
    pub(super) fn new(mean: L) -> Self {
        Self {
            mean: vec2(mean, mean),
            power: L::splat(1.0),
        }
    }

    /// Takes the square of a vector in.
    #[inline(always)]
    pub(super) fn take_in<P: Probe<L>>(&mut self, v: Vec2<L>, beta2: L, probe: &mut P) {
        self.mean = average(self.mean, squares(v), beta2);
        self.power = self.power * beta2;
        probe.vector("v", self.mean);
    }

    /// The average, corrected for its start: `v / (1 − β₂ᵗ)`.
    #[inline(always)]
    pub(super) fn corrected(&self) -> Vec2<L> {
        let correction = L::splat(1.0) - self.power;
        self.mean.map(|v| v / correction)
    }
}

/// `m̂ / (√(v̂ + ε̄) + ε)`, with the given ε and ε̄.
#[inline(always)]
pub(super) fn quotient<L: Lane, P: Probe<L>>(
    numerator: Vec2<L>,
    second: Vec2<L>,
    [eps, eps_root]: [L; 2],
    probe: &mut P,
) -> Vec2<L> {
    let root = second.map(|v| (v + eps_root).sqrt());
    probe.vector("√v̂", root);
    numerator.zip(root, |m, r| m / (r + eps))
}

/// Adam's two averages, from 0.
#[derive(Clone, Copy)]
pub struct State<L> {
    pub(super) first: FirstMoment<L>,
    pub(super) second: SecondMoment<L>,
}

impl<L: Lane> State<L> {
    /// Nothing seen yet; both averages start at `initial`.
    pub(super) fn new(initial: L) -> Self {
        Self {
            first: FirstMoment::new(initial),
            second: SecondMoment::new(initial),
        }
    }

    /// Takes a gradient into both averages and returns the first.
    #[inline(always)]
    pub(super) fn take_in<P: Probe<L>>(
        &mut self,
        step: &Step<L>,
        gradient: Vec2<L>,
        [beta1, beta2]: [L; 2],
        probe: &mut P,
    ) -> Vec2<L> {
        let first = self.first.take_in(step, gradient, beta1, probe);
        self.second.take_in(gradient, beta2, probe);
        first
    }

    /// What Adam follows, given the (possibly clipped) first average.
    #[inline(always)]
    pub(super) fn update<P: Probe<L>>(
        &self,
        first: Vec2<L>,
        eps: [L; 2],
        nesterov: bool,
        probe: &mut P,
    ) -> Vec2<L> {
        let estimate = self.first.estimate(first, nesterov, probe);
        quotient(estimate, self.second.corrected(), eps, probe)
    }
}

impl Optimizer for AdamOptax {
    const INFO: Info = Info {
        id: "adam.optax",
        name: "Adam (Optax)",
        family: "Adam family",
        summary: "Adam as Optax computes it: for trying an ε under the root or Nesterov's look-ahead on the usual first choice.",
        formula: "m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  x ← x − η m̂ / (√(v̂ + ε̄) + ε),  m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)",
        reference: "Kingma and Ba 2015, algorithm 1; Nesterov: Dozat 2016; optax.adam",
        aliases: &[Alias::optax(
            "adam",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called(
            "learning_rate, b1=0.9, b2=0.999, eps=1e-8, eps_root=0.0, mu_dtype=None, *, \
                 nesterov=False",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdamOptax<L>, _: Vec2<L>) -> State<L> {
        State::new(L::splat(0.0))
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdamOptax<L>,
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
        rule: &AdamOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let eps = [rule.eps, rule.eps_root];
        let update = state.update(direction, eps, rule.nesterov, probe);
        descend(step, at, update, probe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::probe::NoProbe;

    /// A scheduled β₁ takes the place of the rule's, and corrects by its own power, with look-ahead or without.
    #[test]
    fn a_scheduled_momentum_is_corrected_by_its_own_power() {
        let mut first = FirstMoment::<f64>::new(0.0);
        let mut mean = Vec2::zero();
        let gradients = [vec2(1.0, -2.0), vec2(3.0, 0.5), vec2(-1.0, 4.0)];
        for (index, (beta1, g)) in (0_u64..).zip([0.8, 0.6, 0.3].into_iter().zip(gradients)) {
            let step = Step {
                index,
                rate: 0.1,
                momentum: Some(beta1),
                loss: 0.0,
            };
            let taken = first.take_in(&step, g, 0.9, &mut NoProbe);
            mean = mean * beta1 + g * (1.0 - beta1);
            let correction = |t: u64| 1.0 / (1.0 - beta1.powf(t as f64));
            let plain = mean * correction(index + 1);
            let ahead = mean * (beta1 * correction(index + 2))
                + g * ((1.0 - beta1) * correction(index + 1));
            for (nesterov, want) in [(false, plain), (true, ahead)] {
                let got = first.estimate(taken, nesterov, &mut NoProbe);
                let error = (got - want).norm();
                assert!(
                    error < 1e-14,
                    "step {index}, {nesterov}: {got:?}, not {want:?}"
                );
            }
        }
    }
}
