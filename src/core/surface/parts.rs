//! Pieces that several surfaces are made of: functions that stay defined where their formula has a tip,
//! and the search for the points at which a surface is at rest.

use super::Surface;
use crate::core::curvature::Curvature;
use crate::core::dual::Dual;
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

/// The logistic function 1/(1 + exp(−t)), with finite derivatives however far out.
#[inline(always)]
pub(super) fn sigmoid<L: Lane>(t: L) -> L {
    let (zero, one) = (L::splat(0.0), L::splat(1.0));
    let negative = t.lt(zero);
    let small = L::select(negative, t, -t).exp();
    L::select(negative, small, one) / (one + small)
}

/// `√|t|`, with all derivatives 0 at t = 0.
///
/// There the function has a tip and no derivative; automatic differentiation gives NaN. A run that meets the
/// point exactly feels no pull from this term instead of ending there: as with `|t|`, whose derivative at 0
/// is 0 in PyTorch, the two sides cancel.
#[inline(always)]
pub(super) fn root_of_size<L: Lane>(t: L) -> L {
    let zero = L::splat(0.0);
    let at_tip = t.same(zero);
    let root = L::select(at_tip, L::splat(1.0), t.abs()).sqrt();
    L::select(at_tip, zero, root)
}

/// The distance from the origin, with all derivatives 0 at the origin, where it has a tip.
#[inline(always)]
pub(super) fn radius<L: Lane>(p: Vec2<L>) -> L {
    root_of_size(p.x * p.x + p.y * p.y)
}

/// A formula in Python that takes the root of a size as [`root_of_size`] does, by the name `root`.
macro_rules! with_root {
    ($formula:literal) => {
        concat!(
            "
        def root(t):  # The root of |t|, with slope 0 at its tip, as |t| has it.
            safe = ops.where(t == 0, 1.0, ops.abs(t))
            return ops.where(t == 0, 0.0, ops.sqrt(safe))

        ",
            $formula
        )
    };
}
pub(super) use with_root;

/// A zero of `f` by halving, given that it is not positive at `below` and not negative at `above`.
pub(super) fn crossing(f: impl Fn(f64) -> f64, mut below: f64, mut above: f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = 0.5 * (below + above);
        if middle == below || middle == above {
            break;
        }
        if f(middle) <= 0.0 {
            below = middle;
        } else {
            above = middle;
        }
    }
    0.5 * (below + above)
}

/// Enough to tell neighbouring numbers apart wherever a picture can show it.
const HALVINGS: u32 = 200;

/// The point of rest near a place that is close to one, by Newton's method, with its curvature. None where
/// Newton's method does not settle, or settles further off than `reach`.
pub(super) fn rest_near<S: Surface>(
    s: &S::Of<f64>,
    near: Vec2,
    reach: f64,
) -> Option<(Vec2, Curvature)> {
    let lifted = S::lift(s, Dual::constant);
    let mut p = near;
    for _ in 0..NEWTON_STEPS {
        let (_, g) = S::value_and_gradient(&lifted, Dual::position(p));
        let [fxx, fxy, fyy] = [g.x.dx, g.x.dy, g.y.dy];
        let determinant = fxx * fyy - fxy * fxy;
        let step = vec2(
            (fyy * g.x.value - fxy * g.y.value) / determinant,
            (fxx * g.y.value - fxy * g.x.value) / determinant,
        );
        p = p - step;
        if !p.is_finite() {
            return None;
        }
        if step.norm() <= SETTLED * (1.0 + p.norm()) {
            let curvature = Curvature::of([fxx, fxy, fyy])?;
            return Some((p, curvature)).filter(|_| (p - near).norm() <= reach);
        }
    }
    None
}

/// Newton's method doubles the digits at every step: it has settled long before, or never will.
const NEWTON_STEPS: u32 = 30;
/// Steps below this share of the coordinates no longer change a picture.
const SETTLED: f64 = 1e-13;

/// Every pair of an x and a y.
pub(super) fn crossed(xs: &[f64], ys: &[f64]) -> Vec<Vec2> {
    xs.iter()
        .flat_map(|x| ys.iter().map(|y| vec2(*x, *y)))
        .collect()
}

/// The points that are numbers, the lowest first; in their old order where two are equally low.
pub(super) fn deepest_first<S: Surface>(s: &S::Of<f64>, points: Vec<Vec2>) -> Vec<Vec2> {
    let finite = points.into_iter().filter(|p| p.is_finite());
    let mut heights: Vec<(f64, Vec2)> = finite.map(|p| (S::value(s, p), p)).collect();
    heights.sort_by(|(f, _), (g, _)| f.total_cmp(g));
    heights.into_iter().map(|(_, p)| p).collect()
}
