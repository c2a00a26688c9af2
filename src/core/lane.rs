//! A lane: one number, or a pack of sixteen side by side, under one arithmetic.
//!
//! Every rule of the core is written once, generic over [`Lane`], and compiled twice: for a single run (`f64`) and for a
//! [`Pack`] of sixteen runs that the compiler vectorizes. Both give the same bits, because every operation of a pack is the
//! scalar operation, lane by lane. Maps compile packs once more for each width of registers ([`super::dispatch`]), still to
//! the same bits. What a lane is used for (a position, a learning rate, a derivative) is not known here.

use std::fmt::Debug;
use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

/// How many lanes a [`Pack`] has (16: measured by `benches/simulate`; enough independent divisions
/// and square roots to hide their latency).
pub const PACK_WIDTH: usize = 16;

/// Arithmetic that is the same on one number and on many.
///
/// The transcendental functions go lane by lane through one definition, so that lanes equal scalars
/// bit for bit, on every machine. No operation is fused.
pub trait Lane:
    Copy
    + Debug
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// One truth value per lane.
    type Mask: Copy
        + BitAnd<Output = Self::Mask>
        + BitOr<Output = Self::Mask>
        + Not<Output = Self::Mask>;

    /// The number `x` in every lane.
    fn splat(x: f64) -> Self;
    /// Square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// Sine of an angle in radians.
    fn sin(self) -> Self;
    /// Cosine of an angle in radians.
    fn cos(self) -> Self;
    /// The exponential function.
    fn exp(self) -> Self;
    /// The natural logarithm.
    fn ln(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh(self) -> Self;
    /// The cube root.
    fn cbrt(self) -> Self;
    /// `self` to the power `exponent`.
    fn powf(self, exponent: Self) -> Self;
    /// `self < other`; false where either is NaN.
    fn lt(self, other: Self) -> Self::Mask;
    /// `self <= other`; false where either is NaN.
    fn le(self, other: Self) -> Self::Mask;
    /// `self == other`; false where either is NaN.
    fn same(self, other: Self) -> Self::Mask;
    /// `self` and `other` are the same to the last bit: −0 is not 0, and a NaN is the same NaN.
    fn same_bits(self, other: Self) -> Self::Mask;
    /// `yes` where `mask` holds, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// Whether the mask holds in some lane.
    fn any(mask: Self::Mask) -> bool;
    /// The number in all lanes, where it is the same in all of them to the bit.
    fn alike(self) -> Option<f64>;

    /// `self > other`; false where either is NaN.
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        other.lt(self)
    }
    /// True where the lane is NaN.
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        !self.same(self)
    }
    /// The larger of two, NaN if either is NaN (PyTorch's `maximum`, not IEEE's `maxNum`).
    #[inline(always)]
    fn maximum(self, other: Self) -> Self {
        Self::select(other.lt(self) | self.is_nan(), self, other)
    }
    /// The smaller of two, NaN if either is NaN (PyTorch's `minimum`).
    #[inline(always)]
    fn minimum(self, other: Self) -> Self {
        Self::select(self.lt(other) | self.is_nan(), self, other)
    }
    /// −1, 0 or 1 as the number is negative, zero or positive; NaN for NaN (PyTorch's `sign`).
    #[inline(always)]
    fn sign(self) -> Self {
        let zero = Self::splat(0.0);
        let negative = Self::select(self.lt(zero), Self::splat(-1.0), self);
        Self::select(zero.lt(self), Self::splat(1.0), negative)
    }
    /// The number kept between `low` and `high`; NaN stays NaN.
    #[inline(always)]
    fn clamped(self, low: Self, high: Self) -> Self {
        let raised = Self::select(self.lt(low), low, self);
        Self::select(high.lt(raised), high, raised)
    }
    /// The quotient, computed once where both are the same in all lanes: a number of the step, not of the run.
    #[inline(always)]
    fn over(self, other: Self) -> Self {
        match (self.alike(), other.alike()) {
            (Some(a), Some(b)) => Self::splat(a / b),
            _ => self / other,
        }
    }
    /// The square root, computed once where the number is the same in all lanes.
    #[inline(always)]
    fn root(self) -> Self {
        match self.alike() {
            Some(x) => Self::splat(f64::sqrt(x)),
            None => self.sqrt(),
        }
    }
    /// The square, `self * self`.
    #[inline(always)]
    fn squared(self) -> Self {
        self * self
    }
    /// A whole power by repeated multiplication, left to right.
    #[inline(always)]
    fn powi(self, exponent: u32) -> Self {
        let mut product = if exponent == 0 {
            Self::splat(1.0)
        } else {
            self
        };
        for _ in 1..exponent {
            product = product * self;
        }
        product
    }
}

