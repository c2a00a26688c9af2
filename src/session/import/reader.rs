//! Walks through the statements of a text and collects what they make.

use super::eval::MOST;
use super::eval::start;
use super::text::Fault;
use super::thing::Thing;
use crate::core::catalog::Config;
use crate::core::clip::Place;
use ruff_python_ast::{ExceptHandler, Expr, Parameters, Stmt};
use std::collections::HashMap;

/// The longest name in full that is kept.
const LONGEST_PATH: usize = 200;
/// How many remarks are made.
const MOST_REMARKS: usize = 20;
/// How many names are kept.
const MOST_NAMES: usize = 20_000;

/// What was read, or why not.
pub(super) type Read<T> = Result<T, Fault>;

/// An optimizer that the text makes.
pub(super) struct Maker {
    pub(super) config: Config,
    /// Schedules that stand inside it.
    pub(super) schedule: Option<Config>,
    /// Clips that stand inside it, and where.
    pub(super) clips: Vec<(Config, Place)>,
}

/// A schedule or a clip that the text makes.
pub(super) struct Part {
    pub(super) config: Config,
    /// The optimizer that it is said to be of.
    pub(super) of: Option<usize>,
    /// The name that it was given.
    pub(super) name: String,
    /// Whether it stands inside another one.
    pub(super) used: bool,
}

/// What was met so far.
#[derive(Default)]
pub(super) struct Reader<'c> {
    pub(super) code: &'c str,
    /// How many expressions were worked out.
    pub(super) work: usize,
    /// Values of names, with their dots.
    pub(super) names: HashMap<String, Thing>,
    /// What imported names are in full.
    pub(super) imports: HashMap<String, String>,
    pub(super) optimizers: Vec<Maker>,
    pub(super) schedules: Vec<Part>,
    pub(super) clips: Vec<Part>,
    /// What classes say in their bodies, under their names.
    pub(super) classes: HashMap<String, Thing>,
    /// Options of the command line that the script declares, with their defaults.
    pub(super) options: Vec<(Thing, Thing)>,
    /// What the class says whose body is read.
    class: Option<Vec<(Thing, Thing)>>,
    /// What names were before the function whose body is read.
    local: Option<Vec<(String, Option<Thing>)>>,
    /// How often each loop around the statement is run, if that is known.
    pub(super) loops: Vec<Option<u64>>,
    /// How many steps the loops take together.
    pub(super) steps: Option<u64>,
    pub(super) remarks: Vec<String>,
}

