//! The vertical axis of the curves: linear, logarithmic, or asinh where a logarithm would hide negative values.
//!
//! A zero is never dropped from a logarithmic axis: it stands on a row of its own at the foot. A run that
//! explodes is cut off rather than pressing the others flat.

use super::series::Series;
use crate::session::view::Curve;
use crate::ui::format;
use crate::ui::view::axes;
use std::f64::consts::LN_10;

/// The most powers of ten a logarithmic axis spans.
const MOST_DECADES: f64 = 40.0;
/// How many times the usual size is still shown of a run that explodes: linear, logarithmic.
const EXPLOSION: [f64; 2] = [2.0, 1e3];
/// The most powers of ten that an asinh axis spans on either side of zero.
const MOST_ASINH_DECADES: i32 = 8;

/// How values become heights.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    /// As they are.
    Linear,
    /// Their common logarithm; zeros at `foot`.
    Log {
        /// Where zeros stand, a decade below everything else.
        foot: f64,
    },
    /// asinh, in decades: linear around zero, up to about `unit`, and logarithmic on both sides far from it.
    Asinh {
        /// The value at which the one turns into the other.
        unit: f64,
    },
}

/// A line across a chart at a round value.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where on the axis.
    pub height: f64,
    /// What is written there; nothing at a line between others.
    pub text: String,
}

/// The vertical axis that curves stand on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// How values become heights.
    scale: Scale,
    /// Height of its lower end.
    pub low: f64,
    /// Height of its upper end.
    pub high: f64,
}

