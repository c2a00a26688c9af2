//! Lines that lie on the ground: cut at the borders of cells, then drawn as ribbons of constant width on the screen.
//!
//! A ribbon is wider than a cell is high where the ground is seen at a grazing angle. So a piece is added with a cell a
//! few rings nearer to the eye than its own, as many as its half width covers; where its own triangle faces away from the
//! eye it is added with its own cell, and covered by the hill.

use super::camera::{Eye, Place};
use super::ground::Ground;
use super::sheet::{DISC, NONE, Piece, Sheet, nearer, vertex};
use crate::ui::theme::Dash;
use crate::ui::trail::{Knot, joint};
use egui::epaint::Vertex;
use egui::{Color32, Pos2, Vec2};
use std::f32::consts::TAU;

/// How far above the ground lines lie, in units of the box.
const LIFT: f32 = 0.004;
/// The most rings by which a piece is added later.
const RINGS: usize = 3;
/// The most dashes of a line; beyond it they grow longer.
const MAX_DASHES: f32 = 600.0;

/// A point of a line on the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Draped {
    /// In cells from the first corner of the grid.
    pub grid: [f32; 2],
    /// Which point of the line it is, counted from 0.
    pub step: f32,
    /// Whether this is a step, far from its neighbours.
    pub is_step: bool,
    /// The cell of the piece that begins here.
    pub cell: [usize; 2],
    /// Whether the middle of that piece lies in the north-eastern triangle of its cell.
    pub is_upper: bool,
}

/// Lays a line over the grid: its points, and one more wherever it leaves a cell of the ground.
pub(super) fn drape(
    points: impl Iterator<Item = ([f32; 2], f32, bool)>,
    cells: [usize; 2],
    cuts: &mut Vec<f32>,
    out: &mut Vec<Draped>,
) {
    out.clear();
    if cells[0] == 0 || cells[1] == 0 {
        return;
    }
    let mut last: Option<([f32; 2], f32, bool)> = None;
    let knot = |grid: [f32; 2], step, is_step, middle: [f32; 2]| {
        let cell = [0, 1].map(|k| (middle[k].max(0.0) as usize).min(cells[k] - 1));
        let over = middle[0] - cell[0] as f32 + middle[1] - cell[1] as f32;
        Draped {
            grid,
            step,
            is_step,
            cell,
            is_upper: over > 1.0,
        }
    };
    for (to, step, is_step) in points {
        if let Some((from, old, was_step)) = last {
            cuts.clear();
            cuts.push(0.0);
            crossings(from[0], to[0], cuts);
            crossings(from[1], to[1], cuts);
            if cuts.len() > 2 {
                cuts.sort_unstable_by(f32::total_cmp);
            }
            cuts.push(1.0);
            let at = |t: f32| [0, 1].map(|k| from[k] + (to[k] - from[k]) * t);
            for pair in cuts.windows(2) {
                if pair[1] - pair[0] > 1e-6 {
                    let is_step = was_step && pair[0] == 0.0;
                    let step = old + (step - old) * pair[0];
                    out.push(knot(
                        at(pair[0]),
                        step,
                        is_step,
                        at(0.5 * (pair[0] + pair[1])),
                    ));
                }
            }
        }
        last = Some((to, step, is_step));
    }
    if let Some((at, step, is_step)) = last {
        out.push(knot(at, step, is_step, at));
    }
}

/// Where, from 0 to 1, a number that runs from `a` to `b` is whole.
#[inline]
fn crossings(a: f32, b: f32, cuts: &mut Vec<f32>) {
    let (low, high) = (a.min(b).floor(), a.max(b).ceil());
    let mut whole = low + 1.0;
    while whole < high {
        let t = (whole - a) / (b - a);
        if t > 0.0 && t < 1.0 {
            cuts.push(t);
        }
        whole += 1.0;
    }
}

/// A point of a line on the screen, and the cell with which the piece that begins here is added.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub at: Pos2,
    pub step: f32,
    pub is_step: bool,
    pub cell: u32,
}

