//! The colours of basins: a hue for each minimum, lightness for how fast, patterns for what is no minimum.
//!
//! Hues differ for colour-blind eyes as well, as far as hues can; the first four are the farthest apart. What is no
//! minimum is neutral and has a pattern, so that it is told apart without colour.

use crate::session::maps::{Basin, Place};
use crate::ui::colormap::colour_of_lch;
use crate::ui::theme::{self, BasinTones};
use egui::Color32;
use std::sync::OnceLock;

/// How many lightnesses there are between fast and slow.
pub(super) const LEVELS: usize = 64;

/// The colours of a theme.
pub(super) struct Palette {
    tones: &'static BasinTones,
    minima: Vec<[Color32; LEVELS]>,
    /// Undecided, tinted by each style.
    undecided: Vec<Cloth>,
    /// What is no minimum: saddles, cycles, undecided, diverged, outside.
    greys: [Cloth; 5],
    /// Of the same minimum, from the most behind to the most ahead.
    same: Vec<Weave>,
    /// Where two runs do not reach the same: the first alone, the second alone, each another, none.
    apart: [Cloth; 4],
}

/// What two runs do from the same start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Versus {
    /// Both reach the same minimum; the first is ahead by so many thirds of a doubling, or behind.
    Same(i8),
    /// Only the first reaches one.
    First,
    /// Only the second does.
    Second,
    /// Each reaches another.
    Apart,
    /// None reaches one.
    Neither,
}

/// The most that a run is said to be ahead: eight times as fast.
pub(super) const MOST_AHEAD: i8 = 9;

/// After how many columns every pattern comes again.
pub(super) const PERIOD: usize = 8;
/// The colours of a row of a pattern, from the first column on, again and again.
pub(super) type Weave = [Color32; PERIOD];
/// After how many rows every pattern comes again.
const ROWS: usize = 24;
/// The rows of a pattern, from the first on, again and again.
type Cloth = [Weave; ROWS];

/// How what is no single colour is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    Dots,
    Rising,
    Falling,
    Waves,
    Lattice,
    Board,
}

impl Pattern {
    /// Whether it has ink at a pixel.
    const fn has_ink(self, column: usize, row: usize) -> bool {
        match self {
            Self::Dots => {
                (column.is_multiple_of(8) && row.is_multiple_of(8))
                    || (column % 8 == 4 && row % 8 == 4)
            }
            Self::Rising => (column + 7 * row).is_multiple_of(8),
            Self::Falling => (column + row).is_multiple_of(8),
            Self::Waves => row % 6 == [0, 1, 2, 2, 2, 1, 0, 0][column % 8],
            Self::Lattice => {
                (column + row).is_multiple_of(8) || (column + 7 * row).is_multiple_of(8)
            }
            Self::Board => (column / 4 + row / 4).is_multiple_of(2),
        }
    }

    /// It in two colours.
    fn cloth(self, [ground, ink]: [Color32; 2]) -> Cloth {
        let colour = |has_ink| if has_ink { ink } else { ground };
        std::array::from_fn(|row| std::array::from_fn(|column| colour(self.has_ink(column, row))))
    }
}

