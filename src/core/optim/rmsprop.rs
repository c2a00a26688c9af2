//! RMSprop: the gradient divided by the root of an average of its square.
//!
//! PyTorch's form: ε outside the root, the learning rate outside the momentum buffer.

use super::parts::{add_quotient, decayed_square, lerp, regularized};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `v ← α v + (1 − α) g²;  x ← x − η g / (√v + ε)`.
    pub struct RmsProp {
        /// Step size: about how far one step goes in each coordinate, whatever the size of the gradient.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        alpha: real("Smoothing", "α", 0.99, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added to the root: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// L2 regularization: adds λ times the position to the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// Share of the previous step that is kept; 0 is no momentum.
        momentum: real("Momentum", "μ", 0.0, Domain::NON_NEGATIVE, Span::linear(0.0, 0.999));
        /// Divides by the standard deviation of the gradient: its mean is taken out of the average square.
        centered: toggle("Centered", "", false);
    }
}

/// The averages, the divisor of the current step and the momentum buffer.
#[derive(Clone, Copy)]
pub struct State<L> {
    square: Vec2<L>,
    mean: Vec2<L>,
    divisor: Vec2<L>,
    buffer: Vec2<L>,
}

/// Momentum of the step, and where it is off.
#[inline(always)]
fn momentum<L: Lane>(rule: &RmsProp<L>, step: &Step<L>) -> (L, L::Mask) {
    let mu = step.momentum.unwrap_or(rule.momentum);
    (mu, !mu.gt(L::splat(0.0)))
}

impl Optimizer for RmsProp {
    const INFO: Info = Info {
        id: "rmsprop",
        name: "RMSprop",
        family: "Adaptive step sizes",
        summary: "Every coordinate gets a step of about the same length, whatever its curvature.",
        formula: "v ← α v + (1 − α) g²,  b ← μ b + g / (√v + ε),  x ← x − η b  (centered: √(v − ḡ²))",
        reference: "Hinton 2012, lecture 6e; centered: Graves 2013; torch.optim.RMSprop",
        aliases: &[Alias::torch("RMSprop", &[]).called(
            "params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, \
                 capturable=False, foreach=None, maximize=False, differentiable=False",
        )],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &RmsProp<L>, _: Vec2<L>) -> State<L> {
        State {
            square: Vec2::zero(),
            mean: Vec2::zero(),
            divisor: Vec2::zero(),
            buffer: Vec2::zero(),
        }
    }

    /// The momentum buffer; without momentum the gradient, which [`Optimizer::finish`] divides.
    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &RmsProp<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let g = regularized(gradient, at, rule.weight_decay);
        state.square = decayed_square(state.square, g, rule.alpha);
        probe.vector("v", state.square);
        let spread = if rule.centered {
            state.mean = lerp(state.mean, g, L::splat(1.0) - rule.alpha);
            probe.vector("ḡ", state.mean);
            state.square.zip(state.mean, |v, m| v - m * m)
        } else {
            state.square
        };
        let root = spread.map(L::sqrt);
        probe.vector(
            if rule.centered {
                "√(v − ḡ²)"
            } else {
                "√v"
            },
            root,
        );
        state.divisor = root.map(|r| r + rule.eps);
        let (mu, off) = momentum(rule, step);
        let buffer = add_quotient(state.buffer * mu, L::splat(1.0), g, state.divisor);
        state.buffer = Vec2::select(off, state.buffer, buffer);
        probe.vector("b", state.buffer);
        Vec2::select(off, g, buffer)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &RmsProp<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let (_, off) = momentum(rule, step);
        let divided = add_quotient(at, -step.rate, direction, state.divisor);
        let next = Vec2::select(off, divided, at + direction * -step.rate);
        probe.vector("Δ", next - at);
        next
    }
}
