//! A few numbers beside the pointer, in the words of a sweep of one number.

use crate::ui::theme::{self, Theme};
use egui::{Color32, FontId, Id, LayerId, Order, Pos2, Rect, StrokeKind, Ui, pos2, vec2};

/// Room around and between what is written, and how far beside the pointer it stands.
const PAD: f32 = 8.0;
const GAP: f32 = 14.0;
const ROW: f32 = 17.0;
const ASIDE: f32 = 16.0;

/// A row of a tip.
pub(super) enum Line {
    /// A name in its colour.
    Title(String, Color32),
    /// What a number is called, and the number.
    Pair(String, String),
    /// A sentence.
    Text(String),
    /// What can be done.
    Hint(String),
}

impl Line {
    pub(super) fn title(text: &str, colour: Color32) -> Self {
        Self::Title(text.to_owned(), colour)
    }
    pub(super) fn pair(name: &str, number: &str) -> Self {
        Self::Pair(name.to_owned(), number.to_owned())
    }
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
    pub(super) fn hint(text: &str) -> Self {
        Self::Hint(text.to_owned())
    }
}

/// Paints the rows beside the pointer, within a frame where there is room.
pub(super) fn tip_ui(ui: &Ui, within: Rect, pointer: Pos2, lines: &[Line]) {
    let theme = Theme::in_ui(ui);
    let layer = LayerId::new(Order::Tooltip, Id::unique("numbers of a sweep"));
    let painter = ui.ctx().layer_painter(layer);
    let font = FontId::proportional(theme::sizes().small);
    let bold = FontId::new(theme::sizes().small, theme::medium());
    let lay = |text: &str, font: &FontId, colour| {
        let mut job =
            egui::text::LayoutJob::simple_singleline(text.to_owned(), font.clone(), colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(300.0);
        painter.layout_job(job)
    };
    let rows: Vec<_> = lines
        .iter()
        .map(|line| match line {
            Line::Title(text, colour) => (lay(text, &bold, theme.text), None, Some(*colour)),
            Line::Pair(name, number) => (
                lay(name, &font, theme.text_muted),
                Some(lay(number, &bold, theme.text)),
                None,
            ),
            Line::Text(text) => (lay(text, &font, theme.text), None, None),
            Line::Hint(text) => (lay(text, &font, theme.text_faint), None, None),
        })
        .collect();
    let width = rows.iter().map(|(left, right, swatch)| {
        let right = right.as_ref().map_or(0.0, |right| right.size().x + GAP);
        left.size().x + right + if swatch.is_some() { 16.0 } else { 0.0 }
    });
    let width = width.fold(0.0, f32::max);
    let size = vec2(width + 2.0 * PAD, rows.len() as f32 * ROW + 2.0 * PAD - 4.0);
    let room = ui.ctx().content_rect().shrink(4.0);
    let right = pointer.x + ASIDE;
    let x = if right + size.x <= within.right().min(room.right()) {
        right
    } else {
        (pointer.x - ASIDE - size.x).max(room.left())
    };
    let y = (pointer.y + ASIDE)
        .min(room.bottom() - size.y)
        .max(room.top());
    let back = Rect::from_min_size(pos2(x, y), size);
    painter.rect(
        back,
        theme::sizes().radius,
        theme.raised,
        theme.hairline_stroke(),
        StrokeKind::Inside,
    );
    let mut y = back.top() + PAD - 2.0;
    for (left, right, swatch) in rows {
        let mut x = back.left() + PAD;
        if let Some(colour) = swatch {
            let middle = y + ROW / 2.0 - 1.0;
            painter.hline(x..=x + 10.0, middle, egui::Stroke::new(3.0, colour));
            x += 16.0;
        }
        painter.galley(pos2(x, y), left, theme.text);
        if let Some(right) = right {
            let at = pos2(back.right() - PAD - right.size().x, y);
            painter.galley(at, right, theme.text);
        }
        y += ROW;
    }
}
