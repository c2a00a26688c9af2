//! The last places of the run over one parameter.

use crate::session::Session;
use crate::ui::state::UiState;
use egui::{Rect, Ui};

/// Lets the hand act.
pub(super) fn interact(_: &mut Ui, _: Rect, _: &mut Session, _: &mut UiState) {}

/// Paints it.
pub(super) fn paint(_: &mut Ui, _: Rect, _: &mut Session, _: &mut UiState) {}
