//! The frame of a sweep of one number: its horizontal axis under a hand, and its marks at any depth.

use super::axes;
use crate::core::map::{Axis, Knob, Limits};
use crate::session::Session;
use crate::session::maps::{Lines, knobs};
use crate::ui::theme::{self, Theme};
use egui::{Align2, FontId, Painter, Pos2, Rect, Response, Stroke, Ui, pos2, vec2};

/// Room around a frame for numbers and words: left, below, right, above.
pub(super) const LEFT: f32 = 56.0;
pub(super) const BELOW: f32 = 40.0;
pub(super) const RIGHT: f32 = 16.0;
pub(super) const ABOVE: f32 = 34.0;

/// A frame in its place, and what stands across it.
#[derive(Clone)]
pub(super) struct Frame {
    /// Where the lines are drawn.
    pub(super) rect: Rect,
    /// The part of the axis that is shown.
    pub(super) axis: Axis,
    /// The number on it.
    pub(super) knob: Knob,
    /// What the number is called, and its symbol.
    pub(super) name: String,
    pub(super) symbol: String,
    /// How far the axis may go, and whether only whole numbers stand on it.
    limits: Limits,
    is_whole: bool,
}

impl Frame {
    /// The frame within a place, over the axis that suits the run that is looked at closely.
    pub(super) fn new(place: Rect, session: &mut Session) -> Option<Self> {
        let (knob, axis) = session.line_axis()?;
        let request = session.scene.request(session.subject()?);
        let name = knobs::name(&knob, &request)?;
        let min = place.min + vec2(LEFT, ABOVE);
        let max = (place.max - vec2(RIGHT, BELOW)).max(min + vec2(16.0, 16.0));
        Some(Self {
            rect: Rect::from_min_max(min, max),
            limits: knobs::limits(&knob, &request, axis.scale),
            is_whole: knob.is_whole(&request),
            symbol: name.short(),
            name: name.label,
            axis,
            knob,
        })
    }

    /// Where a number stands; far outside the frame, just outside it.
    pub(super) fn x(&self, value: f64) -> f32 {
        let share = self.axis.position_of(value);
        let share = if share.is_nan() { -1.0 } else { share };
        self.rect.left() + share.clamp(-4.0, 5.0) as f32 * self.rect.width()
    }

    /// The number that stands at `x`.
    pub(super) fn value_at(&self, x: f32) -> f64 {
        let share = f64::from((x - self.rect.left()) / self.rect.width());
        self.axis.value_at(share)
    }

    /// Whether the number is on the shown part of the axis.
    pub(super) fn shows(&self, value: f64) -> bool {
        (self.axis.low..=self.axis.high).contains(&value)
    }

    /// How many columns there is room for.
    pub(super) fn columns(&self, ui: &Ui) -> usize {
        (self.rect.width() * ui.ctx().pixels_per_point()).max(1.0) as usize
    }

    /// Whether the axis is so short that every number on it has a column of its own.
    pub(super) fn is_deepest(&self, ui: &Ui) -> bool {
        !self.is_whole && !self.axis.resolves(2 * self.columns(ui))
    }

    /// A painter that is cut at the frame, so many points further out.
    pub(super) fn painter(&self, ui: &Ui, beyond: f32) -> Painter {
        ui.painter()
            .with_clip_rect(self.rect.expand(beyond).intersect(ui.clip_rect()))
    }

    /// Scrolling zooms at the pointer, dragging moves the axis, a double click shows what suits. Answers whether the
    /// axis is another one.
    pub(super) fn navigate(
        &mut self,
        ui: &Ui,
        response: &Response,
        session: &mut Session,
        drags: bool,
    ) -> bool {
        let hand = axes::Hand {
            axes: [Some((self.axis, self.limits)), None],
            pixels: [self.columns(ui), 1],
            response,
            plot: self.rect,
        };
        let zoomed = hand.zoomed(ui).and_then(|[axis, _]| axis);
        let mut axis = zoomed.unwrap_or(self.axis);
        if drags && response.dragged() {
            let by = f64::from(-response.drag_delta().x / self.rect.width());
            axis = axis.panned(by, &self.limits);
        }
        if axis == self.axis {
            return false;
        }
        session.view.sweep.across = Some(self.knob.clone());
        session.view.sweep.across_shown = Some(axis);
        self.axis = axis;
        true
    }

