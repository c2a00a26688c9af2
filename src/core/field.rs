//! A field: the losses of a surface on a grid over a region, sixteen at a time and in pieces.
//!
//! A field holds raw losses; how they are shown is the [`Height`]'s affair. Sampling is counted in
//! evaluations times the surface's declared cost, because the core has no clock.

use super::catalog::Config;
use super::height::Height;
use super::lane::{PACK_WIDTH, Pack};
use super::surface::{Region, SurfaceKernel, entry_of};
use super::vec2::{Vec2, vec2};

/// The most columns or rows a field may have.
pub const MAX_SIDE: usize = 4096;

/// The losses at the centers of the pixels of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The part of the plane that is covered.
    pub region: Region,
    /// How many pixels it is wide.
    pub columns: usize,
    /// How many pixels it is high.
    pub rows: usize,
    /// The losses, row by row from the bottom, each row from the left: the pixel in `column` and `row` is
    /// `values[row * columns + column]`. NaN where nothing was sampled yet.
    pub values: Vec<f64>,
}

impl Field {
    /// A field in which nothing was sampled yet. Sides beyond [`MAX_SIDE`] are cut to it.
    pub fn blank(region: Region, columns: usize, rows: usize) -> Self {
        let (columns, rows) = (columns.min(MAX_SIDE), rows.min(MAX_SIDE));
        Self {
            region,
            columns,
            rows,
            values: vec![f64::NAN; columns * rows],
        }
    }

    /// The x coordinates of the columns' centers.
    pub fn xs(&self) -> Vec<f64> {
        centers(self.region.min.x, self.region.max.x, self.columns)
    }

    /// The y coordinates of the rows' centers, from the bottom.
    pub fn ys(&self) -> Vec<f64> {
        centers(self.region.min.y, self.region.max.y, self.rows)
    }

    /// The loss at a point of the region, bilinear between the pixel centers around it (at the border, that
    /// of the nearest). None outside the region; NaN where a pixel used is not finite.
    pub fn value_at(&self, p: Vec2) -> Option<f64> {
        if self.values.is_empty() || !self.region.contains(p) {
            return None;
        }
        let size = self.region.size();
        let (left, right, u) = neighbours((p.x - self.region.min.x) / size.x, self.columns);
        let (low, high, v) = neighbours((p.y - self.region.min.y) / size.y, self.rows);
        let along = |row: usize| {
            let line = &self.values[row * self.columns..];
            between(line[left], line[right], u)
        };
        let value = between(along(low), along(high), v);
        Some(if value.is_finite() { value } else { f64::NAN })
    }

    /// The heights between which colours are spread: the finite values without the lowest 0.2 % and the
    /// highest 1 %, so that a pit or a pole of a few pixels does not take all the colours. Never empty.
    ///
    /// Large fields are judged by an even selection of their pixels.
    pub fn range(&self, height: &Height) -> (f64, f64) {
        let stride = self.values.len() / JUDGED + 1;
        // Strides that divide the row would look at a few columns only.
        let stride = if stride > 1 { stride | 1 } else { 1 };
        let mut judged: Vec<f64> = self.values.iter().copied().step_by(stride).collect();
        judged.retain(|value| value.is_finite());
        if judged.is_empty() {
            return (0.0, 1.0);
        }
        let last = judged.len() - 1;
        let mut percentile = |share: f64| {
            let index = (share * last as f64).round() as usize;
            height.shown(*judged.select_nth_unstable_by(index, f64::total_cmp).1)
        };
        let (low, high) = (percentile(0.002), percentile(0.99));
        if low < high {
            (low, high)
        } else {
            (low - 0.5, high + 0.5)
        }
    }
}

/// About how many pixels decide the range of colours.
const JUDGED: usize = 8192;

/// The middles of `count` equal parts of `[low, high]`.
fn centers(low: f64, high: f64, count: usize) -> Vec<f64> {
    let step = (high - low) / count as f64;
    (0..count).map(|i| low + (i as f64 + 0.5) * step).collect()
}

