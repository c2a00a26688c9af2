//! Cautious AdamW: AdamW that leaves out the coordinates in which its step would go up the newest gradient.
//!
//! The authors' scale: what is left is divided by the share of coordinates it is of, so that one coordinate
//! alone takes a double step. The weight decay is PyTorch's AdamW's.

use super::parts::{Moments, shrunk};
use super::{Optimizer, Place, Step, StepUnit};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `u = m̂/(√v̂ + ε);  φ = [u g > 0];  x ← (1 − η λ) x − η u φ / mean(φ)`.
    pub struct CautiousAdamW {
        /// Step size: about how far one step goes in each coordinate while the gradient keeps its direction.
        lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 10.0));
        /// Memory of the gradient average: larger is smoother and slower to turn.
        beta1: real("First-moment decay", "β₁", 0.9, Domain::DECAY, Span::one_minus_log(0.0, 0.9999));
        /// Memory of the average of squared gradients: larger forgets steep places later.
        beta2: real("Second-moment decay", "β₂", 0.999, Domain::DECAY, Span::one_minus_log(0.0, 0.99999));
        /// Added to the root of the second moment: keeps the step finite where gradients vanish.
        eps: real("Epsilon", "ε", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-16, 1.0));
        /// Shrinks the position by the factor 1 − η λ before each step, whatever the gradient.
        weight_decay: real("Weight decay", "λ", 0.0, Domain::NON_NEGATIVE, Span::zero_log(1e-6, 1.0));
    }
}

/// Adam's averages, and the gradient of the step.
#[derive(Clone, Copy)]
pub struct State<L> {
    moments: Moments<L>,
    gradient: Vec2<L>,
}

impl Optimizer for CautiousAdamW {
    const INFO: Info = Info {
        id: "cautious_adamw",
        name: "Cautious AdamW",
        family: "Adam family",
        summary: "AdamW that never moves a coordinate against its newest gradient: momentum may rest but not overshoot.",
        formula: "u = m̂/(√v̂ + ε),  φ = [u g > 0],  x ← (1 − η λ) x − η u φ / max(mean(φ), 10⁻³)",
        reference: "Liang, Chen, Liu and Liu 2024, algorithm 1, with the scale and the defaults of the authors' program",
        aliases: &[],
    };
    const UNIT: StepUnit = StepUnit::Length;
    const MOMENTUM: Option<&'static str> = Some("beta1");
    const PLACES: &'static [Place] = &[Place::Gradient, Place::Momentum, Place::Update];

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &CautiousAdamW<L>, _: Vec2<L>) -> State<L> {
        State {
            moments: Moments::new(),
            gradient: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn direction<L: Width, P: Probe<L>>(
        rule: &CautiousAdamW<L>,
        state: &mut State<L>,
        step: &Step<L>,
        _: Vec2<L>,
        gradient: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        state.gradient = gradient;
        let betas = [rule.beta1, rule.beta2];
        state.moments.take_in(step, gradient, betas, probe)
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &CautiousAdamW<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let [first, root] = state.moments.corrected(direction, probe);
        let update = first.zip(root, |m, r| m / (r + rule.eps));
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let mask = update.zip(state.gradient, |u, g| {
            // A gradient that is not a number is not left out.
            L::select((u * g).le(zero), zero, one)
        });
        let share = ((mask.x + mask.y) / L::splat(2.0)).maximum(L::splat(1e-3));
        let kept = update.zip(mask, |u, m| u * (m / share));
        let next = shrunk(at, step.rate, rule.weight_decay) - kept * step.rate;
        probe.vector("u", update);
        probe.vector("φ", mask);
        probe.vector("Δ", next - at);
        next
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::{path, rule};
    use crate::core::vec2::vec2;

    /// No coordinate ever moves up its gradient, as Adam's do; while both agree, the path is Adam's.
    #[test]
    fn no_coordinate_moves_uphill() {
        let start = vec2(1.0, -0.3);
        let gradient = |p: crate::core::vec2::Vec2| vec2(p.x, 20.0 * p.y);
        let uphill = |id: &str| {
            let walk = path(&rule(id, &[("lr", 0.05)]), start, 200, gradient);
            let befores = std::iter::once(&start).chain(&walk);
            let climbs = befores.zip(&walk).filter(|(before, at)| {
                let (g, moved) = (gradient(**before), **at - **before);
                g.x * moved.x > 0.0 || g.y * moved.y > 0.0
            });
            climbs.count()
        };
        assert_eq!(uphill("cautious_adamw"), 0);
        assert!(uphill("adam") > 10, "{}", uphill("adam"));
        let [one, two] = ["cautious_adamw", "adam"].map(|id| {
            path(
                &rule(id, &[("lr", 0.05), ("eps", 1e-6)]),
                start,
                5,
                gradient,
            )[4]
        });
        assert!((one - two).norm() < 1e-14, "{one:?}, not {two:?}");
    }

    /// Where one coordinate is left out, the other takes a double step.
    #[test]
    fn one_coordinate_alone_takes_a_double_step() {
        let gradient = |p: crate::core::vec2::Vec2| vec2(if p.x == 0.0 { 1.0 } else { -0.1 }, 1.0);
        let steps = |id: &str| {
            let numbers = [("lr", 0.1), ("eps", 1e-8)];
            let walk = path(&rule(id, &numbers), vec2(0.0, 0.0), 2, gradient);
            walk[1] - walk[0]
        };
        let (cautious, adam) = (steps("cautious_adamw"), steps("adam"));
        assert_eq!(cautious.x, 0.0);
        assert!(adam.x < -1e-3, "{adam:?}");
        assert!((cautious.y - 2.0 * adam.y).abs() < 1e-14, "{cautious:?}");
    }
}
