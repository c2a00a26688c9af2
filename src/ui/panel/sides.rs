//! Panels whose size is remembered: dragged, moved by the arrow keys, or put back by a double click.

use crate::ui::state::{LEFT_WIDTHS, RIGHT_WIDTHS, UiState};
use crate::ui::theme::Theme;
use egui::containers::panel::PanelState;
use egui::{EventFilter, InnerResponse, Key, Modifiers, Panel, Pos2, Rect, Stroke, Ui, Vec2};
use std::ops::RangeInclusive;

/// What is left between the panels at the sides, in points.
const CENTRE: f32 = 356.0;
/// How far an arrow key moves an edge, in points.
const NUDGE: f32 = 12.0;

/// The edge of a panel that can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The right edge of a panel on the left.
    Right,
    /// The left edge of a panel on the right.
    Left,
    /// The upper edge of a panel below.
    Top,
}

/// What a hand did to the size of a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Resized {
    /// It has this size now.
    To(f32),
    /// It is to have its usual size.
    Back,
}

/// How wide the left panel may be in so much room.
pub fn left_widths(state: &UiState, room: f32) -> RangeInclusive<f32> {
    let right = if state.has_right() {
        state.settings.right_width
    } else {
        0.0
    };
    within(LEFT_WIDTHS, room - CENTRE - right)
}

/// How wide the right panel may be in so much room, of which the left one has taken its part already.
pub fn right_widths(room: f32) -> RangeInclusive<f32> {
    within(RIGHT_WIDTHS, room - CENTRE)
}

fn within(range: RangeInclusive<f32>, most: f32) -> RangeInclusive<f32> {
    let (low, high) = range.into_inner();
    low..=most.clamp(low, high)
}

/// Shows a panel in the size that is remembered, and answers what a hand did to it.
pub fn sized_ui<R>(
    ui: &mut Ui,
    panel: Panel,
    salt: &'static str,
    edge: Edge,
    size: f32,
    add: impl FnOnce(&mut Ui) -> R,
) -> (InnerResponse<R>, Option<Resized>) {
    let id = ui.scope_id().with(salt);
    let handle = id.with("__resize");
    let along = |size: Vec2| if edge == Edge::Top { size.y } else { size.x };
    let remembered = size + nudge(ui, handle, edge);
    let outer_rect = Rect::from_min_size(Pos2::ZERO, Vec2::splat(remembered));
    ui.data_mut(|data| data.insert_persisted(id, PanelState { outer_rect }));
    let shown = panel.show(ui, add);
    ui.ctx().accesskit_node_builder(handle, |node| {
        node.set_label(format!("Edge of the {salt} panel"));
    });
    if ui.memory(|memory| memory.has_focus(handle)) {
        let rect = shown.response.rect;
        let line = match edge {
            Edge::Right => [rect.right_top(), rect.right_bottom()],
            Edge::Left => [rect.left_top(), rect.left_bottom()],
            Edge::Top => [rect.left_top(), rect.right_top()],
        };
        let stroke = Stroke::new(2.0, Theme::in_ui(ui).accent);
        ui.painter().line_segment(line, stroke);
    }
    let now = along(shown.response.rect.size());
    let back = ui
        .read_response(handle)
        .is_some_and(|handle| handle.double_clicked());
    let resized = if back {
        Some(Resized::Back)
    } else {
        ((now - size).abs() > 0.5).then_some(Resized::To(now))
    };
    (shown, resized)
}

/// How far the arrow keys move the edge in this frame, if the keyboard is at it.
fn nudge(ui: &Ui, handle: egui::Id, edge: Edge) -> f32 {
    if !ui.memory(|memory| memory.has_focus(handle)) {
        return 0.0;
    }
    let filter = EventFilter {
        horizontal_arrows: edge != Edge::Top,
        vertical_arrows: edge == Edge::Top,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(handle, filter));
    let (more, less) = match edge {
        Edge::Right => (Key::ArrowRight, Key::ArrowLeft),
        Edge::Left => (Key::ArrowLeft, Key::ArrowRight),
        Edge::Top => (Key::ArrowUp, Key::ArrowDown),
    };
    ui.input_mut(|input| {
        let mut presses = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
        NUDGE * (presses(more) - presses(less))
    })
}
