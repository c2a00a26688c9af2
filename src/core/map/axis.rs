//! An axis of a map: from where to where it goes, and which number stands at a pixel.

/// How positions along an axis become numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AxisScale {
    /// Equal distances are equal differences.
    #[default]
    Linear,
    /// Equal distances are equal ratios; both ends positive.
    Log,
}

impl AxisScale {
    /// Both, in the order of a switch.
    pub const ALL: [Self; 2] = [Self::Linear, Self::Log];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Log => "log",
        }
    }
}

/// The visible part of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The number at its beginning.
    pub low: f64,
    /// The number at its end; above `low`.
    pub high: f64,
    /// What is between them.
    pub scale: AxisScale,
}

impl Axis {
    /// From `low` to `high` in equal differences.
    pub const fn linear(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            scale: AxisScale::Linear,
        }
    }

    /// From `low` to `high` in equal ratios.
    pub const fn log(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            scale: AxisScale::Log,
        }
    }

    /// Whether there is anything between its ends.
    pub fn is_valid(&self) -> bool {
        let is_positive = self.scale == AxisScale::Linear || self.low > 0.0;
        self.low < self.high && (self.high - self.low).is_finite() && is_positive
    }

    /// The number at a position, 0 at the beginning and 1 at the end. Exact to the last digits also where the axis is
    /// only a few numbers long.
    pub fn value_at(&self, position: f64) -> f64 {
        let width = self.high - self.low;
        match self.scale {
            AxisScale::Linear => self.low + width * position,
            AxisScale::Log => {
                let ratio = libm::log1p(width / self.low);
                self.low + self.low * libm::expm1(ratio * position)
            }
        }
    }

    /// The position of a number, which may be outside.
    pub fn position_of(&self, value: f64) -> f64 {
        let width = self.high - self.low;
        match self.scale {
            AxisScale::Linear => (value - self.low) / width,
            AxisScale::Log => {
                libm::log1p((value - self.low) / self.low) / libm::log1p(width / self.low)
            }
        }
    }

    /// The number in the middle of a pixel of so many.
    pub fn pixel(&self, index: usize, count: usize) -> f64 {
        self.value_at((index as f64 + 0.5) / count as f64)
    }

    /// Whether so many pixels are at least one number apart everywhere on the axis: below that nothing new can be seen.
    pub fn resolves(&self, count: usize) -> bool {
        let largest = self.low.abs().max(self.high.abs());
        let ulp = largest.next_up() - largest;
        let last_pixel = match self.scale {
            AxisScale::Linear => (self.high - self.low) / count as f64,
            AxisScale::Log => {
                let ratio = libm::log1p((self.high - self.low) / self.low);
                self.high * -libm::expm1(-ratio / count as f64)
            }
        };
        last_pixel >= ulp
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_go_there_and_back() {
        for axis in [
            Axis::linear(-3.0, 7.0),
            Axis::log(1e-5, 10.0),
            Axis::log(0.1, 0.1 + 1e-12),
        ] {
            assert!(axis.is_valid());
            for i in 0..=100 {
                let t = f64::from(i) / 100.0;
                assert!(
                    (axis.position_of(axis.value_at(t)) - t).abs() < 1e-3,
                    "{axis:?} {t}"
                );
            }
            assert_eq!(axis.value_at(0.0), axis.low);
        }
        for axis in [
            Axis::linear(1.0, 1.0),
            Axis::linear(2.0, 1.0),
            Axis::log(0.0, 1.0),
            Axis::linear(f64::NEG_INFINITY, 1.0),
            Axis::linear(f64::NAN, 1.0),
        ] {
            assert!(!axis.is_valid(), "{axis:?}");
        }
    }

    #[test]
    fn an_axis_says_when_it_is_too_short_for_its_pixels() {
        let ulp = f64::EPSILON;
        for scale in AxisScale::ALL {
            let axis = |pixels: f64| Axis {
                low: 1.0,
                high: 1.0 + ulp * pixels,
                scale,
            };
            assert!(axis(512.0).resolves(512), "{scale:?}");
            assert!(!axis(511.0).resolves(512), "{scale:?}");
            // Every number between the ends is met.
            let fine = axis(512.0);
            let mut seen: Vec<u64> = (0..512).map(|i| fine.pixel(i, 512).to_bits()).collect();
            seen.dedup();
            assert!(seen.len() >= 256, "{scale:?} {}", seen.len());
        }
        assert!(Axis::linear(0.0, 1e-300).resolves(512));
    }
}
