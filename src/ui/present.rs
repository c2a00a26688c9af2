//! Present mode: the interface as a lecture needs it, and the way back to how it was.
//!
//! What is folded or enlarged while presenting is this mode's own: the settings stay as they were.

use super::state::{Settings, UiState};
use super::theme::{self, Theme};
use crate::session::command::Command;
use egui::{Context, Id, Key, LayerId, Order, Popup, Stroke};

/// The smallest text on the projector, in points.
pub const SMALLEST_TEXT: f32 = 18.0;
/// The smallest size, in points of the enlarged interface, at which everything has its place: the smallest
/// window at the smallest zoom.
pub const SMALLEST: [f32; 2] = [640.0, 360.0];

/// What is there while something is presented.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Present {
    /// Whether the left panel is there.
    pub left: bool,
    /// Whether the right panel is there.
    pub right: bool,
    /// Whether the curves are there.
    pub curves: bool,
    /// Size of the interface.
    pub zoom: f32,
}

/// The zoom at which the smallest text is large enough.
fn least_zoom() -> f32 {
    SMALLEST_TEXT / theme::sizes().small
}

impl Present {
    /// The landscape, the timeline and, if they were there, the curves, in large type.
    pub fn over(settings: &Settings) -> Self {
        Self {
            left: false,
            right: false,
            curves: settings.curves,
            zoom: settings.zoom.max(least_zoom()),
        }
    }

    /// Carries out a command that concerns what is there. Answers whether it was one of those. There is room
    /// for one panel at a side.
    pub fn perform(&mut self, command: Command) -> bool {
        match command {
            Command::ToggleLeft => (self.left, self.right) = (!self.left, false),
            Command::ToggleRight => (self.left, self.right) = (false, !self.right),
            Command::ToggleCurves => self.curves ^= true,
            Command::ZoomIn | Command::ZoomOut | Command::ZoomReset => {
                let mut settings = Settings {
                    zoom: self.zoom,
                    ..Settings::default()
                };
                settings.perform(command);
                self.zoom = settings.zoom.max(least_zoom());
            }
            _ => return false,
        }
        true
    }
}

/// Whether Escape was pressed and means to leave: nothing else is open that it closes first.
pub fn is_left(ctx: &Context, state: &UiState) -> bool {
    state.present.is_some()
        && !state.has_sheet()
        && !state.tune.open
        && !ctx.text_edit_focused()
        && !Popup::is_any_open(ctx)
        && ctx.input(|input| input.key_pressed(Key::Escape))
}

/// A soft ring around the pointer, so that a room sees where it is; larger while it presses.
pub fn halo(ctx: &Context, theme: &Theme) {
    let (at, down) = ctx.input(|input| (input.pointer.latest_pos(), input.pointer.any_down()));
    let Some(at) = at else {
        return;
    };
    let press = ctx.animate_bool_with_time(Id::unique("halo"), down, 0.1);
    let radius = egui::lerp(15.0..=22.0, press);
    let layer = LayerId::new(Order::Debug, Id::unique("halo"));
    let painter = ctx.layer_painter(layer);
    let fill = theme.accent.gamma_multiply(egui::lerp(0.16..=0.3, press));
    painter.circle_filled(at, radius, fill);
    let rim = theme.accent.gamma_multiply(0.85);
    painter.circle_stroke(at, radius, Stroke::new(2.0, rim));
}
