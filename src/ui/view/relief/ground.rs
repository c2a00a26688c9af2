//! The height field: a landscape as heights from 0 to 1 over a grid, with its slopes. Knows no screen.

use super::camera::Place;
use crate::core::surface::Region;
use crate::core::vec2::{Vec2, vec2};
use crate::session::derived::Landscape;

/// A region is shown at most this many times as long as it is wide.
const SLIMMEST: f64 = 2.5;

/// What a height field was made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GroundKey {
    /// Revision of the landscape.
    pub revision: u64,
    /// The part of the plane that is shown.
    pub region: Region,
    /// Shown heights that colours and heights stretch between.
    pub range: (f64, f64),
    /// Whether heights are those of the colours; else raw losses.
    pub log: bool,
}

/// Heights over a grid. Outside the range they are cut off: a plateau above, a floor below.
#[derive(Default)]
pub(super) struct Ground {
    key: Option<GroundKey>,
    /// Corners along x and along y.
    pub columns: usize,
    /// Corners along y.
    pub rows: usize,
    /// Heights from 0 to 1, row by row from the south; NaN where the surface has no finite value.
    pub heights: Vec<f32>,
    /// Places on the colour map from 0 to 1.
    pub shares: Vec<f32>,
    /// Rise per unit of the box, along x and along y.
    pub slopes: Vec<[f32; 2]>,
    /// How far the box reaches from its middle.
    pub half: [f32; 2],
    middle: Vec2,
    /// Units of the plane per unit of the box.
    unit: f64,
    first: [f32; 2],
    step: [f32; 2],
}

impl Ground {
    /// Brings the heights up to date. Answers whether they changed.
    pub(super) fn refresh(&mut self, key: GroundKey, landscape: &Landscape) -> bool {
        if self.key == Some(key) {
            return false;
        }
        self.key = Some(key);
        let field = &landscape.field;
        let size = key.region.size();
        self.middle = key.region.center();
        self.unit = 0.5 * size.x.max(size.y);
        self.half = [
            (0.5 * size.x / self.unit) as f32,
            (0.5 * size.y / self.unit) as f32,
        ];
        (self.columns, self.rows) = (field.columns, field.rows);
        let whole = field.region.size();
        let cell = vec2(
            whole.x / field.columns.max(1) as f64,
            whole.y / field.rows.max(1) as f64,
        );
        let first = (field.region.min + cell * 0.5 - self.middle) * (1.0 / self.unit);
        self.first = [first.x as f32, first.y as f32];
        self.step = [(cell.x / self.unit) as f32, (cell.y / self.unit) as f32];
        let (low, high) = key.range;
        let height = &landscape.height;
        let losses = [height.loss_at(low), height.loss_at(high)];
        self.shares.clear();
        self.heights.clear();
        for &loss in &field.values {
            let shown = height.shown(loss);
            let share = (shown - low) / (high - low);
            let up = if key.log {
                share
            } else {
                (loss - losses[0]) / (losses[1] - losses[0])
            };
            let is_drawn = loss.is_finite() && up.is_finite();
            self.shares.push(share.clamp(0.0, 1.0) as f32);
            self.heights.push(if is_drawn {
                up.clamp(0.0, 1.0) as f32
            } else {
                f32::NAN
            });
        }
        self.slope();
        true
    }

    fn slope(&mut self) {
        self.slopes.clear();
        let (columns, rows) = (self.columns, self.rows);
        let z = &self.heights;
        // Central differences; at borders and beside holes, to the side where there is ground.
        let along = |at: usize, low: usize, high: usize, step: f32| {
            let (a, b) = (
                if z[low].is_nan() { at } else { low },
                if z[high].is_nan() { at } else { high },
            );
            let apart = usize::from(a != at) + usize::from(b != at);
            let slope = (z[b] - z[a]) / (apart.max(1) as f32 * step);
            if slope.is_finite() { slope } else { 0.0 }
        };
        for row in 0..rows {
            for column in 0..columns {
                let at = row * columns + column;
                let west = if column > 0 { at - 1 } else { at };
                let east = if column + 1 < columns { at + 1 } else { at };
                let south = if row > 0 { at - columns } else { at };
                let north = if row + 1 < rows { at + columns } else { at };
                self.slopes.push([
                    along(at, west, east, self.step[0]),
                    along(at, south, north, self.step[1]),
                ]);
            }
        }
    }

