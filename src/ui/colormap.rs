//! Colour maps: a number from 0 to 1 becomes a colour whose lightness rises with it. Knows no surface.
//!
//! The anchors stand in `assets/theme.json` in OKLCH and are joined by straight lines in OKLab, so equal steps of the
//! number look like equal steps. Low ground is dark and cool like water, high ground pale and almost grey: trails are
//! the saturated things on the map. OKLab: Björn Ottosson, "A perceptual color space for image processing" (2020).
#![allow(
    clippy::disallowed_methods,
    reason = "a colour map is where numbers become colours"
)]

use super::theme::{self, Theme};
use egui::Color32;
use std::sync::OnceLock;

/// How many colours a map tells apart.
const LEVELS: usize = 256;

/// A table of colours from low to high.
#[derive(Clone, Debug, PartialEq)]
pub struct Colormap {
    colours: Vec<Color32>,
    /// The same in every light, colour by colour.
    lit: Vec<Color32>,
    /// What stands where there is no number.
    pub undefined: Color32,
}

impl Colormap {
    /// The map of heights in the dark or the light theme.
    pub fn heights(dark: bool) -> &'static Self {
        static MAPS: OnceLock<[Colormap; 2]> = OnceLock::new();
        let maps = MAPS.get_or_init(|| {
            [true, false]
                .map(|dark| Self::through(theme::height_anchors(dark), Theme::of(dark).undefined))
        });
        &maps[usize::from(!dark)]
    }

    /// A map through anchors `[lightness, chroma, hue in degrees]` at equal distances. With fewer than two, one grey.
    pub fn through(anchors: &[[f32; 3]], undefined: Color32) -> Self {
        let lab = |level: usize| -> Option<[f32; 3]> {
            let place = level as f32 / (LEVELS - 1) as f32 * anchors.len().saturating_sub(1) as f32;
            let from = (place as usize).min(anchors.len().saturating_sub(2));
            let (a, b) = (anchors.get(from)?, anchors.get(from + 1)?);
            let (a, b, t) = (lab_of_lch(*a), lab_of_lch(*b), place - from as f32);
            Some(std::array::from_fn(|k| a[k] + (b[k] - a[k]) * t))
        };
        let colour = |lab: Option<[f32; 3]>| lab.map_or(undefined, colour_of_lab);
        let light = |i: usize| 2.0 * i as f32 / (LIGHTS - 1) as f32 - 1.0;
        Self {
            colours: (0..LEVELS).map(|level| colour(lab(level))).collect(),
            lit: (0..LEVELS * LIGHTS)
                .map(|i| colour(lab(i / LIGHTS).map(|lab| in_light(lab, light(i % LIGHTS)))))
                .collect(),
            undefined,
        }
    }

    /// The colour of a number; below 0 and above 1 that of the ends, and the undefined colour where it is none.
    #[inline]
    pub fn at(&self, height: f64) -> Color32 {
        if height.is_nan() {
            return self.undefined;
        }
        // Casting to an integer saturates.
        self.colours[((height * LEVELS as f64) as usize).min(LEVELS - 1)]
    }

    /// The colour of a number on a slope in a light from -1, in shadow, to 1; at 0 that of [`Colormap::at`].
    #[inline]
    pub fn lit(&self, height: f32, light: f32) -> Color32 {
        if height.is_nan() {
            return self.undefined;
        }
        let level = ((height * LEVELS as f32) as usize).min(LEVELS - 1);
        let light = (0.5 * (light + 1.0) * (LIGHTS - 1) as f32 + 0.5) as usize;
        self.lit[level * LIGHTS + light.min(LIGHTS - 1)]
    }
}

/// How many lights a map tells apart.
const LIGHTS: usize = 65;

/// A colour of OKLab in a light from -1, in shadow, over 0, where it is as it is, to 1, where light falls upon it.
fn in_light([lightness, a, b]: [f32; 3], light: f32) -> [f32; 3] {
    // A dark colour has far to go up, a pale one far down; neither goes so far that its height is misread.
    let lit = if light < 0.0 {
        lightness * (1.0 + (0.62 - 0.3 * lightness) * light)
    } else {
        lightness + (1.0 - lightness) * (0.28 * light)
    };
    // Shadow keeps the hue; light pales it a little.
    let chroma = if light < 0.0 {
        lit / lightness.max(1e-3)
    } else {
        1.0 - 0.15 * light
    };
    [lit, a * chroma, b * chroma]
}

