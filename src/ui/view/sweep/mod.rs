//! The sweep: what becomes of the run that is looked at closely as its parameters vary.

use crate::session::Session;
use crate::session::maps::Slot;
use crate::ui::colormap::Colormap;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use egui::{Rect, Role, Sense, Ui, WidgetInfo};

/// Points of the screen per pixel of the map.
const POINTS_PER_PIXEL: f32 = 2.0;

/// What the first half of the frame leaves for the second.
pub struct Settings {
    rect: Rect,
}

/// Lets the hand act on the sweep.
pub fn interact(ui: &mut Ui, rect: Rect, _: &mut Session, _: &mut UiState) -> Settings {
    let id = ui.scope_id().with("sweep");
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Sweep"));
    Settings { rect }
}

/// Paints the sweep.
pub fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, settings: &Settings) {
    let rect = settings.rect;
    let size = [rect.width(), rect.height()].map(|points| (points / POINTS_PER_PIXEL) as usize);
    session.refresh_sweep(size.map(|n| n.max(1)));
    let theme = Theme::in_ui(ui);
    let colours = Colormap::heights(theme.dark);
    let painter = ui.painter().with_clip_rect(rect);
    if let Some(map) = session.maps().get(Slot::Sweep) {
        state.sweep.paint(&painter, rect, map, theme, |outcome| {
            if outcome.loss.is_finite() {
                colours.at((outcome.loss.max(1e-30).log10() + 30.0) / 40.0)
            } else {
                colours.undefined
            }
        });
    }
}
