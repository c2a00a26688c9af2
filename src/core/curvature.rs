//! The shape of a surface in the small: principal curvatures, and the learning rates they allow.
//!
//! Near a point a smooth surface is a quadratic whose curvatures λ are the eigenvalues of the Hessian. On
//! a quadratic the limits and the best settings of gradient descent and momentum are known exactly: Goh
//! 2017, *Why Momentum Really Works*; Cohen et al. 2021, *Gradient Descent on Neural Networks Typically
//! Occurs at the Edge of Stability*, appendix. Momentum is PyTorch's, `b ← β b + g, x ← x − α b`, with the
//! rate outside the buffer. Nothing here knows a trajectory.

use super::surface::SurfaceKernel;
use super::vec2::{Vec2, vec2};
use nalgebra::Matrix2;

/// Eigenvalues and eigenvectors of a symmetric 2×2 Hessian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvature {
    /// The smaller eigenvalue; negative where the surface bends down.
    pub low: f64,
    /// The larger eigenvalue.
    pub high: f64,
    /// Unit vector of the smaller eigenvalue: `high_axis` turned counter-clockwise by a right angle.
    pub low_axis: Vec2,
    /// Unit vector of the larger eigenvalue. It points right, or up if it is vertical. Where both are
    /// equal every direction is one, and this is the x axis.
    pub high_axis: Vec2,
}

impl Curvature {
    /// The curvature of a surface at a point, if its second derivatives are finite there.
    pub fn at(kernel: &dyn SurfaceKernel<f64>, p: Vec2) -> Option<Self> {
        Self::of(kernel.hessian(&p))
    }

    /// The eigenpairs of the Hessian `[fxx, fxy, fyy]`, if both it and they are finite.
    ///
    /// The eigenvalue of smaller magnitude follows from the determinant, so that a nearly flat direction
    /// keeps its digits (as in LAPACK's `dlaev2`).
    pub fn of(hessian: [f64; 3]) -> Option<Self> {
        if !hessian.iter().all(|f| f.is_finite()) {
            return None;
        }
        // Scaled by the largest element, so that no square overflows or vanishes.
        let scale = hessian.iter().fold(0.0, |m: f64, f| m.max(f.abs()));
        let unit = if scale > 0.0 { scale } else { 1.0 };
        let [fxx, fxy, fyy] = hessian.map(|f| f / unit);
        let pairs = Matrix2::new(fxx, fxy, fxy, fyy).symmetric_eigen();
        let [a, b] = [pairs.eigenvalues[0], pairs.eigenvalues[1]];
        let larger = if a.abs() > b.abs() { a } else { b };
        let smaller = if larger == 0.0 {
            0.0
        } else {
            (fxx * fyy - fxy * fxy) / larger
        };
        let (low, high) = (larger.min(smaller) * unit, larger.max(smaller) * unit);
        let high_axis = if fxx == fyy && fxy == 0.0 {
            vec2(1.0, 0.0)
        } else {
            let axis = pairs.eigenvectors.column(usize::from(b > a));
            rightwards(vec2(axis[0], axis[1]))
        };
        (low.is_finite() && high.is_finite()).then_some(Self {
            low,
            high,
            low_axis: vec2(-high_axis.y, high_axis.x),
            high_axis,
        })
    }

    /// The larger of both magnitudes: what limits the learning rate where the surface bends up.
    pub fn sharpness(&self) -> f64 {
        self.low.abs().max(self.high.abs())
    }

    /// κ, the ratio of the larger to the smaller curvature, where both are positive.
    pub fn condition(&self) -> Option<f64> {
        (self.low > 0.0).then(|| self.high / self.low)
    }

    /// Whether the surface bends up one way and down another.
    pub fn is_saddle(&self) -> bool {
        self.low < 0.0 && self.high > 0.0
    }
}

/// The one of `v` and `−v` that points right, or up if it is vertical.
fn rightwards(v: Vec2) -> Vec2 {
    if v.x < 0.0 || (v.x == 0.0 && v.y < 0.0) {
        -v
    } else {
        v + Vec2::zero()
    }
}

/// The learning rate above which gradient descent grows along a direction of curvature λ: `2/λ`.
///
/// Infinite for λ ≤ 0, where no rate is too large because none converges.
pub fn gradient_descent_limit(lambda: f64) -> f64 {
    limit(2.0, lambda)
}

/// The same limit for heavy-ball momentum β: `(2 + 2β)/λ`.
pub fn heavy_ball_limit(lambda: f64, beta: f64) -> f64 {
    limit(2.0 + 2.0 * beta, lambda)
}

/// The same limit for Nesterov momentum β: `(2 + 2β)/((1 + 2β) λ)`, smaller than that of gradient descent.
pub fn nesterov_limit(lambda: f64, beta: f64) -> f64 {
    limit((2.0 + 2.0 * beta) / (1.0 + 2.0 * beta), lambda)
}

fn limit(numerator: f64, lambda: f64) -> f64 {
    if lambda > 0.0 {
        numerator / lambda
    } else if lambda.is_nan() {
        f64::NAN
    } else {
        f64::INFINITY
    }
}

