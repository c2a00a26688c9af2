//! The whole screen under a hand, a keyboard and a screen reader, without a window or a GPU.
#![cfg(feature = "picture")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    unreachable_pub,
    reason = "what the modules of a test share is public among them"
)]

mod basins;
mod basins_picture;
mod catalogue;
mod clouds;
mod comfort;
mod commands;
#[path = "../common/mod.rs"]
mod common;
mod curve_handles;
mod curves;
mod drag;
mod export;
mod files;
mod gallery;
mod ghosts;
mod handles;
mod history;
mod honest;
mod import;
mod layout;
mod monkey;
mod palette;
mod plane;
mod playback;
mod reach;
mod relief;
mod runs;
mod screen;
mod sliders;
mod snapshots;
#[path = "../support/mod.rs"]
mod support;
mod sweep;
mod sweep_lines;
mod sweep_odd;
mod tune;
mod typed;
