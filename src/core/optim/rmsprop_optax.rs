//! RMSprop: the gradient divided by the root of an average of its square: Optax's.
//!
//! Unlike PyTorch's, ε stands under the root unless it is asked out, and the learning rate stands inside the
//! momentum buffer: what a clip after momentum limits is a change of the position.

use super::parts::{average, squares};
use super::sgd_optax::trace;
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `v ← α v + (1 − α) g²;  b ← μ b + η g / √(v + ε);  x ← x − b`.
    pub struct RmsPropOptax {
        /// Step size: about how far one step goes in each coordinate; Optax names no default, this is PyTorch's.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        alpha: real("Smoothing", "α", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added to the average of squares or to its root: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// What the average of squares starts from: larger makes the first steps shorter.
        initial_scale: real("Initial average", "v₀", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1e3));
        /// Adds ε under the root; else to the root, as PyTorch does.
        eps_in_sqrt: toggle("Epsilon under the root", "", true);
        /// Divides by the standard deviation of the gradient: its mean is taken out of the average square.
        centered: toggle("Centered", "", false);
        /// Share of the previous step that is kept; 0 stands for no momentum.
        momentum: real("Momentum", "μ", 0.0, Domain::NON_NEGATIVE, Span::linear(0.0, 0.999));
        /// Looks ahead: takes the new step once more on top of the momentum that it has entered.
        nesterov: toggle("Nesterov", "", false);
        /// Corrects the averages for having started at 0, which shortens the first steps.
        bias_correction: toggle("Bias correction", "", false);
    }
}

/// The averages, the power αᵗ and the momentum buffer.
#[derive(Clone, Copy)]
pub struct State<L> {
    square: Vec2<L>,
    mean: Vec2<L>,
    power: L,
    buffer: Vec2<L>,
}

impl Optimizer for RmsPropOptax {
    const INFO: Info = Info {
        id: "rmsprop.optax",
        name: "RMSprop (Optax)",
        family: "Adaptive step sizes",
        summary: "RMSprop as Optax computes it: for seeing what the place of ε and of the rate in the momentum changes.",
        formula: "v ← α v + (1 − α) g²,  b ← μ b + η g / √(v + ε),  x ← x − b  (centered: √(v − ḡ² + ε))",
        reference: "Hinton 2012, lecture 6e; centered: Graves 2013; optax.rmsprop",
        aliases: &[
            Alias::optax("rmsprop", &[("learning_rate", "lr"), ("decay", "alpha")]).called(
                "learning_rate, decay=0.9, eps=1e-8, initial_scale=0.0, eps_in_sqrt=True, \
                 centered=False, momentum=None, nesterov=False, bias_correction=False",
            ),
        ],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(rule: &RmsPropOptax<L>, _: Vec2<L>) -> State<L> {
        State {
            square: vec2(rule.initial_scale, rule.initial_scale),
            mean: Vec2::zero(),
            power: L::splat(1.0),
            buffer: Vec2::zero(),
        }
    }

    /// The change of the position: the momentum buffer, which has the rate inside.
    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &RmsPropOptax<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let one = L::splat(1.0);
        state.power = state.power * rule.alpha;
        let correct = |average: Vec2<L>| {
            if rule.bias_correction {
                average.map(|a| a / (one - state.power))
            } else {
                average
            }
        };
        state.square = average(state.square, squares(gradient), rule.alpha);
        probe.vector("v", state.square);
        let mut spread = correct(state.square);
        if rule.centered {
            state.mean = average(state.mean, gradient, rule.alpha);
            probe.vector("ḡ", state.mean);
            spread = spread - squares(correct(state.mean));
        }
        let divisor = if rule.eps_in_sqrt {
            spread.map(|v| (v + rule.eps).sqrt())
        } else {
            spread.map(|v| v.sqrt() + rule.eps)
        };
        probe.vector("√v", divisor);
        let delta = gradient.zip(divisor, |g, d| one / d * g) * -step.rate;
        let mu = step.momentum.unwrap_or(rule.momentum);
        // Without momentum there is no buffer: an infinite old step must not leak through 0 · ∞.
        let off = mu.same(L::splat(0.0));
        let ahead = trace(&mut state.buffer, delta, mu, rule.nesterov);
        state.buffer = Vec2::select(off, delta, state.buffer);
        probe.vector("b", -state.buffer);
        Vec2::select(off, delta, ahead)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &RmsPropOptax<L>,
        _: &mut State<L>,
        _: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        probe.vector("Δ", direction);
        at + direction
    }
}
