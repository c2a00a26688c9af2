//! Gradient noise, addressed by seed, step and evaluation: no hidden stream, the same for every run.
//!
//! The generator is ChaCha8, keyed by the seed; each evaluation within a step has a stream of its own, and
//! each step its own words of it. A seed means the same noise on every machine. What is drawn is a pair of
//! numbers; [`Noise::disturb`] says what they do to a gradient.

mod normal;
mod scatter;

use super::lane::Lane;
use super::vec2::{Vec2, vec2};
use normal::{center, is_central, normal, tail, uniform};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
pub use scatter::scattered;
use std::fmt;

/// What noise disturbs every gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// What is drawn, and what it does to a gradient.
    pub kind: NoiseKind,
    /// Standard deviation of each coordinate, or the scale that heavy tails are multiplied by; 0 is no noise.
    pub sigma: f64,
    /// Degrees of freedom of heavy tails, from 1 to [`MAX_DEGREES`]; other kinds do not use them.
    pub degrees: u64,
    /// The seed.
    pub seed: u64,
}

/// The most degrees of freedom of heavy tails: the distribution is nearly normal there.
pub const MAX_DEGREES: u64 = 30;

/// The kinds of noise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NoiseKind {
    /// Normal numbers are added: what a mean over many examples leaves.
    #[default]
    Gaussian,
    /// Student's t is added: rare, very large disturbances, as the gradients of language models have them.
    HeavyTailed,
    /// Each coordinate of the gradient is multiplied by one plus a normal number: noise that vanishes with the
    /// gradient, as where a model can fit every example.
    Multiplicative,
}

impl NoiseKind {
    /// All of them, in the order of a list.
    pub const ALL: [Self; 3] = [Self::Gaussian, Self::HeavyTailed, Self::Multiplicative];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::HeavyTailed => "heavy_tailed",
            Self::Multiplicative => "multiplicative",
        }
    }
}

impl fmt::Display for NoiseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gaussian => "Gaussian",
            Self::HeavyTailed => "Heavy-tailed",
            Self::Multiplicative => "Multiplicative",
        })
    }
}

impl Default for Noise {
    fn default() -> Self {
        Self {
            kind: NoiseKind::default(),
            sigma: 0.0,
            degrees: 3,
            seed: 1,
        }
    }
}

/// Words of a stream that a pair of normal numbers takes: two draws of 64 bits.
const WORDS_PER_PAIR: u64 = 4;

impl Noise {
    /// What is drawn for one gradient evaluation (`evaluation` counts those within step `step`, from 0).
    pub fn at(&self, step: u64, evaluation: u64) -> Vec2 {
        if self.sigma == 0.0 {
            return vec2(0.0, 0.0);
        }
        let mut generator = self.generator(evaluation);
        let words = WORDS_PER_PAIR * (1 + self.pairs_below());
        generator.set_word_pos(u128::from(step) * u128::from(words));
        self.draw(&mut generator)
    }

    /// The gradient as it is with what was drawn for it.
    #[inline(always)]
    pub fn disturb<L: Lane>(&self, gradient: Vec2<L>, drawn: Vec2) -> Vec2<L> {
        if drawn == vec2(0.0, 0.0) {
            return gradient;
        }
        match self.kind {
            NoiseKind::Gaussian | NoiseKind::HeavyTailed => gradient + Vec2::lift(drawn),
            NoiseKind::Multiplicative => {
                let factor = Vec2::lift(vec2(1.0 + drawn.x, 1.0 + drawn.y));
                gradient.zip(factor, |g, factor| g * factor)
            }
        }
    }

    /// [`Noise::disturb`] where every lane has a draw of its own.
    #[inline(always)]
    pub fn disturb_each<L: Lane>(&self, gradient: Vec2<L>, drawn: Vec2<L>) -> Vec2<L> {
        let zero = L::splat(0.0);
        let calm = drawn.x.same(zero) & drawn.y.same(zero);
        let disturbed = match self.kind {
            NoiseKind::Gaussian | NoiseKind::HeavyTailed => gradient + drawn,
            NoiseKind::Multiplicative => {
                gradient.zip(drawn, |g, drawn| g * (L::splat(1.0) + drawn))
            }
        };
        Vec2::select(calm, gradient, disturbed)
    }

    /// How many pairs of normal numbers stand below the fraction bar of each draw.
    fn pairs_below(&self) -> u64 {
        match self.kind {
            NoiseKind::HeavyTailed => self.degrees.clamp(1, MAX_DEGREES),
            NoiseKind::Gaussian | NoiseKind::Multiplicative => 0,
        }
    }

    /// The generator at step 0 of the stream of an evaluation.
    fn generator(&self, evaluation: u64) -> ChaCha8Rng {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(evaluation);
        generator
    }

