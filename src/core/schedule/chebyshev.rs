//! Chebyshev steps: rates that are the inverse roots of a Chebyshev polynomial on the range of curvatures.
//!
//! On a quadratic, a schedule alone reaches the speed of momentum. The rates follow from the curvatures; the
//! optimizer's own is not used. In plain order the long steps come first and nothing may disturb them; the fractal
//! order spreads them so that no stretch of the run explodes. It is defined for powers of two: for other lengths,
//! that of the next power of two is used without the roots that are not there.

use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use std::f64::consts::PI;

crate::params! {
    /// `η_t = 1/((L + m)/2 − (L − m)/2 cos((σ_t − 1/2) π/T))`.
    pub struct Chebyshev {
        /// The smallest curvature: the longest step is a little less than one over it.
        smallest: real("Smallest curvature", "m", 1.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
        /// The largest curvature: the shortest step is a little more than one over it.
        largest: real("Largest curvature", "L", 100.0, Domain::POSITIVE, Span::log(1e-2, 1e4));
        /// How many steps belong together; after them the rates start again.
        period: length("Period", "T");
        /// In which order the steps are taken: long ones first, or spread so that rounding and noise do not explode.
        order: choice("Order", "σ", 1, &["plain", "fractal"]);
    }
}

/// Entry `place` (from 0) of the fractal order of 1, …, `size`, a power of two: after each entry `k` of half the
/// size stands the one that completes it to `size + 1`.
fn fractal(place: u64, size: u64) -> u64 {
    let mut entry = 1;
    for level in (0..size.trailing_zeros()).rev() {
        if (place >> level) % 2 == 1 {
            entry = (size >> level) + 1 - entry;
        }
    }
    entry
}

impl Schedule for Chebyshev {
    const INFO: Info = Info {
        id: "chebyshev",
        name: "Chebyshev steps",
        family: "Cycles",
        summary: "Gives plain gradient descent the speed of momentum on a quadratic whose curvatures are known.",
        formula: "η_t = 1/((L + m)/2 − (L − m)/2 cos((σ_t − 1/2) π/T)),  σ_t = t + 1 or its fractal order",
        reference: "Young 1953; Agarwal, Goel and Zhang 2021, definition 1 (the fractal order); defaults: those of a ravine of condition 100",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        numbers = [1] if order == \"fractal\" else range(1, period + 1)
        while len(numbers) < period:
            size = 2 * len(numbers) + 1
            numbers = [k for number in numbers for k in (number, size - number)]
        numbers = [number for number in numbers if number <= period]
        angle = (numbers[t % period] - 0.5) * math.pi / period
        return 2 / (largest + smallest - (largest - smallest) * math.cos(angle))";
    /// How far the fractal order has been followed in this period.
    type State<L: Width> = u64;
    fn init<L: Width>(_: &Chebyshev<L>) -> u64 {
        0
    }
    fn rates<L: Width>(rule: &Chebyshev<L>, place: &mut u64, clock: &Clock<L>) -> Rates<L> {
        let period = length(rule.period, clock);
        let turned = clock.index % period;
        let number = if rule.order == 0 {
            turned + 1
        } else {
            if turned == 0 {
                *place = 0;
            }
            let size = period.next_power_of_two();
            // Entries that are not there stand at odd places only: the next one is.
            *place += u64::from(fractal(*place, size) > period);
            let number = fractal(*place, size);
            *place += 1;
            number
        };
        let half = L::splat(0.5);
        let cosine = Lane::cos((number as f64 - 0.5) * PI / period as f64);
        let middle = (rule.largest + rule.smallest) * half;
        let reach = (rule.largest - rule.smallest) * half;
        Rates::of(L::splat(1.0) / (middle - reach * L::splat(cosine)))
    }
    fn breaks(rule: &Chebyshev, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "period",
            rule.period,
            horizon,
            "End of the period",
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fractal_order_is_the_papers() {
        let table: [&[u64]; 4] = [&[1], &[1, 2], &[1, 4, 2, 3], &[1, 8, 4, 5, 2, 7, 3, 6]];
        for want in table {
            let size = want.len() as u64;
            let order: Vec<u64> = (0..size).map(|place| fractal(place, size)).collect();
            assert_eq!(order, want);
        }
    }
}
