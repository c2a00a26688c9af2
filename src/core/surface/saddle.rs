//! The saddle x² − y²: down along y, up along x, without a bottom.

use super::{Landmarks, Region, Surface};
use crate::core::catalog::{Alias, Info};
use crate::core::lane::Lane;
use crate::core::vec2::{Vec2, vec2};

crate::params! {
    /// `x² − y²`, without parameters.
    pub struct Saddle {
    }
}

impl Surface for Saddle {
    const INFO: Info = Info {
        id: "saddle",
        name: "Saddle",
        family: "Saddles",
        summary: "The plainest saddle: from a start almost on its axis, how long does a method take to notice the way down?",
        formula: "f = x² − y²",
        reference: "Dauphin et al. 2014, Identifying and attacking the saddle point problem",
        aliases: &[Alias::oracle("saddle", &[])],
    };
    const PYTHON: &'static str = "return x**2 - y**2";
    const QUADRATIC: bool = true;

    #[inline(always)]
    fn value<L: Lane>(_: &Saddle<L>, p: Vec2<L>) -> L {
        p.x * p.x - p.y * p.y
    }

    #[inline(always)]
    fn value_and_gradient<L: Lane>(s: &Saddle<L>, p: Vec2<L>) -> (L, Vec2<L>) {
        let two = L::splat(2.0);
        (Self::value(s, p), vec2(two * p.x, -(two * p.y)))
    }

    fn landmarks(_: &Saddle) -> Landmarks {
        Landmarks {
            region: Region::new([-2.5, 2.5], [-2.0, 2.0]),
            start: vec2(1.5, 0.001),
            rate: 0.1,
            minima: vec![],
            saddles: vec![Vec2::zero()],
            lowest: None,
        }
    }
}
