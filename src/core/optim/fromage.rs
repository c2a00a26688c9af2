//! Fromage: gradient descent with steps in proportion to the position's length, and a pull that keeps it from growing.
//!
//! The two coordinates are one layer.

use super::lars::trust_ratio;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← k (x − η g |x| / |g|)`, with `k = 1 / √(1 + η²)`.
    pub struct Fromage {
        /// Length of a step as a share of the position's length; Optax names no default, this is the paper's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Lengths of position and gradient count as at least this, so that the origin can be left.
        min_norm: real("Least length", "", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-12, 1.0));
    }
}

impl Optimizer for Fromage {
    const INFO: Info = Info {
        id: "fromage",
        name: "Fromage",
        family: "Layer-wise scaling",
        summary: "Turns the position by about the angle η in every step: a rate that needs no tuning from network to network.",
        formula: "k = 1/√(1 + η²),  x ← x − η k g |x| / |g| + (k − 1) x",
        reference: "Bernstein, Vahdat, Yue and Liu 2020, algorithm 1; optax.fromage",
        aliases: &[Alias::optax("fromage", &[("learning_rate", "lr")])],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = ();

    fn init<L: Width>(_: &Fromage<L>, _: Vec2<L>) {}

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Fromage<L>,
        (): &mut (),
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let ratio = trust_ratio(direction, at, [rule.min_norm, one, zero], probe);
        let factor = one / (one + step.rate * step.rate).sqrt();
        let turn = direction * ratio * -(step.rate * factor);
        let pull = at * (factor - one);
        probe.vector("turn", turn);
        probe.vector("pull", pull);
        probe.vector("Δ", turn + pull);
        at + (turn + pull)
    }
}
