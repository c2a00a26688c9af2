//! Optax's piecewise constant schedule: a given rate that is scaled at each of a list of steps.
//!
//! The rate stands in the parameters; the optimizer's own is not used. The order of the list does not matter, and
//! a step without a scale changes nothing.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₀ Π s_i` over the boundaries `b_i ≤ t`.
    pub struct Piecewise {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The steps from which on the rate is scaled.
        boundaries: counts("Boundaries", "b", &[100, 150], 0, 1_000_000);
        /// What the rate is multiplied by at each boundary, in the same order.
        scales: reals("Scales", "s", &[0.5, 0.2], Domain::NON_NEGATIVE);
    }
}

/// What is remembered: boundaries and scales in order, how many of them are past, and the product so far.
pub struct Scaled {
    steps: Vec<(u64, f64)>,
    past: usize,
    scale: f64,
}

impl Schedule for Piecewise {
    const INFO: Info = Info {
        id: "piecewise",
        name: "Piecewise constant",
        family: "Decay",
        summary: "Keeps a given rate and scales it at chosen steps, each by its own factor; ignores the optimizer's own.",
        formula: "η_t = η₀ Π sᵢ over the boundaries bᵢ ≤ t",
        reference: "optax.piecewise_constant_schedule",
        aliases: &[Alias::optax(
            "piecewise_constant_schedule",
            &[
                ("init_value", "initial"),
                ("boundaries_and_scales.keys", "boundaries"),
                ("boundaries_and_scales.values", "scales"),
            ],
        )
        .called("init_value, boundaries_and_scales=None")],
    };
    const PYTHON: &'static str = "
        past = [scale for boundary, scale in zip(boundaries, scales) if boundary <= t]
        return initial * math.prod(past)";
    type State<L: Width> = Scaled;
    fn init<L: Width>(rule: &Piecewise<L>) -> Scaled {
        let pairs = rule.boundaries.iter().zip(&rule.scales);
        let mut steps: Vec<(u64, f64)> = pairs.map(|(step, scale)| (*step, *scale)).collect();
        steps.sort_by_key(|(step, _)| *step);
        Scaled {
            steps,
            past: 0,
            scale: 1.0,
        }
    }
    fn rates<L: Width>(rule: &Piecewise<L>, scaled: &mut Scaled, clock: &Clock<L>) -> Rates<L> {
        while let Some((step, scale)) = scaled.steps.get(scaled.past)
            && *step <= clock.index
        {
            scaled.past += 1;
            scaled.scale *= scale;
        }
        Rates::of(rule.initial * L::splat(scaled.scale))
    }
    fn breaks(rule: &Piecewise, _: u64) -> Vec<Break> {
        let used = rule.boundaries.len().min(rule.scales.len());
        Break::items("boundaries", &rule.boundaries[..used], 0, "Boundary")
    }
}
