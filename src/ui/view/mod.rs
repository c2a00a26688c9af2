//! The views: the plane and the curves.

mod across;
pub mod axes;
mod beside;
pub mod chart;
pub mod clouds;
pub mod contour_lines;
mod curve_band;
pub mod curve_cache;
mod curve_hover;
mod curve_tabs;
pub mod curves;
pub mod ghosts;
pub mod height_axis;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod quantity;
pub mod series;
