//! What is known of a method on a quadratic: the learning rates that it bears, and how fast it arrives.
//!
//! Along a direction of curvature λ, gradient descent and everything made of it by momentum is a linear
//! recurrence of two terms. An optimizer's file says with which constants ([`super::optim::Optimizer::linear`]);
//! limit and contraction follow for all of them. Goh 2017; Cohen et al. 2021, appendix; with dampening,
//! averages and weight decay by the same steps. Nothing here knows a trajectory.

use super::curvature::{Curvature, spectral_radius};
use std::fmt;

/// A method whose steps on a quadratic are linear.
///
/// With `x` the distance to where it rests, `α` the rate and `s = α (λ + l)`:
/// `(x₊ − k x) − μ (x − k x₋) = −(p s x − q s x₋)`, `k = 1 − α d`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    /// `μ`: share of the last displacement that is kept.
    pub memory: f64,
    /// `p`: how much the gradient counts.
    pub now: f64,
    /// `q`: how much of the gradient before is taken back.
    pub before: f64,
    /// `l`: what regularization adds to every curvature.
    pub regularization: f64,
    /// `d`: decoupled weight decay, per unit of the rate.
    pub decay: f64,
    /// How its limit is written.
    pub form: Form,
}

/// How the limit of a method is written: `numerator/(factor λmax)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// What stands above.
    pub numerator: &'static str,
    /// What stands before the curvature; empty for 1.
    pub factor: &'static str,
}

impl Form {
    /// `2/λmax`, that of plain gradient descent.
    pub const PLAIN: Self = Self {
        numerator: "2",
        factor: "",
    };
    /// `(2 + 2μ)/λmax`.
    pub const HEAVY_BALL: Self = Self {
        numerator: "(2 + 2μ)",
        factor: "",
    };
    /// `(2 + 2μ)/((1 + 2μ) λmax)`.
    pub const NESTEROV: Self = Self {
        numerator: "(2 + 2μ)",
        factor: "(1 + 2μ)",
    };
}

impl Linear {
    /// Gradient descent.
    pub const PLAIN: Self = Self {
        memory: 0.0,
        now: 1.0,
        before: 0.0,
        regularization: 0.0,
        decay: 0.0,
        form: Form::PLAIN,
    };

    /// Momentum `mu` with the rate outside or inside the buffer, as PyTorch, Optax and Keras have it; a gradient enters
    /// the buffer with the share `1 − dampening`.
    pub fn momentum(mu: f64, dampening: f64, nesterov: bool) -> Self {
        if mu == 0.0 {
            return Self::PLAIN;
        }
        let entering = 1.0 - dampening;
        let (now, before, form) = match (nesterov, dampening == 0.0) {
            (false, true) => (1.0, 0.0, Form::HEAVY_BALL),
            (true, true) => (1.0 + mu, mu, Form::NESTEROV),
            (false, false) => {
                let factor = "(1 − τ)";
                let form = Form {
                    factor,
                    ..Form::HEAVY_BALL
                };
                (entering, 0.0, form)
            }
            (true, false) => {
                let factor = "(1 + μ (2 − τ))";
                let form = Form {
                    factor,
                    ..Form::NESTEROV
                };
                (1.0 + mu * entering, mu, form)
            }
        };
        Self {
            memory: mu,
            now,
            before,
            form,
            ..Self::PLAIN
        }
    }

    /// The learning rate below which a direction of curvature λ shrinks: infinite where the surface does not bend up
    /// there, 0 where no rate will do.
    pub fn limit(&self, lambda: f64) -> f64 {
        let curvature = lambda + self.regularization;
        let per_rate = (1.0 + self.memory) * self.decay + (self.now + self.before) * curvature;
        if !per_rate.is_finite() || !self.memory.is_finite() {
            return f64::NAN;
        }
        if curvature <= 0.0 {
            return f64::INFINITY;
        }
        // Both roots of z² − T z + D lie inside the circle while |D| < 1 and |T| < 1 + D.
        let pulls = self.decay * (1.0 - self.memory) + (self.now - self.before) * curvature > 0.0;
        if self.memory.abs() >= 1.0 || !pulls || per_rate <= 0.0 {
            return 0.0;
        }
        let swing = (2.0 + 2.0 * self.memory) / per_rate;
        let growth = -(self.before * curvature + self.memory * self.decay);
        if growth > 0.0 {
            swing.min((1.0 - self.memory) / growth)
        } else {
            swing
        }
    }

    /// By what factor the distance along curvature λ shrinks per step in the long run, at the rate `rate`.
    pub fn contraction(&self, rate: f64, lambda: f64) -> f64 {
        let [trace, determinant] = self.recurrence(rate, lambda);
        spectral_radius(trace, determinant)
    }

