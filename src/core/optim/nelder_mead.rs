//! Nelder and Mead's simplex: a triangle that reflects, stretches and shrinks its way down, without gradients.
//!
//! One step is one iteration. The run stands at the best corner, so that a step may leave it where it is.

use super::search::{Search, View};
use super::{Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// Reflect the worst corner through the middle of the others; stretch, contract or shrink as it turns out.
    pub struct NelderMead {
        /// Length of the sides of the first triangle.
        lr: real("First size", "η", 0.5, Domain::POSITIVE, Span::log(1e-3, 10.0));
        /// How far the worst corner is reflected.
        alpha: real("Reflection", "α", 1.0, Domain::POSITIVE, Span::linear(0.5, 2.0));
        /// How far a reflection that found a new best is stretched.
        gamma: real("Expansion", "γ", 2.0, Domain::open(1.0, f64::INFINITY), Span::linear(1.1, 4.0));
        /// How far a reflection that did not help is drawn back.
        rho: real("Contraction", "ρ", 0.5, Domain::open(0.0, 1.0), Span::linear(0.1, 0.9));
        /// How far the triangle shrinks to its best corner when nothing else helps.
        sigma: real("Shrinking", "σ", 0.5, Domain::open(0.0, 1.0), Span::linear(0.1, 0.9));
    }
}

/// The corners and their losses, the best first; none before the first step.
pub struct State(Option<[(Vec2, f64); 3]>);

/// Orders corners by loss; one without a number counts as the worst.
fn sort(corners: &mut [(Vec2, f64); 3]) {
    let rank = |loss: f64| if loss.is_nan() { f64::INFINITY } else { loss };
    corners.sort_by(|a, b| rank(a.1).total_cmp(&rank(b.1)));
}

impl Search for NelderMead {
    const INFO: Info = Info {
        id: "nelder_mead",
        name: "Nelder–Mead",
        family: "Without gradients",
        summary: "A triangle that feels its way down by comparing heights: what is possible without any gradient.",
        formula: "x_r = c + α (c − x₃),  x_e = c + γ (x_r − c),  x_c = c + ρ (x̃ − c),  else xᵢ ← x₁ + σ (xᵢ − x₁)",
        reference: "Nelder and Mead 1965; Lagarias et al. 1998, section 2; defaults: their coefficients",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const EVALUATIONS: u32 = 2;

    type State = State;

    fn init(_: &NelderMead, _: Vec2) -> State {
        State(None)
    }

    fn step(
        rule: &NelderMead,
        State(corners): &mut State,
        step: &Step<f64>,
        at: Vec2,
        _: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        let seen = |p: Vec2| (p, view.value(p));
        let corners = corners.get_or_insert_with(|| {
            let mut first = [
                (at, step.loss),
                seen(at + vec2(step.rate, 0.0)),
                seen(at + vec2(0.0, step.rate)),
            ];
            sort(&mut first);
            first
        });
        let [best, middle, worst] = *corners;
        let center = (best.0 + middle.0) * 0.5;
        let reflected = seen(center + (center - worst.0) * rule.alpha);
        let replaced = if reflected.1 < best.1 {
            let stretched = seen(center + (reflected.0 - center) * rule.gamma);
            Some(if stretched.1 < reflected.1 {
                stretched
            } else {
                reflected
            })
        } else if reflected.1 < middle.1 {
            Some(reflected)
        } else {
            let outside = reflected.1 < worst.1;
            let towards = if outside { reflected } else { worst };
            let contracted = seen(center + (towards.0 - center) * rule.rho);
            let helps = if outside {
                contracted.1 <= reflected.1
            } else {
                contracted.1 < worst.1
            };
            helps.then_some(contracted)
        };
        match replaced {
            Some(corner) => corners[2] = corner,
            None => {
                for corner in &mut corners[1..] {
                    *corner = seen(best.0 + (corner.0 - best.0) * rule.sigma);
                }
            }
        }
        sort(corners);
        for (name, corner) in ["x₁", "x₂", "x₃"].into_iter().zip(corners.iter()) {
            probe.vector(name, corner.0);
        }
        corners[0].0
    }
}
