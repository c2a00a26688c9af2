//! Reduce on plateau: the rate falls when the loss has not become better for a while.
//!
//! The loss is that of each step before its update, free of noise. Counters are numbers of the lane, because each
//! run has its own.

use super::{Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η ← max(γ η, η₁)` after more than `p` steps without a better loss.
    pub struct Plateau {
        /// Whether a smaller or a larger loss is better; larger only makes sense as an experiment.
        mode: choice("Better is", "", 0, &["min", "max"]);
        /// What the rate is multiplied by at each fall.
        factor: real("Factor", "γ", 0.1, Domain::DECAY, Span::linear(0.0, 0.99));
        /// How many steps in a row may bring nothing better before the rate falls.
        patience: count("Patience", "p", 10, 0, 1_000_000);
        /// How much better a loss must be to count as better.
        threshold: real("Threshold", "ε", 1e-4, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// Whether the threshold is a share of the best loss or a difference to it.
        threshold_mode: choice("Threshold is", "", 0, &["rel", "abs"]);
        /// How many steps after a fall are not counted.
        cooldown: count("Cooldown", "c", 0, 0, 1_000_000);
        /// The rate below which it does not fall.
        min_lr: real("Lowest rate", "η₁", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-8, 1.0));
        /// A fall that changes the rate by no more than this is left out.
        eps: real("Least change", "δ", 1e-8, Domain::NON_NEGATIVE, Span::zero_log(1e-12, 1e-2));
    }
}

/// What is remembered: the share of the rate so far, the best loss, and the counters.
pub struct Watch<L> {
    share: L,
    best: L,
    bad: L,
    cooling: L,
}

impl Schedule for Plateau {
    const INFO: Info = Info {
        id: "plateau",
        name: "Reduce on plateau",
        family: "On the loss",
        summary: "Falls by a factor when the loss has not become better for a while: the run itself says when.",
        formula: "η ← max(γ η, η₁) after more than p steps in a row with f ≥ f_best (1 − ε), or f ≥ f_best − ε",
        reference: "torch.optim.lr_scheduler.ReduceLROnPlateau",
        aliases: &[Alias::torch("ReduceLROnPlateau", &[]).called(
            "optimizer, mode='min', factor=0.1, patience=10, threshold=1e-4, threshold_mode='rel', \
                 cooldown=0, min_lr=0, eps=1e-8",
        )],
    };
    const PYTHON: &'static str = "";
    type State<L: Width> = Watch<L>;
    fn init<L: Width>(rule: &Plateau<L>) -> Watch<L> {
        let zero = L::splat(0.0);
        Watch {
            share: L::splat(1.0),
            best: L::splat(match rule.mode {
                0 => f64::INFINITY,
                _ => f64::NEG_INFINITY,
            }),
            bad: zero,
            cooling: zero,
        }
    }
    fn rates<L: Width>(rule: &Plateau<L>, watch: &mut Watch<L>, clock: &Clock<L>) -> Rates<L> {
        // A schedule that starts in the middle of a run has not seen the loss of the step before.
        if let Some(loss) = clock.previous_loss.filter(|_| clock.index > 0) {
            watch.see(rule, loss, clock.base);
        }
        Rates::of(clock.base * watch.share)
    }
}

impl<L: Lane> Watch<L> {
    /// Counts the loss of a step, and lowers the share where the patience is over.
    fn see(&mut self, rule: &Plateau<L>, loss: L, base: L) {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let better = match (rule.mode, rule.threshold_mode) {
            (0, 0) => loss.lt(self.best * (one - rule.threshold)),
            (0, _) => loss.lt(self.best - rule.threshold),
            (_, 0) => loss.gt(self.best * (one + rule.threshold)),
            _ => loss.gt(self.best + rule.threshold),
        };
        self.best = L::select(better, loss, self.best);
        self.bad = L::select(better, zero, self.bad + one);
        let cooling = self.cooling.gt(zero);
        self.cooling = L::select(cooling, self.cooling - one, self.cooling);
        self.bad = L::select(cooling, zero, self.bad);

        let over = self.bad.gt(L::splat(rule.patience as f64));
        self.cooling = L::select(over, L::splat(rule.cooldown as f64), self.cooling);
        self.bad = L::select(over, zero, self.bad);
        let old = base * self.share;
        let new = (old * rule.factor).maximum(rule.min_lr);
        let falls = over & (old - new).gt(rule.eps);
        self.share = L::select(falls, new / base, self.share);
    }
}
