//! The views: the plane and the curves.

mod across;
pub mod axes;
pub mod chart;
pub mod contour_lines;
pub mod curve_cache;
pub mod curve_handles;
mod curve_hover;
mod curve_tabs;
pub mod curve_theory;
pub mod curves;
mod grip;
pub mod height_axis;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod quadratic_handles;
pub mod quantity;
pub mod series;
