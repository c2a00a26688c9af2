//! `ravine list`: what the catalogues say about themselves, as text, JSON or Markdown.

use super::{Failure, markdown, presets, print};
use crate::core::catalog::{About, Kind};
use crate::core::optim;
use crate::core::params::{Domain, ParamSpec, Scale, Shape, Span};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::fmt::Write;

/// What to print, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ravine list optimizers --json")]
pub struct Arguments {
    /// The catalogue, or the scenes that come with the program; all four catalogues unless it is given
    #[arg(value_enum)]
    catalogue: Option<Catalogue>,
    /// As JSON, with everything that an entry says about itself
    #[arg(long)]
    json: bool,
    /// As the Markdown tables of the README
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Catalogue {
    /// Loss surfaces.
    Surfaces,
    /// Optimizers.
    Optimizers,
    /// Learning-rate schedules.
    Schedules,
    /// Gradient clips.
    Clips,
    /// The scenes that come with the program.
    Presets,
}

impl Catalogue {
    fn kind(self) -> Option<Kind> {
        match self {
            Self::Surfaces => Some(Kind::Surface),
            Self::Optimizers => Some(Kind::Optimizer),
            Self::Schedules => Some(Kind::Schedule),
            Self::Clips => Some(Kind::Clip),
            Self::Presets => None,
        }
    }
}

pub(super) fn execute(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.catalogue == Some(Catalogue::Presets) {
        return presets::list(arguments.json, arguments.markdown);
    }
    let wanted = |kind: &Kind| {
        let only = arguments.catalogue.and_then(Catalogue::kind);
        only.is_none_or(|one| one == *kind)
    };
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(wanted).collect();
    if arguments.markdown {
        print(&markdown::tables(&kinds))
    } else if arguments.json {
        print(&format!("{:#}\n", as_json(&kinds)))
    } else {
        print(&as_text(&kinds))
    }
}

fn as_json(kinds: &[Kind]) -> Value {
    let entries = |kind: &Kind| kind.entries().into_iter().map(entry_as_json).collect();
    let catalogues = kinds
        .iter()
        .map(|kind| (kind.plural().to_owned(), entries(kind)));
    Value::Object(catalogues.collect())
}

fn entry_as_json(about: &About) -> Value {
    let info = &about.info;
    let aliases = info.aliases.iter().map(|alias| {
        let keys = alias.keys.iter().map(|(theirs, ours)| ((*theirs).to_owned(), json!(ours)));
        json!({"framework": alias.framework.id(), "name": alias.name, "keys": Value::Object(keys.collect())})
    });
    let mut entry = json!({
        "id": info.id,
        "name": info.name,
        "family": info.family,
        "summary": info.summary,
        "formula": info.formula,
        "reference": info.reference,
        "aliases": aliases.collect::<Value>(),
        "parameters": about.specs.iter().map(parameter_as_json).collect::<Value>(),
    });
    if let Some(optimizer) = optim::CATALOG
        .iter()
        .find(|one| std::ptr::eq(&raw const one.about, about))
    {
        let places = optimizer.places.iter().map(|place| place.id());
        entry["momentum"] = json!(optimizer.momentum);
        entry["places"] = places.collect();
    }
    entry
}

fn parameter_as_json(spec: &ParamSpec) -> Value {
    let mut parameter = json!({
        "key": spec.key,
        "label": spec.label,
        "symbol": spec.symbol,
        "meaning": spec.meaning(),
        "allowed": spec.allowed(),
    });
    let shape = match &spec.shape {
        Shape::Real {
            default,
            domain,
            span,
        } => {
            json!({"shape": "real", "default": default, "domain": domain_as_json(domain), "span": span_as_json(span)})
        }
        Shape::Count { min, max, auto, .. } => {
            json!({"shape": "count", "default": default_as_json(spec), "min": min, "max": max, "auto": auto.is_some()})
        }
        Shape::Toggle { .. } => json!({"shape": "toggle", "default": default_as_json(spec)}),
        Shape::Choice { options, .. } => {
            json!({"shape": "choice", "default": default_as_json(spec), "options": options})
        }
        Shape::Config { kind, .. } => {
            json!({"shape": kind.to_string(), "default": default_as_json(spec)})
        }
        Shape::Configs { kind, .. } => {
            json!({"shape": kind.plural(), "default": default_as_json(spec)})
        }
        Shape::Reals { domain, .. } => {
            json!({"shape": "reals", "default": default_as_json(spec), "domain": domain_as_json(domain)})
        }
        Shape::Counts { min, max, .. } => {
            json!({"shape": "counts", "default": default_as_json(spec), "min": min, "max": max})
        }
    };
    if let (Value::Object(parameter), Value::Object(shape)) = (&mut parameter, shape) {
        parameter.extend(shape);
    }
    parameter
}

/// The default as a preset would say it.
fn default_as_json(spec: &ParamSpec) -> Value {
    match &spec.shape {
        Shape::Real { default, .. } => json!(default),
        Shape::Count { default, auto, .. } if *auto == Some(*default) => json!("auto"),
        Shape::Count { default, .. } => json!(default),
        Shape::Toggle { default } => json!(default),
        Shape::Choice { default, options } => json!(options.get(*default)),
        Shape::Config { default, .. } => json!(default),
        Shape::Configs { default, .. } => json!(default),
        Shape::Reals { default, .. } => json!(default),
        Shape::Counts { default, .. } => json!(default),
    }
}

/// Ends of a domain; null where it has none.
fn domain_as_json(domain: &Domain) -> Value {
    let end = |x: f64| if x.is_finite() { json!(x) } else { Value::Null };
    json!({
        "low": end(domain.low), "low_allowed": domain.low_allowed,
        "high": end(domain.high), "high_allowed": domain.high_allowed,
    })
}

fn span_as_json(span: &Span) -> Value {
    let scale = match span.scale {
        Scale::Linear => "linear",
        Scale::Log => "log",
        Scale::ZeroLog => "zero_log",
        Scale::OneMinusLog => "one_minus_log",
    };
    json!({"scale": scale, "low": span.low, "high": span.high})
}

fn as_text(kinds: &[Kind]) -> String {
    let mut out = String::new();
    for kind in kinds {
        let blank = if out.is_empty() { "" } else { "\n" };
        // Writing into a string cannot fail.
        let _ = writeln!(out, "{blank}{}", kind.plural().to_uppercase());
        for about in kind.entries() {
            entry_as_text(about, &mut out);
        }
    }
    out
}

fn entry_as_text(about: &About, out: &mut String) {
    let info = &about.info;
    // Writing into a string cannot fail.
    let _ = write!(
        out,
        "\n{}  {} ({})\n    {}\n    {}\n    {}\n",
        info.id, info.name, info.family, info.summary, info.formula, info.reference
    );
    let rows: Vec<[String; 4]> = about.specs.iter().map(row).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    for [key, default, allowed, meaning] in &rows {
        let (first, second, third) = (width(0), width(1), width(2));
        let _ = writeln!(
            out,
            "      {key:first$}  {default:second$}  {allowed:third$}  {meaning}"
        );
    }
}

/// Key, default, what is allowed and what a slider covers, meaning.
fn row(spec: &ParamSpec) -> [String; 4] {
    let default = match default_as_json(spec) {
        Value::String(word) => word,
        other => other.to_string(),
    };
    let allowed = match &spec.shape {
        Shape::Real { span, .. } => {
            format!("{}; slider {} to {}", spec.allowed(), span.low, span.high)
        }
        _ => spec.allowed(),
    };
    let key = match spec.symbol {
        "" => spec.key.to_owned(),
        symbol => format!("{} ({symbol})", spec.key),
    };
    [key, default, allowed, spec.meaning().to_owned()]
}
