//! A setting as the arguments of a framework's call, by the names that its alias knows.

use super::literal;
use crate::core::catalog::{Alias, Config, Framework};
use crate::core::params::{Shape, Value};

/// The name under which a framework knows the entry of a setting, itself and not around another entry.
pub(super) fn alias_of(config: &Config, framework: Framework) -> Option<&'static Alias> {
    let mut aliases = config.about.info.aliases.iter();
    aliases.find(|alias| alias.framework == framework && alias.inside.is_none())
}

/// Which parameters a call names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Those that differ from the defaults, which are the framework's too, and the first.
    Changed,
    /// All but switches that are off and numbers whose 0 stands for nothing.
    Shape,
}

/// The arguments of a call, `name=value`, in the order of the parameters. `steps` is what lengths follow that are not
/// set.
///
/// # Errors
/// If the call has no such parameter, with the end of a sentence that says so.
pub(super) fn arguments(
    config: &Config,
    alias: &Alias,
    named: Named,
    steps: u64,
) -> Result<Vec<String>, String> {
    let mut out: Vec<String> = Vec::new();
    let mut lists: Vec<&str> = Vec::new();
    for (index, (spec, value)) in config.iter().enumerate() {
        let theirs = alias.their_key(spec.key);
        let is_default = *value == spec.default();
        if alias.lacks.contains(&spec.key) {
            if is_default {
                continue;
            }
            let (name, default) = (alias.name, literal::value(spec, &spec.default(), steps));
            return Err(format!(
                "sets `{}`, which `{name}` does not take; leave it at {default}",
                spec.key
            ));
        }
        if let Some((list, "0" | "1")) = theirs.rsplit_once('.') {
            if !lists.contains(&list) {
                lists.push(list);
                out.extend(together(config, alias, list, steps));
            }
            continue;
        }
        let silent = match (&spec.shape, value) {
            _ if !is_default => false,
            _ if alias.says.contains(&spec.key) => false,
            _ if named == Named::Changed => index > 0,
            (Shape::Count { auto: Some(_), .. }, _) => false,
            (Shape::Toggle { .. } | Shape::Choice { .. }, _) => true,
            (_, Value::Real(x)) => *x == 0.0,
            (_, Value::Count(n)) => *n == 0,
            _ => false,
        };
        if !silent {
            out.push(format!("{theirs}={}", literal::value(spec, value, steps)));
        }
    }
    Ok(out)
}

/// The parameters that are items of one list there (`betas`), if any differs from its default.
fn together(config: &Config, alias: &Alias, list: &str, steps: u64) -> Option<String> {
    let items = config.iter().filter_map(|(spec, value)| {
        let (of, index) = alias.their_key(spec.key).rsplit_once('.')?;
        (of == list).then_some((index, spec, value))
    });
    let mut items: Vec<_> = items.collect();
    items.sort_by_key(|(index, ..)| *index);
    let changed = items
        .iter()
        .any(|(_, spec, value)| **value != spec.default());
    let values = items
        .iter()
        .map(|(_, spec, value)| literal::value(spec, value, steps));
    let values: Vec<String> = values.collect();
    changed.then(|| format!("{list}={}", literal::tuple(&values)))
}
