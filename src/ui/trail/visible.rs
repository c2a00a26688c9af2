//! What of a trail is seen: cut at a frame, without points that would change no pixel. Knows no colour.

use super::{Exit, FAR, Knot};
use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// Points of a trail closer than this to the last one kept are not drawn.
const NEAR: f32 = 0.7;
/// The same for the one kept before: a run that bounces to and fro draws over its own line.
const NEAR_AGAIN: f32 = 0.35;

/// A point of a trail, and which one it is, counted from 0. Steps are few enough for an `f32` to count them exactly.
type Counted = (Pos2, f32);

/// A polyline leaves a rectangle for another place at this point, along this segment; or, without one, is back.
pub(super) type Crossing = (f32, Option<(Pos2, Pos2)>);

/// The parts of a polyline that are inside a rectangle, with points that nearly coincide left out, and where it leaves
/// and comes back. What is found of its first points does not depend on those that follow.
pub(super) fn visible_pieces(
    points: impl ExactSizeIterator<Item = Pos2>,
    rect: Rect,
) -> (Vec<Vec<Counted>>, Vec<Crossing>) {
    let count = points.len();
    let mut pieces: Vec<Vec<Counted>> = Vec::new();
    let mut piece: Vec<Counted> = Vec::new();
    let mut last: Option<Pos2> = None;
    let mut crossings: Vec<Crossing> = Vec::new();
    // The last two points kept, as long as the trail is inside.
    let mut kept = [Pos2::NAN; 2];
    for (index, point) in points.enumerate() {
        // Most points end here. No comparison holds for what is no number.
        let is_drawn = kept[0].distance_sq(point) < NEAR * NEAR
            || kept[1].distance_sq(point) < NEAR_AGAIN * NEAR_AGAIN;
        if is_drawn && rect.contains(point) && index + 1 < count {
            last = Some(point);
            continue;
        }
        let step = index as f32;
        if point.any_nan() {
            close(&mut piece, &mut pieces);
            last = None;
            kept = [Pos2::NAN; 2];
            continue;
        }
        let point = brought_near(point, rect.center());
        if let Some(from) = last {
            if rect.contains(from) && rect.contains(point) {
                piece.push((point, step));
            } else if let Some((enter, leave)) = cut(from, point, rect) {
                if !rect.contains(from) {
                    close(&mut piece, &mut pieces);
                    piece.push((enter, step));
                }
                piece.push((leave, step));
                if !rect.contains(point) {
                    close(&mut piece, &mut pieces);
                    crossings.push((step, Some((from, point))));
                }
            }
            let is_away = crossings.last().is_some_and(|(_, out)| out.is_some());
            if is_away && rect.contains(point) {
                crossings.push((step, None));
            }
        } else if rect.contains(point) {
            piece.push((point, step));
        }
        last = Some(point);
        let back = |back: usize| {
            piece
                .len()
                .checked_sub(back)
                .map_or(Pos2::NAN, |k| piece[k].0)
        };
        kept = [back(1), back(2)];
    }
    close(&mut piece, &mut pieces);
    (pieces, crossings)
}

/// A piece as knots, without those that the line through the others passes within `tolerance`. Long steps stay.
///
/// From each knot that stays, the directions that pass all points since are narrowed until a point is outside them
/// (Williams 1978, Sklansky and Gonzalez 1980). At least one knot stays of so many `steps`, because ages between knots
/// are interpolated.
pub(super) fn simplified(piece: &[Counted], tolerance: f32, steps: f32) -> Vec<Knot> {
    let is_far = |a: usize, b: usize| piece[a].0.distance_sq(piece[b].0) >= FAR * FAR;
    let last = piece.len().saturating_sub(1);
    let mut knots: Vec<Knot> = Vec::with_capacity(piece.len());
    // The bounds of the directions, left and right as seen on the screen.
    let mut cone = None;
    for place in 0..piece.len() {
        let (at, step) = piece[place];
        let is_inner = place > 0 && place < last;
        let knot = Knot {
            at,
            step,
            is_step: is_inner && is_far(place - 1, place) && is_far(place, place + 1),
        };
        let Some(anchor) = knots.last().copied().filter(|_| is_inner) else {
            knots.push(knot);
            continue;
        };
        let along = at - anchor.at;
        let side = along.rot90() * (tolerance / along.length().max(tolerance));
        let (mut left, mut right) = cone.unwrap_or((along + side, along - side));
        if cross(left, along + side) > 0.0 {
            left = along + side;
        }
        if cross(right, along - side) < 0.0 {
            right = along - side;
        }
        let next = piece[place + 1];
        let ahead = next.0 - anchor.at;
        let is_passed = !knot.is_step
            && cross(left, ahead) >= 0.0
            && cross(right, ahead) <= 0.0
            && along.dot(next.0 - at) > 0.0
            && next.1 - anchor.step < steps;
        if is_passed {
            cone = Some((left, right));
        } else {
            knots.push(knot);
            cone = None;
        }
    }
    knots
}

