//! Contours: the lines along which a field has a given loss, by marching squares.
//!
//! All levels are found in one pass over the cells between neighbouring pixel centers; a cell is only
//! visited for the levels that pass through it. Crossings are interpolated in the height that is shown, in
//! which the surface is smoother than in losses. Lorensen and Cline 1987 in two dimensions; the ambiguous
//! saddle cell is decided by the height in its middle. Labels and colours are not known here.

use super::field::Field;
use super::height::Height;
use super::vec2::{Vec2, vec2};

pub use super::levels::levels;

/// The lines of one level.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// The level, as a loss.
    pub level: f64,
    /// Its lines: first those that end at the border or at pixels that are not finite, then the closed ones.
    pub lines: Vec<Line>,
}

/// One connected line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its points in order. A closed line does not repeat the first.
    pub points: Vec<Vec2>,
    /// Whether the last point is joined to the first.
    pub closed: bool,
}

/// The contours of a field at these levels (losses), in ascending order. Levels that are not finite or
/// occur twice are left out; a level that nothing crosses has no lines.
///
/// Lines run between pixel centers, so they end half a pixel inside the region's border.
pub fn contours(field: &Field, height: &Height, levels: &[f64]) -> Vec<Contour> {
    let mut levels: Vec<f64> = levels.iter().copied().filter(|l| l.is_finite()).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let grid = Grid::new(field, height);
    let segments = grid.segments(&levels);
    let mut links = Links(vec![[NONE; 2]; 2 * field.values.len()]);
    levels
        .into_iter()
        .zip(segments)
        .map(|(level, segments)| {
            let shown = height.fast(level);
            Contour {
                level,
                lines: links.lines(&segments, |edge| grid.crossing(edge, shown)),
            }
        })
        .collect()
}

/// The number of levels below a pixel that is not finite. Numbers of levels are kept as floating-point
/// numbers, because those compare and combine side by side on every processor.
const NOT_FINITE: f64 = f64::INFINITY;
/// No segment.
const NONE: u32 = u32::MAX;

/// The place between two neighbouring pixel centers: twice the number of the left or lower pixel, plus 1
/// if the other is above it.
type Edge = u32;

/// A piece of a line within a cell, from edge to edge.
type Segment = [Edge; 2];

/// The pixel centers as the corners of cells.
struct Grid<'a> {
    field: &'a Field,
    height: &'a Height,
    xs: Vec<f64>,
    ys: Vec<f64>,
}

impl<'a> Grid<'a> {
    fn new(field: &'a Field, height: &'a Height) -> Self {
        Self {
            xs: field.xs(),
            ys: field.ys(),
            field,
            height,
        }
    }

    /// The segments of each level, in the order of the cells.
    fn segments(&self, levels: &[f64]) -> Vec<Vec<Segment>> {
        let mut segments = vec![Vec::new(); levels.len()];
        let columns = self.field.columns;
        if columns < 2 || self.field.rows < 2 {
            return segments;
        }
        let mut lower = vec![0.0; columns];
        let mut upper = vec![0.0; columns];
        let mut bounds = vec![[0.0; 2]; columns - 1];
        count_levels(self.row(0), levels, &mut upper);
        for row in 1..self.field.rows {
            std::mem::swap(&mut lower, &mut upper);
            count_levels(self.row(row), levels, &mut upper);
            bound_cells(&lower, &upper, &mut bounds);
            for (column, &[first, last]) in bounds.iter().enumerate() {
                if first == last || last == NOT_FINITE {
                    continue;
                }
                // Counter-clockwise from the lower left corner.
                let corners = [
                    lower[column],
                    lower[column + 1],
                    upper[column + 1],
                    upper[column],
                ];
                let pixel = (row - 1) * columns + column;
                for level in first as usize..last as usize {
                    let up = corners.map(|count| count > level as f64);
                    self.cross(pixel, up, levels[level], &mut segments[level]);
                }
            }
        }
        segments
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.field.values[row * self.field.columns..][..self.field.columns]
    }

