//! How an entry describes its parameters: once, beside the mathematics that uses them.
//!
//! [`params!`](crate::params!) turns one table into a typed structure for the rule (reals may be lanes)
//! and into a list of [`ParamSpec`] for everyone else: sliders, tooltips, presets, command line,
//! reference. A parameter has a *domain* (hard: what is meaningful) and a *span* (soft: what a slider
//! covers). Nothing here knows what a parameter does.

use super::catalog::{Config, Kind};
use super::lane::Lane;

pub use super::span::{Domain, Scale, Span, round_significant};

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
        /// Zero stands for "the length of the run" and is written `auto`.
        auto: bool,
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
    /// A setting of another entry (a schedule that another schedule leads into).
    Config {
        /// Which catalogue it comes from.
        kind: Kind,
        /// Id of the entry when nothing is said; it stands with its own defaults.
        default: &'static str,
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
        Self {
            key,
            label,
            symbol,
            meaning,
            shape: Shape::Real {
                default,
                domain,
                span,
            },
        }
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
        Self {
            key,
            label,
            symbol,
            meaning,
            shape: Shape::Count {
                default,
                min,
                max,
                auto: false,
            },
        }
    }
    /// A number of steps that follows the length of the run unless it is set.
    pub const fn length(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            symbol,
            meaning,
            shape: Shape::Count {
                default: 0,
                min: 0,
                max: 1_000_000,
                auto: true,
            },
        }
    }
    /// On or off.
    pub const fn toggle(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: bool,
    ) -> Self {
        Self {
            key,
            label,
            symbol,
            meaning,
            shape: Shape::Toggle { default },
        }
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
        Self {
            key,
            label,
            symbol,
            meaning,
            shape: Shape::Choice { default, options },
        }
    }
    /// A setting of another schedule.
    pub const fn schedule(
        key: &'static str,
        meaning: &'static str,
        label: &'static str,
        symbol: &'static str,
        default: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            symbol,
            meaning,
            shape: Shape::Config {
                kind: Kind::Schedule,
                default,
            },
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
        }
    }

    /// Whether the parameter can take this value: the same shape, inside the domain, finite.
    pub fn allows(&self, value: &Value) -> bool {
        match (&self.shape, value) {
            (Shape::Real { domain, .. }, Value::Real(x)) => domain.contains(*x),
            (Shape::Count { min, max, .. }, Value::Count(n)) => (*min..=*max).contains(n),
            (Shape::Toggle { .. }, Value::Toggle(_)) => true,
            (Shape::Choice { options, .. }, Value::Choice(i)) => *i < options.len(),
            (Shape::Config { kind, .. }, Value::Config(config)) => config.about.kind == *kind,
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
                auto: false,
                ..
            } => format!("a whole number from {min} to {max}"),
            Shape::Count {
                max, auto: true, ..
            } => {
                format!("\"auto\" (the length of the run) or a whole number from 1 to {max}")
            }
            Shape::Toggle { .. } => "true or false".to_owned(),
            Shape::Choice { options, .. } => {
                let words: Vec<String> = options.iter().map(|word| format!("\"{word}\"")).collect();
                format!("one of {}", words.join(", "))
            }
            Shape::Config { kind, .. } => format!("a {kind} with its id and parameters"),
        }
    }
}

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A real number; finite.
    Real(f64),
    /// A whole number; 0 stands for `auto` where the parameter has that.
    Count(u64),
    /// On or off.
    Toggle(bool),
    /// Index into the words of the parameter.
    Choice(usize),
    /// A setting of another entry.
    Config(Box<Config>),
}

/// Where a rule reads its parameters from: a plain setting, or a sweep that puts lanes into some of them.
pub trait Source<L: Lane> {
    /// The real parameter with this index.
    fn real(&self, index: usize) -> L;
    /// The value, of any shape, of the parameter with this index.
    fn value(&self, index: usize) -> &Value;
}

impl<L: Lane> Source<L> for Config {
    fn real(&self, index: usize) -> L {
        match self.values.get(index) {
            Some(Value::Real(x)) => L::splat(*x),
            other => unreachable_shape(other),
        }
    }
    fn value(&self, index: usize) -> &Value {
        &self.values[index]
    }
}

/// The typed parameters of an entry; written by [`params!`](crate::params!).
pub trait Params: 'static {
    /// The structure with its reals as lanes.
    type Of<L: Lane>: Clone + Send + Sync + 'static;
    /// The descriptions, in order.
    const SPECS: &'static [ParamSpec];
    /// The structure with values from a source.
    fn read<L: Lane>(source: &dyn Source<L>) -> Self::Of<L>;
    /// The same parameters with every real taken into another kind of lane.
    fn lift<L: Lane, M: Lane>(params: &Self::Of<L>, real: impl Fn(L) -> M) -> Self::Of<M>;
}

/// A [`Config`] is only ever made with the shapes of its specs: another shape cannot occur.
fn unreachable_shape<T>(found: Option<&Value>) -> T {
    unreachable!("a Config holds the shapes of its specs, found {found:?}")
}

