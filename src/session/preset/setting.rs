//! Settings of entries: an id, and the parameters that are not as usual.

use super::spot::{Read, Spot, whole};
use super::text::Tree;
use crate::core::catalog::{Config, Kind};
use crate::core::params::{MAX_DEPTH, MAX_LIST, ParamSpec, Shape, Value};

/// An entry by its id alone, or an object with its id and some of its parameters.
pub(super) fn setting(spot: &Spot<'_>, kind: Kind) -> Read<Config> {
    if let Tree::Text(id) = &spot.node.tree {
        return spot.entry(kind, id);
    }
    if !matches!(spot.node.tree, Tree::Object(_)) {
        return Err(spot.must(&format!("the id of a {kind}, or an object with its `id`")));
    }
    let fields = spot.fields()?;
    let id = fields.required("id", &format!("the id of a {kind}"))?;
    let mut config = id.entry(kind, id.text()?)?;
    let keys = config.about.specs.iter().map(|spec| spec.key);
    fields.only(&std::iter::once("id").chain(keys).collect::<Vec<_>>())?;
    for spec in config.about.specs {
        if let Some(spot) = fields.get(spec.key) {
            let value = value(&spot, spec)?;
            if inner_depth(&value) > MAX_DEPTH {
                return Err(spot.fault(format!(
                    "holds settings that stand more than {MAX_DEPTH} deep inside one another: take some of them out"
                )));
            }
            config
                .set(spec.key, value)
                .map_err(|_| spot.must(&spec.allowed()))?;
        }
    }
    Ok(config)
}

/// How deep settings stand inside a value.
fn inner_depth(value: &Value) -> usize {
    match value {
        Value::Config(config) => 1 + config.depth(),
        Value::Configs(list) => 1 + list.iter().map(Config::depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn value(spot: &Spot<'_>, spec: &ParamSpec) -> Read<Value> {
    let wrong = || spot.must(&spec.allowed());
    match (&spec.shape, &spot.node.tree) {
        (Shape::Real { domain, .. }, Tree::Number(_)) => spot.real(*domain).map(Value::Real),
        (
            Shape::Count {
                auto: Some(auto), ..
            },
            Tree::Text(word),
        ) if word == "auto" => Ok(Value::Count(*auto)),
        (Shape::Count { min, max, auto, .. }, Tree::Number(digits)) => whole(digits)
            .filter(|n| (*min..=*max).contains(n) && *auto != Some(*n))
            .map(Value::Count)
            .ok_or_else(wrong),
        (Shape::Toggle { .. }, Tree::Bool(on)) => Ok(Value::Toggle(*on)),
        (Shape::Choice { options, .. }, Tree::Text(_)) => spot.choice(options).map(Value::Choice),
        (Shape::Reals { domain, .. }, Tree::Array(items)) if items.len() <= MAX_LIST => {
            let item = |i| spot.item(items, i).real(*domain);
            (0..items.len())
                .map(item)
                .collect::<Read<_>>()
                .map(Value::Reals)
        }
        (Shape::Counts { min, max, .. }, Tree::Array(items)) if items.len() <= MAX_LIST => {
            let item = |i| spot.item(items, i).count(*min, *max);
            (0..items.len())
                .map(item)
                .collect::<Read<_>>()
                .map(Value::Counts)
        }
        (Shape::Configs { kind, .. }, Tree::Array(items))
            if (1..=MAX_LIST).contains(&items.len()) =>
        {
            let item = |i| setting(&spot.item(items, i), *kind);
            (0..items.len())
                .map(item)
                .collect::<Read<_>>()
                .map(Value::Configs)
        }
        (Shape::Config { kind, .. }, _) => {
            setting(spot, *kind).map(|config| Value::Config(Box::new(config)))
        }
        _ => Err(wrong()),
    }
}
