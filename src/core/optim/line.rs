//! Line searches: how far to go along a direction.
//!
//! The strong Wolfe search is PyTorch's (`_strong_wolfe` of `torch.optim.lbfgs`, after `minFunc` of Schmidt
//! 2005), step for step. The exact search finds the first minimum along the direction; on a quadratic it
//! needs two evaluations. Backtracking is Armijo's (1966).

use super::search::View;
use crate::core::vec2::Vec2;
use std::cmp::Ordering;

/// A point along a line: how far, loss, gradient, and slope along the line there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial {
    pub(super) t: f64,
    pub(super) loss: f64,
    pub(super) gradient: Vec2,
    pub(super) slope: f64,
}

impl Trial {
    /// Whether the line goes down here; not where the slope is no number.
    pub(super) fn goes_down(&self) -> bool {
        self.slope < 0.0
    }
}

/// A line to search: where it starts and where it points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) from: Vec2,
    pub(super) direction: Vec2,
}

impl Line {
    /// The point at `t`.
    pub(super) fn at(&self, t: f64) -> Vec2 {
        self.from + self.direction * t
    }
    /// What is seen at `t`.
    pub(super) fn look(&self, view: &mut View<'_>, t: f64) -> Trial {
        let (loss, gradient) = view.look(self.at(t));
        self.trial(t, loss, gradient)
    }
    /// A point whose loss and gradient are known.
    pub(super) fn trial(&self, t: f64, loss: f64, gradient: Vec2) -> Trial {
        Trial {
            t,
            loss,
            gradient,
            slope: gradient.dot(self.direction),
        }
    }
}

/// The parameters of a strong Wolfe search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wolfe {
    /// Share of the decrease promised by the slope that is asked for.
    pub(super) c1: f64,
    /// Share of the slope that may be left.
    pub(super) c2: f64,
    /// Width below which a bracket is not divided further.
    pub(super) tolerance: f64,
    /// How many evaluations there may be after the first.
    pub(super) trials: u64,
}

/// The minimum of the cubic through two points with these slopes, kept within bounds: Nocedal and Wright
/// 2006, equation 3.59.
fn cubic_minimum(a: Trial, b: Trial, bounds: Option<(f64, f64)>) -> f64 {
    let (low, high) = bounds.unwrap_or(if a.t <= b.t { (a.t, b.t) } else { (b.t, a.t) });
    let d1 = a.slope + b.slope - 3.0 * (a.loss - b.loss) / (a.t - b.t);
    let square = d1 * d1 - a.slope * b.slope;
    if square >= 0.0 {
        let d2 = square.sqrt();
        let place = if a.t <= b.t {
            b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2))
        } else {
            a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2.0 * d2))
        };
        // The order of the comparisons decides what becomes of NaN: it is Python's min(max(place, low), high).
        let raised = if low > place { low } else { place };
        if high < raised { high } else { raised }
    } else {
        f64::midpoint(low, high)
    }
}

