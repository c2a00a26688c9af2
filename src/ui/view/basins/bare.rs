//! The colours of basins without a screen: a colour for every start, as the window has them.

use super::dye::{Dye, Key};
use super::palette::{self, Palette};
use super::pixels::{Counts, SPEEDS, Seen, class_of};
use crate::core::map::Outcome;
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::session::maps::Places;
use egui::Color32;

/// The colours of starts, row by row of so many columns; beside those of another run on the same surface they tell which of
/// the two does better.
pub fn colours(
    request: &Request,
    outcomes: &[Outcome],
    against: Option<&[Outcome]>,
    columns: usize,
    dark: bool,
) -> Vec<Color32> {
    let home = surface::landmarks(&request.surface).region;
    let mut places = Places::new(&request.surface);
    let mut seen = |outcomes: &[Outcome]| -> Vec<Seen> {
        let class = |outcome| class_of(outcome, &mut places, request.tolerance, &home);
        outcomes.iter().map(class).collect()
    };
    let first = seen(outcomes);
    let second = against.map(seen);
    let mut counts = Counts::default();
    for one in &first {
        counts.add(*one, 1);
    }
    let palette = Palette::of(dark);
    let styles = palette::styles(&places.in_order(), palette.styles());
    let style = |found| styles.get(places.rank(found)).copied().unwrap_or(0);
    let key = Key {
        dark,
        styles: (0..places.count()).map(style).collect(),
        range: counts.range().unwrap_or([0, SPEEDS - 1]),
        is_versus: second.is_some(),
    };
    let dye = Dye::new(&key);
    let mut colours = vec![Color32::TRANSPARENT; first.len()];
    let columns = columns.max(1);
    for (row, to) in colours.chunks_mut(columns).enumerate() {
        let of_row = row * columns..row * columns + to.len();
        let second = second.as_ref().map(|second| &second[of_row.clone()]);
        dye.row(row, &first[of_row], second, to);
    }
    colours
}
