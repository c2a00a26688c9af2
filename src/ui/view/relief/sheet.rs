//! The mesh of the relief: the lit surface, what lies on it, and the walls below its border.
//!
//! There is no depth buffer. Cells are added from the borders towards the eye's column and row, which is an exact order
//! of depth for a height field in perspective; what lies on the surface is added with its cell, so that every cell
//! nearer to the eye covers it.

use super::camera::{Eye, Place};
use super::ground::{Ground, GroundKey};
use crate::ui::colormap::Colormap;
use crate::ui::theme::Theme;
use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2};
use std::sync::Arc;

/// Where the light stands, as seen by the eye: to the left, behind it, above.
const LIGHT: [f32; 3] = [-0.55, -0.35, 0.76];
/// How far light reaches round a slope that is turned from it.
const WRAP: f32 = 0.45;
/// Place on the colour map of a surface that is not coloured by height.
const PLAIN: f32 = 0.85;
/// Light on a wall.
const WALL: f32 = -0.45;
/// How far a wall has faded into the ground of the picture at its top and at its foot.
const FADED: [f32; 2] = [0.25, 0.92];
/// No piece, no cell.
pub(super) const NONE: u32 = u32::MAX;

/// What the vertices of the surface depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SheetKey {
    pub eye: Eye,
    pub ground: Option<GroundKey>,
    pub height: f32,
    pub dark: bool,
    pub heat: bool,
    pub contours: bool,
    pub pixel: f32,
}

/// Something that lies in a cell: a ribbon between two cross-sections, or a disc.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    /// The cell with which it is added.
    pub cell: u32,
    /// First vertex of one cross-section, or the middle of a disc.
    pub from: u32,
    /// First vertex of the other; [`NONE`] for a disc.
    pub to: u32,
    next: u32,
}

impl Piece {
    pub(super) fn new(cell: u32, from: u32, to: u32) -> Self {
        Self {
            cell,
            from,
            to,
            next: NONE,
        }
    }
}

/// The parts of the mesh, kept from frame to frame.
#[derive(Default)]
pub(super) struct Sheet {
    mesh: Arc<Mesh>,
    key: Option<SheetKey>,
    /// Pieces in the order in which they lie over each other.
    pub pieces: Vec<Piece>,
    /// The first piece of each cell.
    first: Vec<u32>,
    /// Corner of the mesh where the walls begin, and after what lies on the surface for good.
    walls: [u32; 2],
    fixed: [usize; 2],
    /// Columns and rows of cells in the order in which they are added.
    order: [Vec<usize>; 2],
}

impl Sheet {
    /// Begins a frame: the surface as it is seen now. Answers whether what lies on it for good has to be added again,
    /// which ends with [`Sheet::fix`].
    pub(super) fn begin(&mut self, key: SheetKey, ground: &Ground, theme: &Theme) -> bool {
        let mesh = Arc::make_mut(&mut self.mesh);
        if self.key == Some(key) {
            mesh.vertices.truncate(self.fixed[0]);
            self.pieces.truncate(self.fixed[1]);
            return false;
        }
        self.key = Some(key);
        self.pieces.clear();
        mesh.vertices.clear();
        let colormap = Colormap::heights(key.dark);
        let share = |at: usize| if key.heat { ground.shares[at] } else { PLAIN };
        let light = key.eye.light(LIGHT);
        let flat = light.z + WRAP;
        for row in 0..ground.rows {
            for column in 0..ground.columns {
                let at = row * ground.columns + column;
                let [x, y] = ground.slopes[at];
                let (x, y) = (x * key.height, y * key.height);
                let facing = (light.z - light.x * x - light.y * y) / (x * x + y * y + 1.0).sqrt();
                let lit = (facing + WRAP).max(0.0) - flat;
                let lit = lit / if lit < 0.0 { flat } else { 1.0 - light.z };
                mesh.vertices.push(Vertex {
                    pos: key
                        .eye
                        .screen_from_world(ground.corner(column, row, key.height)),
                    uv: WHITE_UV,
                    color: colormap.lit(share(at), lit),
                });
            }
        }
        let eye = ground.grid_from_world(key.eye.place());
        let cells = ground.cells();
        for axis in 0..2 {
            let turn = eye[axis].clamp(0.0, cells[axis] as f32) as usize;
            self.order[axis].clear();
            self.order[axis].extend((0..turn).chain((turn..cells[axis]).rev()));
        }
        self.walls[0] = mesh.vertices.len() as u32;
        let wall = |at: usize| colormap.lit(share(at), WALL);
        for_each_wall(ground, &key.eye, |at, foot| {
            let colour = wall(at);
            let top = mesh.vertices[at].pos;
            mesh.colored_vertex(top, colour.lerp_to_gamma(theme.canvas, FADED[0]));
            let foot = key.eye.screen_from_world(foot);
            mesh.colored_vertex(foot, colour.lerp_to_gamma(theme.canvas, FADED[1]));
        });
        self.walls[1] = mesh.vertices.len() as u32;
        true
    }

