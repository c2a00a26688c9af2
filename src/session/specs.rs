//! The numbers of a scene, described like the parameters of entries, so that one widget draws them all.

use super::scene::MAX_STEPS;
use crate::core::cloud::MEMBERS;
use crate::core::noise::MAX_DEGREES;
use crate::core::params::{Domain, ParamSpec, Span};

/// The most characters of a title and of a run's name in a file.
pub const MAX_TITLE: usize = 1000;
/// The most characters of a note in a file.
pub const MAX_NOTE: usize = 100_000;
/// The most characters of a name that is typed: copies get a number behind it, and it still fits into a file.
pub const LONGEST_NAME: usize = 200;

/// How many steps each run takes.
pub static STEPS: ParamSpec = ParamSpec::count(
    "steps",
    "How many steps each run takes.",
    "Steps",
    "T",
    300,
    1,
    MAX_STEPS,
);

/// When a run has arrived.
pub static TOLERANCE: ParamSpec = ParamSpec::real(
    "tolerance",
    "A run has arrived when its gap to the minimum (or, where that is unknown, the length of its gradient) stays below this.",
    "Tolerance",
    "ε",
    1e-6,
    Domain::POSITIVE,
    Span::log(1e-12, 1.0),
);

/// Strength of the gradient noise.
pub static SIGMA: ParamSpec = ParamSpec::real(
    "sigma",
    "How strong the noise of every gradient is: the standard deviation of each coordinate (of its factor, where the noise multiplies). The same draw at step t for every run.",
    "Noise",
    "σ",
    0.0,
    Domain::NON_NEGATIVE,
    Span::zero_log(1e-3, 100.0),
);

/// Kind of the gradient noise.
pub static NOISE_KIND: ParamSpec = ParamSpec::choice(
    "kind",
    "What is drawn: normal numbers, numbers with rare very large ones among them (Student's t), or factors of the gradient, which vanish with it.",
    "Kind",
    "",
    0,
    &["gaussian", "heavy_tailed", "multiplicative"],
);

/// Degrees of freedom of heavy-tailed noise.
pub static DEGREES: ParamSpec = ParamSpec::count(
    "degrees",
    "How heavy the tails are: at 1 there is no mean, at 2 no variance, from 3 on both; at 30 they are nearly normal.",
    "Degrees of freedom",
    "ν",
    3,
    1,
    MAX_DEGREES,
);

/// Seed of the gradient noise.
pub static SEED: ParamSpec = ParamSpec::count(
    "seed",
    "Which noise is drawn: the same seed is the same noise on every machine.",
    "Seed",
    "",
    1,
    0,
    9_007_199_254_740_991,
);

/// Factor on all learning rates.
pub static RATE_FACTOR: ParamSpec = ParamSpec::real(
    "rate_factor",
    "Multiplies the learning rate of every run that follows.",
    "Rate factor",
    "η×",
    1.0,
    Domain::POSITIVE,
    Span::log(0.01, 100.0),
);

/// Momentum of all runs.
pub static MOMENTUM: ParamSpec = ParamSpec::real(
    "momentum",
    "Momentum, or what plays its part (Adam's β₁), of every run that follows and has one.",
    "Momentum",
    "μ",
    0.9,
    Domain::DECAY,
    Span::one_minus_log(0.0, 0.999),
);

/// How many members a cloud has when nothing is said.
pub const USUAL_MEMBERS: u64 = 32;

/// How many members a cloud has.
pub static MEMBER_COUNT: ParamSpec = ParamSpec::count(
    "count",
    "How many starts or seeds there are around every run. Every run has the same ones.",
    "Members",
    "k",
    USUAL_MEMBERS,
    MEMBERS[0],
    MEMBERS[1],
);

/// How far the starts of a cloud lie apart.
pub static SPREAD: ParamSpec = ParamSpec::real(
    "spread",
    "How far the starts are scattered around the run's own: the standard deviation of each coordinate, in units of the plane. They are drawn from a normal distribution, evenly, and are the same for every run.",
    "Spread",
    "",
    0.1,
    Domain::POSITIVE,
    Span::log(1e-3, 100.0),
);
