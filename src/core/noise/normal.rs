//! Numbers for noise: uniform ones from random bits, and normal ones from uniform ones.
//!
//! The rational approximation of the inverse distribution function is that of Wichura 1988, algorithm AS 241 (PPND16,
//! relative error about 1e-16). No function of the platform's mathematical library is used.

/// A number strictly between 0 and 1 from 64 random bits: the middle of one of 2⁵² equal parts.
pub(super) fn uniform(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

/// The number below which a standard normal variable falls with probability `p`, for `0 < p < 1`.
pub(super) fn normal(p: f64) -> f64 {
    if is_central(p) { center(p) } else { tail(p) }
}

/// Which of the two formulas serves a probability.
#[inline(always)]
pub(super) fn is_central(p: f64) -> bool {
    (p - 0.5).abs() <= 0.425
}

/// [`normal`] in the middle.
#[inline(always)]
pub(super) fn center(p: f64) -> f64 {
    let q = p - 0.5;
    ratio(q, 0.180625 - q * q, &CENTER)
}

/// [`normal`] outside it.
pub(super) fn tail(p: f64) -> f64 {
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
}
