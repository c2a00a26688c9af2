//! Ravine shows optimizers move over two-dimensional loss surfaces, with PyTorch's own numbers.
//!
//! In reading order, each layer knowing only those before it:
//!
//! 1. [`core`]: numbers only. Catalogues of surfaces, optimizers, schedules and clips; the order of a
//!    step; trajectories and how they end. Pure, total, deterministic.
//! 2. [`session`]: what is (a scene), what follows from it (trajectories, fields, contours) and what
//!    time it is (playback). Undo, presets, commands.
//! 3. [`export`]: scenes and trajectories as files for other programs.
//! 4. `ui` (feature `picture`): looks at the session with egui, edits the scene or says a command.
//! 5. `picture` (feature `picture`): the same screen without a window, as pixels.
//! 6. [`cli`] and `window` (feature `window`): the two ways in.
//!
//! Not here: networks, plugins, scripting, training of anything larger than two parameters.
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

pub mod cli;
pub mod core;
pub mod export;
#[cfg(feature = "picture")]
pub mod picture;
pub mod session;
#[cfg(feature = "picture")]
pub mod ui;
#[cfg(feature = "window")]
pub mod window;
