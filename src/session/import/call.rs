//! Which call makes what: an entry of the catalogues under a framework's name, a number, a dictionary, or nothing known.

use super::bind::Made;
use super::eval::{MOST, start};
use super::known::{Known, framework_of, known, misspelt, names_of_transformers};
use super::reader::{Maker, Part, Read, Reader};
use super::text::Fault;
use super::thing::Thing;
use crate::core::catalog::{Framework, Kind};
use crate::core::clip::Place;
use ruff_python_ast::{Expr, ExprCall};

impl Reader<'_> {
    /// What a call makes.
    pub(super) fn call(&mut self, call: &ExprCall, expr: &Expr) -> Read<Thing> {
        let at = start(expr);
        let Some(path) = self.path(&call.func) else {
            // A method's owner is looked at below; nothing may be read twice, or chains of calls would take for ever.
            if !matches!(&*call.func, Expr::Attribute(_)) {
                self.eval(&call.func)?;
            }
            return self.unknown_call(call, expr);
        };
        if let Some(thing) = self.table_call(&path, call, expr)? {
            return Ok(thing);
        }
        if let Some(thing) = self.plain_call(&path, call, expr)? {
            return Ok(thing);
        }
        if let Some(known) = known(&path, call) {
            return self.make(known, call, at);
        }
        let name = path.rsplit('.').next().unwrap_or("");
        if framework_of(&path) == Some(Framework::Optax) {
            match name {
                "chain" => return self.chain(call, expr),
                "lookahead" => return self.lookahead(call, expr),
                "constant_schedule" => {
                    if let [value] = &*call.arguments.args {
                        return self.eval(value);
                    }
                }
                _ => {}
            }
        }
        if name == "get_scheduler" {
            return self.named_schedule(call, expr);
        }
        match misspelt(&path, at) {
            Some(fault) => Err(fault),
            None => self.unknown_call(call, expr),
        }
    }

    /// A call that is not understood; what stands in it may be.
    fn unknown_call(&mut self, call: &ExprCall, expr: &Expr) -> Read<Thing> {
        if let Expr::Attribute(method) = &*call.func {
            let owner = self.eval(&method.value)?;
            let steps_it = |reader: &mut Self| match call.arguments.args.first() {
                // `scaler.step(optimizer)`
                Some(Expr::Name(name)) => matches!(
                    reader.names.get(name.id.as_str()),
                    Some(Thing::Optimizer(_))
                ),
                _ => false,
            };
            let is_optimizer = matches!(owner, Thing::Optimizer(_))
                || steps_it(self)
                || matches!(&owner, Thing::Unknown(missing) if missing.code.contains("opt"));
            if method.attr.as_str() == "step" && is_optimizer {
                let all: Option<Vec<u64>> = self.loops.iter().copied().collect();
                let steps = all.map(|all| all.into_iter().fold(1, u64::saturating_mul));
                self.steps = self.steps.max(steps.filter(|_| !self.loops.is_empty()));
            }
            match method.attr.as_str() {
                "add_argument" => {
                    self.option(call)?;
                    return Ok(self.unknown(expr));
                }
                "parse_args" => return Ok(Thing::table(self.options.clone(), start(expr))),
                _ => {}
            }
            if let (Some(thing), "clone" | "copy" | "item" | "to") =
                (owner.number(), method.attr.as_str())
            {
                return Ok(Thing::Number(thing));
            }
        }
        for arg in &call.arguments.args {
            self.eval(arg)?;
        }
        for keyword in &call.arguments.keywords {
            self.eval(&keyword.value)?;
        }
        Ok(self.unknown(expr))
    }

    /// An option of the command line: `parser.add_argument("--lr", default=0.1)`.
    fn option(&mut self, call: &ExprCall) -> Read<()> {
        let mut value = None;
        for keyword in &call.arguments.keywords {
            if keyword
                .arg
                .as_ref()
                .is_some_and(|arg| arg.as_str() == "default")
            {
                value = Some(self.eval(&keyword.value)?);
            }
        }
        let names = call.arguments.args.iter().filter_map(|arg| match arg {
            Expr::StringLiteral(name) => name.value.to_str().strip_prefix("--"),
            _ => None,
        });
        let name = names.map(|name| name.replace('-', "_")).next();
        if let (Some(name), Some(value)) = (name, value)
            && self.options.len() < MOST
        {
            self.options.push((Thing::Text(name.into()), value));
        }
        Ok(())
    }

    /// What is a dictionary by another name: `dict(lr=0.1)`, a namespace, an object of a class that only holds values.
    fn table_call(&mut self, path: &str, call: &ExprCall, expr: &Expr) -> Read<Option<Thing>> {
        let class = self.classes.get(path).cloned();
        let is_table = matches!(
            path,
            "dict"
                | "Namespace"
                | "SimpleNamespace"
                | "argparse.Namespace"
                | "types.SimpleNamespace"
        );
        if (is_table || class.is_some()) && call.arguments.args.is_empty() {
            let mut rows = match class {
                Some(Thing::Table(said)) => said.list.clone(),
                _ => Vec::new(),
            };
            for keyword in &call.arguments.keywords {
                let value = self.eval(&keyword.value)?;
                match (&keyword.arg, value) {
                    (Some(key), value) => rows.push((Thing::Text(key.as_str().into()), value)),
                    (None, Thing::Table(inner)) => rows.extend(inner.list.iter().cloned()),
                    (None, _) => return Ok(Some(self.unknown(expr))),
                }
                if rows.len() > MOST {
                    return Ok(Some(self.unknown(expr)));
                }
            }
            return Ok(Some(Thing::table(rows, start(expr))));
        }
        Ok(None)
    }

    /// Functions of plain values: conversions, roots, the larger of two. None if it is none of those.
    fn plain_call(&mut self, path: &str, call: &ExprCall, expr: &Expr) -> Read<Option<Thing>> {
        let (owner, name) = path.rsplit_once('.').unwrap_or(("", path));
        let is_plain = matches!(
            owner,
            "" | "math" | "np" | "numpy" | "torch" | "jnp" | "jax.numpy" | "builtins"
        );
        if !is_plain {
            return Ok(None);
        }
        let of_one: Option<fn(f64) -> f64> = match name {
            "float" | "float64" | "float32" | "tensor" | "double" => Some(|x| x),
            "int" | "trunc" => Some(f64::trunc),
            "round" => Some(f64::round_ties_even),
            "abs" | "fabs" => Some(f64::abs),
            "ceil" => Some(f64::ceil),
            "floor" => Some(f64::floor),
            "sqrt" => Some(f64::sqrt),
            "exp" => Some(f64::exp),
            "log10" => Some(f64::log10),
            _ => None,
        };
        let of_two: Option<fn(f64, f64) -> f64> = match name {
            "max" => Some(f64::max),
            "min" => Some(f64::min),
            "pow" => Some(f64::powf),
            _ => None,
        };
        if of_one.is_none() && of_two.is_none() && !matches!(name, "list" | "tuple" | "len") {
            return Ok(None);
        }
        let mut things = Vec::new();
        for arg in &call.arguments.args {
            things.push(self.eval(arg)?);
        }
        let number = |thing: &Thing| match thing {
            Thing::Text(text) => text.trim().parse().ok(),
            other => other.number(),
        };
        let value = match (&things[..], of_one, of_two) {
            ([one], Some(function), _) => number(one).map(|x| Thing::Number(function(x))),
            ([first, rest @ ..], _, Some(function)) if !rest.is_empty() => {
                let numbers: Option<Vec<f64>> = rest.iter().map(Thing::number).collect();
                let first = first.number().zip(numbers);
                first.map(|(first, rest)| Thing::Number(rest.into_iter().fold(first, function)))
            }
            ([Thing::List(items)], ..) if name == "len" => {
                Some(Thing::Number(items.list.len() as f64))
            }
            ([one @ Thing::List(_)], ..) if name != "len" => Some(one.clone()),
            _ => None,
        };
        Ok(Some(value.unwrap_or_else(|| self.unknown(expr))))
    }

    /// Makes an entry from the arguments of a call.
    fn make(&mut self, known: Known, call: &ExprCall, at: usize) -> Read<Thing> {
        let made = self.bind(known, call, at)?;
        Ok(self.keep(known, made))
    }

    /// Takes what was made into the lists.
    fn keep(&mut self, known: Known, made: Made) -> Thing {
        let part = Part {
            config: made.config.clone(),
            of: made.of,
            name: String::new(),
            used: false,
        };
        match known.kind {
            Kind::Schedule => {
                self.schedules.push(part);
                Thing::Schedule(self.schedules.len() - 1)
            }
            Kind::Clip => {
                self.clips.push(part);
                Thing::Clip(self.clips.len() - 1)
            }
            _ => {
                let clips = made.clips.into_iter().map(|clip| (clip, Place::Gradient));
                self.optimizers.push(Maker {
                    config: made.config,
                    schedule: made.schedule,
                    clips: clips.collect(),
                });
                Thing::Optimizer(self.optimizers.len() - 1)
            }
        }
    }

    /// `optax.chain`: clips before an optimizer stand on the gradient, those after it on the update.
    fn chain(&mut self, call: &ExprCall, expr: &Expr) -> Read<Thing> {
        let mut optimizer = None;
        let mut clips = Vec::new();
        for arg in &call.arguments.args {
            match self.eval(arg)? {
                Thing::Optimizer(index) => optimizer = Some(index),
                Thing::Clip(index) => {
                    let place = if optimizer.is_some() {
                        Place::Update
                    } else {
                        Place::Gradient
                    };
                    self.clips[index].used = true;
                    clips.push((self.clips[index].config.clone(), place));
                }
                _ => {
                    let code = super::thing::short(self.code_of(arg));
                    self.remark(format!(
                        "`{code}` in the chain is left out: Ravine does not know it"
                    ));
                }
            }
        }
        let Some(index) = optimizer else {
            return Ok(self.unknown(expr));
        };
        self.optimizers[index].clips.extend(clips);
        Ok(Thing::Optimizer(index))
    }

    /// `optax.lookahead`: an optimizer around another one.
    fn lookahead(&mut self, call: &ExprCall, expr: &Expr) -> Read<Thing> {
        let Some(first) = call.arguments.args.first() else {
            return Ok(self.unknown(expr));
        };
        let Thing::Optimizer(index) = self.eval(first)? else {
            return Ok(self.unknown(expr));
        };
        let Some(known) = Known::find(Framework::Optax, "lookahead_sgd") else {
            return Ok(self.unknown(expr));
        };
        let inner = self.optimizers[index].config.clone();
        let config = self.around(known, inner, call, start(expr))?;
        self.optimizers[index].config = config;
        Ok(Thing::Optimizer(index))
    }

    /// `get_scheduler("cosine", optimizer, …)` of transformers.
    fn named_schedule(&mut self, call: &ExprCall, whole: &Expr) -> Read<Thing> {
        let named = call.arguments.keywords.iter().find(|keyword| {
            keyword
                .arg
                .as_ref()
                .is_some_and(|arg| arg.as_str() == "name")
        });
        let (expr, skipped) = match (named, call.arguments.args.first()) {
            (Some(named), _) => (&named.value, 0),
            (None, Some(first)) => (first, 1),
            (None, None) => return Ok(self.unknown(whole)),
        };
        let word = self.eval(expr)?;
        let Some(word) = word.text() else {
            return Ok(self.unknown(whole));
        };
        let names = [word.to_owned(), format!("{word}_with_warmup")];
        let found = names
            .iter()
            .find_map(|name| Known::find(Framework::Transformers, name));
        let Some(known) = found else {
            let all = names_of_transformers();
            let text = format!(
                "{word:?} is not a schedule that Ravine knows; there is {}",
                all.join(", ")
            );
            return Err(Fault::new(start(expr), text));
        };
        let mut rest = call.clone();
        rest.arguments.args = rest.arguments.args[skipped..].to_vec().into_boxed_slice();
        rest.arguments.keywords.retain(|keyword| {
            keyword
                .arg
                .as_ref()
                .is_none_or(|arg| arg.as_str() != "name")
        });
        self.make(known, &rest, start(whole))
    }
}
