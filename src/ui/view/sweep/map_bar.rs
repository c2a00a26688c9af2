//! What the colours of a map mean: a bar with round numbers beside it, or a list of endings.

use super::map_shade::{GROWING, Scale};
use crate::core::trajectory::Ending;
use crate::session::maps::{Map, Shade};
use crate::ui::theme::sweep::SweepColours;
use crate::ui::theme::{self, Theme};
use egui::{
    Align2, Color32, FontFamily, FontId, Mesh, Painter, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

/// Width of the bar.
const BAR: f32 = 10.0;
/// Room between the plot and the bar.
const GAP: f32 = 14.0;
/// Height of a line of a list.
const LINE: f32 = 20.0;

/// Room that it takes right of the plot.
pub(super) const fn width(shade: Shade) -> f32 {
    match shade {
        Shade::Ending => 112.0,
        Shade::Loss | Shade::Steps | Shade::Rate => 88.0,
    }
}

/// Which endings a map has, and the revision of the map in which they were looked for.
#[derive(Default)]
pub(super) struct SeenEndings {
    revision: Option<u64>,
    kinds: [bool; 8],
}

impl SeenEndings {
    /// Looks through a map, if it has changed since.
    pub(super) fn refresh(&mut self, map: &Map) {
        if self.revision == Some(map.revision()) {
            return;
        }
        *self = Self {
            revision: Some(map.revision()),
            kinds: [false; 8],
        };
        for outcome in map.grid().shown() {
            let kind = match outcome.ending {
                None => continue,
                Some(Ending::Converged { .. }) => 0,
                Some(Ending::Saddle { .. }) => 1,
                Some(Ending::Cycling { period }) => (period as usize).clamp(2, 5),
                Some(Ending::Budget) => 6,
                Some(Ending::Diverged { .. }) => 7,
            };
            self.kinds[kind] = true;
        }
    }
}

/// Paints it right of the plot.
pub(super) fn paint(
    painter: &Painter,
    plot: Rect,
    scale: &Scale,
    seen: &SeenEndings,
    colours: &SweepColours,
    theme: &Theme,
) {
    let left = plot.right() + GAP;
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    painter.text(
        pos2(left, plot.top() - 6.0),
        Align2::LEFT_BOTTOM,
        scale.label(),
        font,
        theme.text,
    );
    if scale.shade == Shade::Ending {
        endings(painter, plot, left, seen, colours, theme);
        return;
    }
    let mut rows = vec![("diverged", colours.diverged)];
    match scale.shade {
        Shade::Steps => rows.push(("never", colours.never)),
        Shade::Rate => rows.push(("no rate", colours.never)),
        Shade::Loss | Shade::Ending => {}
    }
    let has_rows = plot.height() > 130.0;
    let foot = if has_rows {
        LINE * rows.len() as f32 + 8.0
    } else {
        0.0
    };
    let bar = Rect::from_min_max(
        pos2(left, plot.top()),
        pos2(left + BAR, plot.bottom() - foot),
    );
    ramp(painter, bar, scale, colours, theme);
    if has_rows {
        for (i, (word, colour)) in rows.into_iter().enumerate() {
            let y = plot.bottom() - foot + 8.0 + LINE * (i as f32 + 0.5);
            swatch(painter, pos2(left, y), colour, word, theme);
        }
    }
}

fn ramp(painter: &Painter, bar: Rect, scale: &Scale, colours: &SweepColours, theme: &Theme) {
    let mut mesh = Mesh::default();
    let strips = 64;
    for i in 0..strips {
        let [from, to] = [i, i + 1].map(|i| i as f32 / strips as f32);
        // In the middle of each strip, so that both sides of a boundary keep their colours.
        let colour = scale.colour_at(f64::from(0.5 * (from + to)), colours);
        let y = |share| egui::lerp(bar.bottom()..=bar.top(), share);
        let strip = Rect::from_min_max(pos2(bar.left(), y(to)), pos2(bar.right(), y(from)));
        mesh.add_colored_rect(strip, colour);
    }
    painter.add(Shape::mesh(mesh));
    painter.rect_stroke(
        bar,
        0.0,
        Stroke::new(1.0, theme.hairline),
        StrokeKind::Outside,
    );
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let mut free = f32::INFINITY;
    for mark in scale.marks() {
        let y = egui::lerp(bar.bottom()..=bar.top(), mark.share as f32);
        painter.hline(
            bar.right()..=bar.right() + 3.0,
            y,
            Stroke::new(1.0, theme.control),
        );
        if y + 8.0 < free {
            painter.text(
                pos2(bar.right() + 6.0, y),
                Align2::LEFT_CENTER,
                mark.text,
                font.clone(),
                theme.text_muted,
            );
            free = y - 8.0;
        }
    }
    if scale.shade == Shade::Rate {
        // Below it shrinks, above it grows.
        let y = egui::lerp(bar.bottom()..=bar.top(), 1.0 - GROWING as f32);
        painter.hline(
            bar.left() - 3.0..=bar.right() + 3.0,
            y,
            Stroke::new(1.5, theme.text),
        );
    }
}

fn swatch(painter: &Painter, at: egui::Pos2, colour: Color32, word: &str, theme: &Theme) {
    let place = Rect::from_center_size(at + vec2(BAR / 2.0, 0.0), vec2(BAR, BAR));
    painter.rect_filled(place, 2.0, colour);
    painter.rect_stroke(
        place,
        2.0,
        Stroke::new(1.0, theme.control),
        StrokeKind::Outside,
    );
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    painter.text(
        at + vec2(BAR + 6.0, 0.0),
        Align2::LEFT_CENTER,
        word,
        font,
        theme.text_muted,
    );
}

/// The endings with their colours; those that the map has none of are left out.
fn endings(
    painter: &Painter,
    plot: Rect,
    left: f32,
    seen: &SeenEndings,
    colours: &SweepColours,
    theme: &Theme,
) {
    let all = [
        ("arrived", colours.converged),
        ("at a saddle", colours.saddle),
        ("cycle of 2", colours.cycles[0]),
        ("cycle of 3", colours.cycles[1]),
        ("cycle of 4", colours.cycles[2]),
        ("longer cycle", colours.cycles[3]),
        ("under way", colours.undecided),
        ("diverged", colours.diverged),
    ];
    let rows = all.iter().zip(seen.kinds).filter(|(_, seen)| *seen);
    for (i, ((word, colour), _)) in rows.enumerate() {
        let y = plot.top() + LINE * (i as f32 + 0.5);
        if y + LINE / 2.0 <= plot.bottom() + 4.0 {
            swatch(painter, pos2(left, y), *colour, word, theme);
        }
    }
}
