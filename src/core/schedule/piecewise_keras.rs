//! Keras's piecewise constant schedule: a list of rates, the next one after each of a list of steps.
//!
//! The rates stand in the parameters; the optimizer's own is used only where there are none. Where Keras stops with
//! an error, for a list of another length, the last rate stays; the order of the boundaries does not matter.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::Domain;
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = v_n`, `n` the number of boundaries below `t`.
    pub struct PiecewiseKeras {
        /// The last steps with each rate but the last one.
        boundaries: counts("Boundaries", "b", &[100, 150], 0, 1_000_000);
        /// The rates, one more than there are boundaries.
        values: reals("Rates", "v", &[0.01, 0.005, 0.001], Domain::NON_NEGATIVE);
    }
}

impl Schedule for PiecewiseKeras {
    const INFO: Info = Info {
        id: "piecewise.keras",
        name: "Piecewise constant (Keras)",
        family: "Decay",
        summary: "Goes through a list of rates, each kept until a chosen step; ignores the optimizer's own.",
        formula: "η_t = vₙ,  n the number of boundaries b < t",
        reference: "keras.optimizers.schedules.PiecewiseConstantDecay",
        aliases: &[
            Alias::keras("PiecewiseConstantDecay", &[]).called("boundaries, values, name=None")
        ],
    };
    const PYTHON: &'static str = "
        if not values:
            return base
        past = sum(boundary < t for boundary in boundaries)
        return values[min(past, len(values) - 1)]";
    /// The boundaries in order, and how many of them are past.
    type State<L: Width> = (Vec<u64>, usize);
    fn init<L: Width>(rule: &PiecewiseKeras<L>) -> (Vec<u64>, usize) {
        let mut boundaries = rule.boundaries.clone();
        boundaries.sort_unstable();
        (boundaries, 0)
    }
    fn rates<L: Width>(
        rule: &PiecewiseKeras<L>,
        (boundaries, past): &mut (Vec<u64>, usize),
        clock: &Clock<L>,
    ) -> Rates<L> {
        while boundaries
            .get(*past)
            .is_some_and(|last| *last < clock.index)
        {
            *past += 1;
        }
        let value = rule.values.get(*past).or(rule.values.last());
        Rates::of(value.map_or(clock.base, |rate| L::splat(*rate)))
    }
    fn breaks(rule: &PiecewiseKeras, _: u64) -> Vec<Break> {
        // A boundary is the last step with the rate before it.
        Break::items("boundaries", &rule.boundaries, 1, "Boundary")
    }
}
