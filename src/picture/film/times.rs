//! How long each picture of a film stays, in whole parts of a second that add up to the right time.

use crate::export::plan::Film;

/// How long picture number `index` stays, in units of which a second has `parts`.
pub(super) fn delay(film: &Film, index: u32, parts: u16) -> u16 {
    let parts = f64::from(parts);
    let begins = |index: u32| (parts * f64::from(index) / f64::from(film.rate)).round();
    let own = begins(index + 1) - begins(index);
    let is_last = index + 1 >= film.frames;
    let held = if is_last {
        (parts * f64::from(film.hold_secs)).round()
    } else {
        0.0
    };
    own.max(held).clamp(1.0, f64::from(u16::MAX)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_add_up_and_the_last_picture_is_held() {
        for (rate, hold, parts, want) in [
            (25.0, 1.5, 100, [4, 4, 4, 4, 4, 150]),
            (30.0, 0.0, 100, [3, 4, 3, 3, 4, 3]),
            (50.0, 0.0, 100, [2, 2, 2, 2, 2, 2]),
            (60.0, 0.01, 1000, [17, 16, 17, 17, 16, 17]),
            (0.1, 3.0, 1000, [10_000; 6]),
            (1.0, 1e9, 100, [100, 100, 100, 100, 100, u16::MAX]),
        ] {
            let film = Film {
                to: 5,
                frames: 6,
                rate,
                hold_secs: hold,
                ..Film::example()
            };
            let got: Vec<u16> = (0..6).map(|i| delay(&film, i, parts)).collect();
            assert_eq!(got, want, "{rate} {hold}");
        }
    }
}
