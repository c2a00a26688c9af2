//! The catalogues: entries that describe themselves, and settings of them.
//!
//! An entry lives in one file of `surface/`, `optim/`, `schedule/` or `clip/` and is listed in that
//! folder's `CATALOG`. What is said about it here is all that the rest of the program knows: a new entry
//! appears in pickers, sliders, files, the command line and tests without another line.

use super::params::{ParamSpec, Value};
use super::{clip, optim, schedule, surface};
use std::fmt;

/// Which of the four catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Loss surfaces.
    Surface,
    /// Optimizers.
    Optimizer,
    /// Learning-rate schedules.
    Schedule,
    /// Gradient clips.
    Clip,
}

impl Kind {
    /// All four, in the order of their headings.
    pub const ALL: [Self; 4] = [Self::Surface, Self::Optimizer, Self::Schedule, Self::Clip];

    /// What every entry of this catalogue says about itself, in the order of its list.
    pub fn entries(self) -> Vec<&'static About> {
        match self {
            Self::Surface => surface::CATALOG.iter().map(|entry| &entry.about).collect(),
            Self::Optimizer => optim::CATALOG.iter().map(|entry| &entry.about).collect(),
            Self::Schedule => schedule::CATALOG.iter().map(|entry| &entry.about).collect(),
            Self::Clip => clip::CATALOG.iter().map(|entry| &entry.about).collect(),
        }
    }

    /// The entry with this id.
    pub fn find(self, id: &str) -> Option<&'static About> {
        self.entries().into_iter().find(|about| about.info.id == id)
    }

    /// The entry that a framework knows under this name, and what that framework calls its parameters.
    pub fn find_alias(
        self,
        framework: Framework,
        name: &str,
    ) -> Option<(&'static About, &'static Alias)> {
        self.entries().into_iter().find_map(|about| {
            let alias = about
                .info
                .aliases
                .iter()
                .find(|alias| alias.framework == framework && alias.name == name)?;
            Some((about, alias))
        })
    }

    /// The entry with this id at its defaults, or the catalogue's first entry if there is none.
    ///
    /// For ids written in the program itself; a test looks up every one of them.
    pub fn default_config(self, id: &str) -> Config {
        Config::new(self.find(id).unwrap_or(self.entries()[0]))
    }

    /// The word for many of them, also the heading of the list.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Surface => "surfaces",
            Self::Optimizer => "optimizers",
            Self::Schedule => "schedules",
            Self::Clip => "clips",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Surface => "surface",
            Self::Optimizer => "optimizer",
            Self::Schedule => "schedule",
            Self::Clip => "clip",
        })
    }
}

/// What an entry says about itself in words.
#[derive(Debug)]
pub struct Info {
    /// The name in files and on the command line: lower case, stable for ever.
    pub id: &'static str,
    /// The name a person reads.
    pub name: &'static str,
    /// The heading under which a picker shows it.
    pub family: &'static str,
    /// One sentence on what it is and is for.
    pub summary: &'static str,
    /// The rule in its own symbols.
    pub formula: &'static str,
    /// Paper and equation, or the source that defines it.
    pub reference: &'static str,
    /// The names under which frameworks and the reference data know it.
    pub aliases: &'static [Alias],
}

/// Who gives an entry a name, and who says what its numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Framework {
    /// `torch.optim` and `torch.nn.utils`.
    Torch,
    /// Optax, of JAX.
    Optax,
    /// Keras.
    Keras,
    /// Hugging Face's transformers, whose schedules are made of PyTorch's.
    Transformers,
    /// A paper's formula.
    Formula,
    /// The reference data itself: the names of surfaces.
    Oracle,
}

impl Framework {
    /// All of them, PyTorch first.
    pub const ALL: [Self; 6] = [
        Self::Torch,
        Self::Optax,
        Self::Keras,
        Self::Transformers,
        Self::Formula,
        Self::Oracle,
    ];

    /// The name in files (`torch`).
    pub const fn id(self) -> &'static str {
        match self {
            Self::Torch => "torch",
            Self::Optax => "optax",
            Self::Keras => "keras",
            Self::Transformers => "transformers",
            Self::Formula => "formula",
            Self::Oracle => "oracle",
        }
    }

    /// The framework with this name in files.
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|framework| framework.id() == id)
    }
}