    /// The one or two segments of a level in the cell whose lower left corner is `pixel`. `up` says which
    /// corners are not below the level.
    fn cross(&self, pixel: usize, up: [bool; 4], level: f64, out: &mut Vec<Segment>) {
        let columns = self.field.columns;
        let (bottom, left) = (2 * pixel as u32, 2 * pixel as u32 + 1);
        let (top, right) = (2 * (pixel + columns) as u32, 2 * (pixel + 1) as u32 + 1);
        let edges = [bottom, right, top, left];
        let crossed = |side: usize| up[side] != up[(side + 1) % 4];
        if (0..4).all(crossed) {
            // Two opposite corners are up: does the middle join them or divide them?
            let corners = [pixel, pixel + 1, pixel + columns + 1, pixel + columns];
            let middle: f64 = corners
                .iter()
                .map(|&corner| 0.25 * self.height.shown(self.field.values[corner]))
                .sum();
            let joined = middle >= self.height.shown(level);
            // The segments cut off the lower right and upper left corners, or the other two.
            if joined == up[0] {
                out.extend([[bottom, right], [top, left]]);
            } else {
                out.extend([[left, bottom], [right, top]]);
            }
        } else {
            let mut ends = (0..4).filter(|&side| crossed(side)).map(|side| edges[side]);
            if let (Some(a), Some(b)) = (ends.next(), ends.next()) {
                out.push([a, b]);
            }
        }
    }

    /// Where a level, given by its height in [`Height::fast`], crosses an edge.
    fn crossing(&self, edge: Edge, level: f64) -> Vec2 {
        let columns = self.field.columns;
        let pixel = (edge / 2) as usize;
        let (column, row) = (pixel % columns, pixel / columns);
        let vertical = edge % 2 == 1;
        let other = pixel + if vertical { columns } else { 1 };
        let a = self.height.fast(self.field.values[pixel]);
        let b = self.height.fast(self.field.values[other]);
        let t = (level - a) / (b - a);
        // Both ends are on the floor of the height, or beyond its range.
        let t = if t.is_nan() { 0.5 } else { t.clamp(0.0, 1.0) };
        let along = |places: &[f64], i: usize| places[i] + (places[i + 1] - places[i]) * t;
        if vertical {
            vec2(self.xs[column], along(&self.ys, row))
        } else {
            vec2(along(&self.xs, column), self.ys[row])
        }
    }
}

/// How many levels are not above each value of a row. Plain loops, level by level, so that they vectorize.
fn count_levels(values: &[f64], levels: &[f64], counts: &mut [f64]) {
    counts.fill(0.0);
    for level in levels {
        for (count, value) in counts.iter_mut().zip(values) {
            *count += if value >= level { 1.0 } else { 0.0 };
        }
    }
    for (count, value) in counts.iter_mut().zip(values) {
        *count = if value.abs() < f64::INFINITY {
            *count
        } else {
            NOT_FINITE
        };
    }
}

/// The smallest and the largest count at the corners of each cell between two rows.
fn bound_cells(lower: &[f64], upper: &[f64], bounds: &mut [[f64; 2]]) {
    let smaller = |a: f64, b: f64| if a < b { a } else { b };
    let larger = |a: f64, b: f64| if a > b { a } else { b };
    let corners = lower.windows(2).zip(upper.windows(2));
    for (bounds, (low, up)) in bounds.iter_mut().zip(corners) {
        *bounds = [
            smaller(smaller(low[0], low[1]), smaller(up[0], up[1])),
            larger(larger(low[0], low[1]), larger(up[0], up[1])),
        ];
    }
}

/// For every edge the segments of the current level that end there; cleared behind every level.
struct Links(Vec<[u32; 2]>);

