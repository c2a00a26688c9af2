//! The views: the plane and the curves.

mod across;
pub mod axes;
mod beside;
pub mod chart;
pub mod clouds;
pub mod contour_lines;
pub mod course_cache;
mod curvature_mark;
mod curve_band;
pub mod curve_cache;
mod curve_hover;
mod curve_tabs;
pub mod curves;
pub mod empty;
pub mod ghosts;
pub mod gradient_field;
pub mod height_axis;
pub mod legend;
mod names;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod quantity;
pub mod series;
