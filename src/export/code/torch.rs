//! A script for PyTorch.

use super::call::{self, Named, alias_of};
use super::rate::{Functions, inner_steps, length};
use super::{
    Dialect, Runs, Said, Share, base_rate, drives_momentum, lacking, literal, noise, rate_stands,
    same,
};
use crate::core::catalog::{Config, Framework};
use crate::core::clip::Place;
use crate::core::params::Value;
use crate::core::pipeline::Request;
use crate::export::{Exporter, Group};
use crate::session::scene::Scene;

pub(in crate::export) const EXPORTER: Exporter = Exporter {
    id: "torch",
    name: "PyTorch",
    group: Group::Code,
    extension: "py",
    summary: "A Python script that makes the same trajectories with PyTorch",
    write: |subject, out, progress| super::write(&DIALECT, subject, out, progress),
};

const DIALECT: Dialect = Dialect {
    framework: Framework::Torch,
    ops: "torch",
    elsewhere: &[],
    say,
    imports: "\
import csv
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
",
    train,
};

/// Schedules of which PyTorch's own objects may stand in a row: each starts anew from the optimizer's rate there, too.
const IN_A_ROW: &[&str] = &[
    "constant_factor",
    "step",
    "multi_step",
    "exponential",
    "linear",
    "polynomial",
    "cosine",
    "cosine_restarts",
];
/// Schedules that are a factor on the rate before, also in PyTorch's recursions.
const FACTORS: &[&str] = &[
    "constant_factor",
    "step",
    "multi_step",
    "exponential",
    "linear",
    "polynomial",
];

/// A run: its tensor, optimizer, scheduler and clip.
fn say(request: &Request, functions: &mut Functions) -> Result<Said, String> {
    let start = [request.start.x, request.start.y]
        .map(literal::real)
        .join(", ");
    let mut said = Said {
        lines: vec![format!("p = torch.tensor([{start}], requires_grad=True)")],
        ..Said::default()
    };
    let optimizer = optimizer(request)?;
    said.lines.push(format!("optimizer = {optimizer}"));
    said.arguments.push(("p", "p".to_owned()));
    said.arguments.push(("optimizer", "optimizer".to_owned()));
    if request.optimizer.id() == "lbfgs" {
        said.needs.push("closure");
    }
    if !rate_stands(request) {
        said.lines
            .push(format!("scheduler = {}", scheduler(request, functions)?));
        said.arguments.push(("scheduler", "scheduler".to_owned()));
        if request.schedule.id() == "plateau" {
            said.needs.push("metric");
        }
    }
    if request.clip.id() != "none" {
        let alias = alias_of(&request.clip, Framework::Torch);
        let alias = alias.ok_or_else(|| lacking(&request.clip, Framework::Torch))?;
        if request.place != Place::Gradient {
            return Err(format!(
                "clips the {}, where PyTorch has no place for a clip; let it clip the gradient",
                if request.place == Place::Update {
                    "final update"
                } else {
                    "vector after momentum"
                }
            ));
        }
        let mut arguments = vec!["[p]".to_owned()];
        arguments.extend(call::arguments(
            &request.clip,
            alias,
            Named::Changed,
            request.steps,
        )?);
        arguments.push("foreach=False".to_owned());
        let clip = literal::call(&format!("torch.nn.utils.{}", alias.name), &arguments);
        said.arguments.push(("clip", format!("lambda p: {clip}")));
    }
    Ok(said)
}

fn optimizer(request: &Request) -> Result<String, String> {
    let config = &request.optimizer;
    let lacks = || lacking(config, Framework::Torch);
    let same =
        same::translated(config, Framework::Torch, rate_stands(request)).ok_or_else(lacks)?;
    let alias = alias_of(&same.config, Framework::Torch).ok_or_else(lacks)?;
    let mut own = same.config;
    let is_on = |config: &Config, key: &str| config.get(key) == Some(&Value::Toggle(true));
    let is_zero = |config: &Config, key: &str| config.real(key).is_some_and(|x| x == 0.0);
    if own.id() == "sgd" && is_on(&own, "nesterov") {
        if !is_zero(&own, "dampening") {
            return Err("takes SGD with Nesterov's momentum and dampening at once, which PyTorch refuses; set \
                        `dampening` to 0"
                .to_owned());
        }
        if is_zero(&own, "momentum") && !drives_momentum(request) {
            // PyTorch refuses it without momentum, where it changes nothing.
            let _known = own.set("nesterov", Value::Toggle(false));
        }
    }
    if own.id() == "adafactor" && own.real("d").is_some_and(|d| d < 1.0) {
        return Err("has a clipping threshold below 1, which PyTorch's Adafactor refuses; set `d` to 1 or more".to_owned());
    }
    let mut arguments = vec!["[p]".to_owned()];
    arguments.extend(call::arguments(&own, alias, Named::Changed, request.steps)?);
    if own.id() != "lbfgs" {
        // One rounding per operation, as in Ravine.
        arguments.push("foreach=False".to_owned());
    }
    Ok(literal::call(
        &format!("torch.optim.{}", alias.name),
        &arguments,
    ))
}

