//! The vertical axis of the curves: linear, logarithmic, or asinh where a logarithm would hide negative values.
//!
//! A zero is never dropped from a logarithmic axis: it stands on a row of its own at the foot. A run that
//! explodes is cut off rather than pressing the others flat.

use super::series::Series;
use crate::ui::format;
use egui_plot::GridMark;
use std::f64::consts::LN_10;

/// The most powers of ten a logarithmic axis spans.
const MOST_DECADES: f64 = 40.0;
/// How many times the height of the start is still shown of a run that explodes: linear, logarithmic.
const EXPLOSION: [f64; 2] = [3.0, 1e3];

/// How values become heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    /// As they are.
    Linear,
    /// Their common logarithm; zeros at `foot`.
    Log {
        /// Where zeros stand, a decade below everything else.
        foot: f64,
    },
    /// asinh, in decades: linear around zero, logarithmic on both sides far from it.
    Asinh,
}

/// The vertical axis that curves stand on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// How values become heights.
    scale: Scale,
    /// Height of its lower end.
    pub(super) low: f64,
    /// Height of its upper end.
    pub(super) high: f64,
}

impl Axis {
    /// The axis that shows all of the curves that matter.
    pub(super) fn over<'a>(all: &(impl Iterator<Item = &'a Series> + Clone), log: bool) -> Self {
        let fold = |f: fn(f64, f64) -> f64, values: &mut dyn Iterator<Item = f64>| values.reduce(f);
        let first = fold(f64::max, &mut all.clone().map(|s| s.first.abs())).unwrap_or(1.0);
        let high = fold(f64::max, &mut all.clone().filter_map(|s| Some(s.range?.1)));
        let low = fold(f64::min, &mut all.clone().filter_map(|s| Some(s.range?.0)));
        let (low, high) = (low.unwrap_or(0.0), high.unwrap_or(1.0));
        let least = fold(f64::min, &mut all.clone().filter_map(|s| s.least_positive));
        let cap = |times: f64| {
            times
                * if first > 0.0 {
                    first
                } else {
                    high.abs().max(1.0)
                }
        };
        if !log {
            let high = high.min(low.max(0.0).max(cap(EXPLOSION[0])));
            return Self::around(Scale::Linear, low.min(0.0).max(-cap(EXPLOSION[0])), high);
        }
        let cap = cap(EXPLOSION[1]);
        if low < 0.0 {
            let height = |value: f64| value.asinh() / LN_10;
            return Self::around(Scale::Asinh, height(low.max(-cap)), height(high.min(cap)));
        }
        let least = least.unwrap_or(1e-3);
        let top = high.min(cap).max(least).log10();
        let bottom = least.log10().max(top - MOST_DECADES).floor();
        let top = top.max(bottom + 1.0);
        let foot = bottom - 1.0;
        let axis = Self::around(Scale::Log { foot }, bottom, top);
        let low = if low == 0.0 {
            foot + axis.low - bottom
        } else {
            bottom
        };
        Self { low, ..axis }
    }

    fn around(scale: Scale, low: f64, high: f64) -> Self {
        let span = if high > low { high - low } else { 1.0 };
        Self {
            scale,
            low: low - 0.04 * span,
            high: high + 0.06 * span,
        }
    }

    /// Where a value stands; far outside the plot, just outside it, where single precision still knows it.
    pub(super) fn height(&self, value: f64) -> f64 {
        let height = match self.scale {
            Scale::Linear => value,
            Scale::Log { .. } if value > 0.0 => value.log10(),
            Scale::Log { foot } => foot,
            Scale::Asinh => value.asinh() / LN_10,
        };
        let margin = (self.high - self.low) * 4.0;
        height.clamp(self.low - margin, self.high + margin)
    }

    /// Marks at round values; none for a linear axis, whose round values the plot finds itself.
    pub(super) fn marks(&self) -> Option<Vec<GridMark>> {
        let every = (((self.high - self.low) / 6.0).ceil() as i32).max(1);
        let mark = |value: f64| GridMark {
            value,
            step_size: f64::from(every),
        };
        match self.scale {
            Scale::Linear => None,
            Scale::Log { foot } => {
                let first = (self.low / f64::from(every)).ceil() as i32;
                let last = (self.high / f64::from(every)).floor() as i32;
                let decades = (first..=last.min(first + 100)).map(|i| f64::from(i * every));
                let mut marks: Vec<_> = decades
                    .filter(|height| *height > foot + 0.6 * f64::from(every))
                    .map(mark)
                    .collect();
                if self.low < foot {
                    marks.push(mark(foot));
                }
                Some(marks)
            }
            Scale::Asinh => {
                let mut marks = vec![mark(0.0)];
                for decade in (0..=308).step_by(every as usize) {
                    let height = (10f64.powi(decade)).asinh() / LN_10;
                    marks.extend(
                        [height, -height]
                            .into_iter()
                            .filter(|h| (self.low..=self.high).contains(h))
                            .map(mark),
                    );
                }
                Some(marks)
            }
        }
    }

    /// What is written at a mark.
    pub(super) fn text(&self, height: f64) -> String {
        match self.scale {
            Scale::Linear => format::significant(height, 3),
            Scale::Log { foot } if (height - foot).abs() < 1e-9 => "0".to_owned(),
            Scale::Log { .. } => format!("1e{}", height.round()).replace('-', "−"),
            Scale::Asinh => format::significant((height * LN_10).sinh(), 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(all: &[&Series], log: bool) -> Axis {
        Axis::over(&all.iter().copied(), log)
    }

    fn texts(axis: &Axis) -> Vec<String> {
        axis.marks()
            .unwrap_or_default()
            .iter()
            .map(|mark| axis.text(mark.value))
            .collect()
    }

    #[test]
    fn zeros_stand_at_the_foot() {
        let series = Series::collect([10.0, 1.0, 0.0].into_iter());
        let axis = axis(&[&series], true);
        assert_eq!((axis.height(10.0), axis.height(1.0)), (1.0, 0.0));
        assert!(axis.low < axis.height(0.0) && axis.height(0.0) < 0.0);
        assert_eq!(texts(&axis), ["1e0", "1e1", "0"]);
    }

    #[test]
    fn negative_values_are_not_taken_for_zeros() {
        let series = Series::collect([2.0, -1.0, -5000.0].into_iter());
        let axis = axis(&[&series], true);
        assert!(axis.height(-5000.0) < axis.height(-1.0) && axis.height(-1.0) < axis.height(0.0));
        assert!(axis.low < axis.height(-1000.0));
        let texts = texts(&axis);
        assert!(
            texts.contains(&"0".to_owned()) && texts.contains(&"−100".to_owned()),
            "{texts:?}"
        );
    }

    #[test]
    fn an_explosion_does_not_press_the_others_flat() {
        let calm = Series::collect([4.0, 2.0, 1.0].into_iter());
        for wild in [[4.0, 1e100, 1e300], [4.0, -1e100, -1e300]] {
            let wild = Series::collect(wild.into_iter());
            for log in [true, false] {
                let axis = axis(&[&calm, &wild], log);
                assert!(axis.low.abs() < 20.0 && axis.high < 20.0, "{axis:?}");
                assert!(axis.height(1e300).is_finite());
            }
        }
    }

    #[test]
    fn nothing_to_show_still_has_an_axis() {
        let flat = Series::collect([0.0, 0.0].into_iter());
        for log in [true, false] {
            for all in [&[][..], &[&flat][..]] {
                let axis = axis(all, log);
                assert!(axis.low < axis.high && axis.low.is_finite(), "{axis:?}");
            }
        }
    }
}
