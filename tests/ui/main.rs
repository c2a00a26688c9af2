//! The whole screen under a hand, a keyboard and a screen reader, without a window or a GPU.
#![cfg(feature = "picture")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    unreachable_pub,
    reason = "what the modules of a test share is public among them"
)]

mod catalogue;
mod commands;
#[path = "../common/mod.rs"]
mod common;
mod drag;
mod history;
mod honest;
mod layout;
mod monkey;
mod playback;
mod relief;
mod runs;
mod screen;
mod snapshots;
#[path = "../support/mod.rs"]
mod support;
mod typed;
