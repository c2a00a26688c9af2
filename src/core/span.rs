//! What a number may be and what a slider covers: a hard domain, a soft span.

use std::fmt;

/// The hard limits of a real parameter: outside them it means nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    /// Lower end.
    pub low: f64,
    /// Whether the lower end itself is allowed.
    pub low_allowed: bool,
    /// Upper end.
    pub high: f64,
    /// Whether the upper end itself is allowed.
    pub high_allowed: bool,
}

impl Domain {
    /// Any finite number.
    pub const REAL: Self = Self::open(f64::NEG_INFINITY, f64::INFINITY);
    /// Above 0.
    pub const POSITIVE: Self = Self::open(0.0, f64::INFINITY);
    /// 0 or above.
    pub const NON_NEGATIVE: Self = Self {
        low: 0.0,
        low_allowed: true,
        high: f64::INFINITY,
        high_allowed: false,
    };
    /// From 0 up to, but not including, 1: a decay rate.
    pub const DECAY: Self = Self {
        low: 0.0,
        low_allowed: true,
        high: 1.0,
        high_allowed: false,
    };
    /// From 0 to 1, both allowed.
    pub const UNIT: Self = Self::closed(0.0, 1.0);

    /// Between two numbers, both allowed.
    pub const fn closed(low: f64, high: f64) -> Self {
        Self {
            low,
            low_allowed: true,
            high,
            high_allowed: true,
        }
    }
    /// Between two numbers, neither allowed.
    pub const fn open(low: f64, high: f64) -> Self {
        Self {
            low,
            low_allowed: false,
            high,
            high_allowed: false,
        }
    }
    /// Whether a number lies in the domain. NaN and infinities never do.
    #[inline]
    pub fn contains(&self, x: f64) -> bool {
        let above = if self.low_allowed {
            x >= self.low
        } else {
            x > self.low
        };
        let below = if self.high_allowed {
            x <= self.high
        } else {
            x < self.high
        };
        x.is_finite() && above && below
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let low = match (self.low.is_finite(), self.low_allowed) {
            (false, _) => None,
            (true, true) => Some(format!("at least {}", self.low)),
            (true, false) => Some(format!("above {}", self.low)),
        };
        let high = match (self.high.is_finite(), self.high_allowed) {
            (false, _) => None,
            (true, true) => Some(format!("at most {}", self.high)),
            (true, false) => Some(format!("below {}", self.high)),
        };
        match (low, high) {
            (None, None) => f.write_str("a finite number"),
            (Some(one), None) | (None, Some(one)) => write!(f, "a number {one}"),
            (Some(low), Some(high)) => write!(f, "a number {low} and {high}"),
        }
    }
}

/// What a slider covers, and how densely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// How positions along the slider become values.
    pub scale: Scale,
    /// Value at the left end (for `ZeroLog`, the smallest value that is not 0).
    pub low: f64,
    /// Value at the right end.
    pub high: f64,
}

/// How positions along a slider become values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal distances are equal differences.
    Linear,
    /// Equal distances are equal ratios; both ends positive.
    Log,
    /// Logarithmic, with exactly 0 at the left end.
    ZeroLog,
    /// Logarithmic in 1 − value: 0.9, 0.99 and 0.999 are equally far apart.
    OneMinusLog,
}

impl Span {
    /// Equal distances are equal differences.
    pub const fn linear(low: f64, high: f64) -> Self {
        Self {
            scale: Scale::Linear,
            low,
            high,
        }
    }
    /// Equal distances are equal ratios.
    pub const fn log(low: f64, high: f64) -> Self {
        Self {
            scale: Scale::Log,
            low,
            high,
        }
    }
    /// 0 at the left end, then logarithmic from `low` to `high`.
    pub const fn zero_log(low: f64, high: f64) -> Self {
        Self {
            scale: Scale::ZeroLog,
            low,
            high,
        }
    }
    /// From `low` to `high` (below 1), logarithmic in 1 − value.
    pub const fn one_minus_log(low: f64, high: f64) -> Self {
        Self {
            scale: Scale::OneMinusLog,
            low,
            high,
        }
    }

    /// Share of a `ZeroLog` slider that stands for 0.
    const ZERO_SHARE: f64 = 0.04;

