//! A script for Keras, on JAX.

use super::call::{self, Named, alias_of};
use super::literal::Text;
use super::rate::Functions;
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
    id: "keras",
    name: "Keras",
    group: Group::Code,
    extension: "py",
    summary: "A Python script that makes the same trajectories with Keras on JAX",
    write: |subject, out, progress| super::write(&DIALECT, subject, out, progress),
};

const DIALECT: Dialect = Dialect {
    framework: Framework::Keras,
    // Keras's own functions round to float32 whatever they are given: the surface is written in the backend's.
    ops: "jnp",
    elsewhere: &[("sigmoid", "jax.nn.sigmoid")],
    say,
    remark: "All numbers are float64. Keras's own mathematical functions round to float32, so that the surface is \
             written in those of the backend, JAX; Adafactor's means are Keras's, and agree to seven digits.",
    imports: "\
import csv
import math
import os
import sys

os.environ[\"KERAS_BACKEND\"] = \"jax\"

import jax
import jax.numpy as jnp
import keras

jax.config.update(\"jax_enable_x64\", True)
keras.config.set_floatx(\"float64\")
",
    train,
};

/// A run: its variable and its optimizer.
fn say(request: &Request, functions: &mut Functions) -> Result<Said, String> {
    let start = [request.start.x, request.start.y]
        .map(literal::real)
        .join(", ");
    let mut said = Said::default();
    let rate = rate(request, functions)?;
    if rate.starts_with("Rate(") {
        said.needs.push("rate");
    }
    let (rate, before) = if rate_stands(request) {
        (rate, None)
    } else {
        ("schedule".to_owned(), Some(format!("schedule = {rate}")))
    };
    said.lines.extend(before);
    said.lines
        .push(format!("optimizer = {}", optimizer(request, &rate)?));
    said.arguments
        .push(("p", format!("keras.Variable([{start}])")));
    said.arguments.push(("optimizer", "optimizer".to_owned()));
    Ok(said)
}

fn optimizer(request: &Request, rate: &str) -> Result<String, String> {
    let config = &request.optimizer;
    let lacks = || lacking(config, Framework::Keras);
    let same =
        same::translated(config, Framework::Keras, rate_stands(request)).ok_or_else(lacks)?;
    let own = &same.config;
    let alias = alias_of(own, Framework::Keras).ok_or_else(lacks)?;
    if own.id() == "sgd.keras" && own.real("momentum").is_some_and(|momentum| momentum > 1.0) {
        return Err("has a momentum above 1, which Keras refuses; lower `momentum`".to_owned());
    }
    let mut arguments = call::arguments(own, alias, Named::Changed, request.steps)?;
    let named_rate = format!("{}=", alias.their_key("lr"));
    if let Some(first) = arguments
        .iter_mut()
        .find(|one| one.starts_with(&named_rate))
    {
        *first = format!("{named_rate}{rate}");
    }
    let clip = &request.clip;
    if clip.id() != "none" {
        let alias =
            alias_of(clip, Framework::Keras).ok_or_else(|| lacking(clip, Framework::Keras))?;
        if request.place != Place::Gradient {
            return Err("clips another vector than the gradient, which Keras does not; let it clip the gradient".to_owned());
        }
        let threshold = clip.values().first().map(|value| match value {
            Value::Real(x) => literal::real(*x),
            _ => "None".to_owned(),
        });
        arguments.extend(threshold.map(|threshold| format!("{}={threshold}", alias.name)));
    }
    Ok(literal::call(
        &format!("keras.optimizers.{}", alias.name),
        &arguments,
    ))
}

/// The rate of a run: a number, Keras's own schedule, or a formula.
fn rate(request: &Request, functions: &mut Functions) -> Result<String, String> {
    let (schedule, steps) = (&request.schedule, request.steps);
    let base = base_rate(request);
    if rate_stands(request) {
        return Ok(literal::real(base));
    }
    if drives_momentum(request) {
        return Err(format!(
            "takes the schedule {}, which drives momentum; Keras's schedules do not: turn `cycle_momentum` off",
            schedule.name()
        ));
    }
    if schedule.id() == "plateau" {
        return Err("takes the schedule Reduce on plateau, which Keras counts in epochs; choose another schedule".to_owned());
    }
    if let Some(alias) = alias_of(schedule, Framework::Keras).filter(|_| is_exact(schedule)) {
        let arguments = call::arguments(schedule, alias, Named::Shape, steps)?;
        return Ok(literal::call(
            &format!("keras.optimizers.schedules.{}", alias.name),
            &arguments,
        ));
    }
    let name = functions
        .rate(schedule, steps)
        .map_err(|why| format!("takes {why}"))?;
    Ok(format!(
        "Rate(lambda t: {name}(t, {}))",
        literal::real(base)
    ))
}

/// Whether Keras computes a schedule of its own in float64, and takes these settings: its cosines and its whole numbers
/// are rounded to float32.
fn is_exact(schedule: &Config) -> bool {
    let is_on = |key: &str| schedule.get(key) == Some(&Value::Toggle(true));
    match (schedule.get("boundaries"), schedule.get("values")) {
        (Some(Value::Counts(boundaries)), Some(Value::Reals(values))) => {
            values.len() == boundaries.len() + 1 && boundaries.is_sorted()
        }
        _ => !(schedule.id().starts_with("cosine") || is_on("staircase") || is_on("cycle")),
    }
}

/// The function that takes the steps of a run.
fn train(scene: &Scene, runs: &Runs) -> String {
    let (mut body, mut step) = (Text::default(), Text::default());
    step.put("loss, gradient = value_and_gradient(p.value)");
    step.put("lr = float(optimizer.learning_rate)");
    step.put("row = [*p.value.tolist(), loss.item(), *gradient.tolist()]");
    step.put("rows.writerow([run, step, *row, lr if step < STEPS else \"\"])");
    step.put("if step == STEPS or not all(math.isfinite(number) for number in row):\n    break");
    step.put(&noise::jax(&scene.noise).unwrap_or_default());
    step.put("optimizer.apply([gradient], [p])");
    body.put("\"\"\"Takes the steps of a run, and prints a row before each.\"\"\"");
    body.block("for step in range(STEPS + 1):", &step);
    let mut text = Text::default();
    if runs.need("rate") != Share::None {
        text.put(
            "class Rate(keras.optimizers.schedules.LearningRateSchedule):\n    \
             \"\"\"A schedule in Python's float64; Keras computes cosines and whole numbers in float32.\"\"\"\n\n    \
             def __init__(self, rate):\n        self.rate = rate\n\n    \
             def __call__(self, step):\n        return self.rate(int(step))\n\n\n",
        );
    }
    text.put("value_and_gradient = jax.jit(jax.value_and_grad(surface))\n\n\n");
    text.block("def train(run, p, optimizer):", &body);
    text.into_string()
}
