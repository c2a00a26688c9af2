//! What is, what follows from it, and what time it is.
//!
//! - [`scene`]: everything a person decided; what undo restores and a preset keeps;
//! - [`preset`]: a scene as JSON and back.

pub mod preset;
pub mod scene;
