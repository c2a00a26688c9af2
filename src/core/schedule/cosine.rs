//! The cosine schedule: the rate falls along half a cosine, slowly at both ends.
//!
//! Past its length it rises again, as PyTorch's does: the period is twice the length.

use super::{Break, Clock, Rates, Schedule, length};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η₁ + (η − η₁) (1 + cos(π t/T))/2`.
    pub struct Cosine {
        /// How many steps the fall takes.
        t_max: length("Length", "T");
        /// The rate at the end of the fall.
        eta_min: real("Lowest rate", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
    }
}

impl Schedule for Cosine {
    const INFO: Info = Info {
        id: "cosine",
        name: "Cosine",
        family: "Decay",
        summary: "Falls along half a cosine: slowly at first, fast in the middle, slowly at the end.",
        formula: "η_t = η₁ + (η − η₁) (1 + cos(π t/T))/2",
        reference: "Loshchilov and Hutter 2017, equation 5; torch.optim.lr_scheduler.CosineAnnealingLR",
        aliases: &[Alias::torch("CosineAnnealingLR", &[("T_max", "t_max")])
            .called("optimizer, T_max, eta_min=0.0, last_epoch=-1")],
    };
    const PYTHON: &'static str =
        "return eta_min + (base - eta_min) * (1 + math.cos(math.pi * t / t_max)) / 2";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Cosine<L>) {}
    fn rates<L: Width>(rule: &Cosine<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let length = length(rule.t_max, clock);
        // Turns are taken out in whole numbers, so that the angle is as exact late as early.
        let turned = (clock.index % (2 * length)) as f64;
        let cosine = Lane::cos(std::f64::consts::PI * turned / length as f64);
        let share = L::splat(0.5 * (1.0 + cosine));
        Rates::of(rule.eta_min + (clock.base - rule.eta_min) * share)
    }
    fn breaks(rule: &Cosine, horizon: u64) -> Vec<Break> {
        vec![Break::length(
            0,
            "t_max",
            rule.t_max,
            horizon,
            "End of the fall",
        )]
    }
}
