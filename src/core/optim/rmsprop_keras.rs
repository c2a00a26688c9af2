//! RMSprop as Keras has it: ε inside the root, the learning rate inside the momentum buffer.
//!
//! A clip after momentum therefore limits a step, not a gradient.

use super::parts::{average, decayed, decayed_square};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `v ← α v + (1 − α) g²;  b ← μ b + η g / √(v + ε);  x ← x − b`.
    pub struct RmsPropKeras {
        /// Step size: about how far one step goes in each coordinate, whatever the size of the gradient.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        alpha: real("Smoothing", "α", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added to the average under the root: its root is the gradient below which steps shrink.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Share of the previous step that is kept; 0 is no momentum.
        momentum: real("Momentum", "μ", 0.0, Domain::NON_NEGATIVE, Span::linear(0.0, 0.999));
        /// Divides by the standard deviation of the gradient: its mean is taken out of the average square.
        centered: toggle("Centered", "", false);
    }
}

/// The averages and the momentum buffer, which is a step.
#[derive(Clone, Copy)]
pub struct State<L> {
    square: Vec2<L>,
    mean: Vec2<L>,
    buffer: Vec2<L>,
}

impl Optimizer for RmsPropKeras {
    const INFO: Info = Info {
        id: "rmsprop.keras",
        name: "RMSprop (Keras)",
        family: "Adaptive step sizes",
        summary: "RMSprop with a shorter memory, ε inside the root, and momentum that keeps the rates of past steps.",
        formula: "x ← (1 − η λ) x,  v ← α v + (1 − α) g²,  b ← μ b + η g / √(v + ε),  x ← x − b  (centered: √(v − ḡ² + ε))",
        reference: "Hinton 2012, lecture 6e; centered: Graves 2013; keras.optimizers.RMSprop",
        aliases: &[Alias::keras(
            "RMSprop",
            &[
                ("learning_rate", "lr"),
                ("rho", "alpha"),
                ("epsilon", "eps"),
            ],
        )
        .called(
            "learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False, \
                 weight_decay=None",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &RmsPropKeras<L>, _: Vec2<L>) -> State<L> {
        State {
            square: Vec2::zero(),
            mean: Vec2::zero(),
            buffer: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &RmsPropKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.square = decayed_square(state.square, gradient, rule.alpha);
        probe.vector("v", state.square);
        let root = if rule.centered {
            state.mean = average(state.mean, gradient, rule.alpha);
            probe.vector("ḡ", state.mean);
            let spread = state.square.zip(state.mean, |v, m| v - m * m);
            spread.map(|v| (v + rule.eps).sqrt())
        } else {
            state.square.map(|v| (v + rule.eps).sqrt())
        };
        let increment = (gradient * step.rate).zip(root, |g, r| g / r);
        let mu = step.momentum.unwrap_or(rule.momentum);
        let off = !mu.gt(L::splat(0.0));
        let buffer = state.buffer * mu + increment;
        state.buffer = Vec2::select(off, state.buffer, buffer);
        probe.vector(
            if rule.centered {
                "√(v − ḡ² + ε)"
            } else {
                "√(v + ε)"
            },
            root,
        );
        probe.vector("b", state.buffer);
        Vec2::select(off, increment, buffer)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &RmsPropKeras<L>,
        _: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let next = decayed(at, step.rate, rule.weight_decay) - direction;
        probe.vector("Δ", next - at);
        next
    }
}
