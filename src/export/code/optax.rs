//! A script for Optax.

use super::call::{self, Named, alias_of};
use super::literal::Text;
use super::rate::Functions;
use super::{
    Dialect, Runs, Said, Share, base_rate, drives_momentum, lacking, literal, noise, rate_stands,
    same,
};
use crate::core::catalog::{Alias, Config, Framework};
use crate::core::clip::Place;
use crate::core::optim;
use crate::core::params::Value;
use crate::core::pipeline::Request;
use crate::export::{Exporter, Group};
use crate::session::scene::Scene;
use std::collections::BTreeMap;

pub(in crate::export) const EXPORTER: Exporter = Exporter {
    id: "optax",
    name: "Optax",
    group: Group::Code,
    extension: "py",
    summary: "A Python script that makes the same trajectories with JAX and Optax",
    write: |subject, out, progress| super::write(&DIALECT, subject, out, progress),
};

const DIALECT: Dialect = Dialect {
    framework: Framework::Optax,
    ops: "jnp",
    elsewhere: &[("sigmoid", "jax.nn.sigmoid")],
    say,
    remark: "All numbers are float64; some of Optax's own steps are not (Adafactor's), and agree to seven digits.",
    imports: "\
import csv
import math
import sys

import jax
import jax.numpy as jnp
import optax

jax.config.update(\"jax_enable_x64\", True)
",
    train,
};

/// Rules whose rate must be a number.
const FIXED_RATE: &[&str] = &["fromage", "rprop.optax"];
/// Rules with arguments that Optax's schedules of hyperparameters do not get past.
const FIXED_MOMENTUM: &[&str] = &["adafactor.optax", "adopt"];

/// A run: its start, its rate and its optimizer.
fn say(request: &Request, functions: &mut Functions) -> Result<Said, String> {
    let optimizer = &request.optimizer;
    let start = [request.start.x, request.start.y]
        .map(literal::real)
        .join(", ");
    let mut said = Said::default();
    let leading = optimizer.leading();
    let rate = rate(request, functions)?;
    if !rate_stands(request) {
        if FIXED_RATE.contains(&leading.id()) {
            return Err(format!(
                "changes the rate of {}, which is a fixed number in Optax; choose the constant schedule",
                leading.name()
            ));
        }
        said.needs.push("schedule");
    }
    if optimizer.id() == "polyak_sgd" {
        said.needs.push("value");
    }
    if optimizer.id() == "lookahead" {
        said.needs.push("lookahead");
    }
    said.lines.push(format!("rate = {rate}"));
    if drives_momentum(request) {
        let name = functions.momentum(&request.schedule, request.steps);
        let name = name.ok_or_else(|| {
            format!(
                "takes the schedule {}, inside which another drives momentum; turn its `cycle_momentum` off",
                request.schedule.name()
            )
        })?;
        said.lines
            .push(format!("momentum = lambda count: {name}(int(count))"));
    }
    said.lines.push(format!("optimizer = {}", chain(request)?));
    let start = format!("jnp.array([{start}])");
    let start = if optimizer.id() == "lookahead" {
        format!("optax.LookaheadParams.init_synced({start})")
    } else {
        start
    };
    said.arguments.push(("p", start));
    said.arguments.push(("rate", "rate".to_owned()));
    said.arguments.push(("optimizer", "optimizer".to_owned()));
    Ok(said)
}

/// The optimizer of a run with the clip in its place.
fn chain(request: &Request) -> Result<String, String> {
    let clip = clip(request)?;
    let config = &request.optimizer;
    if config.id() == "lookahead" {
        let Some(Value::Config(inner)) = config.get("optimizer") else {
            return Err(lacking(config, Framework::Optax));
        };
        let (before, after) = match request.place {
            Place::Update if clip.is_some() => {
                return Err("clips the final update of Lookahead, where Optax has no place for a clip; let it clip the \
                            gradient"
                    .to_owned());
            }
            _ => (clip, None),
        };
        let fast = chained(before, optimizer(inner, request)?, after);
        let key = |key: &str| {
            config.about.index_of(key).map(|i| {
                format!(
                    "{key}={}",
                    literal::value(&config.about.specs[i], &config.values()[i], request.steps)
                )
            })
        };
        let arguments = [Some(fast), key("sync_period"), key("slow_step_size")];
        let arguments: Vec<String> = arguments.into_iter().flatten().collect();
        return Ok(literal::call("optax.lookahead", &arguments));
    }
    let own = optimizer(config, request)?;
    Ok(match request.place {
        Place::Update => chained(None, own, clip),
        _ => chained(clip, own, None),
    })
}

fn chained(before: Option<String>, optimizer: Vec<String>, after: Option<String>) -> String {
    let mut all: Vec<String> = before.into_iter().collect();
    all.extend(optimizer);
    all.extend(after);
    match all.as_slice() {
        [one] => one.clone(),
        many => literal::call("optax.chain", many),
    }
}

/// What a framework calls an entry, with the module it stands in.
fn path(alias: &Alias) -> String {
    match alias.module {
        "" => format!("optax.{}", alias.name),
        module => format!("optax.{module}.{}", alias.name),
    }
}

/// A rule, behind the weight decay that it leaves to others.
fn optimizer(config: &Config, request: &Request) -> Result<Vec<String>, String> {
    let lacks = || lacking(config, Framework::Optax);
    let same =
        same::translated(config, Framework::Optax, rate_stands(request)).ok_or_else(lacks)?;
    let own = &same.config;
    let alias = alias_of(own, Framework::Optax).ok_or_else(lacks)?;
    let mut arguments = call::arguments(own, alias, Named::Changed, request.steps)?;
    let rate = format!("{}=rate", alias.their_key("lr"));
    let named_rate = format!("{}=", alias.their_key("lr"));
    if let Some(first) = arguments
        .iter_mut()
        .find(|one| one.starts_with(&named_rate))
    {
        *first = rate;
    }
    if own.id() == "adafactor.optax" && own.real("momentum").is_some_and(|x| x != 0.0) {
        arguments.push("dtype_momentum=jnp.float64".to_owned());
    }
    let mut all = Vec::new();
    if same.decay != 0.0 {
        all.push(format!(
            "optax.add_decayed_weights({})",
            literal::real(same.decay)
        ));
    }
    let mut name = path(alias);
    if drives_momentum(request)
        && let Some(key) = optim::entry_of(own).momentum
    {
        let key = alias.their_key(key);
        if key.contains('.') || FIXED_MOMENTUM.contains(&own.id()) {
            return Err(format!(
                "drives the momentum of {}, which is fixed in Optax; turn `cycle_momentum` off",
                own.name()
            ));
        }
        arguments.retain(|one| !one.starts_with(&format!("{key}=")));
        arguments.push(format!("{key}=momentum"));
        name = format!("optax.inject_hyperparams({name})");
    }
    all.push(literal::call(&name, &arguments));
    Ok(all)
}

/// The clip of a run, if it has one.
fn clip(request: &Request) -> Result<Option<String>, String> {
    let clip = &request.clip;
    if clip.id() == "none" {
        return Ok(None);
    }
    let alias = alias_of(clip, Framework::Optax).ok_or_else(|| lacking(clip, Framework::Optax))?;
    if request.place == Place::Momentum {
        return Err("clips the vector after momentum, which Optax's ready-made optimizers keep to themselves; let it \
                    clip the gradient or the final update"
            .to_owned());
    }
    let arguments = call::arguments(clip, alias, Named::Shape, request.steps)?;
    Ok(Some(literal::call(&path(alias), &arguments)))
}

/// The rate of a run: a number, Optax's own schedule, or a formula.
fn rate(request: &Request, functions: &mut Functions) -> Result<String, String> {
    let (schedule, steps) = (&request.schedule, request.steps);
    let base = base_rate(request);
    if rate_stands(request) {
        return Ok(literal::real(base));
    }
    if schedule.id() == "plateau" {
        return Err("takes the schedule Reduce on plateau as PyTorch defines it, which Optax does not have; choose \
                    another schedule"
            .to_owned());
    }
    if let Some(native) = native(schedule, steps)? {
        return Ok(native);
    }
    let name = functions
        .rate(schedule, steps)
        .map_err(|why| format!("takes {why}"))?;
    Ok(format!(
        "lambda count: {name}(int(count), {})",
        literal::real(base)
    ))
}

/// Optax's own schedule; none where it has none, or one that is not the same with these settings.
fn native(schedule: &Config, steps: u64) -> Result<Option<String>, String> {
    let Some(alias) = alias_of(schedule, Framework::Optax) else {
        return Ok(None);
    };
    let count = |key: &str| match schedule.get(key) {
        Some(Value::Count(n)) => *n,
        _ => 0,
    };
    // A stretch without length is 0/0 there, and a warm-up must end before the whole.
    let warm = count("num_warmup_steps");
    let whole = super::rate::length(schedule, "num_training_steps", steps);
    let ends_early = schedule.get("num_training_steps").is_some() && whole <= warm;
    if ends_early
        || (schedule.id().starts_with("warmup")
            && (warm == 0 || schedule.real("peak") == Some(0.0)))
    {
        return Ok(None);
    }
    if schedule.id().starts_with("one_cycle") {
        return cycles_fit(schedule, steps)
            .then(|| cycle(schedule, alias, steps))
            .transpose();
    }
    if let (Some(Value::Counts(keys)), Some(Value::Reals(values))) =
        (schedule.get("boundaries"), schedule.get("scales"))
    {
        let scales: BTreeMap<u64, f64> = keys.iter().copied().zip(values.iter().copied()).collect();
        let pairs = keys.len().min(values.len());
        if scales.len() < pairs || scales.contains_key(&0) || scales.is_empty() {
            return Ok(None);
        }
        let rows = scales
            .iter()
            .map(|(step, scale)| format!("{step}: {}", literal::real(*scale)));
        let rows: Vec<String> = rows.collect();
        let mut arguments = Vec::new();
        if let Some(Value::Choice(shape)) = schedule.get("interpolate_type") {
            arguments.push(format!("\"{}\"", ["linear", "cosine"][(*shape).min(1)]));
        }
        let initial = schedule.real("initial").unwrap_or(0.0);
        arguments.push(format!("init_value={}", literal::real(initial)));
        arguments.push(format!("boundaries_and_scales={{{}}}", rows.join(", ")));
        return Ok(Some(literal::call(&path(alias), &arguments)));
    }
    let arguments = call::arguments(schedule, alias, Named::Shape, steps)?;
    Ok(Some(literal::call(&path(alias), &arguments)))
}

fn cycle(schedule: &Config, alias: &Alias, steps: u64) -> Result<String, String> {
    Ok(literal::call(
        &path(alias),
        &call::arguments(schedule, alias, Named::Shape, steps)?,
    ))
}

/// Whether every phase of a one-cycle schedule has a length, so that Optax's has no 0/0.
fn cycles_fit(schedule: &Config, steps: u64) -> bool {
    let total = super::rate::length(schedule, "total_steps", steps) as f64;
    let share = |key: &str| schedule.real(key).map(|share| (share * total).floor());
    let (top, back) = (share("pct_start").unwrap_or(0.0), share("pct_final"));
    top > 0.0 && top < total && back.is_none_or(|back| back > top && back < total)
}

/// The function that takes the steps of a run.
fn train(scene: &Scene, runs: &Runs) -> String {
    let (mut body, mut step) = (Text::default(), Text::default());
    body.put("\"\"\"Takes the steps of a run, and prints a row before each.\"\"\"");
    let at = match runs.need("lookahead") {
        Share::None => "p",
        Share::All => {
            step.put("at = p.fast");
            "at"
        }
        Share::Some => {
            step.put("at = p.fast if isinstance(p, optax.LookaheadParams) else p");
            "at"
        }
    };
    step.put(&format!("loss, gradient = value_and_gradient({at})"));
    step.put(match runs.need("schedule") {
        Share::None => "lr = rate",
        Share::All => "lr = float(rate(jnp.float64(step)))",
        Share::Some => "lr = float(rate(jnp.float64(step))) if callable(rate) else rate",
    });
    step.put(&format!(
        "row = [*{at}.tolist(), loss.item(), *gradient.tolist()]"
    ));
    step.put("rows.writerow([run, step, *row, lr if step < STEPS else \"\"])");
    step.put("if step == STEPS or not all(math.isfinite(number) for number in row):\n    break");
    step.put(&noise::jax(&scene.noise).unwrap_or_default());
    let value = if runs.need("value") == Share::None {
        ""
    } else {
        body.put("optimizer = optax.with_extra_args_support(optimizer)");
        ", value=loss"
    };
    body.put("state = jax.tree.map(exact, optimizer.init(p))");
    step.put(&format!(
        "updates, state = optimizer.update(gradient, state, p{value})"
    ));
    step.put("p = optax.apply_updates(p, updates)");
    body.block("for step in range(STEPS + 1):", &step);
    let mut text = Text::default();
    text.put(
        "def exact(leaf):\n    \
         \"\"\"A count in float64: JAX divides whole numbers in float32, too coarse for rates.\"\"\"\n    \
         return leaf.astype(jnp.float64) if leaf.dtype == jnp.int32 else leaf\n\n\n\
         value_and_gradient = jax.jit(jax.value_and_grad(surface))\n\n\n",
    );
    text.block("def train(run, p, rate, optimizer):", &body);
    text.into_string()
}
