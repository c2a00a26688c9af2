//! Optax's piecewise interpolated schedule: from rate to rate along lines or half cosines, through chosen steps.
//!
//! The rates stand in the parameters; the optimizer's own is not used. Each scale multiplies the rate at the boundary
//! before it. The order of the boundaries does not matter; a step without a scale is left out. A stretch without
//! length (a boundary at step 0, or twice at one step) is a jump, where Optax computes 0/0.

use super::parts::{line, wave};
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// From `v_{i−1}` at `b_{i−1}` to `v_i = s_i v_{i−1}` at `b_i`.
    pub struct PiecewiseInterpolate {
        /// The rate of the first step.
        initial: real("Initial rate", "η₀", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// The steps at which the rate is scaled; between them it goes there gradually.
        boundaries: counts("Boundaries", "b", &[20, 100, 200], 0, 1_000_000);
        /// By what the rate at the boundary before is multiplied, in the same order.
        scales: reals("Scales", "s", &[5.0, 0.5, 0.02], Domain::NON_NEGATIVE);
        /// Along what the rate goes from boundary to boundary.
        interpolate_type: choice("Shape", "", 0, &["linear", "cosine"]);
    }
}

/// What is remembered: ends and shares of the initial rate there, how many are past, and where the last one was.
pub struct Path {
    ends: Vec<(u64, f64)>,
    past: usize,
    last: (u64, f64),
}

impl Schedule for PiecewiseInterpolate {
    const INFO: Info = Info {
        id: "piecewise_interpolate",
        name: "Piecewise interpolated",
        family: "Decay",
        summary: "Goes from rate to rate through chosen steps, in lines or waves: any shape that can be drawn; ignores the optimizer's own.",
        formula: "η from vᵢ₋₁ at bᵢ₋₁ to vᵢ = sᵢ vᵢ₋₁ at bᵢ,  v₀ = η₀ at 0",
        reference: "optax.piecewise_interpolate_schedule",
        aliases: &[Alias::optax(
            "piecewise_interpolate_schedule",
            &[
                ("init_value", "initial"),
                ("boundaries_and_scales.keys", "boundaries"),
                ("boundaries_and_scales.values", "scales"),
            ],
        )
        .called("interpolate_type, init_value, boundaries_and_scales=None")],
    };
    const PYTHON: &'static str = "
        start, here = 0, initial
        for end, scale in sorted(zip(boundaries, scales), key=lambda pair: pair[0]):
            there = here * scale
            if t < end:
                p = (t - start) / (end - start)
                if interpolate_type == \"cosine\":
                    p = (1 - math.cos(math.pi * p)) / 2
                return here + (there - here) * p
            start, here = end, there
        return here";
    type State<L: Width> = Path;
    fn init<L: Width>(rule: &PiecewiseInterpolate<L>) -> Path {
        let pairs = rule.boundaries.iter().zip(&rule.scales);
        let mut ends: Vec<(u64, f64)> = pairs.map(|(step, scale)| (*step, *scale)).collect();
        ends.sort_by_key(|(step, _)| *step);
        let mut share = 1.0;
        for (_, scale) in &mut ends {
            share *= *scale;
            *scale = share;
        }
        Path {
            ends,
            past: 0,
            last: (0, 1.0),
        }
    }
    fn rates<L: Width>(
        rule: &PiecewiseInterpolate<L>,
        path: &mut Path,
        clock: &Clock<L>,
    ) -> Rates<L> {
        while let Some(end) = path.ends.get(path.past)
            && end.0 <= clock.index
        {
            path.last = *end;
            path.past += 1;
        }
        let (start, from) = path.last;
        let Some((end, to)) = path.ends.get(path.past) else {
            return Rates::of(rule.initial * L::splat(from));
        };
        let p = (clock.index - start) as f64 / (end - start) as f64;
        let share = match rule.interpolate_type {
            0 => line(from, *to, p),
            _ => wave(from, *to, p),
        };
        Rates::of(rule.initial * L::splat(share))
    }
    fn breaks(rule: &PiecewiseInterpolate, _: u64) -> Vec<Break> {
        let used = rule.boundaries.len().min(rule.scales.len());
        Break::items("boundaries", &rule.boundaries[..used], 0, "Boundary")
    }
}
