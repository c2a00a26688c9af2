//! The views: the plane and the curves.

mod across;
pub mod axes;
pub mod chart;
pub mod contour_lines;
pub mod curve_cache;
mod curve_hover;
mod curve_tabs;
pub mod curves;
pub mod height_axis;
mod grip;
mod height_axis;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod quantity;
pub mod quadratic_handles;
pub mod series;
