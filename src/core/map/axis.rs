//! An axis of a map: from where to where it goes, and which number stands at a pixel.

/// How positions along an axis become numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AxisScale {
    /// Equal distances are equal differences.
    #[default]
    Linear,
    /// Equal distances are equal ratios; both ends positive.
    Log,
    /// Equal distances are equal ratios of 1 − value: 0.9, 0.99 and 0.999 are equally far apart; both ends below 1.
    OneMinus,
}

impl AxisScale {
    /// All, in the order of a switch.
    pub const ALL: [Self; 3] = [Self::Linear, Self::Log, Self::OneMinus];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Log => "log",
            Self::OneMinus => "one_minus",
        }
    }

    /// The number at a share of the way from one number to another. Exact to the last digits also where both are close.
    fn between(self, from: f64, to: f64, share: f64) -> f64 {
        match self {
            Self::Linear => from + (to - from) * share,
            Self::Log => {
                let power = log_ratio(from, to) * share;
                // Far away in two halves: what is between may be beyond all numbers.
                if power.abs() < 1.0 {
                    from + from * libm::expm1(power)
                } else {
                    let half = libm::exp(0.5 * power);
                    from * half * half
                }
            }
            Self::OneMinus => {
                let left = 1.0 - from;
                from - left * libm::expm1(libm::log1p((from - to) / left) * share)
            }
        }
    }
}

