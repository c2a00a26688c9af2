//! How the numbers of pixels come into the lanes of packs.

use super::{Cell, Knob, Part};
use crate::core::catalog::Config;
use crate::core::lane::{PACK_WIDTH, Pack};
use crate::core::params::{Domain, Shape, Source, Value};
use crate::core::pipeline::Request;

/// Where the number of an axis goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seat {
    /// First coordinate of the start, lane by lane.
    StartX,
    /// Second coordinate of the start, lane by lane.
    StartY,
    /// A real parameter, lane by lane.
    Real {
        /// Of which setting.
        part: Part,
        /// Its index there.
        index: usize,
        /// What is meaningful.
        domain: Domain,
    },
    /// A number that is the same for all lanes.
    Common,
}

impl Seat {
    /// The seat of a number of a run.
    pub(super) fn of(knob: &Knob, request: &Request) -> Self {
        if !knob.has_lanes(request) {
            return Self::Common;
        }
        match knob {
            Knob::StartX => Self::StartX,
            Knob::StartY => Self::StartY,
            Knob::Param { part, key } => {
                let index = part.of(request).about.index_of(key);
                let shape = knob.spec(request).map(|spec| &spec.shape);
                match (index, shape) {
                    (Some(index), Some(Shape::Real { domain, .. })) => Self::Real {
                        part: *part,
                        index,
                        domain: *domain,
                    },
                    _ => Self::Common,
                }
            }
            Knob::Sigma | Knob::Degrees | Knob::Seed => Self::Common,
        }
    }

    /// Whether there is a run with this number, as far as lanes are concerned.
    pub(super) fn allows(&self, x: f64) -> bool {
        x.is_finite()
            && match self {
                Self::Real { domain, .. } => domain.contains(x),
                Self::StartX | Self::StartY | Self::Common => true,
            }
    }
}

/// A setting in which some reals differ from lane to lane.
pub(super) struct Woven<'a> {
    config: &'a Config,
    lanes: [Option<(usize, Pack)>; 2],
}

impl<'a> Woven<'a> {
    /// A setting of a run with the numbers of up to sixteen pixels; the last is repeated.
    pub(super) fn new(
        part: Part,
        request: &'a Request,
        seats: &[Option<Seat>; 2],
        cells: &[Cell],
    ) -> Self {
        let lanes = [0, 1].map(|axis| match seats[axis] {
            Some(Seat::Real {
                part: of, index, ..
            }) if of == part => Some((index, number(cells, axis))),
            _ => None,
        });
        let config = part.of(request);
        Self { config, lanes }
    }
}

impl Source<Pack> for Woven<'_> {
    fn real(&self, index: usize) -> Pack {
        let own = self
            .lanes
            .iter()
            .rev()
            .flatten()
            .find(|(at, _)| *at == index);
        own.map_or_else(
            || Source::<Pack>::real(self.config, index),
            |(_, pack)| *pack,
        )
    }
    fn value(&self, index: usize) -> &Value {
        Source::<Pack>::value(self.config, index)
    }
}

/// The numbers of up to sixteen pixels on an axis; the last is repeated.
pub(super) fn number(cells: &[Cell], axis: usize) -> Pack {
    Pack(std::array::from_fn(|lane| {
        let cell = cells.get(lane).or(cells.last());
        cell.map_or(f64::NAN, |cell| cell[axis])
    }))
}

/// Pixels of one pack.
pub(super) fn pack_of(cells: &[Cell], pack: usize) -> &[Cell] {
    let first = (pack * PACK_WIDTH).min(cells.len());
    &cells[first..(first + PACK_WIDTH).min(cells.len())]
}
