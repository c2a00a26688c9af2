//! The constant schedule: the optimizer's own rate at every step.

use super::{Clock, Rates, Schedule};
use crate::core::catalog::Info;
use crate::core::pipeline::Width;

crate::params! {
    /// `η_t = η`.
    pub struct Constant {}
}

impl Schedule for Constant {
    const INFO: Info = Info {
        id: "constant",
        name: "Constant",
        family: "Plain",
        summary: "The same learning rate at every step.",
        formula: "η_t = η",
        reference: "Robbins and Monro 1951, against which every decay is argued",
        aliases: &[],
    };
    const PYTHON: &'static str = "return base";
    type State<L: Width> = ();
    fn init<L: Width>(_: &Constant<L>) {}
    fn rates<L: Width>(_: &Constant<L>, (): &mut (), clock: &Clock<L>) -> Rates<L> {
        Rates::of(clock.base)
    }
}
