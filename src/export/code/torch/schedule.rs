//! Schedules of PyTorch's own objects where it has them with these settings, and of a formula where not.

use super::super::call::{self, Named, alias_of};
use super::super::literal::{self, Text};
use super::super::rate::{Functions, inner_steps, length};
use super::super::{base_rate, drives_momentum};
use crate::core::catalog::{Config, Framework};
use crate::core::optim;
use crate::core::params::Value;
use crate::core::pipeline::Request;

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

/// The scheduler of a run: PyTorch's own object, or its formula.
pub(super) fn scheduler(request: &Request, functions: &mut Functions) -> Result<String, String> {
    let schedule = &request.schedule;
    if let Some(native) = native(schedule, request, request.steps)? {
        return Ok(native);
    }
    if drives_momentum(request) {
        let name = schedule.name();
        return Err(if schedule.id() == "one_cycle" {
            format!(
                "has a cycle of {} steps in a run of {}, and PyTorch's stops with an error at its end; let it follow the \
                 run, or turn `cycle_momentum` off",
                length(schedule, "total_steps", request.steps),
                request.steps
            )
        } else {
            format!(
                "takes the schedule {name} around one that drives momentum, which PyTorch does not compose like this; let \
                 that one stand alone, or turn its `cycle_momentum` off"
            )
        });
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
    let base = literal::real(base_rate(request));
    let lambda = match functions.rate(schedule, steps) {
        Ok(name) => format!("lambda t: {name}(t, {base}) / {base}"),
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
    let momentum = optim::entry_of(&request.optimizer).momentum.is_some();
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
    let mut rows = Text::default();
    for one in members {
        rows.put(&format!("{one},"));
    }
    let mut list = Text::default();
    list.block("[", &rows);
    list.put("]");
    list.into_string().trim_end().to_owned()
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
