//! The form Map: each pixel is a setting of two parameters, in the colour of what becomes of the run.

use super::axes;
use super::header::Axes;
use crate::session::Session;
use crate::session::maps::{Slot, knobs};
use crate::ui::colormap::Colormap;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use egui::{Rect, Role, Sense, Ui, WidgetInfo};

/// Points of the screen per pixel of the map.
const POINTS_PER_PIXEL: f32 = 2.0;
/// Room right of the map.
const RIGHT: f32 = 72.0;

/// What is remembered of the map from frame to frame.
#[derive(Default)]
pub struct MapState {}

/// Lets the hand act on the map.
pub(super) fn interact(ui: &mut Ui, rect: Rect, _: &mut Session, _: &mut UiState) {
    let plot = axes::plot_rect(rect, RIGHT);
    let id = ui.scope_id().with("sweep");
    let response = ui.interact(plot, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Sweep"));
}

/// Paints the map.
pub(super) fn paint(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) {
    let plot = axes::plot_rect(rect, RIGHT);
    let size = [plot.width(), plot.height()].map(|points| (points / POINTS_PER_PIXEL) as usize);
    session.refresh_sweep(size.map(|n| n.max(1)));
    let Some(shown) = Axes::of(session) else {
        return;
    };
    let theme = Theme::in_ui(ui);
    let colours = Colormap::heights(theme.dark);
    let painter = ui.painter().with_clip_rect(rect);
    if let Some(map) = session.maps().get(Slot::Sweep) {
        let texture = &mut state.sweep.texture;
        texture.paint(&painter, plot, map, theme, |outcome| {
            if outcome.loss.is_finite() {
                colours.at((outcome.loss.max(1e-30).log10() + 30.0) / 40.0)
            } else {
                colours.undefined
            }
        });
    }
    let name = |i: usize| {
        knobs::name(&shown.knobs[i], &shown.request).map_or(String::new(), |name| name.long())
    };
    let whole = |i: usize| shown.knobs[i].is_whole(&shown.request);
    axes::paint_across(&painter, plot, &shown.shown[0], &name(0), whole(0), theme);
    axes::paint_up(&painter, plot, &shown.shown[1], &name(1), whole(1), theme);
}