    /// A number that changes with the heights, for what is cached with them.
    pub(super) fn key(&self) -> Option<GroundKey> {
        self.key
    }

    /// Cells along x and along y.
    pub(super) fn cells(&self) -> [usize; 2] {
        [self.columns.saturating_sub(1), self.rows.saturating_sub(1)]
    }

    /// The place of a corner, with heights of 1 at `height`.
    #[inline]
    pub(super) fn corner(&self, column: usize, row: usize, height: f32) -> Place {
        Place::new(
            self.first[0] + column as f32 * self.step[0],
            self.first[1] + row as f32 * self.step[1],
            self.heights[row * self.columns + column] * height,
        )
    }

    /// A place of the grid, in cells from its first corner, in the box.
    #[inline]
    pub(super) fn world_from_grid(&self, grid: [f32; 2], up: f32) -> Place {
        Place::new(
            self.first[0] + grid[0] * self.step[0],
            self.first[1] + grid[1] * self.step[1],
            up,
        )
    }

    /// A place of the box in cells from the grid's first corner.
    #[inline]
    pub(super) fn grid_from_world(&self, place: Place) -> [f32; 2] {
        [
            (place.x - self.first[0]) / self.step[0],
            (place.y - self.first[1]) / self.step[1],
        ]
    }

    /// A point of the plane in the box, at height 0.
    pub(super) fn world_from_plane(&self, p: Vec2) -> Place {
        let from = (p - self.middle) * (1.0 / self.unit);
        Place::new(from.x as f32, from.y as f32, 0.0)
    }

    /// The point of the plane at a place of the box.
    pub(super) fn plane_from_world(&self, place: Place) -> Vec2 {
        self.middle + vec2(f64::from(place.x), f64::from(place.y)) * self.unit
    }

    /// Units of the plane per unit of the box.
    pub(super) fn unit(&self) -> f64 {
        self.unit
    }

    /// The part of the plane that is shown, once there is one.
    pub(super) fn region(&self) -> Option<Region> {
        self.key.map(|key| key.region)
    }

    /// A point of the plane on the ground; none outside the region, over a hole, or where it is no number.
    pub(super) fn on_ground(&self, p: Vec2, height: f32) -> Option<Place> {
        let place = self.world_from_plane(p);
        let inside =
            place.x.abs() <= self.half[0] * 1.0001 && place.y.abs() <= self.half[1] * 1.0001;
        let up = self.height_at(self.grid_from_world(place));
        (inside && up.is_finite()).then(|| Place::new(place.x, place.y, up * height))
    }

    /// The height at a place of the grid, on the two triangles of its cell; beyond the border, that of the border.
    /// NaN over holes.
    #[inline]
    pub(super) fn height_at(&self, grid: [f32; 2]) -> f32 {
        let [across, up] = self.cells();
        if across == 0 || up == 0 || grid[0].is_nan() || grid[1].is_nan() {
            return f32::NAN;
        }
        let x = grid[0].clamp(0.0, across as f32);
        let y = grid[1].clamp(0.0, up as f32);
        let (i, j) = ((x as usize).min(across - 1), (y as usize).min(up - 1));
        let (x, y) = (x - i as f32, y - j as f32);
        let at = j * self.columns + i;
        let z = &self.heights;
        let (west, east) = (z[at + self.columns], z[at + 1]);
        if x + y <= 1.0 {
            z[at] + x * (east - z[at]) + y * (west - z[at])
        } else {
            let last = z[at + self.columns + 1];
            last + (1.0 - x) * (west - last) + (1.0 - y) * (east - last)
        }
    }