/// The line as it is seen. `reach` is how far its ribbon will reach to either side, in points.
pub(super) fn see(
    line: &[Draped],
    ground: &Ground,
    eye: &Eye,
    height: f32,
    vertices: &[Vertex],
    reach: f32,
    out: &mut Vec<Seen>,
) {
    out.clear();
    let stand = ground.grid_from_world(eye.place());
    let cells = ground.cells();
    for knot in line {
        let up = ground.height_at(knot.grid) * height + LIFT;
        let [a, b, c, d] = Sheet::corners(vertices, ground.columns, knot.cell);
        let (p, q, r) = if knot.is_upper { (d, c, b) } else { (a, b, c) };
        let (one, two) = (q - p, r - p);
        // Upwards is against y on the screen: ground that faces the eye runs round the other way.
        let facing = one.y * two.x - one.x * two.y;
        let is_solid = (a.to_vec2() + b.to_vec2() + c.to_vec2() + d.to_vec2()).is_finite();
        let cell = if !is_solid {
            NONE
        } else if facing <= 0.0 {
            nearer(knot.cell, 0, stand, cells)
        } else {
            let thick = facing / one.length().max(two.length()).max((r - q).length());
            let rings = (reach / thick.max(1e-3)).min(RINGS as f32) as usize;
            nearer(knot.cell, (rings + 1).min(RINGS), stand, cells)
        };
        out.push(Seen {
            at: eye.screen_from_world(ground.world_from_grid(knot.grid, up)),
            step: knot.step,
            is_step: knot.is_step,
            cell,
        });
    }
}

/// Adds a ribbon of this width along a line, in the colour that `ink` gives the step of its points.
pub(super) fn ribbon(
    vertices: &mut Vec<Vertex>,
    pieces: &mut Vec<Piece>,
    line: &[Seen],
    width: f32,
    pixel: f32,
    ink: impl Fn(f32) -> Color32,
) {
    let [first, second, ..] = line else {
        return;
    };
    let radii = [0.5 * (width - pixel).max(0.0), 0.5 * (width + pixel)];
    let mut section = |at: Pos2, normal: Vec2, colour: Color32| {
        let begin = vertices.len() as u32;
        vertices.extend_from_slice(&[
            vertex(at + normal * radii[1], Color32::TRANSPARENT),
            vertex(at + normal * radii[0], colour),
            vertex(at - normal * radii[0], colour),
            vertex(at - normal * radii[1], Color32::TRANSPARENT),
        ]);
        begin
    };
    let mut normal = normal_of(first.at, second.at).unwrap_or(Vec2::DOWN);
    let mut before = section(first.at, normal, ink(first.step));
    for (k, knot) in line.iter().enumerate().skip(1) {
        let next = line
            .get(k + 1)
            .and_then(|next| normal_of(knot.at, next.at))
            .unwrap_or(normal);
        let colour = ink(knot.step);
        let (end, begin) = joint(normal, next);
        let end = section(knot.at, end, colour);
        let (cell, from) = (line[k - 1].cell, line[k - 1].at);
        if cell != NONE && from.is_finite() && knot.at.is_finite() {
            pieces.push(Piece::new(cell, before, end));
        }
        before = begin.map_or(end, |begin| section(knot.at, begin, colour));
        normal = next;
    }
}

/// Adds a disc.
pub(super) fn disc(
    vertices: &mut Vec<Vertex>,
    pieces: &mut Vec<Piece>,
    knot: &Seen,
    radius: f32,
    pixel: f32,
    colour: Color32,
) {
    if knot.cell == NONE || !knot.at.is_finite() {
        return;
    }
    pieces.push(Piece::new(knot.cell, vertices.len() as u32, NONE));
    vertices.push(vertex(knot.at, colour));
    for (radius, colour) in [
        ((radius - 0.5 * pixel).max(0.0), colour),
        (radius + 0.5 * pixel, Color32::TRANSPARENT),
    ] {
        for k in 0..DISC {
            let turn = Vec2::angled(TAU * k as f32 / DISC as f32);
            vertices.push(vertex(knot.at + turn * radius, colour));
        }
    }
}

