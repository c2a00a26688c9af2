//! What stands on an axis of a sweep, as the command line says it: `optimizer.lr=1e-4..1:log`.

use crate::cli::{Failure, warn};
use crate::core::map::{Axis, AxisScale, Knob};
use crate::core::pipeline::Request;
use crate::export::map::MapFile;
use crate::session::maps::usual_axis;
use crate::session::scene::Run;

/// The number that is meant, and the part of the axis if one is said.
pub(super) fn read(
    option: &str,
    text: &str,
    run: &Run,
    request: &Request,
) -> Result<(Option<Knob>, Option<Axis>), Failure> {
    let wrong = |problem: String| Failure::input(format!("--{option} {text}: {problem}"));
    let (name, rest) = match text.split_once('=') {
        Some((name, rest)) => (name, Some(rest)),
        None => (text, None),
    };
    let knob = knob(name.trim(), run, request).map_err(wrong)?;
    let Some(rest) = rest else {
        return Ok((Some(knob), None));
    };
    let (range, scale) = match rest.split_once(':') {
        Some((range, scale)) => (range, Some(scale.trim())),
        None => (rest, None),
    };
    let ends = range.split_once("..");
    let end = |end: &str| end.trim().parse::<f64>().ok().filter(|end| end.is_finite());
    let ends = ends.and_then(|(low, high)| Some((end(low)?, end(high)?)));
    let Some((low, high)) = ends else {
        return Err(wrong(format!(
            "a range is two numbers with two dots between them, such as {name}=0..1"
        )));
    };
    let of = |scale| Axis { low, high, scale };
    let scale = if let Some(word) = scale {
        let known = AxisScale::ALL.into_iter().find(|scale| scale.id() == word);
        known.ok_or_else(|| {
            let ids = AxisScale::ALL.map(AxisScale::id);
            wrong(format!("{word:?} is no scale; there is {}", ids.join(", ")))
        })?
    } else {
        // As the slider has it, where that can show the range.
        let usual = usual_axis(&knob, request).scale;
        let fits = of(usual).is_valid();
        if fits { usual } else { AxisScale::Linear }
    };
    let axis = of(scale);
    if axis.is_valid() {
        return Ok((Some(knob), Some(axis)));
    }
    Err(wrong(match scale {
        AxisScale::Log if low <= 0.0 => {
            "on a logarithmic axis both ends are above 0: begin above 0, or say :linear".to_owned()
        }
        AxisScale::OneMinus if high >= 1.0 => {
            "on an axis over 1 − value both ends are below 1: end below 1, or say :linear"
                .to_owned()
        }
        _ => format!(
            "{low:?} is not below {high:?}, or endlessly far from it: say the lower end first"
        ),
    }))
}

/// The number of a run with this name, or the only one whose name ends so.
fn knob(name: &str, run: &Run, request: &Request) -> Result<Knob, String> {
    let all = Knob::all(request);
    let names: Vec<String> = all.iter().map(Knob::to_string).collect();
    let is_end = |full: &String| {
        let before = full.strip_suffix(name);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let exact = names.iter().position(|full| full == name);
    let ends: Vec<usize> = (0..names.len())
        .filter(|i| !name.is_empty() && is_end(&names[*i]))
        .collect();
    let found = exact.or(match ends.as_slice() {
        [one] => Some(*one),
        _ => None,
    });
    if let Some(found) = found {
        return Ok(all[found].clone());
    }
    if ends.len() > 1 {
        let several: Vec<&str> = ends.iter().map(|i| names[*i].as_str()).collect();
        return Err(format!(
            "several numbers are called so: say {}",
            several.join(" or ")
        ));
    }
    // Distances take time in proportion to the length; no name is long.
    let distance = |full: &&String| strsim::osa_distance(name, full);
    let near = names
        .iter()
        .filter(|_| name.len() <= 60)
        .min_by_key(distance);
    let near = near.filter(|full| distance(full) <= 1 + full.len() / 3);
    let near = near.map_or_else(String::new, |full| format!(" (did you mean `{full}`?)"));
    Err(format!(
        "{:?} has no such number{near}; there is {}",
        run.name,
        names.join(", ")
    ))
}

/// Whether there are runs on the axes: a remark where some numbers are outside a domain, a failure where all are.
pub(super) fn judge(file: &MapFile) -> Result<(), Failure> {
    let plan = &file.wanted.plan;
    let knobs = [Some(&plan.across), plan.up.as_ref()];
    let axes = file.wanted.axes.iter().zip(file.wanted.size);
    for (knob, (axis, count)) in knobs.into_iter().flatten().zip(axes) {
        let numbers: Vec<f64> = (0..count).map(|i| axis.pixel(i, count)).collect();
        if judge_axis(&plan.base, knob, &numbers, "pixels") == Judged::Outside {
            return Err(outside(&plan.base, knob, axis));
        }
    }
    Ok(())
}

/// Whether the numbers on an axis have runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// Some have.
    Inside,
    /// None has.
    Outside,
}

/// Whether there is a run at the numbers of an axis, in pixels or columns; a remark where there is none at some.
pub(super) fn judge_axis(base: &Request, knob: &Knob, numbers: &[f64], what: &str) -> Judged {
    let mut request = base.clone();
    let is_outside = |x: &&f64| knob.put(&mut request, **x).is_none();
    let outside = numbers.iter().filter(is_outside).count();
    let count = numbers.len();
    if outside == count {
        return Judged::Outside;
    }
    if outside > 0 {
        warn(&format!(
            "{outside} of {count} {what} of {knob} are outside its domain and have no run{}",
            allowed(base, knob)
        ));
    }
    Judged::Inside
}

/// The failure of an axis on which there is no run.
pub(super) fn outside(base: &Request, knob: &Knob, axis: &Axis) -> Failure {
    Failure::input(format!(
        "{knob} is outside its domain from {:?} to {:?}{}",
        axis.low,
        axis.high,
        allowed(base, knob)
    ))
}

fn allowed(base: &Request, knob: &Knob) -> String {
    let spec = knob.spec(base);
    spec.map_or_else(String::new, |spec| format!(": it is {}", spec.allowed()))
}
