//! Gradient noise, addressed by seed, step and evaluation: no hidden stream, the same for every run.
//!
//! The generator is ChaCha8, keyed by the seed; each evaluation within a step has a stream of its own, and
//! each step four words of it. Uniform numbers become normal ones by the rational approximation of the
//! inverse distribution function in Wichura 1988, algorithm AS 241 (PPND16, relative error about 1e-16).
//! No function of the platform's mathematical library is used: a seed means the same noise everywhere.

use super::vec2::{Vec2, vec2};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// What noise is added to every gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Standard deviation of each coordinate; 0 is no noise.
    pub sigma: f64,
    /// The seed.
    pub seed: u64,
}

impl Default for Noise {
    fn default() -> Self {
        Self {
            sigma: 0.0,
            seed: 1,
        }
    }
}

/// Words of a stream that one step takes: two draws of 64 bits.
const WORDS_PER_STEP: u128 = 4;

impl Noise {
    /// The noise of one gradient evaluation (`evaluation` counts those within step `step`, from 0).
    pub fn at(&self, step: u64, evaluation: u64) -> Vec2 {
        if self.sigma == 0.0 {
            return vec2(0.0, 0.0);
        }
        let mut generator = self.generator(evaluation);
        generator.set_word_pos(u128::from(step) * WORDS_PER_STEP);
        self.draw(&mut generator)
    }

    /// The generator at step 0 of the stream of an evaluation.
    fn generator(&self, evaluation: u64) -> ChaCha8Rng {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(evaluation);
        generator
    }

    /// The next [`AHEAD`] pairs of draws: the formula of the middle for all, then that of the tails where due.
    fn draw_ahead(&self, generator: &mut ChaCha8Rng) -> [Vec2; AHEAD] {
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
        z.map(|z| vec2(self.sigma * z.x, self.sigma * z.y))
    }

    /// The next two draws of a generator.
    fn draw(&self, generator: &mut ChaCha8Rng) -> Vec2 {
        let x = normal(uniform(generator.next_u64()));
        let y = normal(uniform(generator.next_u64()));
        vec2(self.sigma * x, self.sigma * y)
    }
}

/// How many steps a [`NoiseSource`] draws at once: independent draws overlap in time.
const AHEAD: usize = 32;

/// The noise of the first evaluation of each step, in order: the same bits as [`Noise::at`], sooner.
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

    /// The noise of the next step.
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

/// A number strictly between 0 and 1 from 64 random bits: the middle of one of 2⁵² equal parts.
fn uniform(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

/// The number below which a standard normal variable falls with probability `p`, for `0 < p < 1`.
fn normal(p: f64) -> f64 {
    if is_central(p) { center(p) } else { tail(p) }
}

/// Which of the two formulas serves a probability.
#[inline(always)]
fn is_central(p: f64) -> bool {
    (p - 0.5).abs() <= 0.425
}

/// [`normal`] in the middle.
#[inline(always)]
fn center(p: f64) -> f64 {
    let q = p - 0.5;
    ratio(q, 0.180625 - q * q, &CENTER)
}

/// [`normal`] outside it.
fn tail(p: f64) -> f64 {
    let r = (-libm::log(p.min(1.0 - p))).sqrt();
    let size = if r <= 5.0 {
        ratio(1.0, r - 1.6, &NEAR_TAIL)
    } else {
        ratio(1.0, r - 5.0, &FAR_TAIL)
    };
    size.copysign(p - 0.5)
}

/// A factor times the quotient of two polynomials in `r`, coefficients from the constant up, by Horner's rule.
#[inline(always)]
fn ratio(factor: f64, r: f64, [above, below]: &[[f64; 8]; 2]) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    factor * horner(above) / horner(below)
}

/// Coefficients of AS 241 for probabilities from 0.075 to 0.925.
const CENTER: [[f64; 8]; 2] = [
    [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ],
    [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ],
];

