//! The views: the landscape from above and in 3D, and the curves.

pub mod axes;
pub mod contour_lines;
pub mod curve_cache;
pub mod curves;
mod height_axis;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod relief;
pub mod series;
pub mod split;
