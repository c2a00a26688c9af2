//! Words beside lines of a chart: each has a place of its own near what it is about, and lies over the curves.

use super::chart::Chart;
use crate::ui::theme::{self, Theme};
use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Ui, pos2, vec2};
use std::sync::Arc;

/// The least width of a chart that has room for words.
const LEAST_WIDTH: f32 = 140.0;

/// The labels of a chart, each in a place of its own.
#[derive(Default)]
pub(in crate::ui::view) struct Labels {
    all: Vec<(Rect, Arc<Galley>)>,
}

impl Labels {
    /// Takes a word for a place above a point, or where there is room near it.
    pub(in crate::ui::view) fn put(
        &mut self,
        painter: &Painter,
        chart: &Chart,
        at: Pos2,
        words: &str,
        colour: Color32,
    ) {
        if chart.rect.width() < LEAST_WIDTH {
            return;
        }
        let font = FontId::proportional(theme::sizes().small);
        let galley = painter.layout_no_wrap(words.to_owned(), font, colour);
        let size = galley.size();
        let left = (at.x - size.x - 6.0).max(chart.rect.left() + 4.0);
        let right = (at.x + 6.0).min(chart.rect.right() - size.x - 4.0);
        let tries = [
            pos2(right, at.y - size.y - 4.0),
            pos2(left, at.y - size.y - 4.0),
            pos2(right, at.y + 4.0),
            pos2(left, at.y + 4.0),
        ];
        let mut rooms = tries.map(|min| Rect::from_min_size(min, size)).into_iter();
        let is_free = |room: &Rect| {
            chart.rect.contains_rect(*room)
                && !self.all.iter().any(|(taken, _)| taken.intersects(*room))
        };
        if let Some(room) = rooms.find(is_free) {
            self.all.push((room, galley));
        }
    }

    /// Writes the labels.
    pub(in crate::ui::view) fn paint(self, ui: &Ui, chart: &Chart) {
        let theme = Theme::in_ui(ui);
        let painter = chart.painter(ui, 0.0);
        for (room, galley) in self.all {
            let ground = theme.panel.gamma_multiply(0.8);
            painter.rect_filled(room.expand2(vec2(3.0, 0.0)), 3.0, ground);
            painter.galley(room.min, galley, theme.text);
        }
    }
}
