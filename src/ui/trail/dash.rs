//! Dash patterns: a line as strokes and dots. Knows no colour and no painter.

use super::Knot;
use crate::ui::theme::Dash;

/// The most dashes or dots of a trail; beyond it they grow longer.
const MAX_DASHES: f32 = 600.0;

/// What a pattern leaves of a line.
pub(super) enum Mark<'a> {
    /// A line through these knots.
    Stroke(&'a [Knot]),
    /// A disc.
    Dot(Knot),
}

/// Breaks a line of this width into strokes and dots. `phase` is how far into the pattern it begins, and is carried on;
/// `total` is the length of all lines together, which bounds how many strokes there will be.
pub(super) fn dash(
    line: &[Knot],
    pattern: Dash,
    width: f32,
    total: f32,
    phase: &mut f32,
    mut draw: impl FnMut(Mark<'_>),
) {
    let (on, off) = match pattern {
        Dash::Solid => return draw(Mark::Stroke(line)),
        Dash::Dashed => (4.0 * width, 2.5 * width),
        Dash::Dotted => (0.0, 2.5 * width),
    };
    let stretch = (total / (on + off) / MAX_DASHES).max(1.0);
    let (on, period) = (on * stretch, (on + off) * stretch);
    let mut stroke: Vec<Knot> = Vec::new();
    for pair in line.windows(2) {
        let length = pair[0].at.distance(pair[1].at);
        let mut done = 0.0;
        while done < length {
            let here = pair[0].lerp(pair[1], done / length);
            if pattern == Dash::Dotted {
                if *phase <= 0.0 {
                    draw(Mark::Dot(here));
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
                let to = pair[0].lerp(pair[1], (done + advance) / length);
                let is_far = |last: &Knot| last.at.distance_sq(to.at) > 0.25;
                if stroke.last().is_none_or(is_far) || advance >= left {
                    stroke.push(to);
                }
            }
            *phase += advance;
            done += advance.max(1e-3);
            if advance >= left {
                if is_on {
                    draw(Mark::Stroke(&stroke));
                    stroke.clear();
                } else {
                    *phase = 0.0;
                }
            }
        }
    }
    if stroke.len() > 1 {
        draw(Mark::Stroke(&stroke));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::trail::knots;

    #[test]
    fn dashes_cover_their_share_and_are_bounded() {
        for (pattern, length, least, most) in [
            (Dash::Solid, 650.0, 1, 1),
            (Dash::Dashed, 650.0, 50, 51),
            (Dash::Dotted, 500.0, 100, 101),
            (Dash::Dashed, 1e6, 590, 601),
            (Dash::Dotted, 1e6, 590, 601),
        ] {
            let points: Vec<(f32, f32)> = (0..=1000)
                .map(|k| (length * k as f32 / 1000.0, 0.0))
                .collect();
            let (mut marks, mut covered) = (0, 0.0);
            dash(&knots(&points), pattern, 2.0, length, &mut 0.0, |mark| {
                marks += 1;
                if let Mark::Stroke([first, .., last]) = mark {
                    covered += first.at.distance(last.at);
                }
            });
            assert!(
                (least..=most).contains(&marks),
                "{pattern:?} over {length}: {marks}"
            );
            let share = match pattern {
                Dash::Solid => 1.0,
                Dash::Dashed => 4.0 / 6.5,
                Dash::Dotted => 0.0,
            };
            let got = covered / length;
            assert!((got - share).abs() < 0.01, "{pattern:?}: {got}");
        }
    }
}
