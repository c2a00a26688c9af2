//! The line of a whole trail on one projection, worked out once, and drawn as far as the playhead. Knows no run.
//!
//! While a race plays only the playhead moves: of each piece the knots up to it are drawn, and one more where it is.

use super::dash::{Mark, dash};
use super::lines::Lines;
use super::visible::{Crossing, exit_of, simplified, thinned, visible_pieces};
use super::{DOT, Exit, Knot, MARGIN, MAX_DOTS, MOST_INK, STEP, TOLERANCE, TrailLook, sampled};
use crate::ui::ink::Ink;
use crate::ui::theme::{Dash, RunStyle, Theme};
use egui::{Painter, Pos2, Rect};

/// Knots of a casing closer than this to others are not drawn; its edge is seen less than the line's.
const NEAR_CASING: f32 = 1.5;
/// A knot stays at least whenever this part of a trail has passed.
const AGE: f32 = 0.125;

/// A trail on the screen: what of it is inside a frame, as few knots as show it.
pub struct Course {
    frame: Rect,
    pixel: f32,
    pieces: Vec<Piece>,
    crossings: Vec<Crossing>,
}

/// A part of the trail that is inside the frame from end to end.
struct Piece {
    knots: Vec<Knot>,
    /// How long the piece is up to each knot, in points.
    along: Vec<f32>,
    casing: Vec<Knot>,
}

impl Course {
    /// The course through points, oldest first, inside a frame and so far around it, where a pixel is so large.
    pub fn new(
        points: impl ExactSizeIterator<Item = Pos2>,
        frame: Rect,
        margin: f32,
        pixel: f32,
    ) -> Self {
        let steps = AGE * points.len() as f32;
        let (pieces, crossings) = visible_pieces(points, frame.expand(margin));
        let piece = |points: &Vec<(Pos2, f32)>| {
            let knots = simplified(points, TOLERANCE * pixel, steps);
            let mut length = 0.0;
            let mut before = knots.first().map_or(Pos2::ZERO, |knot| knot.at);
            let along = knots.iter().map(|knot| {
                length += before.distance(knot.at);
                before = knot.at;
                length
            });
            Piece {
                along: along.collect(),
                casing: thinned(&knots, NEAR_CASING),
                knots,
            }
        };
        Self {
            frame,
            pixel,
            pieces: pieces.iter().map(piece).collect(),
            crossings,
        }
    }

    /// The course inside a painter's clip rectangle, for [`Course::paint`].
    pub fn on(painter: &Painter, points: impl ExactSizeIterator<Item = Pos2>) -> Self {
        let pixel = Ink::of(painter.ctx()).pixel(painter.ctx());
        Self::new(points, painter.clip_rect(), MARGIN, pixel)
    }

    /// The lines of the course up to point number `newest`, which is at `head`; if they are longer than `most_ink`
    /// together, only so much of them.
    pub(in crate::ui) fn lines(&self, newest: usize, head: Pos2, most_ink: f32) -> Vec<Vec<Knot>> {
        self.reached(newest as f32, head, most_ink).lines()
    }

    /// Where the course stands outside the frame at point number `newest`, if it does.
    pub fn exit(&self, newest: usize) -> Option<Exit> {
        let begun = |(step, _): &Crossing| *step <= newest as f32;
        let before = self.crossings.partition_point(begun).checked_sub(1)?;
        let (inside, outside) = self.crossings[before].1?;
        Some(exit_of(self.frame, inside, outside))
    }

    /// Draws the course up to point number `newest`, which is at `head`. Says where the trail ends then, if that is
    /// outside the frame.
    pub fn paint(
        &self,
        painter: &Painter,
        newest: usize,
        head: Pos2,
        style: &RunStyle,
        theme: &Theme,
        look: &TrailLook,
    ) -> Option<Exit> {
        let reached = self.reached(newest as f32, head, MOST_INK);
        let opacity = |step: f32| look.opacity_at(step, newest);
        let under = |step: f32| theme.casing.gamma_multiply(0.75 * opacity(step));
        let colour = style.colour(theme);
        let over = |step: f32| colour.gamma_multiply(opacity(step));
        let lines = reached.lines();
        let casings = reached.casings();
        let knots = lines.iter().chain(&casings).map(Vec::len).sum();
        let mut together = Lines::new(Ink::of(painter.ctx()), self.pixel, knots);
        for casing in &casings {
            together.line(casing, look.width + 2.0, under);
        }
        let mut phase = 0.0;
        let few = reached.stride <= 1 && lines.iter().all(|line| line.len() <= MAX_DOTS);
        let length = reached.length;
        for line in &lines {
            dash(
                line,
                style.dash,
                look.width,
                length,
                &mut phase,
                |mark| match mark {
                    Mark::Stroke(knots) => together.line(knots, look.width, over),
                    Mark::Dot(knot) => together.dot(knot.at, DOT * look.width, over(knot.step)),
                },
            );
            if look.dots && style.dash != Dash::Dotted && few {
                for knot in line.iter().filter(|knot| knot.is_step) {
                    together.dot(knot.at, STEP * look.width, over(knot.step));
                }
            }
        }
        together.paint(painter);
        self.exit(newest)
    }

