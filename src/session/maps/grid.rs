//! The pixels of a map, worked out coarse to fine: every sixteenth first, then those between them.

use super::Wanted;
use crate::core::map::{Cell, Mapper, Outcome};

/// How far apart the first pixels are that are worked out.
const COARSEST: usize = 16;
/// How many pixels a refinement takes at a time.
const AT_ONCE: usize = 4096;

/// The pixels of a map, row by row, the first row at the bottom.
pub struct Grid {
    size: [usize; 2],
    wanted: Wanted,
    /// What is shown: a pixel's own outcome, or that of the nearest one that is worked out.
    shown: Vec<Outcome>,
    exact: Vec<bool>,
    left: usize,
    /// Distance of the pixels that are being worked out, and which of them is next.
    spacing: usize,
    next: usize,
}

impl Grid {
    /// Nothing worked out yet.
    pub fn new(wanted: &Wanted) -> Self {
        let [columns, rows] = wanted.size;
        let count = columns * rows;
        Self {
            size: wanted.size,
            wanted: wanted.clone(),
            shown: vec![Outcome::NONE; count],
            exact: vec![false; count],
            left: count,
            spacing: COARSEST,
            next: 0,
        }
    }

    /// Pixels across and up.
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// What is shown at a pixel: its own outcome, or that of a near one while its own is not worked out.
    pub fn at(&self, column: usize, row: usize) -> &Outcome {
        &self.shown[row * self.size[0] + column]
    }

    /// Whether a pixel is worked out.
    pub fn is_exact(&self, column: usize, row: usize) -> bool {
        self.exact[row * self.size[0] + column]
    }

    /// All that is shown, row by row, the first row at the bottom.
    pub fn shown(&self) -> &[Outcome] {
        &self.shown
    }

    /// The numbers on the axes at a pixel.
    pub fn cell(&self, column: usize, row: usize) -> Cell {
        let [across, up] = self.wanted.axes;
        let [columns, rows] = self.size;
        [across.pixel(column, columns), up.pixel(row, rows)]
    }

    /// The share that is worked out.
    pub fn progress(&self) -> f64 {
        1.0 - self.left as f64 / self.shown.len().max(1) as f64
    }

    /// Whether all is worked out.
    pub fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Works out some more pixels; answers whether there were any.
    pub fn refine(&mut self) -> bool {
        let [columns, rows] = self.size;
        let mut places = Vec::new();
        while places.is_empty() && self.left > 0 {
            let across = columns.div_ceil(self.spacing);
            let count = across * rows.div_ceil(self.spacing);
            let last = (self.next + AT_ONCE).min(count);
            for i in self.next..last {
                let place = (i / across * self.spacing) * columns + i % across * self.spacing;
                if !self.exact[place] {
                    places.push(place);
                }
            }
            self.next = last;
            if last == count && self.spacing > 1 {
                (self.spacing, self.next) = (self.spacing / 2, 0);
                if !places.is_empty() {
                    self.fill(&places, self.spacing * 2);
                    return true;
                }
            }
        }
        self.fill(&places, self.spacing);
        !places.is_empty()
    }

    /// Works out these pixels and shows them up to half the distance to the next.
    fn fill(&mut self, places: &[usize], spacing: usize) {
        let [columns, rows] = self.size;
        let at = |place: &usize| self.cell(place % columns, place / columns);
        let cells: Vec<Cell> = places.iter().map(at).collect();
        let mut outcomes = Vec::with_capacity(cells.len());
        Mapper::new(&self.wanted.plan).run(&cells, &|| false, &mut outcomes);
        for (place, outcome) in places.iter().zip(outcomes) {
            let (column, row) = (place % columns, place / columns);
            let half = spacing / 2;
            for j in row.saturating_sub(half)..(row + half.max(1)).min(rows) {
                for i in column.saturating_sub(half)..(column + half.max(1)).min(columns) {
                    if !self.exact[j * columns + i] {
                        self.shown[j * columns + i] = outcome;
                    }
                }
            }
            self.shown[*place] = outcome;
            self.exact[*place] = true;
            self.left -= 1;
        }
    }
}
