//! A map as a texture: each pixel in the colour that what became of it has. Only the rows that changed are painted anew.

use crate::core::map::Outcome;
use crate::session::maps::Map;
use crate::ui::theme::Theme;
use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2};

/// The map as a texture, and what it was made of.
#[derive(Default)]
pub struct MapTexture {
    revision: u64,
    made_of: ([usize; 2], bool, u64),
    texture: Option<TextureHandle>,
}

impl MapTexture {
    /// Paints a map into a rectangle, each pixel in its colour.
    pub fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        map: &Map,
        theme: &Theme,
        colour: impl Fn(&Outcome) -> Color32,
    ) {
        self.paint_keyed(painter, rect, map, theme, 0, colour);
    }

    /// The same where the colours follow from more than the theme: `key` is another whenever they are.
    pub fn paint_keyed(
        &mut self,
        painter: &Painter,
        rect: Rect,
        map: &Map,
        theme: &Theme,
        key: u64,
        colour: impl Fn(&Outcome) -> Color32,
    ) {
        let [columns, rows] = map.grid().size();
        let made_of = ([columns, rows], theme.dark, key);
        let changed = if self.made_of == made_of && self.texture.is_some() {
            map.changed_since(self.revision)
        } else {
            0..rows
        };
        if !changed.is_empty() {
            let mut pixels = Vec::with_capacity(columns * changed.len());
            // The first row of a texture is the uppermost.
            map.grid()
                .paint(changed.clone().rev(), &colour, &mut pixels);
            let image = ColorImage::new([columns, changed.len()], pixels);
            let options = TextureOptions::NEAREST;
            match &mut self.texture {
                Some(texture) if changed.len() == rows => texture.set(image, options),
                Some(texture) => texture.set_partial([0, rows - changed.end], image, options),
                None => self.texture = Some(painter.ctx().load_texture("map", image, options)),
            }
        }
        (self.made_of, self.revision) = (made_of, map.revision());
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
    }
}
