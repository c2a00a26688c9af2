//! The line of a whole trail on one projection, worked out once, and drawn as far as the playhead. Knows no run.
//!
//! While a race plays only the playhead moves: of each piece the knots up to it are drawn, and one more where it is.

use super::dash::{Mark, dash};
use super::strip::Strip;
use super::visible::{Crossing, exit_of, simplified, thinned, visible_pieces};
use super::{DOT, Exit, Knot, MARGIN, MAX_DOTS, MOST_INK, STEP, TOLERANCE, TrailLook, sampled};
use crate::ui::theme::{Dash, RunStyle, Theme};
use egui::{Painter, Pos2, Rect, Shape};

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
    /// The course through screen points, oldest first, inside the painter's clip rectangle.
    pub fn new(painter: &Painter, points: impl ExactSizeIterator<Item = Pos2>) -> Self {
        let frame = painter.clip_rect();
        let pixel = 1.0 / painter.pixels_per_point();
        let steps = AGE * points.len() as f32;
        let (pieces, crossings) = visible_pieces(points, frame.expand(MARGIN));
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
        let width = theme.stroke * look.width;
        let look = &TrailLook { width, ..*look };
        let newest = newest as f32;
        let drawn = self.up_to(newest, head);
        let length: f32 = drawn.iter().map(|part| part.length).sum();
        let opacity = |step: f32| {
            let age = step / newest.max(1.0);
            look.opacity * (look.fade + (1.0 - look.fade) * age)
        };
        let under = |step: f32| theme.casing.gamma_multiply(0.75 * opacity(step));
        let colour = style.colour(theme);
        let over = |step: f32| colour.gamma_multiply(opacity(step));
        let stride = (length / MOST_INK).ceil() as usize;
        let is_whole = stride <= 1;
        let (mut lines, mut casings) = (Vec::new(), Vec::new());
        for part in &drawn {
            if is_whole {
                lines.push(part.ended(&part.piece.knots));
                casings.push(part.ended(&part.piece.casing));
            } else {
                lines.extend(sampled(&part.ended(&part.piece.knots), stride));
            }
        }
        let knots = lines.iter().chain(&casings).map(Vec::len).sum();
        let mut strip = Strip::new(self.pixel, knots);
        let cased = if is_whole { &casings } else { &lines };
        for casing in cased.iter().filter(|_| look.casing) {
            strip.line(casing, look.width + 2.0, under);
        }
        let mut dots = Vec::new();
        let mut phase = 0.0;
        let few = is_whole && lines.iter().all(|line| line.len() <= MAX_DOTS);
        for line in &lines {
            dash(
                line,
                style.dash,
                look.width,
                length,
                &mut phase,
                |mark| match mark {
                    Mark::Stroke(knots) => strip.line(knots, look.width, over),
                    Mark::Dot(knot) => dots.push((knot, DOT)),
                },
            );
            if look.dots && style.dash != Dash::Dotted && few {
                let steps = line.iter().filter(|knot| knot.is_step);
                dots.extend(steps.map(|&knot| (knot, STEP)));
            }
        }
        painter.add(Shape::mesh(strip.mesh));
        painter.extend(dots.into_iter().map(|(knot, radius)| {
            Shape::circle_filled(knot.at, radius * look.width, over(knot.step))
        }));
        let before = self
            .crossings
            .partition_point(|(step, _)| *step <= newest)
            .checked_sub(1)?;
        let (inside, outside) = self.crossings[before].1?;
        Some(exit_of(self.frame, inside, outside))
    }

    /// The pieces that have begun by this point.
    fn up_to(&self, newest: f32, head: Pos2) -> Vec<Part<'_>> {
        let begun = |piece: &&Piece| piece.knots[0].step <= newest;
        let begun = self.pieces.iter().take_while(begun);
        let part = |piece| Part::new(piece, newest, head);
        begun.map(part).collect()
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
    use egui::{Id, LayerId, Order, pos2};

    const FRAME: Rect = Rect {
        min: Pos2::ZERO,
        max: Pos2::new(500.0, 500.0),
    };

    fn painter() -> Painter {
        let layer = LayerId::new(Order::Middle, Id::unique("course"));
        Painter::new(egui::Context::default(), layer, FRAME)
    }

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
        let painter = painter();
        for (name, point) in table {
            let points = |n: usize| (0..n).map(point).collect::<Vec<_>>();
            let whole = Course::new(&painter, points(1200).into_iter());
            for n in [1, 2, 37, 299, 300, 640, 1199, 1200] {
                let ending = Course::new(&painter, points(n).into_iter());
                let newest = (n - 1) as f32;
                let ends = |course: &Course| {
                    let parts = course.up_to(newest, point(n - 1));
                    let lines = parts.iter().map(|part| part.ended(&part.piece.knots));
                    let ends = lines.map(|line| line.last().map(|knot| knot.at));
                    let length = parts.iter().map(|part| part.length).sum::<f32>();
                    (ends.flatten().collect::<Vec<_>>(), length)
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
