//! One recurrent unit unrolled over fifty steps: the cliff that motivated gradient clipping.

use super::parts::sigmoid;
use super::{Landmarks, Region, Surface};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `(σ(h₅₀) − t)²` with `h₀ = 1/2`, `hₖ = x σ(hₖ₋₁) + y`.
    pub struct RecurrentCliff {
        /// What the last state, squashed, should be.
        target: real("Target", "t", 0.7, Domain::open(0.0, 1.0), Span::linear(0.05, 0.95));
    }
}

/// How many times the unit is applied.
const STEPS: u32 = 50;
/// Its state before the first.
const FIRST: f64 = 0.5;

impl Surface for RecurrentCliff {
    const INFO: Info = Info {
        id: "recurrent_cliff",
        name: "Recurrent cliff",
        family: "Cliffs, plateaus and kinks",
        summary: "One recurrent unit over fifty time steps: x is its weight, y its bias, and the exploding gradient is real.",
        formula: "f = (σ(h₅₀) − t)²,  hₖ = x σ(hₖ₋₁) + y,  h₀ = 1/2,  σ(t) = 1/(1 + exp(−t))",
        reference: "Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks, fig. 6",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        state = 0.5 + 0 * x
        for _ in range(50):
            state = x * ops.sigmoid(state) + y
        return (ops.sigmoid(state) - target)**2";
    const COST: u32 = 350;

    #[inline(always)]
    fn value<L: Lane>(s: &RecurrentCliff<L>, p: Vec2<L>) -> L {
        let mut state = L::splat(FIRST);
        for _ in 0..STEPS {
            state = p.x * sigmoid(state) + p.y;
        }
        let residual = sigmoid(state) - s.target;
        residual * residual
    }

    /// Carries the derivatives of the state along with it: `∂h ← σ e_x + e_y + x σ (1 − σ) ∂h`.
    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &RecurrentCliff<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let one = L::splat(1.0);
        let mut state = L::splat(FIRST);
        let mut along: Vec2<L> = Vec2::zero();
        for _ in 0..STEPS {
            let out = sigmoid(state);
            let gain = p.x * (out * (one - out));
            state = p.x * out + p.y;
            along = vec2(out + gain * along.x, one + gain * along.y);
        }
        let out = sigmoid(state);
        let residual = out - s.target;
        let slope = L::splat(2.0) * residual * (out * (one - out));
        (residual * residual, along * slope)
    }

    fn landmarks(s: &RecurrentCliff) -> Landmarks {
        let t = s.target;
        // From here an unclipped run is thrown off the cliff at its 49th step, too early for the last bits of
        // the exponential to matter. From (5, −2.9) nearby it depends on them.
        let start = vec2(5.0, -3.0);
        // With a small weight the state settles at σ(h) = t, which is where h = x t + y.
        let settled = Lane::ln(t / (1.0 - t));
        let minima: Vec<Vec2> = [0.0, 0.5, 1.0, 2.0]
            .map(|weight| vec2(weight, settled - weight * t))
            .to_vec();
        let reach = |end: f64| {
            minima.iter().fold(end, |reach, p| {
                if end < 0.0 {
                    reach.min(p.y)
                } else {
                    reach.max(p.y)
                }
            })
        };
        Landmarks {
            region: Region::holding([-1.0, 10.25], [reach(-6.0), reach(3.0)]),
            start,
            rate: 0.05,
            minima,
            saddles: vec![],
            lowest: Some(0.0),
        }
    }
}
