//! How an entry describes its parameters: once, beside the mathematics that uses them.
//!
//! [`params!`](crate::params!) turns one table into a typed structure for the rule (reals may be lanes)
//! and into a list of [`ParamSpec`] for everyone else: sliders, tooltips, presets, command line,
//! reference. A parameter has a *domain* (hard: what is meaningful) and a *span* (soft: what a slider
//! covers). Nothing here knows what a parameter does.

mod table;
mod value;

use super::catalog::{Config, Kind};
pub use super::span::{Domain, Scale, Span, round_significant};
pub(in crate::core) use value::leading_real;
#[doc(hidden)]
pub use value::read;
pub use value::{Params, Source, Value};

/// How many items a list may have.
pub const MAX_LIST: usize = 64;
/// The value of a number of steps that is what others leave.
pub const REMAINDER: u64 = u64::MAX;
/// How deep settings may stand inside one another.
pub const MAX_DEPTH: usize = 8;

/// The description of one parameter.
#[derive(Debug)]
pub struct ParamSpec {
    /// The name in files, on the command line and in the rule's structure (`beta1`).
    pub key: &'static str,
    /// The name a person reads (`First-moment decay`).
    pub label: &'static str,
    /// The symbol in the rule (`β₁`); empty if it has none.
    pub symbol: &'static str,
    meaning: &'static str,
    /// What values it takes, how a slider covers them, and the default.
    pub shape: Shape,
}

/// What values a parameter takes, how a slider covers them, and the default.
#[derive(Debug)]
pub enum Shape {
    /// A real number.
    Real {
        /// The value when nothing is said.
        default: f64,
        /// What is meaningful.
        domain: Domain,
        /// What a slider covers.
        span: Span,
    },
    /// A whole number.
    Count {
        /// The value when nothing is said.
        default: u64,
        /// The smallest value allowed.
        min: u64,
        /// The largest value allowed.
        max: u64,
        /// The value that stands for a number that follows from the others and is written `auto`, if there is one.
        auto: Option<u64>,
    },
    /// On or off.
    Toggle {
        /// The value when nothing is said.
        default: bool,
    },
    /// One of a few words.
    Choice {
        /// Index of the value when nothing is said.
        default: usize,
        /// The words.
        options: &'static [&'static str],
    },
    /// A list of real numbers, the same for all lanes.
    Reals {
        /// The list when nothing is said.
        default: &'static [f64],
        /// What is meaningful for each item.
        domain: Domain,
    },
    /// A list of whole numbers.
    Counts {
        /// The list when nothing is said.
        default: &'static [u64],
        /// The smallest value allowed for each item.
        min: u64,
        /// The largest value allowed for each item.
        max: u64,
    },
    /// A setting of another entry (a schedule that another schedule leads into).
    Config {
        /// Which catalogue it comes from.
        kind: Kind,
        /// Id of the entry when nothing is said; it stands with its own defaults.
        default: &'static str,
    },
    /// A list of settings of other entries, at least one.
    Configs {
        /// Which catalogue they come from.
        kind: Kind,
        /// Ids of the entries when nothing is said; they stand with their own defaults.
        default: &'static [&'static str],
    },
}