    /// The next [`AHEAD`] pairs of draws.
    fn draw_ahead(&self, generator: &mut ChaCha8Rng) -> [Vec2; AHEAD] {
        match self.pairs_below() {
            0 => normals_ahead(generator).map(|z| vec2(self.sigma * z.x, self.sigma * z.y)),
            _ => [0.0; AHEAD].map(|_| self.draw(generator)),
        }
    }

    /// The next two draws of a generator.
    fn draw(&self, generator: &mut ChaCha8Rng) -> Vec2 {
        let z = normals(generator);
        let below = self.pairs_below();
        if below == 0 {
            return vec2(self.sigma * z.x, self.sigma * z.y);
        }
        // Student's t: Z/√(χ²/ν), χ² the sum of ν squares, with χ² of its own for each coordinate.
        let mut squares = vec2(0.0, 0.0);
        for _ in 0..below {
            let z = normals(generator);
            squares = squares + vec2(z.x * z.x, z.y * z.y);
        }
        let student = |z: f64, sum: f64| self.sigma * (z / (sum / below as f64).sqrt());
        z.zip(squares, student)
    }
}

/// The next pair of normal numbers.
fn normals(generator: &mut ChaCha8Rng) -> Vec2 {
    let x = normal(uniform(generator.next_u64()));
    let y = normal(uniform(generator.next_u64()));
    vec2(x, y)
}

/// The next [`AHEAD`] pairs of normal numbers: the formula of the middle for all, then that of the tails where due.
fn normals_ahead(generator: &mut ChaCha8Rng) -> [Vec2; AHEAD] {
    let p = [0.0; AHEAD].map(|_| {
        let x = uniform(generator.next_u64());
        vec2(x, uniform(generator.next_u64()))
    });
    let mut z = p.map(|p| vec2(center(p.x), center(p.y)));
    for (z, p) in z.iter_mut().zip(&p) {
        if !is_central(p.x) {
            z.x = tail(p.x);
        }
        if !is_central(p.y) {
            z.y = tail(p.y);
        }
    }
    z
}

/// How many steps a [`NoiseSource`] draws at once: independent draws overlap in time.
const AHEAD: usize = 32;

/// What is drawn for the first evaluation of each step, in order: the same bits as [`Noise::at`], sooner.
#[derive(Debug)]
pub struct NoiseSource {
    noise: Noise,
    generator: Option<ChaCha8Rng>,
    ahead: [Vec2; AHEAD],
    next: usize,
}

impl NoiseSource {
    /// Stands before step 0.
    pub fn new(noise: Noise) -> Self {
        Self {
            noise,
            generator: (noise.sigma != 0.0).then(|| noise.generator(0)),
            ahead: [vec2(0.0, 0.0); AHEAD],
            next: AHEAD,
        }
    }

