//! SM3: Adagrad with momentum, made for matrices whose rows and columns share their sums of squares.
//!
//! A vector of two has nothing to share: here it is Adagrad's sum with an average of its steps. Optax's has no
//! other parameters; its ε is 1e-8, under the root.

use super::adagrad_optax::inverse_root;
use super::parts::{average, descend, squares};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

/// What Optax adds to the sum of squares.
const EPS: f64 = 1e-8;

crate::params! {
    /// `s ← s + g²;  m ← μ m + (1 − μ) g / √(s + ε);  x ← x − η m`.
    pub struct Sm3 {
        /// Step size: how far the first steps go in each coordinate; Optax names no default.
        lr: real("Learning rate", "η", 0.1, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Share of the average of steps that is kept: larger is smoother and slower to turn.
        momentum: real("Momentum", "μ", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.999));
    }
}

/// The sum of squares and the average of steps.
#[derive(Clone, Copy)]
pub struct State<L> {
    sum: Vec2<L>,
    mean: Vec2<L>,
}

impl Optimizer for Sm3 {
    const INFO: Info = Info {
        id: "sm3",
        name: "SM3",
        family: "Adaptive step sizes",
        summary: "Adagrad with momentum, which saves memory on large matrices: on two coordinates it shows what stays of it.",
        formula: "s ← s + g²,  m ← μ m + (1 − μ) g / √(s + ε),  x ← x − η m",
        reference: "Anil, Gupta, Koren and Singer 2019; optax.sm3",
        aliases: &[Alias::optax("sm3", &[("learning_rate", "lr")])],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("momentum");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Sm3<L>, _: Vec2<L>) -> State<L> {
        State {
            sum: Vec2::zero(),
            mean: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &Sm3<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.sum = squares(gradient) + state.sum;
        let scale = inverse_root(state.sum, L::splat(EPS));
        let scaled = gradient.zip(scale, |g, s| g * s);
        let mu = step.momentum.unwrap_or(rule.momentum);
        state.mean = average(state.mean, scaled, mu);
        probe.vector("s", state.sum);
        probe.vector("g/√s", scaled);
        probe.vector("m", state.mean);
        state.mean
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &Sm3<L>,
        _: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        descend(step, at, direction, probe)
    }
}
