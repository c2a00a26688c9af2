//! Schedule-free SGD: gradients are taken between a plain descent and the average of its points.
//!
//! Optax's. The position of the run is y, where gradients are taken; the average x, which is what the method
//! promises to be good, is noted as `eval`, the plain descent as `z`. The averaging is shared with its AdamW.

use super::parts::regularized;
use super::{Optimizer, Step};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `z ← z − η (g + λ y);  x ← (1 − c) x + c z;  y ← β₁ x + (1 − β₁) z`.
    pub struct ScheduleFreeSgd {
        /// Step size of the plain descent z: how far one step goes per unit of gradient.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Number of steps in which the rate grows from 0 to its value; 0 stands for no warm-up.
        warmup_steps: count("Warm-up", "W", 0, 0, 1_000_000);
        /// How near to the average gradients are taken: 1 is at the average, 0 would be plain descent.
        beta1: real("Interpolation", "β₁", 0.9, INTERPOLATION, Span::linear(0.05, 1.0));
        /// L2 regularization: adds λ times the position y to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How much points with large rates count in the average: with their largest rate so far to this power.
        weight_lr_power: real("Weight power", "p", 2.0, Domain::NON_NEGATIVE, Span::linear(0.0, 4.0));
    }
}

/// The average is found again by dividing by β₁, which therefore is not 0.
pub(super) const INTERPOLATION: Domain = Domain {
    low: 0.0,
    low_allowed: false,
    high: 1.0,
    high_allowed: true,
};

/// The plain descent and the weights of its average.
#[derive(Clone, Copy)]
pub struct State<L> {
    plain: Vec2<L>,
    largest: L,
    total: L,
}

impl<L: Lane> State<L> {
    /// Everything at the start.
    pub(super) fn new(start: Vec2<L>) -> Self {
        Self {
            plain: start,
            largest: L::splat(0.0),
            total: L::splat(0.0),
        }
    }

    /// The position after the plain descent has gone by `−delta`.
    #[inline(always)]
    pub(super) fn interpolate<P: Probe<L>>(
        &mut self,
        at: Vec2<L>,
        delta: Vec2<L>,
        rule: &Averaging<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        self.largest = self.largest.maximum(rule.next_rate);
        let weight = self.largest.powf(rule.power);
        self.total = self.total + weight;
        let share = weight / self.total;
        // Nothing counted yet: the average stays where it is. A weight that is NaN makes everything NaN.
        let undefined = weight.is_nan() | self.total.is_nan();
        let share = L::select(share.is_nan() & !undefined, L::splat(0.0), share);
        let rest = one - rule.beta1;
        let average = |y: Vec2<L>, z: Vec2<L>| (y - z * rest).map(|x| x / rule.beta1);
        let old = average(at, self.plain);
        self.plain = self.plain - delta;
        let new = old * (one - share) + self.plain * share;
        let next = new * rule.beta1 + self.plain * rest;
        probe.scalar("c", share);
        probe.vector("z", self.plain);
        probe.vector("eval", average(next, self.plain));
        probe.vector("Δ", next - at);
        next
    }
}

/// What the averaging of one step needs besides the descent.
pub(super) struct Averaging<L> {
    /// β₁.
    pub(super) beta1: L,
    /// The power of the rate by which points are weighted.
    pub(super) power: L,
    /// The rate of the step after this, which weights the point of this step.
    pub(super) next_rate: L,
}

/// The rate after so many steps of a linear warm-up; 0 warm-up steps are none.
#[inline(always)]
pub(super) fn warmed_up<L: Lane>(rate: L, steps: u64, warmup: u64) -> L {
    if warmup == 0 {
        return rate;
    }
    let left = 1.0 - steps.min(warmup) as f64 / warmup as f64;
    rate - rate * L::splat(left)
}

impl Optimizer for ScheduleFreeSgd {
    const INFO: Info = Info {
        id: "schedule_free_sgd",
        name: "Schedule-free SGD",
        family: "Averaging and wrappers",
        summary: "Gradient descent with an average of its points in place of a schedule: good at every moment, not only at a planned end.",
        formula: "z ← z − η (g + λ y),  c = w/Σw, w = max(η)ᵖ,  x ← (1 − c) x + c z,  y ← β₁ x + (1 − β₁) z",
        reference: "Defazio et al. 2024, equations 3 to 5; optax.contrib.schedule_free_sgd",
        aliases: &[Alias::optax(
            "schedule_free_sgd",
            &[("learning_rate", "lr"), ("b1", "beta1")],
        )
        .within("contrib")],
    };

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &ScheduleFreeSgd<L>, start: Vec2<L>) -> State<L> {
        State::new(start)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &ScheduleFreeSgd<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let rate = |steps| warmed_up(step.rate, steps, rule.warmup_steps);
        let averaging = Averaging {
            beta1: rule.beta1,
            power: rule.weight_lr_power,
            next_rate: rate(step.index + 1),
        };
        let update = regularized(direction, at, rule.weight_decay);
        state.interpolate(at, update * rate(step.index), &averaging, probe)
    }
}
