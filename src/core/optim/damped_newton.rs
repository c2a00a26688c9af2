//! Newton's method made safe: the Hessian is shifted until it bends up, the step shortened until it helps.

use super::Step;
use super::line::{Line, backtrack};
use super::newton::solve;
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::curvature::Curvature;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `x ← x − t (H + μ 1)⁻¹ g` with the smallest `μ ≥ 0` that makes every curvature at least `δ`.
    pub struct DampedNewton {
        /// The step length tried first; 1 is the full Newton step.
        lr: real("First step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-2, 2.0));
        /// The smallest curvature that is believed: the Hessian is shifted up to it.
        damping: real("Smallest curvature", "δ", 1e-3, Domain::POSITIVE, Span::log(1e-8, 1e2));
        /// Share of the decrease promised by the slope that a step must bring.
        c1: real("Sufficient decrease", "c₁", 1e-4, Domain::open(0.0, 1.0), Span::log(1e-6, 0.5));
        /// Factor by which a step that was too long is shortened.
        shrink: real("Shrinking", "ρ", 0.5, Domain::open(0.0, 1.0), Span::linear(0.1, 0.9));
    }
}

impl Search for DampedNewton {
    const INFO: Info = Info {
        id: "damped_newton",
        name: "Damped Newton",
        family: "Curvature",
        summary: "Newton's step, shifted towards the gradient where the surface bends down and shortened until the loss falls.",
        formula: "x ← x − t (H + μ 1)⁻¹ g,  μ = max(0, δ − λmin),  t by backtracking from η",
        reference: "Levenberg 1944; Nocedal and Wright 2006, section 3.4; defaults: c₁ theirs, the rest Ravine's",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 4;

    type State = ();

    fn init(_: &DampedNewton, _: Vec2) {}

    fn step(
        rule: &DampedNewton,
        (): &mut (),
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let [xx, xy, yy] = view.hessian(at);
        let low = Curvature::of([xx, xy, yy]).map_or(f64::NAN, |curvature| curvature.low);
        let shift = (rule.damping - low).max(0.0);
        let line = Line {
            from: at,
            direction: -solve([xx + shift, xy, yy + shift], gradient),
        };
        probe.scalar("μ", shift);
        probe.vector("d", line.direction);
        let start = line.trial(0.0, step.loss, gradient);
        let t = backtrack(view, &line, start, step.rate, rule.c1, rule.shrink);
        probe.scalar("t", t);
        line.at(t)
    }
}
