//! A setting of an entry: plain data, always in the shapes and domains of its parameters.

use super::{About, Kind};
use crate::core::params::{ParamSpec, Value};
use std::fmt;

/// A setting of an entry: which one, and a value for each of its parameters. Plain data.
#[derive(Clone, Debug)]
pub struct Config {
    /// The entry.
    pub about: &'static About,
    /// One value per parameter, in the order and the shapes of the specs. Change them with [`Config::set`].
    pub(in crate::core) values: Vec<Value>,
}

impl PartialEq for Config {
    fn eq(&self, other: &Self) -> bool {
        self.about.kind == other.about.kind
            && self.id() == other.id()
            && self.values == other.values
    }
}

impl Config {
    /// The entry with its defaults.
    pub fn new(about: &'static About) -> Self {
        Self {
            about,
            values: about.specs.iter().map(ParamSpec::default).collect(),
        }
    }
    /// The entry's id.
    pub fn id(&self) -> &'static str {
        self.about.info.id
    }
    /// The entry's name.
    pub fn name(&self) -> &'static str {
        self.about.info.name
    }
    /// The values, in the order of the specs.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
    /// Parameters and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static ParamSpec, &Value)> {
        self.about.specs.iter().zip(&self.values)
    }
    /// The value of the parameter with this key; that of a setting inside is `optimizer.lr`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match key.split_once('.') {
            None => self.values.get(self.about.index_of(key)?),
            Some((outer, rest)) => match self.get(outer)? {
                Value::Config(inner) => inner.get(rest),
                _ => None,
            },
        }
    }
    /// The real parameter with this key.
    pub fn real(&self, key: &str) -> Option<f64> {
        match self.get(key)? {
            Value::Real(x) => Some(*x),
            _ => None,
        }
    }
    /// Gives a parameter a value; that of a setting inside is `optimizer.lr`.
    ///
    /// # Errors
    /// If there is no such parameter or the value is not allowed; the setting is then unchanged.
    pub fn set(&mut self, key: &str, value: Value) -> Result<(), SetError> {
        if let Some((outer, rest)) = key.split_once('.')
            && let Some(index) = self.about.index_of(outer)
            && let Value::Config(inner) = &mut self.values[index]
        {
            return inner.set(rest, value);
        }
        let index = self.about.index_of(key).ok_or_else(|| SetError::Unknown {
            key: key.to_owned(),
            known: self.about.specs.iter().map(|spec| spec.key).collect(),
        })?;
        let spec = &self.about.specs[index];
        if !spec.allows(&value) {
            return Err(SetError::NotAllowed {
                key: spec.key,
                allowed: spec.allowed(),
            });
        }
        self.values[index] = value;
        Ok(())
    }
    /// Puts a number in the place of a real parameter, by its index. It is known to be allowed.
    pub(in crate::core) fn put_real(&mut self, index: usize, x: f64) {
        if let Some(Value::Real(real)) = self.values.get_mut(index) {
            *real = x;
        }
    }
    /// The same setting with a real parameter changed; unchanged if it has no such parameter or the
    /// value is not allowed.
    pub fn with(mut self, key: &str, value: f64) -> Self {
        // What cannot be set is left as it is: that is what this function says it does.
        let _unchanged = self.set(key, Value::Real(value));
        self
    }
    /// The setting whose learning rate and momentum are the run's: this one, or for a wrapper the one inside.
    pub fn leading(&self) -> &Self {
        let inner = self.values.iter().find_map(|value| match value {
            Value::Config(config) if config.about.kind == Kind::Optimizer => Some(&**config),
            _ => None,
        });
        match inner {
            Some(config) if self.about.kind == Kind::Optimizer => config.leading(),
            _ => self,
        }
    }
    /// [`Config::leading`], to be changed.
    pub fn leading_mut(&mut self) -> &mut Self {
        let is_inner = |value: &Value| match value {
            Value::Config(config) => config.about.kind == Kind::Optimizer,
            _ => false,
        };
        match self.values.iter().position(is_inner) {
            Some(index) if self.about.kind == Kind::Optimizer => match &mut self.values[index] {
                Value::Config(config) => config.leading_mut(),
                // Found above as a setting of an optimizer.
                _ => unreachable!("a value changed its shape"),
            },
            _ => self,
        }
    }
    /// The same setting with a real parameter of the one that leads changed, as [`Config::with`] does.
    pub fn with_leading(mut self, key: &str, value: f64) -> Self {
        let _unchanged = self.leading_mut().set(key, Value::Real(value));
        self
    }
    /// The same settings for another framework's entry of the rule. What was set is carried over under its
    /// key where it is allowed; what stood at its default takes the other's default.
    pub fn translated(&self, to: &'static About) -> Self {
        let mut out = Self::new(to);
        for (spec, value) in self.iter() {
            if *value != spec.default() {
                // What the other has not, or does not allow, stays at its default.
                let _unknown_there = out.set(spec.key, value.clone());
            }
        }
        out
    }
    /// How deep settings stand inside this one: 0 if there is none.
    pub fn depth(&self) -> usize {
        let inner = self.values.iter().flat_map(|value| match value {
            Value::Config(config) => std::slice::from_ref(&**config),
            Value::Configs(list) => list.as_slice(),
            _ => &[],
        });
        inner.map(|config| 1 + config.depth()).max().unwrap_or(0)
    }
    /// Whether every parameter has its default.
    pub fn is_default(&self) -> bool {
        self.iter().all(|(spec, value)| spec.default() == *value)
    }
}

/// Why a parameter could not be set.
#[derive(Clone, Debug, PartialEq)]
pub enum SetError {
    /// There is no such parameter.
    Unknown {
        /// The key that was asked for.
        key: String,
        /// The keys there are.
        known: Vec<&'static str>,
    },
    /// The value is outside the parameter's domain or of another shape.
    NotAllowed {
        /// The parameter.
        key: &'static str,
        /// What is allowed.
        allowed: String,
    },
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { key, known } if known.is_empty() => {
                write!(f, "there is no parameter `{key}` here, nor any other")
            }
            Self::Unknown { key, known } => {
                write!(
                    f,
                    "there is no parameter `{key}`; there is {}",
                    known.join(", ")
                )
            }
            Self::NotAllowed { key, allowed } => write!(f, "`{key}` must be {allowed}"),
        }
    }
}

impl std::error::Error for SetError {}
