//! Random search: a step in a random direction, kept if it helps.
//!
//! With adaptation it is the (1+1) evolution strategy with the one-fifth success rule.

use super::search::{Search, View};
use super::{Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::noise::Noise;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x + η s z` if that is lower, `z` standard normal.
    pub struct RandomSearch {
        /// Length of a step, per coordinate.
        lr: real("Step length", "η", 0.1, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// Lengthens the steps after a success and shortens them after a failure, so that one in five succeeds.
        adapt: toggle("One-fifth rule", "", false);
        /// Which random steps are taken.
        seed: count("Seed", "", 1, 0, 1_000_000);
    }
}

impl Search for RandomSearch {
    const INFO: Info = Info {
        id: "random_search",
        name: "Random search",
        family: "Without gradients",
        summary: "Tries a random step and keeps it if it helps: the floor that every method must beat.",
        formula: "x ← x + η s z if f(x + η s z) < f(x),  z ~ N(0, 1)  (one-fifth rule: s ← s e^{1/3} or s e^{−1/12})",
        reference: "Rastrigin 1963; one-fifth rule: Rechenberg 1973, in the form of Kern et al. 2004; defaults: Ravine's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const EVALUATIONS: u32 = 1;

    /// The factor s.
    type State = f64;

    fn init(_: &RandomSearch, _: Vec2) -> f64 {
        1.0
    }

    fn step(
        rule: &RandomSearch,
        factor: &mut f64,
        step: &Step<f64>,
        at: Vec2,
        _: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let dice = Noise {
            sigma: 1.0,
            seed: rule.seed,
            ..Noise::default()
        };
        let tried = at + dice.at(step.index, 0) * (step.rate * *factor);
        probe.vector("tried", tried);
        let helps = view.value(tried) < step.loss;
        if rule.adapt {
            // Powers of e^{1/12}: four failures undo one success.
            let change = if helps {
                libm::exp(1.0 / 3.0)
            } else {
                libm::exp(-1.0 / 12.0)
            };
            *factor = (*factor * change).clamp(1e-100, 1e100);
        }
        probe.scalar("s", *factor);
        if helps { tried } else { at }
    }
}
