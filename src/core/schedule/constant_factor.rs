//! A constant share of the rate for a while, then the whole of it: PyTorch's `ConstantLR`.

use super::{Break, Clock, Rates, Schedule};
use crate::core::catalog::{Alias, Info};
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = c η` for `t < T`, then `η`.
    pub struct ConstantFactor {
        /// Share of the rate that the first steps are taken with.
        factor: real("Factor", "c", 0.3333333333333333, Domain::UNIT, Span::linear(0.0, 1.0));
        /// How many steps are taken with that share; PyTorch's default is 5.
        total_iters: count("Steps", "T", 50, 1, 1_000_000);
    }
}

impl Schedule for ConstantFactor {
    const INFO: Info = Info {
        id: "constant_factor",
        name: "Constant factor",
        family: "Warm-up",
        summary: "Takes a fixed share of the rate for a while and the whole of it after: the plainest warm-up.",
        formula: "η_t = c η for t < T,  then η",
        reference: "torch.optim.lr_scheduler.ConstantLR",
        aliases: &[Alias::torch("ConstantLR", &[])
            .called("optimizer, factor=1.0 / 3, total_iters=5, last_epoch=-1")],
    };
    const PYTHON: &'static str = "return base * factor if t < total_iters else base";
    type State<L: Width> = ();
    fn init<L: Width>(_: &ConstantFactor<L>) {}
    fn rates<L: Width>(rule: &ConstantFactor<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        let reduced = clock.base * rule.factor;
        if clock.index < rule.total_iters {
            return Rates::of(reduced);
        }
        // PyTorch multiplies the factor out again, with its rounding; it has no way back from the factor 0.
        let raised = reduced * (L::splat(1.0) / rule.factor);
        let lost = rule.factor.same(L::splat(0.0));
        Rates::of(L::select(lost, clock.base, raised))
    }
    fn breaks(rule: &ConstantFactor, _: u64) -> Vec<Break> {
        vec![Break::after(0, "total_iters", rule.total_iters, "End of the share").lasting()]
    }
}
