//! The views: the landscape from above and in 3D, and the curves.

pub mod axes;
pub mod basins;
mod cast;
pub mod charts;
pub mod clouds;
pub mod course_cache;
pub mod empty;
pub mod ghosts;
mod grip;
pub mod legend;
pub mod map_texture;
mod names;
mod overlay;
pub mod plane;
pub mod relief;
pub mod split;
pub mod sweep;