/// Reading a whole number, a toggle, a choice or a nested setting.
#[doc(hidden)]
pub mod read {
    use super::{Config, Lane, Source, Value, unreachable_shape};

    pub fn real<L: Lane>(source: &dyn Source<L>, index: usize) -> L {
        source.real(index)
    }
    pub fn count<L: Lane>(source: &dyn Source<L>, index: usize) -> u64 {
        match source.value(index) {
            Value::Count(n) => *n,
            other => unreachable_shape(Some(other)),
        }
    }
    pub fn length<L: Lane>(source: &dyn Source<L>, index: usize) -> u64 {
        count(source, index)
    }
    pub fn toggle<L: Lane>(source: &dyn Source<L>, index: usize) -> bool {
        match source.value(index) {
            Value::Toggle(on) => *on,
            other => unreachable_shape(Some(other)),
        }
    }
    pub fn choice<L: Lane>(source: &dyn Source<L>, index: usize) -> usize {
        match source.value(index) {
            Value::Choice(i) => *i,
            other => unreachable_shape(Some(other)),
        }
    }
    pub fn schedule<L: Lane>(source: &dyn Source<L>, index: usize) -> Config {
        match source.value(index) {
            Value::Config(config) => (**config).clone(),
            other => unreachable_shape(Some(other)),
        }
    }
}

/// Declares the parameters of an entry: a structure for the rule and the descriptions for everyone else.
///
/// Each field is `key: shape("Label", "symbol", …);` with a doc line that is the tooltip. The shapes are
/// the constructors of [`ParamSpec`]: `real` (default, domain, span), `count` (default, min, max),
/// `length`, `toggle` (default), `choice` (default index, words), `schedule` (default id).
///
/// After the fields, `let name = formula;` keeps a real that follows from the parameters: it is computed
/// once per setting instead of at every step, and is a private field of the structure.
///
/// ```
/// use ravine::core::{lane::Lane, params::{Domain, Params, Span}};
/// ravine::params! {
///     /// Plain gradient descent.
///     pub struct Descent {
///         /// Length of a step in units of the gradient.
///         lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 1.0));
///     }
/// }
/// assert_eq!(Descent::SPECS[0].meaning(), "Length of a step in units of the gradient.");
/// ```
#[macro_export]
macro_rules! params {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $( $(#[doc = $meaning:literal])+ $key:ident : $shape:ident ( $($argument:expr),* $(,)? ) ; )*
            $( let $kept:ident = $formula:expr ; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[allow(unreachable_pub, reason = "an entry is reached through its catalogue")]
        pub struct $name<L: $crate::core::lane::Lane = f64> {
            $( $(#[doc = $meaning])+ pub $key: $crate::params!(@type $shape L), )*
            $( $kept: L, )*
            /// Only says which lanes the reals are.
            pub lanes: ::std::marker::PhantomData<L>,
        }

        impl<L: $crate::core::lane::Lane> Clone for $name<L> {
            fn clone(&self) -> Self {
                Self { $($key: self.$key.clone(),)* $($kept: self.$kept,)* lanes: ::std::marker::PhantomData }
            }
        }

        impl<L: $crate::core::lane::Lane> ::std::fmt::Debug for $name<L> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($key), &self.$key))*.finish()
            }
        }

        impl $crate::core::params::Params for $name {
            type Of<L: $crate::core::lane::Lane> = $name<L>;
            const SPECS: &'static [$crate::core::params::ParamSpec] = &[
                $( $crate::core::params::ParamSpec::$shape(
                    stringify!($key), concat!($($meaning),+), $($argument),*
                ), )*
            ];
            #[allow(unused_assignments, unused_mut, unused_variables, reason = "an entry may have no parameter")]
            fn read<L: $crate::core::lane::Lane>(
                source: &dyn $crate::core::params::Source<L>,
            ) -> $name<L> {
                let mut index = 0;
                $( let $key = $crate::core::params::read::$shape(source, index); index += 1; )*
                $( let $kept: L = $formula; )*
                $name { $($key,)* $($kept,)* lanes: ::std::marker::PhantomData }
            }
            #[allow(unused_variables, reason = "an entry may have no real parameter")]
            fn lift<L: $crate::core::lane::Lane, M: $crate::core::lane::Lane>(
                params: &$name<L>,
                real: impl Fn(L) -> M,
            ) -> $name<M> {
                $name {
                    $( $key: $crate::params!(@lift $shape real, params.$key), )*
                    $( $kept: real(params.$kept), )*
                    lanes: ::std::marker::PhantomData,
                }
            }
        }
    };
    (@type real $lane:ident) => { $lane };
    (@type count $lane:ident) => { u64 };
    (@type length $lane:ident) => { u64 };
    (@type toggle $lane:ident) => { bool };
    (@type choice $lane:ident) => { usize };
    (@type schedule $lane:ident) => { $crate::core::catalog::Config };
    (@lift real $real:ident, $value:expr) => { $real($value) };
    (@lift schedule $real:ident, $value:expr) => { $value.clone() };
    (@lift $other:ident $real:ident, $value:expr) => { $value };
}
