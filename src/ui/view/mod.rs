//! The views: the plane and the curves.

pub mod axes;
pub mod contour_lines;
pub mod course_cache;
pub mod curve_cache;
pub mod curves;
pub mod empty;
mod height_axis;
pub mod legend;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod series;
