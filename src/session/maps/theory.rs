//! What theory says of a sweep: where the run stops being stable, where it swings, and which setting is best.
//!
//! It is said where it is exact: for methods whose steps on a quadratic are linear, at a constant rate and without a clip, on
//! a quadratic surface, or near a known minimum of another. Limits and rates are those of [`crate::core::theory`]; here they
//! are laid over the window that is shown.

use super::knobs::leading_path;
use crate::core::catalog::Config;
use crate::core::contour::contours;
use crate::core::curvature::Curvature;
use crate::core::field::Field;
use crate::core::height::Height;
use crate::core::map::{Axis, Knob, Part};
use crate::core::noise::NoiseKind;
use crate::core::optim;
use crate::core::pipeline::Request;
use crate::core::surface::{self, Region};
use crate::core::theory::Linear;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::session::theory::Ground;

/// Nodes across and up on which the window is looked at.
const NODES: [usize; 2] = [161, 121];
/// What stands for an infinite logarithm.
const FAR: f64 = 50.0;

/// How far inside of the window its outermost nodes are.
const INSIDE: f64 = 1e-9;

/// A line over the window, in positions on both axes.
pub type Line = Vec<[f64; 2]>;

/// What theory says of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Theory {
    /// Where the run stops being stable.
    pub boundary: Vec<Line>,
    /// Inside of these lines every direction swings: the rate is the root of the momentum, whatever the learning rate is.
    pub swing: Vec<Line>,
    /// The best setting along the axis of the method, for every place on the other one.
    pub ridge: Line,
    /// The best setting; of one axis, at the present place on the other.
    pub best: Option<Best>,
    /// How the limit is written: `(2 + 2μ)/λmax`.
    pub formula: String,
    /// Where the curvature was taken.
    pub ground: Ground,
}

/// A best setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// The numbers on both axes.
    pub at: [f64; 2],
    /// By what factor the distance shrinks per step there.
    pub rate: f64,
    /// Whether both axes belong to the method, so that it is the best of the whole plane.
    pub of_both: bool,
}

/// What a number does to a run, as far as theory goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Rate,
    Momentum,
    Method,
    Surface,
    None,
}

impl Role {
    fn of(knob: &Knob, optimizer: &Config) -> Self {
        let leading = leading_path(optimizer);
        let momentum = optim::entry_of(optimizer.leading()).momentum;
        match knob {
            Knob::Param { part, key } => match part {
                Part::Optimizer if *key == format!("{leading}lr") => Self::Rate,
                Part::Optimizer if momentum.is_some_and(|m| *key == format!("{leading}{m}")) => {
                    Self::Momentum
                }
                Part::Optimizer => Self::Method,
                Part::Surface => Self::Surface,
                Part::Schedule | Part::Clip => Self::None,
            },
            _ => Self::None,
        }
    }

    const fn is_tuned(self) -> bool {
        matches!(self, Self::Rate | Self::Momentum)
    }
}

/// Whether the steps of a run are those that theory speaks of.
pub fn applies(request: &Request) -> bool {
    let is_plain = request.schedule.id() == "constant" && request.clip.id() == "none";
    let is_added = request.noise.sigma == 0.0 || request.noise.kind != NoiseKind::Multiplicative;
    is_plain && is_added && linear(request).is_some() && rate(request).is_some()
}

/// The learning rate that a run bears on its quadratic, or at the deepest minimum of another surface.
pub fn usual_limit(request: &Request) -> Option<f64> {
    let deepest = surface::landmarks(&request.surface).minima.first().copied();
    let curvature = curvature(request, deepest)?;
    let limit = limit(&linear(request)?, &curvature);
    (limit.is_finite() && limit > 1e-290).then_some(limit)
}

fn linear(request: &Request) -> Option<Linear> {
    optim::entry_of(&request.optimizer).linear(&request.optimizer)
}

fn rate(request: &Request) -> Option<f64> {
    request.optimizer.leading().real("lr")
}

/// The curvature of a request's surface: the same everywhere, or at the known minimum nearest to a place.
fn curvature(request: &Request, near: Option<Vec2>) -> Option<Curvature> {
    let entry = surface::entry_of(&request.surface);
    let kernel = entry.scalar(&request.surface);
    let at = match near {
        _ if entry.quadratic => request.start,
        Some(near) => {
            let minima = surface::landmarks(&request.surface).minima.into_iter();
            minima.min_by(|a, b| (*a - near).norm().total_cmp(&(*b - near).norm()))?
        }
        None => return None,
    };
    Curvature::at(&*kernel, at).filter(|curvature| curvature.high > 0.0)
}

/// The learning rate below which every direction shrinks.
fn limit(linear: &Linear, curvature: &Curvature) -> f64 {
    linear
        .limit(curvature.high)
        .min(linear.limit(curvature.low))
}

/// A quantity at every node of the window, worked out once where it does not vary.
struct Table<T> {
    varies: [bool; 2],
    values: Vec<Option<T>>,
}

