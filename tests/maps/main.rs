//! Maps against single runs: every pixel of every kind of map is the run that it names.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at what it does not expect"
)]

#[path = "../common/mod.rs"]
mod common;
mod exact;
mod exact_table;
mod rest;
