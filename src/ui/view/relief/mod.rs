//! The landscape in 3D: a lit height field with the runs on it, which a hand turns.
//!
//! As on the plane, the hand comes first and the picture later, with fresh trajectories. Everything that lies on the
//! surface is one mesh in an exact order of depth, so that hills hide what is behind them without a depth buffer.

mod beside;
mod cage;
mod camera;
mod controls;
mod ground;
mod hand;
mod marks;
mod ribbon;
mod sheet;
mod trails;

pub use hand::{Held, interact};
pub use marks::paint_pointer;

use super::overlay::{colour_bar, read_out};
use super::plane::Plane;
use crate::core::surface::Region;
use crate::core::vec2::Vec2;
use crate::session::Session;
use crate::ui::colormap::Colormap;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use camera::{Eye, box_height};
use egui::{Rect, Shape, Stroke, StrokeKind, Ui};
use ground::{Ground, GroundKey, shown_region};
use marks::BEHIND;
use sheet::{Sheet, SheetKey};

/// What the 3D view remembers from frame to frame.
#[derive(Default)]
pub struct ReliefState {
    /// Whether the strip of controls is left out: in pictures nobody can use it.
    pub bare: bool,
    held: Option<Held>,
    ground: Ground,
    sheet: Sheet,
    lines: trails::Lines,
    /// Where it was seen from last, and how high it was.
    seen: Option<(Eye, f32)>,
}

impl ReliefState {
    /// Where a point of the plane was drawn last, and whether a hill hid it; none outside the region.
    pub fn screen_from_plane(&self, p: Vec2) -> Option<(egui::Pos2, bool)> {
        let (eye, height) = self.seen?;
        marks::seen(&self.ground, &eye, height, p)
    }
}

/// What the first half of the frame leaves for the second.
pub struct Relief {
    rect: Rect,
    /// Where the pointer is, in the plane.
    pub hover: Option<Vec2>,
    /// The start that the pointer is over or holds.
    over: Option<Held>,
    has_focus: bool,
}

/// Paints everything that belongs to the 3D view. With a map beside it, both show the same part of the plane in the same
/// colours.
pub fn paint(
    ui: &mut Ui,
    session: &mut Session,
    state: &mut UiState,
    relief: &Relief,
    beside: Option<&Plane>,
) {
    let rect = relief.rect;
    if rect.width() < 2.0 || rect.height() < 2.0 {
        return;
    }
    let wanted = match (beside, session.view.region) {
        (Some(plane), _) => plane.projection.region(),
        (None, Some(region)) => region,
        (None, None) => session.home(),
    };
    let region = shown_region(wanted);
    session.refresh_relief(region);
    let theme = Theme::in_ui(ui);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let eye = surface_ui(&painter, session, state, rect, region, theme);
    state.relief.seen = Some((eye, box_height(&session.view.camera)));
    marks::paint(&painter, session, state, &eye, relief, theme);
    if let Some(landscape) = session.derived().relief() {
        let colormap = Colormap::heights(theme.dark);
        let heat = session.view.heat && beside.is_none();
        colour_bar(&painter, rect, landscape, colormap, heat, theme);
    }
    let elsewhere = beside.and_then(|plane| plane.hover);
    match (relief.hover, elsewhere) {
        (Some(p), _) => {
            let rect = rect.translate(egui::vec2(-28.0, 0.0));
            read_out(&painter, (rect, f64::INFINITY), session, p, theme);
        }
        (None, Some(p)) => {
            if let Some((at, hidden)) = state.relief.screen_from_plane(p) {
                paint_pointer(&painter, at, if hidden { BEHIND } else { 1.0 });
            }
        }
        (None, None) => {}
    }
    if relief.has_focus {
        let stroke = Stroke::new(1.5, theme.accent);
        painter.rect_stroke(rect.shrink(1.0), 0.0, stroke, StrokeKind::Inside);
    }
    if !state.relief.bare {
        controls::controls_ui(ui, rect, session);
    }
}

/// The floor with its numbers, then the surface with contours and trails on it.
fn surface_ui(
    painter: &egui::Painter,
    session: &Session,
    state: &mut UiState,
    rect: Rect,
    region: Region,
    theme: &Theme,
) -> Eye {
    let camera = session.view.camera.bounded();
    let height = box_height(&camera);
    let derived = session.derived();
    let ReliefState {
        ground,
        sheet,
        lines,
        ..
    } = &mut state.relief;
    if let Some(landscape) = derived.relief() {
        let range = derived
            .landscape()
            .map_or(landscape.range, |beside| beside.range);
        let key = GroundKey {
            revision: landscape.revision,
            region,
            range,
            log: camera.log,
        };
        ground.refresh(key, landscape);
    }
    let eye = Eye::new(&camera, ground.half, rect);
    if let Some(landscape) = derived.relief() {
        cage::cage_ui(painter, ground, &eye, &camera, landscape, theme);
        let key = SheetKey {
            eye,
            ground: ground.key(),
            height,
            dark: theme.dark,
            heat: session.view.heat,
            contours: session.view.contours,
            pixel: 1.0 / painter.pixels_per_point(),
        };
        if sheet.begin(key, ground, theme) {
            if key.contours {
                lines.contours(sheet, ground, &key, landscape, theme);
            }
            sheet.fix();
        }
        let fronts = (state.ghosts.front, state.front);
        lines.beside(sheet, ground, &key, session, fronts, theme);
        lines.runs(sheet, ground, &key, session, state.front, theme);
        painter.add(Shape::Mesh(sheet.finish(ground)));
    }
    eye
}
