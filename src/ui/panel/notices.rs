//! Sentences that come and go without blocking anything.

use super::top_bar::icon_button;
use crate::ui::icons;
use crate::ui::state::{Notice, UiState};
use crate::ui::theme::Theme;
use egui::accesskit::{Live, Role};
use egui::{Align, Align2, Area, Frame, Id, Label, Layout, Order, RichText, TextStyle, Ui, vec2};

/// How long a sentence stays, in seconds: a failure longer.
const STAYS: [f64; 2] = [4.0, 12.0];

/// What stands beside a sentence, in points: its icon, its button, and space.
const BESIDE: f32 = 88.0;

/// Shows the sentences in the corner and lets old ones go.
pub fn notices_ui(ui: &mut Ui, state: &mut UiState) {
    let now = ui.input(|input| input.time);
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
    let width = (ui.ctx().content_rect().width() - 48.0).min(560.0);
    area.show(ui.ctx(), |ui| {
        ui.set_max_width(width);
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            for (i, notice) in state.notices.iter().enumerate() {
                let shown = Frame::popup(ui.style()).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        notice_ui(ui, notice, width - BESIDE);
                        icon_button(ui, icons::CLOSE, "Dismiss", "Dismiss").clicked()
                    })
                    .inner
                });
                // A click anywhere on the sentence takes it away, too.
                let rect = shown.response.rect;
                let pressed = ui.input(|input| {
                    let at = input.pointer.interact_pos();
                    input.pointer.primary_clicked() && at.is_some_and(|at| rect.contains(at))
                });
                if shown.inner || pressed {
                    closed = Some(i);
                }
            }
        });
    });
    if let Some(i) = closed {
        state.notices.remove(i);
    }
    if !state.notices.is_empty() {
        ui.ctx().request_repaint_after_secs(0.5);
    }
}

/// One sentence in so much room, which a screen reader says as soon as it appears.
fn notice_ui(ui: &mut Ui, notice: &Notice, room: f32) {
    let theme = Theme::in_ui(ui);
    let (icon, colour) = if notice.failure {
        (icons::WARNING, theme.danger)
    } else {
        (icons::CHECK, theme.success)
    };
    ui.label(RichText::new(icon).color(colour));
    let font = TextStyle::Body.resolve(ui.style());
    let painter = ui.painter();
    let text = painter.layout(notice.text.clone(), font, theme.text, room);
    let label = ui.add(Label::new(text));
    ui.ctx().accesskit_node_builder(label.id, |node| {
        let (role, live) = if notice.failure {
            (Role::Alert, Live::Assertive)
        } else {
            (Role::Status, Live::Polite)
        };
        node.set_role(role);
        node.set_label(notice.text.as_str());
        node.set_live(live);
    });
}
