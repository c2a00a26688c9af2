//! From where the landscape is looked at in 3D: bounded numbers, saved with the view.

use std::f64::consts::{FRAC_PI_2, PI};

/// A camera that looks at the middle of the region, and how heights are shown to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Where it stands around the region, in radians: 0 is south of it, so that x runs to the right.
    pub yaw: f64,
    /// How high it stands, in radians: almost 0 at the ground, half of π straight above.
    pub pitch: f64,
    /// Magnification; 1 shows the whole region.
    pub zoom: f64,
    /// How much heights are stretched; 1 is usual.
    pub stretch: f64,
    /// Whether heights are those of the colours (logarithmic where the minimum is known); else raw losses.
    pub log: bool,
}

/// The lowest and the highest pitch: just above the ground, and straight above.
pub const PITCHES: [f64; 2] = [0.04, FRAC_PI_2];
/// The smallest and the largest magnification.
pub const ZOOMS: [f64; 2] = [0.4, 12.0];
/// The flattest and the steepest stretch.
pub const STRETCHES: [f64; 2] = [0.1, 4.0];

impl Default for Camera {
    fn default() -> Self {
        Self {
            yaw: -0.52,
            pitch: 0.75,
            zoom: 1.0,
            stretch: 1.0,
            log: true,
        }
    }
}

impl Camera {
    /// The nearest camera within the bounds; what is no finite number is as usual.
    pub fn bounded(self) -> Self {
        let usual = Self::default();
        let within = |x: f64, [low, high]: [f64; 2], usual: f64| {
            if x.is_finite() {
                x.clamp(low, high)
            } else {
                usual
            }
        };
        let turn = (self.yaw + PI).rem_euclid(2.0 * PI) - PI;
        Self {
            yaw: match (self.yaw.is_finite(), (-PI..=PI).contains(&self.yaw)) {
                (false, _) => usual.yaw,
                (true, true) => self.yaw,
                (true, false) => turn,
            },
            pitch: within(self.pitch, PITCHES, usual.pitch),
            zoom: within(self.zoom, ZOOMS, usual.zoom),
            stretch: within(self.stretch, STRETCHES, usual.stretch),
            log: self.log,
        }
    }

    /// The camera after an orbit by these angles, in radians.
    pub fn orbited(self, yaw: f64, pitch: f64) -> Self {
        Self {
            yaw: self.yaw + yaw,
            pitch: self.pitch + pitch,
            ..self
        }
        .bounded()
    }

    /// The camera that shows everything from the usual place; heights stay as they are.
    pub fn fitted(self) -> Self {
        Self {
            stretch: self.stretch,
            log: self.log,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_camera_leaves_its_bounds() {
        let wild = [
            0.0,
            -1.0,
            1e9,
            -1e300,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ];
        for x in wild {
            let camera = Camera {
                yaw: x,
                pitch: x,
                zoom: x,
                stretch: x,
                log: false,
            }
            .bounded();
            let within = |x: f64, [low, high]: [f64; 2]| (low..=high).contains(&x);
            assert!(within(camera.yaw, [-PI, PI]), "{x}: {camera:?}");
            assert!(within(camera.pitch, PITCHES), "{x}: {camera:?}");
            assert!(within(camera.zoom, ZOOMS), "{x}: {camera:?}");
            assert!(within(camera.stretch, STRETCHES), "{x}: {camera:?}");
            assert_eq!(camera.bounded(), camera);
        }
        let turned = Camera::default().orbited(8.0, 9.0);
        assert_eq!(turned.pitch, PITCHES[1]);
        assert!((turned.yaw - (8.0 - 0.52 - 2.0 * PI)).abs() < 1e-12);
        assert_eq!(turned.fitted(), Camera::default());
    }
}