impl ParamSpec {
    /// A real number. `meaning` is the entry's doc line.
    pub const fn real(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: f64,
        domain: Domain,
        span: Span,
    ) -> Self {
        let shape = Shape::Real {
            default,
            domain,
            span,
        };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A whole number from `min` to `max`.
    pub const fn count(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: u64,
        min: u64,
        max: u64,
    ) -> Self {
        let shape = Shape::Count {
            default,
            min,
            max,
            auto: None,
        };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A number of steps that follows the length of the run unless it is set.
    pub const fn length(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
    ) -> Self {
        let shape = Shape::Count {
            default: 0,
            min: 0,
            max: 1_000_000,
            auto: Some(0),
        };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A number of steps that is what others leave unless it is set; 0 is none at all.
    pub const fn remainder(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
    ) -> Self {
        let shape = Shape::Count {
            default: REMAINDER,
            min: 0,
            max: 1_000_000,
            auto: Some(REMAINDER),
        };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// On or off.
    pub const fn toggle(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: bool,
    ) -> Self {
        let shape = Shape::Toggle { default };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// One of a few words; `default` is an index into them.
    pub const fn choice(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: usize,
        options: &'static [&'static str],
    ) -> Self {
        let shape = Shape::Choice { default, options };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A setting of another schedule.
    pub const fn schedule(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: &'static str,
    ) -> Self {
        let shape = Shape::Config {
            kind: Kind::Schedule,
            default,
        };
        Self::new([key, meaning, label, symbol], shape)
    }

    /// Several settings of schedules, one after the other or all at once.
    pub const fn schedules(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: &'static [&'static str],
    ) -> Self {
        let shape = Shape::Configs {
            kind: Kind::Schedule,
            default,
        };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A setting of another optimizer, one that takes one gradient per step.
    pub const fn optimizer(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: &'static str,
    ) -> Self {
        let shape = Shape::Config {
            kind: Kind::Optimizer,
            default,
        };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A list of real numbers, the same for all lanes; up to [`MAX_LIST`] of them.
    pub const fn reals(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: &'static [f64],
        domain: Domain,
    ) -> Self {
        let shape = Shape::Reals { default, domain };
        Self::new([key, meaning, label, symbol], shape)
    }
    /// A list of whole numbers from `min` to `max`; up to [`MAX_LIST`] of them.
    pub const fn counts(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: &'static [u64],
        min: u64,
        max: u64,
    ) -> Self {
        let shape = Shape::Counts { default, min, max };
        Self::new([key, meaning, label, symbol], shape)
    }

    const fn new([key, meaning, label, symbol]: [&'static str; 4], shape: Shape) -> Self {
        Self {
            key,
            label,
            symbol,
            meaning,
            shape,
        }
    }

    /// What the parameter means, in a sentence: the doc line of its entry.
    pub fn meaning(&self) -> &'static str {
        self.meaning.trim()
    }

    /// The value when nothing is said.
    pub fn default(&self) -> Value {
        match self.shape {
            Shape::Real { default, .. } => Value::Real(default),
            Shape::Count { default, .. } => Value::Count(default),
            Shape::Toggle { default } => Value::Toggle(default),
            Shape::Choice { default, .. } => Value::Choice(default),
            Shape::Config { kind, default } => {
                Value::Config(Box::new(kind.default_config(default)))
            }
            Shape::Configs { kind, default } => {
                Value::Configs(default.iter().map(|id| kind.default_config(id)).collect())
            }
            Shape::Reals { default, .. } => Value::Reals(default.to_vec()),
            Shape::Counts { default, .. } => Value::Counts(default.to_vec()),
        }
    }

    /// Whether the parameter can take this value: the same shape, inside the domain, finite.
    pub fn allows(&self, value: &Value) -> bool {
        match (&self.shape, value) {
            (Shape::Real { domain, .. }, Value::Real(x)) => domain.contains(*x),
            (Shape::Count { min, max, auto, .. }, Value::Count(n)) => {
                (*min..=*max).contains(n) || *auto == Some(*n)
            }
            (Shape::Toggle { .. }, Value::Toggle(_)) => true,
            (Shape::Choice { options, .. }, Value::Choice(i)) => *i < options.len(),
            (Shape::Config { kind, .. }, Value::Config(config)) => fits_inside(*kind, config),
            (Shape::Configs { kind, .. }, Value::Configs(list)) => {
                (1..=MAX_LIST).contains(&list.len())
                    && list.iter().all(|config| fits_inside(*kind, config))
            }
            (Shape::Reals { domain, .. }, Value::Reals(list)) => {
                list.len() <= MAX_LIST && list.iter().all(|x| domain.contains(*x))
            }
            (Shape::Counts { min, max, .. }, Value::Counts(list)) => {
                list.len() <= MAX_LIST && list.iter().all(|n| (*min..=*max).contains(n))
            }
            _ => false,
        }
    }

    /// What is allowed, as the end of a sentence ("… must be `a number above 0`").
    pub fn allowed(&self) -> String {
        match &self.shape {
            Shape::Real { domain, .. } => domain.to_string(),
            Shape::Count {
                min,
                max,
                auto: None,
                ..
            } => format!("a whole number from {min} to {max}"),
            Shape::Count {
                max, auto: Some(0), ..
            } => {
                format!("\"auto\" (the length of the run) or a whole number from 1 to {max}")
            }
            Shape::Count { min, max, .. } => {
                format!("\"auto\" (what the others leave) or a whole number from {min} to {max}")
            }
            Shape::Toggle { .. } => "true or false".to_owned(),
            Shape::Choice { options, .. } => {
                let words: Vec<String> = options.iter().map(|word| format!("\"{word}\"")).collect();
                format!("one of {}", words.join(", "))
            }
            Shape::Config { kind, .. } => format!("{} with its id and parameters", inner(*kind)),
            Shape::Configs { kind, .. } => format!(
                "a list of 1 to {MAX_LIST}, each {} with its id and parameters",
                inner(*kind)
            ),
            Shape::Reals { domain, .. } => {
                format!("a list of up to {MAX_LIST}, each {domain}")
            }
            Shape::Counts { min, max, .. } => {
                format!("a list of up to {MAX_LIST} whole numbers from {min} to {max}")
            }
        }
    }
}

/// What a setting inside another must be.
fn inner(kind: Kind) -> String {
    match kind {
        Kind::Optimizer => "an optimizer that takes one gradient per step,".to_owned(),
        _ => format!("a {kind}"),
    }
}

/// Whether a setting may stand inside another of its catalogue.
fn fits_inside(kind: Kind, config: &Config) -> bool {
    config.about.kind == kind && config.about.nests && config.depth() < MAX_DEPTH
}