/// By what factor gradient descent shrinks the distance along curvature λ per step: `|1 − αλ|`.
pub fn gradient_descent_contraction(rate: f64, lambda: f64) -> f64 {
    (1.0 - rate * lambda).abs()
}

/// The same for heavy-ball momentum in the long run: the spectral radius of `z² − (1 + β − αλ) z + β`.
pub fn heavy_ball_contraction(rate: f64, beta: f64, lambda: f64) -> f64 {
    spectral_radius(1.0 + beta - rate * lambda, beta)
}

/// The same for Nesterov momentum: the spectral radius of `z² − (1 + β)(1 − αλ) z + β (1 − αλ)`.
pub fn nesterov_contraction(rate: f64, beta: f64, lambda: f64) -> f64 {
    let plain = 1.0 - rate * lambda;
    spectral_radius((1.0 + beta) * plain, beta * plain)
}

/// The larger magnitude of the roots of `z² − t z + d`. Complex roots have magnitude `√d` both.
pub(super) fn spectral_radius(t: f64, d: f64) -> f64 {
    let discriminant = t * t - 4.0 * d;
    if discriminant < 0.0 {
        d.sqrt()
    } else {
        0.5 * (t.abs() + discriminant.sqrt())
    }
}

/// The best constant setting of a method on a quadratic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// Learning rate α.
    pub rate: f64,
    /// Momentum β.
    pub momentum: f64,
    /// By what factor each step then shrinks the error in the long run, in the worst direction.
    pub contraction: f64,
}

impl Best {
    /// How many steps shrink the error to `factor` of itself: `ln factor / ln contraction`.
    pub fn steps_to(&self, factor: f64) -> f64 {
        if self.contraction == 0.0 {
            1.0
        } else {
            factor.ln() / self.contraction.ln()
        }
    }
}

/// The best gradient descent for curvatures from `low` to `high`: `α = 2/(low + high)`, contraction
/// `(κ − 1)/(κ + 1)`. None unless both are positive.
pub fn best_gradient_descent(low: f64, high: f64) -> Option<Best> {
    (low > 0.0 && high >= low && high.is_finite()).then(|| Best {
        rate: 2.0 / (low + high),
        momentum: 0.0,
        contraction: (high - low) / (high + low),
    })
}

