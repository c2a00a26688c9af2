//! The catalogues as the tables that stand in the README: a row per rule, with whose versions of it there are.

use crate::core::catalog::{About, Kind};
use std::fmt::Write;

/// The tables of some catalogues, each folded under its name.
pub(super) fn tables(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| table(*kind)).collect()
}

fn table(kind: Kind) -> String {
    let rules = kind.rules();
    let entries = kind.entries().len();
    let versions = if entries > rules.len() {
        format!(", {entries} with each framework's own")
    } else {
        String::new()
    };
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write!(
        out,
        "<details>\n<summary>{} {}{versions}</summary>\n\n| name | id | what it is for |\n|---|---|---|\n",
        rules.len(),
        kind.plural()
    );
    let mut family = "";
    let one_family = rules
        .iter()
        .all(|about| about.info.family == rules[0].info.family);
    for about in rules {
        if !one_family && about.info.family != family {
            family = about.info.family;
            let _ = writeln!(out, "| **{}** | | |", escaped(family));
        }
        let (name, summary) = (escaped(about.info.name), escaped(about.info.summary));
        let _ = writeln!(out, "| {name} | {} | {summary} |", ids(about));
    }
    out.push_str("\n</details>\n\n");
    out
}

/// The ids of a rule; with the frameworks where there is more than one.
fn ids(about: &About) -> String {
    let twins = about.twins();
    let id = |about: &&About| match about.framework() {
        Some(framework) if twins.len() > 1 => format!("`{}` ({framework})", about.info.id),
        _ => format!("`{}`", about.info.id),
    };
    twins.iter().map(id).collect::<Vec<_>>().join(", ")
}

/// Text that does not end a cell.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