/// The two pixels between whose centers the share `t` of a side lies, and how far towards the second.
fn neighbours(t: f64, count: usize) -> (usize, usize, f64) {
    let last = count - 1;
    let at = (t * count as f64 - 0.5).clamp(0.0, last as f64);
    let first = (at as usize).min(last);
    (first, (first + 1).min(last), at - first as f64)
}

/// The number the share `t` of the way from `a` to `b`; at 0 it does not ask what `b` is.
fn between(a: f64, b: f64, t: f64) -> f64 {
    if t == 0.0 { a } else { a * (1.0 - t) + b * t }
}

/// A field on its way: it can be sampled in pieces, and is the same however the pieces were cut.
pub struct Sampling {
    field: Field,
    kernel: Box<dyn SurfaceKernel<Pack>>,
    cost: u64,
    xs: Vec<f64>,
    ys: Vec<f64>,
    done: usize,
}

impl Sampling {
    /// The sampling of a surface over a region, with nothing sampled yet.
    pub fn new(surface: &Config, region: Region, columns: usize, rows: usize) -> Self {
        let entry = entry_of(surface);
        let field = Field::blank(region, columns, rows);
        Self {
            kernel: entry.pack(surface),
            cost: u64::from(entry.cost).max(1),
            xs: field.xs(),
            ys: field.ys(),
            field,
            done: 0,
        }
    }

    /// Samples as much as `budget` allows, in units of the evaluation of a polynomial, but at least sixteen
    /// pixels. True when nothing is left.
    pub fn advance(&mut self, budget: u64) -> bool {
        let packs = (budget / (self.cost * PACK_WIDTH as u64)).max(1);
        let pixels = usize::try_from(packs)
            .unwrap_or(usize::MAX)
            .saturating_mul(PACK_WIDTH);
        let end = self
            .done
            .saturating_add(pixels)
            .min(self.field.values.len());
        while self.done < end {
            let count = (end - self.done).min(PACK_WIDTH);
            let at = self.positions(self.done);
            let losses = self.kernel.value(&at);
            self.field.values[self.done..self.done + count].copy_from_slice(&losses.0[..count]);
            self.done += count;
        }
        self.is_done()
    }

    /// The centers of sixteen pixels from this one on; past the last pixel, the last one again.
    fn positions(&self, first: usize) -> Vec2<Pack> {
        let (mut column, mut row) = (first % self.xs.len(), first / self.xs.len());
        let mut at = vec2(Pack([0.0; PACK_WIDTH]), Pack([self.ys[row]; PACK_WIDTH]));
        if let Some(xs) = self.xs[column..].first_chunk() {
            at.x = Pack(*xs);
            return at;
        }
        for lane in 0..PACK_WIDTH {
            at.x.0[lane] = self.xs[column];
            at.y.0[lane] = self.ys[row];
            if column + 1 < self.xs.len() {
                column += 1;
            } else if row + 1 < self.ys.len() {
                (column, row) = (0, row + 1);
            }
        }
        at
    }

    /// Whether every pixel was sampled.
    pub fn is_done(&self) -> bool {
        self.done == self.field.values.len()
    }