impl fmt::Display for Framework {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Torch => "PyTorch",
            Self::Optax => "Optax",
            Self::Keras => "Keras",
            Self::Transformers => "transformers",
            Self::Formula => "formula",
            Self::Oracle => "reference",
        })
    }
}

/// A name under which a framework knows an entry.
#[derive(Debug)]
pub struct Alias {
    /// Whose name it is.
    pub framework: Framework,
    /// The framework's name.
    pub name: &'static str,
    /// The framework's parameters that are called otherwise here, `(theirs, ours)`; an element of a list is
    /// `betas.0`. a parameter of a setting
    /// inside is `optimizer.lr` on our side. Those not named have the same name.
    pub keys: &'static [(&'static str, &'static str)],
    /// A parameter that holds a setting, and the id of the entry that the framework's name puts there.
    pub inside: Option<(&'static str, &'static str)>,
}

impl Alias {
    /// A name of PyTorch's.
    pub const fn torch(name: &'static str, keys: &'static [(&'static str, &'static str)]) -> Self {
        Self::new(Framework::Torch, name, keys)
    }
    /// A name of Optax's.
    pub const fn optax(name: &'static str, keys: &'static [(&'static str, &'static str)]) -> Self {
        Self::new(Framework::Optax, name, keys)
    }
    /// A name of Keras's.
    pub const fn keras(name: &'static str, keys: &'static [(&'static str, &'static str)]) -> Self {
        Self::new(Framework::Keras, name, keys)
    }
    /// A name of the reference data's own.
    pub const fn oracle(name: &'static str, keys: &'static [(&'static str, &'static str)]) -> Self {
        Self::new(Framework::Oracle, name, keys)
    }
    /// A name in a framework.
    pub const fn new(
        framework: Framework,
        name: &'static str,
        keys: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            framework,
            name,
            keys,
            inside: None,
        }
    }
    /// The same name where it also says which entry stands inside: `lookahead_sgd` is lookahead on SGD.
    pub const fn around(mut self, key: &'static str, id: &'static str) -> Self {
        self.inside = Some((key, id));
        self
    }

    /// Our key of a parameter, given the framework's.
    pub fn key_of<'a>(&self, theirs: &'a str) -> &'a str {
        self.keys
            .iter()
            .find(|(name, _)| *name == theirs)
            .map_or(theirs, |(_, ours)| ours)
    }
}

/// An entry seen from outside: which catalogue, its words, its parameters.
#[derive(Debug)]
pub struct About {
    /// Which catalogue it is in.
    pub kind: Kind,
    /// Its words.
    pub info: Info,
    /// Its parameters, in order.
    pub specs: &'static [ParamSpec],
    /// Whether it may stand inside another entry of its catalogue.
    pub nests: bool,
}

impl About {
    /// Index of the parameter with this key.
    pub fn index_of(&self, key: &str) -> Option<usize> {
        self.specs.iter().position(|spec| spec.key == key)
    }
}

/// A setting of an entry: which one, and a value for each of its parameters. Plain data.
#[derive(Clone, Debug)]
pub struct Config {
    /// The entry.
    pub about: &'static About,
    /// One value per parameter, in the order and the shapes of the specs. Change them with [`Config::set`].
    pub(super) values: Vec<Value>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_lead_to_the_entry_of_that_framework_only() {
        let table = [
            (
                Kind::Surface,
                Framework::Oracle,
                "quadratic",
                Some("quadratic"),
            ),
            (Kind::Surface, Framework::Torch, "quadratic", None),
            (Kind::Optimizer, Framework::Torch, "SGD", Some("sgd")),
            (Kind::Optimizer, Framework::Torch, "sgd", None),
        ];
        for (kind, framework, name, want) in table {
            let found = kind.find_alias(framework, name);
            assert_eq!(
                found.map(|(about, _)| about.info.id),
                want,
                "{framework} {name}"
            );
        }
    }

    #[test]
    fn an_alias_translates_the_keys_it_names_and_keeps_the_others() {
        let alias = Alias::torch("Adam", &[("betas.0", "beta1")]);
        assert_eq!(alias.key_of("betas.0"), "beta1");
        assert_eq!(alias.key_of("lr"), "lr");
    }
}
