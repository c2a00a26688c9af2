//! The vertical axis of orbits: what stands on it, how far it reaches, and its marks at any depth.

use super::axes;
use super::line_frame::note_ui;
use crate::core::map::orbit::Tail;
use crate::core::map::{Axis, Limits};
use crate::core::surface::Landmarks;
use crate::session::Session;
use crate::session::maps::Ordinate;
use crate::session::maps::lines::Line;
use crate::ui::format;
use crate::ui::theme::{self, Theme};
use egui::{Align2, FontId, Rect, Response, Stroke, Ui, pos2, vec2};

/// The smallest gap and the shortest step that are told apart on a logarithmic axis.
const FLOOR: f64 = 1e-30;
/// The share of the columns whose ends decide how far the axis reaches: few that are about to leave do not.
const MOST: f64 = 0.97;
/// Room beyond what is to be seen, as a share of it.
const ROOM: f64 = 0.05;
/// Any number may stand on the axis.
const ANY: Limits = Limits {
    low: -1e300,
    high: 1e300,
    least: 0.0,
};

/// The vertical axis: from where to where, in numbers or in powers of ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Heights {
    pub(super) ordinate: Ordinate,
    /// The lowest loss, where losses are shown as gaps.
    lowest: Option<f64>,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Heights {
    /// An axis on which nothing is fitted yet.
    pub(super) fn new(ordinate: Ordinate, landmarks: &Landmarks) -> Self {
        Self {
            ordinate,
            lowest: landmarks.lowest,
            low: 0.0,
            high: 1.0,
        }
    }

    /// Whether it counts in powers of ten.
    pub(super) fn is_log(&self) -> bool {
        match self.ordinate {
            Ordinate::X | Ordinate::Y => false,
            Ordinate::Loss => self.lowest.is_some(),
            Ordinate::Moved => true,
        }
    }

    /// What stands on it.
    pub(super) fn name(&self) -> &'static str {
        match self.ordinate {
            Ordinate::X => "x",
            Ordinate::Y => "y",
            Ordinate::Loss if self.lowest.is_some() => "f − f*",
            Ordinate::Loss => "f",
            Ordinate::Moved => "step",
        }
    }

    /// The number of a step of an orbit.
    pub(super) fn number(&self, tail: &Tail, step: usize) -> f64 {
        let (at, loss, moved) = tail.at(step);
        match self.ordinate {
            Ordinate::X => at.x,
            Ordinate::Y => at.y,
            Ordinate::Loss => self.lowest.map_or(loss, |lowest| (loss - lowest).max(0.0)),
            Ordinate::Moved => moved,
        }
    }

    /// Where a number stands on the axis.
    pub(super) fn height(&self, number: f64) -> f64 {
        if self.is_log() {
            number.max(FLOOR).log10()
        } else {
            number
        }
    }

    /// The same axis, reaching as far as all orbits do that are not about to leave.
    pub(super) fn fitted(mut self, line: &Line<Tail>) -> Self {
        let (mut lows, mut highs) = (Vec::new(), Vec::new());
        for (_, tail) in line.known() {
            let heights = (0..tail.len()).map(|step| self.height(self.number(tail, step)));
            let ends = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), h| {
                (low.min(h), high.max(h))
            });
            if ends.0 <= ends.1 {
                lows.push(-ends.0);
                highs.push(ends.1);
            }
        }
        let end = |mut ends: Vec<f64>| {
            ends.sort_by(f64::total_cmp);
            let place = (MOST * ends.len().saturating_sub(1) as f64).ceil() as usize;
            ends.get(place).copied()
        };
        let (low, high) = match (end(lows), end(highs)) {
            (Some(low), Some(high)) => (-low, high),
            _ => (0.0, 1.0),
        };
        let room = ROOM * (high - low);
        let room = if room > 1e-9 * low.abs().max(high.abs()) && room > 0.0 {
            room
        } else {
            0.5 * low.abs().max(high.abs()).max(1e-3)
        };
        (self.low, self.high) = (low - room, high + room);
        self
    }

    /// The axis as numbers see it.
    fn axis(&self) -> Axis {
        Axis::linear(self.low, self.high)
    }

    /// Scrolling zooms at the pointer, dragging moves it.
    pub(super) fn navigate(
        &mut self,
        ui: &Ui,
        rect: Rect,
        response: &Response,
        session: &mut Session,
        is_alone: bool,
    ) {
        let pixels = (rect.height() * ui.ctx().pixels_per_point()).max(1.0) as usize;
        let hand = axes::Hand {
            axes: [None, Some((self.axis(), ANY))],
            pixels: [1, pixels],
            response,
            plot: rect,
        };
        let zoomed = hand.zoomed(ui).and_then(|[_, axis]| axis);
        let mut axis = zoomed.unwrap_or(self.axis());
        // A hand that only moves along the horizontal axis leaves this one fitted.
        let is_free = is_alone || session.view.sweep.orbit.shown.is_some();
        if response.dragged() && is_free {
            let by = f64::from(response.drag_delta().y / rect.height());
            axis = axis.panned(by, &ANY);
        }
        if axis != self.axis() {
            (self.low, self.high) = (axis.low, axis.high);
            session.view.sweep.orbit.shown = Some([self.low, self.high]);
        }
    }

    /// The share of the axis at which a number stands.
    pub(super) fn share(&self, number: f64) -> f64 {
        (self.height(number) - self.low) / (self.high - self.low)
    }

    /// Numbers, lines across, and the name.
    pub(super) fn axis_ui(&self, ui: &Ui, rect: Rect) {
        let theme = Theme::in_ui(ui);
        let painter = ui.painter();
        let font = FontId::proportional(theme::sizes().small);
        let ticks = axes::ticks(&self.axis(), (rect.height() / 44.0) as usize, false);
        for tick in ticks.ticks {
            let y = rect.bottom() - tick.position as f32 * rect.height();
            let power = self.low + tick.position * (self.high - self.low);
            let text = if !self.is_log() || ticks.base.is_some() {
                tick.text
            } else if (power - power.round()).abs() < 1e-6 {
                format!("1e{}", power.round()).replace('-', "−")
            } else {
                format::significant(10f64.powf(power), 2)
            };
            painter.hline(rect.x_range(), y, Stroke::new(1.0, theme.plot_grid));
            let at = pos2(rect.left() - 8.0, y);
            painter.text(
                at,
                Align2::RIGHT_CENTER,
                text,
                font.clone(),
                theme.text_faint,
            );
        }
        let unit = if self.is_log() { "log₁₀ " } else { "" };
        if let Some(base) = ticks.base {
            let at = rect.left_top() + vec2(8.0, 6.0);
            let name = format!("{unit}{}  less  {base}", self.name());
            note_ui(painter, at, Align2::LEFT_TOP, &name, theme);
        } else {
            let at = pos2(rect.left() - 8.0, rect.top() - 4.0);
            let name = self.name();
            painter.text(at, Align2::RIGHT_BOTTOM, name, font, theme.text_muted);
        }
    }
}
