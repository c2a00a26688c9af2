//! What an expression of Python is, as far as it matters here: a number, a word, a list, something made, or unknown.

use super::text::Fault;
use crate::core::params::{ParamSpec, Shape, Value};
use std::rc::Rc;

/// How deep lists may stand inside one another.
const MAX_DEPTH: usize = 16;
/// The longest word or piece of code that a sentence repeats, in characters.
const SHOWN: usize = 40;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Thing {
    /// A number, whole or not.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A text in quotes.
    Text(Rc<str>),
    /// None.
    Nothing,
    /// A list or a tuple.
    List(Rc<Items>),
    /// A dictionary.
    Table(Rc<Rows>),
    /// An optimizer that the text made, by its number.
    Optimizer(usize),
    /// A schedule that the text made, by its number.
    Schedule(usize),
    /// A clip that the text made, by its number.
    Clip(usize),
    /// What cannot be known from the text.
    Unknown(Rc<Missing>),
}

/// The items of a list.
#[derive(Debug)]
pub(super) struct Items {
    pub(super) list: Vec<Thing>,
    depth: usize,
}

/// The rows of a dictionary.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) list: Vec<(Thing, Thing)>,
    depth: usize,
}

/// Something that has no value in the text.
#[derive(Debug)]
pub(super) struct Missing {
    /// How it is written there.
    pub(super) code: String,
    /// Where.
    pub(super) at: usize,
}

impl Thing {
    pub(super) fn unknown(code: &str, at: usize) -> Self {
        let code = short(code);
        Self::Unknown(Rc::new(Missing { code, at }))
    }

    /// A list; unknown if it is too deep.
    pub(super) fn list(list: Vec<Self>, at: usize) -> Self {
        let depth = 1 + list.iter().map(Self::depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return Self::unknown("a deep list", at);
        }
        Self::List(Rc::new(Items { list, depth }))
    }

    /// A dictionary; unknown if it is too deep.
    pub(super) fn table(list: Vec<(Self, Self)>, at: usize) -> Self {
        let depth = 1 + list.iter().map(|(_, one)| one.depth()).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return Self::unknown("a deep dictionary", at);
        }
        Self::Table(Rc::new(Rows { list, depth }))
    }

    fn depth(&self) -> usize {
        match self {
            Self::List(items) => items.depth,
            Self::Table(rows) => rows.depth,
            _ => 0,
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(x) => Some(*x),
            Self::Flag(on) => Some(f64::from(*on)),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether two plain values are the same.
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Nothing, Self::Nothing) => true,
            _ => self.number().is_some() && self.number() == other.number(),
        }
    }

    /// How a sentence says it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(x) if x.is_finite() && x.abs() < 1e-4 && *x != 0.0 => format!("{x:e}"),
            Self::Number(x) if x.abs() < 1e16 => x.to_string(),
            Self::Number(x) if x.is_finite() => format!("{x:e}"),
            Self::Number(_) => "no finite number".to_owned(),
            Self::Flag(on) => if *on { "True" } else { "False" }.to_owned(),
            Self::Text(text) => format!("{:?}", short(text)),
            Self::Nothing => "None".to_owned(),
            Self::List(items) => format!("a list of {}", items.list.len()),
            Self::Table(_) => "a dictionary".to_owned(),
            Self::Optimizer(_) => "an optimizer".to_owned(),
            Self::Schedule(_) => "a scheduler".to_owned(),
            Self::Clip(_) => "a clip".to_owned(),
            Self::Unknown(missing) => format!("`{}`", missing.code),
        }
    }
}

/// A piece of text in one line, as long as a sentence bears.
pub(super) fn short(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = words.char_indices().nth(SHOWN) {
        words.truncate(cut);
        words.push('…');
    }
    words
}

/// A whole number that is exactly one.
fn whole(x: f64) -> Option<u64> {
    (x >= 0.0 && x.fract() == 0.0 && x <= 9_007_199_254_740_992.0).then_some(x as u64)
}

/// The value in the shape of a parameter, for shapes that hold no settings. None if it has another shape, or is not
/// what may be said (the number that stands for `auto` may not).
pub(super) fn value(shape: &Shape, thing: &Thing) -> Option<Value> {
    let list = || match thing {
        Thing::List(items) => Some(items.list.iter()),
        _ => None,
    };
    match shape {
        Shape::Real { .. } => match thing {
            Thing::Number(x) => Some(Value::Real(*x)),
            _ => None,
        },
        Shape::Count { auto, .. } => match thing {
            Thing::Number(x) => whole(*x).filter(|n| *auto != Some(*n)).map(Value::Count),
            _ => None,
        },
        Shape::Toggle { .. } => match thing {
            Thing::Flag(on) => Some(Value::Toggle(*on)),
            Thing::Number(x) if *x == 0.0 || *x == 1.0 => Some(Value::Toggle(*x == 1.0)),
            _ => None,
        },
        Shape::Choice { options, .. } => {
            let is_meant = |option: &str| match thing {
                Thing::Text(word) if **word == *option => true,
                Thing::Text(word) => {
                    let numbers = (word.parse::<f64>(), option.parse::<f64>());
                    matches!(numbers, (Ok(a), Ok(b)) if a == b)
                }
                other => other.number().is_some_and(|x| option.parse() == Ok(x)),
            };
            options
                .iter()
                .position(|option| is_meant(option))
                .map(Value::Choice)
        }
        Shape::Reals { .. } => list()?
            .map(Thing::number)
            .collect::<Option<_>>()
            .map(Value::Reals),
        Shape::Counts { .. } => {
            let numbers = list()?.map(|item| item.number().and_then(whole));
            numbers.collect::<Option<_>>().map(Value::Counts)
        }
        Shape::Config { .. } | Shape::Configs { .. } => None,
    }
}

/// What a parameter must be, in Python's words.
fn allowed(spec: &ParamSpec) -> String {
    match &spec.shape {
        Shape::Count {
            min,
            max,
            auto: Some(auto),
            ..
        } => {
            let least = if auto == min { min + 1 } else { *min };
            format!("a whole number from {least} to {max}")
        }
        Shape::Toggle { .. } => "True or False".to_owned(),
        Shape::Config { kind, .. } => format!("a {kind} that Ravine knows"),
        Shape::Configs { kind, .. } => format!("a list of {} that Ravine knows", kind.plural()),
        _ => spec.allowed(),
    }
}

/// The fault of an argument that is not what it must be.
pub(super) fn must(name: &str, spec: &ParamSpec, thing: &Thing, at: usize) -> Fault {
    let text = format!(
        "`{name}` must be {}, but is {}",
        allowed(spec),
        thing.shown()
    );
    Fault::new(at, text)
}

/// The fault of an argument whose value is not in the text.
pub(super) fn missing(name: &str, missing: &Missing) -> Fault {
    let code = &missing.code;
    let text = if code == name {
        format!("`{name}` has no value in this text: write the value in its place")
    } else {
        format!(
            "`{name}` is `{code}`, which has no value in this text: write the value in its place"
        )
    };
    Fault::new(missing.at, text)
}
