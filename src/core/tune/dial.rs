//! A number that is tuned: where it is looked for, and how densely.

use crate::core::map::Knob;
use crate::core::params::{Scale, round_significant};
use crate::core::pipeline::Request;
use std::fmt;

/// Share of a [`Scale::ZeroLog`] range that stands for 0.
const ZERO_SHARE: f64 = 0.04;
/// How near an end of its range, as a share of it, a setting counts as being at the end.
const AT_END: f64 = 0.01;
/// How many significant digits a setting has when it looks right; and when that is too few.
pub(super) const DIGITS: [i32; 2] = [3, 4];

/// A number of a run, and the range in which its best value is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial {
    /// The number.
    pub knob: Knob,
    /// The beginning of the range; of [`Scale::ZeroLog`] the smallest value that is not 0.
    pub low: f64,
    /// Its end.
    pub high: f64,
    /// What is evenly apart on it.
    pub scale: Scale,
}

/// Why a range cannot be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The run has no such number.
    Unknown,
    /// The range has no extent, or an end that is not finite.
    Empty,
    /// On its scale a range must begin above 0.
    NotPositive,
    /// On its scale a range must end below 1.
    NotBelowOne,
    /// An end is no value that the number may have.
    Outside,
    /// The number follows from others at present.
    Follows,
}

impl fmt::Display for Fault {
    /// What is wrong and what to do, as the end of a sentence that begins with the number's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "is no number of this run; choose another",
            Self::Empty => "has no range; let it end above its beginning",
            Self::NotPositive => "is searched in equal ratios; let its range begin above 0",
            Self::NotBelowOne => {
                "is searched in equal ratios of its distance to 1; let its range end below 1"
            }
            Self::Outside => {
                "cannot have a value at an end of its range; choose ends that it can have"
            }
            Self::Follows => "follows from other numbers; set it to a number first",
        })
    }
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its beginning.
    Low,
    /// Its end.
    High,
}

impl Dial {
    /// What is wrong with it for a run, if something is.
    pub fn fault(&self, request: &Request) -> Option<Fault> {
        let (low, high) = (self.low, self.high);
        let Some(present) = self.knob.get(request) else {
            return Some(Fault::Unknown);
        };
        if self.knob.put(&mut request.clone(), present).is_none() {
            return Some(Fault::Follows);
        }
        let has_extent = low < high && (high - low).is_finite();
        if !has_extent {
            return Some(Fault::Empty);
        }
        match self.scale {
            Scale::Log | Scale::ZeroLog if low <= 0.0 => return Some(Fault::NotPositive),
            Scale::OneMinusLog if high >= 1.0 => return Some(Fault::NotBelowOne),
            _ => {}
        }
        let allowed = |x: f64| self.knob.put(&mut request.clone(), x).is_some();
        (!allowed(low) || !allowed(high)).then_some(Fault::Outside)
    }

    /// The value at a position, 0 at the beginning and 1 at the end.
    pub fn value_at(&self, position: f64) -> f64 {
        let (low, high) = (self.low, self.high);
        let between = |t: f64| low * libm::exp(libm::log(high / low) * t);
        if position <= 0.0 {
            return if self.scale == Scale::ZeroLog {
                0.0
            } else {
                low
            };
        }
        if position >= 1.0 {
            return high;
        }
        match self.scale {
            Scale::Linear => low + (high - low) * position,
            Scale::Log => between(position),
            Scale::ZeroLog if position < ZERO_SHARE => 0.0,
            Scale::ZeroLog => between((position - ZERO_SHARE) / (1.0 - ZERO_SHARE)),
            Scale::OneMinusLog => {
                let ratio = libm::log((1.0 - high) / (1.0 - low));
                1.0 - (1.0 - low) * libm::exp(ratio * position)
            }
        }
    }