/// Breaks a line into the strokes of a pattern: its points and more, of which those that begin a gap have no cell. The
/// places of dots go to `dots`.
pub(super) fn dashed(
    line: &[Seen],
    pattern: Dash,
    width: f32,
    out: &mut Vec<Seen>,
    dots: &mut Vec<Seen>,
) {
    out.clear();
    let (on, off) = match pattern {
        Dash::Solid => return out.extend_from_slice(line),
        Dash::Dashed => (4.0 * width, 2.5 * width),
        Dash::Dotted => (0.0, 2.5 * width),
    };
    let length: f32 = line
        .windows(2)
        .map(|pair| pair[0].at.distance(pair[1].at))
        .filter(|length| length.is_finite())
        .sum();
    let stretch = (length / (on + off) / MAX_DASHES).max(1.0);
    let (on, period) = (on * stretch, (on + off) * stretch);
    let mut phase = 0.0;
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = from.at.distance(to.at);
        let mut done = 0.0;
        while done < length {
            let is_on = phase < on;
            let share = done / length;
            let here = Seen {
                at: from.at.lerp(to.at, share),
                step: from.step + (to.step - from.step) * share,
                is_step: from.is_step && done == 0.0,
                cell: from.cell,
            };
            if pattern == Dash::Dotted {
                if phase <= 0.0 {
                    dots.push(here);
                    phase = period;
                }
                let advance = phase.min(length - done).max(1e-3);
                phase -= advance;
                done += advance;
                continue;
            }
            out.push(Seen {
                cell: if is_on { from.cell } else { NONE },
                ..here
            });
            let left = if is_on { on - phase } else { period - phase };
            let advance = left.min(length - done).max(1e-3);
            phase = (phase + advance) % period;
            done += advance;
        }
    }
    out.extend(line.last().filter(|_| pattern == Dash::Dashed));
}

/// The knots of a thinned trail, in cells.
pub(super) fn in_cells(
    knots: &[Knot],
    scale: f32,
    ground: &Ground,
) -> impl Iterator<Item = ([f32; 2], f32, bool)> {
    knots.iter().map(move |knot| {
        let place = Place::new(knot.at.x / scale, knot.at.y / scale, 0.0);
        (ground.grid_from_world(place), knot.step, knot.is_step)
    })
}

