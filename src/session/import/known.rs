//! Which entry of the catalogues a name in a script means, and which name was meant where it is none.

use super::text::Fault;
use crate::core::catalog::{About, Alias, Framework, Kind};
use ruff_python_ast::ExprCall;

/// Kinds of entries that a call can make.
const KINDS: [Kind; 3] = [Kind::Optimizer, Kind::Schedule, Kind::Clip];

/// An entry under a framework's name.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) kind: Kind,
    pub(super) framework: Framework,
    pub(super) about: &'static About,
    pub(super) alias: &'static Alias,
}

impl Known {
    pub(super) fn find(framework: Framework, name: &str) -> Option<Self> {
        KINDS.into_iter().find_map(|kind| {
            let (about, alias) = kind.find_alias(framework, name)?;
            Some(Self {
                kind,
                framework,
                about,
                alias,
            })
        })
    }
}

/// Whose name a path is, if it says so: `tf.keras.optimizers.Adam`.
pub(super) fn framework_of(path: &str) -> Option<Framework> {
    let mut parts = path.split('.').rev().skip(1);
    if parts.clone().any(|part| part == "optax") {
        return Some(Framework::Optax);
    }
    parts.find_map(|part| match part {
        "keras" | "optimizers" | "schedules" => Some(Framework::Keras),
        "transformers" => Some(Framework::Transformers),
        "torch" | "optim" | "lr_scheduler" | "swa_utils" | "clip_grad" => Some(Framework::Torch),
        _ => None,
    })
}

/// The name under which the catalogue has a function of transformers: `get_cosine_schedule_with_warmup` makes
/// `cosine_with_warmup`.
fn plain(name: &str) -> String {
    let inner = name
        .strip_prefix("get_")
        .filter(|rest| rest.contains("_schedule"));
    inner.map_or_else(|| name.to_owned(), |rest| rest.replacen("_schedule", "", 1))
}

/// The entry that a call means.
pub(super) fn known(path: &str, call: &ExprCall) -> Option<Known> {
    let name = path.rsplit('.').next().unwrap_or(path);
    let is_keras = || {
        let keywords = call
            .arguments
            .keywords
            .iter()
            .filter_map(|keyword| keyword.arg.as_ref());
        keywords
            .into_iter()
            .any(|arg| arg.as_str() == "learning_rate")
    };
    let order: &[Framework] = match framework_of(path) {
        Some(Framework::Optax) => &[Framework::Optax],
        Some(Framework::Keras) => &[Framework::Keras, Framework::Torch],
        Some(Framework::Transformers) => &[Framework::Transformers],
        None if is_keras() => &[Framework::Keras, Framework::Torch],
        // Bare names, and modules under names that this text does not explain.
        _ => &[Framework::Torch, Framework::Transformers],
    };
    order.iter().find_map(|framework| match framework {
        Framework::Transformers if !name.starts_with("get_") => None,
        Framework::Transformers => Known::find(*framework, &plain(name)),
        _ => Known::find(*framework, name),
    })
}

/// The framework's names of such entries, in its own spelling.
pub(super) fn names(framework: Framework) -> Vec<(Kind, &'static str)> {
    let all = KINDS.into_iter().flat_map(|kind| {
        let aliases = kind
            .entries()
            .into_iter()
            .flat_map(|about| about.info.aliases);
        aliases.map(move |alias| (kind, alias))
    });
    all.filter(|(_, alias)| alias.framework == framework)
        .map(|(kind, alias)| (kind, alias.name))
        .collect()
}

/// The known word that is nearest to a misspelt one, and how far it is; none if none is near.
pub(super) fn nearest<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<(&'k str, usize)> {
    if word.len() > 60 {
        return None;
    }
    let distances = known.into_iter().map(|name| {
        let same_letters = name.eq_ignore_ascii_case(word);
        (
            name,
            if same_letters {
                1
            } else {
                strsim::osa_distance(word, name)
            },
        )
    });
    let near = distances.min_by_key(|(_, distance)| *distance);
    near.filter(|(name, distance)| *distance <= 1 + name.len() / 3)
}