    /// What was added so far stays until the key changes.
    pub(super) fn fix(&mut self) {
        self.fixed = [self.mesh.vertices.len(), self.pieces.len()];
    }

    /// Vertices and pieces, to add to.
    pub(super) fn parts(&mut self) -> (&mut Vec<Vertex>, &mut Vec<Piece>) {
        (
            &mut Arc::make_mut(&mut self.mesh).vertices,
            &mut self.pieces,
        )
    }

    /// Where the corners of a cell are on the screen: south-west, south-east, north-west, north-east.
    #[inline]
    pub(super) fn corners(vertices: &[Vertex], columns: usize, [i, j]: [usize; 2]) -> [Pos2; 4] {
        let at = j * columns + i;
        [at, at + 1, at + columns, at + columns + 1].map(|at| vertices[at].pos)
    }

    /// Puts everything in order: the finished mesh.
    pub(super) fn finish(&mut self, ground: &Ground) -> Arc<Mesh> {
        let cells = ground.cells();
        self.first.clear();
        self.first.resize(cells[0] * cells[1], NONE);
        for index in (0..self.pieces.len()).rev() {
            let piece = &mut self.pieces[index];
            if let Some(first) = self.first.get_mut(piece.cell as usize) {
                piece.next = std::mem::replace(first, index as u32);
            }
        }
        let eye = self
            .key
            .map_or([0.0; 2], |key| ground.grid_from_world(key.eye.place()));
        let mesh = Arc::make_mut(&mut self.mesh);
        mesh.indices.clear();
        mesh.indices
            .reserve(6 * cells[0] * cells[1] + 18 * self.pieces.len());
        for &j in &self.order[1] {
            for &i in &self.order[0] {
                let at = j * ground.columns + i;
                let z = &ground.heights;
                let n = ground.columns;
                if (z[at] + z[at + 1] + z[at + n] + z[at + n + 1]).is_finite() {
                    let [a, b, c, d] = [at, at + 1, at + n, at + n + 1].map(|k| k as u32);
                    // Of the two triangles, the one that is farther from the eye first.
                    if eye[0] - i as f32 + eye[1] - j as f32 > 1.0 {
                        mesh.indices.extend_from_slice(&[a, b, c, b, d, c]);
                    } else {
                        mesh.indices.extend_from_slice(&[b, d, c, a, b, c]);
                    }
                }
                let mut next = self.first[j * cells[0] + i];
                while let Some(piece) = self.pieces.get(next as usize) {
                    add(&mut mesh.indices, piece);
                    next = piece.next;
                }
            }
        }
        // Walls: pairs of top and foot, all along a side.
        let mut side = self.walls[0];
        if let Some(key) = self.key {
            for [_, _, _, count] in front_sides(ground, &key.eye) {
                for k in 1..count as u32 {
                    let b = side + 2 * k;
                    let is_solid = [b - 2, b].map(|top| mesh.vertices[top as usize].pos);
                    if is_solid.iter().all(|top| top.is_finite()) {
                        mesh.indices
                            .extend_from_slice(&[b - 2, b - 1, b, b - 1, b, b + 1]);
                    }
                }
                side += 2 * count as u32;
            }
        }
        Arc::clone(&self.mesh)
    }
}

