//! REX: the rate falls slowly for most of the run and fast at its end.

use super::parts::done;
use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::Info;
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η (1 − p)/(1/2 + (1 − p)/2)`, `p = t/T`.
    pub struct Rex {
        /// How many steps the fall to 0 takes.
        t_max: length("Length", "T");
    }
}

impl Schedule for Rex {
    const INFO: Info = Info {
        id: "rex",
        name: "REX",
        family: "Decay",
        summary: "Keeps the rate high for longer than a straight line and falls fast at the end: made for small budgets of steps.",
        formula: "η_t = η (1 − p)/(1/2 + (1 − p)/2),  p = min(t, T)/T",
        reference: "Chen, Wolfe, Li and Kyrillidis 2022, REX: Revisiting budgeted training with an improved schedule; default: the run's length",
        aliases: &[],
    };
    const PYTHON: &'static str = "
        left = 1 - min(t / t_max, 1)
        return base * left / (0.5 + 0.5 * left)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Rex<L>) {}
    fn rates<L: Width>(rule: &Rex<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let left = 1.0 - done(clock.index, length(rule.t_max, clock));
        Rates::of(clock.base * L::splat(left / (0.5 + 0.5 * left)))
    }
    fn breaks(rule: &Rex, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "t_max",
            rule.t_max,
            horizon,
            "End of the fall",
        )]
    }
}