/// The colour of lightness, chroma and hue in degrees.
pub(in crate::ui) fn colour_of_lch(lch: [f32; 3]) -> Color32 {
    colour_of_lab(lab_of_lch(lch))
}

/// OKLab from lightness, chroma and hue in degrees.
fn lab_of_lch([lightness, chroma, hue]: [f32; 3]) -> [f32; 3] {
    let (sin, cos) = hue.to_radians().sin_cos();
    [lightness, chroma * cos, chroma * sin]
}

/// The sRGB colour of an OKLab one, cut to what a screen can show. Matrices of Ottosson (2020).
fn colour_of_lab([lightness, a, b]: [f32; 3]) -> Color32 {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    let byte = |linear: f32| {
        let linear = linear.clamp(0.0, 1.0);
        let gamma = if linear <= 0.003_130_8 {
            12.92 * linear
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        };
        (gamma * 255.0).round() as u8
    };
    Color32::from_rgb(
        byte(4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_93 * s),
        byte(-1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s),
        byte(-0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s),
    )
}

/// OKLab lightness of a colour.
#[cfg(test)]
fn lightness(colour: Color32) -> f64 {
    lab_of_linear(theme::linear(colour))[0]
}

/// OKLab of a colour in linear light.
#[cfg(test)]
pub(in crate::ui) fn lab_of_linear([r, g, b]: [f64; 3]) -> [f64; 3] {
    let l = 0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b;
    let m = 0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b;
    let s = 0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b;
    let [l, m, s] = [l, m, s].map(f64::cbrt);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lightness_rises_evenly() {
        for dark in [true, false] {
            let map = Colormap::heights(dark);
            let lightness: Vec<f64> = map.colours.iter().map(|&c| lightness(c)).collect();
            let range = lightness[LEVELS - 1] - lightness[0];
            assert!(range > 0.15, "dark {dark}: range {range}");
            for (level, pair) in lightness.windows(2).enumerate() {
                // Eight bits round lightness to about 1/500.
                assert!(
                    pair[1] > pair[0] - 0.002,
                    "dark {dark}, level {level}: {pair:?}"
                );
            }
            for (level, pair) in lightness.windows(33).step_by(32).enumerate() {
                let share = (pair[32] - pair[0]) / range * 255.0 / 32.0;
                assert!(
                    (0.6..1.5).contains(&share),
                    "dark {dark}, eighth {level}: {share}"
                );
            }
        }
    }

    #[test]
    fn every_number_has_a_colour() {
        let map = Colormap::heights(true);
        for (height, want) in [
            (f64::NAN, map.undefined),
            (f64::NEG_INFINITY, map.colours[0]),
            (-1e300, map.colours[0]),
            (0.0, map.colours[0]),
            (0.5, map.colours[128]),
            (1.0, map.colours[255]),
            (f64::INFINITY, map.colours[255]),
        ] {
            assert_eq!(map.at(height), want, "{height}");
        }
    }

    #[test]
    fn light_keeps_the_order_of_colours_and_is_none_on_flat_ground() {
        for dark in [true, false] {
            let map = Colormap::heights(dark);
            for level in 0..LEVELS {
                let height = (level as f32 + 0.5) / LEVELS as f32;
                let flat = map.lit(height, 0.0);
                assert_eq!(flat, map.at(f64::from(height)), "{level}");
                let lights =
                    [-1.0, -0.5, 0.0, 0.5, 1.0].map(|light| lightness(map.lit(height, light)));
                assert!(lights.is_sorted(), "dark {dark}, {level}: {lights:?}");
            }
            assert_eq!(map.lit(f32::NAN, 0.0), map.undefined);
            assert_eq!(map.lit(9.0, 9.0), map.lit(1.0, 1.0));
            assert_eq!(map.lit(-9.0, -9.0), map.lit(0.0, -1.0));
        }
    }

    #[test]
    fn lab_agrees_with_srgb() {
        for (lab, want) in [
            ([0.0, 0.0, 0.0], [0, 0, 0]),
            ([1.0, 0.0, 0.0], [255, 255, 255]),
            ([0.627_955, 0.224_863, 0.125_846], [255, 0, 0]),
        ] {
            let [r, g, b, _] = colour_of_lab(lab).to_array();
            for (got, want) in [r, g, b].into_iter().zip(want) {
                assert!(u8::abs_diff(got, want) <= 1, "{lab:?}: {got} for {want}");
            }
        }
    }
}
