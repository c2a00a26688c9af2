//! What methods tell of themselves, as columns: their names as they come up, and their numbers row by row.
//!
//! A vector is two columns, `m.x` and `m.y`; a scalar is one. A method need not tell everything in every
//! step, so a cell may hold [`NOTHING`].

use super::progress::Cancelled;
use super::record::Work;
use crate::core::pipeline::Request;
use crate::core::probe::Notes;
use crate::core::replay::Replay;
use std::fmt;

/// What stands where nothing was told: a NaN that no arithmetic makes.
const NOTHING: f64 = f64::from_bits(0x7ff8_5241_5649_4e45);

/// The number in a cell, if there is one.
pub(super) fn said(cell: f64) -> Option<f64> {
    (cell.to_bits() != NOTHING.to_bits()).then_some(cell)
}

/// A quantity by the name that its rule gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    /// The rule's own name (`m̂`).
    pub(super) name: &'static str,
    /// How many of that name the same step told before it.
    before: usize,
    /// Whether it has two coordinates.
    pub(super) is_vector: bool,
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        match self.before {
            0 => Ok(()),
            before => write!(f, " {}", before + 1),
        }
    }
}

/// The quantities that have come up so far; each has the cell, or the two cells, behind those before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    quantities: Vec<(Quantity, usize)>,
    width: usize,
}

impl Layout {
    /// The quantities, each with its first cell.
    pub(super) fn quantities(&self) -> impl Iterator<Item = (Quantity, usize)> {
        self.quantities.iter().copied()
    }

    /// How many cells a row has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The names of the cells of a row.
    pub(super) fn names(&self) -> Vec<String> {
        let cells = self.quantities.iter().flat_map(|(quantity, _)| {
            if quantity.is_vector {
                vec![format!("{quantity}.x"), format!("{quantity}.y")]
            } else {
                vec![quantity.to_string()]
            }
        });
        cells.collect()
    }

    /// The first cell of a quantity, which gets one if it has none.
    fn cell(&mut self, quantity: Quantity) -> usize {
        let known = self.quantities.iter().find(|(one, _)| *one == quantity);
        if let Some((_, cell)) = known {
            return *cell;
        }
        let cell = self.width;
        self.quantities.push((quantity, cell));
        self.width += if quantity.is_vector { 2 } else { 1 };
        cell
    }

    /// Learns the names in the notes of a step and calls back with every cell and its number.
    pub(super) fn spread(&mut self, notes: &Notes, mut put: impl FnMut(usize, f64)) {
        for (i, (name, vector)) in notes.vectors.iter().enumerate() {
            let same = notes.vectors[..i].iter().filter(|(other, _)| other == name);
            let cell = self.cell(Quantity {
                name,
                before: same.count(),
                is_vector: true,
            });
            put(cell, vector.x);
            put(cell + 1, vector.y);
        }
        for (i, (name, scalar)) in notes.scalars.iter().enumerate() {
            let same = notes.scalars[..i].iter().filter(|(other, _)| other == name);
            let cell = self.cell(Quantity {
                name,
                before: same.count(),
                is_vector: false,
            });
            put(cell, *scalar);
        }
    }

    /// A pass: learns every name that a run's method ever tells.
    pub(super) fn learn(
        &mut self,
        request: &Request,
        work: &mut Work<'_>,
    ) -> Result<(), Cancelled> {
        let (mut run, mut notes) = (Replay::new(request), Notes::default());
        while run.step(&mut notes).is_some() {
            self.spread(&notes, |_, _| {});
            work.take(1)?;
        }
        work.end_pass()
    }
}

/// A run taken again beside its record, for the rows of a table whose names are known.
pub(super) struct Rows {
    run: Replay,
    notes: Notes,
    row: Vec<f64>,
}

impl Rows {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            run: Replay::new(request),
            notes: Notes::default(),
            row: Vec::new(),
        }
    }

    /// The cells of the next step; none of them holds a number past the last one.
    pub(super) fn next(&mut self, layout: &mut Layout) -> &[f64] {
        self.row.clear();
        // Without a step there is nothing in the notes.
        let _none = self.run.step(&mut self.notes);
        self.row.resize(layout.width(), NOTHING);
        let row = &mut self.row;
        layout.spread(&self.notes, |cell, number| {
            if let Some(place) = row.get_mut(cell) {
                *place = number;
            }
        });
        row
    }
}

/// A pass: everything that a run's method tells, in columns that each have a cell per step.
pub(super) fn columns(
    request: &Request,
    work: &mut Work<'_>,
) -> Result<(Layout, Vec<Vec<f64>>), Cancelled> {
    let (mut run, mut notes) = (Replay::new(request), Notes::default());
    let mut layout = Layout::default();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    let mut steps = 0;
    while run.step(&mut notes).is_some() {
        layout.spread(&notes, |cell, number| {
            if cell >= columns.len() {
                columns.resize(cell + 1, Vec::new());
            }
            columns[cell].resize(steps, NOTHING);
            columns[cell].push(number);
        });
        steps += 1;
        work.take(1)?;
    }
    for column in &mut columns {
        column.resize(steps, NOTHING);
    }
    work.end_pass()?;
    Ok((layout, columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::vec2::vec2;

    #[test]
    fn names_get_cells_as_they_come_up_and_doubles_cells_of_their_own() {
        let mut layout = Layout::default();
        let row = |layout: &mut Layout, notes: &Notes| {
            let mut cells = Vec::new();
            layout.spread(notes, |cell, number| cells.push((cell, number)));
            cells
        };
        let first = Notes {
            vectors: vec![("m", vec2(1.0, 2.0)), ("m", vec2(3.0, 4.0))],
            scalars: vec![("m", 5.0)],
        };
        let second = Notes {
            vectors: vec![("Δ", vec2(6.0, 7.0)), ("m", vec2(8.0, 9.0))],
            scalars: vec![],
        };
        assert_eq!(
            row(&mut layout, &first),
            [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0)]
        );
        assert_eq!(
            row(&mut layout, &second),
            [(5, 6.0), (6, 7.0), (0, 8.0), (1, 9.0)]
        );
        assert_eq!(
            layout.names(),
            ["m.x", "m.y", "m 2.x", "m 2.y", "m", "Δ.x", "Δ.y"]
        );
    }

    #[test]
    fn nothing_is_no_number_and_every_number_is_something() {
        assert_eq!(said(NOTHING), None);
        for x in [f64::NAN, -f64::NAN, f64::INFINITY, 0.0, f64::NAN + NOTHING] {
            assert_eq!(said(x).map(f64::to_bits), Some(x.to_bits()));
        }
    }
}
