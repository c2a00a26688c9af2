//! The screen: looks at the session with egui, edits the scene or says a command. Knows no window, file or clock.

pub mod colormap;
pub mod heat;
pub mod icons;
mod marks;
mod style;
pub mod theme;
pub mod trail;
