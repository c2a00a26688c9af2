//! The schedule of weight averaging: the rate goes to a given one and stays there.

use super::parts::{done, half_cosine};
use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = a η₁ + (1 − a) η`, `a` rising from 0 to 1 in `T` steps.
    pub struct KeptRate {
        /// The rate that is reached and kept, by which the run goes on to move around a minimum.
        swa_lr: real("Kept rate", "η₁", 0.01, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
        /// How many steps the way there takes; with none, the rate is kept from the start.
        anneal_epochs: count("Steps", "T", 10, 0, 1_000_000);
        /// Along what the rate goes there: half a cosine or a straight line.
        anneal_strategy: choice("Shape", "", 0, &["cos", "linear"]);
    }
}

impl Schedule for KeptRate {
    const INFO: Info = Info {
        id: "swa",
        name: "To a kept rate (SWA)",
        family: "Decay",
        summary: "Goes to a given rate and keeps it, so that the positions that follow can be averaged.",
        formula: "η_t = a η₁ + (1 − a) η,  a = (1 − cos(π p))/2 or p,  p = min(t, T)/T",
        reference: "Izmailov et al. 2018, section 3.2; torch.optim.swa_utils.SWALR",
        aliases: &[Alias::torch("SWALR", &[])
            .within("swa_utils")
            .called("optimizer, swa_lr, anneal_epochs=10, anneal_strategy='cos', last_epoch=-1")],
    };
    const PYTHON: &'static str = "
        share = t / anneal_epochs if t < anneal_epochs else 1
        if anneal_strategy == \"cos\":
            share = (1 - math.cos(math.pi * share)) / 2
        return swa_lr * share + base * (1 - share)";
    type State<L: Width> = ();
    fn init<L: Width>(_: &KeptRate<L>) {}
    fn rates<L: Width>(rule: &KeptRate<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let p = done(clock.index, rule.anneal_epochs);
        let alpha = match rule.anneal_strategy {
            0 => half_cosine(1.0 - p),
            _ => p,
        };
        Rates::of(rule.swa_lr * L::splat(alpha) + clock.base * L::splat(1.0 - alpha))
    }
    fn breaks(rule: &KeptRate, _: u64) -> Vec<Break> {
        let end = Break::after(0, "anneal_epochs", rule.anneal_epochs, "Kept from here");
        vec![end]
    }
}
