//! The strip over the 3D view: how heights are stretched, whether they are logarithmic, and the way back.

use crate::core::params::Span;
use crate::session::Session;
use crate::session::camera::{Camera, STRETCHES};
use crate::ui::icons;
use crate::ui::slider::slider_ui;
use crate::ui::theme::{self, Theme};
use egui::{Align, Button, Layout, Rect, RichText, Ui, UiBuilder, vec2};

/// Size of the strip.
const SIZE: egui::Vec2 = vec2(214.0, 30.0);
/// Distance from the edges of the view.
const GAP: f32 = 8.0;

/// Shows the strip. It acts after the surface was painted, so a change asks for the frame to be drawn again.
pub(super) fn controls_ui(ui: &mut Ui, rect: Rect, session: &mut Session) {
    let theme = Theme::in_ui(ui);
    let size = SIZE.min(rect.size() - vec2(2.0 * GAP, 2.0 * GAP));
    if size.x < 96.0 || size.y < SIZE.y {
        return;
    }
    let place = Rect::from_min_size(rect.max - size - vec2(GAP, GAP), size);
    let fill = theme.panel.gamma_multiply(0.9);
    ui.painter().rect_filled(place, theme::sizes().radius, fill);
    let before = session.view.camera;
    let inner = place.shrink2(vec2(8.0, 3.0));
    let builder = UiBuilder::new()
        .id_salt("relief controls")
        .max_rect(inner)
        .layout(Layout::left_to_right(Align::Center));
    let mut ui = ui.new_child(builder);
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.spacing_mut().button_padding.x = 5.0;
    let camera = &mut session.view.camera;
    let wide = size.x > 180.0;
    if wide {
        ui.label(RichText::new("Height").color(theme.text_muted));
    }
    let span = Span::log(STRETCHES[0], STRETCHES[1]);
    let width = inner.right() - ui.cursor().left() - 66.0;
    let (response, stretch) = slider_ui(
        &mut ui,
        "Vertical exaggeration",
        width.max(24.0),
        &span,
        camera.stretch,
        Some(Camera::default().stretch),
        false,
    );
    response
        .on_hover_text("Vertical exaggeration: how much heights are stretched; no loss changes");
    if let Some(stretch) = stretch {
        camera.stretch = stretch;
    }
    let log = ui
        .add(Button::selectable(camera.log, "log"))
        .accessible_name("Logarithmic height")
        .on_hover_text(
            "Height is that of the colours: log of the gap where the minimum is known, else asinh. Off: height is the \
             raw loss",
        );
    log.ctx.accesskit_node_builder(log.id, |node| {
        node.set_toggled(if camera.log {
            egui::accesskit::Toggled::True
        } else {
            egui::accesskit::Toggled::False
        });
    });
    if log.clicked() {
        camera.log ^= true;
    }
    let reset = ui
        .add(Button::new(icons::RESET).frame_when_inactive(false))
        .accessible_name("Reset the camera")
        .on_hover_text("Look from the usual place, with heights as usual");
    if reset.clicked() {
        *camera = Camera::default();
    }
    *camera = camera.bounded();
    if *camera != before {
        ui.ctx()
            .request_discard("the camera was moved after the surface was painted");
    }
}