/// The unit vector across a segment; none if it has no length.
fn normal_of(from: Pos2, to: Pos2) -> Option<Vec2> {
    let along = to - from;
    let length = along.length();
    (length > 1e-3).then(|| along.rot90() / length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::view::relief::ground::ground_of;

    #[test]
    fn pieces_cover_the_line_and_lie_in_their_cells() {
        let cells = [12, 9];
        let turns = |k: usize| {
            let t = k as f32 * 0.37;
            [6.0 + 5.9 * (1.3 * t).cos(), 4.5 + 4.4 * t.sin()]
        };
        let lines: [Vec<[f32; 2]>; 5] = [
            (0..200).map(turns).collect(),
            vec![[0.0, 0.0], [12.0, 9.0]],
            vec![[3.0, 0.0], [3.0, 9.0], [3.0, 2.5], [11.0, 2.5]],
            vec![[2.0, 2.0], [2.0, 2.0], [7.0, 7.0], [7.0, 7.0]],
            vec![[12.0, 4.0]],
        ];
        for points in lines {
            let count = points.len().max(2) - 1;
            let aged = points.iter().enumerate();
            let aged = aged.map(|(k, at)| (*at, k as f32 / count as f32, k % 2 == 1));
            let (mut cuts, mut line) = (Vec::new(), Vec::new());
            drape(aged, cells, &mut cuts, &mut line);
            let length = |line: &mut dyn Iterator<Item = [f32; 2]>| {
                let mut last: Option<[f32; 2]> = None;
                let mut sum = 0.0;
                for at in line {
                    sum += last.map_or(0.0, |last| (at[0] - last[0]).hypot(at[1] - last[1]));
                    last = Some(at);
                }
                sum
            };
            let (want, got) = (
                length(&mut points.iter().copied()),
                length(&mut line.iter().map(|knot| knot.grid)),
            );
            assert!((want - got).abs() <= 1e-3 * want, "{got} of {want}");
            assert_eq!(line.last().map(|knot| knot.grid), points.last().copied());
            for pair in line.windows(2) {
                let [i, j] = pair[0].cell.map(|k| k as f32);
                for knot in pair {
                    let (x, y) = (knot.grid[0] - i, knot.grid[1] - j);
                    let inside = (-1e-3..=1.001).contains(&x) && (-1e-3..=1.001).contains(&y);
                    assert!(inside, "{knot:?} in {i} {j}");
                }
                assert!(pair[0].step <= pair[1].step);
            }
        }
        let mut line = Vec::new();
        drape(
            [([0.0; 2], 0.0, false)].into_iter(),
            [0, 0],
            &mut Vec::new(),
            &mut line,
        );
        assert!(line.is_empty());
    }

    #[test]
    fn dashes_keep_their_share_and_cells() {
        let line: Vec<Seen> = (0..=100)
            .map(|k| Seen {
                at: egui::pos2(k as f32 * 6.5, 0.0),
                step: k as f32 / 100.0,
                is_step: false,
                cell: k,
            })
            .collect();
        let (mut out, mut dots) = (Vec::new(), Vec::new());
        dashed(&line, Dash::Dashed, 2.0, &mut out, &mut dots);
        let on: f32 = out
            .windows(2)
            .filter(|pair| pair[0].cell != NONE)
            .map(|pair| pair[0].at.distance(pair[1].at))
            .sum();
        assert!((on / 650.0 - 4.0 / 6.5).abs() < 0.01, "{on}");
        for knot in out.iter().filter(|knot| knot.cell != NONE) {
            assert!(
                (knot.at.x / 6.5 - knot.cell as f32) < 1.001
                    && knot.at.x / 6.5 >= knot.cell as f32 - 1e-3
            );
        }
        dashed(&line, Dash::Dotted, 2.0, &mut out, &mut dots);
        assert!(
            out.is_empty() && (125..=135).contains(&dots.len()),
            "{}",
            dots.len()
        );
        dashed(&line, Dash::Solid, 2.0, &mut out, &mut dots);
        assert_eq!(out.len(), line.len());
    }

    #[test]
    fn a_ribbon_has_no_vertex_that_is_no_number_in_a_piece() {
        let ground = ground_of([9, 9], |x, _| if x > 0.3 { f32::NAN } else { 0.2 });
        let camera = crate::session::camera::Camera::default();
        let rect = egui::Rect::from_min_size(Pos2::ZERO, egui::vec2(300.0, 200.0));
        let eye = Eye::new(&camera, ground.half, rect);
        let mut vertices: Vec<Vertex> = (0..81)
            .map(|k| {
                vertex(
                    eye.screen_from_world(ground.corner(k % 9, k / 9, 0.5)),
                    Color32::WHITE,
                )
            })
            .collect();
        let (mut draped, mut seen, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
        let points = [([0.0, 0.0], 0.0, false), ([8.0, 7.0], 1.0, false)];
        drape(
            points.into_iter(),
            ground.cells(),
            &mut Vec::new(),
            &mut draped,
        );
        see(&draped, &ground, &eye, 0.5, &vertices, 2.0, &mut seen);
        ribbon(&mut vertices, &mut pieces, &seen, 2.0, 1.0, |_| {
            Color32::WHITE
        });
        assert!(
            pieces.len() > 4 && pieces.len() + 4 < draped.len(),
            "{}",
            pieces.len()
        );
        for piece in &pieces {
            for corner in [piece.from, piece.to]
                .iter()
                .flat_map(|first| *first..first + 4)
            {
                assert!(vertices[corner as usize].pos.is_finite());
            }
        }
    }
}