/// The scheduler of a run: PyTorch's own object, or its formula.
fn scheduler(request: &Request, functions: &mut Functions) -> Result<String, String> {
    let schedule = &request.schedule;
    if let Some(native) = native(schedule, request, request.steps)? {
        return Ok(native);
    }
    if drives_momentum(request) {
        return Err(format!(
            "takes the schedule {}, in which PyTorch does not drive momentum as here; turn `cycle_momentum` off",
            schedule.name()
        ));
    }
    formula(schedule, request, request.steps, functions)
}

/// A schedule that PyTorch does not have, as a function of the step.
fn formula(
    schedule: &Config,
    request: &Request,
    steps: u64,
    functions: &mut Functions,
) -> Result<String, String> {
    let base = base_rate(request);
    let lambda = match functions.rate(schedule, base, steps) {
        Ok(name) => format!("lambda t: {name}(t) / {}", literal::real(base)),
        Err(why) => return Err(format!("takes {why}")),
    };
    Ok(literal::call(
        &scheduler_named("LambdaLR"),
        &["optimizer".to_owned(), lambda],
    ))
}

fn scheduler_named(name: &str) -> String {
    format!("torch.optim.lr_scheduler.{name}")
}

/// PyTorch's own object for a schedule in a run, or a stretch of it, of so many steps; none where it has none, or one
/// that is not the same with these settings.
fn native(schedule: &Config, request: &Request, steps: u64) -> Result<Option<String>, String> {
    let zero = |key: &str| schedule.real(key) == Some(0.0);
    let momentum = crate::core::optim::entry_of(&request.optimizer)
        .momentum
        .is_some();
    let mut own = schedule.clone();
    match schedule.id() {
        "warmup" => return warmup(schedule, request, steps),
        "sequential" | "chained" => return composed(schedule, request, steps),
        // PyTorch's ramp may not start at 0, and its factor has no way back from 0.
        "linear" if zero("start_factor") => return Ok(None),
        "constant_factor" if zero("factor") => return Ok(None),
        // It ends with an error past its last step.
        "one_cycle" if length(schedule, "total_steps", steps) < steps => return Ok(None),
        "one_cycle" | "cyclic" if !momentum => {
            let _known = own.set("cycle_momentum", Value::Toggle(false));
        }
        _ => {}
    }
    let Some(alias) = alias_of(&own, Framework::Torch) else {
        return Ok(None);
    };
    let mut arguments = vec!["optimizer".to_owned()];
    arguments.extend(call::arguments(&own, alias, Named::Shape, steps)?);
    let name = match alias.module {
        "" => scheduler_named(alias.name),
        module => format!("torch.optim.{module}.{}", alias.name),
    };
    Ok(Some(literal::call(&name, &arguments)))
}

/// A warm-up: a ramp and what follows, in a row.
fn warmup(schedule: &Config, request: &Request, steps: u64) -> Result<Option<String>, String> {
    let (Some(Value::Config(then)), Some(Value::Count(length)), Some(start)) = (
        schedule.get("then"),
        schedule.get("steps"),
        schedule.real("start_factor"),
    ) else {
        return Ok(None);
    };
    if start == 0.0 || *length == 0 {
        return Ok(None);
    }
    let Some(then) = in_a_row(then, request, steps.saturating_sub(*length))? else {
        return Ok(None);
    };
    let start = format!("start_factor={}", literal::real(start));
    let ramp = [
        "optimizer".to_owned(),
        start,
        format!("total_iters={length}"),
    ];
    let ramp = literal::call(&scheduler_named("LinearLR"), &ramp);
    Ok(Some(row_of(&[ramp, then], &[*length])))
}

/// A schedule as a member of a row; none if it may not stand there.
fn in_a_row(schedule: &Config, request: &Request, steps: u64) -> Result<Option<String>, String> {
    match schedule.id() {
        "constant" => {
            let arguments = ["optimizer", "factor=1.0", "total_iters=0"].map(str::to_owned);
            Ok(Some(literal::call(
                &scheduler_named("ConstantLR"),
                &arguments,
            )))
        }
        id if IN_A_ROW.contains(&id) => native(schedule, request, steps),
        _ => Ok(None),
    }
}