/// The indices of a piece.
#[inline]
fn add(indices: &mut Vec<u32>, piece: &Piece) {
    let (a, b) = (piece.from, piece.to);
    if b == NONE {
        for k in 0..DISC {
            let (this, next) = (a + 1 + k, a + 1 + (k + 1) % DISC);
            let (this_out, next_out) = (this + DISC, next + DISC);
            indices.extend_from_slice(&[a, this, next, this, next, this_out]);
            indices.extend_from_slice(&[next, this_out, next_out]);
        }
        return;
    }
    #[rustfmt::skip]
    indices.extend_from_slice(&[
        a, a + 1, b, a + 1, b, b + 1,
        a + 1, a + 2, b + 1, a + 2, b + 1, b + 2,
        a + 2, a + 3, b + 2, a + 3, b + 2, b + 3,
    ]);
}

/// Corners of a disc.
pub(super) const DISC: u32 = 8;

/// The sides of the ground that face the eye: the first corner, how far the next is along x and y, and how many.
fn front_sides(ground: &Ground, eye: &Eye) -> impl Iterator<Item = [usize; 4]> + use<> {
    let at = ground.grid_from_world(eye.place());
    let [across, up] = ground.cells();
    let (columns, rows) = (ground.columns, ground.rows);
    let sides = [
        (at[1] < 0.0, [0, 0, 0, columns]),
        (at[1] > up as f32, [0, up, 0, columns]),
        (at[0] < 0.0, [0, 0, 1, rows]),
        (at[0] > across as f32, [across, 0, 1, rows]),
    ];
    sides
        .into_iter()
        .filter_map(|(is_front, side)| is_front.then_some(side))
}

/// Says each corner of the front sides, with the foot of the wall below it.
fn for_each_wall(ground: &Ground, eye: &Eye, mut say: impl FnMut(usize, Place)) {
    for [i, j, along, count] in front_sides(ground, eye) {
        for k in 0..count {
            let (i, j) = if along == 0 { (i + k, j) } else { (i, j + k) };
            let foot = ground.corner(i, j, 0.0);
            say(j * ground.columns + i, Place::new(foot.x, foot.y, 0.0));
        }
    }
}

/// The cell, `rings` nearer to the eye than this one.
#[inline]
pub(super) fn nearer(cell: [usize; 2], rings: usize, eye: [f32; 2], cells: [usize; 2]) -> u32 {
    let step = |at: usize, eye: f32, count: usize| {
        let eye = (eye.clamp(0.0, count as f32) as usize).min(count.saturating_sub(1));
        if at < eye {
            (at + rings).min(eye)
        } else {
            at.saturating_sub(rings).max(eye)
        }
    };
    let (i, j) = (
        step(cell[0], eye[0], cells[0]),
        step(cell[1], eye[1], cells[1]),
    );
    (j * cells[0] + i) as u32
}

