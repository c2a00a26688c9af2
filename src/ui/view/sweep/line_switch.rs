//! A switch in a line above a frame: words side by side, of which one is chosen.

use crate::ui::theme::{self, Theme};
use egui::{Button, RichText, Ui, vec2};

/// One word of a switch: what is written, what it is called, and its tooltip.
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) name: &'a str,
    pub(super) hint: &'a str,
}

/// Lets the hand choose. Answers which word was clicked.
pub(super) fn switch_ui(ui: &mut Ui, words: &[Word<'_>], chosen: Option<usize>) -> Option<usize> {
    let theme = Theme::in_ui(ui);
    let mut clicked = None;
    ui.spacing_mut().button_padding = vec2(7.0, 2.0);
    ui.spacing_mut().item_spacing.x = 2.0;
    for (i, word) in words.iter().enumerate() {
        let is_chosen = chosen == Some(i);
        let colour = if is_chosen {
            theme.text
        } else {
            theme.text_muted
        };
        let text = RichText::new(word.text)
            .size(theme::sizes().small)
            .color(colour);
        let button = Button::selectable(is_chosen, text);
        let response = ui.add(button).on_hover_text(word.hint);
        if response.accessible_name(word.name).clicked() {
            clicked = Some(i);
        }
    }
    clicked
}
