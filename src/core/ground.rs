//! Where a surface is level: whether a run rests here, and how deep the minimum beside it is.

use super::catalog::Config;
use super::curvature::Curvature;
use super::surface::{self, SurfaceKernel};
use super::vec2::Vec2;
use std::cell::Cell;

/// Below this share of the larger curvature the surface counts as flat: minima form a curve.
pub const FLAT: f64 = 1e-9;
/// The most steps of Newton's method.
const POLISHES: usize = 24;
/// How near two positions are at one place, as a share of the region's size.
const NEAR: f64 = 1e-3;
/// What it costs to look at a surface's shape, in about a nanosecond, and for each unit of what the surface itself costs.
const SHAPE_COST: u64 = 100;
const SURFACE_COST: u64 = 20;

/// A surface in the small.
pub struct Ground {
    kernel: Box<dyn SurfaceKernel<f64>>,
    near: f64,
    cost: u64,
    spent: Cell<u64>,
}

impl Ground {
    /// Of a surface.
    pub fn new(config: &Config) -> Self {
        let extent = surface::landmarks(config).region.size();
        let entry = surface::entry_of(config);
        Self {
            kernel: entry.scalar(config),
            near: NEAR * extent.x.hypot(extent.y),
            cost: SHAPE_COST + SURFACE_COST * u64::from(entry.cost),
            spent: Cell::new(0),
        }
    }

    /// What all questions have cost so far, in about a nanosecond: counted, not timed.
    pub fn spent(&self) -> u64 {
        self.spent.get()
    }

    fn spend(&self, cost: u64) {
        self.spent.set(self.spent.get() + cost);
    }

    /// The value.
    pub fn value(&self, at: Vec2) -> f64 {
        self.kernel.value(&at)
    }

    /// A length that is small beside the part of the plane worth looking at.
    pub fn unit(&self) -> f64 {
        self.near
    }

    /// Within what distance a position is at a place.
    pub fn near(&self, at: Vec2) -> f64 {
        self.near + 1e-9 * at.norm()
    }

    /// The value of the minimum at which a run rests that stands here with this loss, less than the tolerance above it.
    pub fn rests(&self, at: Vec2, loss: f64, tolerance: f64) -> Option<f64> {
        if !(at.is_finite() && loss.is_finite() && self.is_level(at, tolerance)) {
            return None;
        }
        let depth = self.value(self.minimum(at)?);
        ((loss - depth).abs() < tolerance).then_some(depth)
    }

    /// Whether what is left to fall here, by the bend of the surface, is under the tolerance.
    ///
    /// On a quadratic with curvatures λ ≥ 0 that is ½ Σ sᵢ²/λᵢ for the slopes s along their axes; along an axis without a bend
    /// the slope itself must be under it.
    pub fn is_level(&self, at: Vec2, tolerance: f64) -> bool {
        let mut gradient = Vec2::zero();
        self.kernel.value_and_gradient(&at, &mut gradient);
        let hessian = self.kernel.hessian(&at);
        self.spend(self.cost / 2);
        // On a slope that even the largest bend there may be does not level out, the axes need not be known.
        let [fxx, fxy, fyy] = hessian;
        let most_bend = fxx.abs().max(fyy.abs()) + fxy.abs();
        if gradient.dot(gradient) > 1.01 * tolerance * (2.0 * most_bend + tolerance) {
            return false;
        }
        let Some(bend) = Curvature::of(hessian) else {
            return false;
        };
        let flat = FLAT * bend.high;
        if bend.high <= 0.0 || bend.low < -flat {
            return false;
        }
        let fall = |axis: Vec2, lambda: f64| {
            let slope = gradient.dot(axis);
            if lambda > flat {
                0.5 * slope * slope / lambda
            } else {
                0.0
            }
        };
        let left = fall(bend.low_axis, bend.low) + fall(bend.high_axis, bend.high);
        let along = if bend.low > flat {
            0.0
        } else {
            gradient.dot(bend.low_axis).abs()
        };
        left < tolerance && along < tolerance
    }

    /// The gradient, and the bend where it is a number.
    pub fn shape(&self, at: Vec2) -> (Vec2, Option<Curvature>) {
        self.spend(self.cost);
        let mut gradient = Vec2::zero();
        self.kernel.value_and_gradient(&at, &mut gradient);
        (gradient, Curvature::at(&*self.kernel, at))
    }

    /// The minimum beside a position, if there is one, by Newton's method where the surface bends up, not along a direction
    /// without a bend.
    pub fn minimum(&self, at: Vec2) -> Option<Vec2> {
        let mut p = at;
        for _ in 0..POLISHES {
            let (gradient, bend) = self.shape(p);
            let bend = bend.filter(|bend| bend.high > 0.0 && gradient.is_finite())?;
            let flat = FLAT * bend.high;
            if bend.low < -flat {
                return None;
            }
            let part = |axis: Vec2, lambda: f64| {
                let share = if lambda > flat {
                    gradient.dot(axis) / lambda
                } else {
                    0.0
                };
                axis * share
            };
            let step = part(bend.low_axis, bend.low) + part(bend.high_axis, bend.high);
            p = p - step;
            if !p.is_finite() || (p - at).norm() > 200.0 * self.near {
                return None;
            }
            if step.norm() <= 1e-12 * (self.near + p.norm()) {
                return Some(p);
            }
        }
        // A bend that vanishes at the minimum slows the method down; it is near enough.
        ((p - at).norm() <= self.near(p)).then_some(p)
    }
}
