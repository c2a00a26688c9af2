//! Basins of attraction on the plane: each pixel is a start, coloured by where its run goes.

use crate::core::map::Outcome;
use crate::core::trajectory::Ending;
use crate::session::Session;
use crate::session::maps::{Map, Slot};
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::plane::projection::Projection;
use egui::{Color32, ColorImage, Painter, Rect, TextureHandle, TextureOptions, pos2};

/// Points of the screen per pixel of the map.
const POINTS_PER_PIXEL: f32 = 2.0;

/// The map as a texture, and what it was made of.
#[derive(Default)]
pub struct MapTexture {
    made_of: (u64, bool),
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
        let made_of = (map.revision(), theme.dark);
        if self.made_of != made_of || self.texture.is_none() {
            let [columns, rows] = map.grid().size();
            let shown = map.grid().shown();
            let mut pixels = Vec::with_capacity(columns * rows);
            for row in (0..rows).rev() {
                pixels.extend(
                    shown[row * columns..(row + 1) * columns]
                        .iter()
                        .map(&colour),
                );
            }
            let image = ColorImage::new([columns, rows], pixels);
            let options = TextureOptions::NEAREST;
            match &mut self.texture {
                Some(texture) => texture.set(image, options),
                None => self.texture = Some(painter.ctx().load_texture("map", image, options)),
            }
            self.made_of = made_of;
        }
        if let Some(texture) = &self.texture {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(texture.id(), rect, whole, Color32::WHITE);
        }
    }
}

/// Paints the basins where the heat map would be.
pub fn paint(
    painter: &Painter,
    projection: &Projection,
    session: &mut Session,
    state: &mut UiState,
    theme: &Theme,
) {
    let rect = projection.rect();
    let size = [rect.width(), rect.height()].map(|points| (points / POINTS_PER_PIXEL) as usize);
    session.refresh_basins(projection.region(), size.map(|n| n.max(1)));
    let minima = session.derived().landmarks().minima.clone();
    let Some(map) = session.maps().get(Slot::Basins) else {
        return;
    };
    let steps = map.wanted().plan.base.steps.max(1);
    let texture = &mut state.basins;
    texture.paint(painter, rect, map, theme, |outcome| match outcome.ending {
        Some(Ending::Converged { at }) => {
            let distance = |i: &usize| (minima[*i] - outcome.at).norm();
            let nearest = (0..minima.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
            let hue = theme::run_style(nearest.unwrap_or(0)).colour(theme);
            hue.gamma_multiply(1.0 - 0.7 * (at as f32 / steps as f32))
        }
        _ => theme.canvas,
    });
}
