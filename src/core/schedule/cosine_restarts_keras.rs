//! Keras's cosine with restarts: cycles may grow by any factor, and their first rates shrink by one.
//!
//! The rates stand in the parameters; the optimizer's own is not used. The number of a cycle is a quotient of
//! logarithms rounded down, as in Keras: where that is not exact, a restart comes one step late, as there.

use super::parts::floor;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use std::f64::consts::PI;

crate::params! {
    /// `η_t = η₀ ((1 − α) mⁱ (1 + cos(π p))/2 + α)`.
    pub struct CosineRestartsKeras {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the first cycle takes; Keras has no default.
        t_0: count("First cycle", "T₀", 50, 1, 1_000_000);
        /// By what the length of a cycle is multiplied at each restart.
        t_mul: real("Growth", "a", 2.0, Domain::closed(1.0, 1e6), Span::linear(1.0, 4.0));
        /// By what the height of a cycle is multiplied at each restart.
        m_mul: real("Height", "m", 1.0, Domain::NON_NEGATIVE, Span::linear(0.0, 1.0));
        /// Share of the initial rate below which it does not fall.
        alpha: real("Lowest share", "α", 0.0, Domain::UNIT, Span::linear(0.0, 1.0));
    }
}

impl Schedule for CosineRestartsKeras {
    const INFO: Info = Info {
        id: "cosine_restarts.keras",
        name: "Cosine with restarts (Keras)",
        family: "Cycles",
        summary: "Falls along half a cosine again and again, each cycle longer and, if wanted, lower; ignores the optimizer's own rate.",
        formula: "η_t = η₀ ((1 − α) mⁱ (1 + cos(π p))/2 + α),  cycle i of length T₀ aⁱ, p the share of it that is done",
        reference: "Loshchilov and Hutter 2017, equation 5; keras.optimizers.schedules.CosineDecayRestarts",
        aliases: &[Alias::keras(
            "CosineDecayRestarts",
            &[
                ("initial_learning_rate", "initial"),
                ("first_decay_steps", "t_0"),
            ],
        )
        .called(
            "initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0, name=None",
        )],
    };
    const PYTHON: &'static str = "
        fraction = t / t_0
        if t_mul == 1:
            cycle = math.floor(fraction)
            done = fraction - cycle
        else:
            cycle = math.floor(math.log(1 - fraction * (1 - t_mul)) / math.log(t_mul))
            done = (fraction - (1 - t_mul**cycle) / (1 - t_mul)) / t_mul**cycle
        cosine = m_mul**cycle * (1 + math.cos(math.pi * done)) / 2
        return initial * ((1 - alpha) * cosine + alpha)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &CosineRestartsKeras<L>) {}
    fn rates<L: Width>(rule: &CosineRestartsKeras<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let one = L::splat(1.0);
        let fraction = L::splat(clock.index as f64 / rule.t_0 as f64);
        let even = rule.t_mul.same(one);
        // Cycles of one length, and cycles that grow: the number of the cycle and the share of it done.
        let plain = floor(fraction);
        let growth = L::select(even, L::splat(2.0), rule.t_mul);
        let number = floor((one - fraction * (one - growth)).ln() / growth.ln());
        let stretched = growth.powf(number);
        let before = (one - stretched) / (one - growth);
        let done = L::select(even, fraction - plain, (fraction - before) / stretched);
        let height = rule.m_mul.powf(L::select(even, plain, number));
        let cosine = L::splat(0.5) * height * (one + (L::splat(PI) * done).cos());
        Rates::of(rule.initial * ((one - rule.alpha) * cosine + rule.alpha))
    }
    fn breaks(rule: &CosineRestartsKeras, _: u64) -> Vec<Break> {
        vec![Break::after(0, "t_0", rule.t_0, "First restart").lasting()]
    }
}
