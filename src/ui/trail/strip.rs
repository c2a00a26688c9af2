//! Lines as meshes: a strip of triangles along knots, with soft edges. Knows no run and no frame.
//!
//! The geometry is that of epaint's own lines, which it must not be told from: four vertices across each knot, the outer
//! ones transparent, one pixel beyond the inner ones; mitred joints, with two sections where the turn is sharper than
//! a right angle. Here the colour may change from knot to knot, and a whole trail is one mesh that is only copied.

use super::Knot;
use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Vec2};

/// Lines that are drawn together, the first below.
pub(super) struct Strip {
    pub(super) mesh: Mesh,
    /// Width of the soft edge, one pixel, in points.
    feather: f32,
}

/// One half of the cross-section of a line, in points.
#[derive(Clone, Copy)]
struct Radii {
    inner: f32,
    outer: f32,
}

impl Strip {
    /// No line yet, and room for about so many knots.
    pub(super) fn new(feather: f32, knots: usize) -> Self {
        let mut mesh = Mesh::default();
        mesh.reserve_vertices(4 * knots);
        mesh.reserve_triangles(6 * knots);
        Self { mesh, feather }
    }

    /// Adds a line of this width through knots, with the colour that `ink` gives to a step. One knot is no line.
    pub(super) fn line(&mut self, knots: &[Knot], width: f32, ink: impl Fn(f32) -> Color32) {
        let [first, .., last] = knots else {
            return;
        };
        let radii = Radii {
            inner: 0.5 * (width - self.feather).max(0.0),
            outer: 0.5 * (width + self.feather),
        };
        let mut normal = normal_of(first, &knots[1]).unwrap_or(Vec2::DOWN);
        let begin = self.section(first.at, normal, radii, ink(first.step));
        self.cap(begin, normal.rot90());
        for triple in knots.windows(3) {
            let at = triple[1].at;
            let Some(next) = normal_of(&triple[1], &triple[2]) else {
                continue;
            };
            let colour = ink(triple[1].step);
            let (before, after) = joint(normal, next);
            self.joined_section(at, before, radii, colour);
            if let Some(after) = after {
                self.joined_section(at, after, radii, colour);
            }
            normal = next;
        }
        let end = self.joined_section(last.at, normal, radii, ink(last.step));
        self.cap(end, -normal.rot90());
    }

    /// Four vertices across the line; the number of the first.
    #[inline]
    fn section(&mut self, at: Pos2, normal: Vec2, radii: Radii, colour: Color32) -> u32 {
        let begin = self.mesh.vertices.len() as u32;
        let vertex = |side: f32, color: Color32| Vertex {
            pos: at + normal * side,
            uv: WHITE_UV,
            color,
        };
        self.mesh.vertices.extend_from_slice(&[
            vertex(radii.outer, Color32::TRANSPARENT),
            vertex(radii.inner, colour),
            vertex(-radii.inner, colour),
            vertex(-radii.outer, Color32::TRANSPARENT),
        ]);
        begin
    }

    /// A section, joined to the one before.
    #[inline]
    fn joined_section(&mut self, at: Pos2, normal: Vec2, radii: Radii, colour: Color32) -> u32 {
        let b = self.section(at, normal, radii, colour);
        let a = b - 4;
        #[rustfmt::skip]
        self.mesh.indices.extend_from_slice(&[
            a, a + 1, b, a + 1, b, b + 1,
            a + 1, a + 2, b + 1, a + 2, b + 1, b + 2,
            a + 2, a + 3, b + 2, a + 3, b + 2, b + 3,
        ]);
        b
    }

    /// Softens the end of a line at a section: its outer vertices move a pixel outwards.
    fn cap(&mut self, at: u32, outwards: Vec2) {
        for outer in [at, at + 3] {
            self.mesh.vertices[outer as usize].pos += outwards * self.feather;
        }
        let caps = [at, at + 1, at + 2, at, at + 2, at + 3];
        self.mesh.indices.extend_from_slice(&caps);
    }
}

/// The unit vector across a segment; none if it has no length.
fn normal_of(from: &Knot, to: &Knot) -> Option<Vec2> {
    let along = to.at - from.at;
    let length = along.length();
    (length > 1e-4).then(|| along.rot90() / length)
}

/// Across the joint of two segments: one mitred vector, or two where the turn is sharper than a right angle.
pub(crate) fn joint(before: Vec2, after: Vec2) -> (Vec2, Option<Vec2>) {
    let middle = (before + after) * 0.5;
    if middle.length_sq() >= 0.5 {
        return (middle / middle.length_sq(), None);
    }
    // A line that turns back upon itself ends in a square.
    let middle = if middle.length_sq() > 1e-8 {
        middle.normalized()
    } else {
        before.rot90()
    };
    let mitred = |normal: Vec2| {
        let half = (normal + middle) * 0.5;
        half / half.length_sq()
    };
    (mitred(before), Some(mitred(after)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::trail::knots;
    use egui::Rect;

    #[test]
    fn a_line_stays_near_its_knots_and_is_opaque_on_them() {
        for (name, points, sections) in [
            ("straight", vec![(0.0, 0.0), (9.0, 0.0), (20.0, 0.0)], 3),
            ("right angle", vec![(0.0, 0.0), (9.0, 0.0), (9.0, 9.0)], 3),
            ("sharp turn", vec![(0.0, 0.0), (9.0, 0.0), (0.0, 2.0)], 4),
            ("to and fro", vec![(0.0, 0.0), (9.0, 0.0), (0.0, 0.0)], 4),
            (
                "a knot twice",
                vec![(0.0, 0.0), (9.0, 0.0), (9.0, 0.0), (9.0, 9.0)],
                3,
            ),
            ("ends twice", vec![(0.0, 0.0), (9.0, 0.0), (9.0, 0.0)], 2),
            ("no length", vec![(4.0, 4.0), (4.0, 4.0)], 2),
            ("one knot", vec![(4.0, 4.0)], 0),
            ("none", vec![], 0),
        ] {
            let line = knots(&points);
            let mut strip = Strip::new(1.0, 0);
            strip.line(&line, 2.0, |_| Color32::WHITE);
            let mesh = strip.mesh;
            assert!(mesh.is_valid(), "{name}");
            assert_eq!(mesh.vertices.len(), 4 * sections, "{name}");
            let whole = line.iter().fold(Rect::NOTHING, |rect, knot| {
                rect.union(Rect::from_pos(knot.at))
            });
            // A mitre of a right angle reaches √2 as far as the edge, and a soft end a pixel beyond that.
            for vertex in &mesh.vertices {
                assert!(whole.expand(3.2).contains(vertex.pos), "{name}: {vertex:?}");
            }
            for section in mesh.vertices.chunks_exact(4) {
                let colours: Vec<Color32> = section.iter().map(|vertex| vertex.color).collect();
                let (clear, ink) = (Color32::TRANSPARENT, Color32::WHITE);
                assert_eq!(colours, [clear, ink, ink, clear], "{name}");
                let middle = section[1].pos + (section[2].pos - section[1].pos) * 0.5;
                let nearest = line.iter().map(|knot| knot.at.distance(middle));
                assert!(nearest.fold(f32::MAX, f32::min) < 1e-3, "{name}: {middle}");
            }
        }
    }
}
