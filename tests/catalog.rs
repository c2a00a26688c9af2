//! What every entry of the catalogues must say about itself, and that every entry is in its catalogue.
#![allow(
    clippy::unwrap_used,
    reason = "a test stops at what it does not expect"
)]

use ravine::core::catalog::{Config, Kind};
use ravine::core::clip::{self, Place};
use ravine::core::optim;
use ravine::core::params::{Scale, Shape, Value};
use std::collections::HashSet;
use std::path::Path;

#[test]
fn names_are_unique_and_words_are_there() {
    for kind in Kind::ALL {
        let entries = kind.entries();
        assert!(!entries.is_empty(), "there are no {}", kind.plural());
        let (mut ids, mut names, mut aliases) = (HashSet::new(), HashSet::new(), HashSet::new());
        for about in entries {
            let info = &about.info;
            let id = info.id;
            assert_eq!(about.kind, kind, "{id}");
            assert!(is_key(id), "{kind} id `{id}`");
            assert!(ids.insert(id), "{kind} id `{id}` twice");
            assert!(names.insert(info.name), "{kind} name `{}` twice", info.name);
            for words in [
                info.name,
                info.family,
                info.summary,
                info.formula,
                info.reference,
            ] {
                assert!(!words.trim().is_empty(), "{kind} {id} has an empty word");
                assert_eq!(words, words.trim(), "{kind} {id}");
            }
            assert!(
                info.summary.ends_with(['.', '?']),
                "{kind} {id}: `{}` is not a sentence",
                info.summary
            );
            for alias in info.aliases {
                let name = (alias.framework, alias.name);
                assert!(
                    aliases.insert(name),
                    "{kind} {id}: {name:?} is another's alias"
                );
                assert_eq!(
                    kind.find_alias(alias.framework, alias.name)
                        .map(|(about, _)| about.info.id),
                    Some(id)
                );
                for (theirs, ours) in alias.keys {
                    assert!(
                        Config::new(about).get(ours).is_some(),
                        "{kind} {id}: alias `{theirs}` → `{ours}`"
                    );
                    assert_ne!(theirs, ours, "{kind} {id}");
                }
            }
            assert_eq!(kind.find(id).map(|found| found.info.id), Some(id));
        }
    }
}

#[test]
fn parameters_are_described_in_full() {
    for kind in Kind::ALL {
        for about in kind.entries() {
            let id = about.info.id;
            let (mut keys, mut labels, mut symbols) =
                (HashSet::new(), HashSet::new(), HashSet::new());
            for spec in about.specs {
                let place = format!("{kind} {id}, {}", spec.key);
                assert!(is_key(spec.key) && !spec.key.contains('.'), "{place}");
                assert!(keys.insert(spec.key), "{place} twice");
                assert!(
                    !spec.label.is_empty() && labels.insert(spec.label),
                    "{place}: label `{}`",
                    spec.label
                );
                assert!(
                    spec.symbol.is_empty() || symbols.insert(spec.symbol),
                    "{place}: symbol `{}` twice",
                    spec.symbol
                );
                assert!(
                    spec.symbol.chars().count() <= 3,
                    "{place}: `{}` is wide",
                    spec.symbol
                );
                let meaning = spec.meaning();
                assert!(
                    meaning.ends_with('.') && meaning.len() > 10,
                    "{place}: `{meaning}`"
                );
                assert!(
                    spec.allows(&spec.default()),
                    "{place}: the default is not allowed"
                );
                check_shape(&spec.shape, &place);
            }
            assert!(Config::new(about).is_default(), "{kind} {id}");
        }
    }
}

/// A number that stands there when nothing is said comes from somewhere: a framework's function, a paper, or here.
#[test]
fn the_origin_of_defaults_is_named() {
    let origins = ["torch.", "optax.", "keras.", "transformers.", "default"];
    for kind in [Kind::Optimizer, Kind::Schedule, Kind::Clip] {
        for about in kind
            .entries()
            .iter()
            .filter(|about| !about.specs.is_empty())
        {
            let text = about.info.reference;
            assert!(
                origins.iter().any(|origin| text.contains(origin)),
                "{kind} {}: {text}",
                about.info.id
            );
        }
    }
}

