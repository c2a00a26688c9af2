//! Newton's method, pure: the step to where the local quadratic is stationary, minimum or not.
//!
//! It goes to saddles and maxima as gladly as to minima, and has no step where the Hessian is singular: the
//! step is then not finite, and the run ends there.

use super::Step;
use super::search::{Search, View};
use crate::core::catalog::Info;
use crate::core::params::{Domain, Span};
use crate::core::probe::Probe;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x ← x − η H⁻¹ g`.
    pub struct Newton {
        /// Share of the full Newton step that is taken.
        lr: real("Step length", "η", 1.0, Domain::POSITIVE, Span::log(1e-2, 2.0));
    }
}

/// The solution of `H d = v` for a symmetric `H` by Cramer's rule; not finite where `H` is singular.
pub(super) fn solve([xx, xy, yy]: [f64; 3], v: Vec2) -> Vec2 {
    // Scaled by the largest element, so that the determinant does not overflow.
    let scale = xx.abs().max(xy.abs()).max(yy.abs());
    let [xx, xy, yy] = [xx, xy, yy].map(|h| h / scale);
    let determinant = xx * yy - xy * xy;
    let (x, y) = (yy * v.x - xy * v.y, xx * v.y - xy * v.x);
    vec2(x / determinant / scale, y / determinant / scale)
}

impl Search for Newton {
    const INFO: Info = Info {
        id: "newton",
        name: "Newton",
        family: "Curvature",
        summary: "Jumps to where the local quadratic is stationary: one step on a bowl, and straight into saddles.",
        formula: "x ← x − η H⁻¹ g",
        reference: "Nocedal and Wright 2006, section 3.3; default: the full step",
        aliases: &[],
    };
    const EVALUATIONS: u32 = 3;

    type State = ();

    fn init(_: &Newton, _: Vec2) {}

    fn step(
        _: &Newton,
        (): &mut (),
        step: &Step<f64>,
        at: Vec2,
        gradient: Vec2,
        view: &mut View<'_>,
        probe: &mut dyn Probe<f64>,
    ) -> Vec2 {
        // A stationary point is kept, whatever the Hessian there.
        if gradient == Vec2::zero() {
            return at;
        }
        let direction = -solve(view.hessian(at), gradient);
        probe.vector("d", direction);
        at + direction * step.rate
    }
}
