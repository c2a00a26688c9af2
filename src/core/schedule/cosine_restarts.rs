//! Cosine with warm restarts: each cycle falls along half a cosine and the next starts at the full rate.

use super::parts::half_cosine;
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₁ + (η − η₁)(1 + cos(π T_cur/T_i))/2`.
    pub struct CosineRestarts {
        /// How many steps the first cycle takes; PyTorch has no default.
        t_0: count("First cycle", "T₀", 50, 1, 1_000_000);
        /// By what the length of a cycle is multiplied at each restart.
        t_mult: count("Growth", "m", 1, 1, 1_000_000);
        /// The rate at the end of each cycle.
        eta_min: real("Lowest rate", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
    }
}

impl Schedule for CosineRestarts {
    const INFO: Info = Info {
        id: "cosine_restarts",
        name: "Cosine with restarts",
        family: "Cycles",
        summary: "Falls along half a cosine again and again: each restart may leave a minimum for a better one.",
        formula: "η_t = η₁ + (η − η₁)(1 + cos(π T_cur/T_i))/2,  T_i ← m T_i at each restart",
        reference: "Loshchilov and Hutter 2017, equation 5; torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
        aliases: &[Alias::torch(
            "CosineAnnealingWarmRestarts",
            &[("T_0", "t_0"), ("T_mult", "t_mult")],
        )
        .called("optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1")],
    };
    const PYTHON: &'static str = "
        length = t_0
        if t_mult == 1:
            t = t % t_0
        while t >= length:
            t, length = t - length, length * t_mult
        return eta_min + (base - eta_min) * (1 + math.cos(math.pi * t / length)) / 2";
    /// How long the cycle is, and how much of it is done.
    type State<L: Width> = (u64, u64);
    fn init<L: Width>(rule: &CosineRestarts<L>) -> (u64, u64) {
        (rule.t_0, 0)
    }
    fn rates<L: Width>(
        rule: &CosineRestarts<L>,
        (length, current): &mut (u64, u64),
        clock: &Clock<L>,
    ) -> Rates<L> {
        if clock.index > 0 {
            *current += 1;
            if *current >= *length {
                *current = 0;
                *length = length.saturating_mul(rule.t_mult);
            }
        }
        let share = half_cosine(*current as f64 / *length as f64);
        Rates::of(rule.eta_min + (clock.base - rule.eta_min) * L::splat(share))
    }
    fn breaks(rule: &CosineRestarts, _: u64) -> Vec<Break> {
        vec![Break::after(0, "t_0", rule.t_0, "First restart").lasting()]
    }
}