fn cross(a: Vec2, b: Vec2) -> f32 {
    a.x * b.y - a.y * b.x
}

/// Knots without those that are within `near` of the last one kept or of the one before; the last one stays.
pub(super) fn thinned(knots: &[Knot], near: f32) -> Vec<Knot> {
    let mut kept: Vec<Knot> = Vec::with_capacity(knots.len());
    for (index, &knot) in knots.iter().enumerate() {
        let mut newest = kept.iter().rev().take(2);
        let is_drawn = newest.any(|kept| kept.at.distance_sq(knot.at) < near * near);
        if !is_drawn || index + 1 == knots.len() {
            kept.push(knot);
        }
    }
    kept
}

/// A point moved towards a centre until it is at most 10⁹ away, so that a segment to it can still be cut exactly.
fn brought_near(point: Pos2, centre: Pos2) -> Pos2 {
    const FARTHEST: f32 = 1e9;
    if point.x.abs() < FARTHEST && point.y.abs() < FARTHEST {
        return point;
    }
    let away = point.clamp(pos2(-1e30, -1e30), pos2(1e30, 1e30)) - centre;
    centre + away * (FARTHEST / away.abs().max_elem())
}

/// Ends a piece. A single point is no line.
fn close(piece: &mut Vec<Counted>, pieces: &mut Vec<Vec<Counted>>) {
    if piece.len() > 1 {
        pieces.push(std::mem::take(piece));
    }
    piece.clear();
}