    /// The share that was sampled, 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.field.values.is_empty() {
            1.0
        } else {
            self.done as f64 / self.field.values.len() as f64
        }
    }

    /// What was sampled so far; the rest is NaN.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// Samples what is left and gives the field.
    pub fn finish(mut self) -> Field {
        self.advance(u64::MAX);
        self.field
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::core::surface::{CATALOG, landmarks};

    const ASINH: Height = Height::Asinh {
        center: 0.0,
        unit: 1.0,
    };

    #[test]
    fn a_field_is_the_scalar_surface_at_the_pixel_centers() {
        for entry in CATALOG {
            let config = Config::new(&entry.about);
            let scalar = entry.scalar(&config);
            let region = landmarks(&config).region;
            // 37 · 23 is no multiple of sixteen, nor is 37.
            let field = Sampling::new(&config, region, 37, 23).finish();
            let (xs, ys) = (field.xs(), field.ys());
            for (row, y) in ys.iter().enumerate() {
                for (column, x) in xs.iter().enumerate() {
                    let want = scalar.value(&vec2(*x, *y));
                    let got = field.values[row * 37 + column];
                    assert_eq!(
                        got.to_bits(),
                        want.to_bits(),
                        "{} {column} {row}",
                        config.id()
                    );
                }
            }
        }
    }

    #[test]
    fn row_0_is_at_the_bottom_and_pixels_are_met_in_the_middle() {
        let field = Field::blank(Region::new([0.0, 4.0], [-1.0, 1.0]), 4, 2);
        assert_eq!(field.xs(), [0.5, 1.5, 2.5, 3.5]);
        assert_eq!(field.ys(), [-0.5, 0.5]);
    }

    #[test]
    fn pieces_make_the_same_field_and_cost_what_they_say() {
        for (id, packs, calls) in [
            ("rosenbrock", 10, 10),
            ("rosenbrock", 0, 96),
            ("ackley", 10, 10),
        ] {
            let config = Kind::Surface.default_config(id);
            let budget = packs * 16 * u64::from(entry_of(&config).cost);
            let region = landmarks(&config).region;
            let mut sampling = Sampling::new(&config, region, 48, 32);
            let mut count = 1;
            while !sampling.advance(budget) {
                count += 1;
                let sampled = sampling
                    .field()
                    .values
                    .iter()
                    .filter(|v| v.is_finite())
                    .count();
                assert_eq!(sampling.progress(), sampled as f64 / 1536.0);
            }
            assert_eq!(count, calls, "{id} {packs}");
            let whole = Sampling::new(&config, region, 48, 32).finish();
            assert_eq!(sampling.field(), &whole);
            assert_eq!(sampling.progress(), 1.0);
        }
    }

    #[test]
    fn between_pixels_a_field_is_bilinear() {
        let mut field = Field::blank(Region::new([0.0, 3.0], [0.0, 2.0]), 3, 2);
        field.values = vec![0.0, 1.0, 2.0, 10.0, 11.0, f64::INFINITY];
        let table = [
            (vec2(0.5, 0.5), Some(0.0)),
            (vec2(1.0, 1.0), Some(5.5)),
            (vec2(0.0, 0.0), Some(0.0)),
            (vec2(3.0, 0.25), Some(2.0)),
            (vec2(1.5, 2.0), Some(11.0)),
            (vec2(3.1, 1.0), None),
            (vec2(f64::NAN, 1.0), None),
        ];
        for (p, want) in table {
            assert_eq!(field.value_at(p), want, "{p:?}");
        }
        assert!(field.value_at(vec2(2.4, 1.4)).unwrap().is_nan());
        assert_eq!(
            Field::blank(field.region, 0, 9).value_at(vec2(1.0, 1.0)),
            None
        );
    }

    #[test]
    fn colours_are_spread_over_what_is_common() {
        let region = Region::new([0.0, 1.0], [0.0, 1.0]);
        let mut field = Field::blank(region, 100, 10);
        assert_eq!(field.range(&ASINH), (0.0, 1.0), "nothing finite");
        for (i, value) in field.values.iter_mut().enumerate() {
            *value = i as f64;
        }
        field.values[7] = 1e300;
        field.values[8] = f64::NAN;
        field.values[9] = f64::NEG_INFINITY;
        let (low, high) = field.range(&ASINH);
        assert!((low.sinh() - 2.0).abs() < 1.5 && (high.sinh() - 990.0).abs() < 2.0);
        field.values.fill(3.0);
        let (low, high) = field.range(&ASINH);
        assert!(low < 3f64.asinh() && high > 3f64.asinh());
    }

    #[test]
    fn sides_of_nothing_or_of_too_much_are_no_accident() {
        let config = Kind::Surface.default_config("quadratic");
        let region = landmarks(&config).region;
        for (columns, rows) in [(0, 5), (5, 0), (1, 1), (17, 1)] {
            let field = Sampling::new(&config, region, columns, rows).finish();
            assert_eq!(field.values.len(), columns * rows);
            assert!(field.values.iter().all(|v| v.is_finite()));
        }
        assert_eq!(Field::blank(region, usize::MAX, 1).columns, MAX_SIDE);
    }
}
