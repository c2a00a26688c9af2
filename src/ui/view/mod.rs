//! The views: the plane and the curves.

pub mod axes;
pub mod curves;
pub mod paint;
pub mod plane;
pub mod projection;
pub mod series;
