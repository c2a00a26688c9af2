//! The inside of a method at one step: the vectors and scalars it names as it computes them.
//!
//! A rule tells its inner quantities to a [`Probe`]. [`NoProbe`] listens to nothing and costs nothing;
//! [`Notes`] writes them down for a person, a drawing or a file. What a quantity means is not known here.

use super::lane::Lane;
use super::vec2::Vec2;

/// Listens to the inner quantities of a step.
pub trait Probe<L: Lane> {
    /// A vector under the name it has in the rule (`m̂`).
    fn vector(&mut self, name: &'static str, value: Vec2<L>);
    /// A scalar under the name it has in the rule (`ρ`).
    fn scalar(&mut self, name: &'static str, value: L);
}

impl<L: Lane> Probe<L> for &mut dyn Probe<L> {
    fn vector(&mut self, name: &'static str, value: Vec2<L>) {
        (**self).vector(name, value);
    }
    fn scalar(&mut self, name: &'static str, value: L) {
        (**self).scalar(name, value);
    }
}

/// Listens to nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoProbe;

impl<L: Lane> Probe<L> for NoProbe {
    #[inline(always)]
    fn vector(&mut self, _: &'static str, _: Vec2<L>) {}
    #[inline(always)]
    fn scalar(&mut self, _: &'static str, _: L) {}
}

/// Writes everything down, in the order in which the rule computed it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// Names and vectors.
    pub vectors: Vec<(&'static str, Vec2)>,
    /// Names and scalars.
    pub scalars: Vec<(&'static str, f64)>,
}

impl Probe<f64> for Notes {
    fn vector(&mut self, name: &'static str, value: Vec2) {
        self.vectors.push((name, value));
    }
    fn scalar(&mut self, name: &'static str, value: f64) {
        self.scalars.push((name, value));
    }
}
