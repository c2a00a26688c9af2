//! Classes into colours, a row at a time: neighbours that are alike are coloured at once.

use super::palette::{MOST_AHEAD, PERIOD, Palette, Versus, Weave};
use super::pixels::{SPEEDS, Seen, doublings};
use crate::session::maps::Basin;
use crate::ui::theme::Theme;
use egui::Color32;
use std::ops::Range;

/// What the colours depend on besides the classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Key {
    pub(super) dark: bool,
    /// The style of each place, in the order in which they were found.
    pub(super) styles: Vec<usize>,
    /// The speeds that are the fastest and the slowest.
    pub(super) range: [usize; 2],
    /// Whether two runs are compared.
    pub(super) is_versus: bool,
}

impl Key {
    /// How slow it is to arrive like this: 0 at once, 1 at last; in the middle where it is not known.
    pub(super) fn slowness(&self, speed: Option<usize>) -> f32 {
        let [low, high] = self.range;
        let speed = speed.map(|speed| speed.clamp(low, high.max(low)) - low);
        speed.map_or(0.5, |above| above as f32 / (high.max(low + 1) - low) as f32)
    }

    /// The style of a place.
    pub(super) fn style(&self, place: usize) -> usize {
        self.styles.get(place).copied().unwrap_or(0)
    }
}

/// The colours of classes.
pub(super) struct Dye<'a> {
    key: &'a Key,
    palette: &'static Palette,
    /// Of each style the colours by speed; the last where it is not known.
    minima: Vec<[Color32; SPEEDS + 1]>,
    /// Where nothing is known.
    nothing: Weave,
}

impl<'a> Dye<'a> {
    pub(super) fn new(key: &'a Key) -> Self {
        let palette = Palette::of(key.dark);
        let slowness: [f32; SPEEDS + 1] =
            std::array::from_fn(|speed| key.slowness((speed < SPEEDS).then_some(speed)));
        let of_style = |style| slowness.map(|slowness| palette.minimum(style, slowness));
        Self {
            key,
            palette,
            minima: (0..palette.styles()).map(of_style).collect(),
            nothing: [Theme::of(key.dark).canvas; PERIOD],
        }
    }

    /// Colours a row of the classes of one run, or of two that are compared.
    pub(super) fn row(
        &self,
        row: usize,
        first: &[Seen],
        second: Option<&[Seen]>,
        to: &mut [Color32],
    ) {
        for range in stretches(first, second) {
            let seen = first[range.start];
            if let Some(second) = second {
                let weave = versus(seen, second[range.start])
                    .map_or(&self.nothing, |versus| self.palette.versus(versus, row));
                lay(weave, range, to);
                continue;
            }
            match seen.basin() {
                Some(Basin::Minimum(place)) => {
                    let style = self.key.style(place) % self.minima.len().max(1);
                    let colours = self.minima.get(style);
                    let colour = colours.map_or(Color32::TRANSPARENT, |colours| {
                        colours[seen.speed().unwrap_or(SPEEDS)]
                    });
                    to[range].fill(colour);
                }
                Some(other) => {
                    let heading = seen.heading().map(|place| self.key.style(place));
                    lay(self.palette.other(other, heading, row), range, to);
                }
                None => lay(&self.nothing, range, to),
            }
        }
    }
}

/// Lays a row of a pattern over these columns.
fn lay(weave: &Weave, columns: Range<usize>, to: &mut [Color32]) {
    let first = columns.start;
    let turned: Weave = std::array::from_fn(|i| weave[(first + i) % PERIOD]);
    for part in to[columns].chunks_mut(PERIOD) {
        part.copy_from_slice(&turned[..part.len()]);
    }
}

/// Neighbours of a row that are alike, as many together as there are.
pub(super) fn stretches(
    first: &[Seen],
    second: Option<&[Seen]>,
) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        let of_first = first.get(start)?;
        let alike = match second {
            None => first[start..]
                .iter()
                .take_while(|seen| *seen == of_first)
                .count(),
            Some(second) => first[start..]
                .iter()
                .zip(&second[start..])
                .take_while(|(a, b)| *a == of_first && **b == second[start])
                .count(),
        };
        next += alike.max(1);
        Some(start..next)
    })
}

/// What two runs do from the same start; none while nothing is known of one.
pub(super) fn versus(a: Seen, b: Seen) -> Option<Versus> {
    let minimum = |basin| match basin {
        Basin::Minimum(place) => Some(place),
        _ => None,
    };
    Some(match (minimum(a.basin()?), minimum(b.basin()?)) {
        (Some(one), Some(other)) if one == other => {
            // In thirds of a doubling.
            let ahead = a.speed().zip(b.speed());
            let ahead = ahead.map_or(0.0, |(a, b)| 3.0 * doublings(b, a));
            let most = f64::from(MOST_AHEAD);
            Versus::Same(ahead.round().clamp(-most, most) as i8)
        }
        (Some(_), Some(_)) => Versus::Apart,
        (Some(_), None) => Versus::First,
        (None, Some(_)) => Versus::Second,
        (None, None) => Versus::Neither,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_coloured_as_its_pixels_one_by_one() {
        let key = Key {
            dark: true,
            styles: vec![0, 1, 5],
            range: [10, 90],
            is_versus: false,
        };
        let dye = Dye::new(&key);
        let palette = Palette::of(true);
        // Stretches of every length and beginning, of every kind.
        let kinds = [
            Seen::minimum(0, Some(40)),
            Seen::other(Basin::Diverged, None),
            Seen::minimum(2, None),
            Seen::other(Basin::Undecided, Some(1)),
            Seen::other(Basin::Cycling, None),
            Seen::NOTHING,
            Seen::minimum(1, Some(200)),
            Seen::other(Basin::Undecided, None),
        ];
        let seen: Vec<Seen> = (0..300)
            .flat_map(|i| std::iter::repeat_n(kinds[i % kinds.len()], i * i % 23))
            .collect();
        let mut colours = vec![Color32::PLACEHOLDER; seen.len()];
        let mut both = colours.clone();
        let shifted: Vec<Seen> = seen[5..].iter().chain(&seen[..5]).copied().collect();
        let canvas = Theme::of(true).canvas;
        for row in 0..30 {
            dye.row(row, &seen, None, &mut colours);
            dye.row(row, &seen, Some(&shifted), &mut both);
            for (column, one) in seen.iter().enumerate() {
                let want = match one.basin() {
                    None => canvas,
                    Some(Basin::Minimum(place)) => {
                        palette.minimum(key.style(place), key.slowness(one.speed()))
                    }
                    Some(other) => {
                        let style = one.heading().map(|place| key.style(place));
                        palette.other(other, style, row)[column % PERIOD]
                    }
                };
                assert_eq!(colours[column], want, "{column} {row}");
                let of_two = versus(*one, shifted[column]);
                let want = of_two.map_or(canvas, |of_two| {
                    palette.versus(of_two, row)[column % PERIOD]
                });
                assert_eq!(both[column], want, "{column} {row}");
            }
        }
    }
}
