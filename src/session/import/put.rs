//! One argument of a framework as the value of one parameter, or of several.

use super::known::Known;
use super::reader::{Read, Reader};
use super::text::Fault;
use super::thing::{Thing, missing, must, value};
use crate::core::catalog::{Alias, Config};
use crate::core::params::{ParamSpec, Shape, Value};

/// The parameter that a framework's argument sets, if it sets one as a whole.
pub(super) fn spec_of(config: &Config, key: &str) -> Option<&'static ParamSpec> {
    let (about, last) = match key.rsplit_once('.') {
        None => (config.about, key),
        Some((outer, last)) => match config.get(outer)? {
            Value::Config(inner) => (inner.about, last),
            _ => return None,
        },
    };
    about.specs.get(about.index_of(last)?)
}

/// How many parts an argument has that are parameters here: `betas.0`, `betas.1`.
pub(super) fn parts_of(alias: &Alias, name: &str) -> usize {
    let is_part = |theirs: &str| {
        theirs
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    alias
        .keys
        .iter()
        .filter(|(theirs, _)| is_part(theirs))
        .count()
}

/// How many settings may stand inside one.
const MOST_INSIDE: usize = 256;

/// How many settings a setting is, with those inside it.
fn size(config: &Config) -> usize {
    let inner = config.values().iter().map(|value| match value {
        Value::Config(inner) => size(inner),
        Value::Configs(list) => list.iter().map(size).sum(),
        _ => 0,
    });
    1 + inner.sum::<usize>()
}

impl Reader<'_> {
    /// Gives the parameter (or the parameters) that a framework's argument names its value.
    pub(super) fn put(
        &mut self,
        known: Known,
        config: &mut Config,
        theirs: &str,
        thing: &Thing,
        at: usize,
    ) -> Read<()> {
        let key = known.alias.key_of(theirs);
        let Some(spec) = spec_of(config, key) else {
            return self.put_parts(known, config, theirs, thing, at);
        };
        match (thing, &spec.shape) {
            (Thing::Nothing, _) => {
                // Their None is our default, unless the alias says what it is.
                match known.alias.none.iter().find(|(none, _)| *none == key) {
                    Some((_, meant)) => set(config, key, Value::Real(*meant), at),
                    None => Ok(()),
                }
            }
            (Thing::Unknown(unknown), Shape::Count { auto: Some(_), .. }) => {
                let code = &unknown.code;
                self.remark(format!("`{theirs}` is `{code}`, which is not in this text: it follows the length of the run"));
                Ok(())
            }
            (Thing::Unknown(unknown), _) => Err(missing(theirs, unknown)),
            (Thing::List(items), Shape::Configs { .. }) => {
                let mut list = Vec::new();
                for item in &items.list {
                    let Thing::Schedule(index) = item else {
                        return Err(match item {
                            Thing::Unknown(unknown) => Fault::new(
                                unknown.at,
                                format!(
                                    "`{}` is not a scheduler that this text makes",
                                    unknown.code
                                ),
                            ),
                            other => must(theirs, spec, other, at),
                        });
                    };
                    self.schedules[*index].used = true;
                    list.push(self.schedules[*index].config.clone());
                }
                if list.iter().map(size).sum::<usize>() > MOST_INSIDE {
                    let text = format!(
                        "`{theirs}` has more than {MOST_INSIDE} schedulers inside one another"
                    );
                    return Err(Fault::new(at, text));
                }
                config
                    .set(key, Value::Configs(list))
                    .map_err(|_| must(theirs, spec, thing, at))
            }
            (Thing::List(items), Shape::Reals { .. } | Shape::Counts { .. }) => {
                if let Some(Thing::Unknown(unknown)) = items
                    .list
                    .iter()
                    .find(|item| matches!(item, Thing::Unknown(_)))
                {
                    return Err(missing(theirs, unknown));
                }
                put_plain(config, key, theirs, spec, thing, at)
            }
            _ => put_plain(config, key, theirs, spec, thing, at),
        }
    }

    /// Gives the parameters that are parts of an argument their values: `betas`, or a dictionary's keys and values.
    fn put_parts(
        &mut self,
        known: Known,
        config: &mut Config,
        theirs: &str,
        thing: &Thing,
        at: usize,
    ) -> Read<()> {
        let parts = parts_of(known.alias, theirs);
        match thing {
            Thing::Nothing => Ok(()),
            Thing::Unknown(unknown) => Err(missing(theirs, unknown)),
            Thing::List(items) if items.list.len() == parts => {
                for (index, item) in items.list.iter().enumerate() {
                    self.put(known, config, &format!("{theirs}.{index}"), item, at)?;
                }
                Ok(())
            }
            Thing::Table(rows)
                if known.alias.key_of(&format!("{theirs}.keys")) != format!("{theirs}.keys") =>
            {
                let mut rows: Vec<_> = rows.list.clone();
                let number = |thing: &Thing| thing.number().unwrap_or(f64::NAN);
                rows.sort_by(|(a, _), (b, _)| number(a).total_cmp(&number(b)));
                let (keys, values): (Vec<Thing>, Vec<Thing>) = rows.into_iter().unzip();
                for (part, list) in [("keys", keys), ("values", values)] {
                    let list = Thing::list(list, at);
                    self.put(known, config, &format!("{theirs}.{part}"), &list, at)?;
                }
                Ok(())
            }
            other => {
                let text = format!(
                    "`{theirs}` must be a list of {parts}, but is {}",
                    other.shown()
                );
                Err(Fault::new(at, text))
            }
        }
    }
}

/// Sets what the program itself says.
pub(super) fn set(config: &mut Config, key: &str, value: Value, at: usize) -> Read<()> {
    config
        .set(key, value)
        .map_err(|error| Fault::new(at, error.to_string()))
}

/// Gives a parameter that is no setting itself its value.
fn put_plain(
    config: &mut Config,
    key: &str,
    theirs: &str,
    spec: &ParamSpec,
    thing: &Thing,
    at: usize,
) -> Read<()> {
    let refused = || must(theirs, spec, thing, at);
    let value = value(&spec.shape, thing).ok_or_else(refused)?;
    config.set(key, value).map_err(|_| refused())
}
