//! Numbers only: what a step of an optimizer is and what follows from many of them.
//!
//! The core is pure, total and deterministic. It knows no file, clock, thread, colour or window;
//! divergence, overflow and NaN are values here, not errors. In reading order:
//!
//! - [`lane`], [`vec2`], [`dual`]: one number or sixteen side by side, pairs of them, derivatives;
//! - [`span`], [`params`], [`catalog`]: how an entry describes itself, and a setting of it ([`catalog::Config`]);
//! - [`surface`], [`optim`], [`schedule`], [`clip`], [`noise`]: the catalogues;
//! - [`pipeline`], [`simulate`], [`trajectory`], [`ending`], [`probe`], [`replay`]: a step, many steps, what they were;
//! - [`cloud`], [`watch`]: many runs around one, and how they end; [`map`]: what becomes of a run as its numbers vary, by
//!   [`convoy`]s of packs in the registers that [`dispatch`] finds; [`tune`]: which of them are best;
//! - [`curvature`], [`ground`], [`theory`]: a surface in the small, where it is level, and what a method makes of it; [`height`], [`field`], [`levels`], [`contour`]: in the large.

mod apart;
pub mod catalog;
pub mod clip;
pub mod cloud;
pub mod contour;
pub mod convoy;
pub mod curvature;
pub mod dispatch;
pub mod dual;
pub mod ending;
pub mod field;
pub mod ground;
pub mod height;
pub mod lane;
pub mod levels;
pub mod map;
pub mod noise;
pub mod optim;
pub mod params;
pub mod pipeline;
pub mod probe;
pub mod replay;
pub mod schedule;
pub mod simulate;
pub mod span;
pub mod surface;
pub mod theory;
pub mod trajectory;
pub mod tune;
pub mod vec2;
pub mod watch;
