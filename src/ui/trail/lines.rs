//! Lines that are drawn together: triangles in one mesh for a screen, paths for a vector picture. Knows no run.

use super::Knot;
use super::strip::Strip;
use crate::ui::ink::Ink;
use egui::{Color32, Painter, Pos2, Shape, Stroke};

/// A path has one colour: where a line fades by more than this, of 255, another path begins.
const FADE: u8 = 10;
/// Colours that differ by no more than this, of 255, are drawn as one.
const ALIKE: u8 = 4;

/// Lines, the first below, and dots over them.
pub(super) struct Lines {
    kind: Kind,
    dots: Vec<Shape>,
}

enum Kind {
    Triangles(Strip),
    Paths {
        paths: Vec<Shape>,
        /// Colours that were used.
        inks: Vec<Color32>,
    },
}

impl Lines {
    /// No line yet, where a pixel is so large, and room for about so many knots.
    pub(super) fn new(ink: Ink, pixel: f32, knots: usize) -> Self {
        let kind = match ink {
            Ink::Triangles => Kind::Triangles(Strip::new(pixel, knots)),
            Ink::Paths => Kind::Paths {
                paths: Vec::new(),
                inks: Vec::new(),
            },
        };
        Self {
            kind,
            dots: Vec::new(),
        }
    }

    /// Adds a line of this width through knots, with the colour that `ink` gives to a step. One knot is no line.
    pub(super) fn line(&mut self, knots: &[Knot], width: f32, ink: impl Fn(f32) -> Color32) {
        match &mut self.kind {
            Kind::Triangles(strip) => strip.line(knots, width, ink),
            Kind::Paths { paths, inks } => {
                for (points, step) in pieces(knots, &ink) {
                    let stroke = Stroke::new(width, known(inks, ink(step)));
                    paths.push(Shape::line(points, stroke));
                }
            }
        }
    }

    /// Adds a dot.
    pub(super) fn dot(&mut self, at: Pos2, radius: f32, colour: Color32) {
        let colour = match &mut self.kind {
            Kind::Triangles(_) => colour,
            Kind::Paths { inks, .. } => known(inks, colour),
        };
        self.dots.push(Shape::circle_filled(at, radius, colour));
    }

    /// The lines as one shape, and the dots.
    pub(super) fn shapes(self) -> (Shape, Vec<Shape>) {
        match self.kind {
            Kind::Triangles(strip) => (Shape::mesh(strip.mesh), self.dots),
            Kind::Paths { paths, .. } => (Shape::Vec(paths), vec![Shape::Vec(self.dots)]),
        }
    }

    /// Draws the lines, then the dots.
    pub(super) fn paint(self, painter: &Painter) {
        let (lines, dots) = self.shapes();
        painter.add(lines);
        painter.extend(dots);
    }
}

/// A line as pieces of nearly one colour, each with a step that has it. They meet in the middle of a segment, where
/// both ends are straight.
fn pieces(knots: &[Knot], ink: impl Fn(f32) -> Color32) -> Vec<(Vec<Pos2>, f32)> {
    let [first, rest @ ..] = knots else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    let mut points = vec![first.at];
    let (mut begin, mut last) = (*first, *first);
    for knot in rest {
        if ink(begin.step).a().abs_diff(ink(knot.step).a()) > FADE {
            let middle = last.lerp(*knot, 0.5);
            points.push(middle.at);
            let piece = std::mem::replace(&mut points, vec![middle.at]);
            pieces.push((piece, 0.5 * (begin.step + middle.step)));
            begin = middle;
        }
        points.push(knot.at);
        last = *knot;
    }
    if points.len() > 1 {
        pieces.push((points, 0.5 * (begin.step + last.step)));
    }
    pieces
}

/// A colour, or one that was used before and cannot be told from it.
fn known(inks: &mut Vec<Color32>, colour: Color32) -> Color32 {
    let [r, g, b, a] = colour.to_array();
    let is_alike = |ink: &&Color32| {
        let parts = ink.to_array().into_iter().zip([r, g, b, a]);
        parts.into_iter().all(|(x, y)| x.abs_diff(y) <= ALIKE)
    };
    if let Some(ink) = inks.iter().find(is_alike) {
        return *ink;
    }
    inks.push(colour);
    colour
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::trail::knots;

    fn fading(step: f32) -> Color32 {
        Color32::WHITE.gamma_multiply(0.5 + 0.005 * step)
    }

    #[test]
    fn a_fading_line_is_few_paths_that_touch() {
        let points: Vec<(f32, f32)> = (0..=100).map(|k| (k as f32, (k % 7) as f32)).collect();
        let line = knots(&points);
        let pieces = pieces(&line, fading);
        assert!((8..=14).contains(&pieces.len()), "{}", pieces.len());
        for pair in pieces.windows(2) {
            assert_eq!(pair[0].0.last(), pair[1].0.first());
        }
        let all: Vec<Pos2> = pieces
            .iter()
            .flat_map(|(points, _)| points.clone())
            .collect();
        assert!(line.iter().all(|knot| all.contains(&knot.at)));
        let plain = super::pieces(&line, |_| Color32::WHITE);
        assert_eq!((plain.len(), plain[0].0.len()), (1, 101));
        assert!(super::pieces(&line[..1], fading).is_empty());
    }

    #[test]
    fn the_same_lines_are_one_mesh_or_a_group_of_paths() {
        let line = knots(&[(0.0, 0.0), (50.0, 0.0), (50.0, 50.0)]);
        for ink in [Ink::Triangles, Ink::Paths] {
            let mut lines = Lines::new(ink, 1.0, 3);
            lines.line(&line, 2.0, |_| Color32::WHITE);
            lines.line(&line, 2.0, |_| Color32::WHITE.gamma_multiply_u8(253));
            lines.dot(line[0].at, 1.0, Color32::WHITE);
            match (ink, lines.shapes()) {
                (Ink::Triangles, (Shape::Mesh(_), dots)) => assert_eq!(dots.len(), 1),
                (Ink::Paths, (Shape::Vec(paths), _)) => {
                    let colours: Vec<_> = paths
                        .iter()
                        .map(|path| match path {
                            Shape::Path(path) => path.stroke.color.clone(),
                            other => panic!("{other:?}"),
                        })
                        .collect();
                    assert_eq!(colours.len(), 2);
                    assert_eq!(colours[0], colours[1], "colours that look alike are one");
                }
                (_, other) => panic!("{other:?}"),
            }
        }
    }
}