/// The default inside the span, the span inside the domain, and a scale that can be computed.
fn check_shape(shape: &Shape, place: &str) {
    match shape {
        Shape::Real {
            default,
            domain,
            span,
        } => {
            assert!(span.low < span.high, "{place}: {span:?}");
            for end in [span.low, span.high] {
                assert!(domain.contains(end), "{place}: {span:?} leaves {domain:?}");
            }
            let zero = span.scale == Scale::ZeroLog;
            assert!(
                !zero || domain.contains(0.0),
                "{place}: 0 is not in {domain:?}"
            );
            let inside = (span.low..=span.high).contains(default) || (zero && *default == 0.0);
            assert!(inside, "{place}: {default} is not in {span:?}");
            match span.scale {
                Scale::Log | Scale::ZeroLog => assert!(span.low > 0.0, "{place}: {span:?}"),
                Scale::OneMinusLog => assert!(span.high < 1.0, "{place}: {span:?}"),
                Scale::Linear => {}
            }
            for position in [0.0, 0.01, 0.25, 0.5, 0.75, 1.0] {
                let value = span.rounded_value_at(position);
                assert!(domain.contains(value), "{place}: {value} at {position}");
            }
        }
        Shape::Count { min, max, .. } => assert!(min < max, "{place}"),
        Shape::Choice { default, options } => {
            assert!(options.len() >= 2 && *default < options.len(), "{place}");
            let words: HashSet<_> = options.iter().collect();
            assert_eq!(words.len(), options.len(), "{place}: {options:?}");
            assert!(options.iter().all(|word| !word.is_empty()), "{place}");
        }
        Shape::Config { kind, default } => {
            assert!(
                kind.find(default).is_some(),
                "{place}: there is no {kind} `{default}`"
            );
        }
        Shape::Configs { kind, default } => {
            let known = |id: &&str| kind.find(id).is_some();
            assert!(default.iter().all(known), "{place}: {kind} {default:?}");
        }
        // That the default is allowed is checked for every shape.
        Shape::Toggle { .. } | Shape::Reals { .. } | Shape::Counts { .. } => {}
    }
}

#[test]
fn keys_with_a_part_to_play_are_real_parameters() {
    let real = |config: &Config, key: &str| {
        assert!(
            config.leading().real(key).is_some(),
            "{}: `{key}` is not a real parameter",
            config.id()
        );
    };
    for entry in optim::CATALOG {
        let config = Config::new(&entry.about);
        real(&config, "lr");
        if let Some(key) = entry.momentum {
            real(&config, key);
        }
        assert!(entry.places.contains(&Place::Gradient), "{}", config.id());
        assert!(
            entry.momentum.is_none() || entry.places.contains(&Place::Momentum),
            "{}: a clip can stand after momentum where there is momentum",
            config.id()
        );
    }
    for entry in clip::CATALOG {
        let config = Config::new(&entry.about);
        if let Some(key) = entry.threshold {
            real(&config, key);
        }
        let has_none = ["none", "autoclip", "nonfinite"].contains(&config.id());
        assert_eq!(entry.threshold.is_none(), has_none, "{}", config.id());
    }
    let plain = [(Kind::Schedule, "constant"), (Kind::Clip, "none")];
    for (kind, id) in plain {
        assert_eq!(
            kind.entries()[0].info.id,
            id,
            "the first {kind} is the plain one"
        );
    }
}

#[test]
fn values_of_the_wrong_shape_are_refused() {
    for kind in Kind::ALL {
        for about in kind.entries() {
            for spec in about.specs {
                let mut config = Config::new(about);
                let before = config.clone();
                let wrong = match spec.shape {
                    Shape::Real { .. } => vec![Value::Real(f64::NAN), Value::Count(1)],
                    Shape::Count { max, .. } => vec![Value::Count(max + 1), Value::Real(1.0)],
                    Shape::Toggle { .. } => vec![Value::Real(1.0)],
                    Shape::Choice { options, .. } => vec![Value::Choice(options.len())],
                    Shape::Reals { .. } => vec![Value::Reals(vec![f64::NAN]), Value::Real(1.0)],
                    Shape::Counts { max, .. } => {
                        vec![Value::Counts(vec![max + 1]), Value::Counts(vec![1; 65])]
                    }
                    Shape::Config { .. } => vec![Value::Toggle(true)],
                    Shape::Configs { .. } => vec![Value::Configs(vec![]), Value::Toggle(true)],
                };
                for value in wrong {
                    assert!(
                        config.set(spec.key, value).is_err(),
                        "{kind} {}",
                        about.info.id
                    );
                }
                assert_eq!(config, before);
            }
        }
    }
}

/// Files beside a catalogue that hold what entries share.
const NO_ENTRIES: [&str; 8] = [
    "mod", "breaks", "convoy", "fused", "kernel", "line", "parts", "search",
];

/// Every file beside a catalogue is one of its entries: declared and listed.
#[test]
fn every_file_is_in_its_catalogue() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    for (folder, kind) in [
        ("surface", Kind::Surface),
        ("optim", Kind::Optimizer),
        ("schedule", Kind::Schedule),
        ("clip", Kind::Clip),
    ] {
        let list = std::fs::read_to_string(core.join(folder).join("mod.rs")).unwrap();
        let catalog = &list[list.find("pub static CATALOG").unwrap()..];
        let catalog = &catalog[..catalog.find("];").unwrap()];
        let mut files = 0;
        for entry in std::fs::read_dir(core.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            if NO_ENTRIES.contains(&stem) {
                continue;
            }
            files += 1;
            assert!(
                list.contains(&format!("mod {stem};")),
                "{folder}/{stem}.rs is not declared"
            );
            assert!(
                catalog.contains(&format!("entry::<{stem}::"))
                    || catalog.contains(&format!("searcher::<{stem}::")),
                "{folder}/{stem}.rs is not in CATALOG"
            );
        }
        assert_eq!(files, kind.entries().len(), "{folder}");
    }
}

/// Lower case words joined by underscores; a framework's own variant after a dot.
fn is_key(name: &str) -> bool {
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c))
}
