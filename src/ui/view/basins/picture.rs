//! The classes of one map or of two as a picture: only rows that changed are coloured again.

use super::palette::{MOST_AHEAD, Palette, Versus};
use super::pixels::{Layer, SPEEDS, Seen};
use crate::session::maps::Basin;
use crate::ui::theme::Theme;
use egui::{Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2};
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

/// The picture as it was made last.
#[derive(Default)]
pub(super) struct Picture {
    key: Option<Key>,
    size: [usize; 2],
    texture: Option<TextureHandle>,
}

impl Picture {
    /// Colours the rows that changed, or everything where something else did.
    pub(super) fn refresh(
        &mut self,
        ctx: &Context,
        layers: [&Layer; 2],
        rows: Range<usize>,
        key: &Key,
        theme: &Theme,
    ) {
        let [first, second] = layers;
        let size = first.size();
        let is_same = self.key.as_ref() == Some(key) && self.size == size && self.texture.is_some();
        let rows = if is_same { rows } else { 0..size[1] };
        if rows.is_empty() || size[0] == 0 {
            return;
        }
        let palette = Palette::of(key.dark);
        let mut pixels = Vec::with_capacity(size[0] * rows.len());
        // Neighbours are often alike, and what is no pattern has the same colour everywhere.
        let mut last: Option<(Seen, Color32)> = None;
        // The first row of a picture is its top.
        for row in rows.clone().rev() {
            for column in 0..size[0] {
                let (a, at) = (first.at(column, row), [column, row]);
                if let Some((same, colour)) = last
                    && a == same
                {
                    pixels.push(colour);
                    continue;
                }
                let colour = if key.is_versus {
                    let versus = versus(a, second.at(column, row));
                    versus.map(|versus| palette.versus(versus, at))
                } else {
                    single(a, key, palette, at)
                };
                let colour = colour.unwrap_or(theme.canvas);
                let is_plain = matches!(a.basin(), Some(Basin::Minimum(_)));
                last = (is_plain && !key.is_versus).then_some((a, colour));
                pixels.push(colour);
            }
        }
        let image = ColorImage::new([size[0], rows.len()], pixels);
        let options = TextureOptions::NEAREST;
        match &mut self.texture {
            Some(texture) if is_same => {
                texture.set_partial([0, size[1] - rows.end], image, options);
            }
            Some(texture) => texture.set(image, options),
            None => self.texture = Some(ctx.load_texture("basins", image, options)),
        }
        self.key = Some(key.clone());
        self.size = size;
    }

    /// Paints it.
    pub(super) fn paint(&self, painter: &Painter, rect: Rect) {
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
    }
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

/// The colour of one run from a start; none while nothing is known.
pub(super) fn single(seen: Seen, key: &Key, palette: &Palette, at: [usize; 2]) -> Option<Color32> {
    Some(match seen.basin()? {
        Basin::Minimum(place) => palette.minimum(key.style(place), key.slowness(seen.speed())),
        other => palette.other(other, seen.heading().map(|place| key.style(place)), at),
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
            let ahead = a.speed().zip(b.speed()).map_or(0.0, |(a, b)| {
                // Speeds are equal ratios: so many of them are a third of a doubling.
                let ratio = (b as f64 - a as f64) * 1e6_f64.ln_1p() / (SPEEDS - 1) as f64;
                3.0 * ratio / std::f64::consts::LN_2
            });
            let most = f64::from(MOST_AHEAD);
            Versus::Same(ahead.round().clamp(-most, most) as i8)
        }
        (Some(_), Some(_)) => Versus::Apart,
        (Some(_), None) => Versus::First,
        (None, Some(_)) => Versus::Second,
        (None, None) => Versus::Neither,
    })
}