    /// Where a ray meets the ground first, with heights of 1 at `height`.
    pub(super) fn hit(&self, from: Place, ray: Place, height: f32) -> Option<Place> {
        let (enter, leave) = self.through(from, ray, height)?;
        let over = |t: f32| {
            let place = from + ray * t;
            place.z - self.height_at(self.grid_from_world(place)) * height
        };
        let steps = self.steps(ray * (leave - enter));
        let mut before = enter;
        for k in 1..=steps {
            let t = enter + (leave - enter) * k as f32 / steps as f32;
            // Over a hole this is no number, and no ground is met.
            if over(t) <= 0.0 {
                let (mut a, mut b) = (before, t);
                for _ in 0..24 {
                    let middle = 0.5 * (a + b);
                    if over(middle) <= 0.0 {
                        b = middle;
                    } else {
                        a = middle;
                    }
                }
                return Some(from + ray * b);
            }
            before = t;
        }
        None
    }

    /// Whether the ground hides a place on it from an eye.
    pub(super) fn hides(&self, place: Place, eye: Place, height: f32) -> bool {
        let ray = eye - place;
        let Some((_, leave)) = self.through(place, ray, height) else {
            return false;
        };
        let steps = self.steps(ray * leave);
        // What is beside a mark, or a trifle above it, does not hide it.
        let near = 1.5 * self.step[0].max(self.step[1]) / ray.x.hypot(ray.y).max(1e-6);
        (1..steps).any(|k| {
            let t = leave * k as f32 / steps as f32;
            let at = place + ray * t;
            t > near && at.z + 0.006 < self.height_at(self.grid_from_world(at)) * height
        })
    }

    /// How many steps along a way miss no cell.
    fn steps(&self, way: Place) -> usize {
        let cells = (way.x / self.step[0]).abs() + (way.y / self.step[1]).abs();
        (1.5 * cells.min(1e4)) as usize + 2
    }

    /// The part of a ray inside the box, from where it starts on.
    fn through(&self, from: Place, ray: Place, height: f32) -> Option<(f32, f32)> {
        let (mut enter, mut leave) = (0.0_f32, f32::INFINITY);
        let sides = [
            (from.x, ray.x, -self.half[0], self.half[0]),
            (from.y, ray.y, -self.half[1], self.half[1]),
            (from.z, ray.z, -1e-3, height + 1e-3),
        ];
        for (at, along, low, high) in sides {
            if along.abs() < 1e-9 {
                if at < low || at > high {
                    return None;
                }
                continue;
            }
            let (a, b) = ((low - at) / along, (high - at) / along);
            enter = enter.max(a.min(b));
            leave = leave.min(a.max(b));
        }
        (enter < leave).then_some((enter, leave))
    }
}

/// For tests: a ground over `[-1, 1]²` with these heights over its corners.
#[cfg(test)]
pub(super) fn ground_of([columns, rows]: [usize; 2], up: impl Fn(f32, f32) -> f32) -> Ground {
    let region = Region::new([-1.0, 1.0], [-1.0, 1.0]);
    let step = [2.0 / (columns - 1) as f32, 2.0 / (rows - 1) as f32];
    let mut ground = Ground {
        key: Some(GroundKey {
            revision: 0,
            region,
            range: (0.0, 1.0),
            log: true,
        }),
        columns,
        rows,
        half: [1.0, 1.0],
        middle: vec2(0.0, 0.0),
        unit: 1.0,
        first: [-1.0, -1.0],
        step,
        ..Ground::default()
    };
    for row in 0..rows {
        for column in 0..columns {
            ground.heights.push(up(
                -1.0 + column as f32 * step[0],
                -1.0 + row as f32 * step[1],
            ));
        }
    }
    ground.shares.clone_from(&ground.heights);
    ground.slope();
    ground
}

