//! Dual numbers: a value that carries its two first derivatives, so that derivatives are exact.
//!
//! `Dual` is itself a [`Lane`]. A surface that writes only its formula gets an exact gradient from it,
//! and one differentiation more (duals of duals, or a written gradient of duals) is the Hessian.
//! Forward-mode automatic differentiation: Griewank and Walther, *Evaluating Derivatives*, 2nd ed., ch. 3.

use super::lane::Lane;
use super::vec2::{Vec2, vec2};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// `value + dx·ε₁ + dy·ε₂` with `ε² = 0`.
#[derive(Clone, Copy, Debug)]
pub struct Dual<L> {
    /// The number itself.
    pub value: L,
    /// Its derivative along x.
    pub dx: L,
    /// Its derivative along y.
    pub dy: L,
}

impl<L: Lane> Dual<L> {
    /// A number that does not depend on the position.
    #[inline(always)]
    pub fn constant(value: L) -> Self {
        Self {
            value,
            dx: L::splat(0.0),
            dy: L::splat(0.0),
        }
    }
    /// The position itself as a pair of duals.
    #[inline(always)]
    pub fn position(p: Vec2<L>) -> Vec2<Self> {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        vec2(
            Self {
                value: p.x,
                dx: one,
                dy: zero,
            },
            Self {
                value: p.y,
                dx: zero,
                dy: one,
            },
        )
    }
    /// The two derivatives as a pair.
    #[inline(always)]
    pub fn gradient(self) -> Vec2<L> {
        vec2(self.dx, self.dy)
    }
    /// `value` with the derivatives scaled by `slope`: the chain rule.
    #[inline(always)]
    fn chain(self, value: L, slope: L) -> Self {
        Self {
            value,
            dx: self.dx * slope,
            dy: self.dy * slope,
        }
    }
}

impl<L: Lane> Add for Dual<L> {
    type Output = Self;
    #[inline(always)]
    fn add(self, o: Self) -> Self {
        Self {
            value: self.value + o.value,
            dx: self.dx + o.dx,
            dy: self.dy + o.dy,
        }
    }
}

impl<L: Lane> Sub for Dual<L> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: Self) -> Self {
        Self {
            value: self.value - o.value,
            dx: self.dx - o.dx,
            dy: self.dy - o.dy,
        }
    }
}

impl<L: Lane> Mul for Dual<L> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: Self) -> Self {
        Self {
            value: self.value * o.value,
            dx: self.dx * o.value + self.value * o.dx,
            dy: self.dy * o.value + self.value * o.dy,
        }
    }
}

impl<L: Lane> Div for Dual<L> {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        let value = self.value / o.value;
        Self {
            value,
            dx: (self.dx - value * o.dx) / o.value,
            dy: (self.dy - value * o.dy) / o.value,
        }
    }
}

impl<L: Lane> Neg for Dual<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            dx: -self.dx,
            dy: -self.dy,
        }
    }
}

impl<L: Lane> Lane for Dual<L> {
    type Mask = L::Mask;
    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self::constant(L::splat(x))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.chain(root, L::splat(0.5) / root)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        self.chain(self.value.abs(), self.value.sign())
    }
    #[inline(always)]
    fn sin(self) -> Self {
        self.chain(self.value.sin(), self.value.cos())
    }
    #[inline(always)]
    fn cos(self) -> Self {
        self.chain(self.value.cos(), -self.value.sin())
    }
    #[inline(always)]
    fn exp(self) -> Self {
        let value = self.value.exp();
        self.chain(value, value)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        self.chain(self.value.ln(), L::splat(1.0) / self.value)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        let t = self.value.tanh();
        self.chain(t, L::splat(1.0) - t * t)
    }
    #[inline(always)]
    fn cbrt(self) -> Self {
        let root = self.value.cbrt();
        self.chain(root, L::splat(1.0) / (L::splat(3.0) * root * root))
    }
    /// Derivative for an exponent that does not depend on the position.
    #[inline(always)]
    fn powf(self, exponent: Self) -> Self {
        let e = exponent.value;
        self.chain(self.value.powf(e), e * self.value.powf(e - L::splat(1.0)))
    }
    #[inline(always)]
    fn lt(self, o: Self) -> L::Mask {
        self.value.lt(o.value)
    }
    #[inline(always)]
    fn le(self, o: Self) -> L::Mask {
        self.value.le(o.value)
    }
    #[inline(always)]
    fn same(self, o: Self) -> L::Mask {
        self.value.same(o.value)
    }
    #[inline(always)]
    fn same_bits(self, o: Self) -> L::Mask {
        self.value.same_bits(o.value)
    }
    #[inline(always)]
    fn select(mask: L::Mask, yes: Self, no: Self) -> Self {
        Self {
            value: L::select(mask, yes.value, no.value),
            dx: L::select(mask, yes.dx, no.dx),
            dy: L::select(mask, yes.dy, no.dy),
        }
    }
    #[inline(always)]
    fn any(mask: L::Mask) -> bool {
        L::any(mask)
    }
    /// Never: derivatives would be lost.
    #[inline(always)]
    fn alike(self) -> Option<f64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f, ∂f/∂x and ∂f/∂y of a formula that uses every operation, against central differences.
    #[test]
    fn derivatives_match_central_differences() {
        fn f<L: Lane>(p: Vec2<L>) -> L {
            let two = L::splat(2.0);
            let a = (p.x * p.y).sin() + (p.x / p.y).cos() * p.x.exp();
            let b = (p.x.squared() + p.y.squared()).sqrt().ln() - (p.y - two).abs();
            a * b + p.y.powf(L::splat(2.5)) + p.x.powi(3).maximum(p.y) - (-p.x).minimum(two)
        }
        let h = 1e-6;
        for (x, y) in [(0.7, 1.3), (-0.4, 0.9), (1.9, 2.6), (2.5, 0.2)] {
            let got = f(Dual::position(vec2(x, y)));
            let want_x = (f(vec2(x + h, y)) - f(vec2(x - h, y))) / (2.0 * h);
            let want_y = (f(vec2(x, y + h)) - f(vec2(x, y - h))) / (2.0 * h);
            assert_eq!(got.value, f(vec2(x, y)));
            assert!(
                (got.dx - want_x).abs() < 1e-6 * (1.0 + want_x.abs()),
                "{} is not {want_x}",
                got.dx
            );
            assert!(
                (got.dy - want_y).abs() < 1e-6 * (1.0 + want_y.abs()),
                "{} is not {want_y}",
                got.dy
            );
        }
    }
}
