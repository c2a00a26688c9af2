//! What goes on beside the screen: a line for each piece of work, with its progress and a button to call it off.

use super::top_bar::icon_button;
use crate::ui::icons;
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use egui::{Align2, Area, Frame, Id, Order, Rect, Role, Sense, Ui, WidgetInfo, vec2};

/// Width of a line and of its bar, in points.
const WIDTH: f32 = 280.0;

/// Shows the pieces of work in the lower right corner.
pub fn work_ui(ui: &mut Ui, state: &mut UiState) {
    if state.work.is_empty() {
        return;
    }
    let theme = Theme::in_ui(ui);
    let area = Area::new(Id::unique("work"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -16.0));
    area.show(ui.ctx(), |ui| {
        for work in &state.work {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.horizontal(|ui| {
                    let share = work.share();
                    let text = match share {
                        _ if work.is_cancelled() => "Stopping…".to_owned(),
                        Some(share) => format!("{} · {:.0} %", work.text, 100.0 * share),
                        None => format!("{}…", work.text),
                    };
                    let room = WIDTH - 32.0;
                    ui.vertical(|ui| {
                        ui.set_width(room);
                        ui.add(egui::Label::new(&text).truncate());
                        let (bar, response) =
                            ui.allocate_exact_size(vec2(room, 3.0), Sense::hover());
                        response.widget_info(|| {
                            WidgetInfo::labeled(Role::ProgressIndicator, true, &text)
                        });
                        ui.painter().rect_filled(bar, 1.5, theme.control);
                        let width = bar.width() * share.unwrap_or(0.0);
                        let done = Rect::from_min_size(bar.min, vec2(width, bar.height()));
                        ui.painter().rect_filled(done, 1.5, theme.accent);
                    });
                    let name = format!("Cancel {}", work.text);
                    if icon_button(ui, icons::CLOSE, &name, "Stop; nothing is written").clicked() {
                        work.cancel();
                    }
                });
            });
            ui.add_space(theme::sizes().grid);
        }
    });
    ui.ctx().request_repaint_after_secs(0.1);
}