    /// The value at a position between 0 (left) and 1 (right).
    pub fn value_at(&self, position: f64) -> f64 {
        let t = position.clamp(0.0, 1.0);
        let (low, high) = (self.low, self.high);
        if t == 1.0 {
            return high;
        }
        match self.scale {
            Scale::Linear => low + (high - low) * t,
            Scale::Log => low * (high / low).powf(t),
            Scale::ZeroLog if t < Self::ZERO_SHARE => 0.0,
            Scale::ZeroLog => {
                low * (high / low).powf((t - Self::ZERO_SHARE) / (1.0 - Self::ZERO_SHARE))
            }
            Scale::OneMinusLog => 1.0 - (1.0 - low) * ((1.0 - high) / (1.0 - low)).powf(t),
        }
    }

    /// The position of a value, 0 to 1; values beyond the span stand at its ends, NaN at the left.
    pub fn position_of(&self, value: f64) -> f64 {
        let (low, high) = (self.low, self.high);
        if value.is_nan() {
            return 0.0;
        }
        let t = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Log => (value / low).ln() / (high / low).ln(),
            Scale::ZeroLog if value <= 0.0 || value.is_nan() => 0.0,
            Scale::ZeroLog => {
                Self::ZERO_SHARE
                    + (1.0 - Self::ZERO_SHARE) * ((value / low).ln() / (high / low).ln()).max(0.0)
            }
            Scale::OneMinusLog if value >= 1.0 => 1.0,
            Scale::OneMinusLog => {
                ((1.0 - value) / (1.0 - low)).ln() / ((1.0 - high) / (1.0 - low)).ln()
            }
        };
        if t.is_nan() { 0.0 } else { t.clamp(0.0, 1.0) }
    }

    /// The value at a position, rounded to what a hand can mean: three significant digits (of 1 − value
    /// where that is the scale).
    pub fn rounded_value_at(&self, position: f64) -> f64 {
        let value = self.value_at(position);
        let rounded = match self.scale {
            Scale::Linear => {
                let unit = 10f64.powf(((self.high - self.low).abs() / 500.0).log10().floor());
                // Dividing by the inverse keeps decimal fractions exact: 0.07, not 0.07000000000000001.
                if unit < 1.0 {
                    (value / unit).round() / (1.0 / unit).round()
                } else {
                    (value / unit).round() * unit
                }
            }
            Scale::Log | Scale::ZeroLog => round_significant(value, 3),
            Scale::OneMinusLog => {
                let digits = 3 - (1.0 - value).log10().ceil() as i32;
                let unit = 10f64.powi(digits.clamp(2, 12));
                (value * unit).round() / unit
            }
        };
        rounded.clamp(
            self.low.min(if self.scale == Scale::ZeroLog {
                0.0
            } else {
                self.low
            }),
            self.high,
        )
    }
}

/// A number rounded to so many significant decimal digits.
pub fn round_significant(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.*e}", (digits - 1).max(0) as usize)
        .parse()
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_go_there_and_back() {
        let spans = [
            Span::linear(-3.0, 7.0),
            Span::log(1e-5, 10.0),
            Span::zero_log(1e-6, 1.0),
            Span::one_minus_log(0.0, 0.9999),
        ];
        for span in spans {
            for i in 0..=100 {
                let position = f64::from(i) / 100.0;
                let value = span.value_at(position);
                let back = span.position_of(value);
                let lost = span.scale == Scale::ZeroLog && position < Span::ZERO_SHARE;
                assert!(
                    (back - position).abs() < 1e-9 || (lost && back == 0.0),
                    "{span:?} {position} {back}"
                );
            }
            assert_eq!(span.value_at(1.0), span.high);
            assert_eq!(span.position_of(f64::NAN), 0.0);
            assert_eq!(span.position_of(1e300), 1.0);
        }
    }

    #[test]
    fn hands_mean_round_numbers() {
        assert_eq!(round_significant(0.012345, 3), 0.0123);
        assert_eq!(round_significant(-98765.0, 2), -99000.0);
        assert_eq!(Span::log(1e-5, 10.0).rounded_value_at(0.5), 0.01);
        let beta = Span::one_minus_log(0.0, 0.9999).rounded_value_at(0.5);
        assert_eq!(beta, 0.99);
    }

    #[test]
    fn domains_say_what_they_allow() {
        let table = [
            (Domain::POSITIVE, 0.0, false, "a number above 0"),
            (Domain::NON_NEGATIVE, 0.0, true, "a number at least 0"),
            (Domain::DECAY, 1.0, false, "a number at least 0 and below 1"),
            (Domain::UNIT, 1.0, true, "a number at least 0 and at most 1"),
            (Domain::REAL, f64::NAN, false, "a finite number"),
            (Domain::REAL, -1e300, true, "a finite number"),
        ];
        for (domain, x, inside, text) in table {
            assert_eq!(domain.contains(x), inside, "{domain:?} {x}");
            assert_eq!(domain.to_string(), text);
        }
    }
}
