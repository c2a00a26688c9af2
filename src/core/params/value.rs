//! The values of parameters, and how a rule reads them: for one lane or for many.

use crate::core::catalog::Config;
use crate::core::lane::Lane;
use crate::core::params::ParamSpec;

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A real number; finite.
    Real(f64),
    /// A whole number; which may stand for `auto` where the parameter has that.
    Count(u64),
    /// On or off.
    Toggle(bool),
    /// Index into the words of the parameter.
    Choice(usize),
    /// A list of real numbers; finite.
    Reals(Vec<f64>),
    /// A list of whole numbers.
    Counts(Vec<u64>),
    /// A setting of another entry.
    Config(Box<Config>),
    /// Settings of other entries.
    Configs(Vec<Config>),
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

/// A real parameter of the setting that leads ([`Config::leading`]), by its key: from the source where that is the setting
/// itself, else the same in all lanes.
pub(in crate::core) fn leading_real<L: Lane>(
    config: &Config,
    source: &dyn Source<L>,
    key: &str,
) -> Option<L> {
    let leading = config.leading();
    if std::ptr::eq(leading, config) {
        return Some(source.real(config.about.index_of(key)?));
    }
    leading.real(key).map(L::splat)
}

/// The typed parameters of an entry; written by [`params!`](crate::params!).
pub trait Params: 'static {
    /// The structure with its reals as lanes.
    type Of<L: Lane>: Clone + Send + Sync + 'static;
    /// The descriptions, in order.
    const SPECS: &'static [ParamSpec];
    /// The structure with values from a source.
    fn read<L: Lane>(source: &dyn Source<L>) -> Self::Of<L>;
    /// The parameters, if those of their facts hold whose bits are set (the first fact is bit 0), and no others: where the bits
    /// are constant, the compiler knows the facts.
    fn known<L: Lane>(params: &Self::Of<L>, facts: u32) -> Option<Self::Of<L>>;
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
    pub fn remainder<L: Lane>(source: &dyn Source<L>, index: usize) -> u64 {
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
    pub fn optimizer<L: Lane>(source: &dyn Source<L>, index: usize) -> Config {
        schedule(source, index)
    }
    pub fn schedules<L: Lane>(source: &dyn Source<L>, index: usize) -> Vec<Config> {
        match source.value(index) {
            Value::Configs(list) => list.clone(),
            other => unreachable_shape(Some(other)),
        }
    }
    pub fn reals<L: Lane>(source: &dyn Source<L>, index: usize) -> Vec<f64> {
        match source.value(index) {
            Value::Reals(list) => list.clone(),
            other => unreachable_shape(Some(other)),
        }
    }
    pub fn counts<L: Lane>(source: &dyn Source<L>, index: usize) -> Vec<u64> {
        match source.value(index) {
            Value::Counts(list) => list.clone(),
            other => unreachable_shape(Some(other)),
        }
    }
}