impl Links {
    /// The segments joined to lines.
    fn lines(&mut self, segments: &[Segment], place: impl Fn(Edge) -> Vec2) -> Vec<Line> {
        for (i, ends) in segments.iter().enumerate() {
            for &edge in ends {
                let [first, second] = &mut self.0[edge as usize];
                *(if *first == NONE { first } else { second }) = i as u32;
            }
        }
        let mut used = vec![false; segments.len()];
        let mut lines = Vec::new();
        let open = |links: &Self, edge: Edge| links.0[edge as usize][1] == NONE;
        for (i, &[a, b]) in segments.iter().enumerate() {
            if !used[i] && (open(self, a) || open(self, b)) {
                let start = if open(self, a) { a } else { b };
                lines.extend(self.walk(segments, &mut used, i, start, &place));
            }
        }
        for (i, &[start, _]) in segments.iter().enumerate() {
            if !used[i] {
                lines.extend(self.walk(segments, &mut used, i, start, &place));
            }
        }
        for &edge in segments.iter().flatten() {
            self.0[edge as usize] = [NONE; 2];
        }
        lines
    }

    /// The line from edge `start` along segment `first` to its end or back. None if it is a single point.
    fn walk(
        &self,
        segments: &[Segment],
        used: &mut [bool],
        first: usize,
        start: Edge,
        place: impl Fn(Edge) -> Vec2,
    ) -> Option<Line> {
        let mut points = vec![place(start)];
        let (mut edge, mut segment) = (start, first);
        let closed = loop {
            used[segment] = true;
            let [a, b] = segments[segment];
            edge = if edge == a { b } else { a };
            if edge == start {
                break true;
            }
            let point = place(edge);
            // A level that meets a pixel exactly crosses its edges in the same point.
            if points.last() != Some(&point) {
                points.push(point);
            }
            let [one, other] = self.0[edge as usize];
            let next = if one as usize == segment { other } else { one };
            if next == NONE {
                break false;
            }
            segment = next as usize;
        };
        if closed && points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        (points.len() > 1).then_some(Line { points, closed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::{Config, Kind};
    use crate::core::field::Sampling;
    use crate::core::surface::{CATALOG, Region, entry_of, landmarks};
    use std::collections::HashSet;

    const ASINH: Height = Height::Asinh {
        center: 0.0,
        unit: 1.0,
    };

    fn sampled(config: &Config, columns: usize, rows: usize) -> (Field, Height) {
        let known = landmarks(config);
        let field = Sampling::new(config, known.region, columns, rows).finish();
        let kernel = entry_of(config).scalar(config);
        (field, Height::of(&known, &*kernel))
    }

    /// A field of the losses `f(column, row)`, one unit a pixel.
    fn drawn(columns: usize, rows: usize, f: impl Fn(f64, f64) -> f64) -> Field {
        let region = Region::new([-0.5, columns as f64 - 0.5], [-0.5, rows as f64 - 0.5]);
        let mut field = Field::blank(region, columns, rows);
        for (i, value) in field.values.iter_mut().enumerate() {
            *value = f((i % columns) as f64, (i / columns) as f64);
        }
        field
    }

    #[test]
    fn a_round_bowl_has_circles() {
        let config = Kind::Surface.default_config("quadratic").with("kappa", 1.0);
        let (field, height) = sampled(&config, 256, 205);
        let found = contours(&field, &height, &[3.0, 0.1, f64::NAN, 1.0, 0.1]);
        assert_eq!(
            found.iter().map(|c| c.level).collect::<Vec<_>>(),
            [0.1, 1.0, 3.0]
        );
        for contour in found {
            let [line] = contour.lines.as_slice() else {
                panic!("{} lines at {}", contour.lines.len(), contour.level)
            };
            assert!(line.closed && line.points.len() > 50);
            for p in &line.points {
                let error = (p.norm() - (2.0 * contour.level).sqrt()).abs();
                assert!(error < 1e-3, "{p:?} at {}: {error}", contour.level);
            }
        }
    }

    #[test]
    fn lines_close_or_end_at_the_border_and_no_segment_is_drawn_twice() {
        for entry in CATALOG {
            let (field, height) = sampled(&Config::new(&entry.about), 96, 77);
            let (low, high) = field.range(&height);
            let (xs, ys) = (field.xs(), field.ys());
            let at_border =
                |p: &Vec2| p.x == xs[0] || p.x == xs[95] || p.y == ys[0] || p.y == ys[76];
            let mut seen = HashSet::new();
            let mut longest = 0;
            for contour in contours(&field, &height, &levels(&height, low, high, 15)) {
                for line in &contour.lines {
                    let (first, last) = (line.points[0], line.points[line.points.len() - 1]);
                    let ends = at_border(&first) && at_border(&last);
                    assert!(
                        line.closed || ends,
                        "{} {first:?} {last:?}",
                        entry.about.info.id
                    );
                    longest = longest.max(line.points.len());
                    for pair in line.points.windows(2) {
                        let mut key = [pair[0], pair[1]].map(|p| [p.x.to_bits(), p.y.to_bits()]);
                        key.sort_unstable();
                        assert!(seen.insert(key), "{} {pair:?}", entry.about.info.id);
                    }
                }
            }
            assert!(longest > 60, "{}: {longest}", entry.about.info.id);
        }
    }

    /// Corners 4 0 / 0 4: the middle, 2, joins the high corners below level 2 and the low ones above.
    #[test]
    fn the_middle_decides_a_saddle_cell() {
        let field = drawn(2, 2, |x, y| if x == y { 4.0 } else { 0.0 });
        let height = ASINH;
        let middle = height.loss_at(0.5 * height.shown(4.0));
        for (level, joined) in [(0.9 * middle, true), (1.1 * middle, false)] {
            let lines = &contours(&field, &height, &[level])[0].lines;
            assert_eq!(lines.len(), 2);
            for line in lines {
                // Each line cuts off one corner: a low one (x − y = ±1) or a high one (x − y = 0).
                let mean = (line.points[0] + line.points[1]) * 0.5;
                assert_eq!((mean.x - mean.y).abs() > 0.3, joined, "{level} {line:?}");
            }
        }
    }

    #[test]
    fn the_saddle_surface_has_two_branches_on_each_side() {
        let (field, height) = sampled(&Kind::Surface.default_config("saddle"), 100, 80);
        for contour in contours(&field, &height, &[-1.0, 1.0]) {
            assert_eq!(contour.lines.len(), 2, "{}", contour.level);
            for p in contour.lines.iter().flat_map(|line| &line.points) {
                assert!((p.x * p.x - p.y * p.y - contour.level).abs() < 5e-3);
            }
        }
    }

    #[test]
    fn lines_end_at_pixels_that_are_not_finite() {
        for hole in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let field = drawn(9, 9, |x, y| if x == 4.0 && y == 4.0 { hole } else { y });
            let found = contours(&field, &ASINH, &[3.5]);
            let ends: Vec<f64> = found[0]
                .lines
                .iter()
                .flat_map(|l| [l.points[0].x, l.points[l.points.len() - 1].x])
                .collect();
            assert_eq!(ends, [0.0, 3.0, 5.0, 8.0]);
            assert!(found[0].lines.iter().all(|line| !line.closed));
        }
    }

    #[test]
    fn fields_without_cells_or_slope_have_no_lines() {
        for field in [
            drawn(0, 0, |_, _| 0.0),
            drawn(1, 9, |_, y| y),
            drawn(9, 9, |_, _| 2.0),
        ] {
            let found = contours(&field, &ASINH, &[1.5, 2.0]);
            assert!(found.iter().all(|contour| contour.lines.is_empty()));
        }
        // A level met exactly by one pixel is a point, not a line.
        let peak = drawn(5, 5, |x, y| if x == 2.0 && y == 2.0 { 1.0 } else { 0.0 });
        assert!(contours(&peak, &ASINH, &[1.0])[0].lines.is_empty());
    }
}