    /// What is drawn for the next step.
    #[inline]
    pub fn draw(&mut self) -> Vec2 {
        let Some(generator) = &mut self.generator else {
            return vec2(0.0, 0.0);
        };
        if self.next == AHEAD {
            self.ahead = self.noise.draw_ahead(generator);
            self.next = 0;
        }
        let drawn = self.ahead[self.next];
        self.next += 1;
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(kind: NoiseKind, sigma: f64, seed: u64) -> Noise {
        Noise {
            kind,
            sigma,
            degrees: 3,
            seed,
        }
    }

    #[test]
    fn a_seed_means_these_numbers() {
        // An independent implementation of ChaCha8 and of the inverse distribution, in Python.
        let gaussian = noise(NoiseKind::Gaussian, 1.0, 1);
        let table = [
            (0, 0, [-0.3015713822877583, -0.5390466710366877]),
            (1, 0, [0.8354018203524122, 1.3796528376950195]),
            (1000000, 0, [0.6036037954331371, -0.0837546598535071]),
            (0, 1, [-1.2616735527313725, 0.9077378652608705]),
        ];
        for (step, evaluation, want) in table {
            assert_eq!(
                gaussian.at(step, evaluation).to_array(),
                want,
                "step {step}, evaluation {evaluation}"
            );
        }
        // One degree of freedom: each of the first pair divided by the size of the one below.
        let cauchy = Noise {
            kind: NoiseKind::HeavyTailed,
            degrees: 1,
            ..gaussian
        };
        let want = [
            -0.3015713822877583 / 0.8354018203524122,
            -0.5390466710366877 / 1.3796528376950195,
        ];
        assert_eq!(cauchy.at(0, 0).to_array(), want);
        let (above, below) = (gaussian.at(8, 0), gaussian.at(9, 0));
        assert_eq!(
            cauchy.at(4, 0).to_array(),
            [above.x / below.x.abs(), above.y / below.y.abs()]
        );
    }

    #[test]
    fn noise_in_order_is_noise_by_address() {
        for kind in NoiseKind::ALL {
            for degrees in [0, 1, 4, 30, 31] {
                let noise = Noise {
                    degrees,
                    ..noise(kind, 0.3, u64::MAX)
                };
                let mut source = NoiseSource::new(noise);
                let drawn: Vec<Vec2> = (0..300).map(|_| source.draw()).collect();
                for step in (0..300).rev() {
                    assert_eq!(
                        noise.at(step, 0),
                        drawn[step as usize],
                        "{noise:?}, step {step}"
                    );
                }
            }
            let quiet = noise(kind, 0.0, 1);
            assert_eq!(NoiseSource::new(quiet).draw(), vec2(0.0, 0.0));
            assert_eq!(quiet.at(7, 2), vec2(0.0, 0.0));
        }
    }

    #[test]
    fn seeds_steps_and_evaluations_are_all_different() {
        for kind in NoiseKind::ALL {
            let mut seen = std::collections::HashSet::new();
            for seed in 0..20 {
                for step in 0..20 {
                    for evaluation in 0..5 {
                        let p = noise(kind, 1.0, seed).at(step, evaluation);
                        assert!(seen.insert(p.x.to_bits()) && seen.insert(p.y.to_bits()));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_drawn_is_added_or_multiplied() {
        let (gradient, drawn) = (vec2(2.0, -0.0), vec2(0.5, -3.0));
        let table = [
            (NoiseKind::Gaussian, [2.5, -3.0]),
            (NoiseKind::HeavyTailed, [2.5, -3.0]),
            (NoiseKind::Multiplicative, [3.0, 0.0]),
        ];
        for (kind, want) in table {
            let noise = noise(kind, 1.0, 1);
            assert_eq!(noise.disturb(gradient, drawn).to_array(), want, "{kind}");
            let same = noise.disturb(gradient, vec2(0.0, 0.0));
            assert_eq!(
                same.y.to_bits(),
                gradient.y.to_bits(),
                "{kind}: no noise, no change"
            );
        }
        // The same address draws the same normal numbers for both kinds that are made of them.
        let pairs = [NoiseKind::Gaussian, NoiseKind::Multiplicative]
            .map(|kind| noise(kind, 0.2, 5).at(9, 1));
        assert_eq!(pairs[0], pairs[1]);
    }

    #[test]
    fn moments_are_those_of_a_normal_variable() {
        let count = 100_000;
        for kind in [NoiseKind::Gaussian, NoiseKind::Multiplicative] {
            let noise = noise(kind, 2.0, 7);
            let mut source = NoiseSource::new(noise);
            let (mut sums, mut product) = ([0.0; 4], 0.0);
            for _ in 0..count {
                // The disturbance of a gradient, as a share of the strength (and of the gradient).
                let share = (noise.disturb(vec2(1.0, 1.0), source.draw()) - vec2(1.0, 1.0)) * 0.5;
                product += share.x * share.y;
                for z in share.to_array() {
                    for (power, sum) in (1..).zip(&mut sums) {
                        *sum += z.powi(power);
                    }
                }
            }
            let n = f64::from(2 * count);
            // Mean, variance, skewness and kurtosis, each within five standard errors.
            let want = [(0.0, 1.0), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0)];
            for (sum, (moment, variance)) in sums.iter().zip(want) {
                let error = (sum / n - moment).abs();
                assert!(
                    error < 5.0 * f64::sqrt(variance / n),
                    "{kind}: {} {moment}",
                    sum / n
                );
            }
            assert!((product / f64::from(count)).abs() < 5.0 / f64::from(count).sqrt());
        }
    }

    /// Quantiles of Student's t, from tables (one degree is Cauchy's tan, two degrees are algebraic).
    #[test]
    fn heavy_tails_have_their_quantiles() {
        let table = [
            (1, [(0.75, 1.0), (0.95, 6.313752), (0.9995, 636.6192)]),
            (2, [(0.75, 0.816497), (0.95, 2.919986), (0.9995, 31.59905)]),
            (3, [(0.75, 0.764892), (0.95, 2.353363), (0.9995, 12.92398)]),
            (30, [(0.75, 0.682756), (0.95, 1.697261), (0.9995, 3.645959)]),
        ];
        let count = 100_000;
        for (degrees, quantiles) in table {
            let noise = Noise {
                degrees,
                ..noise(NoiseKind::HeavyTailed, 0.5, 11)
            };
            let mut source = NoiseSource::new(noise);
            let mut drawn = Vec::new();
            for _ in 0..count {
                drawn.extend((source.draw() * 2.0).to_array());
            }
            assert!(drawn.iter().all(|t| t.is_finite()));
            for (share, quantile) in quantiles {
                for side in [-1.0, 1.0] {
                    let beyond = drawn.iter().filter(|t| side * **t > quantile).count() as f64;
                    let n = drawn.len() as f64;
                    let spread = f64::sqrt(share * (1.0 - share) / n);
                    let error = (beyond / n - (1.0 - share)).abs();
                    assert!(
                        error < 5.0 * spread,
                        "{degrees} degrees, {share}: {}",
                        beyond / n
                    );
                }
            }
        }
    }
}
