//! The panels around the plane.

pub mod ensemble;
pub mod export;
pub mod file_menu;
pub mod gallery;
mod grip;
pub mod help;
pub mod import;
pub mod landscape;
pub mod notices;
pub mod pins;
pub mod run_card;
pub mod runs;
pub mod sheets;
pub mod sides;
pub mod standings;
pub mod timeline;
pub mod top_bar;
pub mod tune;
pub mod work;