/// The region that is shown of a wanted one: no slimmer than can be looked at.
pub(super) fn shown_region(wanted: Region) -> Region {
    let (size, middle) = (wanted.size(), wanted.center());
    let half = vec2(
        0.5 * size.x.max(size.y / SLIMMEST),
        0.5 * size.y.max(size.x / SLIMMEST),
    );
    Region {
        min: middle - half,
        max: middle + half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tent() -> Ground {
        ground_of([33, 33], |x, _| 1.0 - x.abs())
    }

    #[test]
    fn heights_between_corners_lie_on_the_triangles() {
        let ground = ground_of([3, 2], |x, y| 0.25 * (x + 1.0) + 0.125 * (y + 1.0));
        for (grid, want) in [
            ([0.0, 0.0], 0.0),
            ([2.0, 1.0], 0.75),
            ([0.5, 0.5], 0.25),
            ([1.75, 0.25], 0.5),
            ([9.0, 9.0], 0.75),
            ([-1.0, 0.0], 0.0),
        ] {
            let got = ground.height_at(grid);
            assert!((got - want).abs() < 1e-6, "{grid:?}: {got}");
        }
        assert!(ground.height_at([f32::NAN, 0.0]).is_nan());
        assert!(Ground::default().height_at([0.0, 0.0]).is_nan());
    }

    #[test]
    fn a_ray_meets_the_ground_where_it_is_seen_first() {
        let ground = tent();
        let from = Place::new(-3.0, 0.0, 0.5);
        let at = ground.hit(from, Place::new(1.0, 0.0, 0.0), 1.0).unwrap();
        assert!((at - Place::new(-0.5, 0.0, 0.5)).norm() < 1e-3, "{at}");
        let down = ground.hit(Place::new(0.25, 0.3, 4.0), Place::new(0.0, 0.0, -1.0), 1.0);
        assert!((down.unwrap() - Place::new(0.25, 0.3, 0.75)).norm() < 1e-3);
        for (from, ray) in [
            ([-3.0, 0.0, 1.5], [1.0, 0.0, 0.0]),
            ([-3.0, 5.0, 0.5], [1.0, 0.0, 0.0]),
            ([-3.0, 0.0, 0.5], [-1.0, 0.0, 0.0]),
        ] {
            assert!(
                ground.hit(from.into(), ray.into(), 1.0).is_none(),
                "{from:?}"
            );
        }
        let hole = ground_of([33, 33], |_, _| f32::NAN);
        assert!(hole.hit(from, Place::new(1.0, 0.0, 0.0), 1.0).is_none());
    }

    #[test]
    fn a_hill_hides_what_is_behind_it() {
        let ground = tent();
        let west = Place::new(-4.0, 0.0, 0.6);
        for (x, eye, want) in [
            (-0.5, west, false),
            (0.5, west, true),
            (0.0, west, false),
            (0.5, Place::new(-0.5, 0.0, 5.0), false),
            (0.5, Place::new(4.0, 0.0, 0.6), false),
        ] {
            let place = ground.on_ground(vec2(x, 0.1), 1.0).unwrap();
            assert_eq!(ground.hides(place, eye, 1.0), want, "{x} from {eye}");
        }
        assert!(ground.on_ground(vec2(1.1, 0.0), 1.0).is_none());
        assert!(ground.on_ground(vec2(f64::NAN, 0.0), 1.0).is_none());
    }

    #[test]
    fn no_region_is_too_slim() {
        for (x, y) in [(1.0, 1.0), (100.0, 1.0), (1.0, 1e6)] {
            let shown = shown_region(Region::new([0.0, x], [0.0, y])).size();
            assert!(shown.x >= x && shown.y >= y);
            let ratio = shown.x / shown.y;
            assert!((0.399..2.501).contains(&ratio), "{ratio}");
        }
    }
}
