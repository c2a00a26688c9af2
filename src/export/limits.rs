//! Which pictures and films can be made: how large, how long, how fast. Sheet and command line ask before anything is
//! drawn, and what draws asks once more.

use super::plan::{Film, FilmFormat, Job, Options, PictureFormat};
use std::ops::RangeInclusive;

/// Width and height of a picture, in points.
pub const SIDES: RangeInclusive<u16> = 64..=16384;
/// Pixels per point.
pub const SCALES: RangeInclusive<f32> = 0.25..=8.0;
/// The most pixels of a picture: 8K twice over.
pub const MOST_PIXELS: f64 = 70e6;
/// The most pixels of a picture of a film: 4K twice over.
const MOST_FILM_PIXELS: f64 = 17e6;
/// The most pictures of a film.
pub const MOST_FRAMES: u32 = 5000;
/// Pictures per second.
pub const RATES: RangeInclusive<f32> = 0.1..=120.0;
/// The most pictures per second of a GIF, whose clock ticks in hundredths; viewers slow down what changes at each tick.
const MOST_GIF_RATE: f32 = 50.0;
/// How long the last picture may stay, in seconds: what fits into the formats.
pub const HOLDS: RangeInclusive<f32> = 0.0..=60.0;
/// The longest side of a GIF.
const MOST_GIF_SIDE: f64 = u16::MAX as f64;

/// Whether there can be such a thing.
///
/// # Errors
/// A sentence about why there cannot, and what to do.
pub fn check(job: &Job) -> Result<(), String> {
    match job {
        Job::Picture { options, format } => picture(options, *format),
        Job::Film(film) => self::film(film),
        Job::Map(file) => file.check(),
        Job::Line(file) => file.check(),
        Job::Data { .. } => Ok(()),
    }
}

/// Whether there can be such a picture. What stays sharp has a pixel per point, as far as it has any.
///
/// # Errors
/// As [`check`].
pub fn picture(options: &Options, format: PictureFormat) -> Result<(), String> {
    let scale = if format == PictureFormat::Png {
        options.scale
    } else {
        1.0
    };
    let area = area(options.size.map(|points| points * scale));
    if area.is_some_and(|area| area <= MOST_PIXELS) {
        return Ok(());
    }
    Err(format!(
        "the picture would have {}; it may have {}: make it smaller, or take fewer pixels per point",
        pixels(area),
        pixels(Some(MOST_PIXELS))
    ))
}

/// The pixels of a picture with these sides; none where it has no pixel at all, or the sides are no numbers.
fn area(sides: [f32; 2]) -> Option<f64> {
    let [width, height] = sides.map(f64::from);
    (width >= 0.5 && height >= 0.5).then_some(width * height)
}

fn pixels(area: Option<f64>) -> String {
    match area {
        None => "no pixels".to_owned(),
        Some(area) if area < 1e6 => format!("{area:.0} pixels"),
        Some(area) => format!("{:.1} million pixels", area / 1e6).replace(".0 ", " "),
    }
}

/// Whether there can be such a film.
///
/// # Errors
/// As [`check`].
pub fn film(film: &Film) -> Result<(), String> {
    let fits = |value: f32, range: &RangeInclusive<f32>| range.contains(&value);
    if !(1..=MOST_FRAMES).contains(&film.frames) {
        return Err(format!(
            "a film has from 1 to {MOST_FRAMES} pictures, not {}",
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
    if film.format == FilmFormat::Gif && film.rate > MOST_GIF_RATE {
        return Err(format!(
            "a GIF shows at most {MOST_GIF_RATE} pictures per second, not {}: an animated PNG can show more",
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
    let sides = film.picture.size.map(|side| side * film.picture.scale);
    let area = area(sides);
    if area.is_none_or(|area| area > MOST_FILM_PIXELS) {
        return Err(format!(
            "each picture of the film would have {}; it may have {}: make it smaller, or take fewer pixels per point",
            pixels(area),
            pixels(Some(MOST_FILM_PIXELS))
        ));
    }
    let longest = f64::from(sides[0].max(sides[1])).round();
    if film.format == FilmFormat::Gif && longest > MOST_GIF_SIDE {
        return Err(format!(
            "a GIF is at most {MOST_GIF_SIDE} pixels wide and high, not {longest}: an animated PNG can be larger"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_filmed_is_refused_in_a_sentence() {
        let film = Film::example();
        assert_eq!(super::film(&film), Ok(()));
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
        assert_eq!(super::film(&fast), Ok(()));
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
            (sized(16384.0, 16384.0, 1.0), "268.4 million pixels"),
            (sized(f32::NAN, 64.0, 1.0), "no pixels"),
            (sized(f32::INFINITY, 64.0, 1.0), "inf million pixels"),
            (sized(0.0, 64.0, 1.0), "no pixels"),
            (sized(16384.0, 64.0, 4.01), "wide and high, not 65700"),
        ] {
            let refused = super::film(&film).unwrap_err();
            assert!(refused.contains(says), "{refused}");
        }
    }
}
