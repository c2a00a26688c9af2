//! The panels around the plane.

pub mod ensemble;
pub mod landscape;
pub mod notices;
pub mod pins;
pub mod run_card;
pub mod runs;
pub mod sheets;
pub mod standings;
pub mod timeline;
pub mod top_bar;