impl Palette {
    /// The colours of the dark or the light theme.
    pub(super) fn of(dark: bool) -> &'static Self {
        static PALETTES: OnceLock<[Palette; 2]> = OnceLock::new();
        &PALETTES.get_or_init(|| [true, false].map(Self::new))[usize::from(!dark)]
    }

    fn new(dark: bool) -> Self {
        let tones = theme::basin_tones(dark);
        let [fast, slow] = tones.speeds;
        let styles = tones
            .tones
            .iter()
            .flat_map(|tone| tones.hues.iter().map(move |hue| (tone, hue)));
        let minima = styles.clone().map(|(tone, [lighter, chroma, hue])| {
            std::array::from_fn(|level| {
                let share = level as f32 / (LEVELS - 1) as f32;
                let lightness = fast + (slow - fast) * share + lighter;
                colour_of_lch([lightness, chroma * tone, *hue])
            })
        });
        let grey = |lightness| colour_of_lch([lightness, 0.0, 0.0]);
        let undecided = styles.map(|(tone, [_, _, hue])| {
            let [ground, ink] = tones.undecided;
            let ground = colour_of_lch([ground, tones.tint * (0.5 + 0.5 * tone), *hue]);
            Pattern::Dots.cloth([ground, grey(ink)])
        });
        let greys = [
            (Pattern::Lattice, tones.saddle),
            (Pattern::Waves, tones.cycling),
            (Pattern::Dots, tones.undecided),
            (Pattern::Rising, tones.diverged),
            (Pattern::Board, tones.outside),
        ];
        let [first, second] = tones.both;
        let [near, far] = tones.both_lightness;
        // Darker or paler by as much as lines are.
        let lined = [far, far + (near - far) * 0.6];
        let patterned = |pattern: Pattern, tones: [f32; 2], chroma: f32, hue: f32| {
            pattern.cloth(tones.map(|lightness| colour_of_lch([lightness, chroma, hue])))
        };
        let same = (-MOST_AHEAD..=MOST_AHEAD).map(|ahead| {
            let share = f32::from(ahead) / f32::from(MOST_AHEAD);
            let hue = if share > 0.0 { first } else { second };
            let lightness = near + (far - near) * 0.6 * share.abs();
            [colour_of_lch([lightness, 0.75 * tones.both_chroma * share.abs(), hue]); PERIOD]
        });
        Self {
            minima: minima.collect(),
            undecided: undecided.collect(),
            greys: greys.map(|(pattern, tones)| pattern.cloth(tones.map(grey))),
            same: same.collect(),
            apart: [
                patterned(Pattern::Rising, lined, tones.both_chroma, first),
                patterned(Pattern::Falling, lined, tones.both_chroma, second),
                patterned(Pattern::Lattice, tones.apart, 0.06, 330.0),
                patterned(Pattern::Dots, tones.neither, 0.0, 0.0),
            ],
            tones,
        }
    }

    /// How many minima can be told apart.
    pub(super) fn styles(&self) -> usize {
        self.minima.len()
    }

    /// How many of them have a hue of their own.
    pub(super) fn hues(&self) -> usize {
        self.tones.hues.len()
    }

    /// The colour of a minimum that is reached so fast: 0 at once, 1 at last.
    pub(super) fn minimum(&self, style: usize, slowness: f32) -> Color32 {
        let level = (slowness * (LEVELS - 1) as f32 + 0.5) as usize;
        let colours = self.minima.get(style % self.styles().max(1));
        colours.map_or(Color32::TRANSPARENT, |colours| {
            colours[level.min(LEVELS - 1)]
        })
    }

    /// The colours of what reaches no minimum, in a row; `heading` is the style of the minimum that it was near at last.
    pub(super) fn other(&self, basin: Basin, heading: Option<usize>, row: usize) -> &Weave {
        let kind = match basin {
            Basin::Saddle => 0,
            Basin::Cycling => 1,
            Basin::Undecided | Basin::Minimum(_) => 2,
            Basin::Diverged => 3,
            Basin::Outside => 4,
        };
        let tinted = heading.filter(|_| basin == Basin::Undecided);
        let tinted = tinted.and_then(|style| self.undecided.get(style % self.styles().max(1)));
        &tinted.unwrap_or(&self.greys[kind])[row % ROWS]
    }

    /// The colours of what two runs do, in a row.
    pub(super) fn versus(&self, versus: Versus, row: usize) -> &Weave {
        let kind = match versus {
            Versus::Same(ahead) => {
                let level = ahead.clamp(-MOST_AHEAD, MOST_AHEAD) + MOST_AHEAD;
                return &self.same[level.unsigned_abs() as usize];
            }
            Versus::First => 0,
            Versus::Second => 1,
            Versus::Apart => 2,
            Versus::Neither => 3,
        };
        &self.apart[kind][row % ROWS]
    }
}