/// A step that satisfies the strong Wolfe conditions, or the best one found. `start` is `t = 0`.
pub(super) fn strong_wolfe(
    view: &mut View<'_>,
    line: &Line,
    start: Trial,
    first: f64,
    wolfe: Wolfe,
) -> Trial {
    let Wolfe { c1, c2, .. } = wolfe;
    let slope = start.slope;
    let size = line.direction.x.abs().max(line.direction.y.abs());
    let too_high = |trial: &Trial| trial.loss > start.loss + c1 * trial.t * slope;
    let flat = |trial: &Trial| trial.slope.abs() <= -c2 * slope;
    let mut previous = start;
    let mut new = line.look(view, first);
    let mut trials = 0;
    let mut found = None;
    let mut bracket = loop {
        if trials >= wolfe.trials {
            break [start, new];
        }
        if too_high(&new) || (trials > 1 && new.loss >= previous.loss) {
            break [previous, new];
        }
        if flat(&new) {
            found = Some(new);
            break [new, new];
        }
        if new.slope >= 0.0 {
            break [previous, new];
        }
        let bounds = (new.t + 0.01 * (new.t - previous.t), new.t * 10.0);
        let t = cubic_minimum(previous, new, Some(bounds));
        previous = new;
        new = line.look(view, t);
        trials += 1;
    };
    if let Some(found) = found {
        return found;
    }
    let lower = |[a, b]: &[Trial; 2]| match a.loss.partial_cmp(&b.loss) {
        Some(Ordering::Less | Ordering::Equal) => 0,
        _ => 1,
    };
    let mut low = lower(&bracket);
    let mut slow = false;
    while trials < wolfe.trials {
        let [a, b] = bracket;
        if (b.t - a.t).abs() * size < wolfe.tolerance {
            break;
        }
        let mut t = cubic_minimum(a, b, None);
        let (least, most) = (a.t.min(b.t), a.t.max(b.t));
        let margin = 0.1 * (most - least);
        let close = (most - t).min(t - least) < margin;
        if close && (slow || t >= most || t <= least) {
            t = if (t - most).abs() < (t - least).abs() {
                most - margin
            } else {
                least + margin
            };
            slow = false;
        } else {
            slow = close;
        }
        let new = line.look(view, t);
        trials += 1;
        let high = 1 - low;
        if too_high(&new) || new.loss >= bracket[low].loss {
            bracket[high] = new;
            low = lower(&bracket);
        } else {
            if flat(&new) {
                return new;
            }
            if new.slope * (bracket[high].t - bracket[low].t) >= 0.0 {
                bracket[high] = bracket[low];
            }
            bracket[low] = new;
        }
    }
    bracket[low]
}

/// How many evaluations an exact search may take.
const EXACT_TRIALS: u32 = 60;
/// Share of the first slope that counts as none.
const EXACT_SLOPE: f64 = 1e-14;

/// The first minimum along a line that goes down, to rounding. `first` is the step that is tried where the
/// surface does not bend up; on the way, slopes of opposite sign enclose the minimum and secants divide.
pub(super) fn exact(view: &mut View<'_>, line: &Line, start: Trial, first: f64) -> Trial {
    let d = line.direction;
    let [fxx, fxy, fyy] = view.hessian(line.from);
    let bend = fxx * d.x * d.x + 2.0 * fxy * d.x * d.y + fyy * d.y * d.y;
    let newton = -start.slope / bend;
    let is_usable = bend > 0.0 && newton.is_finite();
    let mut new = line.look(view, if is_usable { newton } else { first });
    let small = |trial: &Trial| trial.slope.abs() <= EXACT_SLOPE * start.slope.abs();
    let (mut low, mut high) = (start, None::<Trial>);
    for _ in 0..EXACT_TRIALS {
        if small(&new) || !(new.loss.is_finite() && new.slope.is_finite()) && high.is_some() {
            break;
        }
        // Too far: the line rises there, lies above its start, or is no number.
        if new.slope >= 0.0 || !new.slope.is_finite() || new.loss.is_nan() || new.loss > start.loss
        {
            high = Some(new);
        } else {
            low = new;
        }
        let t = match high {
            None => low.t * 2.0,
            Some(high) => {
                let secant = low.t - low.slope * (high.t - low.t) / (high.slope - low.slope);
                let middle = f64::midpoint(low.t, high.t);
                let inside = secant > low.t && secant < high.t && high.slope > 0.0;
                // A secant that keeps to one end is slow: near an end the interval is halved instead.
                let share = (secant - low.t) / (high.t - low.t);
                let t = if inside && (0.05..=0.95).contains(&share) {
                    secant
                } else {
                    middle
                };
                if t <= low.t || t >= high.t {
                    break;
                }
                t
            }
        };
        if !t.is_finite() {
            break;
        }
        new = line.look(view, t);
    }
    if new.loss <= low.loss { new } else { low }
}

/// The first of `first`, `first·shrink`, `first·shrink²` … at which the loss has fallen by the share `c1` of
/// what the slope promises; the start itself if none of 60 has.
pub(super) fn backtrack(
    view: &View<'_>,
    line: &Line,
    start: Trial,
    first: f64,
    c1: f64,
    shrink: f64,
) -> f64 {
    let mut t = first;
    for _ in 0..60 {
        if view.value(line.at(t)) <= start.loss + c1 * t * start.slope {
            return t;
        }
        t *= shrink;
    }
    0.0
}