/// The part of a segment inside a rectangle, if any (Liang and Barsky 1984). Counted in f64 from the end nearer to the
/// rectangle, so that the far end does no harm.
fn cut(from: Pos2, to: Pos2, rect: Rect) -> Option<(Pos2, Pos2)> {
    if rect.distance_to_pos(from) > rect.distance_to_pos(to) {
        return cut(to, from, rect).map(|(enter, leave)| (leave, enter));
    }
    let [x, y, to_x, to_y] = [from.x, from.y, to.x, to.y].map(f64::from);
    let (dx, dy) = (to_x - x, to_y - y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [
        (-dx, x - f64::from(rect.min.x)),
        (dx, f64::from(rect.max.x) - x),
        (-dy, y - f64::from(rect.min.y)),
        (dy, f64::from(rect.max.y) - y),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let at = |t: f64| rect.clamp(pos2((x + t * dx) as f32, (y + t * dy) as f32));
    (enter < leave).then(|| (at(enter), at(leave)))
}

/// Where the segment from `inside` to `outside` crosses the edge of a frame, and its direction. A start that is itself
/// outside is first brought to the nearest place of the frame.
pub(super) fn exit_of(frame: Rect, inside: Pos2, outside: Pos2) -> Exit {
    let [dx, dy] = [outside.x - inside.x, outside.y - inside.y].map(f64::from);
    let length = dx.hypot(dy).max(f64::MIN_POSITIVE);
    let direction = vec2((dx / length) as f32, (dy / length) as f32);
    let at = cut(inside, outside, frame).map_or(frame.clamp(inside), |(_, leave)| leave);
    Exit { at, direction }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect {
        min: Pos2::ZERO,
        max: Pos2::new(100.0, 100.0),
    };

    #[test]
    fn what_leaves_the_frame_is_cut_at_its_edge() {
        let far = 1e30;
        for (name, points, pieces, leaves) in [
            ("inside", vec![pos2(1.0, 1.0), pos2(50.0, 50.0)], 1, None),
            (
                "away",
                vec![pos2(50.0, 50.0), pos2(far, 50.0)],
                1,
                Some((100.0, 50.0)),
            ),
            (
                "infinite",
                vec![pos2(50.0, 50.0), pos2(f32::INFINITY, 50.0)],
                1,
                Some((100.0, 50.0)),
            ),
            (
                "no number",
                vec![pos2(1.0, 1.0), pos2(9.0, 9.0), Pos2::NAN],
                1,
                None,
            ),
            (
                "gap",
                vec![
                    pos2(1.0, 1.0),
                    pos2(9.0, 9.0),
                    Pos2::NAN,
                    pos2(1.0, 1.0),
                    pos2(2.0, 9.0),
                ],
                2,
                None,
            ),
            (
                "there and back",
                vec![pos2(50.0, 50.0), pos2(50.0, -far), pos2(60.0, 50.0)],
                2,
                None,
            ),
            (
                "across",
                vec![pos2(-far, 50.0), pos2(far, 50.0)],
                1,
                Some((100.0, 50.0)),
            ),
            ("past", vec![pos2(-5.0, -1e6), pos2(-5.0, 1e6)], 0, None),
            ("one point", vec![pos2(1.0, 1.0)], 0, None),
            ("none", vec![], 0, None),
        ] {
            let (got, crossings) = visible_pieces(points.iter().copied(), FRAME);
            assert_eq!(got.len(), pieces, "{name}");
            for (point, step) in got.iter().flatten() {
                assert!(FRAME.contains(*point), "{name}: {point}");
                assert!(*step < points.len() as f32, "{name}: {step}");
            }
            let exit = crossings.last().and_then(|(_, exit)| *exit);
            let exit = exit.map(|(inside, outside)| exit_of(FRAME, inside, outside).at);
            assert_eq!(exit, leaves.map(|(x, y)| pos2(x, y)), "{name}");
        }
    }

    #[test]
    fn near_points_are_dropped_and_extremes_stay() {
        let turns = |t: f32| pos2(50.0 + 40.0 * (t * 0.9).cos(), 50.0 + 40.0 * t.sin());
        let points: Vec<Pos2> = (0..100_000).map(|k| turns(k as f32 * 1e-4)).collect();
        let (pieces, _) = visible_pieces(points.iter().copied(), FRAME);
        let kept: Vec<Pos2> = pieces
            .concat()
            .into_iter()
            .map(|(point, _)| point)
            .collect();
        assert!(kept.len() < 1000, "{}", kept.len());
        assert_eq!(kept.last(), points.last());
        let knots = simplified(&pieces[0], 0.1, 1e9);
        assert!(knots.len() < 100, "{}", knots.len());
        for point in points.iter().step_by(97) {
            let nearest = knots
                .windows(2)
                .map(|pair| distance_to_segment(*point, pair[0].at, pair[1].at))
                .fold(f32::MAX, f32::min);
            assert!(nearest < 0.2, "the line is {nearest} away from {point}");
        }
    }

    #[test]
    fn knots_that_the_line_passes_are_left_out() {
        for (name, points, kept) in [
            (
                "straight",
                vec![(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0)],
                2,
            ),
            (
                "nearly",
                vec![(0.0, 0.0), (2.0, 0.05), (4.0, -0.05), (6.0, 0.0)],
                2,
            ),
            (
                "bend",
                vec![(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 2.0)],
                3,
            ),
            ("back", vec![(0.0, 0.0), (6.0, 0.0), (2.0, 0.0)], 3),
            (
                "long steps",
                vec![(0.0, 0.0), (20.0, 0.0), (40.0, 0.0), (41.0, 0.0)],
                3,
            ),
            ("two points", vec![(0.0, 0.0), (2.0, 0.0)], 2),
            ("none", vec![], 0),
        ] {
            let piece: Vec<Counted> = points.iter().map(|&(x, y)| (pos2(x, y), 0.0)).collect();
            let knots = simplified(&piece, 0.1, 1e9);
            assert_eq!(knots.len(), kept, "{name}: {knots:?}");
            assert_eq!(knots.last().map(|knot| knot.at), piece.last().map(|p| p.0));
            let steps = knots.iter().filter(|knot| knot.is_step).count();
            assert_eq!(steps, usize::from(name == "long steps"), "{name}");
        }
        // A straight line keeps knots at which its opacity is known.
        let piece: Vec<Counted> = (0..=80).map(|k| (pos2(k as f32, 0.0), k as f32)).collect();
        let knots = simplified(&piece, 0.1, 10.0);
        for pair in knots.windows(2) {
            assert!(pair[1].step - pair[0].step <= 10.0, "{pair:?}");
        }
    }

    fn distance_to_segment(point: Pos2, from: Pos2, to: Pos2) -> f32 {
        let along = to - from;
        let share = (point - from).dot(along) / along.length_sq().max(f32::MIN_POSITIVE);
        point.distance(from + along * share.clamp(0.0, 1.0))
    }

    #[test]
    fn a_run_that_bounces_is_drawn_once() {
        for (drift, most) in [(0.0, 3), (0.01, 520), (1.0, 101)] {
            let bounce = |k: usize| {
                pos2(
                    if k.is_multiple_of(2) { 10.0 } else { 90.0 },
                    drift * k as f32,
                )
            };
            let points: Vec<Pos2> = (0..(90.0 / f32::max(drift, 0.01)) as usize)
                .map(bounce)
                .collect();
            let (pieces, _) = visible_pieces(points.iter().copied(), FRAME);
            let kept = pieces.concat();
            assert!(
                kept.len() <= most.max(2),
                "drift {drift}: {} of {}",
                kept.len(),
                points.len()
            );
            assert_eq!(kept.last().map(|kept| kept.0), points.last().copied());
        }
    }
}