    /// Below 0 where the distance along curvature λ swings: both roots are complex then, and it shrinks by the root of their
    /// product whatever the rate is.
    pub fn discriminant(&self, rate: f64, lambda: f64) -> f64 {
        let [trace, determinant] = self.recurrence(rate, lambda);
        trace * trace - 4.0 * determinant
    }

    /// Sum and product of the roots of the recurrence along curvature λ.
    fn recurrence(&self, rate: f64, lambda: f64) -> [f64; 2] {
        let s = rate * (lambda + self.regularization);
        let kept = 1.0 - rate * self.decay;
        let trace = kept + self.memory - self.now * s;
        [trace, self.memory * kept - self.before * s]
    }

    /// The contraction in the slower of both directions; the loss falls with its square.
    pub fn worst_contraction(&self, rate: f64, curvature: &Curvature) -> f64 {
        let [low, high] =
            [curvature.low, curvature.high].map(|lambda| self.contraction(rate, lambda));
        low.max(high)
    }

    /// Whether it rests where the loss is lowest, wherever that is.
    pub fn is_unbiased(&self) -> bool {
        self.regularization == 0.0 && self.decay == 0.0
    }
}

impl fmt::Display for Linear {
    /// The formula of its limit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Form { numerator, factor } = self.form;
        match (factor.is_empty(), self.regularization == 0.0) {
            (true, true) => write!(f, "{numerator}/λmax")?,
            (true, false) => write!(f, "{numerator}/(λmax + λ)")?,
            (false, true) => write!(f, "{numerator}/({factor} λmax)")?,
            (false, false) => write!(f, "{numerator}/({factor} (λmax + λ))")?,
        }
        if self.decay == 0.0 {
            Ok(())
        } else {
            f.write_str(", less for the weight decay")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::curvature::{
        gradient_descent_limit, heavy_ball_contraction, heavy_ball_limit, nesterov_contraction,
        nesterov_limit,
    };

    /// Claims C1 and C5 to C7, and C9: `1 − 1/√κ` for Nesterov's `α = 1/L`, `1 − 2/√(3κ + 1)` for the tuned one.
    #[test]
    fn the_constants_give_the_published_limits_and_rates() {
        let close = |got: f64, want: f64| (got - want).abs() <= 1e-12 * want.abs();
        for lambda in [0.3, 1.0, 50.0] {
            assert!(close(
                Linear::PLAIN.limit(lambda),
                gradient_descent_limit(lambda)
            ));
            for beta in [0.1, 0.5, 0.9] {
                let [heavy, nesterov] =
                    [false, true].map(|ahead| Linear::momentum(beta, 0.0, ahead));
                assert!(close(heavy.limit(lambda), heavy_ball_limit(lambda, beta)));
                assert!(close(nesterov.limit(lambda), nesterov_limit(lambda, beta)));
                for rate in [0.01, 0.1, 1.0] {
                    let pairs = [
                        (
                            heavy.contraction(rate, lambda),
                            heavy_ball_contraction(rate, beta, lambda),
                        ),
                        (
                            nesterov.contraction(rate, lambda),
                            nesterov_contraction(rate, beta, lambda),
                        ),
                    ];
                    assert!(pairs.iter().all(|(got, want)| close(*got, *want)));
                }
            }
        }
        let ravine = Curvature::of([1.0, 0.0, 100.0]).unwrap();
        let usual = Linear::momentum(9.0 / 11.0, 0.0, true);
        assert!((usual.worst_contraction(0.01, &ravine) - 0.9).abs() < 1e-7);
        let root = 301f64.sqrt();
        let tuned = Linear::momentum((root - 2.0) / (root + 2.0), 0.0, true);
        let got = tuned.worst_contraction(4.0 / 301.0, &ravine);
        assert!((got - 0.884722).abs() < 1e-5, "{got}");
    }

    #[test]
    fn degenerate_settings_have_stated_limits() {
        let heavy = |mu| Linear::momentum(mu, 0.0, false);
        let table = [
            (Linear::PLAIN, 0.0, f64::INFINITY),
            (Linear::PLAIN, -3.0, f64::INFINITY),
            (heavy(1.0), 2.0, 0.0),
            (heavy(1.5), 2.0, 0.0),
            (Linear::momentum(0.5, 1.0, false), 2.0, 0.0),
            (Linear::momentum(0.5, 2.0, false), 2.0, 0.0),
        ];
        for (linear, lambda, want) in table {
            assert_eq!(linear.limit(lambda), want, "{linear:?} at {lambda}");
        }
        assert!(Linear::PLAIN.limit(f64::NAN).is_nan());
        assert!(Linear::PLAIN.limit(f64::INFINITY).is_nan());
    }
}
