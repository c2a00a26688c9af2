//! The heat map: a table of heights becomes an image. Knows no surface and no texture.

use super::colormap::Colormap;
use egui::{Color32, ColorImage};

/// The image of a table of heights, each cell a pixel.
///
/// `values` are row by row, the first row at the bottom of the plane; the image's first row is its top. `lo` and `hi`
/// are the heights of the lowest and the highest colour; where they do not differ, all finite heights get the lowest.
/// What is no finite number gets the map's undefined colour. Cells that are missing are undefined.
pub fn heat_image(
    values: &[f64],
    columns: usize,
    rows: usize,
    lo: f64,
    hi: f64,
    map: &Colormap,
) -> ColorImage {
    let scale = if hi > lo { 1.0 / (hi - lo) } else { 0.0 };
    let colour = |&value: &f64| -> Color32 {
        if value.is_finite() {
            map.at((value - lo) * scale)
        } else {
            map.undefined
        }
    };
    let mut pixels = Vec::with_capacity(columns * rows);
    for row in (0..rows).rev() {
        let first = (row * columns).min(values.len());
        let end = (first + columns).min(values.len());
        pixels.extend(values[first..end].iter().map(colour));
        pixels.resize((rows - row) * columns, map.undefined);
    }
    ColorImage::new([columns, rows], pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_flipped_and_gaps_are_neutral() {
        let map = Colormap::heights(false);
        let (low, high, none) = (map.at(0.0), map.at(1.0), map.undefined);
        let nan = f64::NAN;
        for (values, lo, hi, want) in [
            (vec![0.0, 1.0, nan, 9.0], 0.0, 1.0, [none, high, low, high]),
            (vec![0.0, f64::INFINITY], 0.0, 1.0, [none, none, low, none]),
            (vec![5.0, 5.0, 5.0, 5.0], 5.0, 5.0, [low; 4]),
            (vec![1.0, 2.0, 3.0, 4.0], nan, nan, [none; 4]),
        ] {
            let image = heat_image(&values, 2, 2, lo, hi, map);
            assert_eq!(image.size, [2, 2]);
            assert_eq!(image.pixels, want, "{values:?}");
        }
    }
}