impl Axis {
    /// The axis that shows all of the lines of a curve that matter.
    pub fn over<'a>(
        all: &(impl Iterator<Item = &'a Series> + Clone),
        curve: Curve,
        log: bool,
    ) -> Self {
        if curve == Curve::Cosine {
            return Self::around(Scale::Linear, -1.0, 1.0);
        }
        let fold = |f: fn(f64, f64) -> f64, values: &mut dyn Iterator<Item = f64>| values.reduce(f);
        let high = fold(f64::max, &mut all.clone().filter_map(|s| Some(s.range?.1)));
        let low = fold(f64::min, &mut all.clone().filter_map(|s| Some(s.range?.0)));
        let (low, high) = (low.unwrap_or(0.0), high.unwrap_or(1.0));
        let least = fold(f64::min, &mut all.clone().filter_map(|s| s.least_positive));
        let usual = match curve {
            // A schedule's rates are all meant, and none of them explodes.
            Curve::Rate => Some(f64::INFINITY),
            Curve::Effective => fold(f64::max, &mut all.clone().filter_map(Series::typical)),
            _ => fold(f64::max, &mut all.clone().filter_map(|s| s.usual)),
        };
        let usual = usual.filter(|usual| *usual > 0.0);
        let usual = usual.unwrap_or(high.abs().max(1.0));
        if !log {
            let cap = EXPLOSION[0] * usual;
            let high = high.min(low.max(0.0).max(cap));
            return Self::around(Scale::Linear, low.min(0.0).max(-cap), high);
        }
        let cap = (EXPLOSION[1] * usual).min(f64::MAX);
        if low < 0.0 {
            let (low, high) = (low.max(-cap), high.min(cap));
            let unit = if curve == Curve::Effective {
                let firsts = all.clone().filter_map(|s| Some(s.first?.abs()));
                let small = fold(f64::min, &mut firsts.filter(|first| *first > 0.0));
                let most = decade(high.abs().max(-low)) - MOST_ASINH_DECADES;
                10f64.powi((decade(small.unwrap_or(1.0)) - 1).max(most))
            } else {
                1.0
            };
            let scale = Scale::Asinh { unit };
            let place = |value: f64| (value / unit).asinh() / LN_10;
            return Self::around(scale, place(low), place(high));
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
    pub fn height(&self, value: f64) -> f64 {
        let height = match self.scale {
            Scale::Linear => value,
            Scale::Log { .. } if value > 0.0 => value.log10(),
            Scale::Log { foot } => foot,
            Scale::Asinh { unit } => (value / unit).asinh() / LN_10,
        };
        let margin = (self.high - self.low) * 4.0;
        height.clamp(self.low - margin, self.high + margin)
    }

    /// The value that stands at a height: 0 on the row of the zeros and below it.
    pub fn value(&self, height: f64) -> f64 {
        match self.scale {
            Scale::Linear => height,
            Scale::Log { foot } if height < foot + 0.5 => 0.0,
            Scale::Log { .. } => 10f64.powf(height),
            Scale::Asinh { unit } => (height * LN_10).sinh() * unit,
        }
    }

    /// What is to be said of the axis where the switch does not say it.
    pub fn remark(&self) -> Option<&'static str> {
        matches!(self.scale, Scale::Asinh { .. }).then_some("asinh")
    }

    /// Lines at round values, for an axis on which there is room for about so many; the zero first, where it
    /// is one of several scales that meet there.
    pub fn marks(&self, room: usize) -> Vec<Mark> {
        let room = room.max(2);
        let inside = |height: &f64| (self.low..=self.high).contains(height);
        let mark = |height: f64| Mark {
            height,
            text: self.text(height),
        };
        let every = (((self.high - self.low) / room as f64).ceil() as i32).max(1);
        match self.scale {
            Scale::Linear => self.round_values(room),
            Scale::Log { foot } => {
                let first = (self.low / f64::from(every)).ceil() as i32;
                let last = (self.high / f64::from(every)).floor() as i32;
                let decades = (first..=last.min(first + 100)).map(|i| f64::from(i * every));
                let zeros = std::iter::once(foot).filter(inside);
                let decades = decades.filter(|height| *height > foot + 0.6 * f64::from(every));
                let mut marks: Vec<_> = zeros.chain(decades).map(mark).collect();
                marks.extend(self.between(foot, room));
                marks
            }
            Scale::Asinh { unit } => {
                let first = decade(unit);
                let powers = (first..=308).step_by(every as usize);
                let heights = powers
                    .map(|power| (10f64.powi(power) / unit).asinh() / LN_10)
                    .take_while(|height| *height <= self.high.max(-self.low));
                let both = heights.flat_map(|height| [height, -height]);
                let all = std::iter::once(0.0).chain(both).filter(inside);
                let marks: Vec<_> = all.map(mark).collect();
                if marks.len() > 1 {
                    return marks;
                }
                // Less than a decade.
                self.round_values(room)
            }
        }
    }

    /// Lines at round values between both ends, at least two of them.
    fn round_values(&self, room: usize) -> Vec<Mark> {
        let (low, high) = (self.value(self.low), self.value(self.high));
        let ticks = (room..room + 6).map(|room| axes::ticks(low, high, room));
        let ticks = ticks.reduce(|found, more| if found.len() > 1 { found } else { more });
        let mark = |tick: axes::Tick| Mark {
            height: self.height(tick.value),
            text: tick.text,
        };
        ticks.unwrap_or_default().into_iter().map(mark).collect()
    }

    /// Lines within the decades of a logarithmic axis, where few of them fill it; with numbers, where one or
    /// two do.
    fn between(&self, foot: f64, room: usize) -> Vec<Mark> {
        let span = self.high - self.low.max(foot + 1.0);
        if span > room as f64 {
            return Vec::new();
        }
        let first = self.low.max(foot + 0.5).floor() as i32;
        let decades = first..=self.high.floor() as i32;
        let lines = decades.flat_map(|decade| (2..10).map(move |m| (m, decade)));
        lines
            .map(|(m, decade)| {
                let numbered = span < 2.0 && (m == 2 || m == 5);
                Mark {
                    height: f64::from(m).log10() + f64::from(decade),
                    text: if numbered {
                        format!("{m}e{decade}").replace('-', "−")
                    } else {
                        String::new()
                    },
                }
            })
            .filter(|mark| mark.height <= self.high && mark.height >= self.low.max(foot + 1.0))
            .collect()
    }

    /// What is written at a mark.
    fn text(&self, height: f64) -> String {
        match self.scale {
            Scale::Linear => format::significant(height, 3),
            Scale::Log { foot } if (height - foot).abs() < 1e-9 => "0".to_owned(),
            Scale::Log { .. } => format!("1e{}", height.round()).replace('-', "−"),
            Scale::Asinh { unit } => format::significant((height * LN_10).sinh() * unit, 2),
        }
    }
}

/// The power of ten at or below a magnitude.
fn decade(x: f64) -> i32 {
    if x > 0.0 && x.is_finite() {
        x.log10().floor() as i32
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[f64]) -> Series {
        let mut series = Series::new(1.0);
        let values = values.iter().enumerate();
        series.extend(values.map(|(x, value)| {
            let value = value.is_finite().then_some(*value);
            // As the cache has it: what is far out is not usual.
            (
                x as f64,
                value,
                value.is_some_and(|value| value.abs() < 1e6),
            )
        }));
        series
    }

    fn axis(all: &[&Series], curve: Curve, log: bool) -> Axis {
        Axis::over(&all.iter().copied(), curve, log)
    }

    fn texts(axis: &Axis) -> Vec<String> {
        let marks = axis.marks(6).into_iter();
        marks
            .map(|mark| mark.text)
            .filter(|text| !text.is_empty())
            .collect()
    }

    #[test]
    fn zeros_stand_at_the_foot() {
        let series = line(&[10.0, 1.0, 0.0]);
        for curve in Curve::ALL {
            let axis = axis(&[&series], curve, true);
            if curve == Curve::Cosine {
                assert_eq!((axis.height(0.0), axis.value(0.5)), (0.0, 0.5));
                continue;
            }
            assert_eq!((axis.height(10.0), axis.height(1.0)), (1.0, 0.0));
            assert!(axis.low < axis.height(0.0) && axis.height(0.0) < 0.0);
            let texts = texts(&axis);
            for text in ["1e0", "1e1", "0"] {
                assert!(texts.contains(&text.to_owned()), "{curve:?}: {texts:?}");
            }
            assert_eq!(axis.value(axis.height(0.0)), 0.0);
        }
    }

    #[test]
    fn negative_values_are_not_taken_for_zeros() {
        let series = line(&[2.0, -1.0, -5000.0]);
        let axis = axis(&[&series], Curve::Loss, true);
        assert!(axis.height(-5000.0) < axis.height(-1.0) && axis.height(-1.0) < axis.height(0.0));
        assert!(axis.low < axis.height(-1000.0));
        assert!(axis.remark().is_some());
        let texts = texts(&axis);
        assert!(
            texts.contains(&"0".to_owned()) && texts.contains(&"−100".to_owned()),
            "{texts:?}"
        );
    }

    #[test]
    fn small_rates_of_both_signs_are_told_apart() {
        let series = line(&[1e-3, 2e-3, -4e-4, 1e-5, 1e-3]);
        let axis = axis(&[&series], Curve::Effective, true);
        let place = |value| (axis.height(value) - axis.low) / (axis.high - axis.low);
        assert!(place(1e-3) - place(1e-5) > 0.2 && place(1e-5) - place(-4e-4) > 0.2);
        assert!(
            texts(&axis).contains(&"−1e−4".to_owned()),
            "{:?}",
            texts(&axis)
        );
        for value in [1e-3, -4e-4, 0.0] {
            assert!((axis.value(axis.height(value)) - value).abs() < 1e-15);
        }
    }

    #[test]
    fn an_explosion_does_not_press_the_others_flat() {
        let calm = line(&[4.0, 2.0, 1.0]);
        for wild in [[4.0, 1e100, 1e300], [4.0, -1e100, -1e300]] {
            let wild = line(&wild);
            for log in [true, false] {
                for curve in [Curve::Gap, Curve::Gradient, Curve::Distance, Curve::Step] {
                    let axis = axis(&[&calm, &wild], curve, log);
                    assert!(axis.low.abs() < 40.0 && axis.high < 40.0, "{axis:?}");
                    assert!(axis.height(1e300).is_finite());
                }
            }
        }
    }

    #[test]
    fn what_grows_without_exploding_is_shown_whole() {
        let warmed = line(&[1e-8, 0.05, 0.1, 1e-9]);
        for curve in [Curve::Rate, Curve::Step, Curve::Gradient, Curve::Loss] {
            for log in [true, false] {
                let axis = axis(&[&warmed], curve, log);
                assert!(axis.height(0.1) <= axis.high, "{curve:?} {axis:?}");
            }
        }
    }

    #[test]
    fn nothing_to_show_still_has_an_axis() {
        let flat = line(&[0.0, 0.0]);
        let none = line(&[f64::NAN]);
        for curve in Curve::ALL {
            for log in [true, false] {
                for all in [&[][..], &[&flat][..], &[&none][..]] {
                    let axis = axis(all, curve, log);
                    assert!(axis.low < axis.high && axis.low.is_finite(), "{axis:?}");
                    assert!(axis.marks(6).len() > 1, "{axis:?}");
                }
            }
        }
    }
}
