//! The views: the plane and the curves.

mod across;
pub mod axes;
pub mod chart;
pub mod contour_lines;
pub mod course_cache;
mod curvature_mark;
pub mod curve_cache;
pub mod curve_handles;
mod curve_hover;
mod curve_tabs;
pub mod curve_theory;
pub mod curves;
pub mod empty;
pub mod gradient_field;
mod grip;
pub mod height_axis;
pub mod legend;
mod names;
mod overlay;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod quadratic_handles;
pub mod quantity;
pub mod series;