/// The styles of places in their order: hues of their own as long as there are some, then those of places that are far away.
pub(super) fn styles(places: &[&Place], count: usize) -> Vec<usize> {
    let mut styles: Vec<usize> = Vec::with_capacity(places.len());
    for (i, place) in places.iter().enumerate() {
        if i < count {
            styles.push(i);
            continue;
        }
        let mut nearest = vec![f64::INFINITY; count.max(1)];
        for (other, style) in places.iter().zip(&styles) {
            let distance = (other.at - place.at).norm();
            nearest[*style] = nearest[*style].min(distance);
        }
        let farthest =
            (0..nearest.len()).max_by(|a, b| nearest[*a].total_cmp(&nearest[*b]).then(b.cmp(a)));
        styles.push(farthest.unwrap_or(0));
    }
    styles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::vec2::vec2;
    use crate::ui::colormap::lab_of_linear;

    /// What eyes without the long or the middle cones see of linear light: Machado, Oliveira and Fernandes 2009.
    const BLIND: [[[f64; 3]; 3]; 2] = [
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ];

    /// The distance of two colours in OKLab, times 100, as all eyes or as these see them.
    fn distance(a: Color32, b: Color32, eyes: Option<[[f64; 3]; 3]>) -> f64 {
        let lab = |colour| {
            let light = theme::linear(colour);
            let seen = eyes.map_or(light, |rows| {
                rows.map(|row| {
                    row.iter()
                        .zip(light)
                        .map(|(a, b)| a * b)
                        .sum::<f64>()
                        .clamp(0.0, 1.0)
                })
            });
            lab_of_linear(seen)
        };
        let (a, b) = (lab(a), lab(b));
        100.0 * (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn minima_are_told_apart_at_every_speed_by_every_eye() {
        for dark in [true, false] {
            let palette = Palette::of(dark);
            assert_eq!((palette.hues(), palette.styles()), (8, 16));
            for level in 0..LEVELS {
                let slowness = level as f32 / (LEVELS - 1) as f32;
                let colour = |style| palette.minimum(style, slowness);
                for (a, b) in (0..16).flat_map(|a| (0..a).map(move |b| (a, b))) {
                    let all = distance(colour(a), colour(b), None);
                    let what = format!("dark {dark}, level {level}: {a} {b}");
                    let least = if a < 8 { 8.0 } else { 2.0 };
                    assert!(all >= least, "{what}: {all:.1}");
                    for eyes in BLIND {
                        let got = distance(colour(a), colour(b), Some(eyes));
                        let least = [6.5, 2.0][usize::from(a >= 4)];
                        assert!(a >= 8 || got >= least, "{what}, {eyes:?}: {got:.1}");
                    }
                }
            }
        }
    }

    #[test]
    fn lightness_tells_how_fast_in_even_steps() {
        for dark in [true, false] {
            let palette = Palette::of(dark);
            for style in 0..16 {
                let lightness: Vec<f64> = (0..LEVELS)
                    .map(|level| {
                        let colour = palette.minimum(style, level as f32 / (LEVELS - 1) as f32);
                        lab_of_linear(theme::linear(colour))[0]
                    })
                    .collect();
                let range = lightness[LEVELS - 1] - lightness[0];
                assert!(
                    if dark { range < -0.2 } else { range > 0.2 },
                    "{dark} {style}: {range}"
                );
                for (level, pair) in lightness.windows(9).step_by(8).enumerate() {
                    let share = (pair[8] - pair[0]) / range * (LEVELS - 1) as f64 / 8.0;
                    assert!(
                        (0.6..1.4).contains(&share),
                        "{dark} {style} {level}: {share}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_minimum_is_told_apart_without_colour() {
        let patterns = [
            Pattern::Dots,
            Pattern::Rising,
            Pattern::Falling,
            Pattern::Waves,
            Pattern::Lattice,
            Pattern::Board,
        ];
        for (pattern, i) in patterns.iter().flat_map(|p| (0..2304).map(move |i| (p, i))) {
            let (column, row) = (i % 48, i / 48);
            let again = pattern.has_ink(column % PERIOD, row % ROWS);
            assert_eq!(pattern.has_ink(column, row), again, "{pattern:?}");
        }
        let pictures = patterns.map(|pattern| -> Vec<bool> {
            (0..576).map(|i| pattern.has_ink(i % 24, i / 24)).collect()
        });
        for (i, picture) in pictures.iter().enumerate() {
            assert!(picture.contains(&true) && picture.contains(&false));
            assert!(!pictures[..i].contains(picture));
        }
        for dark in [true, false] {
            let palette = Palette::of(dark);
            for basin in Basin::OTHERS {
                let seen: Vec<Color32> = (0..64)
                    .map(|i| palette.other(basin, None, i / 8)[i % 8])
                    .collect();
                let other = seen.iter().find(|colour| **colour != seen[1]);
                let contrast = distance(seen[1], *other.unwrap(), None);
                assert!(contrast >= 2.0, "{basin:?}, dark {dark}: {contrast}");
            }
        }
    }

    #[test]
    fn where_hues_come_again_they_are_far_apart() {
        let places: Vec<Place> = (0..81)
            .map(|i| Place {
                at: vec2(f64::from(i % 9), f64::from(i / 9)),
                loss: 0.0,
                is_known: true,
                curve: Vec::new(),
            })
            .collect();
        let places: Vec<&Place> = places.iter().collect();
        let styles = styles(&places, 16);
        assert_eq!(styles[..16], (0..16).collect::<Vec<_>>());
        for (i, a) in places.iter().enumerate() {
            for (b, style) in places[..i].iter().zip(&styles) {
                assert!(
                    *style != styles[i] || (a.at - b.at).norm() >= 1.5,
                    "{:?} {:?}",
                    a.at,
                    b.at
                );
            }
        }
        assert!(super::styles(&[], 16).is_empty());
    }

    #[test]
    fn who_is_ahead_is_seen() {
        for dark in [true, false] {
            let palette = Palette::of(dark);
            let colour = |versus| palette.versus(versus, 3)[1];
            let kinds = [
                Versus::Same(0),
                Versus::Same(MOST_AHEAD),
                Versus::Same(-MOST_AHEAD),
                Versus::First,
                Versus::Second,
                Versus::Apart,
                Versus::Neither,
            ];
            for (i, a) in kinds.iter().enumerate() {
                for b in &kinds[..i] {
                    let got = distance(colour(*a), colour(*b), None);
                    assert!(got >= 3.0, "dark {dark}: {a:?} {b:?}: {got:.1}");
                }
            }
            let far = distance(
                colour(Versus::Same(MOST_AHEAD)),
                colour(Versus::Same(-MOST_AHEAD)),
                Some(BLIND[1]),
            );
            assert!(far >= 10.0, "dark {dark}: {far}");
        }
    }
}
