//! The screen: looks at the session with egui, edits the scene or says a command. Knows no window, file or clock.

pub mod colormap;
mod drop;
pub mod figure;
mod focus;
pub mod ghost_words;
pub mod heat;
pub mod icons;
pub mod ink;
pub mod jobs;
mod marks;
pub mod memory;
pub mod palette;
pub mod panel;
pub mod param_row;
mod paste;
pub mod picker;
pub mod present;
pub mod rate_marks;
pub mod screen;
pub mod shortcuts;
pub mod slider;
pub mod state;
mod style;
pub mod theme;
pub mod trail;
pub mod view;

pub use crate::session::format;
