//! Which films can be made: how long, how large, how fast.

use crate::export::plan::{Film, FilmFormat};
use std::ops::RangeInclusive;

/// The most pictures of a film.
pub const MAX_FRAMES: u32 = 5000;
/// Pictures per second.
pub const RATES: RangeInclusive<f32> = 0.1..=120.0;
/// The most pictures per second of a GIF, whose clock ticks in hundredths; viewers slow down what changes at each tick.
const MAX_GIF_RATE: f32 = 50.0;
/// How long the last picture may stay, in seconds: what fits into the formats.
const HOLDS: RangeInclusive<f32> = 0.0..=60.0;
/// The most pixels of a picture: 4K twice over.
const MAX_PIXELS: f64 = 17e6;
/// The longest side of a GIF.
const MAX_GIF_SIDE: usize = u16::MAX as usize;
/// The most pixels that are worked on at a time, which is about a gigabyte.
const AT_ONCE: usize = 40_000_000;

/// Width and height of a film in pixels.
pub(super) fn pixels(film: &Film) -> [usize; 2] {
    let side = |points: f32| (points * film.picture.scale).round().max(1.0) as usize;
    film.picture.size.map(side)
}

/// How many pictures may be worked on at a time.
pub(super) fn at_once(film: &Film) -> usize {
    let [width, height] = pixels(film);
    (AT_ONCE / width.saturating_mul(height).max(1)).max(1)
}

/// Whether there can be such a film.
///
/// # Errors
/// A sentence about why there cannot, and what to do.
pub fn check(film: &Film) -> Result<(), String> {
    let fits = |value: f32, range: &RangeInclusive<f32>| range.contains(&value);
    if !(1..=MAX_FRAMES).contains(&film.frames) {
        return Err(format!(
            "a film has from 1 to {MAX_FRAMES} pictures, not {}",
            film.frames
        ));
    }
    if film.from > film.to {
        return Err(format!(
            "the film would begin at step {} and end before, at step {}",
            film.from, film.to
        ));
    }
    if !fits(film.rate, &RATES) {
        let (slow, fast) = (RATES.start(), RATES.end());
        return Err(format!(
            "a film shows from {slow} to {fast} pictures per second, not {}",
            film.rate
        ));
    }
    if film.format == FilmFormat::Gif && film.rate > MAX_GIF_RATE {
        return Err(format!(
            "a GIF shows at most {MAX_GIF_RATE} pictures per second, not {}: an animated PNG can show more",
            film.rate
        ));
    }
    if !fits(film.hold_secs, &HOLDS) {
        return Err(format!(
            "the last picture may be held for 0 to {} seconds, not {}",
            HOLDS.end(),
            film.hold_secs
        ));
    }
    let [width, height] = film
        .picture
        .size
        .map(|side| f64::from(side * film.picture.scale));
    let area = width * height;
    let is_area = width >= 0.5 && height >= 0.5 && area <= MAX_PIXELS;
    if !is_area {
        return Err(format!(
            "each picture of the film would have {area:.0} pixels; it may have {MAX_PIXELS:.0}"
        ));
    }
    let longest = pixels(film).into_iter().max().unwrap_or(0);
    if film.format == FilmFormat::Gif && longest > MAX_GIF_SIDE {
        return Err(format!(
            "a GIF is at most {MAX_GIF_SIDE} pixels wide and high, not {longest}"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::plan::{Options, What};

    #[test]
    fn what_cannot_be_filmed_is_refused_in_a_sentence() {
        let film = Film {
            picture: Options {
                size: [640.0, 480.0],
                scale: 1.0,
                step: None,
                what: What::Landscape,
                mode: None,
                dark: true,
                legend: false,
                caption: false,
            },
            format: FilmFormat::Gif,
            from: 0,
            to: 100,
            frames: 50,
            rate: 25.0,
            hold_secs: 1.0,
        };
        assert_eq!(check(&film), Ok(()));
        let sized = |width: f32, height: f32, scale: f32| Film {
            picture: Options {
                size: [width, height],
                scale,
                ..film.picture
            },
            ..film
        };
        let fast = Film {
            format: FilmFormat::Apng,
            rate: 60.0,
            ..film
        };
        assert_eq!(check(&fast), Ok(()));
        for (film, says) in [
            (Film { frames: 0, ..film }, "pictures, not 0"),
            (
                Film {
                    frames: 5001,
                    ..film
                },
                "pictures, not 5001",
            ),
            (Film { from: 101, ..film }, "begin at step 101"),
            (Film { rate: 0.0, ..film }, "per second, not 0"),
            (
                Film {
                    rate: f32::NAN,
                    ..film
                },
                "per second, not NaN",
            ),
            (Film { rate: 51.0, ..film }, "animated PNG"),
            (
                Film {
                    hold_secs: -1.0,
                    ..film
                },
                "not -1",
            ),
            (
                Film {
                    hold_secs: f32::INFINITY,
                    ..film
                },
                "not inf",
            ),
            (sized(16384.0, 16384.0, 1.0), "268435456 pixels"),
            (sized(f32::NAN, 64.0, 1.0), "NaN pixels"),
            (sized(f32::INFINITY, 64.0, 1.0), "inf pixels"),
            (sized(0.0, 64.0, 1.0), "0 pixels"),
            (sized(16384.0, 64.0, 4.01), "wide and high, not 65700"),
        ] {
            let refused = check(&film).unwrap_err();
            assert!(refused.contains(says), "{refused}");
        }
    }
}
