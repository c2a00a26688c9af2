//! Which vector instructions the machine has, and work compiled for each kind: the one file with `unsafe`.
//!
//! [`Level::run`] calls [`Work::run`] from a function that is compiled for wider registers. What is inlined into it (the
//! operations of a [`Pack`](super::lane::Pack) and the rules made of them) uses those registers; what is called stays as it
//! is. Every operation is the same IEEE operation at each width, and none is fused, so the level changes no bit.
//!
//! Audit: the only `unsafe` are two calls of functions with `#[target_feature]`. Such a call is sound where the machine has
//! the features. A [`Level`] cannot be made outside this file, and [`Level::all`] makes one only after
//! `is_x86_feature_detected!` found every feature that its function names.
#![allow(
    unsafe_code,
    reason = "functions compiled for wider registers may only be called where the machine has them"
)]

use std::fmt;

/// Something to be done at the width that a [`Level`] allows.
pub trait Work {
    /// What comes out.
    type Out;
    /// Does it. Must be `#[inline(always)]`, like everything below it that is to use the registers.
    fn run(self) -> Self::Out;
}

/// A kind of vector registers that this machine has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Level(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What the program is compiled for.
    Plain,
    /// Registers of four numbers.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Registers of eight numbers, with masks.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// What every machine has.
    pub const PLAIN: Self = Self(Kind::Plain);

    /// The levels of this machine, the plain one first, the widest last.
    pub fn all() -> Vec<Self> {
        let mut levels = vec![Self::PLAIN];
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx2") {
                levels.push(Self(Kind::Avx2));
                if has!("avx512f") && has!("avx512vl") && has!("avx512dq") && has!("avx512bw") {
                    levels.push(Self(Kind::Avx512));
                }
            }
        }
        levels
    }

    /// The widest of this machine.
    pub fn widest() -> Self {
        Self::all().pop().unwrap_or(Self::PLAIN)
    }

    /// Does a piece of work at this level.
    #[inline]
    pub fn run<W: Work>(self, work: W) -> W::Out {
        match self.0 {
            Kind::Plain => work.run(),
            // SAFETY: a `Level` of this kind is made only by `Level::all`, where AVX2 was found.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { avx2(work) },
            // SAFETY: a `Level` of this kind is made only by `Level::all`, where all four features were found besides AVX2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { avx512(work) },
        }
    }
}

impl fmt::Debug for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<W: Work>(work: W) -> W::Out {
    work.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512vl,avx512dq,avx512bw")]
fn avx512<W: Work>(work: W) -> W::Out {
    work.run()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::lane::{Lane, Pack};

    struct Mix(Pack, Pack);

    impl Work for Mix {
        type Out = Pack;
        #[inline(always)]
        fn run(self) -> Pack {
            let Self(a, b) = self;
            let mixed = a * b + (a - b) / (a * a + b).sqrt();
            Pack::select(a.lt(b), mixed, a.maximum(b) * b - a)
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let mut a = Pack::splat(0.1);
        let mut b = Pack::splat(f64::NAN);
        for i in 0..16 {
            a.0[i] = libm::sin(i as f64) * 1e3;
            b.0[i] = libm::exp(i as f64 - 8.0);
        }
        (a.0[3], b.0[5], a.0[7]) = (f64::NAN, f64::INFINITY, -0.0);
        let bits = |level: Level| level.run(Mix(a, b)).0.map(f64::to_bits);
        assert_eq!(Level::all()[0], Level::PLAIN);
        for level in Level::all() {
            assert_eq!(bits(level), bits(Level::PLAIN), "{level:?}");
        }
    }
}
