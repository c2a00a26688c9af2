//! Maps: what becomes of a run, as a function of one or two of its numbers.
//!
//! A [`Plan`] is a run and what stands on the axes: a start coordinate (basins of attraction), a parameter of the
//! surface, the optimizer, the schedule or the clip, or the noise (sweeps). Each pixel is, bit for bit, the single run
//! that [`Plan::request`] names; a [`Mapper`] simulates many of them side by side. Which pixels are worked out when, and
//! by whom, is not known here.

mod axis;
mod drive;
mod keep;
mod knob;
mod lanes;
pub mod line;
mod mapper;
pub mod orbit;
mod outcome;
mod recur;
mod sentry;

pub use axis::{Axis, AxisScale, Limits};
pub use knob::{Knob, Part};
pub use mapper::Mapper;
pub use outcome::{Extras, Outcome, measured_rate};

use super::pipeline::Request;

/// A run, and which of its numbers a map varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The run as it is; what stands on the axes is put in place of its own.
    pub base: Request,
    /// What the horizontal axis varies.
    pub across: Knob,
    /// What the vertical axis varies, if there is one.
    pub up: Option<Knob>,
    /// Whether the measured rate per step is wanted, which takes a little longer.
    pub rates: bool,
}

/// The numbers of a pixel: what stands on the horizontal and on the vertical axis (unused where there is none).
pub type Cell = [f64; 2];

impl Plan {
    /// What is told of its runs beyond their endings: of starts, since when they rest wherever they do.
    pub fn extras(&self) -> Extras {
        let is_start = |knob: &Knob| matches!(knob, Knob::StartX | Knob::StartY);
        Extras {
            rate: self.rates,
            settled: is_start(&self.across) && self.up.as_ref().is_some_and(is_start),
        }
    }

    /// The single run that a pixel is; none where a number is outside the domain of its parameter.
    pub fn request(&self, cell: Cell) -> Option<Request> {
        let mut request = self.base.clone();
        self.across.put(&mut request, cell[0])?;
        if let Some(up) = &self.up {
            up.put(&mut request, cell[1])?;
        }
        Some(request)
    }
}
