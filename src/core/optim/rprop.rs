//! Rprop: every coordinate has a step size of its own, which grows while the gradient's sign holds.
//!
//! PyTorch's form: where the sign turns, the coordinate rests for one step. Later changes of the learning
//! rate have no effect.

use super::{Optimizer, Step, StepUnit};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::params::{Domain, Span};
use crate::core::pipeline::Width;
use crate::core::probe::Probe;
use crate::core::vec2::Vec2;

crate::params! {
    /// `s ← s η⁺` while the sign of g holds, `s η⁻` where it turns;  `x ← x − sign(g) s`.
    pub struct Rprop {
        /// Length of the first step in each coordinate; a schedule has no effect after it.
        lr: real("Learning rate", "η", 1e-2, Domain::POSITIVE, Span::log(1e-6, 10.0));
        /// Factor on a coordinate's step size where the gradient's sign has turned.
        eta_minus: real("Shrinking factor", "η⁻", 0.5, Domain::open(0.0, 1.0), Span::linear(0.05, 0.95));
        /// Factor on a coordinate's step size where the gradient keeps its sign.
        eta_plus: real("Growing factor", "η⁺", 1.2, Domain::open(1.0, f64::INFINITY), Span::linear(1.01, 2.0));
        /// The shortest step size of a coordinate.
        step_min: real("Shortest step", "s₀", 1e-6, Domain::NON_NEGATIVE, Span::zero_log(1e-12, 1.0));
        /// The longest step size of a coordinate.
        step_max: real("Longest step", "s₁", 50.0, Domain::POSITIVE, Span::log(1e-3, 1e3));
    }
}

/// The step sizes, once there are any, and the previous gradient with zeros where a coordinate rested.
#[derive(Clone, Copy)]
pub struct State<L> {
    sizes: Option<Vec2<L>>,
    previous: Vec2<L>,
}

/// One coordinate's factor, and its gradient with a zero where the sign has turned.
#[inline(always)]
fn judge<L: Lane>(g: L, previous: L, eta_minus: L, eta_plus: L) -> (L, L) {
    let zero = L::splat(0.0);
    let product = g * previous;
    let (kept, turned) = (product.gt(zero), product.lt(zero));
    let same = L::select(product.same(zero), L::splat(1.0), product);
    let factor = L::select(kept, eta_plus, L::select(turned, eta_minus, same));
    (factor, L::select(turned, zero, g))
}

impl Optimizer for Rprop {
    const INFO: Info = Info {
        id: "rprop",
        name: "Rprop",
        family: "Sign-based",
        summary: "Uses only the gradient's signs: strides where they hold, halves the step where they turn; not for noise.",
        formula: "s ← clip(s · (η⁺ if g g₋ > 0, η⁻ if g g₋ < 0, else 1), s₀, s₁),  g ← 0 where g g₋ < 0,  x ← x − sign(g) s",
        reference: "Riedmiller and Braun 1993; this form: Igel and Hüsken 2000, iRprop⁻; torch.optim.Rprop",
        aliases: &[Alias::torch(
            "Rprop",
            &[
                ("etas.0", "eta_minus"),
                ("etas.1", "eta_plus"),
                ("step_sizes.0", "step_min"),
                ("step_sizes.1", "step_max"),
            ],
        )
        .called(
            "params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False, \
                 foreach=None, maximize=False, differentiable=False",
        )],
    };
    const UNIT: StepUnit = StepUnit::Own;

    type State<L: Width> = State<L>;

    fn init<L: Width>(_: &Rprop<L>, _: Vec2<L>) -> State<L> {
        State {
            sizes: None,
            previous: Vec2::zero(),
        }
    }

    #[inline(always)]
    fn finish<L: Width, P: Probe<L>>(
        rule: &Rprop<L>,
        state: &mut State<L>,
        step: &Step<L>,
        at: Vec2<L>,
        direction: Vec2<L>,
        probe: &mut P,
    ) -> Vec2<L> {
        let before = state.sizes.unwrap_or(Vec2 {
            x: step.rate,
            y: step.rate,
        });
        let (fx, gx) = judge(direction.x, state.previous.x, rule.eta_minus, rule.eta_plus);
        let (fy, gy) = judge(direction.y, state.previous.y, rule.eta_minus, rule.eta_plus);
        let (factor, g) = (Vec2 { x: fx, y: fy }, Vec2 { x: gx, y: gy });
        let sizes = before.zip(factor, |s, f| (s * f).clamped(rule.step_min, rule.step_max));
        let delta = g.zip(sizes, |g, s| g.sign() * s);
        state.sizes = Some(sizes);
        state.previous = g;
        probe.vector("s", sizes);
        probe.vector("Δ", -delta);
        at - delta
    }
}

#[cfg(test)]
mod tests {
    use crate::core::optim::parts::trial::rule;
    use crate::core::optim::{Step, entry_of};
    use crate::core::vec2::{Vec2, vec2};

    /// Strides by η⁺ while signs hold, rests where one turns, and goes on with η⁻ after the rest; the rate
    /// counts in the first step only.
    #[test]
    fn sizes_follow_the_signs() {
        let numbers = [("eta_minus", 0.5), ("eta_plus", 1.25), ("step_max", 1.5)];
        let config = rule("rprop", &numbers);
        let mut kernel = entry_of(&config).scalar(&config);
        let mut at = Vec2::zero();
        kernel.reset(&at);
        // Gradient, and where the run stands after it.
        let table = [
            (vec2(3.0, -1.0), vec2(-1.0, 1.0)),
            (vec2(0.1, 2.0), vec2(-2.25, 1.0)),
            (vec2(0.2, 2.0), vec2(-3.75, 0.5)),
            (vec2(0.2, 0.0), vec2(-5.25, 0.5)),
            (vec2(-9.0, 7.0), vec2(-5.25, 0.0)),
        ];
        for (index, (gradient, want)) in (0..).zip(table) {
            let step = Step {
                index,
                rate: if index == 0 { 1.0 } else { 77.0 },
                momentum: None,
                loss: 0.0,
            };
            kernel.step(&step, &mut at, &gradient);
            assert_eq!(at, want, "step {index}");
        }
    }
}