/// A vertex without texture.
#[inline]
pub(super) fn vertex(pos: Pos2, color: Color32) -> Vertex {
    Vertex {
        pos,
        uv: WHITE_UV,
        color,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::view::relief::camera::cameras;
    use crate::ui::view::relief::ground::ground_of;
    use egui::{Rect, Vec2, pos2};

    const SIZE: [usize; 2] = [200, 140];

    /// A triangle's share of pixels: the depth at each pixel center that it covers.
    fn cover(corners: [(Pos2, f32); 3], mut say: impl FnMut(usize, f32)) {
        let [a, b, c] = corners.map(|(at, _)| at);
        let cross = |u: Vec2, v: Vec2| u.x * v.y - u.y * v.x;
        let area = cross(b - a, c - a);
        let bounds = [a, b, c]
            .iter()
            .fold(Rect::NOTHING, |all, at| all.union(Rect::from_pos(*at)));
        for y in bounds.top().max(0.0) as usize
            ..=(bounds.bottom().min(SIZE[1] as f32 - 1.0).max(0.0)) as usize
        {
            for x in bounds.left().max(0.0) as usize
                ..=(bounds.right().min(SIZE[0] as f32 - 1.0).max(0.0)) as usize
            {
                let p = pos2(x as f32 + 0.5, y as f32 + 0.5);
                let (u, v) = (cross(p - a, c - a) / area, cross(b - a, p - a) / area);
                if u >= 0.0 && v >= 0.0 && u + v <= 1.0 {
                    let [da, db, dc] = corners.map(|(_, depth)| 1.0 / depth);
                    say(y * SIZE[0] + x, 1.0 / (da + u * (db - da) + v * (dc - da)));
                }
            }
        }
    }

    #[test]
    fn what_is_added_later_is_nearer() {
        let bumps = |x: f32, y: f32| 0.5 + 0.25 * (5.0 * x).sin() + 0.25 * (4.0 * y + x).cos();
        let hole = |x: f32, y: f32| {
            if x.hypot(y) < 0.2 {
                f32::NAN
            } else {
                bumps(x, y)
            }
        };
        let (mut pixels, mut wrong) = (0, 0);
        for ground in [ground_of([20, 15], bumps), ground_of([12, 12], hole)] {
            for camera in cameras() {
                let size = pos2(SIZE[0] as f32, SIZE[1] as f32);
                let eye = Eye::new(&camera, ground.half, Rect::from_min_max(Pos2::ZERO, size));
                let height = 0.9;
                let key = SheetKey {
                    eye,
                    ground: ground.key(),
                    height,
                    dark: true,
                    heat: true,
                    contours: false,
                    pixel: 1.0,
                };
                let mut sheet = Sheet::default();
                assert!(sheet.begin(key, &ground, Theme::of(true)));
                sheet.fix();
                let mesh = sheet.finish(&ground);
                assert!(mesh.is_valid());
                let corners = (ground.columns * ground.rows) as u32;
                let mut last = vec![f32::INFINITY; SIZE[0] * SIZE[1]];
                let mut nearest = last.clone();
                for triangle in mesh.indices.chunks_exact(3) {
                    if triangle.iter().any(|corner| *corner >= corners) {
                        continue;
                    }
                    let corner = |k: usize| {
                        let (at, n) = (triangle[k] as usize, ground.columns);
                        let place = ground.corner(at % n, at / n, height);
                        (mesh.vertices[at].pos, (eye.place() - place).norm())
                    };
                    cover([corner(0), corner(1), corner(2)], |pixel, depth| {
                        last[pixel] = depth;
                        nearest[pixel] = nearest[pixel].min(depth);
                    });
                }
                for (last, nearest) in last.iter().zip(&nearest) {
                    pixels += usize::from(last.is_finite());
                    wrong += usize::from(last - nearest > 0.01);
                }
            }
        }
        assert!(
            pixels > 500_000 && wrong * 100_000 <= pixels,
            "{wrong} of {pixels}"
        );
    }

    #[test]
    fn an_unchanged_view_is_not_worked_out_again() {
        let ground = ground_of([9, 9], |x, _| 0.5 * (x + 1.0));
        let eye = Eye::new(
            &cameras()[0],
            ground.half,
            Rect::from_min_max(Pos2::ZERO, pos2(300.0, 200.0)),
        );
        let key = SheetKey {
            eye,
            ground: ground.key(),
            height: 0.5,
            dark: false,
            heat: true,
            contours: true,
            pixel: 1.0,
        };
        let mut sheet = Sheet::default();
        assert!(sheet.begin(key, &ground, Theme::of(false)));
        sheet.fix();
        let first = Mesh::clone(&sheet.finish(&ground));
        assert!(!sheet.begin(key, &ground, Theme::of(false)));
        assert_eq!(*sheet.finish(&ground), first);
        assert!(sheet.begin(SheetKey { dark: true, ..key }, &ground, Theme::of(true)));
        assert_ne!(*sheet.finish(&ground), first);
        // Without any ground there is nothing, and nothing breaks.
        let mut sheet = Sheet::default();
        sheet.begin(key, &Ground::default(), Theme::of(true));
        assert!(sheet.finish(&Ground::default()).indices.is_empty());
    }

    #[test]
    fn nearer_cells_are_towards_the_eye_and_on_the_grid() {
        let cells = [10, 8];
        for (cell, rings, eye, want) in [
            ([5, 5], 0, [-9.0, -9.0], [5, 5]),
            ([5, 5], 2, [-9.0, -9.0], [3, 3]),
            ([5, 5], 2, [99.0, 4.5], [7, 4]),
            ([1, 7], 3, [-9.0, 99.0], [0, 7]),
            ([9, 0], 3, [5.0, 0.5], [6, 0]),
        ] {
            let got = nearer(cell, rings, eye, cells) as usize;
            assert_eq!([got % 10, got / 10], want, "{cell:?}");
        }
    }
}
