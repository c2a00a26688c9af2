//! How the trails of runs are drawn on a map. Knows screen points only; heads and marks are in `marks`.
//!
//! Every line and mark has a casing, a wider line below it in a colour that both the line and the map stand out from.
//! Coordinates may be anything, NaN and 1e30 included: what leaves the frame is cut at its edge.

pub use super::marks::{
    paint_edge_mark, paint_head, paint_minimum, paint_saddle, paint_start, paint_swatch,
};
use super::theme::{self, Dash, RunStyle, Theme};
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

/// Points of a trail closer than this to the last one kept are not drawn.
const NEAR: f32 = 0.7;
/// The same for the casing, whose edge is seen less.
const NEAR_CASING: f32 = 1.5;
/// How far outside the frame a trail is still drawn, so that its cut end is not seen.
const MARGIN: f32 = 16.0;
/// Steps at least this far apart get a dot each.
const FAR: f32 = 9.0;
/// Into how many pieces of equal age a fading trail is cut.
const AGES: usize = 8;
/// The most dashes or dots of a trail; beyond it they grow longer.
const MAX_DASHES: f32 = 600.0;
/// The most points of a trail for which steps get dots; with more they only clutter.
const MAX_DOTS: usize = 600;

/// How a trail is drawn, apart from its run's style.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrailLook {
    /// Width of the coloured line in points.
    pub width: f32,
    /// Opacity of the oldest part, from 0 to 1; the newest has `opacity`. 1 does not fade.
    pub fade: f32,
    /// Opacity of the whole: below 1 for a run that steps back behind another.
    pub opacity: f32,
    /// Whether steps that are far apart get a dot each.
    pub dots: bool,
}

impl Default for TrailLook {
    fn default() -> Self {
        Self {
            width: theme::sizes().trail,
            fade: 0.6,
            opacity: 1.0,
            dots: true,
        }
    }
}

impl TrailLook {
    /// The look of a run that is pointed at.
    pub fn emphasised() -> Self {
        Self {
            width: theme::sizes().trail * 1.5,
            fade: 0.7,
            ..Self::default()
        }
    }

    /// The look of a run while another is pointed at.
    pub fn dimmed() -> Self {
        Self {
            opacity: 0.3,
            dots: false,
            ..Self::default()
        }
    }
}

/// Where a trail left the frame for good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exit {
    /// The place on the frame's edge.
    pub at: Pos2,
    /// Where it was heading; a unit vector.
    pub direction: Vec2,
}

/// A point that is drawn, and its age: 0 for the oldest point given, 1 for the newest.
type Aged = (Pos2, f32);

/// Draws a trail through screen points, oldest first. Says where it ends if that is outside the painter's clip
/// rectangle, for [`paint_edge_mark`].
pub fn paint_trail(
    painter: &Painter,
    points: &[Pos2],
    style: &RunStyle,
    theme: &Theme,
    look: &TrailLook,
) -> Option<Exit> {
    let frame = painter.clip_rect();
    let (pieces, exit) = visible_pieces(points, frame.expand(MARGIN));
    let colour = style.colour(theme);
    let pixel = 1.0 / painter.pixels_per_point();
    let opacity = |age: f32| look.opacity * (look.fade + (1.0 - look.fade) * age);
    let mut casing = Vec::new();
    let mut line = Vec::new();
    let mut phase = 0.0;
    let length: f32 = pieces.iter().map(|piece| arc_length(piece)).sum();
    for piece in &pieces {
        for (part, age) in parts_of_equal_age(piece, look.fade < 1.0) {
            let thin = thinned(part, NEAR_CASING);
            let under = theme.casing.gamma_multiply(0.75 * opacity(age));
            casing.push(Shape::line(thin, Stroke::new(look.width + 2.0, under)));
            let mut part: Vec<Pos2> = part.iter().map(|(point, _)| *point).collect();
            if age > 1.0 / AGES as f32 {
                // Ends are feathered by a pixel: without this gap the joint would be painted twice.
                part[0] = part[0].lerp(part[1], (pixel / part[0].distance(part[1])).min(0.5));
            }
            let over = colour.gamma_multiply(opacity(age));
            dash(
                part, style.dash, look.width, over, length, &mut phase, &mut line,
            );
        }
        if look.dots && style.dash != Dash::Dotted && piece.len() <= MAX_DOTS {
            for place in 1..piece.len().saturating_sub(1) {
                let (point, age) = piece[place];
                let is_far = |other: usize| (piece[other].0 - point).length_sq() >= FAR * FAR;
                if is_far(place - 1) && is_far(place + 1) {
                    let ink = colour.gamma_multiply(opacity(age));
                    line.push(Shape::circle_filled(point, look.width * 1.15, ink));
                }
            }
        }
    }
    painter.extend(casing);
    painter.extend(line);
    exit.map(|(inside, outside)| exit_of(frame, inside, outside))
}