    /// Keeps the part that is shown, whatever becomes of the runs: a hand moves a setting along it.
    pub(super) fn hold(&self, session: &mut Session) {
        session.view.sweep.across = Some(self.knob.clone());
        session.view.sweep.across_shown = Some(self.axis);
    }

    /// The grid of the horizontal axis, its numbers and its name.
    pub(super) fn axis_ui(&self, ui: &Ui) {
        let theme = Theme::in_ui(ui);
        let rect = self.rect;
        let painter = ui.painter();
        let font = FontId::proportional(theme::sizes().small);
        let ticks = axes::ticks(&self.axis, (rect.width() / 72.0) as usize, self.is_whole);
        let grid = Stroke::new(1.0, theme.plot_grid);
        let below = rect.bottom() + 4.0;
        let mut free = rect.left() - 40.0;
        for axes::Tick { position, text } in ticks.ticks {
            let x = rect.left() + position as f32 * rect.width();
            if x < rect.left() - 0.5 || x > rect.right() + 0.5 {
                continue;
            }
            painter.vline(x, rect.y_range(), grid);
            if text.is_empty() {
                continue;
            }
            let galley = painter.layout_no_wrap(text, font.clone(), theme.text_faint);
            let left = x - galley.size().x / 2.0;
            if left > free + 6.0 {
                free = left + galley.size().x;
                painter.galley(pos2(left, below), galley, theme.text_faint);
            }
        }
        painter.hline(
            rect.x_range(),
            rect.bottom(),
            Stroke::new(1.0, theme.hairline),
        );
        let name = if self.name == self.symbol {
            self.name.clone()
        } else {
            format!("{}  {}", self.name, self.symbol)
        };
        let name = axes::with_base(&name, ticks.base);
        let name = painter.text(
            pos2(rect.right(), below + 16.0),
            Align2::RIGHT_TOP,
            name,
            font.clone(),
            theme.text_muted,
        );
        if self.is_deepest(ui) {
            let text = "Every number is shown: there is none between its neighbours";
            let at = pos2(rect.left(), below + 16.0);
            let galley = painter.layout_no_wrap(text.to_owned(), font, theme.text_muted);
            if at.x + galley.size().x < name.left() {
                painter.galley(at, galley, theme.text_muted);
            }
        }
    }
}

/// In the lower right corner: how much of the lines is worked out, or why they will not be finished.
pub(super) fn worked_out_ui(painter: &Painter, frame: &Frame, lines: &Lines, theme: &Theme) {
    let progress = || format!("{} % worked out", (100.0 * lines.progress()).floor());
    let text = lines.fault().map_or_else(progress, str::to_owned);
    let at = frame.rect.right_bottom() - vec2(8.0, 6.0);
    let place = (Align2::RIGHT_BOTTOM, frame.rect.width() - 16.0);
    note_within(painter, at, place, &text, theme);
}

/// A word or two in a corner of a frame, in a ground that keeps them apart from lines.
pub(super) fn note_ui(painter: &Painter, at: Pos2, align: Align2, text: &str, theme: &Theme) {
    note_within(painter, at, (align, f32::INFINITY), text, theme);
}

/// The same, broken into lines that are no wider than this.
fn note_within(
    painter: &Painter,
    at: Pos2,
    (align, width): (Align2, f32),
    text: &str,
    theme: &Theme,
) {
    let font = FontId::proportional(theme::sizes().small);
    let galley = painter.layout(text.to_owned(), font, theme.text_muted, width);
    let rect = align.anchor_size(at, galley.size());
    painter.rect_filled(
        rect.expand2(vec2(4.0, 1.0)),
        theme::sizes().radius,
        theme.canvas.gamma_multiply(0.8),
    );
    painter.galley(rect.min, galley, theme.text_muted);
}
