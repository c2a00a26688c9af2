//! The classes of one map or of two as a picture: only rows that changed are coloured again.

use super::dye::{Dye, Key};
use super::pixels::Layer;
use egui::{Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2};
use std::ops::Range;

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
    ) {
        let [first, second] = layers;
        let size = first.size();
        let is_same = self.key.as_ref() == Some(key) && self.size == size && self.texture.is_some();
        let rows = if is_same { rows } else { 0..size[1] };
        if rows.is_empty() || size[0] == 0 {
            return;
        }
        let dye = Dye::new(key);
        let mut pixels = vec![Color32::TRANSPARENT; size[0] * rows.len()];
        // The first row of a picture is its top.
        for (row, to) in rows.clone().rev().zip(pixels.chunks_mut(size[0])) {
            let second = key.is_versus.then(|| second.row(row));
            dye.row(row, first.row(row), second, to);
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