impl<T: Copy> Table<T> {
    fn new(varies: [bool; 2], window: &Window<'_>, of: impl Fn(&Request) -> Option<T>) -> Self {
        let counts = [0, 1].map(|k| if varies[k] { NODES[k] } else { 1 });
        let mut values = Vec::with_capacity(counts[0] * counts[1]);
        for j in 0..counts[1] {
            for i in 0..counts[0] {
                let at = [i, j];
                let mut request = window.base.clone();
                let is_put = (0..2).all(|k| {
                    let x = node(&window.axes[k], at[k], k);
                    !varies[k] || window.knobs[k].put(&mut request, x).is_some()
                });
                values.push(is_put.then(|| of(&request)).flatten());
            }
        }
        Self { varies, values }
    }

    fn at(&self, i: usize, j: usize) -> Option<T> {
        let columns = if self.varies[0] { NODES[0] } else { 1 };
        let i = if self.varies[0] { i } else { 0 };
        let j = if self.varies[1] { j } else { 0 };
        self.values[j * columns + i]
    }
}

/// The number at a node of an axis; at its ends one just inside, which an open domain still has.
fn node(axis: &Axis, index: usize, k: usize) -> f64 {
    let share = index as f64 / (NODES[k] - 1) as f64;
    axis.value_at(share.clamp(INSIDE, 1.0 - INSIDE))
}

/// The node nearest to a position.
fn nearest(at: [f64; 2]) -> [usize; 2] {
    std::array::from_fn(|k| {
        let last = NODES[k] - 1;
        // Casting to an integer saturates.
        ((at[k] * last as f64 + 0.5) as usize).min(last)
    })
}

/// A run and the window over two of its numbers.
struct Window<'a> {
    base: &'a Request,
    knobs: &'a [Knob; 2],
    axes: &'a [Axis; 2],
    near: Option<Vec2>,
}

impl Theory {
    /// What theory says of a run over a window. `near` is the minimum that a run on a surface that is no quadratic is about.
    pub fn of(
        base: &Request,
        knobs: &[Knob; 2],
        axes: &[Axis; 2],
        near: Option<Vec2>,
    ) -> Option<Self> {
        let is_quadratic = surface::entry_of(&base.surface).quadratic;
        if !applies(base) || !axes.iter().all(Axis::is_valid) || (!is_quadratic && near.is_none()) {
            return None;
        }
        let window = Window {
            base,
            knobs,
            axes,
            near,
        };
        let roles = [0, 1].map(|k| Role::of(&knobs[k], &base.optimizer));
        let is = |which: &[Role]| roles.map(|role| which.contains(&role));
        let linears = Table::new(is(&[Role::Momentum, Role::Method]), &window, linear);
        let curvatures = Table::new(is(&[Role::Surface]), &window, |request| {
            curvature(request, near)
        });
        let rates = Table::new(is(&[Role::Rate]), &window, rate);
        let all = |i, j| Some((linears.at(i, j)?, curvatures.at(i, j)?, rates.at(i, j)?));
        let boundary = zeros(|i, j| {
            let (linear, curvature, rate) = all(i, j)?;
            let limit = limit(&linear, &curvature);
            let over = rate.ln() - limit.ln();
            (!over.is_nan()).then(|| over.clamp(-FAR, FAR))
        });
        // One direction swings inside of each of two lines, both where they overlap.
        let discriminant = |of: fn(&Curvature) -> f64, i, j| {
            let (linear, curvature, rate) = all(i, j)?;
            let found = linear.discriminant(rate, of(&curvature));
            (linear.memory > 0.0 && found.is_finite()).then_some(found)
        };
        let mut swing = Vec::new();
        let both: [fn(&Curvature) -> f64; 2] = [|c| c.low, |c| c.high];
        for (of, other) in [(both[0], both[1]), (both[1], both[0])] {
            let swings = |at: &[f64; 2]| {
                let [i, j] = nearest(*at);
                discriminant(other, i, j).is_some_and(|found| found <= 0.0)
            };
            for line in zeros(|i, j| discriminant(of, i, j)) {
                let pieces = line.split(|at| !swings(at));
                swing.extend(pieces.filter(|piece| piece.len() > 1).map(<[_]>::to_vec));
            }
        }
        let (ridge, best) = window.best(roles);
        Some(Self {
            boundary,
            swing,
            ridge,
            best,
            formula: linear(base)?.to_string(),
            ground: near.map_or(Ground::Everywhere, |near| {
                if is_quadratic {
                    Ground::Everywhere
                } else {
                    Ground::Minimum(near)
                }
            }),
        })
    }
}

