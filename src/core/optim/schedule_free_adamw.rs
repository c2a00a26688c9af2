//! Schedule-free AdamW: gradients are taken between an RMSprop descent and the average of its points.
//!
//! Optax's. The averaging, which takes the place of Adam's first moment, is schedule-free SGD's; see there for what
//! y, z and `eval` are.

use super::adam_optax::SecondMoment;
use super::parts::with_decay;
use super::schedule_free_sgd::{self as averaging, Averaging, INTERPOLATION, warmed_up};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `z ← z − η (g / (√v̂ + ε) + λ y);  x ← (1 − c) x + c z;  y ← β₁ x + (1 − β₁) z`.
    pub struct ScheduleFreeAdamW {
        /// Step size of the descent z: about how far it goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 2.5e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Number of steps in which the rate grows from 0 to its value; 0 stands for no warm-up.
        warmup_steps: count("Warm-up", "W", 0, 0, 1_000_000);
        /// How near to the average gradients are taken: 1 is at the average, 0 would be plain descent.
        beta1: real("Interpolation", "β₁", 0.9, INTERPOLATION, Span::linear(0.05, 1.0));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Decoupled decay: pulls z toward the origin by η λ times the position y in every step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How much points with large rates count in the average: with their largest rate so far to this power.
        weight_lr_power: real("Weight power", "p", 2.0, Domain::NON_NEGATIVE, Span::linear(0.0, 4.0));
    }
}

/// The second moment, and the descent with its average.
#[derive(Clone, Copy)]
pub struct State<L> {
    second: SecondMoment<L>,
    averaging: averaging::State<L>,
}

impl Optimizer for ScheduleFreeAdamW {
    const INFO: Info = Info {
        id: "schedule_free_adamw",
        name: "Schedule-free AdamW",
        family: "Averaging and wrappers",
        summary: "AdamW with an average of its points in place of a schedule: good at every moment, not only at a planned end.",
        formula: "z ← z − η (g / (√v̂ + ε) + λ y),  c = w/Σw, w = max(η)ᵖ,  x ← (1 − c) x + c z,  y ← β₁ x + (1 − β₁) z with Adam's v̂",
        reference: "Defazio et al. 2024, algorithm 1; optax.contrib.schedule_free_adamw",
        aliases: &[Alias::optax(
            "schedule_free_adamw",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .within("contrib")],
    };
    const UNIT: StepUnit = StepUnit::Length;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &ScheduleFreeAdamW<L>, start: Vec2<L>) -> State<L> {
        State {
            second: SecondMoment::new(L::splat(0.0)),
            averaging: averaging::State::new(start),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &ScheduleFreeAdamW<L>,
        state: &mut State<L>,
        _: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.second.take_in(gradient, rule.beta2, probe);
        gradient
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &ScheduleFreeAdamW<L>,
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
        let one = L::splat(1.0);
        let root = state.second.corrected().map(L::sqrt);
        probe.vector("√v̂", root);
        let scaled = root.zip(direction, |r, g| one / (r + rule.eps) * g);
        let update = with_decay(scaled, at, rule.weight_decay);
        state
            .averaging
            .interpolate(at, update * rate(step.index), &averaging, probe)
    }
}
