//! Points scattered evenly around the origin, as a normal distribution has them: for clouds of starts.
//!
//! The R2 sequence (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences"), taken through the
//! inverse of the normal distribution. Even where few are thrown, and the same on every machine.

use super::normal::normal;
use crate::core::vec2::{Vec2, vec2};

/// The inverse of the root of g³ = g + 1, and its square.
const STRIDE: [f64; 2] = [0.7548776662466927, 0.5698402909980532];

/// The point of this number, in standard deviations. A longer cloud begins with the points of a shorter one.
pub fn scattered(index: u64) -> Vec2 {
    let [x, y] = STRIDE.map(|stride| {
        let share = (0.5 + (index + 1) as f64 * stride).fract();
        normal(share.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    });
    vec2(x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_is_centred_round_and_without_holes() {
        // Of so many points: how far mean, variance and correlation may be off.
        for (count, error) in [(32, 0.25), (256, 0.08), (4096, 0.02)] {
            let points: Vec<Vec2> = (0..count).map(scattered).collect();
            let mean = |f: &dyn Fn(&Vec2) -> f64| points.iter().map(f).sum::<f64>() / count as f64;
            for (got, want) in [
                (mean(&|p| p.x), 0.0),
                (mean(&|p| p.y), 0.0),
                (mean(&|p| p.x * p.x), 1.0),
                (mean(&|p| p.y * p.y), 1.0),
                (mean(&|p| p.x * p.y), 0.0),
            ] {
                assert!((got - want).abs() < error, "{count}: {got} is not {want}");
            }
            // Each quadrant has its quarter, to within two points in 32.
            for (sx, sy) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
                let inside = points.iter().filter(|p| p.x * sx > 0.0 && p.y * sy > 0.0);
                let share = inside.count() as f64 / count as f64;
                assert!((share - 0.25).abs() < 0.07, "{count}: {share}");
            }
        }
    }
}