impl<'c> Reader<'c> {
    pub(super) fn new(code: &'c str) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }

    /// Adds a remark, unless it was made before or there are many.
    pub(super) fn remark(&mut self, text: String) {
        if self.remarks.len() < MOST_REMARKS && !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }

    pub(super) fn block(&mut self, body: &[Stmt]) -> Read<()> {
        body.iter()
            .try_for_each(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &Stmt) -> Read<()> {
        match statement {
            Stmt::Expr(one) => self.eval(&one.value).map(drop),
            Stmt::Return(one) => one
                .value
                .iter()
                .try_for_each(|value| self.eval(value).map(drop)),
            Stmt::Assign(one) => {
                let value = self.eval(&one.value)?;
                for target in &one.targets {
                    self.assign(target, value.clone());
                    // Another name for a class or a function.
                    if let (Expr::Name(name), Some(path)) = (target, self.path(&one.value))
                        && path.len() <= LONGEST_PATH
                    {
                        self.imports.insert(name.id.to_string(), path);
                    }
                }
                Ok(())
            }
            Stmt::AnnAssign(one) => {
                if let Some(value) = &one.value {
                    let value = self.eval(value)?;
                    self.assign(&one.target, value);
                }
                Ok(())
            }
            Stmt::AugAssign(one) => {
                let (old, by) = (self.eval(&one.target)?, self.eval(&one.value)?);
                let new = self.arithmetic(one.op, &old, &by, &one.target);
                self.assign(&one.target, new);
                Ok(())
            }
            Stmt::Import(import) => {
                for name in &import.names {
                    if let Some(short) = &name.asname {
                        self.imports
                            .insert(short.to_string(), name.name.to_string());
                    }
                }
                Ok(())
            }
            Stmt::ImportFrom(import) => {
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                for name in &import.names {
                    let local = name.asname.as_ref().unwrap_or(&name.name);
                    self.imports
                        .insert(local.to_string(), format!("{module}.{}", name.name));
                }
                Ok(())
            }
            Stmt::FunctionDef(function) => {
                let outer = (std::mem::take(&mut self.loops), self.class.take());
                let around = self.local.replace(Vec::new());
                let done = self
                    .defaults(&function.parameters)
                    .and_then(|()| self.block(&function.body));
                (self.loops, self.class) = outer;
                // Names of the function are forgotten: outside they are what they were.
                let local = std::mem::replace(&mut self.local, around);
                for (name, before) in local.into_iter().flatten().rev() {
                    match before {
                        Some(thing) => self.names.insert(name, thing),
                        None => self.names.remove(&name),
                    };
                }
                done
            }
            Stmt::ClassDef(class) => {
                let around = self.class.replace(Vec::new());
                let done = self.block(&class.body);
                let said = std::mem::replace(&mut self.class, around);
                let at = class.range.start().into();
                let said = Thing::table(said.unwrap_or_default(), at);
                self.classes.insert(class.name.to_string(), said);
                done
            }
            Stmt::For(one) => {
                let times = self.times(&one.iter)?;
                let item = self.unknown(&one.target);
                self.assign(&one.target, item);
                self.looped(times, &one.body)?;
                self.block(&one.orelse)
            }
            Stmt::While(one) => {
                self.looped(None, &one.body)?;
                self.block(&one.orelse)
            }
            Stmt::If(one) => {
                self.eval(&one.test)?;
                self.block(&one.body)?;
                one.elif_else_clauses
                    .iter()
                    .try_for_each(|clause| self.block(&clause.body))
            }
            Stmt::With(one) => {
                for item in &one.items {
                    self.eval(&item.context_expr)?;
                }
                self.block(&one.body)
            }
            Stmt::Try(one) => {
                self.block(&one.body)?;
                for ExceptHandler::ExceptHandler(handler) in &one.handlers {
                    self.block(&handler.body)?;
                }
                self.block(&one.orelse)?;
                self.block(&one.finalbody)
            }
            Stmt::Match(one) => one.cases.iter().try_for_each(|case| self.block(&case.body)),
            _ => Ok(()),
        }
    }

    /// Takes the defaults of a function's parameters for their values. One without a default is what has its name
    /// outside: that is what it is usually called with.
    fn defaults(&mut self, parameters: &Parameters) -> Read<()> {
        let all = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .chain(&parameters.kwonlyargs);
        for parameter in all {
            if let Some(default) = &parameter.default {
                let value = self.eval(default)?;
                self.name(parameter.parameter.name.to_string(), value);
            }
        }
        Ok(())
    }

    /// Gives a name its value; inside a function until its end.
    fn name(&mut self, name: String, value: Thing) {
        if self.names.len() >= MOST_NAMES && !self.names.contains_key(&name) {
            return;
        }
        let is_local = self.local.is_some() && !name.contains('.');
        let before = self.names.insert(name.clone(), value);
        if let Some(local) = self.local.as_mut().filter(|_| is_local) {
            local.push((name, before));
        }
    }

    fn looped(&mut self, times: Option<u64>, body: &[Stmt]) -> Read<()> {
        self.loops.push(times);
        let done = self.block(body);
        self.loops.pop();
        done
    }

    /// How often a loop over this is run, if that can be known.
    fn times(&mut self, iter: &Expr) -> Read<Option<u64>> {
        let Expr::Call(call) = iter else {
            let items = self.eval(iter)?;
            return Ok(match items {
                Thing::List(items) => Some(items.list.len() as u64),
                _ => None,
            });
        };
        let name = self.path(&call.func).unwrap_or_default();
        let args = &call.arguments.args;
        match name.rsplit('.').next().unwrap_or("") {
            "range" | "trange" => {
                let mut numbers = Vec::new();
                for arg in args {
                    numbers.push(self.eval(arg)?.number());
                }
                let span = match numbers[..] {
                    [Some(end)] => end,
                    [Some(start), Some(end)] => end - start,
                    [Some(start), Some(end), Some(by)] if by != 0.0 => ((end - start) / by).ceil(),
                    _ => return Ok(None),
                };
                Ok((span >= 1.0 && span.fract() == 0.0 && span < 1e15).then_some(span as u64))
            }
            "tqdm" | "enumerate" | "track" | "reversed" => match args.first() {
                Some(inner) => self.times(inner),
                None => Ok(None),
            },
            _ => {
                self.eval(iter)?;
                Ok(None)
            }
        }
    }

    /// Gives a name its value. A call that is not understood does not take an optimizer from its name:
    /// `model, optimizer = accelerator.prepare(model, optimizer)`.
    pub(super) fn assign(&mut self, target: &Expr, value: Thing) {
        match target {
            Expr::Tuple(list) => self.unpack(&list.elts, &value),
            Expr::List(list) => self.unpack(&list.elts, &value),
            Expr::Starred(_) | Expr::Subscript(_) => self.assign_row(target, value),
            _ => {
                let Some(name) = self.path_of_target(target) else {
                    return;
                };
                let part = match value {
                    Thing::Schedule(index) => self.schedules.get_mut(index),
                    Thing::Clip(index) => self.clips.get_mut(index),
                    _ => None,
                };
                if let Some(part) = part {
                    part.name.clone_from(&name);
                }
                let is_made =
                    |thing: &Thing| matches!(thing, Thing::Optimizer(_) | Thing::Schedule(_));
                if matches!(value, Thing::Unknown(_)) && self.names.get(&name).is_some_and(is_made)
                {
                    return;
                }
                if let Some(said) = self.class.as_mut().filter(|said| said.len() < MOST) {
                    said.push((Thing::Text(name.as_str().into()), value.clone()));
                }
                self.imports.remove(&name);
                self.name(name, value);
            }
        }
    }

    /// `config["lr"] = 1e-3`.
    fn assign_row(&mut self, target: &Expr, value: Thing) {
        let Expr::Subscript(subscript) = target else {
            return;
        };
        let (Some(name), Ok(key)) = (
            self.path_of_target(&subscript.value),
            self.eval(&subscript.slice),
        ) else {
            return;
        };
        if let Some(Thing::Table(rows)) = self.names.get(&name) {
            let mut rows = rows.list.clone();
            rows.truncate(MOST);
            rows.retain(|(known, _)| !known.same(&key));
            rows.push((key, value));
            self.name(name, Thing::table(rows, start(target)));
        }
    }

    fn path_of_target(&self, target: &Expr) -> Option<String> {
        match target {
            // A name that is given a value is no longer what was imported.
            Expr::Name(name) => Some(name.id.to_string()),
            Expr::Attribute(_) => self.path(target),
            _ => None,
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Thing) {
        let known = match value {
            Thing::List(items) if items.list.len() == targets.len() => Some(items),
            _ => None,
        };
        for (index, target) in targets.iter().enumerate() {
            let item = match known {
                Some(items) => items.list[index].clone(),
                None => self.unknown(target),
            };
            self.assign(target, item);
        }
    }
}