    /// The position of a value; outside 0 to 1 where the value is outside the range. Always finite.
    pub fn position_of(&self, value: f64) -> f64 {
        let (low, high) = (self.low, self.high);
        let between = |x: f64| libm::log(x / low) / libm::log(high / low);
        let position = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::ZeroLog if value == 0.0 => 0.0,
            Scale::Log | Scale::ZeroLog if value <= 0.0 => -1.0,
            Scale::Log => between(value),
            Scale::ZeroLog => ZERO_SHARE + (1.0 - ZERO_SHARE) * between(value),
            Scale::OneMinusLog if value >= 1.0 => 2.0,
            Scale::OneMinusLog => {
                libm::log((1.0 - value) / (1.0 - low)) / libm::log((1.0 - high) / (1.0 - low))
            }
        };
        if position.is_finite() { position } else { 2.0 }
    }

    /// The value that a run takes for this one: the nearest whole number where only those stand.
    pub(super) fn settled(&self, request: &Request, value: f64) -> f64 {
        if self.knob.is_whole(request) {
            value.round()
        } else {
            value
        }
    }

    /// The nearest value of so many significant digits, of the distance to 1 where that is the scale.
    pub fn rounded(&self, value: f64, digits: i32) -> f64 {
        match self.decimals(value, digits) {
            Some(decimals) => {
                let decimals = decimals as usize;
                format!("{value:.decimals$}").parse().unwrap_or(value)
            }
            None => round_significant(value, digits),
        }
    }

    /// The value of three significant digits on the other side of a value than [`Dial::rounded`].
    pub(super) fn rounded_away(&self, value: f64) -> f64 {
        let digits = DIGITS[0];
        let near = self.rounded(value, digits);
        if near == value || !value.is_finite() {
            return value;
        }
        let exponent = match self.decimals(value, digits) {
            Some(decimals) => -decimals,
            None => libm::floor(libm::log10(value.abs())) as i32 - (digits - 1),
        };
        let unit: f64 = format!("1e{exponent}").parse().unwrap_or(0.0);
        self.rounded(near + unit.copysign(value - near), digits)
    }

    /// To how many decimals a value is rounded where its distance to 1 is what counts.
    fn decimals(&self, value: f64, digits: i32) -> Option<i32> {
        if self.scale != Scale::OneMinusLog || !(0.0..1.0).contains(&value) {
            return None;
        }
        let first = libm::floor(libm::log10(1.0 - value)) as i32;
        Some((digits - 1 - first).clamp(2, 15))
    }

    /// The end of its range that a value stands at, if there is something beyond that it could be.
    pub fn edge(&self, request: &Request, value: f64) -> Option<Edge> {
        let position = self.position_of(value);
        let step = if self.knob.is_whole(request) {
            1.0
        } else {
            0.0
        };
        let allowed = |x: f64| self.knob.put(&mut request.clone(), x).is_some();
        let first = self.value_at(0.0);
        if position <= AT_END && allowed((first - step).next_down()) {
            Some(Edge::Low)
        } else if position >= 1.0 - AT_END && allowed((self.high + step).next_up()) {
            Some(Edge::High)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::map::Part;

    fn dial(low: f64, high: f64, scale: Scale) -> Dial {
        Dial {
            knob: Knob::param(Part::Optimizer, "lr"),
            low,
            high,
            scale,
        }
    }

    #[test]
    fn positions_go_there_and_back() {
        for dial in [
            dial(-3.0, 7.0, Scale::Linear),
            dial(1e-5, 10.0, Scale::Log),
            dial(1e-6, 1.0, Scale::ZeroLog),
            dial(0.0, 0.9999, Scale::OneMinusLog),
        ] {
            for i in 5..=100 {
                let t = f64::from(i) / 100.0;
                let back = dial.position_of(dial.value_at(t));
                assert!((back - t).abs() < 1e-9, "{dial:?} {t}");
            }
            assert_eq!(dial.value_at(1.0), dial.high);
            for odd in [f64::NAN, f64::INFINITY, -1e300, 0.0, 1.0] {
                assert!(dial.position_of(odd).is_finite(), "{dial:?} {odd}");
            }
        }
        assert_eq!(dial(1e-6, 1.0, Scale::ZeroLog).value_at(0.0), 0.0);
    }

    #[test]
    fn rounding_keeps_three_digits_of_what_matters() {
        let rate = dial(1e-5, 10.0, Scale::Log);
        assert_eq!(rate.rounded(0.019_802, 3), 0.0198);
        assert_eq!(rate.rounded_away(0.019_802), 0.0199);
        assert_eq!(rate.rounded_away(0.019_797), 0.0197);
        assert_eq!(rate.rounded_away(0.0198), 0.0198);
        let beta = dial(0.0, 0.9999, Scale::OneMinusLog);
        assert_eq!(beta.rounded(0.998_765_4, 3), 0.998_77);
        assert_eq!(beta.rounded(0.669_421, 3), 0.669);
        assert_eq!(beta.rounded(0.0, 3), 0.0);
    }
}
