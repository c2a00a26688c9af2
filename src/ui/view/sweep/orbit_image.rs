//! Orbits as a picture: in each column, how often the run comes to each height; brighter is more often.

use super::line_frame::Frame;
use super::orbit_axis::Heights;
use crate::core::map::orbit::{Fate, Tail};
use crate::session::maps::lines::Line;
use crate::ui::theme::Theme;
use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2};

/// The most pixels of the picture, across and up.
const MOST: [usize; 2] = [2048, 1100];
/// How many strengths of a colour are told apart.
const LEVELS: usize = 64;
/// How fast a place fills with visits, in parts of a visit for each pixel; and how faint few visits are.
const FILL: f32 = 0.3;
const FAINT: f32 = 0.78;
/// From this strength on the colour turns to that of text.
const GLOW: f32 = 0.72;

/// The picture, and what it was made of.
#[derive(Default)]
pub(super) struct OrbitImage {
    made_of: Option<MadeOf>,
    texture: Option<TextureHandle>,
}

#[derive(Clone, PartialEq)]
struct MadeOf {
    stamp: u64,
    heights: Heights,
    size: [usize; 2],
    colour: Color32,
    ground: Color32,
}

impl OrbitImage {
    /// Paints the orbits of a line into a frame, in a run's colour.
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        frame: &Frame,
        line: &Line<Tail>,
        heights: &Heights,
        (colour, theme): (Color32, &Theme),
    ) {
        let scale = painter.pixels_per_point();
        let rect = frame.rect;
        let size = [
            ((rect.width() * scale) as usize).clamp(1, MOST[0]),
            ((rect.height() * scale) as usize).clamp(1, MOST[1]),
        ];
        let made_of = MadeOf {
            stamp: line.stamp(),
            heights: *heights,
            size,
            colour,
            ground: theme.canvas,
        };
        if self.made_of.as_ref() != Some(&made_of) {
            let image = image(frame, line, heights, size, (colour, theme));
            let options = TextureOptions::LINEAR;
            match &mut self.texture {
                Some(texture) => texture.set(image, options),
                None => self.texture = Some(painter.ctx().load_texture("orbits", image, options)),
            }
            self.made_of = Some(made_of);
        }
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
    }
}

/// From which to which pixel each column that is worked out is shown: half of the way to its neighbours.
fn parts(frame: &Frame, line: &Line<Tail>, width: usize) -> Vec<(usize, usize)> {
    let places = line
        .known()
        .map(|(x, _)| frame.axis.position_of(x).clamp(0.0, 1.0) * width as f64);
    let places: Vec<f64> = places.collect();
    let middle = |i: usize| ((places[i] + places[i + 1]) / 2.0).round() as usize;
    (0..places.len())
        .map(|i| {
            let from = if i == 0 { 0 } else { middle(i - 1) };
            let to = if i + 1 < places.len() {
                middle(i)
            } else {
                width
            };
            (from, to)
        })
        .collect()
}

fn image(
    frame: &Frame,
    line: &Line<Tail>,
    heights: &Heights,
    [width, height]: [usize; 2],
    (colour, theme): (Color32, &Theme),
) -> ColorImage {
    let levels: Vec<Color32> = (0..LEVELS)
        .map(|level| {
            let strength = level as f32 / (LEVELS - 1) as f32;
            let plain = theme
                .canvas
                .lerp_to_gamma(colour, (strength / GLOW).min(1.0));
            let glow = ((strength - GLOW) / (1.0 - GLOW)).max(0.0);
            plain.lerp_to_gamma(theme.text, 0.55 * glow)
        })
        .collect();
    let left = theme.canvas.lerp_to_gamma(theme.danger, 0.09);
    let mut pixels = vec![theme.canvas; width * height];
    let mut visits = vec![0f32; height + 1];
    let parts = parts(frame, line, width);
    for ((_, tail), (from, to)) in line.known().zip(parts) {
        if from >= to {
            continue;
        }
        let empty = match tail.fate() {
            Fate::Diverged(_) => Some(left),
            Fate::Nowhere => Some(theme.undefined),
            _ => None,
        };
        if let Some(ground) = empty {
            for row in pixels.chunks_mut(width) {
                row[from..to].fill(ground);
            }
            continue;
        }
        visits.fill(0.0);
        // A visit counts as much as one pixel of the height, whatever the pixels are.
        let weight = height as f32 / 500.0 * 256.0 / tail.len().max(1) as f32;
        for step in 0..tail.len() {
            let share = heights.share(heights.number(tail, step));
            if (0.0..1.0).contains(&share) {
                let place = (1.0 - share) * height as f64;
                let row = (place - 0.5).max(0.0);
                let part = (row - row.floor()) as f32;
                let row = (row as usize).min(height - 1);
                visits[row] += (1.0 - part) * weight;
                visits[row + 1] += part * weight;
            }
        }
        for (row, count) in visits[..height].iter().enumerate() {
            if *count > 0.0 {
                let strength = (1.0 - (-FILL * count).exp()).powf(FAINT);
                let level = (strength * (LEVELS - 1) as f32).round() as usize;
                let first = row * width;
                pixels[first + from..first + to].fill(levels[level.min(LEVELS - 1)]);
            }
        }
    }
    ColorImage::new([width, height], pixels)
}