/// The elementary functions behind every lane, in one place, so that what they are is one decision.
///
/// They are those of the pure-Rust `libm`, not the platform's: a run has the same bits on every machine.
/// Measured against the platform's (x86-64, glibc), in ns per call: sin 6.5 : 6.9, cos 7.1 : 7.4,
/// exp 7.8 : 4.9, ln 6.9 : 4.9, powf 48 : 13; in ns per value and gradient: Rastrigin 33 : 28,
/// Ackley 53 : 44. That is a fifth more on the surfaces that need them and nothing on the others.
mod elementary {
    pub(super) use libm::{cbrt, cos, exp, log as ln, pow as powf, sin, tanh};
}

impl Lane for f64 {
    type Mask = bool;
    #[inline(always)]
    fn splat(x: f64) -> Self {
        x
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        elementary::sin(self)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        elementary::cos(self)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        elementary::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        elementary::ln(self)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        elementary::tanh(self)
    }
    #[inline(always)]
    fn cbrt(self) -> Self {
        elementary::cbrt(self)
    }
    #[inline(always)]
    fn powf(self, exponent: Self) -> Self {
        elementary::powf(self, exponent)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    fn le(self, other: Self) -> bool {
        self <= other
    }
    #[inline(always)]
    fn same(self, other: Self) -> bool {
        self == other
    }
    #[inline(always)]
    fn same_bits(self, other: Self) -> bool {
        self.to_bits() == other.to_bits()
    }
    #[inline(always)]
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn any(mask: bool) -> bool {
        mask
    }
    #[inline(always)]
    fn alike(self) -> Option<f64> {
        Some(self)
    }
}

/// Sixteen numbers side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Pack(pub [f64; PACK_WIDTH]);

/// Sixteen truth values side by side, each as wide as its number: all bits set, or none. So the compiler
/// turns comparisons and selections into vector instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct PackMask([u64; PACK_WIDTH]);

impl PackMask {
    /// The truth value of one lane.
    pub fn lane(self, lane: usize) -> bool {
        self.0[lane] != 0
    }
}

impl Pack {
    #[inline(always)]
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let mut out = self;
        for x in &mut out.0 {
            *x = f(*x);
        }
        out
    }
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut out = self;
        for i in 0..PACK_WIDTH {
            out.0[i] = f(self.0[i], other.0[i]);
        }
        out
    }
    #[inline(always)]
    fn compare(self, other: Self, f: impl Fn(f64, f64) -> bool) -> PackMask {
        let mut out = PackMask([0; PACK_WIDTH]);
        for i in 0..PACK_WIDTH {
            out.0[i] = if f(self.0[i], other.0[i]) {
                u64::MAX
            } else {
                0
            };
        }
        out
    }
}

macro_rules! pack_operator {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl $trait for Pack {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
    )*};
}
pack_operator! { Add add +; Sub sub -; Mul mul *; Div div /; }

impl Neg for Pack {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|x| -x)
    }
}

macro_rules! mask_operator {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl $trait for PackMask {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut out = self;
                for i in 0..PACK_WIDTH {
                    out.0[i] = self.0[i] $op other.0[i];
                }
                out
            }
        }
    )*};
}
mask_operator! { BitAnd bitand &; BitOr bitor |; }

impl Not for PackMask {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        let mut out = self;
        for x in &mut out.0 {
            *x = !*x;
        }
        out
    }
}

impl Lane for Pack {
    type Mask = PackMask;
    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self([x; PACK_WIDTH])
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.map(f64::sqrt)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        self.map(f64::abs)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        self.map(elementary::sin)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        self.map(elementary::cos)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        self.map(elementary::exp)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        self.map(elementary::ln)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        self.map(elementary::tanh)
    }
    #[inline(always)]
    fn cbrt(self) -> Self {
        self.map(elementary::cbrt)
    }
    #[inline(always)]
    fn powf(self, exponent: Self) -> Self {
        self.zip(exponent, elementary::powf)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> PackMask {
        self.compare(other, |a, b| a < b)
    }
    #[inline(always)]
    fn le(self, other: Self) -> PackMask {
        self.compare(other, |a, b| a <= b)
    }
    #[inline(always)]
    fn same(self, other: Self) -> PackMask {
        self.compare(other, |a, b| a == b)
    }
    #[inline(always)]
    fn same_bits(self, other: Self) -> PackMask {
        self.compare(other, |a, b| a.to_bits() == b.to_bits())
    }
    #[inline(always)]
    fn select(mask: PackMask, yes: Self, no: Self) -> Self {
        let mut out = no;
        for i in 0..PACK_WIDTH {
            let bits = (mask.0[i] & yes.0[i].to_bits()) | (!mask.0[i] & no.0[i].to_bits());
            out.0[i] = f64::from_bits(bits);
        }
        out
    }
    #[inline(always)]
    fn any(mask: PackMask) -> bool {
        let mut any = 0;
        for lane in mask.0 {
            any |= lane;
        }
        any != 0
    }
    #[inline(always)]
    fn alike(self) -> Option<f64> {
        let first = self.0[0].to_bits();
        let mut different = 0;
        for x in self.0 {
            different |= x.to_bits() ^ first;
        }
        (different == 0).then_some(self.0[0])
    }
}

#[cfg(test)]
#[path = "lane_tests.rs"]
mod tests;
