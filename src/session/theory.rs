//! Theory applied to the runs of a scene: which learning rates each of them bears, and where that is known from.
//!
//! It asks the catalogue what a method is on a quadratic, and the surface how strongly it bends: everywhere alike, or
//! at the minimum that the run is about, or where the run is.

use super::Session;
use super::derived::Product;
use super::scene::Run;
use crate::core::curvature::Curvature;
use crate::core::optim;
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::core::theory::Linear;
use crate::core::trajectory::{Ending, Trajectory};
use crate::core::vec2::Vec2;

/// Where the curvature was taken that a limit follows from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ground {
    /// Anywhere: the surface bends alike everywhere.
    Everywhere,
    /// At a minimum.
    Minimum(Vec2),
    /// Where the run is at the playhead.
    Head,
}

/// The learning rates that a run bears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Rates below this are stable; 0 if none is.
    pub limit: f64,
    /// The curvatures.
    pub curvature: Curvature,
    /// Where they were taken.
    pub ground: Ground,
    /// The method.
    pub linear: Linear,
}

/// The method of a request on a quadratic, at a momentum that a schedule drives or at its own.
pub fn linear(request: &Request, momentum: Option<f64>) -> Option<Linear> {
    let entry = optim::entry_of(&request.optimizer);
    match (entry.momentum, momentum) {
        (Some(key), Some(momentum)) if momentum.is_finite() => {
            entry.linear(&request.optimizer.clone().with(key, momentum))
        }
        _ => entry.linear(&request.optimizer),
    }
}

impl Session {
    /// Which learning rates a run bears, where that is known.
    pub fn bound(&self, run: &Run) -> Option<Bound> {
        let request = self.scene.request(run);
        let trajectory = self.derived().run(run.id).map(Product::trajectory);
        let step = self.step() as usize;
        let momentum = trajectory.and_then(|trajectory| at_or_last(&trajectory.momentum, step));
        // What the scene says is newer than what was simulated, unless a schedule drives the momentum.
        let is_driven = trajectory.is_some_and(is_driven);
        let linear = linear(&request, momentum.filter(|_| is_driven))?;
        let head = trajectory.and_then(|trajectory| at_or_last(&trajectory.position, step));
        let (curvature, ground) = self.curvature_for(run, head.unwrap_or(request.start))?;
        let limit = linear.limit(curvature.high);
        limit.is_finite().then_some(Bound {
            limit,
            curvature,
            ground,
            linear,
        })
    }

    /// The curvature that matters to a run: that of the whole surface, or at the known minimum nearest to where it ends,
    /// or at its head.
    pub(super) fn curvature_for(&self, run: &Run, head: Vec2) -> Option<(Curvature, Ground)> {
        let surface = &self.scene.surface;
        let entry = surface::entry_of(surface);
        let kernel = entry.scalar(surface);
        let at = |p: Vec2| Curvature::at(&*kernel, p).filter(|curvature| curvature.high > 0.0);
        if entry.quadratic {
            return Some((at(head)?, Ground::Everywhere));
        }
        let minimum = self.minimum_of(run);
        let there = minimum.and_then(|minimum| Some((at(minimum)?, Ground::Minimum(minimum))));
        there.or_else(|| Some((at(head)?, Ground::Head)))
    }

    /// The known minimum nearest to where a run ends; of one that ends nowhere, nearest to where it starts.
    fn minimum_of(&self, run: &Run) -> Option<Vec2> {
        let product = self.derived().run(run.id);
        let is_lost = |ending| matches!(ending, Some(Ending::Diverged { .. }));
        let end = product
            .filter(|product| !is_lost(product.ending()))
            .and_then(|product| product.trajectory().position.last().copied());
        let start = run.start.unwrap_or(self.scene.start);
        let place = end.filter(|end| end.is_finite()).unwrap_or(start);
        let minima = self.derived().landmarks().minima.iter().copied();
        minima.min_by(|a, b| (*a - place).norm().total_cmp(&(*b - place).norm()))
    }
}

/// Whether a schedule drives the momentum.
fn is_driven(trajectory: &Trajectory) -> bool {
    let first = trajectory.momentum.first();
    trajectory
        .momentum
        .iter()
        .take(64)
        .any(|momentum| Some(momentum) != first && !momentum.is_nan())
}

fn at_or_last<T: Copy>(column: &[T], step: usize) -> Option<T> {
    column.get(step).or(column.last()).copied()
}