    fn reached(&self, newest: f32, head: Pos2, most_ink: f32) -> Reached<'_> {
        let begun = |piece: &&Piece| piece.knots[0].step <= newest;
        let begun = self.pieces.iter().take_while(begun);
        let parts: Vec<Part<'_>> = begun.map(|piece| Part::new(piece, newest, head)).collect();
        let length: f32 = parts.iter().map(|part| part.length).sum();
        Reached {
            parts,
            length,
            stride: (length / most_ink).ceil() as usize,
        }
    }
}

/// The pieces that have begun by some point.
struct Reached<'a> {
    parts: Vec<Part<'a>>,
    length: f32,
    /// Of a line that is too long, so many segments stand for one.
    stride: usize,
}

impl Reached<'_> {
    fn lines(&self) -> Vec<Vec<Knot>> {
        let lines = self.parts.iter().map(|part| part.ended(&part.piece.knots));
        lines.flat_map(|line| sampled(line, self.stride)).collect()
    }

    fn casings(&self) -> Vec<Vec<Knot>> {
        if self.stride > 1 {
            return self.lines();
        }
        let casings = self.parts.iter();
        casings.map(|part| part.ended(&part.piece.casing)).collect()
    }
}

/// A piece as far as the playhead.
struct Part<'a> {
    piece: &'a Piece,
    newest: f32,
    /// Where the playhead is, if it is within the piece.
    end: Option<Knot>,
    length: f32,
}

impl<'a> Part<'a> {
    fn new(piece: &'a Piece, newest: f32, head: Pos2) -> Self {
        let passed = passed(&piece.knots, newest);
        let last = passed.len() - 1;
        let is_within = passed.len() < piece.knots.len() && head.is_finite();
        let end = is_within.then_some(Knot {
            at: head,
            step: newest,
            is_step: false,
        });
        let rest = end.map_or(0.0, |end| end.at.distance(passed[last].at));
        Self {
            piece,
            newest,
            end,
            length: piece.along[last] + rest,
        }
    }

    /// The knots of the piece that were passed, and the end.
    fn ended(&self, knots: &[Knot]) -> Vec<Knot> {
        let passed = passed(knots, self.newest);
        passed.iter().copied().chain(self.end).collect()
    }
}

/// The knots up to a step.
fn passed(knots: &[Knot], newest: f32) -> &[Knot] {
    &knots[..knots.partition_point(|knot| knot.step <= newest)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    const FRAME: Rect = Rect {
        min: Pos2::ZERO,
        max: Pos2::new(500.0, 500.0),
    };

    /// What is drawn of a whole trail up to a point is what is drawn of a trail that ends there.
    #[test]
    fn a_course_up_to_a_point_is_the_course_of_a_trail_that_ends_there() {
        let spiral = |k: usize| {
            let t = k as f32 * 0.05;
            pos2(250.0 + t * (t * 0.7).cos() * 9.0, 250.0 + t * t.sin() * 9.0)
        };
        let bounce = |k: usize| pos2(250.0 + k as f32 * 0.1, [20.0, 480.0][k % 2]);
        let lost = |k: usize| {
            if k < 300 {
                spiral(k)
            } else {
                pos2(f32::NAN, 0.0)
            }
        };
        let still = |k: usize| spiral(k.min(40));
        let table: [(&str, &dyn Fn(usize) -> Pos2); 4] = [
            ("spiral", &spiral),
            ("bounce", &bounce),
            ("lost", &lost),
            ("still", &still),
        ];
        for (name, point) in table {
            let points = |n: usize| (0..n).map(point).collect::<Vec<_>>();
            let whole = Course::new(points(1200).into_iter(), FRAME, MARGIN, 1.0);
            for n in [1, 2, 37, 299, 300, 640, 1199, 1200] {
                let ending = Course::new(points(n).into_iter(), FRAME, MARGIN, 1.0);
                let ends = |course: &Course| {
                    let reached = course.reached((n - 1) as f32, point(n - 1), f32::MAX);
                    let lines = reached.lines().into_iter();
                    let ends = lines.filter_map(|line| line.last().map(|knot| knot.at));
                    (ends.collect::<Vec<_>>(), reached.length)
                };
                let (got, want) = (ends(&whole), ends(&ending));
                assert!(
                    (got.1 - want.1).abs() < 2e-3 * want.1 + 1.0,
                    "{name} {n}: {} not {}",
                    got.1,
                    want.1
                );
                for (a, b) in got.0.iter().zip(&want.0) {
                    assert!(a.distance(*b) < 1.0, "{name} {n}: {a} not {b}");
                }
            }
        }
    }
}
