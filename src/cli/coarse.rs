//! Maps in pictures and films: what would take minutes is drawn in larger pixels, and that is said.

use super::warn;
use crate::picture::{self, MAP_COST, Shown};

/// Bounds what the map of a screen costs, unless every pixel is asked for, and says so where that changes it. A map that is
/// drawn anew in every one of so many pictures shares the bound among them.
pub(super) fn bound(shown: &mut Shown, is_full: bool, pictures: u32) {
    if is_full {
        return;
    }
    let anew = if shown.preset.view.follow {
        pictures
    } else {
        1
    };
    shown.map_cost = Some(MAP_COST / u64::from(anew.max(1)));
    if let Some(coarser) = picture::coarser_map(shown) {
        let points = coarser.points;
        let cost = coarser.cost.saturating_mul(u64::from(anew.max(1)));
        warn(&format!(
            "the map is drawn in pixels of {points} × {points} points, because with one for each point it would take about {} of \
             one core: `--full-map` asks for that",
            words(cost)
        ));
    }
}

/// A time in words, from about nanoseconds.
fn words(nanoseconds: u64) -> String {
    let secs = nanoseconds / 1_000_000_000;
    match secs {
        0..120 => format!("{secs} seconds"),
        120..7200 => format!("{} minutes", (secs + 30) / 60),
        7200..172_800 => format!("{} hours", (secs + 1800) / 3600),
        _ => format!("{} days", (secs + 43_200) / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_the_unit_that_suits_them() {
        for (secs, said) in [
            (31, "31 seconds"),
            (119, "119 seconds"),
            (120, "2 minutes"),
            (629, "10 minutes"),
            (7200, "2 hours"),
            (172_800, "2 days"),
        ] {
            assert_eq!(words(secs * 1_000_000_000), said);
        }
        assert!(words(u64::MAX).ends_with("days"));
    }
}
