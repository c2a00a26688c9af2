//! Noam: the schedule of the first Transformer, scaled by the width of the model.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Framework, Info};
use crate::core::lane::Lane;
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η d^(−1/2) min(n^(−1/2), n W^(−3/2))`, `n = t + 1`.
    pub struct Noam {
        /// Width of the model the formula was made for: the whole schedule is divided by its root.
        d_model: count("Width of the model", "d", 1, 1, 1_000_000);
        /// How many steps the rate rises before it falls.
        warmup_steps: count("Warm-up steps", "W", 50, 1, 1_000_000);
    }
}

impl Schedule for Noam {
    const INFO: Info = Info {
        id: "noam",
        name: "Noam",
        family: "Warm-up",
        summary: "Rises linearly, then falls as 1/√n: the schedule of the first Transformer, whose peak is η/√(d W).",
        formula: "η_t = η d^(−1/2) min(n^(−1/2), n W^(−3/2)),  n = t + 1",
        reference: "Vaswani et al. 2017, equation 3; defaults: Ravine's, for short runs",
        aliases: &[Alias::new(Framework::Formula, "noam", &[])],
    };
    const PYTHON: &'static str = "
        n = t + 1
        return base * d_model**-0.5 * min(n**-0.5, n * warmup_steps**-1.5)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Noam<L>) {}
    fn rates<L: Width>(rule: &Noam<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let root = |x: f64| Lane::sqrt(x);
        let (n, warmup) = ((clock.index + 1) as f64, rule.warmup_steps as f64);
        let share = Lane::minimum(1.0 / root(n), n / (warmup * root(warmup)));
        Rates::of(clock.base * L::splat(share / root(rule.d_model as f64)))
    }
    fn breaks(rule: &Noam, _: u64) -> Vec<Break> {
        // The first step counts as 1.
        vec![Break::peak("warmup_steps", rule.warmup_steps, "Peak")]
    }
}
