//! Every name of PyTorch's, Optax's, Keras's and transformers' in the catalogues, written as a line and read back.

use crate::common::Dice;
use crate::{brief, good};
use ravine::core::catalog::{About, Alias, Config, Framework, Kind};
use ravine::core::params::{Shape, Value};
use ravine::session::import::Imported;
use std::fmt::Write;

/// Entries under names by which scripts call them.
fn aliases() -> Vec<(Kind, &'static About, &'static Alias)> {
    let kinds = [Kind::Optimizer, Kind::Schedule, Kind::Clip];
    let entries = kinds.into_iter().flat_map(Kind::entries);
    let all = entries.flat_map(|about| {
        about
            .info
            .aliases
            .iter()
            .map(move |alias| (about.kind, about, alias))
    });
    let frameworks = [
        Framework::Torch,
        Framework::Optax,
        Framework::Keras,
        Framework::Transformers,
    ];
    all.filter(|(kind, _, alias)| {
        let is_argument = *kind == Kind::Clip && alias.framework == Framework::Keras;
        frameworks.contains(&alias.framework) && alias.inside.is_none() && !is_argument
    })
    .collect()
}

/// The function's name in full.
fn function(kind: Kind, alias: &Alias) -> String {
    let name = alias.name;
    match (alias.framework, kind) {
        (Framework::Torch, Kind::Optimizer) => format!("torch.optim.{name}"),
        (Framework::Torch, Kind::Schedule) => format!("torch.optim.lr_scheduler.{name}"),
        (Framework::Torch, _) => format!("torch.nn.utils.{name}"),
        (Framework::Keras, Kind::Schedule) => format!("keras.optimizers.schedules.{name}"),
        (Framework::Keras, _) => format!("keras.optimizers.{name}"),
        (Framework::Transformers, _) => match name.strip_suffix("_with_warmup") {
            Some(start) => format!("transformers.get_{start}_schedule_with_warmup"),
            None => format!("transformers.get_{name}_schedule"),
        },
        _ => format!("optax.{name}"),
    }
}

/// What the function acts on.
fn object(alias: &Alias) -> &'static str {
    let first = alias.signature.split(',').next().unwrap_or("");
    match first {
        "params" | "parameters" => "model.parameters()",
        "optimizer" => "optimizer",
        _ => "",
    }
}

/// A value in Python; none where it cannot be said (`auto`).
fn python(shape: &Shape, value: &Value) -> Option<String> {
    Some(match value {
        Value::Real(x) => format!("{x:?}"),
        Value::Count(n) => match shape {
            Shape::Count {
                auto: Some(auto), ..
            } if auto == n => return None,
            _ => n.to_string(),
        },
        Value::Toggle(on) => if *on { "True" } else { "False" }.to_owned(),
        Value::Choice(index) => match shape {
            Shape::Choice { options, .. } if options[*index] == "none" => "None".to_owned(),
            Shape::Choice { options, .. } => format!("'{}'", options[*index]),
            _ => return None,
        },
        Value::Reals(list) => format!("{list:?}"),
        Value::Counts(list) => format!("{list:?}"),
        _ => return None,
    })
}

/// Whether the framework's function has an argument for a parameter.
fn is_said(alias: &Alias, key: &str) -> bool {
    let theirs = alias.keys.iter().find(|(_, ours)| *ours == key);
    let theirs = theirs.map_or(key, |(theirs, _)| theirs.split('.').next().unwrap());
    let mut declared = alias
        .signature
        .split(", ")
        .map(|one| one.split('=').next().unwrap());
    alias.signature.is_empty() || declared.any(|one| one == theirs)
}

