//! The rows of the export sheet: a name, and a control that is told to a screen reader by that name.

use crate::ui::theme::Theme;
use egui::accesskit::Toggled;
use egui::{Align, Button, DragValue, Layout, Response, RichText, Ui, emath, vec2};
use std::ops::RangeInclusive;

/// Width of the names, in points.
const LABEL: f32 = 84.0;

/// A name with controls behind it.
pub(in crate::ui::panel) fn row(ui: &mut Ui, name: &str, controls: impl FnOnce(&mut Ui)) {
    let theme = Theme::in_ui(ui);
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(
            vec2(LABEL, 24.0),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(LABEL);
                ui.label(RichText::new(name).color(theme.text_muted));
            },
        );
        ui.spacing_mut().item_spacing.x = 6.0;
        controls(ui);
    });
}

/// One of several words; answers whether another was chosen.
pub(in crate::ui::panel) fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    all: &[(T, &str, &str)],
) -> bool {
    let mut changed = false;
    row(ui, name, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (one, word, tooltip) in all {
            let on = value == one;
            let response = ui
                .add(Button::selectable(on, *word))
                .accessible_name(format!("{name}: {word}"));
            say_toggled(&response, on);
            let response = if tooltip.is_empty() {
                response
            } else {
                response.on_hover_text(*tooltip)
            };
            if response.clicked() && !on {
                *value = *one;
                changed = true;
            }
        }
    });
    changed
}

/// Tells a screen reader whether a button is pressed in.
pub(in crate::ui::panel) fn say_toggled(response: &Response, on: bool) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_toggled(if on { Toggled::True } else { Toggled::False });
    });
}

/// A number that is dragged or typed.
pub(in crate::ui::panel) fn number<N: emath::Numeric>(
    ui: &mut Ui,
    name: &str,
    value: &mut N,
    range: RangeInclusive<N>,
    speed: f64,
) -> Response {
    let theme = Theme::in_ui(ui);
    let drag = DragValue::new(value)
        .range(range)
        .speed(speed)
        .max_decimals(2);
    ui.scope(|ui| {
        // It stands alone, so it must show that it can be changed.
        ui.visuals_mut().widgets.inactive.weak_bg_fill = theme.canvas;
        ui.add_sized(vec2(56.0, 24.0), drag)
            .accessible_name(name.to_owned())
            .on_hover_text(format!("{name}: drag it, or click and type"))
    })
    .inner
}

/// A word between controls.
pub(in crate::ui::panel) fn word(ui: &mut Ui, text: &str) {
    let theme = Theme::in_ui(ui);
    ui.label(RichText::new(text).color(theme.text_muted));
}

/// Why what is chosen cannot be made.
pub(super) fn refusal(ui: &mut Ui, reason: &str) {
    let theme = Theme::in_ui(ui);
    let text = format!("It cannot be made: {reason}.");
    ui.label(RichText::new(text).color(theme.warning));
}

/// A sentence under the controls.
pub(in crate::ui::panel) fn sentence(ui: &mut Ui, text: &str) {
    let theme = Theme::in_ui(ui);
    ui.label(RichText::new(text).color(theme.text_muted));
}
