//! A place where runs rest: a minimum, or the whole curve of them.

use super::places::Places;
use crate::core::ground::FLAT;
use crate::core::vec2::Vec2;

/// The most pieces of a curve to each side.
const MOST_PIECES: usize = 2000;

/// A place where runs rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The minimum; of a curve of minima the point that is listed first, or was found first.
    pub at: Vec2,
    /// Its loss.
    pub loss: f64,
    /// Whether it is one of the surface's listed minima.
    pub is_known: bool,
    /// The curve, where minima form one.
    pub curve: Vec<Vec2>,
}

impl Place {
    /// How far a position is from it.
    pub fn distance(&self, at: Vec2) -> f64 {
        let to = |p: &Vec2| (*p - at).norm();
        let Some(nearest) = (0..self.curve.len())
            .min_by(|a, b| to(&self.curve[*a]).total_cmp(&to(&self.curve[*b])))
        else {
            return to(&self.at);
        };
        self.distance_near(at, nearest)
    }

    /// The same if this point of its curve is the nearest: to the straight pieces before and after it.
    pub(super) fn distance_near(&self, at: Vec2, nearest: usize) -> f64 {
        let start = *self.curve.get(nearest).unwrap_or(&self.at);
        let beside = [nearest.checked_sub(1), Some(nearest + 1)];
        let pieces = beside.into_iter().flatten();
        pieces
            .filter_map(|i| self.curve.get(i))
            .map(|end| {
                let along = *end - start;
                let share = (at - start).dot(along) / along.dot(along).max(f64::MIN_POSITIVE);
                (start + along * share.clamp(0.0, 1.0) - at).norm()
            })
            .fold((start - at).norm(), f64::min)
    }
}

impl Places {
    /// The curve of minima through a point, to both sides as far as it goes; nothing where the point stands alone.
    pub(super) fn curve_through(&self, at: Vec2) -> Vec<Vec2> {
        let (_, Some(bend)) = self.ground().shape(at) else {
            return Vec::new();
        };
        if bend.high <= 0.0 || bend.low.abs() > FLAT * bend.high {
            return Vec::new();
        }
        let forth = self.walk(at, bend.low_axis);
        let back = self.walk(at, bend.low_axis * -1.0);
        if forth.len() + back.len() < 4 {
            return Vec::new();
        }
        let mut curve: Vec<Vec2> = back.into_iter().rev().collect();
        curve.push(at);
        curve.extend(forth);
        curve
    }

    /// Along level ground, a piece at a time, back into its middle after each.
    fn walk(&self, from: Vec2, towards: Vec2) -> Vec<Vec2> {
        let level = self.ground().value(from);
        let mut curve: Vec<Vec2> = Vec::new();
        let (mut p, mut towards) = (from, towards);
        while curve.len() < MOST_PIECES {
            let mut next = p + towards * self.piece();
            for _ in 0..4 {
                let (gradient, Some(bend)) = self.ground().shape(next) else {
                    return curve;
                };
                if bend.high <= 0.0 {
                    return curve;
                }
                next = next - bend.high_axis * (gradient.dot(bend.high_axis) / bend.high);
            }
            let moved = next - p;
            let is_level = (self.ground().value(next) - level).abs() <= 1e-12 * (1.0 + level.abs());
            let length = moved.norm();
            if !is_level || !(0.5..1.5).contains(&(length / self.piece())) {
                return curve;
            }
            curve.push(next);
            if curve.len() > 4 && (next - from).norm() < self.piece() {
                return curve;
            }
            (p, towards) = (next, moved * (1.0 / length));
        }
        curve
    }
}
