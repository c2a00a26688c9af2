//! The catalogues: entries that describe themselves, and settings of them.
//!
//! An entry lives in one file of `surface/`, `optim/`, `schedule/` or `clip/` and is listed in that
//! folder's `CATALOG`. What is said about it here is all that the rest of the program knows: a new entry
//! appears in pickers, sliders, files, the command line and tests without another line.

mod alias;
mod config;

use super::params::ParamSpec;
use super::{clip, optim, schedule, surface};
pub use alias::{Alias, Framework};
pub use config::{Config, SetError};
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

    /// One entry per rule, that of its first framework, in the order of the list.
    pub fn rules(self) -> Vec<&'static About> {
        let mut rules = self.entries();
        rules.retain(|about| std::ptr::eq(about.twins()[0], *about));
        rules
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
    /// The name of the rule that it shares with the entries of other frameworks: its id up to the dot.
    pub fn rule(&self) -> &'static str {
        let id = self.info.id;
        id.split_once('.').map_or(id, |(rule, _)| rule)
    }

    /// Whose numbers it has: the framework it is known in first; none where no framework has it.
    pub fn framework(&self) -> Option<Framework> {
        let alias = self.info.aliases.first()?;
        (alias.framework != Framework::Oracle).then_some(alias.framework)
    }

    /// The entries of the same rule, one per framework, in the order of the catalogue, this one included.
    pub fn twins(&self) -> Vec<&'static Self> {
        let mut entries = self.kind.entries();
        entries.retain(|about| about.rule() == self.rule());
        entries
    }

    /// Index of the parameter with this key.
    pub fn index_of(&self, key: &str) -> Option<usize> {
        self.specs.iter().position(|spec| spec.key == key)
    }
}

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