/// The optimizer of another framework that has the name of one that PyTorch lacks.
fn elsewhere(framework: Option<Framework>, name: &str) -> Option<String> {
    if framework.is_some_and(|framework| framework != Framework::Torch) {
        return None;
    }
    let modules = [
        (Framework::Optax, "optax"),
        (Framework::Keras, "keras.optimizers"),
    ];
    modules.into_iter().find_map(|(framework, module)| {
        let mut all = names(framework).into_iter();
        let is_meant = |(kind, known): &(Kind, &str)| {
            *kind == Kind::Optimizer && known.eq_ignore_ascii_case(name)
        };
        all.find(is_meant)
            .map(|(_, known)| format!("{module}.{known}"))
    })
}

/// The fault of a name that is none, if it is certain enough that an entry was meant.
pub(super) fn misspelt(path: &str, at: usize) -> Option<Fault> {
    let (owner, name) = path.rsplit_once('.').unwrap_or(("", path));
    let framework = framework_of(path);
    let is_class = name.starts_with(|c: char| c.is_ascii_uppercase());
    let kind = match owner.rsplit('.').next().unwrap_or("") {
        "lr_scheduler" | "schedules" => Some(Kind::Schedule),
        "optim" | "optimizers" => Some(Kind::Optimizer),
        _ => None,
    };
    if let "LambdaLR" | "MultiplicativeLR" = name {
        return Some(Fault::new(
            at,
            format!(
                "`{name}` is whatever function it is given, which Ravine cannot take over: choose the schedule that the \
                 function computes (a warm-up, a cosine, a polynomial …)"
            ),
        ));
    }
    if framework == Some(Framework::Transformers) && Known::find(Framework::Torch, name).is_some() {
        return Some(Fault::new(
            at,
            format!(
                "`{name}` of transformers has other defaults than PyTorch's: write `torch.optim.{name}` and its numbers"
            ),
        ));
    }
    if is_class && let Some(elsewhere) = elsewhere(framework, name) {
        let text = format!(
            "`{name}` is not in torch.optim, but Ravine knows `{elsewhere}`: write that, with its arguments"
        );
        return Some(Fault::new(at, text));
    }
    let mut known = names(framework.unwrap_or(Framework::Torch));
    known.retain(|(one, _)| kind.is_none_or(|kind| kind == *one));
    let near = nearest(name, known.iter().map(|(_, name)| *name));
    // `AdamW8bit` is a kind of `AdamW`.
    let longest = || {
        let starts = known
            .iter()
            .map(|(_, known)| *known)
            .filter(|known| known.len() > 3 && name.starts_with(known));
        starts
            .max_by_key(|known| known.len())
            .map(|known| (known, name.len() - known.len()))
    };
    let near = near.or_else(longest);
    let is_torch = framework.is_none_or(|framework| framework == Framework::Torch);
    // A class in a module of optimizers is meant to be one; elsewhere it has to be a slip of one letter.
    let is_certain = match name {
        "Optimizer" | "LRScheduler" => false,
        _ if name.starts_with("clip_grad") => true,
        _ if kind.is_some() && is_class => true,
        _ if is_torch => {
            is_class && near.is_some_and(|(near, slips)| slips <= 1 && near.len() >= 3)
        }
        _ => near.is_some(),
    };
    if !is_certain {
        return None;
    }
    let found = near.and_then(|(near, _)| known.iter().find(|(_, name)| *name == near));
    let kind = kind.or(found.map(|(kind, _)| *kind)).unwrap_or(Kind::Clip);
    let article = if kind == Kind::Optimizer { "an" } else { "a" };
    let hint = near.map_or_else(
        || format!("; `ravine list {}` names those it has", kind.plural()),
        |(near, _)| format!(" (did you mean `{near}`?)"),
    );
    let text = format!("`{name}` is not {article} {kind} that Ravine knows{hint}");
    Some(Fault::new(at, text))
}

/// The names that transformers' `get_scheduler` takes, of schedules that the catalogue has.
pub(super) fn names_of_transformers() -> Vec<String> {
    let all = names(Framework::Transformers).into_iter();
    all.map(|(_, name)| format!("{:?}", name.trim_end_matches("_with_warmup")))
        .collect()
}
