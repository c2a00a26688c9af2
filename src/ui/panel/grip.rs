//! Moving a card among the others: by its grip, or by the arrow keys while the keyboard is at it.

use crate::session::scene::{Run, RunId};
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{
    Align2, CursorIcon, EventFilter, FontId, Id, Key, Modifiers, Rect, Role, Sense, Stroke, Ui,
    WidgetInfo, vec2,
};

/// Width of the grip, in points.
const WIDTH: f32 = 10.0;
/// How near the end of the list it begins to scroll, in points.
const REACH: f32 = 28.0;

/// The grip, which shows itself when the card is pointed at. Answers by how many places the arrow keys move
/// the card.
pub(super) fn grip_ui(ui: &mut Ui, run: &Run, state: &mut UiState) -> Option<isize> {
    let theme = Theme::in_ui(ui);
    let size = vec2(WIDTH, ui.spacing().interact_size.y);
    let (_, rect) = ui.allocate_space(size);
    // The card may be drawn at another place in the next frame: it keeps its identity.
    let id = Id::unique(("grip", run.id.0));
    let response = ui.interact(rect, id, Sense::drag() | Sense::FOCUSABLE);
    let name = format!("Move {}", run.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.drag_started() {
        state.carried = Some((run.id, 0));
    }
    let is_carried = state.carried.is_some_and(|(id, _)| id == run.id);
    let is_focused = response.has_focus();
    if is_carried || is_focused || state.front == Some(run.id) {
        let colour = if is_carried {
            theme.accent
        } else {
            theme.text_muted
        };
        let font = FontId::proportional(theme::sizes().body);
        let painter = ui.painter();
        painter.text(
            rect.center(),
            Align2::CENTER_CENTER,
            icons::DRAG,
            font,
            colour,
        );
    }
    let by = is_focused.then(|| arrows(ui, response.id)).flatten();
    response
        .on_hover_cursor(CursorIcon::Grab)
        .on_hover_text("Drag to another place; ↑ and ↓ move it, too");
    by
}

/// By how many places the arrow keys move in this frame.
fn arrows(ui: &Ui, id: Id) -> Option<isize> {
    let filter = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            Some(-1)
        } else if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            Some(1)
        } else {
            None
        }
    })
}

/// While a card is carried: shows where it would go. Answers, when the hand lets go, which card moves by how
/// many places. `cards` are the cards in their order, with where they are.
pub(super) fn carry_ui(
    ui: &mut Ui,
    cards: &[(RunId, Rect)],
    state: &mut UiState,
) -> Option<(RunId, isize)> {
    let (id, place) = state.carried?;
    let from = cards.iter().position(|(card, _)| *card == id);
    let escaped = ui.input(|input| input.key_pressed(Key::Escape));
    let (Some(from), false) = (from, escaped) else {
        state.carried = None;
        return None;
    };
    if !ui.input(|input| input.pointer.any_down()) {
        state.carried = None;
        let to = if place > from { place - 1 } else { place };
        let by = to.cast_signed() - from.cast_signed();
        return (by != 0).then_some((id, by));
    }
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    state.hovered = Some(id);
    if let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) {
        let above = |(_, card): &&(RunId, Rect)| card.center().y < pointer.y;
        state.carried = Some((id, cards.iter().filter(above).count()));
        let frame = ui.clip_rect();
        let past = (pointer.y - (frame.bottom() - REACH)).max(0.0)
            + (pointer.y - (frame.top() + REACH)).min(0.0);
        if past != 0.0 {
            ui.scroll_with_delta(vec2(0.0, -0.3 * past.clamp(-60.0, 60.0)));
            ui.ctx().request_repaint();
        }
    }
    let (_, place) = state.carried?;
    let y = match cards.get(place) {
        Some((_, card)) => card.top(),
        None => cards.last()?.1.bottom(),
    };
    let x_range = cards[from].1.x_range();
    let stroke = Stroke::new(2.0, Theme::in_ui(ui).accent);
    ui.painter().hline(x_range, y, stroke);
    None
}
