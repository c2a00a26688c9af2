//! How a framework declares a function, and which argument of a call is which.

use super::eval::start;
use super::known::{Known, nearest};
use super::reader::{Read, Reader};
use super::text::Fault;
use super::thing::{Thing, missing};
use crate::core::catalog::{Framework, Kind};
use ruff_python_ast::{Expr, ExprCall, ParameterWithDefault, Stmt};
use ruff_python_parser::parse_module;

/// What Keras's optimizers take besides their own.
const KERAS: &str = "*, clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99, \
    ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None, jit_compile=None, name=None";
/// What PyTorch's schedulers took once.
const VERBOSE: &str = "*, verbose=False";

/// An argument as it is declared, and what a call says it is.
pub(super) struct Argument {
    pub(super) name: String,
    /// What it is: as given, else its default; none where it has neither.
    pub(super) thing: Option<Thing>,
    /// Where it is given.
    pub(super) at: usize,
    pub(super) is_given: bool,
    /// Whether it can be given without its name.
    by_place: bool,
}

/// A function's arguments, as it is declared.
fn declared(known: Known) -> Vec<Argument> {
    let Known {
        alias,
        framework,
        kind,
        ..
    } = known;
    let argument = |name: &str, thing, by_place| Argument {
        name: name.to_owned(),
        thing,
        at: 0,
        is_given: false,
        by_place,
    };
    let tail = match (framework, kind) {
        (Framework::Keras, Kind::Optimizer) => KERAS,
        (Framework::Torch, Kind::Schedule) => VERBOSE,
        _ => "",
    };
    let mut own = parsed(alias.signature, &argument);
    if alias.signature.is_empty() {
        for (index, spec) in known.about.specs.iter().enumerate() {
            let theirs = alias.keys.iter().find(|(_, ours)| *ours == spec.key);
            let name = theirs.map_or(spec.key, |(theirs, _)| {
                theirs.split('.').next().unwrap_or(theirs)
            });
            if own.iter().all(|one| one.name != name) {
                own.push(argument(name, Some(Thing::Nothing), index == 0));
            }
        }
        for (theirs, _) in alias.keys.iter().filter(|(_, ours)| ours.contains('.')) {
            own.push(argument(theirs, Some(Thing::Nothing), false));
        }
    }
    for one in parsed(tail, &argument) {
        if own.iter().all(|other| other.name != one.name) {
            own.push(one);
        }
    }
    own
}

/// The arguments in a declaration, which is Python itself.
fn parsed(
    declaration: &str,
    argument: &dyn Fn(&str, Option<Thing>, bool) -> Argument,
) -> Vec<Argument> {
    let code = format!("def f({declaration}): pass");
    let Ok(parsed) = parse_module(&code) else {
        return Vec::new();
    };
    let Some(Stmt::FunctionDef(function)) = parsed.suite().first() else {
        return Vec::new();
    };
    let mut reader = Reader::new(&code);
    let mut take = |one: &ParameterWithDefault, by_place| {
        let default = one
            .default
            .as_ref()
            .and_then(|default| reader.eval(default).ok());
        argument(one.parameter.name.as_str(), default, by_place)
    };
    let mut all: Vec<Argument> = function
        .parameters
        .args
        .iter()
        .map(|one| take(one, true))
        .collect();
    all.extend(
        function
            .parameters
            .kwonlyargs
            .iter()
            .map(|one| take(one, false)),
    );
    all
}

impl Reader<'_> {
    /// The arguments of a function as a call gives them.
    pub(super) fn arguments(
        &mut self,
        known: Known,
        call: &ExprCall,
        at: usize,
    ) -> Read<Vec<Argument>> {
        let mut all = declared(known);
        let name = code_name(self, call);
        let mut place = 0;
        for arg in &call.arguments.args {
            let value = self.eval(arg)?;
            let values = match (arg, value) {
                (Expr::Starred(_), Thing::List(items)) => items.list.clone(),
                (Expr::Starred(_), Thing::Unknown(unknown)) => {
                    return Err(missing(&name, &unknown));
                }
                (_, value) => vec![value],
            };
            for value in values {
                let Some(argument) = all.get_mut(place).filter(|one| one.by_place) else {
                    let most = all.iter().filter(|one| one.by_place).count();
                    let text = format!(
                        "`{name}` takes at most {most} arguments without a name: write `name=value`"
                    );
                    return Err(Fault::new(start(arg), text));
                };
                argument.thing = Some(value);
                (argument.at, argument.is_given) = (start(arg), true);
                place += 1;
            }
        }
        for keyword in &call.arguments.keywords {
            let value = self.eval(&keyword.value)?;
            let value_at = start(&keyword.value);
            if let Some(arg) = &keyword.arg {
                give(
                    &mut all,
                    arg.as_str(),
                    value,
                    [keyword.range.start().into(), value_at],
                    &name,
                )?;
                continue;
            }
            match value {
                Thing::Table(rows) => {
                    for (key, value) in &rows.list {
                        let key = key.text().unwrap_or_default();
                        give(&mut all, key, value.clone(), [value_at, value_at], &name)?;
                    }
                }
                other => self.remark(format!(
                    "`**{}` is left out: what it holds is not in this text",
                    {
                        match &other {
                            Thing::Unknown(unknown) => unknown.code.clone(),
                            known => known.shown(),
                        }
                    }
                )),
            }
        }
        if let Some(lacking) = all
            .iter()
            .find(|one| one.thing.is_none() && !is_object(&one.name))
        {
            let text = format!("`{name}` needs `{}`", lacking.name);
            return Err(Fault::new(at, text));
        }
        Ok(all)
    }
}

/// The last part of a call's name.
fn code_name(reader: &Reader<'_>, call: &ExprCall) -> String {
    let code = reader.code_of(&call.func);
    code.rsplit('.').next().unwrap_or(code).trim().to_owned()
}

/// Whether an argument is what the function acts on, not a setting.
pub(super) fn is_object(name: &str) -> bool {
    matches!(name, "params" | "parameters" | "optimizer")
}

fn give(
    all: &mut [Argument],
    name: &str,
    value: Thing,
    [at, value_at]: [usize; 2],
    function: &str,
) -> Read<()> {
    let Some(argument) = all.iter_mut().find(|one| one.name == name) else {
        let settings = || {
            all.iter()
                .map(|one| one.name.as_str())
                .filter(|name| !is_object(name))
        };
        let known: Vec<&str> = settings().collect();
        let hint = match nearest(name, settings()) {
            Some((near, _)) => format!(" (did you mean `{near}`?)"),
            None => format!("; it has {}", known.join(", ")),
        };
        return Err(Fault::new(
            at,
            format!("`{function}` has no argument `{name}`{hint}"),
        ));
    };
    if argument.is_given {
        return Err(Fault::new(at, format!("`{name}` is given twice")));
    }
    argument.thing = Some(value);
    (argument.at, argument.is_given) = (value_at, true);
    Ok(())
}
