//! The places where runs come to rest on a surface: the minima that are known, and those that runs find.
//!
//! A place is a point, or a whole curve where minima form one. A position is brought to the minimum beside it by Newton's
//! method, so that runs which rest at the same minimum are told so whatever stopped them first. Places that are found stand
//! after the known ones, the deepest first, and so have the same numbers in whatever order they were found.

use super::place::Place;
use crate::core::catalog::Config;
use crate::core::ground::Ground;
use crate::core::surface;
use crate::core::vec2::{Vec2, vec2};
use std::cell::Cell;
use std::collections::HashMap;

/// The most places that are told apart; what is found beyond them counts to the nearest.
const MOST: usize = 1024;
/// How long the pieces of a curve of minima are beside what is near.
const PIECE: f64 = 5.0;
/// Of how many points of a curve one is looked at where it matters little.
const SPARSE: usize = 32;
/// What it costs, in about a nanosecond, to look into a cell of the plane.
const LOOK_COST: u64 = 30;

/// The places of a surface.
pub struct Places {
    surface: Config,
    ground: Ground,
    lowest: Option<f64>,
    piece: f64,
    all: Vec<Place>,
    /// The places that are points, by the cell of the plane that they are in.
    points: Cells,
    /// The places that are curves, and which of their points, likewise.
    curves: Cells,
    /// Of each listed minimum, its place.
    listed: Vec<usize>,
    /// The numbers of the places as they are told: the known ones, then those that were found, the deepest first.
    ranks: Vec<usize>,
    /// How many points [`Places::heading`] looks at.
    sparse: u64,
    spent: Cell<u64>,
}

/// Points of places by the cell of the plane that they are in: the place, and which of its points.
type Cells = HashMap<[i64; 2], Vec<(usize, usize)>>;

impl Places {
    /// The known places of a surface.
    pub fn new(config: &Config) -> Self {
        let landmarks = surface::landmarks(config);
        let ground = Ground::new(config);
        let mut places = Self {
            surface: config.clone(),
            lowest: landmarks.lowest,
            piece: PIECE * ground.unit(),
            ground,
            all: Vec::new(),
            points: Cells::new(),
            curves: Cells::new(),
            listed: Vec::new(),
            ranks: Vec::new(),
            sparse: 0,
            spent: Cell::new(0),
        };
        for minimum in &landmarks.minima {
            let on_curve = places.curve_at(*minimum);
            let place = on_curve.unwrap_or_else(|| places.add(*minimum, true));
            places.listed.push(place);
        }
        places.rank_all();
        places
    }

    /// The surface.
    pub fn surface(&self) -> &Config {
        &self.surface
    }

    /// The surface in the small.
    pub(super) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The length of the pieces of a curve.
    pub(super) fn piece(&self) -> f64 {
        self.piece
    }

    /// A length that is small beside the part of the plane worth looking at: to this, places are written.
    pub fn unit(&self) -> f64 {
        self.ground.unit()
    }

    /// What all questions have cost so far, in about a nanosecond: counted, not timed.
    pub fn spent(&self) -> u64 {
        self.spent.get() + self.ground.spent()
    }