/// Coefficients of AS 241 for probabilities down to exp(−25).
const NEAR_TAIL: [[f64; 8]; 2] = [
    [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ],
    [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ],
];

/// Coefficients of AS 241 for smaller probabilities.
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_distribution_has_its_known_values() {
        // Python 3.11, statistics.NormalDist().inv_cdf.
        let table = [
            (0.5, 0.0),
            (0.25, -0.6744897501960817),
            (0.925, 1.439531470938456),
            (0.075, -1.4395314709384557),
            (0.95, 1.6448536269514715),
            (0.001, -3.090232306167813),
            (0.9990234375, 3.097269078198784),
            (1e-10, -6.361340902404056),
            (1e-12, -7.034483825301132),
            (1.1102230246251565e-16, -8.209536151601386),
            (0.9999999999999999, 8.209536151601386),
            (0.3, -0.5244005127080407),
        ];
        for (p, want) in table {
            let got = normal(p);
            assert!(
                (got - want).abs() <= 4e-16 * want.abs(),
                "normal({p:e}) = {got:e}, not {want:e}"
            );
        }
    }

    #[test]
    fn uniform_numbers_never_touch_the_ends() {
        assert_eq!(uniform(0), f64::EPSILON / 2.0);
        assert_eq!(uniform(u64::MAX), 1.0 - f64::EPSILON / 2.0);
        for bits in [0, u64::MAX, 1 << 63] {
            assert!(normal(uniform(bits)).is_finite());
        }
        assert_eq!(normal(uniform(0)), -normal(uniform(u64::MAX)));
    }

    #[test]
    fn a_seed_means_these_numbers() {
        // An independent implementation of ChaCha8 and of the inverse distribution, in Python.
        let noise = Noise {
            sigma: 1.0,
            seed: 1,
        };
        let table = [
            (0, 0, [-0.3015713822877583, -0.5390466710366877]),
            (1, 0, [0.8354018203524122, 1.3796528376950195]),
            (1000000, 0, [0.6036037954331371, -0.0837546598535071]),
            (0, 1, [-1.2616735527313725, 0.9077378652608705]),
        ];
        for (step, evaluation, want) in table {
            assert_eq!(
                noise.at(step, evaluation).to_array(),
                want,
                "step {step}, evaluation {evaluation}"
            );
        }
    }

    #[test]
    fn noise_in_order_is_noise_by_address() {
        let noise = Noise {
            sigma: 0.3,
            seed: u64::MAX,
        };
        let mut source = NoiseSource::new(noise);
        let drawn: Vec<Vec2> = (0..300).map(|_| source.draw()).collect();
        for step in (0..300).rev() {
            assert_eq!(noise.at(step, 0), drawn[step as usize], "step {step}");
        }
        let quiet = Noise::default();
        assert_eq!(NoiseSource::new(quiet).draw(), vec2(0.0, 0.0));
        assert_eq!(quiet.at(7, 2), vec2(0.0, 0.0));
    }

    #[test]
    fn seeds_steps_and_evaluations_are_all_different() {
        let mut seen = std::collections::HashSet::new();
        for seed in 0..20 {
            for step in 0..20 {
                for evaluation in 0..5 {
                    let p = Noise { sigma: 1.0, seed }.at(step, evaluation);
                    assert!(seen.insert(p.x.to_bits()) && seen.insert(p.y.to_bits()));
                }
            }
        }
    }

    #[test]
    fn moments_are_those_of_a_normal_variable() {
        let count = 200_000;
        let mut source = NoiseSource::new(Noise {
            sigma: 2.0,
            seed: 7,
        });
        let (mut sums, mut product) = ([0.0; 4], 0.0);
        for _ in 0..count {
            let p = source.draw() * 0.5;
            product += p.x * p.y;
            for z in p.to_array() {
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
                "{} {moment}",
                sum / n
            );
        }
        assert!((product / f64::from(count)).abs() < 5.0 / f64::from(count).sqrt());
    }
}