fn row_of(members: &[String], milestones: &[u64]) -> String {
    let milestones: Vec<String> = milestones.iter().map(u64::to_string).collect();
    let arguments = [
        "optimizer".to_owned(),
        list_of(members),
        format!("milestones=[{}]", milestones.join(", ")),
    ];
    literal::call(&scheduler_named("SequentialLR"), &arguments)
}

fn list_of(members: &[String]) -> String {
    let rows: String = members
        .iter()
        .map(|one| format!("{},\n", literal::indented(one)))
        .collect();
    format!("[\n{rows}]")
}

/// Schedules in a row, or all at once.
fn composed(schedule: &Config, request: &Request, steps: u64) -> Result<Option<String>, String> {
    let Some(Value::Configs(list)) = schedule.get("schedules") else {
        return Ok(None);
    };
    let inner = inner_steps(schedule, steps);
    let mut members = Vec::new();
    for (one, steps) in list.iter().zip(inner) {
        let is_factor = FACTORS.contains(&one.id());
        let member = if schedule.id() == "chained" && !is_factor {
            None
        } else {
            in_a_row(one, request, steps)?
        };
        let Some(member) = member else {
            return Ok(None);
        };
        members.push(member);
    }
    if schedule.id() == "chained" {
        let all = [list_of(&members)];
        return Ok(Some(literal::call(
            &scheduler_named("ChainedScheduler"),
            &all,
        )));
    }
    let Some(Value::Counts(milestones)) = schedule.get("milestones") else {
        return Ok(None);
    };
    let mut milestones = milestones.clone();
    milestones.sort_unstable();
    // PyTorch wants one milestone less than schedules, and each after the one before.
    let rising = milestones.windows(2).all(|pair| pair[0] < pair[1]);
    let fits = milestones.len() + 1 == members.len() && rising && milestones.first() != Some(&0);
    Ok(fits.then(|| row_of(&members, &milestones)))
}

/// The function that takes the steps of a run.
fn train(scene: &Scene, runs: &Runs) -> String {
    let closure = runs.need("closure") != Share::None;
    let noise = noise::torch(&scene.noise);
    let mut disturb = noise.clone().map_or_else(String::new, |noise| noise + "\n");
    disturb += &runs.where_given("clip", "clip(p)\n");
    let parameters = runs.parameters(&["p", "optimizer", "scheduler", "clip"]);
    let mut text = format!("def train(run{parameters}):\n");
    let mut body =
        String::from("\"\"\"Takes the steps of a run, and prints a row before each.\"\"\"\n");
    if noise.is_some() {
        body += &format!("torch.manual_seed({})\n", scene.noise.seed);
    }
    let evaluate = "optimizer.zero_grad()\nloss = surface(p)\nloss.backward()\n";
    let mut step = String::new();
    if closure {
        body += &format!(
            "\ndef evaluate():\n{}\n    return loss\n",
            literal::indented(evaluate)
        );
        body += &format!(
            "\ndef closure():\n    loss = evaluate()\n{}    return loss\n\n",
            lines_indented(&disturb)
        );
        step += "loss = evaluate()\n";
    } else {
        step += evaluate;
    }
    step += "lr = optimizer.param_groups[0][\"lr\"] if step < STEPS else \"\"\n";
    step += "rows.writerow([run, step, *p.tolist(), loss.item(), *p.grad.tolist(), lr])\n";
    step += "if step == STEPS or not (p.isfinite() & p.grad.isfinite() & loss.isfinite()).all():\n    break\n";
    if closure {
        step += "optimizer.step(closure)\n";
    } else {
        step += &disturb;
        step += "optimizer.step()\n";
    }
    let plateau = "isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)";
    let advance = match runs.need("metric") {
        Share::None => "scheduler.step()\n".to_owned(),
        _ if all_with_metric(runs) => "scheduler.step(loss.item())\n".to_owned(),
        _ => {
            format!("if {plateau}:\n    scheduler.step(loss.item())\nelse:\n    scheduler.step()\n")
        }
    };
    step += &runs.where_given("scheduler", &advance);
    body += &format!(
        "for step in range(STEPS + 1):\n{}",
        literal::indented(&step)
    );
    text += &literal::indented(&body);
    text.push('\n');
    text
}

/// Whether every scheduler of the runs waits for the loss.
fn all_with_metric(runs: &Runs) -> bool {
    runs.share(|said| said.gives("scheduler") && !said.needs.contains(&"metric")) == Share::None
}

/// Lines four columns further in, each with its end.
fn lines_indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