/// How far an axis may reach, and how short it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The least number.
    pub low: f64,
    /// The largest number.
    pub high: f64,
    /// The shortest extent; 0 where numbers alone set the limit.
    pub least: f64,
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
        Self::new(low, high, AxisScale::Linear)
    }

    /// From `low` to `high` in equal ratios.
    pub const fn log(low: f64, high: f64) -> Self {
        Self::new(low, high, AxisScale::Log)
    }

    const fn new(low: f64, high: f64, scale: AxisScale) -> Self {
        Self { low, high, scale }
    }

    /// Whether there is anything between its ends.
    pub fn is_valid(&self) -> bool {
        let has_scale = match self.scale {
            AxisScale::Linear => true,
            AxisScale::Log => self.low > 0.0,
            AxisScale::OneMinus => self.high < 1.0,
        };
        self.low < self.high && (self.high - self.low).is_finite() && has_scale
    }

    /// The number at a position, 0 at the beginning and 1 at the end. Exact to the last digits also where the axis is
    /// only a few numbers long.
    pub fn value_at(&self, position: f64) -> f64 {
        self.scale.between(self.low, self.high, position)
    }

    /// The position of a number, which may be outside.
    pub fn position_of(&self, value: f64) -> f64 {
        let width = self.high - self.low;
        match self.scale {
            AxisScale::Linear => (value - self.low) / width,
            AxisScale::Log => log_ratio(self.low, value) / log_ratio(self.low, self.high),
            AxisScale::OneMinus => {
                let left = 1.0 - self.low;
                libm::log1p((self.low - value) / left) / libm::log1p(-width / left)
            }
        }
    }

    /// The number of a pixel of so many: the one in its middle; where neighbours are so close that the middle is no number of
    /// its own, the one at its beginning, so that each pixel has another.
    pub fn pixel(&self, index: usize, count: usize) -> f64 {
        let middle = self.value_at((index as f64 + 0.5) / count as f64);
        let begin = self.value_at(index as f64 / count as f64);
        if middle - begin <= ulp(middle) {
            begin
        } else {
            middle
        }
    }

    /// Whether so many pixels are at least one number apart everywhere on the axis: below that nothing new can be seen.
    pub fn resolves(&self, count: usize) -> bool {
        let largest = self.low.abs().max(self.high.abs());
        let count = count as f64;
        let width = self.high - self.low;
        let narrowest = match self.scale {
            AxisScale::Linear => width / count,
            AxisScale::Log => {
                let ratio = log_ratio(self.low, self.high);
                self.low * libm::expm1(ratio / count)
            }
            AxisScale::OneMinus => {
                let ratio = libm::log1p(width / (1.0 - self.high));
                (1.0 - self.high) * libm::expm1(ratio / count)
            }
        };
        // On a logarithmic axis the numbers at its beginning are closer together, as are its pixels.
        let spacing = match self.scale {
            AxisScale::Log => ulp(self.low).max(ulp(self.high) * (self.low / self.high)),
            _ => ulp(largest),
        };
        narrowest >= spacing * (1.0 - 1e-6)
    }

    /// The axis magnified by a factor about a position, as far as its limits go and so many pixels are told apart.
    #[must_use]
    pub fn zoomed(&self, factor: f64, position: f64, limits: &Limits, pixels: usize) -> Self {
        let fixed = self.value_at(position);
        let share = 1.0 / factor;
        let end = |end: f64| self.scale.between(fixed, end, share);
        let moved = Self::new(
            end(self.low).max(limits.low),
            end(self.high).min(limits.high),
            self.scale,
        );
        // What cannot be shown is not gone to.
        if !moved.is_valid() {
            return *self;
        }
        if factor <= 1.0 {
            return moved;
        }
        if moved.high - moved.low < limits.least {
            return self.of_width(limits.least, fixed, position, limits);
        }
        if moved.resolves(pixels) {
            return moved;
        }
        let shortest = self.shortest(fixed, position, limits, pixels);
        let is_shorter = shortest.high - shortest.low < self.high - self.low;
        if is_shorter { shortest } else { *self }
    }

    /// The axis moved by a share of its length, as far as its limits go.
    #[must_use]
    pub fn panned(&self, by: f64, limits: &Limits) -> Self {
        if !by.is_finite() {
            return *self;
        }
        let [down, up] = [
            self.position_of(limits.low),
            self.position_of(limits.high) - 1.0,
        ];
        let by = if by < 0.0 {
            by.max(down.min(0.0))
        } else {
            by.min(up.max(0.0))
        };
        let moved = Self::new(self.value_at(by), self.value_at(1.0 + by), self.scale);
        let is_longer = moved.high - moved.low > 0.0;
        if moved.is_valid() && is_longer {
            moved
        } else {
            *self
        }
    }

    /// So wide an axis in which a number keeps its position, where the limits allow it.
    fn of_width(&self, width: f64, fixed: f64, position: f64, limits: &Limits) -> Self {
        let most = (limits.high - width).max(limits.low);
        let low = (fixed - width * position).clamp(limits.low, most);
        let made = Self::new(low, low + width, self.scale);
        if made.is_valid() { made } else { *self }
    }

    /// The shortest axis about a number that so many pixels can show: one number each.
    fn shortest(&self, fixed: f64, position: f64, limits: &Limits, pixels: usize) -> Self {
        let mut unit = ulp(fixed);
        loop {
            // A little longer where pixels are not all alike.
            let slack = if self.scale == AxisScale::Linear {
                0
            } else {
                2
            };
            let width = unit * (pixels + slack) as f64;
            let low = ((fixed - width * position) / unit).round() * unit;
            let most = (limits.high - width).max(limits.low);
            let low = low.clamp(limits.low, most);
            let made = Self::new(low, low + width, self.scale);
            if !made.is_valid() || !width.is_finite() {
                return *self;
            }
            if made.resolves(pixels) {
                return made;
            }
            unit *= 2.0;
        }
    }
}

/// The logarithm of the ratio of one positive number to another, exact also where both are close.
fn log_ratio(from: f64, to: f64) -> f64 {
    let more = (to - from) / from;
    if more.abs() < 1.0 {
        libm::log1p(more)
    } else {
        libm::log(to) - libm::log(from)
    }
}