/// The best heavy-ball momentum for curvatures from `low` to `high` (Polyak 1964): with `a`, `b` their
/// square roots, `α = (2/(a + b))²`, `β = ((b − a)/(b + a))²`, contraction `√β`. None unless both are positive.
pub fn best_heavy_ball(low: f64, high: f64) -> Option<Best> {
    (low > 0.0 && high >= low && high.is_finite()).then(|| {
        let (a, b) = (low.sqrt(), high.sqrt());
        let contraction = (b - a) / (b + a);
        Best {
            rate: (2.0 / (a + b)) * (2.0 / (a + b)),
            momentum: contraction * contraction,
            contraction,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, relative: f64) -> bool {
        (got - want).abs() <= relative * want.abs()
    }

    #[test]
    fn eigenpairs_satisfy_their_equation() {
        let table = [
            [2.0, 0.0, 5.0],
            [5.0, 0.0, 2.0],
            [0.0, 1.0, 0.0],
            [0.0, -1.0, 0.0],
            [-3.0, 2.0, 1.0],
            [802.0, -400.0, 200.0],
            [1e200, -2e200, 3e200],
            [1e-200, 2e-200, -3e-200],
            [-7.0, 1e-9, -7.0],
        ];
        for hessian @ [fxx, fxy, fyy] in table {
            let c = Curvature::of(hessian).unwrap();
            let size = c.sharpness();
            assert!(c.low <= c.high, "{hessian:?}");
            for (lambda, v) in [(c.low, c.low_axis), (c.high, c.high_axis)] {
                let residual = vec2(
                    (fxx * v.x + fxy * v.y - lambda * v.x) / size,
                    (fxy * v.x + fyy * v.y - lambda * v.y) / size,
                );
                assert!(residual.norm() < 1e-15, "{hessian:?} {c:?} {residual:?}");
                assert!(close(v.norm(), 1.0, 1e-15));
            }
            assert!(c.high_axis.x > 0.0 || c.high_axis == vec2(0.0, 1.0));
            assert_eq!(c.high_axis.dot(c.low_axis), 0.0);
        }
    }

    #[test]
    fn degenerate_hessians_have_stated_answers() {
        let round = Curvature::of([4.0, 0.0, 4.0]).unwrap();
        assert_eq!((round.low, round.high), (4.0, 4.0));
        assert_eq!(round.high_axis, vec2(1.0, 0.0));
        let flat = Curvature::of([0.0; 3]).unwrap();
        assert_eq!(
            (flat.low, flat.high, flat.high_axis),
            (0.0, 0.0, vec2(1.0, 0.0))
        );
        for bad in [f64::NAN, f64::INFINITY] {
            assert_eq!(Curvature::of([1.0, bad, 1.0]), None);
        }
        assert_eq!(
            Curvature::of([1e308, 1e308, 1e308]),
            None,
            "2e308 overflows"
        );
        // A ravine of κ = 1e12, turned: the floor keeps its digits as far as the Hessian has them.
        let nearly_flat = Curvature::of([1.0, 1.0, 1.0 + 1e-12]).unwrap();
        assert!(close(nearly_flat.low, 5e-13, 1e-3), "{nearly_flat:?}");
    }

    /// Claims C2, C3, C4 and the limits of Rosenbrock's minimum in C11.
    #[test]
    fn best_settings_are_the_published_ones() {
        let gd = best_gradient_descent(1.0, 100.0).unwrap();
        assert!(close(gd.rate, 0.0198020, 1e-5) && close(gd.contraction, 0.980198, 1e-6));
        let hb = best_heavy_ball(1.0, 100.0).unwrap();
        assert!(close(hb.rate, 0.0330579, 1e-5) && close(hb.momentum, 0.669421, 1e-5));
        assert!(close(hb.contraction, 0.818182, 1e-6));
        for (high, plain, heavy) in [(100.0, 691.0, 69.0), (1000.0, 6908.0, 218.0)] {
            let gd = best_gradient_descent(1.0, high).unwrap().steps_to(1e-6);
            let hb = best_heavy_ball(1.0, high).unwrap().steps_to(1e-6);
            assert_eq!((gd.round(), hb.round()), (plain, heavy));
        }
        let minimum = Curvature::of([802.0, -400.0, 200.0]).unwrap();
        assert!(close(minimum.low, 0.399361, 1e-5) && close(minimum.high, 1001.600639, 1e-9));
        assert!(close(
            gradient_descent_limit(minimum.high),
            0.00199680,
            1e-5
        ));
        let hb = best_heavy_ball(minimum.low, minimum.high).unwrap();
        assert!(close(hb.rate, 0.00383877, 1e-5) && close(hb.momentum, 0.923225, 1e-5));
        for (low, high) in [
            (0.0, 1.0),
            (-1.0, 1.0),
            (2.0, 1.0),
            (f64::NAN, 1.0),
            (1.0, f64::INFINITY),
        ] {
            assert_eq!(best_gradient_descent(low, high), None);
            assert_eq!(best_heavy_ball(low, high), None);
        }
        assert_eq!(best_gradient_descent(3.0, 3.0).unwrap().steps_to(1e-6), 1.0);
    }

    /// C2 and C3 again, by search: no other setting of the grid is better.
    #[test]
    fn no_other_setting_is_better() {
        let worst = |f: &dyn Fn(f64) -> f64| f(1.0).max(f(100.0));
        let gd = best_gradient_descent(1.0, 100.0).unwrap();
        let hb = best_heavy_ball(1.0, 100.0).unwrap();
        let at_best = worst(&|l| heavy_ball_contraction(hb.rate, hb.momentum, l));
        assert!(close(at_best, hb.contraction, 1e-7), "{at_best}");
        for i in 1..200 {
            let rate = 0.06 * f64::from(i) / 200.0;
            assert!(worst(&|l| gradient_descent_contraction(rate, l)) >= gd.contraction - 1e-12);
            for j in 0..100 {
                let beta = f64::from(j) / 100.0;
                assert!(
                    worst(&|l| heavy_ball_contraction(rate, beta, l)) >= hb.contraction - 1e-12
                );
            }
        }
    }

    /// Claims C1, C5, C6 and C7: the contraction crosses 1 exactly at the limit.
    #[test]
    fn limits_are_where_shrinking_turns_into_growing() {
        for lambda in [0.3, 1.0, 40.0] {
            for beta in [0.0, 0.5, 0.9] {
                let table: [(f64, &dyn Fn(f64) -> f64); 3] = [
                    (gradient_descent_limit(lambda), &|a| {
                        gradient_descent_contraction(a, lambda)
                    }),
                    (heavy_ball_limit(lambda, beta), &|a| {
                        heavy_ball_contraction(a, beta, lambda)
                    }),
                    (nesterov_limit(lambda, beta), &|a| {
                        nesterov_contraction(a, beta, lambda)
                    }),
                ];
                for (row, (limit, contraction)) in table.iter().enumerate() {
                    assert!(
                        contraction(limit * 0.9999) < 1.0,
                        "row {row}, {lambda}, {beta}"
                    );
                    assert!(
                        contraction(limit * 1.0001) > 1.0,
                        "row {row}, {lambda}, {beta}"
                    );
                }
            }
        }
        assert!(close(nesterov_limit(1.0, 0.9), 1.357143, 1e-6));
        assert!(close(heavy_ball_contraction(0.5, 0.9, 1.0), 0.948683, 1e-6));
        let off = |scale: f64| heavy_ball_contraction(heavy_ball_limit(1.0, 0.5) * scale, 0.5, 1.0);
        assert!(close(off(0.9999), 0.9994, 1e-5) && close(off(1.0001), 1.0006, 1e-5));
        assert_eq!(gradient_descent_limit(0.0), f64::INFINITY);
        assert_eq!(heavy_ball_limit(-1.0, 0.9), f64::INFINITY);
        assert!(nesterov_limit(f64::NAN, 0.9).is_nan());
    }
}
