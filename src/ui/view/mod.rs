//! The views: the plane and the curves.

pub mod axes;
pub mod contour_lines;
pub mod course_cache;
mod curvature_mark;
pub mod curve_cache;
pub mod curves;
pub mod empty;
pub mod gradient_field;
mod height_axis;
pub mod legend;
mod names;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod series;
