//! Basins of attraction on the plane: each pixel is a start, coloured by where its run goes.

use crate::core::trajectory::Ending;
use crate::session::Session;
use crate::session::maps::Slot;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::view::plane::projection::Projection;
use egui::Painter;

/// Points of the screen per pixel of the map.
const POINTS_PER_PIXEL: f32 = 2.0;

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
