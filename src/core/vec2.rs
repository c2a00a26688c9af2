//! A pair of lanes: a position, a gradient or a step in the plane.

use super::lane::Lane;
use std::ops::{Add, Mul, Neg, Sub};

/// Two numbers (or two packs of them), `x` and `y`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vec2<L = f64> {
    /// First coordinate.
    pub x: L,
    /// Second coordinate.
    pub y: L,
}

/// `Vec2 { x, y }`, shorter.
#[inline(always)]
pub const fn vec2<L>(x: L, y: L) -> Vec2<L> {
    Vec2 { x, y }
}

impl<L: Lane> Vec2<L> {
    /// The same number in both coordinates and all lanes.
    #[inline(always)]
    pub fn splat(x: f64) -> Self {
        vec2(L::splat(x), L::splat(x))
    }
    /// The pair (0, 0).
    #[inline(always)]
    pub fn zero() -> Self {
        Self::splat(0.0)
    }
    /// A plain pair in every lane.
    #[inline(always)]
    pub fn lift(p: Vec2) -> Self {
        vec2(L::splat(p.x), L::splat(p.y))
    }
    /// `f` of each coordinate.
    #[inline(always)]
    pub fn map<M: Lane>(self, f: impl Fn(L) -> M) -> Vec2<M> {
        vec2(f(self.x), f(self.y))
    }
    /// `f` of the coordinates of two pairs.
    #[inline(always)]
    pub fn zip(self, other: Self, f: impl Fn(L, L) -> L) -> Self {
        vec2(f(self.x, other.x), f(self.y, other.y))
    }
    /// Inner product, `x·x' + y·y'`.
    #[inline(always)]
    pub fn dot(self, other: Self) -> L {
        self.x * other.x + self.y * other.y
    }
    /// Euclidean length, computed naively: the squares overflow above about 1e154, as the references' do.
    #[inline(always)]
    pub fn norm(self) -> L {
        self.dot(self).sqrt()
    }
    /// Whether both coordinates are the same to the last bit.
    #[inline(always)]
    pub fn same_bits(self, other: Self) -> L::Mask {
        self.x.same_bits(other.x) & self.y.same_bits(other.y)
    }
    /// `yes` where `mask` holds, else `no`.
    #[inline(always)]
    pub fn select(mask: L::Mask, yes: Self, no: Self) -> Self {
        vec2(L::select(mask, yes.x, no.x), L::select(mask, yes.y, no.y))
    }
}

impl Vec2 {
    /// Both coordinates are finite.
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
    /// The pair as an array.
    pub fn to_array(self) -> [f64; 2] {
        [self.x, self.y]
    }
}

impl From<[f64; 2]> for Vec2 {
    fn from([x, y]: [f64; 2]) -> Self {
        vec2(x, y)
    }
}

impl<L: Lane> Add for Vec2<L> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        vec2(self.x + other.x, self.y + other.y)
    }
}

impl<L: Lane> Sub for Vec2<L> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        vec2(self.x - other.x, self.y - other.y)
    }
}

impl<L: Lane> Mul<L> for Vec2<L> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: L) -> Self {
        vec2(self.x * factor, self.y * factor)
    }
}

impl<L: Lane> Neg for Vec2<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        vec2(-self.x, -self.y)
    }
}
