//! Sentences that come and go without blocking anything.

use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::Theme;
use egui::{Align2, Area, Frame, Id, Order, RichText, Ui, vec2};

/// How long a sentence stays, in seconds: a failure longer.
const STAYS: [f64; 2] = [4.0, 12.0];

/// Shows the sentences in the corner and lets old ones go.
pub fn notices_ui(ui: &mut Ui, state: &mut UiState) {
    let now = ui.input(|input| input.time);
    let theme = Theme::in_ui(ui);
    for notice in &mut state.notices {
        notice.since.get_or_insert(now);
    }
    state
        .notices
        .retain(|notice| now - notice.since.unwrap_or(now) < STAYS[usize::from(notice.failure)]);
    let excess = state.notices.len().saturating_sub(4);
    state.notices.drain(..excess);
    let mut closed = None;
    let area = Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -16.0));
    area.show(ui.ctx(), |ui| {
        for (i, notice) in state.notices.iter().enumerate() {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(640.0);
                ui.horizontal(|ui| {
                    let (icon, colour) = if notice.failure {
                        (icons::WARNING, theme.danger)
                    } else {
                        (icons::CHECK, theme.success)
                    };
                    ui.label(RichText::new(icon).color(colour));
                    ui.add(egui::Label::new(&notice.text).wrap());
                    if super::top_bar::icon_button(ui, icons::CLOSE, "Dismiss", "Dismiss").clicked()
                    {
                        closed = Some(i);
                    }
                });
            });
        }
    });
    if let Some(i) = closed {
        state.notices.remove(i);
    }
    if !state.notices.is_empty() {
        ui.ctx().request_repaint_after_secs(0.5);
    }
}
