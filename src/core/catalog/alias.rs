//! Under which names the frameworks know an entry.

use std::fmt;

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
    /// `betas.0`, a parameter of a setting inside is `optimizer.lr` on our side. Those not named have the same name.
    pub keys: &'static [(&'static str, &'static str)],
    /// What `None` means here, for parameters where that is not our default.
    pub none: &'static [(&'static str, f64)],
    /// A parameter that holds a setting, and the id of the entry that the framework's name puts there.
    pub inside: Option<(&'static str, &'static str)>,
    /// The module in the framework's own that has the name (`contrib`); empty if it stands beside the others.
    pub module: &'static str,
    /// Our parameters that the framework's call does not take: it always has our default.
    pub lacks: &'static [&'static str],
    /// Our parameters whose default of 0 the framework must be told, because it has no default.
    pub says: &'static [&'static str],
    /// What it is called with, as the framework declares it: every argument in its order, with its default. Empty
    /// where that is not known; the arguments are then our parameters, by name.
    pub signature: &'static str,
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
            none: &[],
            inside: None,
            module: "",
            lacks: &[],
            says: &[],
            signature: "",
        }
    }
    /// The same name where `None` is another value than our default for some of our parameters.
    pub const fn with_none(mut self, none: &'static [(&'static str, f64)]) -> Self {
        self.none = none;
        self
    }
    /// The same name where it also says which entry stands inside: `lookahead_sgd` is lookahead on SGD.
    pub const fn around(mut self, key: &'static str, id: &'static str) -> Self {
        self.inside = Some((key, id));
        self
    }

    /// The same name in a module of the framework's.
    pub const fn within(mut self, module: &'static str) -> Self {
        self.module = module;
        self
    }
    /// The same name, whose call does not take some of our parameters.
    pub const fn lacking(mut self, keys: &'static [&'static str]) -> Self {
        self.lacks = keys;
        self
    }
    /// The same name, whose call has no default for parameters that are 0 here.
    pub const fn saying(mut self, keys: &'static [&'static str]) -> Self {
        self.says = keys;
        self
    }

    /// The framework's key of a parameter, given ours.
    pub fn their_key<'a>(&self, ours: &'a str) -> &'a str {
        let named = self.keys.iter().find(|(_, key)| *key == ours);
        named.map_or(ours, |(theirs, _)| theirs)
    }
    /// The same name with the arguments that the framework declares for it.
    pub const fn called(mut self, signature: &'static str) -> Self {
        self.signature = signature;
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
