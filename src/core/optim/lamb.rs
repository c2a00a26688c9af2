//! LAMB: Adam's direction with a length in proportion to the position's, layer by layer.
//!
//! The two coordinates are one layer. Weight decay joins the direction before its length is taken.

use super::adam_optax::State;
use super::lars::trust_ratio;
use super::parts::{descend, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u = m̂ / (√(v̂ + ε̄) + ε) + λ x;  x ← x − η u |x| / |u|`.
    pub struct Lamb {
        /// Length of a step as a share of the position's length; Optax names no default.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Added under the root of the second moment: keeps the step small, and smooth, where gradients vanish.
        eps_root: real("Epsilon under the root", "ε̄", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Pulls the direction toward the origin by λ times the position; the length of the step stays the same.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for Lamb {
    const INFO: Info = Info {
        id: "lamb",
        name: "LAMB",
        family: "Layer-wise scaling",
        summary: "Adam with steps in proportion to the size of each layer's weights: for training with very large batches.",
        formula: "u = m̂ / (√(v̂ + ε̄) + ε) + λ x,  x ← x − η u |x| / |u| with Adam's m̂ and v̂  (factor 1 if a length is 0)",
        reference: "You et al. 2020, algorithm 2; optax.lamb",
        aliases: &[Alias::optax(
            "lamb",
            &[("learning_rate", "lr"), ("b1", "beta1"), ("b2", "beta2")],
        )
        .called(
            "learning_rate, b1=0.9, b2=0.999, eps=1e-6, eps_root=0.0, weight_decay=0.0, mask=None",
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Lamb<L>, _: Vec2<L>) -> State<L> {
        State::new(L::splat(0.0))
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Lamb<L>,
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
        rule: &Lamb<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let update = state.update(direction, [rule.eps, rule.eps_root], false, probe);
        let update = with_decay(update, at, rule.weight_decay);
        let numbers = [L::splat(0.0), L::splat(1.0), L::splat(0.0)];
        let ratio = trust_ratio(update, at, numbers, probe);
        descend(step, at, update * ratio, probe)
    }
}
