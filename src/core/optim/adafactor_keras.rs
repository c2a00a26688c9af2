//! Adafactor as Keras has it: ε₁ is added to each squared gradient.
//!
//! A vector of two has no rows and columns to factor: its second moment is kept whole.

use super::parts::{decayed, number_of, rms};
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u = g/√v;  x ← x − max(ε₂, rms(x)) min(η, 1/√t) u / max(1, rms(u)/d)`.
    pub struct AdafactorKeras {
        /// Step size as a share of the position's own size, until 1/√t is smaller.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Power of the memory: step t weighs its squared gradient with t to this power, the first wholly.
        beta2_decay: real("Memory power", "c", -0.8, Domain::closed(f64::NEG_INFINITY, 0.0), Span::linear(-2.0, 0.0));
        /// Added to each squared gradient: keeps the step finite where gradients vanish.
        eps1: real("Epsilon of the gradient", "ε₁", 1e-30, Domain::NON_NEGATIVE, Span::zero_log(1e-30, 1.0));
        /// Smallest size the position counts as: what lets a run leave the origin.
        eps2: real("Epsilon of the position", "ε₂", 1e-3, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// Threshold of update clipping: a step with a larger root mean square is scaled down to it.
        d: real("Update clipping", "d", 1.0, Domain::POSITIVE, Span::log(1e-2, 100.0));
        /// Limits the rate by 1/√t before the rule does so itself: as Keras is written, it changes nothing.
        relative_step: toggle("Relative step", "", true);
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for AdafactorKeras {
    const INFO: Info = Info {
        id: "adafactor.keras",
        name: "Adafactor (Keras)",
        family: "Adaptive step sizes",
        summary: "Adafactor with the paper's ε₁ under the root: steps are a share of the position's own size.",
        formula: "v ← (1 − t^c) v + t^c (g² + ε₁),  u = g/√v,  x ← (1 − η λ) x,  x ← x − max(ε₂, rms(x)) min(η, 1/√t) u / max(1, rms(u)/d)",
        reference: "Shazeer and Stern 2018, algorithm 5 (a vector); keras.optimizers.Adafactor",
        aliases: &[Alias::keras(
            "Adafactor",
            &[
                ("learning_rate", "lr"),
                ("beta_2_decay", "beta2_decay"),
                ("epsilon_1", "eps1"),
                ("epsilon_2", "eps2"),
                ("clip_threshold", "d"),
            ],
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;
    /// Keras's default of 0.001 hardly moves; PyTorch's is 0.01.
    const RATE_SHARE: f64 = 10.0;

    /// The second moment.
    type State<L: Width> = Vec2<L>;

    fn init<L: Width>(_: &AdafactorKeras<L>, _: Vec2<L>) -> Vec2<L> {
        Vec2::zero()
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdafactorKeras<L>,
        second: &mut Vec2<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (one, t) = (L::splat(1.0), number_of::<L>(step.index));
        let limit = one / t.sqrt();
        let rate = if rule.relative_step {
            step.rate.minimum(limit)
        } else {
            step.rate
        };
        let start = decayed(at, step.rate, rule.weight_decay);
        let alpha = rule.eps2.maximum(rms(start)) * rate.minimum(limit);
        let share = t.powf(rule.beta2_decay);
        let kept = one - share;
        *second = second.zip(direction, |v, g| {
            kept * v + (one - kept) * (g * g + rule.eps1)
        });
        let update = direction.zip(*second, |g, v| g / v.sqrt());
        let limit = one.maximum(rms(update) / rule.d);
        let next = start - update.map(|u| u / limit) * alpha;
        probe.vector("v", *second);
        probe.vector("u", update);
        probe.scalar("α", alpha);
        probe.vector("Δ", next - at);
        next
    }
}
