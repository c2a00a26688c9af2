//! The landscape's place divided among its views: the map, the relief, or both beside or above each other.

use crate::session::Session;
use crate::session::view::Mode;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use crate::ui::view::plane::paint;
use crate::ui::view::plane::{self, Plane};
use crate::ui::view::relief::{self, Relief};
use crate::ui::view::sweep::{self, Settings};
use egui::{CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Narrower than so many times its height, a place is divided into an upper and a lower part.
const WIDE: f32 = 1.2;
/// The least and the largest share of the map.
const SHARES: [f32; 2] = [0.2, 0.8];
/// Width of what is taken hold of between the two, in points.
const GRIP: f32 = 8.0;

/// What the first half of the frame leaves for the second.
pub struct Views {
    plane: Option<Plane>,
    relief: Option<Relief>,
    divider: Option<(Rect, bool)>,
    sweep: Option<Settings>,
}

impl Views {
    /// Leaves out what a hand could take hold of: for pictures.
    pub fn hide_handles(&mut self) {
        if let Some(plane) = &mut self.plane {
            plane.handles = None;
        }
    }
}

/// Lets the hand act on the views of the landscape.
pub fn interact(ui: &mut Ui, rect: Rect, session: &mut Session, state: &mut UiState) -> Views {
    session.forget_hidden();
    let mode = session.view.mode;
    let [first, second, _] = divided(rect, state.settings.split);
    let (map, field) = match mode {
        Mode::Both => (Some(first), Some(second)),
        Mode::Plane | Mode::Basins => (Some(rect), None),
        Mode::Relief => (None, Some(rect)),
        Mode::Sweep => (None, None),
    };
    // The relief first: what it does to the region is seen in both.
    let relief = field.map(|rect| relief::interact(ui, rect, session, state));
    let plane = map.map(|rect| plane::interact(ui, rect, session, state));
    // Over the views, which move to its new place in the frame that follows at once.
    let divider = (mode == Mode::Both).then(|| grip_ui(ui, rect, state));
    let sweep = (mode == Mode::Sweep).then(|| sweep::interact(ui, rect, session, state));
    Views {
        plane,
        relief,
        divider,
        sweep,
    }
}

/// Paints the views, with fresh trajectories.
pub fn paint(ui: &mut Ui, session: &mut Session, state: &mut UiState, views: &Views) {
    if let Some(plane) = &views.plane {
        paint::paint(ui, session, state, plane);
        if let Some(p) = views.relief.as_ref().and_then(|relief| relief.hover) {
            // Where the pointer is in the view beside it.
            let rect = plane.projection.rect();
            let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
            relief::paint_pointer(&painter, plane.projection.screen_from_world(p), 1.0);
        }
    }
    if let Some(relief) = &views.relief {
        relief::paint(ui, session, state, relief, views.plane.as_ref());
    }
    if let Some(sweep) = &views.sweep {
        sweep::paint(ui, session, state, sweep);
    }
    let theme = Theme::in_ui(ui);
    if let Some((line, is_active)) = views.divider {
        let colour = if is_active {
            theme.accent
        } else {
            theme.hairline
        };
        ui.painter().rect_filled(line, 0.0, colour);
    }
}

/// The place of the map, the place of the relief, and the line between them.
fn divided(rect: Rect, share: f32) -> [Rect; 3] {
    let share = share.clamp(SHARES[0], SHARES[1]);
    let (at, line, half) = if rect.width() >= WIDE * rect.height() {
        let x = (rect.left() + share * rect.width()).round();
        (pos2(x, rect.bottom()), pos2(x, rect.top()), vec2(0.5, 0.0))
    } else {
        let y = (rect.top() + share * rect.height()).round();
        (pos2(rect.right(), y), pos2(rect.left(), y), vec2(0.0, 0.5))
    };
    [
        Rect::from_min_max(rect.min, at - half),
        Rect::from_min_max(line + half, rect.max),
        Rect::from_min_max(line - half, at + half),
    ]
}

/// What is dragged to give one view more room; a double click divides evenly. Answers its line, and whether it is held.
fn grip_ui(ui: &mut Ui, rect: Rect, state: &mut UiState) -> (Rect, bool) {
    let [_, _, line] = divided(rect, state.settings.split);
    let is_upright = line.height() > line.width();
    let id = ui.scope_id().with("divider");
    let grip = line.expand2(if is_upright {
        vec2(0.5 * GRIP, 0.0)
    } else {
        vec2(0.0, 0.5 * GRIP)
    });
    let cursor = if is_upright {
        CursorIcon::ResizeHorizontal
    } else {
        CursorIcon::ResizeVertical
    };
    let response = ui
        .interact(grip, id, Sense::click_and_drag())
        .on_hover_and_drag_cursor(cursor);
    response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, "Between 2D and 3D"));
    if let Some(at) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
    {
        let share = if is_upright {
            (at.x - rect.left()) / rect.width()
        } else {
            (at.y - rect.top()) / rect.height()
        };
        state.settings.split = share.clamp(SHARES[0], SHARES[1]);
        ui.ctx().request_repaint();
    }
    if response.double_clicked() {
        state.settings.split = 0.5;
    }
    let [_, _, line] = divided(rect, state.settings.split);
    (line, response.hovered() || response.dragged())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_views_share_the_place_without_overlap() {
        for (size, is_beside) in [((800.0, 400.0), true), ((356.0, 300.0), false)] {
            let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(size.0, size.1));
            for share in [-1.0, 0.0, 0.2, 0.5, 0.77, 1.0, 9.0] {
                let [first, second, line] = divided(rect, share);
                assert_eq!((first.min, second.max), (rect.min, rect.max));
                assert!(first.width() > 60.0 && second.height() > 50.0);
                assert_eq!(second.left() > first.right(), is_beside);
                assert!(!first.intersect(second).is_positive(), "{first} {second}");
                assert!((line.area() - if is_beside { 400.0 } else { 356.0 }).abs() < 1.0);
            }
        }
    }
}