    fn spend(&self, cost: u64) {
        self.spent.set(self.spent.get() + cost);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The places in the order of their numbers.
    pub fn in_order(&self) -> Vec<&Place> {
        let mut order = vec![None; self.all.len()];
        for (place, rank) in self.all.iter().zip(&self.ranks) {
            order[*rank] = Some(place);
        }
        order.into_iter().flatten().collect()
    }

    /// The number of a place by the order in which it was found, which [`Places::rest`] answers.
    pub fn rank(&self, found: usize) -> usize {
        self.ranks.get(found).copied().unwrap_or(found)
    }

    /// The number of the place of a listed minimum.
    pub fn of_listed(&self, minimum: usize) -> Option<usize> {
        self.listed.get(minimum).map(|place| self.rank(*place))
    }

    /// Where a run rests that stands here at the end: at a place whose loss is within the tolerance of its own. One
    /// that `has_arrived` is said to be at the deepest, wherever that is; another rests only if the surface bends up around it.
    pub fn rest(
        &mut self,
        at: Vec2,
        loss: f64,
        tolerance: f64,
        has_arrived: bool,
    ) -> Option<usize> {
        if !at.is_finite() || !loss.is_finite() {
            return None;
        }
        let near = self.ground.near(at);
        if let Some((place, distance)) = self.beside(at)
            && distance <= near
            && (has_arrived || loss - self.all[place].loss < tolerance)
        {
            return Some(place);
        }
        if !has_arrived && !self.ground.is_level(at, tolerance) {
            return None;
        }
        let Some(minimum) = self.ground.minimum(at) else {
            // A corner, or ground without a bend: what is nearest has it, if it is as deep.
            let nearest = self.nearest(at);
            return match nearest {
                Some((place, _)) if has_arrived && self.all[place].loss <= loss + tolerance => {
                    Some(place)
                }
                _ if has_arrived => Some(self.found(at)),
                _ => None,
            };
        };
        let depth = self.ground.value(minimum);
        if !has_arrived && (loss - depth).abs() >= tolerance {
            return None;
        }
        if has_arrived
            && self
                .lowest
                .is_some_and(|lowest| depth - lowest >= tolerance)
        {
            // Newton's method went astray: it is at one of the deepest, and so at the nearest of those.
            let deepest = self.nearest_if(at, |place| place.loss <= loss + tolerance);
            return deepest.map(|(place, _)| place);
        }
        match self.beside(minimum) {
            Some((place, distance)) if distance <= self.ground.near(minimum) => Some(place),
            _ => Some(self.found(minimum)),
        }
    }

    /// The known or found place that is nearest.
    pub fn nearest(&self, at: Vec2) -> Option<(usize, f64)> {
        self.nearest_if(at, |_| true)
    }

    /// The nearest place, if one is near.
    fn beside(&self, at: Vec2) -> Option<(usize, f64)> {
        let near = self.ground.near(at);
        if near > self.piece {
            self.spend(self.all.len() as u64);
            return self.nearest(at);
        }
        let distance = |place: usize, point: usize| {
            let of = &self.all[place];
            (*of.curve.get(point).unwrap_or(&of.at) - at).norm()
        };
        let closest = |cells: &Cells, reach: f64| {
            self.cells_within(at, reach)
                .filter_map(|cell| cells.get(&cell))
                .flatten()
                .map(|(place, point)| (*place, *point, distance(*place, *point)))
                .min_by(|a, b| a.2.total_cmp(&b.2))
        };
        self.spend(LOOK_COST);
        let point = closest(&self.points, near).map(|(place, _, distance)| (place, distance));
        if self.curves.is_empty() {
            return point;
        }
        self.spend(9 * LOOK_COST);
        // Between two points of a curve the nearer one is at most a piece away.
        let curve = closest(&self.curves, self.piece)
            .map(|(place, point, _)| (place, self.all[place].distance_near(at, point)));
        let both = [point, curve].into_iter().flatten();
        both.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The cells that a square around a position touches.
    fn cells_within(&self, at: Vec2, reach: f64) -> impl Iterator<Item = [i64; 2]> {
        let beside = vec2(reach, reach);
        let ([left, bottom], [right, top]) = (self.cell(at - beside), self.cell(at + beside));
        (bottom..=top).flat_map(move |row| (left..=right).map(move |column| [column, row]))
    }

    fn cell(&self, at: Vec2) -> [i64; 2] {
        cell_of(at, self.piece)
    }

    fn nearest_if(&self, at: Vec2, is_meant: impl Fn(&Place) -> bool) -> Option<(usize, f64)> {
        let places = self.all.iter().enumerate();
        places
            .filter(|(_, place)| is_meant(place))
            .map(|(i, place)| (i, place.distance(at)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// The place that a position is nearest to, roughly where it is a curve.
    pub fn heading(&self, at: Vec2) -> Option<usize> {
        let distance = |place: &Place| {
            let sparse = place.curve.iter().step_by(SPARSE).chain([&place.at]);
            sparse
                .map(|p| (*p - at).norm())
                .fold(f64::INFINITY, f64::min)
        };
        let places = self.all.iter().map(distance).enumerate();
        let nearest = places.min_by(|a, b| a.1.total_cmp(&b.1));
        self.spend(self.sparse);
        nearest.map(|(place, _)| place)
    }

    /// A place that was not known.
    fn found(&mut self, at: Vec2) -> usize {
        if self.all.len() >= MOST
            && let Some((place, _)) = self.nearest(at)
        {
            return place;
        }
        let place = self.add(at, false);
        self.rank_all();
        place
    }

    fn add(&mut self, at: Vec2, is_known: bool) -> usize {
        let loss = self.ground.value(at);
        let curve = self.curve_through(at);
        let (points, cells) = if curve.is_empty() {
            (std::slice::from_ref(&at), &mut self.points)
        } else {
            (curve.as_slice(), &mut self.curves)
        };
        for (point, p) in points.iter().enumerate() {
            let of = cells.entry(cell_of(*p, self.piece)).or_default();
            of.push((self.all.len(), point));
        }
        self.sparse += 1 + curve.len().div_ceil(SPARSE) as u64;
        self.all.push(Place {
            at,
            loss,
            is_known,
            curve,
        });
        self.all.len() - 1
    }

    /// The curve of minima that goes through here.
    fn curve_at(&self, at: Vec2) -> Option<usize> {
        let is_near = |place: &Place| !place.curve.is_empty() && place.distance(at) <= self.piece;
        self.all.iter().position(is_near)
    }

    fn rank_all(&mut self) {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        let key = |place: &Place| {
            // What rounding makes of one depth is one depth.
            let depth = if place.is_known {
                0.0
            } else {
                (place.loss * 1e9).round()
            };
            (!place.is_known, depth, place.at.x, place.at.y)
        };
        order.sort_by(|a, b| {
            let (a, b) = (key(&self.all[*a]), key(&self.all[*b]));
            let known = a.0.cmp(&b.0);
            if !a.0 && !b.0 {
                return std::cmp::Ordering::Equal;
            }
            known
                .then(a.1.total_cmp(&b.1))
                .then(a.2.total_cmp(&b.2))
                .then(a.3.total_cmp(&b.3))
        });
        self.ranks = vec![0; order.len()];
        for (rank, place) in order.into_iter().enumerate() {
            self.ranks[place] = rank;
        }
    }
}

/// The cell of the plane, so many units wide, that a position is in.
fn cell_of(at: Vec2, width: f64) -> [i64; 2] {
    // Casting to an integer saturates.
    [at.x, at.y].map(|x| (x / width).floor() as i64)
}
