//! What expressions of Python are worth: numbers and their arithmetic, names that were given a value, lists.
//!
//! What cannot be known is no fault here; it becomes one where its value is needed.

use super::reader::{Read, Reader};
use super::text::Fault;
use super::thing::Thing;
use ruff_python_ast::{Expr, Number, Operator, UnaryOp};
use std::f64::consts::{E, PI, TAU};

/// Numbers that modules have names for; the last part of the name.
const NAMED: [(&str, f64); 5] = [
    ("pi", PI),
    ("e", E),
    ("tau", TAU),
    ("inf", f64::INFINITY),
    ("nan", f64::NAN),
];
/// The modules in which they stand.
const MODULES: [&str; 6] = ["math", "np", "numpy", "torch", "jnp", "jax.numpy"];

impl Reader<'_> {
    /// The value of an expression.
    pub(super) fn eval(&mut self, expr: &Expr) -> Read<Thing> {
        let at = start(expr);
        self.work += 1;
        if self.work > MOST_WORK {
            return Err(Fault::new(
                at,
                "the text takes too long to read; paste only the lines that make the optimizer",
            ));
        }
        Ok(match expr {
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => match int.as_u64() {
                    Some(n) => Thing::Number(n as f64),
                    None => int
                        .to_string()
                        .parse()
                        .map_or_else(|_| self.unknown(expr), Thing::Number),
                },
                Number::Float(x) => Thing::Number(*x),
                Number::Complex { .. } => self.unknown(expr),
            },
            Expr::BooleanLiteral(literal) => Thing::Flag(literal.value),
            Expr::NoneLiteral(_) => Thing::Nothing,
            Expr::StringLiteral(literal) => Thing::Text(literal.value.to_str().into()),
            Expr::List(list) => self.items(&list.elts, at)?,
            Expr::Tuple(list) => self.items(&list.elts, at)?,
            Expr::Dict(dict) => {
                let mut rows = Vec::new();
                for item in &dict.items {
                    let value = self.eval(&item.value)?;
                    match &item.key {
                        Some(key) => rows.push((self.eval(key)?, value)),
                        None => match value {
                            Thing::Table(inner) => rows.extend(inner.list.iter().cloned()),
                            _ => return Ok(self.unknown(expr)),
                        },
                    }
                    if rows.len() > MOST {
                        return Ok(self.unknown(expr));
                    }
                }
                Thing::table(rows, at)
            }
            Expr::UnaryOp(unary) => {
                let operand = self.eval(&unary.operand)?;
                match (unary.op, operand.number()) {
                    (UnaryOp::USub, Some(x)) => Thing::Number(-x),
                    (UnaryOp::UAdd, Some(x)) => Thing::Number(x),
                    (UnaryOp::Not, Some(x)) => Thing::Flag(x == 0.0),
                    _ => self.or_unknown(operand, expr),
                }
            }
            Expr::BinOp(binary) => {
                let (left, right) = (self.eval(&binary.left)?, self.eval(&binary.right)?);
                self.arithmetic(binary.op, &left, &right, expr)
            }
            Expr::Name(name) => match self.names.get(name.id.as_str()) {
                Some(thing) => thing.clone(),
                None => match self.classes.get(name.id.as_str()) {
                    Some(said) => said.clone(),
                    None => self.unknown(expr),
                },
            },
            Expr::Attribute(attribute) => self.attribute(expr, &attribute.value)?,
            Expr::Subscript(subscript) => {
                let (whole, key) = (self.eval(&subscript.value)?, self.eval(&subscript.slice)?);
                element(&whole, &key).unwrap_or_else(|| self.unknown(expr))
            }
            Expr::If(choice) => {
                let test = self.eval(&choice.test)?;
                let (yes, no) = (self.eval(&choice.body)?, self.eval(&choice.orelse)?);
                match test.number() {
                    Some(0.0) => no,
                    Some(_) => yes,
                    None if yes.same(&no) || matches!(yes, Thing::Optimizer(_)) => yes,
                    None => self.unknown(expr),
                }
            }
            Expr::Named(named) => {
                let value = self.eval(&named.value)?;
                self.assign(&named.target, value.clone());
                value
            }
            Expr::Call(call) => self.call(call, expr)?,
            Expr::Starred(starred) => self.eval(&starred.value)?,
            Expr::Await(waiting) => self.eval(&waiting.value)?,
            Expr::ListComp(list) => {
                let item = self.eval(&list.elt)?;
                match item {
                    Thing::Optimizer(_) => Thing::list(vec![item], at),
                    _ => self.unknown(expr),
                }
            }
            _ => self.unknown(expr),
        })
    }

    /// What cannot be known, as it is written.
    pub(super) fn unknown(&self, expr: &Expr) -> Thing {
        Thing::unknown(self.code_of(expr), start(expr))
    }

    /// What an unknown part makes unknown: that part, so that a sentence names it.
    fn or_unknown(&self, part: Thing, expr: &Expr) -> Thing {
        match part {
            Thing::Unknown(_) => part,
            _ => self.unknown(expr),
        }
    }

    fn items(&mut self, elements: &[Expr], at: usize) -> Read<Thing> {
        let mut list = Vec::new();
        for element in elements {
            let value = self.eval(element)?;
            match (element, &value) {
                (Expr::Starred(_), Thing::List(inner)) => list.extend(inner.list.iter().cloned()),
                _ => list.push(value),
            }
            if list.len() > MOST {
                return Ok(Thing::unknown("a long list", at));
            }
        }
        Ok(Thing::list(list, at))
    }

    pub(super) fn arithmetic(
        &self,
        op: Operator,
        left: &Thing,
        right: &Thing,
        expr: &Expr,
    ) -> Thing {
        let (Some(a), Some(b)) = (left.number(), right.number()) else {
            let part = if left.number().is_none() { left } else { right };
            return self.or_unknown(part.clone(), expr);
        };
        Thing::Number(match op {
            Operator::Add => a + b,
            Operator::Sub => a - b,
            Operator::Mult => a * b,
            Operator::Div if b != 0.0 => a / b,
            Operator::FloorDiv if b != 0.0 => (a / b).floor(),
            // Python's remainder has the divisor's sign.
            Operator::Mod if b != 0.0 => a - b * (a / b).floor(),
            Operator::Pow => a.powf(b),
            _ => return self.unknown(expr),
        })
    }

    /// A member: one that was given a value, a number with a name, or a row of what it stands in.
    fn attribute(&mut self, expr: &Expr, owner: &Expr) -> Read<Thing> {
        if let Some(path) = self.path(expr) {
            if let Some(thing) = self.names.get(path.as_str()) {
                return Ok(thing.clone());
            }
            if let Some((module, name)) = path.rsplit_once('.')
                && MODULES.contains(&module)
                && let Some((_, x)) = NAMED.iter().find(|(known, _)| *known == name)
            {
                return Ok(Thing::Number(*x));
            }
        }
        // A row of a dictionary, where its rows are members: options of a command line, what a class says.
        let whole = self.eval(owner)?;
        let named = match expr {
            Expr::Attribute(attribute) => Thing::Text(attribute.attr.as_str().into()),
            _ => Thing::Nothing,
        };
        match whole {
            Thing::Table(_) => Ok(element(&whole, &named).unwrap_or_else(|| self.unknown(expr))),
            _ => Ok(self.unknown(expr)),
        }
    }

    /// A name with its dots, as its import says it in full: `optim.Adam` is `torch.optim.Adam`.
    pub(super) fn path(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Name(name) => {
                let full = self.imports.get(name.id.as_str());
                Some(full.map_or_else(|| name.id.to_string(), Clone::clone))
            }
            Expr::Attribute(attribute) => {
                let owner = self.path(&attribute.value)?;
                Some(format!("{owner}.{}", attribute.attr))
            }
            // `getattr(torch.optim, "AdamW")`
            Expr::Call(call) => match (self.path(&call.func)?.as_str(), &*call.arguments.args) {
                ("getattr", [owner, Expr::StringLiteral(name)]) => {
                    Some(format!("{}.{}", self.path(owner)?, name.value.to_str()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The code of an expression.
    pub(super) fn code_of(&self, expr: &Expr) -> &str {
        let (start, end) = range(expr);
        self.code.get(start..end).unwrap_or("")
    }
}

/// How many expressions are worked out: more than a text of the greatest length has.
const MOST_WORK: usize = 500_000;
/// The longest list that is kept.
pub(super) const MOST: usize = 1000;

/// An item of a list, or a row of a dictionary.
fn element(whole: &Thing, key: &Thing) -> Option<Thing> {
    match whole {
        Thing::List(items) => {
            let index = key.number().filter(|x| x.fract() == 0.0)?;
            let index = if index < 0.0 {
                index + items.list.len() as f64
            } else {
                index
            };
            (index >= 0.0).then(|| items.list.get(index as usize).cloned())?
        }
        Thing::Table(rows) => {
            let row = rows.list.iter().rev().find(|(name, _)| name.same(key));
            row.map(|(_, value)| value.clone())
        }
        _ => None,
    }
}

/// Where an expression begins, in bytes.
pub(super) fn start(expr: &Expr) -> usize {
    range(expr).0
}

/// Where an expression begins and ends, in bytes.
fn range(expr: &Expr) -> (usize, usize) {
    macro_rules! of {
        ($($kind:ident)*) => {
            match expr {
                // A call knows its beginning and its arguments.
                Expr::Call(call) => return (call.range_start.into(), call.arguments.range.end().into()),
                $(Expr::$kind(node) => node.range,)*
            }
        };
    }
    let range = of!(
        BoolOp Named BinOp UnaryOp Lambda If Dict Set ListComp SetComp DictComp Generator Await Yield YieldFrom Compare
        FString TString StringLiteral BytesLiteral NumberLiteral BooleanLiteral NoneLiteral EllipsisLiteral Attribute
        Subscript Starred Name List Tuple Slice IpyEscapeCommand
    );
    (range.start().into(), range.end().into())
}
