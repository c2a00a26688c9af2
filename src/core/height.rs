//! Height: the number by which losses are shown, in the heat map, as contours and on the loss axis.
//!
//! Losses span many powers of ten. Where the lowest loss f* is known the height is the common logarithm of
//! the gap f − f*, so that the last digits of a convergence are as visible as its first. Elsewhere it is
//! asinh f, linear near the deepest minimum known (or zero) and logarithmic far from it on both sides. Colours
//! and pixels are not known here.

use super::surface::{Landmarks, SurfaceKernel};

/// How losses become heights. Increasing: a larger loss is never shown lower.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Height {
    /// log₁₀ of the gap to the lowest loss.
    Gap {
        /// The lowest loss f*.
        lowest: f64,
        /// The smallest gap that is told apart. Gaps below it, zero, and gaps that rounding made negative are
        /// shown as this one.
        floor: f64,
    },
    /// asinh of the loss about a loss, in a unit.
    Asinh {
        /// The loss around which the scale is linear: that of the deepest minimum known, else 0.
        center: f64,
        /// How far from there it begins to be logarithmic.
        unit: f64,
    },
}

/// The smallest gap told apart on a surface of ordinary steepness with f* = 0.
const FLOOR: f64 = 1e-30;

impl Height {
    /// How the losses of a surface are shown.
    ///
    /// The floor of the gap is 1e-30, lower for a surface that is itself almost flat, and never below four
    /// units in the last place of f*: closer to f* a loss has no digits left.
    /// Without f* the unit is a third of the way from the start down to the deepest minimum.
    pub fn of(landmarks: &Landmarks, surface: &dyn SurfaceKernel<f64>) -> Self {
        let Some(lowest) = landmarks.lowest else {
            let finite = |x: f64| x.is_finite().then_some(x);
            let deepest = landmarks.minima.first().map(|p| surface.value(p));
            let center = deepest.and_then(finite).unwrap_or(0.0);
            let way = (surface.value(&landmarks.start) - center).abs() / 3.0;
            let unit = if way > 0.0 && way.is_finite() {
                way
            } else {
                1.0
            };
            return Self::Asinh { center, unit };
        };
        // Size² over the learning rate is about how high the surface rises within its region.
        let size = landmarks.region.size();
        let rise = size.x * size.y / landmarks.rate;
        let floor = (FLOOR * rise.min(1.0))
            .max(4.0 * f64::EPSILON * lowest.abs())
            .max(f64::MIN_POSITIVE);
        Self::Gap { lowest, floor }
    }

    /// The height at which a loss is shown. NaN for NaN; infinite losses are shown at infinity of their sign.
    pub fn shown(&self, loss: f64) -> f64 {
        if loss.is_infinite() {
            return loss;
        }
        match self {
            Self::Gap { lowest, floor } => {
                let gap = loss - lowest;
                if gap < *floor { *floor } else { gap }.log10()
            }
            Self::Asinh { center, unit } => ((loss - center) / unit).asinh(),
        }
    }

    /// A constant multiple of [`Height::shown`], quicker and good to about 1e-15 absolutely: for interpolation
    /// between finite losses.
    pub(super) fn fast(&self, loss: f64) -> f64 {
        match self {
            Self::Gap { lowest, floor } => {
                let gap = loss - lowest;
                if gap < *floor { *floor } else { gap }.ln()
            }
            Self::Asinh { center, unit } => {
                let scaled = (loss - center) / unit;
                let size = scaled.abs();
                (size + (size * size + 1.0).sqrt()).ln().copysign(scaled)
            }
        }
    }

    /// The loss that is shown at this height: the inverse of [`Height::shown`] above the floor.
    pub fn loss_at(&self, shown: f64) -> f64 {
        match self {
            Self::Gap { lowest, .. } => lowest + 10f64.powf(shown),
            Self::Asinh { center, unit } => center + unit * shown.sinh(),
        }
    }

    /// What an axis or a colour bar that shows losses in this way is called.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "f − f*",
            Self::Asinh { .. } => "f (asinh scale)",
        }
    }

    /// The number printed beside a mark: the gap where gaps are shown, else the loss.
    pub fn printed(&self, loss: f64) -> f64 {
        match self {
            Self::Gap { lowest, .. } => loss - lowest,
            Self::Asinh { .. } => loss,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::{Config, Kind};
    use crate::core::surface::{CATALOG, entry_of, landmarks};

    fn of(config: &Config) -> Height {
        Height::of(&landmarks(config), &*entry_of(config).scalar(config))
    }

    #[test]
    fn losses_go_there_and_back() {
        for entry in CATALOG {
            let config = Config::new(&entry.about);
            let known = landmarks(&config);
            let height = of(&config);
            for rise in [1e-3, 0.5, 1.0, 24.2, 1e7, 1e200] {
                // No loss is below the lowest.
                let loss = known.lowest.unwrap_or(0.0) + rise;
                let back = height.loss_at(height.shown(loss));
                let digits = match height {
                    Height::Gap { lowest, .. } => loss.abs().max(lowest.abs()),
                    Height::Asinh { center, unit } => loss.abs().max(center.abs()).max(unit),
                };
                assert!(
                    (back - loss).abs() <= 1e-11 * digits.max(1.0),
                    "{height:?}: {loss} → {back}"
                );
            }
        }
    }

    #[test]
    fn heights_never_fall_where_losses_rise() {
        let losses = [
            f64::NEG_INFINITY,
            -1e300,
            -78.4,
            -1.0,
            -1e-40,
            0.0,
            1e-40,
            1e-9,
            3.0,
            1e300,
            f64::INFINITY,
        ];
        for lowest in [None, Some(0.0), Some(-78.33233140754282), Some(1e6)] {
            let config = Kind::Surface.default_config("rosenbrock");
            let mut known = landmarks(&config);
            known.lowest = lowest;
            let height = Height::of(&known, &*entry_of(&config).scalar(&config));
            for pair in losses.windows(2) {
                assert!(
                    height.shown(pair[0]) <= height.shown(pair[1]),
                    "{height:?} {pair:?}"
                );
            }
            assert!(height.shown(f64::NAN).is_nan());
            assert_eq!(height.shown(f64::INFINITY), f64::INFINITY);
            assert_eq!(height.shown(f64::NEG_INFINITY), f64::NEG_INFINITY);
        }
    }

    #[test]
    fn the_floor_is_where_a_gap_has_no_digits_left() {
        let shown = |id: &str, loss: f64| of(&Kind::Surface.default_config(id)).shown(loss);
        assert_eq!(shown("rosenbrock", 0.0), -30.0);
        assert_eq!(shown("rosenbrock", -1e-17), -30.0);
        assert_eq!(shown("rosenbrock", 1e-29), -29.0);
        let floor = 4.0 * f64::EPSILON * 78.33233140754282;
        assert_eq!(shown("styblinski_tang", -79.0), floor.log10());
        let flat = Kind::Surface
            .default_config("quadratic")
            .with("scale", 1e-250);
        let height = of(&flat);
        assert!(height.shown(1e-249) > height.shown(1e-260), "{height:?}");
    }

    #[test]
    fn the_label_says_what_is_shown() {
        for (id, label, printed) in [
            ("styblinski_tang", "f − f*", 1.0),
            ("saddle", "f (asinh scale)", -77.33233140754282),
        ] {
            let height = of(&Kind::Surface.default_config(id));
            assert_eq!(height.label(), label);
            assert_eq!(height.printed(-77.33233140754282), printed);
        }
    }
}
