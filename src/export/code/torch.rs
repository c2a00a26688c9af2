//! A script for PyTorch.

mod schedule;

use super::call::{self, Named, alias_of};
use super::literal::Text;
use super::rate::Functions;
use super::{
    Dialect, Runs, Said, Share, drives_momentum, lacking, literal, noise, rate_stands, same,
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
    remark: "All numbers are float64, and `foreach=False` takes the kernels that round once per operation, as \
             Ravine does.",
    imports: "\
import csv
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
",
    train,
};

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
        said.lines.push(format!(
            "scheduler = {}",
            schedule::scheduler(request, functions)?
        ));
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
        arguments.push("foreach=False".to_owned());
    }
    Ok(literal::call(
        &format!("torch.optim.{}", alias.name),
        &arguments,
    ))
}

/// The function that takes the steps of a run.
fn train(scene: &Scene, runs: &Runs) -> String {
    let noise = noise::torch(&scene.noise);
    let mut disturb = Text::default();
    disturb.put(noise.as_deref().unwrap_or(""));
    let mut clip = Text::default();
    clip.put("clip(p)");
    runs.where_given(&mut disturb, "clip", clip);
    let mut evaluate = Text::default();
    evaluate.put("optimizer.zero_grad()\nloss = surface(p)\nloss.backward()");

    let (mut body, mut step) = (Text::default(), Text::default());
    body.put("\"\"\"Takes the steps of a run, and prints a row before each.\"\"\"");
    if noise.is_some() {
        body.put(&format!("torch.manual_seed({})", scene.noise.seed));
    }
    let closure = runs.need("closure") != Share::None;
    let disturb = disturb.into_string();
    if closure {
        evaluate.put("return loss");
        body.block("\ndef evaluate():", &evaluate);
        if !disturb.is_empty() {
            let mut again = Text::default();
            again.put("loss = evaluate()");
            again.put(&disturb);
            again.put("return loss");
            body.block("\ndef closure():", &again);
        }
        body.put("\n");
        step.put("loss = evaluate()");
    } else {
        step.put(&evaluate.into_string());
    }
    step.put("lr = optimizer.param_groups[0][\"lr\"] if step < STEPS else \"\"");
    step.put("rows.writerow([run, step, *p.tolist(), loss.item(), *p.grad.tolist(), lr])");
    step.put("if step == STEPS or not (p.isfinite() & p.grad.isfinite() & loss.isfinite()).all():\n    break");
    step.put(match (closure, disturb.is_empty()) {
        (true, true) => "optimizer.step(evaluate)",
        (true, false) => "optimizer.step(closure)",
        (false, _) => &disturb,
    });
    if !closure {
        step.put("optimizer.step()");
    }
    let mut advance = Text::default();
    advance.put(match runs.need("metric") {
        Share::None => "scheduler.step()",
        _ if all_with_metric(runs) => "scheduler.step(loss.item())",
        _ => {
            "if isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):\n    \
             scheduler.step(loss.item())\nelse:\n    scheduler.step()"
        }
    });
    runs.where_given(&mut step, "scheduler", advance);
    body.block("for step in range(STEPS + 1):", &step);
    let parameters = runs.parameters(&["p", "optimizer", "scheduler", "clip"]);
    let mut text = Text::default();
    text.block(&format!("def train(run{parameters}):"), &body);
    text.into_string()
}

/// Whether every scheduler of the runs waits for the loss.
fn all_with_metric(runs: &Runs) -> bool {
    runs.share(|said| said.gives("scheduler") && !said.needs.contains(&"metric")) == Share::None
}
