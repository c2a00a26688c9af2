//! Polyak's step size: as far along the gradient as a straight line down to the smallest loss would be.
//!
//! Optax's: the rate scales the gradient before its length is taken, so that a rate of 2 halves the step.

use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

/// Squared lengths up to this give no step: the spacing of doubles at 1.
const LEAST_SQUARE: f64 = f64::EPSILON;

crate::params! {
    /// `z = η g;  γ = min((f − f*) / (|z|² + ε), γ₁);  x ← x − γ z`.
    pub struct PolyakSgd {
        /// Factor on the gradient before its length is taken: the step gets shorter with a larger factor. Optax calls it scaling.
        lr: real("Learning rate", "η", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Largest step size that is taken, however small the gradient is.
        max_learning_rate: real("Largest step size", "γ₁", 1.0, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// The smallest loss, as far as it is known; too low a value gives steps that are too long.
        f_min: real("Smallest loss", "f*", 0.0, Domain::REAL, Span::linear(-100.0, 100.0));
        /// Added to the squared length of the gradient: keeps the step size finite where gradients vanish.
        eps: real("Epsilon", "ε", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// What happens below the smallest loss: `sps` steps uphill, `sps+` stays.
        variant: choice("Variant", "", 0, &["sps", "sps+"]);
    }
}

impl Optimizer for PolyakSgd {
    const INFO: Info = Info {
        id: "polyak_sgd",
        name: "Polyak step size",
        family: "Learning-rate-free",
        summary: "Gradient descent that knows the smallest loss and finds its step size from it: for surfaces whose minimum is known.",
        formula: "z = η g,  γ = min((f − f*) / (|z|² + ε), γ₁),  x ← x − γ z  (sps+: f − f* at least 0)",
        reference: "Polyak 1987; Loizou et al. 2021; optax.polyak_sgd",
        aliases: &[Alias::optax("polyak_sgd", &[("scaling", "lr")])],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = ();

    fn init<L: Width>(_: &PolyakSgd<L>, _: Vec2<L>) {}

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &PolyakSgd<L>,
        (): &mut (),
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let zero = L::splat(0.0);
        let scaled = direction * step.rate;
        let square = scaled.dot(scaled) + rule.eps;
        let mut gap = step.loss - rule.f_min;
        if rule.variant == 1 {
            gap = gap.maximum(zero);
        }
        let flat = square.le(L::splat(LEAST_SQUARE));
        let size = (gap / square).minimum(rule.max_learning_rate);
        let size = L::select(flat, zero, size);
        let delta = scaled * size;
        probe.scalar("γ", size);
        probe.vector("Δ", -delta);
        at - delta
    }
}
