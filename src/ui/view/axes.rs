//! Round numbers along an axis.

/// A tick: where, and what is written there.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Position along the axis.
    pub value: f64,
    /// Its number.
    pub text: String,
}

/// Ticks at round numbers between `low` and `high`, about `wanted` of them. None for an axis without
/// extent or beyond what numbers can tell apart.
pub fn ticks(low: f64, high: f64, wanted: usize) -> Vec<Tick> {
    let extent = high - low;
    if !extent.is_finite() || extent <= 0.0 || extent < 1e-13 * low.abs().max(high.abs()) {
        return Vec::new();
    }
    let rough = extent / wanted.max(1) as f64;
    let decade = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * decade)
        .find(|step| *step >= rough);
    let step = step.unwrap_or(decade);
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last.min(first.saturating_add(200)))
        .map(|i| {
            let value = i as f64 * step;
            Tick {
                value,
                text: text(value, step, decimals),
            }
        })
        .collect()
}

/// The shortest extent of an axis, as a share of its numbers, whose ticks are written in full.
const SHORTEST: f64 = 1e-9;

/// Whether an axis is so short that its numbers are told by how far they are from its beginning.
pub fn is_deep(low: f64, high: f64) -> bool {
    let extent = high - low;
    extent > 0.0 && extent < SHORTEST * low.abs().max(high.abs())
}

/// Ticks of an axis that [`is_deep`], about `wanted` of them: round distances from its beginning.
pub fn offset_ticks(low: f64, high: f64, wanted: usize) -> Vec<Tick> {
    let mut ticks = ticks(0.0, high - low, wanted);
    for tick in &mut ticks {
        tick.text.insert(0, '+');
        tick.value += low;
    }
    ticks
}

fn text(value: f64, step: f64, decimals: usize) -> String {
    let plain = if decimals > 6 || step >= 1e6 {
        // No more digits than tell neighbours apart: 3e−9, not 3.0000000000000004e−9.
        let digits = (value.abs().log10().floor() - step.log10().floor()).max(0.0) as usize;
        let rounded: f64 = format!("{value:.digits$e}").parse().unwrap_or(value);
        format!("{rounded:e}")
    } else {
        format!("{value:.decimals$}")
    };
    let plain = if value == 0.0 { "0".to_owned() } else { plain };
    plain.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_axis_counts_from_its_beginning() {
        let low = 3.0_f64;
        let high = low + 400.0 * 4.0 * f64::EPSILON;
        assert!(is_deep(low, high) && !is_deep(low, 3.1) && !is_deep(0.0, 1e-300));
        assert!(!is_deep(high, low) && !is_deep(f64::NAN, 1.0));
        let ticks = offset_ticks(low, high, 4);
        let texts: Vec<&str> = ticks.iter().map(|tick| tick.text.as_str()).collect();
        assert_eq!(texts, ["+0", "+1e−13", "+2e−13", "+3e−13"]);
        assert!(ticks.iter().all(|tick| (low..=high).contains(&tick.value)));
    }

    #[test]
    fn ticks_are_round_and_inside() {
        let texts = |low, high, wanted| {
            ticks(low, high, wanted)
                .into_iter()
                .map(|t| t.text)
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(-5.0, 5.0, 5), ["−4", "−2", "0", "2", "4"]);
        assert_eq!(texts(0.13, 0.31, 4), ["0.15", "0.20", "0.25", "0.30"]);
        assert_eq!(texts(1e-9, 4e-9, 3), ["1e−9", "2e−9", "3e−9", "4e−9"]);
        for (low, high) in [
            (1.0, 1.0),
            (2.0, 1.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
            (1.0, 1.0 + 1e-15),
        ] {
            assert!(ticks(low, high, 5).is_empty(), "{low} {high}");
        }
    }
}
