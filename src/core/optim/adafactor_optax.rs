//! Adafactor: RMSprop whose memory grows with the run, whose step is limited in size and scales with the position: Optax's.
//!
//! A vector of two is not factored. Norms and means are over both coordinates. The learning rate stands inside the
//! momentum average, weight decay outside it and outside the rate. Optax's default is no learning rate, a factor 1.

use super::parts::{average, rms, squares, with_decay};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

/// The smallest size of the position that a step is scaled by.
const LEAST_SCALE: f64 = 1e-3;

crate::params! {
    /// `v ← δ v + (1 − δ)(g² + ε), δ = 1 − t^−c;  u = g/√v, limited to rms d;  x ← x − η rms(x) u`.
    pub struct AdafactorOptax {
        /// Step size, relative to the size of the position if steps are scaled by it; Optax's default, none, is the factor 1.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// How fast the memory of squared gradients grows: after t steps, δ = 1 − t^−c of it is kept.
        decay_rate: real("Decay exponent", "c", 0.8, Domain::NON_NEGATIVE, Span::linear(0.0, 1.0));
        /// Step from which the growth of the memory counts: negative starts with a memory, positive is undefined before it.
        decay_offset: real("Decay offset", "t₀", 0.0, Domain::REAL, Span::linear(-100.0, 0.0));
        /// Scales steps by the size of the position, so that the rate is relative; a position near the origin moves slowly.
        multiply_by_parameter_scale: toggle("Scale by the position", "", true);
        /// Largest root mean square of the scaled gradient; 0 stands for no limit.
        d: real("Clipping threshold", "d", 1.0, Domain::NON_NEGATIVE, Span::zero_log(1e-2, 1e2));
        /// Share of the average of steps that is kept; 0 stands for no momentum.
        momentum: real("Momentum", "μ", 0.0, Domain::DECAY, Span::one_minus_log(0.0, 0.999));
        /// Pulls the position toward the origin by λ of itself in every step, whatever gradient and rate.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Added to the squared gradient: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-30, Domain::NON_NEGATIVE, Span::zero_log(1e-30, 1.0));
    }
}

/// The average of squares and the average of steps.
#[derive(Clone, Copy)]
pub struct State<L> {
    square: Vec2<L>,
    mean: Vec2<L>,
}

impl Optimizer for AdafactorOptax {
    const INFO: Info = Info {
        id: "adafactor.optax",
        name: "Adafactor (Optax)",
        family: "Adaptive step sizes",
        summary: "RMSprop with steps relative to the size of the position: made for large models, where its memory is a row and a column.",
        formula: "δ = 1 − (t − t₀)^−c,  v ← δ v + (1 − δ)(g² + ε),  u = g/√v,  u ← u / max(1, rms(u)/d),  x ← x − η max(rms(x), 10⁻³) u − λ x",
        reference: "Shazeer and Stern 2018, algorithm 4; optax.adafactor",
        aliases: &[Alias::optax(
            "adafactor",
            &[
                ("learning_rate", "lr"),
                ("weight_decay_rate", "weight_decay"),
                ("clipping_threshold", "d"),
            ],
        )
        .with_none(&[("d", 0.0)])],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdafactorOptax<L>, _: Vec2<L>) -> State<L> {
        State {
            square: Vec2::zero(),
            mean: Vec2::zero(),
        }
    }

    /// The average of steps, which has the rate inside.
    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &AdafactorOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let age = L::splat(step.index as f64) - rule.decay_offset + one;
        let decay = one - age.powf(-rule.decay_rate);
        let square = squares(gradient).map(|square| square + rule.eps);
        state.square = average(state.square, square, decay);
        probe.vector("v", state.square);
        let scaled = gradient.zip(state.square, |g, v| g * (one / v.sqrt()));
        let excess = one.maximum(rms(scaled) / rule.d);
        let excess = L::select(rule.d.same(zero), one, excess);
        let mut update = scaled.map(|u| u / excess) * step.rate;
        if rule.multiply_by_parameter_scale {
            let (least, size) = (L::splat(LEAST_SCALE), rms(at));
            update = update * L::select(size.le(least), least, size);
        }
        probe.vector("u", update);
        let mu = step.momentum.unwrap_or(rule.momentum);
        // Without momentum there is no average: an infinite old step must not leak through 0 · ∞.
        let mean = average(state.mean, update, mu);
        state.mean = Vec2::select(mu.same(zero), update, mean);
        state.mean
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdafactorOptax<L>,
        _: &mut State<L>,
        _: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let delta = with_decay(direction, at, rule.weight_decay);
        probe.vector("Δ", -delta);
        at - delta
    }
}