/// How far the next larger number is from one of this size.
fn ulp(x: f64) -> f64 {
    let size = x.abs();
    size.next_up() - size
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
            Axis::new(0.0, 0.9999, AxisScale::OneMinus),
            Axis::new(-3.0, 1.0 - 1e-12, AxisScale::OneMinus),
            Axis::new(0.9, 0.9 + 1e-12, AxisScale::OneMinus),
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
            Axis::new(0.0, 1.0, AxisScale::OneMinus),
        ] {
            assert!(!axis.is_valid(), "{axis:?}");
        }
    }

    const FREE: Limits = Limits {
        low: -1e300,
        high: 1e300,
        least: 0.0,
    };

    #[test]
    fn an_axis_says_when_it_is_too_short_for_its_pixels() {
        let ulp = f64::EPSILON;
        let axis = |pixels: f64| Axis::linear(1.0, 1.0 + ulp * pixels);
        assert!(axis(512.0).resolves(512));
        assert!(!axis(511.0).resolves(512));
        assert!(Axis::log(1.0, 1.0 + ulp * 513.0).resolves(512));
        assert!(!Axis::log(1.0, 1.0 + ulp * 500.0).resolves(512));
        assert!(Axis::linear(0.0, 1e-300).resolves(512));
    }

    /// Zooming goes on until each pixel is one number, all of them different, and no further.
    #[test]
    fn zooming_ends_at_one_number_per_pixel() {
        for (start, at) in [
            (Axis::linear(-3.0, 7.0), 0.37),
            (Axis::linear(0.0, 1.0), 0.999),
            (Axis::log(1e-5, 10.0), 0.61),
            (Axis::log(1e-200, 1e200), 0.3),
            (Axis::new(0.0, 0.9999, AxisScale::OneMinus), 0.5),
        ] {
            for pixels in [200, 512, 999] {
                let mut axis = start;
                let fixed = start.value_at(at);
                for _ in 0..2000 {
                    axis = axis.zoomed(1.3, axis.position_of(fixed), &FREE, pixels);
                    assert!(axis.is_valid() && axis.resolves(pixels), "{axis:?}");
                    assert!((axis.low..=axis.high).contains(&fixed), "{axis:?} {fixed}");
                }
                let mut seen: Vec<u64> = (0..pixels)
                    .map(|i| axis.pixel(i, pixels).to_bits())
                    .collect();
                seen.dedup();
                assert!(
                    seen.len() + 4 >= pixels,
                    "{axis:?}: {} of {pixels}",
                    seen.len()
                );
                let numbers = (axis.high - axis.low) / ulp(fixed);
                assert!(numbers <= 5.0 * pixels as f64, "{axis:?}: {numbers}");
                assert!(axis.zoomed(1.3, 0.5, &FREE, pixels).resolves(pixels));
            }
        }
    }

    #[test]
    fn limits_are_kept_and_positions_stay() {
        let limits = Limits {
            low: 0.0,
            high: 1.0,
            least: 0.1,
        };
        let axis = Axis::linear(0.25, 0.75);
        assert_eq!(axis.zoomed(1e-9, 0.5, &limits, 100), Axis::linear(0.0, 1.0));
        let small = axis.zoomed(1e9, 0.5, &limits, 100);
        assert!((small.high - small.low - 0.1).abs() < 1e-12, "{small:?}");
        assert_eq!(axis.panned(-7.0, &limits), Axis::linear(0.0, 0.5));
        assert_eq!(axis.panned(7.0, &limits), Axis::linear(0.5, 1.0));
        assert_eq!(axis.panned(f64::NAN, &limits), axis);
        let rates = Axis::log(1e-3, 1.0);
        let wide = Limits {
            low: 1e-300,
            ..FREE
        };
        let all = rates.zoomed(1e-300, 0.2, &wide, 100);
        assert!(
            all.is_valid() && all.low >= 1e-300 && all.high <= 1e300,
            "{all:?}"
        );
        for (axis, limits) in [(rates, wide), (axis, limits)] {
            let zoomed = axis.zoomed(1.7, 0.3, &limits, 100);
            let fixed = axis.value_at(0.3);
            assert!((zoomed.position_of(fixed) - 0.3).abs() < 1e-12);
        }
    }
}
