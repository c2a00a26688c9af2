//! Round levels: the losses at which contours are drawn and axes are marked.

use super::height::Height;
use super::params::round_significant;

/// At most `count` round levels between two heights, as losses in ascending order.
///
/// Of a gap: the densest that fits of 1, 1.5, 2, 3, 5 and 7, or 1, 2, 3 and 5, or 1, 2 and 5, or 1 and 3, or 1
/// times every power of ten, or fewer; round equal distances where the range is less than a factor of
/// ten. Otherwise: about evenly spaced in height, rounded to one digit, with 0 among them if it is in
/// the range.
pub fn levels(height: &Height, low: f64, high: f64, count: usize) -> Vec<f64> {
    if count == 0 || low >= high || !low.is_finite() || !high.is_finite() {
        return Vec::new();
    }
    let count = count.min(MOST_LEVELS);
    let mut levels = match height {
        Height::Gap { lowest, .. } => {
            let gaps = if high - low < 1.0 {
                evenly(10f64.powf(low), 10f64.powf(high), count)
            } else {
                powers_of_ten(low, high, count)
            };
            gaps.into_iter().map(|gap| lowest + gap).collect()
        }
        Height::Asinh { .. } => {
            let zero = height.shown(0.0);
            let step = (high - low) / count as f64;
            let target = |i: usize| height.loss_at(low + (i as f64 + 0.5) * step);
            let mut rounded: Vec<f64> = (0..count)
                .map(|i| round_significant(target(i), 1))
                .collect();
            // The middle one gives way to the level 0, which divides up from down.
            if low < zero
                && zero < high
                && let Some(nearest) = rounded
                    .iter_mut()
                    .min_by(|a, b| a.abs().total_cmp(&b.abs()))
            {
                *nearest = 0.0;
            }
            rounded.retain(|level| (low..=high).contains(&height.shown(*level)));
            rounded.sort_by(f64::total_cmp);
            rounded.dedup();
            if rounded.len() * 2 < count {
                evenly(height.loss_at(low), height.loss_at(high), count)
            } else {
                rounded
            }
        }
    };
    levels.retain(|level| level.is_finite());
    levels.dedup();
    levels
}

/// No picture can show more.
const MOST_LEVELS: usize = 1000;

/// At most `count` round gaps whose logarithms lie from `low` to `high`: the densest of the series that fits.
fn powers_of_ten(low: f64, high: f64, count: usize) -> Vec<f64> {
    let series: [(i32, &[f64]); 8] = [
        (1, &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0]),
        (1, &[1.0, 2.0, 3.0, 5.0]),
        (1, &[1.0, 2.0, 5.0]),
        (1, &[1.0, 3.0]),
        (1, &[1.0]),
        (2, &[1.0]),
        (5, &[1.0]),
        (50, &[1.0]),
    ];
    let exponent = |height: f64| height.clamp(-330.0, 310.0) as i32;
    let (first, last) = (exponent(low.floor()), exponent(high.ceil()));
    series
        .into_iter()
        .map(|(every, digits)| {
            (first..=last)
                .filter(|exponent| exponent.rem_euclid(every) == 0)
                .flat_map(|exponent| digits.iter().map(move |digit| decimal(*digit, exponent)))
                .filter(|gap| (low..=high).contains(&gap.log10()))
                .collect::<Vec<f64>>()
        })
        .find(|gaps| gaps.len() <= count)
        .unwrap_or_default()
}

/// `digit · 10^exponent` as it is written in decimal: 0.3, not 0.30000000000000004.
fn decimal(digit: f64, exponent: i32) -> f64 {
    format!("{digit}e{exponent}").parse().unwrap_or(0.0)
}

/// At most `count` multiples of a round step between two numbers.
fn evenly(low: f64, high: f64, count: usize) -> Vec<f64> {
    let rough = (high - low) / count as f64;
    if !(rough > 0.0 && rough.is_finite()) {
        return Vec::new();
    }
    let exponent = rough.log10().floor() as i32;
    let (digit, exponent) = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|digit| decimal(*digit, exponent) >= rough)
        .map_or((1.0, exponent + 1), |digit| (digit, exponent));
    let step = decimal(digit, exponent);
    let first = (low / step).ceil();
    (0..count)
        .map(|i| round_significant((first + i as f64) * step, 12))
        .filter(|level| (low..=high).contains(level))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASINH: Height = Height::Asinh {
        center: 0.0,
        unit: 1.0,
    };
    const GAP: Height = Height::Gap {
        lowest: 0.0,
        floor: 1e-30,
    };

    #[test]
    fn gaps_get_the_densest_round_series_that_fits() {
        let table: [(f64, f64, usize, &[f64]); 7] = [
            (
                -1.0,
                1.0,
                15,
                &[
                    0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0,
                ],
            ),
            (-1.0, 1.0, 7, &[0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]),
            (-1.2, 1.2, 6, &[0.1, 0.3, 1.0, 3.0, 10.0]),
            (-2.0, 2.0, 5, &[0.01, 0.1, 1.0, 10.0, 100.0]),
            (-3.0, 3.0, 4, &[0.01, 1.0, 100.0]),
            (0.4, 0.5, 9, &[2.6, 2.7, 2.8, 2.9, 3.0, 3.1]),
            (1.0, 1.0, 9, &[]),
        ];
        for (low, high, count, want) in table {
            assert_eq!(
                levels(&GAP, low, high, count),
                want,
                "{low} to {high}, {count}"
            );
        }
    }

    #[test]
    fn gaps_are_counted_from_the_lowest_loss() {
        let height = Height::Gap {
            lowest: -78.0,
            floor: 1e-13,
        };
        assert_eq!(levels(&height, 0.0, 2.0, 3), [-77.0, -68.0, 22.0]);
    }

    #[test]
    fn other_losses_get_round_numbers_on_both_sides_of_zero() {
        let low = ASINH.shown(-6.25);
        let high = ASINH.shown(6.25);
        let found = levels(&ASINH, low, high, 9);
        assert_eq!(found, [-5.0, -3.0, -1.0, -0.6, 0.0, 0.6, 1.0, 3.0, 5.0]);
        let (low, high) = (ASINH.shown(5.08), ASINH.shown(5.42));
        let found = levels(&ASINH, low, high, 6);
        assert_eq!(found, [5.1, 5.2, 5.3, 5.4]);
    }

    #[test]
    fn whatever_the_range_there_are_few_levels_inside_it_and_in_order() {
        let ends = [
            -1e300, -700.0, -308.0, -30.0, -1.0, 0.0, 1e-12, 2.5, 308.0, 1e300,
        ];
        for height in [GAP, ASINH] {
            for low in ends {
                for high in ends {
                    for count in [0, 1, 15, usize::MAX] {
                        let found = levels(&height, low, high, count);
                        assert!(found.len() <= count, "{height:?} {low} {high}");
                        assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "{found:?}");
                        assert!(found.iter().all(|level| level.is_finite()));
                    }
                }
            }
        }
        assert!(levels(&GAP, f64::NAN, 1.0, 5).is_empty());
    }
}
