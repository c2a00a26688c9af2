//! Where the keyboard is: a ring around whatever control it has gone to, the same for every kind.

use super::theme::{self, Theme};
use egui::{Context, Id, StrokeKind, Ui};

/// Taller than this, in points, a control is ringed inside.
const TALL: f32 = 64.0;

/// Scrolls to the control to which the keyboard has just gone, if it is in this region. Call it last in what
/// scrolls.
pub(super) fn reveal(ui: &Ui) {
    let id = ui.scope_id().with("revealed");
    let focused = ui.memory(egui::Memory::focused);
    let before: Option<Id> = ui.data(|data| data.get_temp(id)).flatten();
    if focused == before {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, focused));
    let Some(response) = focused.and_then(|id| ui.ctx().read_response(id)) else {
        return;
    };
    let is_here = response.layer_id == ui.layer_id();
    if is_here && ui.min_rect().contains(response.rect.center()) {
        ui.scroll_to_rect(response.rect, None);
    }
}

/// Draws the ring, in the layer of the control. A field in which text is typed shows its cursor instead.
pub(super) fn ring(ctx: &Context, theme: &Theme) {
    let focused = ctx.memory(egui::Memory::focused);
    let Some(response) = focused.and_then(|id| ctx.read_response(id)) else {
        return;
    };
    let rect = response.interact_rect;
    if ctx.text_edit_focused() || !rect.is_positive() {
        return;
    }
    let (rect, kind) = if rect.height() > TALL {
        (rect, StrokeKind::Inside)
    } else {
        (rect.expand(1.0), StrokeKind::Outside)
    };
    let stroke = egui::Stroke::new(1.5, theme.accent);
    let painter = ctx.layer_painter(response.layer_id);
    painter.rect_stroke(rect, theme::sizes().radius, stroke, kind);
}
