//! The views: the plane and the curves.

pub mod axes;
pub mod contour_lines;
pub mod course_cache;
pub mod curve_cache;
pub mod curves;
mod height_axis;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod series;
