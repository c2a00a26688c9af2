//! Where two frameworks have the same rule under two ids: what may be said in the other's words, and when.

use super::call::alias_of;
use crate::core::catalog::{Config, Framework, Kind};
use crate::core::params::{ParamSpec, Value};

/// An entry, the other framework's entry of the same mathematics, and under which conditions.
struct Pair {
    ids: [&'static str; 2],
    /// Parameters of the second that must be set for that, where its default is another rule.
    set: &'static [(&'static str, bool)],
    /// Whether momentum is measured in steps on one side and in gradients on the other: the same while the rate is.
    rate_stands: bool,
    /// Whether weight decay means the same on both sides.
    decays: bool,
}

const fn pair(one: &'static str, other: &'static str) -> Pair {
    Pair {
        ids: [one, other],
        set: &[],
        rate_stands: false,
        decays: false,
    }
}

const PAIRS: &[Pair] = &[
    pair("sgd", "sgd.optax"),
    Pair {
        rate_stands: true,
        ..pair("sgd", "sgd.keras")
    },
    Pair {
        rate_stands: true,
        ..pair("sgd.optax", "sgd.keras")
    },
    pair("adam", "adam.optax"),
    Pair {
        decays: true,
        ..pair("adamw", "adamw.optax")
    },
    pair("adamax", "adamax.optax"),
    Pair {
        decays: true,
        ..pair("adadelta", "adadelta.optax")
    },
    pair("adadelta", "adadelta.keras"),
    pair("adadelta.optax", "adadelta.keras"),
    Pair {
        set: &[("eps_in_sqrt", false)],
        rate_stands: true,
        ..pair("rmsprop", "rmsprop.optax")
    },
    Pair {
        set: &[("eps_in_sqrt", true)],
        ..pair("rmsprop.keras", "rmsprop.optax")
    },
    pair("adagrad.keras", "adagrad.optax"),
    Pair {
        decays: true,
        ..pair("lion", "lion.keras")
    },
];

/// The same rule in a framework's words.
pub(super) struct Translated {
    /// The setting of the framework's own entry.
    pub(super) config: Config,
    /// Weight decay as a part of the gradient, which the framework's entry leaves to others.
    pub(super) decay: f64,
}

/// A setting that a framework knows, of the same mathematics: itself, or that of another entry. `rate_stands` says
/// that the run's learning rate does not change. None where the framework has no such rule.
pub(super) fn translated(
    config: &Config,
    framework: Framework,
    rate_stands: bool,
) -> Option<Translated> {
    if alias_of(config, framework).is_some() {
        return Some(Translated {
            config: config.clone(),
            decay: 0.0,
        });
    }
    let sides = PAIRS.iter().flat_map(|pair| {
        let [one, other] = pair.ids;
        [(pair, one, other, false), (pair, other, one, true)]
    });
    let mut fitting = sides.filter(|(pair, from, ..)| {
        let heavy = config
            .real("momentum")
            .is_some_and(|momentum| momentum != 0.0);
        *from == config.id() && (rate_stands || !pair.rate_stands || !heavy)
    });
    fitting.find_map(|(pair, _, to, back)| {
        let about = Kind::Optimizer.find(to)?;
        let target = Config::new(about);
        alias_of(&target, framework)?;
        carried(config, target, pair, back)
    })
}

/// The values of one entry in another: what only one of them has must do nothing.
fn carried(from: &Config, mut to: Config, pair: &Pair, back: bool) -> Option<Translated> {
    let set = |key: &str| {
        pair.set
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, on)| *on)
    };
    let mut decay = 0.0;
    // Weight decay as a part of the gradient can stand before any rule of Optax; decoupled, it is the rule's own.
    let may_decay = ["sgd", "adam", "adamax", "rmsprop"].contains(&from.id())
        && to.about.framework() == Some(Framework::Optax);
    let decays = |config: &Config| {
        config
            .real("weight_decay")
            .is_some_and(|strength| strength != 0.0)
    };
    if decays(from) && to.get("weight_decay").is_some() && !pair.decays {
        return None;
    }
    let keyed: Vec<(&'static ParamSpec, Value)> = to
        .iter()
        .map(|(spec, value)| (spec, value.clone()))
        .collect();
    for (spec, _) in keyed {
        let value = match from.get(spec.key) {
            Some(value) => value.clone(),
            None => match set(spec.key).filter(|_| !back) {
                Some(on) => Value::Toggle(on),
                None => nothing(&spec.default())?,
            },
        };
        to.set(spec.key, value).ok()?;
    }
    for (spec, value) in from.iter().filter(|(spec, _)| to.get(spec.key).is_none()) {
        match (spec.key, value) {
            ("weight_decay", Value::Real(strength)) if may_decay => decay = *strength,
            (key, Value::Toggle(on)) if set(key) == Some(*on) => {}
            (key, _) if set(key).is_some() => return None,
            (_, value) if nothing(value).as_ref() == Some(value) => {}
            _ => return None,
        }
    }
    Some(Translated { config: to, decay })
}

/// The value of a parameter's kind that does nothing.
fn nothing(like: &Value) -> Option<Value> {
    match like {
        Value::Real(_) => Some(Value::Real(0.0)),
        Value::Toggle(_) => Some(Value::Toggle(false)),
        _ => None,
    }
}
