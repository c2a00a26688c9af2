//! The screen without a window: the same drawing code, as pixels.

pub mod frame;
pub mod raster;
