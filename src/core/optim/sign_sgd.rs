//! Sign descent: every step has the same length in each coordinate, however long the gradient is.

use super::parts::descend;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − η sign(g)`.
    pub struct SignSgd {
        /// Step size: how far each coordinate moves in every step; Optax names no default.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-5, 10.0));
    }
}

impl Optimizer for SignSgd {
    const INFO: Info = Info {
        id: "sign_sgd",
        name: "Sign SGD",
        family: "Sign-based",
        summary: "Moves each coordinate by the same length: shows what is left of Adam without its memory.",
        formula: "x ← x − η sign(g)",
        reference: "Bernstein et al. 2018, signSGD; optax.sign_sgd",
        aliases: &[Alias::optax("sign_sgd", &[("learning_rate", "lr")])],
    };
    const UNIT: StepUnit = StepUnit::Length;
    /// Every step has full length, so the rate is also how close it comes.
    const RATE_SHARE: f64 = 0.3;

    type State<L: Width> = ();

    fn init<L: Width>(_: &SignSgd<L>, _: Vec2<L>) {}

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        _: &SignSgd<L>,
        (): &mut (),
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        descend(step, at, direction.map(L::sign), probe)
    }
}
