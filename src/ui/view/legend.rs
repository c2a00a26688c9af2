//! A small table of the runs over the plane, for when the panels are folded: who is where at the playhead.

use crate::core::trajectory::Ending;
use crate::session::Session;
use crate::session::scene::RunId;
use crate::session::standings::{State, standings};
use crate::ui::state::UiState;
use crate::ui::theme::{self, Theme};
use crate::ui::{format, icons, trail};
use egui::{Align2, FontFamily, FontId, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

/// Height of a line, in points.
const LINE: f32 = 20.0;
/// Width of the table, in points.
const WIDTH: f32 = 196.0;

/// The identity of a run's line.
fn line_id(run: RunId) -> Id {
    Id::unique(("legend", run.0))
}

/// Whether the table covered some of a rectangle when it was shown last.
pub(super) fn covers(ui: &Ui, session: &Session, rect: Rect) -> bool {
    let lines = session.scene.runs.iter();
    let mut shown = lines.filter_map(|run| ui.ctx().read_response(line_id(run.id)));
    shown.any(|line| line.rect.intersects(rect))
}

/// Shows the table in the lower left corner of the plane, as many lines as fit; the leaders first.
pub fn legend_ui(ui: &mut Ui, plane: Rect, session: &mut Session, state: &mut UiState) {
    let theme = Theme::in_ui(ui);
    let lines = standings(&session.scene, session.derived(), session.step());
    let room = ((plane.height() - 84.0) / LINE).floor().max(1.0) as usize;
    let more = lines.len() > room;
    let shown = if more { room.max(2) - 1 } else { lines.len() };
    if lines.is_empty() || plane.width() < WIDTH + 120.0 {
        return;
    }
    let height = LINE * (shown + usize::from(more)) as f32;
    let low = pos2(plane.left() + 44.0, plane.bottom() - 32.0);
    let rect = Rect::from_min_max(pos2(low.x, low.y - height), pos2(low.x + WIDTH, low.y));
    ui.painter().rect_filled(
        rect.expand2(vec2(8.0, 4.0)),
        theme::sizes().radius,
        theme.panel.gamma_multiply(0.88),
    );
    let text_at = |at, align, text: &str, colour| {
        let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
        ui.painter().text(at, align, text, font, colour)
    };
    for (i, line) in lines.iter().take(shown).enumerate() {
        let Some(run) = session.scene.run(line.id) else {
            continue;
        };
        let at = rect.min + vec2(0.0, LINE * i as f32);
        let row = Rect::from_min_size(at, vec2(WIDTH, LINE));
        let response = ui.interact(row, line_id(line.id), Sense::click());
        let name = format!("Select {}", run.name);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if response.hovered() {
            state.hovered = Some(line.id);
        }
        if state.front == Some(line.id) || response.has_focus() {
            let radius = theme::sizes().radius;
            ui.painter().rect_filled(row, radius, theme.hover);
        }
        let swatch = Rect::from_center_size(row.left_center() + vec2(13.0, 0.0), vec2(22.0, 12.0));
        trail::paint_swatch(ui.painter(), swatch, theme::run_style(run.style), theme);
        let (value, colour) = match line.state {
            State::Ended(Ending::Diverged { at, .. }) => {
                (format!("diverged at {}", format::count(at)), theme.danger)
            }
            State::Arrived { .. } => {
                let value = format::significant(line.height, 2);
                (format!("{value} {}", icons::CHECK), theme.success)
            }
            _ => (format::significant(line.height, 2), theme.text),
        };
        let value = text_at(row.right_center(), Align2::RIGHT_CENTER, &value, colour);
        let mut names = ui.painter().with_clip_rect(Rect::from_min_max(
            row.min,
            pos2(value.left() - 6.0, row.bottom()),
        ));
        names.set_opacity(1.0);
        let font = FontId::new(theme::sizes().small, theme::medium());
        names.text(
            row.left_center() + vec2(32.0, 0.0),
            Align2::LEFT_CENTER,
            &run.name,
            font,
            theme.text,
        );
        if response.on_hover_text(&run.name).clicked() {
            session.selected = Some(line.id);
        }
    }
    if more {
        let text = format!("and {} more", lines.len() - shown);
        let at = rect.left_bottom() + vec2(32.0, -LINE / 2.0);
        text_at(at, Align2::LEFT_CENTER, &text, theme.text_muted);
    }
}
