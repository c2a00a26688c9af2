//! Maps as bare pixels: a pixel of the picture for each pixel of the map, in the colours of the window; and sweeps of one
//! number as the view shows them, with their axes.

use super::frame::{Canvas, png_bytes};
use super::{PictureFormat, Shown, encode};
use crate::export::Failure;
use crate::export::map::{Content, LineFile, MapFile, Pixels};
use crate::export::progress::Progress;
use crate::session::preset::PresetFile;
use crate::ui::view::{basins, sweep};
use egui::Color32;

/// A map as a PNG file, the last row of the map above.
///
/// # Errors
/// If it cannot be encoded.
pub fn png(file: &MapFile, pixels: &Pixels) -> Result<Vec<u8>, String> {
    let [width, height] = file.wanted.size;
    let colours = colours(file, pixels);
    let rows = colours.chunks_exact(width).rev().flatten();
    let rgba = rows.flat_map(Color32::to_array).collect();
    png_bytes(&Canvas {
        width,
        height,
        rgba,
    })
}

/// A sweep of one number as a PNG file.
///
/// # Errors
/// If it is called off, or cannot be encoded.
pub fn line_png(
    file: &LineFile,
    preset: &PresetFile,
    progress: &mut dyn Progress,
) -> Result<Vec<u8>, Failure> {
    let shown = Shown {
        selected: Some(file.subject),
        ..Shown::of(&file.seen(preset), &file.options())
    };
    encode(&shown, PictureFormat::Png, progress)
}

/// The colour of every pixel, in the order of the outcomes.
fn colours(file: &MapFile, pixels: &Pixels) -> Vec<Color32> {
    let request = &file.wanted.plan.base;
    let outcomes = &pixels.own.outcomes;
    match file.content {
        Content::Basins => {
            let against = pixels.against.as_ref();
            let against = against.map(|layer| layer.outcomes.as_slice());
            basins::bare::colours(request, outcomes, against, file.wanted.size[0], file.dark)
        }
        Content::Sweep => sweep::bare::colours(request, outcomes, file.shade, file.dark),
    }
}
