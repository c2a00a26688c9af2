//! Adadelta as Keras has it: a longer memory, and by default a thousandth of the paper's steps.

use super::adadelta::State;
use super::parts::decayed;
use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `d = √(a + ε)/√(v + ε) g;  x ← x − η d`, with averages v of g² and a of d².
    pub struct AdadeltaKeras {
        /// Factor on the steps the method finds itself: Keras's 0.001 barely moves, the paper's is 1.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-4, 100.0));
        /// Memory of both averages of squares: larger lets the steps grow and shrink more slowly.
        rho: real("Smoothing", "ρ", 0.95, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Added under both roots: its root is the size from which the first steps grow.
        eps: real("Epsilon", "ε", 1e-7, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

impl Optimizer for AdadeltaKeras {
    const INFO: Info = Info {
        id: "adadelta.keras",
        name: "Adadelta (Keras)",
        family: "Adaptive step sizes",
        summary: "Adadelta with Keras's numbers; set the rate to 1 to see the method of the paper.",
        formula: "x ← (1 − η λ) x,  v ← ρ v + (1 − ρ) g²,  d = √(a + ε)/√(v + ε) · g,  a ← ρ a + (1 − ρ) d²,  x ← x − η d",
        reference: "Zeiler 2012, algorithm 1; keras.optimizers.Adadelta",
        aliases: &[Alias::keras(
            "Adadelta",
            &[("learning_rate", "lr"), ("epsilon", "eps")],
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;
    /// Keras's default of 0.001 stays put; PyTorch's and the paper's is 1.
    const RATE_SHARE: f64 = 1000.0;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &AdadeltaKeras<L>, _: Vec2<L>) -> State<L> {
        State::new()
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &AdadeltaKeras<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let taken = state.take(direction, rule.rho, rule.eps, probe);
        let next = decayed(at, step.rate, rule.weight_decay) - taken * step.rate;
        probe.vector("Δ", next - at);
        next
    }
}
