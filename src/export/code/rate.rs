//! Schedules as Python functions of the step, for frameworks that do not have them.

use super::literal;
use crate::core::catalog::Config;
use crate::core::params::{REMAINDER, Value};
use crate::core::schedule;

/// The functions that a script defines, each under a name of its own.
#[derive(Clone, Default)]
pub(super) struct Functions {
    all: Vec<(String, String)>,
}

impl Functions {
    /// The definitions, in an order in which each knows those that it calls.
    pub(super) fn definitions(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|(_, text)| text.as_str())
    }

    /// The name of a function of the step and the optimizer's rate that gives the rate of a schedule in a run of so many steps.
    ///
    /// # Errors
    /// If the rate does not follow from the step alone, with the end of a sentence that says so.
    pub(super) fn rate(&mut self, config: &Config, steps: u64) -> Result<String, String> {
        let body = literal::dedented(schedule::entry_of(config).python);
        if body.is_empty() {
            return Err(format!(
                "{} inside another schedule, whose rate does not follow from the step alone; let it stand alone",
                config.name()
            ));
        }
        let parameters = vec!["t".to_owned(), "base".to_owned()];
        self.define("rate", &body, parameters, config, steps)
    }

    /// The name of a function of the step that gives the momentum that a schedule drives; none if it has no formula.
    pub(super) fn momentum(&mut self, config: &Config, steps: u64) -> Option<String> {
        let body = literal::dedented(schedule::entry_of(config).python_momentum);
        let named = || self.define("momentum", &body, vec!["t".to_owned()], config, steps);
        // Without schedules inside there is nothing that could not be said.
        (!body.is_empty()).then(named)?.ok()
    }

    /// Defines a function with this body, unless it is there already; its name.
    fn define(
        &mut self,
        of: &str,
        body: &str,
        mut parameters: Vec<String>,
        config: &Config,
        steps: u64,
    ) -> Result<String, String> {
        let inner = inner_steps(config, steps);
        for (spec, value) in config.iter().filter(|(spec, _)| mentions(body, spec.key)) {
            let said = match value {
                Value::Config(one) => self.rate(one, *inner.first().unwrap_or(&steps))?,
                Value::Configs(list) => {
                    let each = list.iter().enumerate();
                    let names =
                        each.map(|(i, one)| self.rate(one, *inner.get(i).unwrap_or(&steps)));
                    literal::tuple(&names.collect::<Result<Vec<_>, _>>()?)
                }
                value => literal::value(spec, value, steps),
            };
            parameters.push(format!("{}={said}", spec.key));
        }
        let words = &config.about.info;
        let text = |name: &str| {
            let head = literal::call(&format!("def {name}"), &parameters);
            let about =
                literal::indented(&format!("\"\"\"{}: {}\"\"\"", words.name, words.formula));
            format!("{head}:\n{about}\n{}\n", literal::indented(body))
        };
        let stem = format!("{}_{of}", words.id.replace('.', "_"));
        let mut name = stem.clone();
        for number in 2.. {
            match self.all.iter().find(|(taken, _)| *taken == name) {
                Some((_, known)) if *known == text(&name) => return Ok(name),
                Some(_) => name = format!("{stem}_{number}"),
                None => break,
            }
        }
        self.all.push((name.clone(), text(&name)));
        Ok(name)
    }
}

/// Whether a text uses a name, as a word of its own.
fn mentions(text: &str, name: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|word| word == name)
}

/// How many steps each schedule inside another has, in a run of so many steps.
pub(super) fn inner_steps(config: &Config, steps: u64) -> Vec<u64> {
    let count = |key: &str| match config.get(key) {
        Some(Value::Count(n)) => *n,
        _ => 0,
    };
    match (
        config.id(),
        config.get("milestones"),
        config.get("schedules"),
    ) {
        ("warmup", ..) => vec![steps.saturating_sub(count("steps"))],
        ("sequential", Some(Value::Counts(milestones)), Some(Value::Configs(list))) => {
            let mut ends = milestones.clone();
            ends.sort_unstable();
            ends.truncate(list.len().saturating_sub(1));
            let start = |i: usize| {
                i.checked_sub(1)
                    .map_or(0, |before| ends.get(before).copied().unwrap_or(steps))
            };
            let end = |i: usize| ends.get(i).copied().unwrap_or(steps);
            (0..list.len())
                .map(|i| end(i).saturating_sub(start(i)))
                .collect()
        }
        (_, _, Some(Value::Configs(list))) => vec![steps; list.len()],
        _ => vec![steps],
    }
}

/// A whole-number parameter as it stands, a length that follows the run resolved.
pub(super) fn length(config: &Config, key: &str, steps: u64) -> u64 {
    match config.get(key) {
        Some(Value::Count(0 | REMAINDER)) | None => steps.max(1),
        Some(Value::Count(n)) => *n,
        Some(_) => steps,
    }
}
