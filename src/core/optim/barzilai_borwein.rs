//! Barzilai–Borwein steps: the rate of each step is a secant's estimate of the inverse curvature.
//!
//! Where the last step saw no upward curvature, the rate is the length of that step over the change of the
//! gradient, which lies between both forms where they exist; where it saw no change at all, the rate is kept.

use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

/// The words of the parameter `form`, in the order of [`FORMS`].
const LONG: usize = 0;

/// Both forms of the rate.
const FORMS: &[&str] = &["long", "short"];

crate::params! {
    /// `α = s·s/s·y or s·y/y·y;  x ← x − α g`, with `s = x − x₋` and `y = g − g₋`.
    pub struct BarzilaiBorwein {
        /// Rate of the first step, per unit of gradient; a schedule has no effect after it.
        lr: real("First rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-6, 10.0));
        /// Which estimate of the inverse curvature is taken: the long one is bolder, the short one steadier.
        form: choice("Form", "", LONG, FORMS);
    }
}

/// Position and gradient of the step before, and its rate.
#[derive(Clone, Copy)]
pub struct State<L> {
    before: Option<Before<L>>,
}

/// What the step before was.
#[derive(Clone, Copy)]
struct Before<L> {
    at: Vec2<L>,
    gradient: Vec2<L>,
    alpha: L,
}

impl<L: Lane> Before<L> {
    /// The rate of the step that follows.
    #[inline(always)]
    fn next_rate(self, at: Vec2<L>, gradient: Vec2<L>, form: usize) -> L {
        let (s, y) = (at - self.at, gradient - self.gradient);
        let (ss, sy, yy) = (s.dot(s), s.dot(y), y.dot(y));
        let zero = L::splat(0.0);
        let secant = if form == LONG { ss / sy } else { sy / yy };
        let rate = L::select(sy.gt(zero), secant, (ss / yy).sqrt());
        L::select(ss.same(zero) | yy.same(zero), self.alpha, rate)
    }
}

impl Optimizer for BarzilaiBorwein {
    const INFO: Info = Info {
        id: "barzilai_borwein",
        name: "Barzilai–Borwein",
        family: "Line searches",
        summary: "Gradient descent that guesses its rate from its last step: its loss may rise, yet on a quadratic it outruns any constant rate.",
        formula: "s = x − x₋,  y = g − g₋,  α = s·s/s·y (long) or s·y/y·y (short), ‖s‖/‖y‖ where s·y ≤ 0,  x ← x − α g",
        reference: "Barzilai and Borwein 1988; s·y ≤ 0: Dai, Al-Baali and Yang 2015; defaults: Ravine's",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &BarzilaiBorwein<L>, _: Vec2<L>) -> State<L> {
        State { before: None }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &BarzilaiBorwein<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let alpha = match state.before {
            None => step.rate,
            Some(before) => before.next_rate(at, direction, rule.form),
        };
        state.before = Some(Before {
            at,
            gradient: direction,
            alpha,
        });
        let delta = direction * alpha;
        probe.scalar("α", alpha);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Config;
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::params::Value;
    use crate::core::vec2::vec2;

    fn forms() -> [Config; 2] {
        [0, 1].map(|form| {
            let mut config = rule("barzilai_borwein", &[("lr", 1e-3)]);
            config.set("form", Value::Choice(form)).unwrap();
            config
        })
    }

    /// On a quadratic the rates are the previous steps' exact line searches, of the loss (long) and of the
    /// gradient's length (short); both arrive long before the best constant rate would.
    #[test]
    fn rates_are_those_of_the_line_search_one_step_late() {
        let kappa = 100.0;
        let hessian = |v: Vec2| vec2(v.x, kappa * v.y);
        let start = vec2(kappa, 1.0);
        for (form, config) in forms().into_iter().enumerate() {
            let walk = path(&config, start, 60, hessian);
            for k in 1..6 {
                let (before, at, next) = match k {
                    1 => (start, walk[0], walk[1]),
                    _ => (walk[k - 2], walk[k - 1], walk[k]),
                };
                let (old, g) = (hessian(before), hessian(at));
                let curved = hessian(old);
                let want = if form == LONG {
                    old.dot(old) / old.dot(curved)
                } else {
                    old.dot(curved) / curved.dot(curved)
                };
                let got = (at - next).dot(g) / g.dot(g);
                assert!(
                    (got / want - 1.0).abs() < 1e-6,
                    "{form}, step {k}: {got}, not {want}"
                );
            }
            // The best constant rate needs 691 steps for a factor of a million (claim C4).
            let arrived = walk.iter().position(|p| p.norm() < 1e-6 * start.norm());
            assert!(arrived.is_some_and(|step| step < 40), "{form}: {arrived:?}");
        }
    }

    /// On a round bowl the second step is Newton's; downward curvature gives a positive rate; no change, the old one.
    #[test]
    fn the_secant_is_newtons_step_where_the_surface_is_round() {
        for config in forms() {
            let walk = path(&config, vec2(3.0, -4.0), 2, |p| p * 8.0);
            assert!(walk[1].norm() < 1e-12, "{walk:?}");
            let walk = path(&config, vec2(1.0, 0.0), 2, |p| p * -4.0);
            let rate = (walk[1] - walk[0]).norm() / (4.0 * walk[0].norm());
            assert!((rate - 0.25).abs() < 1e-12, "{rate}");
            let walk = path(&config, vec2(0.0, 0.0), 3, |_| vec2(1.0, 0.0));
            assert!((walk[2].x + 3e-3).abs() < 1e-15, "{walk:?}");
        }
    }
}