/// The parts of a polyline that are inside a rectangle, with points that nearly coincide left out, and the last
/// segment if it ends outside.
fn visible_pieces(points: &[Pos2], rect: Rect) -> (Vec<Vec<Aged>>, Option<(Pos2, Pos2)>) {
    let newest = points.len().saturating_sub(1).max(1) as f32;
    let mut pieces: Vec<Vec<Aged>> = Vec::new();
    let mut piece: Vec<Aged> = Vec::new();
    let mut last: Option<Pos2> = None;
    let mut exit = None;
    for (index, &point) in points.iter().enumerate() {
        let age = index as f32 / newest;
        if point.any_nan() {
            close(&mut piece, &mut pieces);
            last = None;
            continue;
        }
        let point = brought_near(point, rect.center());
        if let Some(from) = last {
            if rect.contains(from) && rect.contains(point) {
                // Nearly all points come this way.
                let is_within = |near: f32, back: usize| {
                    let kept = piece.len().checked_sub(back).map(|place| piece[place].0);
                    kept.is_some_and(|kept| kept.distance_sq(point) < near * near)
                };
                // The second: a run that bounces to and fro draws over its own line.
                let is_drawn = is_within(NEAR, 1) || is_within(0.5 * NEAR, 2);
                if index + 1 < points.len() && is_drawn {
                    last = Some(point);
                    continue;
                }
                piece.push((point, age));
            } else if let Some((enter, leave)) = cut(from, point, rect) {
                if !rect.contains(from) {
                    close(&mut piece, &mut pieces);
                    piece.push((enter, age));
                }
                piece.push((leave, age));
                if !rect.contains(point) {
                    close(&mut piece, &mut pieces);
                    exit = Some((from, point));
                }
            }
            if rect.contains(point) {
                exit = None;
            }
        } else if rect.contains(point) {
            piece.push((point, age));
        }
        last = Some(point);
    }
    close(&mut piece, &mut pieces);
    (pieces, exit)
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
fn close(piece: &mut Vec<Aged>, pieces: &mut Vec<Vec<Aged>>) {
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
fn exit_of(frame: Rect, inside: Pos2, outside: Pos2) -> Exit {
    let [dx, dy] = [outside.x - inside.x, outside.y - inside.y].map(f64::from);
    let length = dx.hypot(dy).max(f64::MIN_POSITIVE);
    let direction = vec2((dx / length) as f32, (dy / length) as f32);
    let at = cut(inside, outside, frame).map_or(frame.clamp(inside), |(_, leave)| leave);
    Exit { at, direction }
}

/// Cuts a piece where its age passes a multiple of 1/[`AGES`]; neighbours share their point. With each, its mean age.
fn parts_of_equal_age(piece: &[Aged], fades: bool) -> Vec<(&[Aged], f32)> {
    if !fades {
        return vec![(piece, 1.0)];
    }
    let bin = |age: f32| ((age * AGES as f32) as usize).min(AGES - 1);
    let mut parts = Vec::new();
    let mut first = 0;
    for place in 1..piece.len() {
        let is_last = place + 1 == piece.len();
        let own = bin(piece[place].1);
        if is_last || bin(piece[place + 1].1) != own {
            parts.push((&piece[first..=place], (own as f32 + 1.0) / AGES as f32));
            first = place;
        }
    }
    parts
}

/// The points of a part without those closer than `near` to the last one kept; the last one stays.
fn thinned(part: &[Aged], near: f32) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::with_capacity(part.len());
    for (index, &(point, _)) in part.iter().enumerate() {
        let is_far = |&last: &Pos2| (last - point).length_sq() >= near * near;
        if index + 1 == part.len() || kept.last().is_none_or(is_far) {
            kept.push(point);
        }
    }
    kept
}

fn arc_length(piece: &[Aged]) -> f32 {
    piece
        .windows(2)
        .map(|pair| (pair[1].0 - pair[0].0).length())
        .sum()
}

/// Adds a line in a dash pattern. `phase` is how far into the pattern it begins, and is carried on; `total` is the
/// length of all parts together, which bounds how many dashes there will be.
pub(super) fn dash(
    line: Vec<Pos2>,
    pattern: Dash,
    width: f32,
    colour: Color32,
    total: f32,
    phase: &mut f32,
    shapes: &mut Vec<Shape>,
) {
    let (on, off) = match pattern {
        Dash::Solid => {
            shapes.push(Shape::line(line, Stroke::new(width, colour)));
            return;
        }
        Dash::Dashed => (4.0 * width, 2.5 * width),
        Dash::Dotted => (0.0, 2.5 * width),
    };
    let stretch = (total / (on + off) / MAX_DASHES).max(1.0);
    let (on, period) = (on * stretch, (on + off) * stretch);
    let mut stroke: Vec<Pos2> = Vec::new();
    for pair in line.windows(2) {
        let (from, step) = (pair[0], pair[1] - pair[0]);
        let length = step.length();
        let mut done = 0.0;
        while done < length {
            let here = from + step * (done / length);
            if pattern == Dash::Dotted {
                if *phase <= 0.0 {
                    shapes.push(Shape::circle_filled(here, 0.6 * width, colour));
                    *phase = period;
                }
                let advance = phase.min(length - done);
                *phase -= advance;
                done += advance.max(1e-3);
                continue;
            }
            let is_on = *phase < on;
            let left = if is_on { on - *phase } else { period - *phase };
            let advance = left.min(length - done);
            if is_on {
                if stroke.is_empty() {
                    stroke.push(here);
                }
                let to = from + step * ((done + advance) / length);
                if stroke.last().is_none_or(|last| last.distance_sq(to) > 0.25) || advance >= left {
                    stroke.push(to);
                }
            }
            *phase += advance;
            done += advance.max(1e-3);
            if advance >= left {
                if is_on {
                    let dash = std::mem::take(&mut stroke);
                    shapes.push(Shape::line(dash, Stroke::new(width, colour)));
                } else {
                    *phase = 0.0;
                }
            }
        }
    }
    if stroke.len() > 1 {
        shapes.push(Shape::line(stroke, Stroke::new(width, colour)));
    }
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
            let (got, exit) = visible_pieces(&points, FRAME);
            assert_eq!(got.len(), pieces, "{name}");
            for (point, age) in got.iter().flatten() {
                assert!(FRAME.contains(*point), "{name}: {point}");
                assert!((0.0..=1.0).contains(age), "{name}: {age}");
            }
            let exit = exit.map(|(inside, outside)| exit_of(FRAME, inside, outside).at);
            assert_eq!(exit, leaves.map(|(x, y)| pos2(x, y)), "{name}");
        }
    }

    #[test]
    fn near_points_are_dropped_and_extremes_stay() {
        let turns = |t: f32| pos2(50.0 + 40.0 * (t * 0.9).cos(), 50.0 + 40.0 * t.sin());
        let points: Vec<Pos2> = (0..100_000).map(|k| turns(k as f32 * 1e-4)).collect();
        let (pieces, _) = visible_pieces(&points, FRAME);
        let kept: Vec<Pos2> = pieces
            .concat()
            .into_iter()
            .map(|(point, _)| point)
            .collect();
        assert!(kept.len() < 1000, "{}", kept.len());
        assert_eq!(kept.last(), points.last());
        for point in points.iter().step_by(97) {
            let nearest = kept
                .iter()
                .map(|k| (*k - *point).length())
                .fold(f32::MAX, f32::min);
            assert!(nearest < NEAR, "{point} is {nearest} away");
        }
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
            let (pieces, _) = visible_pieces(&points, FRAME);
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

    #[test]
    fn a_fading_trail_is_cut_into_parts_that_meet() {
        let piece: Vec<Aged> = (0..=40)
            .map(|k| (pos2(k as f32, 0.0), k as f32 / 40.0))
            .collect();
        let parts = parts_of_equal_age(&piece, true);
        assert_eq!(parts.len(), AGES);
        assert_eq!((parts[0].0[0], parts[AGES - 1].1), (piece[0], 1.0));
        for pair in parts.windows(2) {
            assert_eq!(pair[0].0.last(), pair[1].0.first());
            assert!(pair[0].1 < pair[1].1);
        }
    }

    #[test]
    fn dashes_cover_their_share_and_are_bounded() {
        for (pattern, length, least, most) in [
            (Dash::Solid, 650.0, 1, 1),
            (Dash::Dashed, 650.0, 50, 51),
            (Dash::Dotted, 500.0, 100, 101),
            (Dash::Dashed, 1e6, 590, 601),
            (Dash::Dotted, 1e6, 590, 601),
        ] {
            let line: Vec<Pos2> = (0..=1000)
                .map(|k| pos2(length * k as f32 / 1000.0, 0.0))
                .collect();
            let mut shapes = Vec::new();
            dash(
                line,
                pattern,
                2.0,
                Color32::WHITE,
                length,
                &mut 0.0,
                &mut shapes,
            );
            let got = shapes.len();
            assert!(
                (least..=most).contains(&got),
                "{pattern:?} over {length}: {got}"
            );
        }
    }
}