/// The arguments that say all of a setting, by the names that the framework gives them.
fn arguments(alias: &Alias, config: &Config) -> String {
    let mut out = String::new();
    let mut lists: Vec<(&str, Vec<(&str, String)>)> = Vec::new();
    for (spec, value) in config.iter().filter(|(spec, _)| is_said(alias, spec.key)) {
        let theirs = alias.keys.iter().find(|(_, ours)| *ours == spec.key);
        let theirs = theirs.map_or(spec.key, |(theirs, _)| theirs);
        let Some(text) = python(&spec.shape, value) else {
            continue;
        };
        match theirs.split_once('.') {
            None => write!(out, ", {theirs}={text}").unwrap(),
            Some((list, part)) => match lists.iter_mut().find(|(name, _)| *name == list) {
                Some((_, parts)) => parts.push((part, text)),
                None => lists.push((list, vec![(part, text)])),
            },
        }
    }
    for (list, mut parts) in lists {
        parts.sort();
        let items: Vec<String> = parts.iter().map(|(_, text)| text.clone()).collect();
        if parts[0].0 == "keys" {
            let split = |text: &str| -> Vec<String> {
                let inner = text.trim_matches(['[', ']']).to_owned();
                inner
                    .split(", ")
                    .filter(|one| !one.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            let rows = split(&items[0]).into_iter().zip(split(&items[1]));
            let rows: Vec<String> = rows.map(|(key, value)| format!("{key}: {value}")).collect();
            write!(out, ", {list}={{{}}}", rows.join(", ")).unwrap();
        } else {
            write!(out, ", {list}=({})", items.join(", ")).unwrap();
        }
    }
    out
}

/// A setting that a framework can say: a table's keys rise and are as many as its values.
fn thrown(about: &'static About, alias: &Alias, dice: &mut Dice) -> Config {
    let mut config = dice.config(about);
    let has_table = alias.keys.iter().any(|(theirs, _)| {
        theirs
            .split_once('.')
            .is_some_and(|(_, part)| part == "keys")
    });
    if has_table {
        config
            .set("boundaries", Value::Counts(vec![3, 50]))
            .unwrap();
        config
            .set("scales", Value::Reals(vec![dice.share(), dice.share()]))
            .unwrap();
    }
    for (spec, value) in config.clone().iter() {
        // What follows the run cannot be said, and where the framework has a default of its own, not be left out.
        let is_auto = matches!((&spec.shape, value), (Shape::Count { auto: Some(auto), .. }, Value::Count(n)) if auto == n);
        if !is_said(alias, spec.key) {
            config.set(spec.key, spec.default()).unwrap();
        } else if is_auto && spec.default() == Value::Count(0) {
            config.set(spec.key, Value::Count(77)).unwrap();
        }
    }
    config
}

fn only(imported: Imported, kind: Kind) -> Config {
    match kind {
        Kind::Optimizer => imported.runs.into_iter().next().unwrap().optimizer,
        Kind::Schedule => imported.schedule.unwrap(),
        _ => imported.clip.unwrap().0,
    }
}

#[test]
fn every_name_comes_back_with_every_value() {
    let mut dice = Dice(11);
    let mut count = 0;
    for (kind, about, alias) in aliases() {
        let is_composed = about
            .specs
            .iter()
            .any(|spec| matches!(spec.shape, Shape::Configs { .. } | Shape::Config { .. }));
        if is_composed {
            continue;
        }
        for _ in 0..20 {
            let config = thrown(about, alias, &mut dice);
            let arguments = format!("{}{}", object(alias), arguments(alias, &config));
            let line = format!(
                "x = {}({})",
                function(kind, alias),
                arguments.trim_start_matches(", ")
            );
            let imported = good(&line);
            assert_eq!(imported.remarks, Vec::<String>::new(), "{line}");
            assert_eq!(only(imported, kind), config, "{line}");
            count += 1;
        }
    }
    assert!(count > 20 * 80, "{count}");
}

#[test]
fn composed_schedules_come_back() {
    let mut dice = Dice(12);
    let simple: Vec<_> = aliases()
        .into_iter()
        .filter(|(kind, about, alias)| {
            let is_plain = Config::new(about).depth() == 0;
            *kind == Kind::Schedule && alias.framework == Framework::Torch && is_plain
        })
        .collect();
    for _ in 0..200 {
        let mut lines = String::new();
        let mut inner = Vec::new();
        for index in 0..=dice.below(3) {
            let (kind, about, alias) = *dice.pick(&simple);
            let config = thrown(about, alias, &mut dice);
            let all = arguments(alias, &config);
            writeln!(lines, "s{index} = {}(o{all})", function(kind, alias)).unwrap();
            inner.push(config);
        }
        let names: Vec<String> = (0..inner.len()).map(|index| format!("s{index}")).collect();
        let names = names.join(", ");
        let milestones: Vec<u64> = (1..inner.len() as u64).map(|i| i * 10).collect();
        for (name, id) in [
            ("SequentialLR", "sequential"),
            ("ChainedScheduler", "chained"),
        ] {
            let mut want = Config::new(Kind::Schedule.find(id).unwrap());
            want.set("schedules", Value::Configs(inner.clone()))
                .unwrap();
            let last = if id == "chained" {
                format!("t = {name}([{names}])")
            } else {
                want.set("milestones", Value::Counts(milestones.clone()))
                    .unwrap();
                format!("t = {name}(o, schedulers=[{names}], milestones={milestones:?})")
            };
            let text = format!("{lines}{last}");
            assert_eq!(only(good(&text), Kind::Schedule), want, "{text}");
        }
    }
}

/// A call with only what it needs makes our defaults, but for those that the framework has otherwise.
#[test]
fn defaults_are_those_of_the_declarations() {
    let otherwise = [
        ("LinearLR", "linear total_iters=5"),
        ("ConstantLR", "constant_factor total_iters=5"),
        ("PolynomialLR", "polynomial total_iters=5"),
        ("CyclicLR", "cyclic step_size_up=2000"),
    ];
    for (kind, about, alias) in aliases() {
        if Config::new(about).depth() > 0 || alias.signature.is_empty() {
            continue;
        }
        let mut needed = object(alias).to_owned();
        let config = Config::new(about);
        for argument in alias
            .signature
            .split(", ")
            .filter(|one| !one.contains(['=', ')', '*']))
        {
            if matches!(argument, "params" | "parameters" | "optimizer") {
                continue;
            }
            let key = alias.key_of(argument);
            let spec = &about.specs[about
                .index_of(key)
                .unwrap_or_else(|| panic!("{}: {argument}", alias.name))];
            let text =
                python(&spec.shape, config.get(key).unwrap()).unwrap_or_else(|| "n".to_owned());
            write!(needed, ", {argument}={text}").unwrap();
        }
        let line = format!(
            "{}({})",
            function(kind, alias),
            needed.trim_start_matches(", ")
        );
        let want = otherwise.iter().find(|(name, _)| *name == alias.name);
        let want = want.map_or(about.info.id, |(_, want)| want);
        assert_eq!(brief(&only(good(&line), kind)), want, "{line}");
    }
}

/// No parameter is out of reach of the framework's own function.
#[test]
fn every_parameter_of_an_entry_is_among_the_declared() {
    for (_, about, alias) in aliases()
        .into_iter()
        .filter(|(_, _, alias)| !alias.signature.is_empty())
    {
        for spec in about.specs {
            // A straight line is the polynomial whose power cannot be chosen.
            let is_fixed = alias.name == "linear_schedule" && spec.key == "power";
            assert!(
                is_said(alias, spec.key) || is_fixed,
                "{} {}: {}",
                alias.framework,
                alias.name,
                spec.key
            );
        }
    }
}
