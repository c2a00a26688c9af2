//! The 255 colours of a film, chosen once so that nothing flickers, and the nearest of them to any colour.

use crate::picture::frame::Canvas;
use color_quant::NeuQuant;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// The index that stands for what the picture before shows.
pub(super) const UNCHANGED: u8 = 0;
/// How many colours there are besides.
const COLOURS: usize = 255;
/// The colours are learnt from about so many pixels.
const LESSONS: u64 = 120_000;
/// Every so manyth of those pixels is looked at.
const THOROUGHNESS: i32 = 3;

/// A palette, and which entry is nearest to a colour.
pub(super) struct Palette {
    /// The entries from index 1 on.
    colours: Vec<Colour>,
    /// The index of each colour that was asked for, and 0 of all others.
    nearest: Vec<AtomicU8>,
}

impl Palette {
    /// A palette for pictures like these. Those of the `exact` colours that they have are in it as they are.
    pub(super) fn new(samples: &[Canvas], exact: &[Colour]) -> Self {
        let mut counts: BTreeMap<Colour, u64> = BTreeMap::new();
        for sample in samples {
            let mut pixels = sample.rgba.chunks_exact(4).map(|p| [p[0], p[1], p[2]]);
            let Some(mut colour) = pixels.next() else {
                continue;
            };
            let mut length = 1;
            for next in pixels {
                if next == colour {
                    length += 1;
                } else {
                    *counts.entry(colour).or_default() += length;
                    (colour, length) = (next, 1);
                }
            }
            *counts.entry(colour).or_default() += length;
        }
        let mut colours: Vec<Colour> = Vec::new();
        if counts.len() <= COLOURS {
            colours.extend(counts.keys());
        } else {
            for colour in exact {
                if counts.remove(colour).is_some() {
                    colours.push(*colour);
                }
            }
            colours.truncate(COLOURS / 2);
            colours.extend(learnt(&counts, COLOURS - colours.len()));
        }
        Self {
            colours,
            nearest: (0..1 << 24).map(|_| AtomicU8::new(UNCHANGED)).collect(),
        }
    }

    /// The entries as a table, red, green and blue of each; the first is for what is unchanged.
    pub(super) fn table(&self) -> Vec<u8> {
        let mut table = vec![0; 3];
        table.extend(self.colours.iter().flatten());
        table
    }

    /// The index of the nearest entry.
    pub(super) fn index(&self, [r, g, b]: Colour) -> u8 {
        let place = &self.nearest[usize::from(r) << 16 | usize::from(g) << 8 | usize::from(b)];
        let known = place.load(Ordering::Relaxed);
        if known != UNCHANGED {
            return known;
        }
        // Two threads may work it out at once: they find the same.
        let distance = |entry: &Colour| {
            let apart = |i: usize, of: u8| i32::from(entry[i]) - i32::from(of);
            let (r, g, b) = (apart(0, r), apart(1, g), apart(2, b));
            // About as the eye weighs them.
            2 * r * r + 4 * g * g + 3 * b * b
        };
        let entries = (1..=u8::MAX).zip(&self.colours);
        let nearest = entries.min_by_key(|(_, entry)| distance(entry));
        let index = nearest.map_or(1, |(index, _)| index);
        place.store(index, Ordering::Relaxed);
        index
    }

    /// The indices of a picture.
    pub(super) fn indices(&self, canvas: &Canvas) -> Vec<u8> {
        let pixels = canvas.rgba.chunks_exact(4);
        pixels.map(|p| self.index([p[0], p[1], p[2]])).collect()
    }
}

/// Colours that stand for all of these. A colour weighs as the root of how often it occurs: large grounds need no more
/// entries than their few colours, and thin lines are heard.
fn learnt(counts: &BTreeMap<Colour, u64>, colours: usize) -> Vec<Colour> {
    let weight = |count: &u64| count.isqrt().max(1);
    let total: u64 = counts.values().map(weight).sum();
    let every = total.div_ceil(LESSONS).max(1);
    let mut lessons = Vec::new();
    let mut owed = 0;
    for (colour, count) in counts {
        owed += weight(count);
        while owed >= every {
            owed -= every;
            lessons.extend([colour[0], colour[1], colour[2], 255]);
        }
    }
    let net = NeuQuant::new(THOROUGHNESS, colours, &lessons);
    let map = net.color_map_rgb();
    map.chunks_exact(3).map(|c| [c[0], c[1], c[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(colours: impl Iterator<Item = Colour>) -> Canvas {
        let rgba: Vec<u8> = colours.flat_map(|[r, g, b]| [r, g, b, 255]).collect();
        Canvas {
            width: rgba.len() / 4,
            height: 1,
            rgba,
        }
    }

    fn shown(palette: &Palette, colour: Colour) -> Colour {
        palette.colours[usize::from(palette.index(colour)) - 1]
    }

    #[test]
    fn few_colours_stay_what_they_are() {
        let few = canvas((0..255).map(|i| [i, 255 - i, 7]));
        let palette = Palette::new(&[few], &[]);
        for i in 0..255 {
            assert_eq!(shown(&palette, [i, 255 - i, 7]), [i, 255 - i, 7]);
        }
        assert_eq!(palette.table().len(), 3 * 256);
    }

    #[test]
    fn many_colours_come_near_and_exact_ones_stay() {
        // A wide gradient, and two rare colours.
        let wide = || (0..60_000_u32).map(|i| [(i / 240) as u8, (i % 240) as u8 / 2, 90]);
        let rare = [[240, 60, 60], [250, 200, 40]];
        let palette = Palette::new(&[canvas(wide().chain(rare))], &rare);
        for colour in rare {
            assert_eq!(shown(&palette, colour), colour);
        }
        let mut worst = 0;
        for colour in wide() {
            let shown = shown(&palette, colour);
            worst = (0..3).fold(worst, |worst, i| worst.max(colour[i].abs_diff(shown[i])));
        }
        assert!(worst <= 20, "{worst}");
        let missing = Palette::new(&[canvas(wide())], &[[1, 255, 1]]);
        assert_ne!(shown(&missing, [1, 255, 1]), [1, 255, 1]);
    }
}