impl Window<'_> {
    /// The best place along the axis of the method for every place on the other, and the best one.
    fn best(&self, roles: [Role; 2]) -> (Line, Option<Best>) {
        let tuned = roles.map(Role::is_tuned);
        if tuned == [true, true] {
            return (Line::new(), self.best_of_both(roles));
        }
        let Some(k) = tuned.iter().position(|tuned| *tuned) else {
            return (Line::new(), None);
        };
        let other = 1 - k;
        let along = |x: f64| {
            let mut request = self.base.clone();
            self.knobs[other].put(&mut request, x)?;
            best_along(&request, roles[k], self.near)
        };
        let count = if roles[other] == Role::None { 2 } else { 61 };
        let mut ridge = Line::new();
        for i in 0..count {
            let share = i as f64 / (count - 1) as f64;
            if let Some((x, _)) = along(self.axes[other].value_at(share)) {
                let mut at = [share; 2];
                at[k] = self.axes[k].position_of(x);
                ridge.push(at);
            }
        }
        let best = self.knobs[other].get(self.base).and_then(|now| {
            let (x, rate) = along(now)?;
            let mut at = [now; 2];
            at[k] = x;
            Some(Best {
                at,
                rate,
                of_both: false,
            })
        });
        (ridge, best)
    }

    /// The best rate and momentum together.
    fn best_of_both(&self, roles: [Role; 2]) -> Option<Best> {
        let along = |momentum: f64| {
            let request = with_momentum(self.base, momentum)?;
            let (rate, contraction) = best_along(&request, Role::Rate, self.near)?;
            Some((rate, momentum, contraction))
        };
        let worst = |momentum| along(momentum).map_or(f64::INFINITY, |found| found.2);
        let (rate, momentum, contraction) = along(least(worst, 0.0, 1.0 - 1e-12))?;
        let at = if roles[0] == Role::Rate {
            [rate, momentum]
        } else {
            [momentum, rate]
        };
        Some(Best {
            at,
            rate: contraction,
            of_both: true,
        })
    }
}

/// A run at another momentum; none if it has none, or not this one.
fn with_momentum(request: &Request, momentum: f64) -> Option<Request> {
    let key = optim::entry_of(request.optimizer.leading()).momentum?;
    let optimizer = request.optimizer.clone().with_leading(key, momentum);
    let is_set = optimizer.leading().real(key) == Some(momentum);
    is_set.then(|| Request {
        optimizer,
        ..request.clone()
    })
}

/// The best rate or momentum of a run, and by what factor the distance then shrinks per step; none where nothing shrinks, or
/// where it rests beside the minimum.
fn best_along(request: &Request, role: Role, near: Option<Vec2>) -> Option<(f64, f64)> {
    let curvature = curvature(request, near)?;
    let best = if role == Role::Rate {
        let linear = linear(request).filter(Linear::is_unbiased)?;
        let limit = limit(&linear, &curvature);
        if !(limit > 0.0 && limit.is_finite()) {
            return None;
        }
        let contraction = |rate| linear.worst_contraction(rate, &curvature);
        let best = least(contraction, 0.0, limit);
        (best, contraction(best))
    } else {
        let rate = rate(request)?;
        let contraction = |momentum: f64| {
            let linear = with_momentum(request, momentum).and_then(|request| linear(&request));
            let linear = linear.filter(Linear::is_unbiased);
            linear.map_or(f64::INFINITY, |linear| {
                linear.worst_contraction(rate, &curvature)
            })
        };
        let best = least(contraction, 0.0, 1.0 - 1e-12);
        (best, contraction(best))
    };
    (best.1 < 1.0 - 1e-9).then_some(best)
}

/// Where a function that falls and then rises is least, by golden section.
fn least(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let mut at = [high - golden * (high - low), low + golden * (high - low)];
    let mut values = at.map(&f);
    for _ in 0..72 {
        if values[0] <= values[1] {
            high = at[1];
            at = [high - golden * (high - low), at[0]];
            values = [f(at[0]), values[0]];
        } else {
            low = at[0];
            at = [at[1], low + golden * (high - low)];
            values = [values[1], f(at[1])];
        }
    }
    0.5 * (low + high)
}

/// The lines along which a function of the nodes is 0.
fn zeros(value: impl Fn(usize, usize) -> Option<f64>) -> Vec<Line> {
    let [columns, rows] = NODES;
    let half = [columns, rows].map(|n| 0.5 / (n - 1) as f64);
    let region = Region::new([-half[0], 1.0 + half[0]], [-half[1], 1.0 + half[1]]);
    let mut field = Field::blank(region, columns, rows);
    for j in 0..rows {
        for i in 0..columns {
            field.values[j * columns + i] = value(i, j).unwrap_or(f64::NAN);
        }
    }
    let height = Height::Asinh {
        center: 0.0,
        unit: 1.0,
    };
    let lines = contours(&field, &height, &[0.0]).into_iter();
    let lines = lines.flat_map(|contour| contour.lines).map(|line| {
        let closing = line.closed.then(|| line.points.first().copied()).flatten();
        let points = line.points.into_iter().chain(closing);
        points.map(|p| [p.x, p.y]).collect()
    });
    lines.collect()
}

impl Session {
    /// The known minimum that the run that is looked at closely is about, where its surface is no quadratic.
    pub fn sweep_minimum(&self) -> Option<Vec2> {
        let run = self.subject()?;
        match self.curvature_for(run, run.start.unwrap_or(self.scene.start))? {
            (_, Ground::Minimum(minimum)) => Some(minimum),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "theory_tests.rs"]
mod tests;
