//! The numbers of a run that can stand on an axis: what they are called, how far they reach, and how a scene comes to have
//! them.
//!
//! A run says what it wants and takes what runs share where it follows. [`write()`] puts a number where the run takes it from, so
//! that [`Scene::request`] has it to the last bit.

use crate::core::catalog::Config;
use crate::core::map::{Axis, AxisScale, Knob, Limits, Part};
use crate::core::noise::MAX_DEGREES;
use crate::core::optim;
use crate::core::params::{Domain, Scale, Shape, Value};
use crate::core::pipeline::Request;
use crate::session::format;
use crate::session::scene::{RunId, Scene};
use crate::session::specs;

/// What a number of a run is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The symbol; empty if it has none.
    pub symbol: &'static str,
    /// The label, with the setting that it is of where that is not the run's own: `Learning rate`.
    pub label: String,
    /// The heading under which it stands in a list: `Adam`.
    pub part: String,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

impl Name {
    /// Symbol and label: `η Learning rate`.
    pub fn long(&self) -> String {
        if self.symbol.is_empty() {
            self.label.clone()
        } else {
            format!("{}  {}", self.symbol, self.label)
        }
    }

    /// The symbol, or the label where there is none.
    pub fn short(&self) -> String {
        if self.symbol.is_empty() {
            self.label.clone()
        } else {
            self.symbol.to_owned()
        }
    }
}

/// What a number is called; none if the run has no such number.
pub fn name(knob: &Knob, request: &Request) -> Option<Name> {
    let of_spec = |spec: &'static crate::core::params::ParamSpec, part: &str| Name {
        symbol: spec.symbol,
        label: spec.label.to_owned(),
        part: part.to_owned(),
        meaning: spec.meaning(),
    };
    let start = |symbol, label: &str| Name {
        symbol,
        label: label.to_owned(),
        part: "Start".to_owned(),
        meaning: "Where the run starts.",
    };
    Some(match knob {
        Knob::StartX => start("x", "Start x"),
        Knob::StartY => start("y", "Start y"),
        Knob::Sigma => of_spec(&specs::SIGMA, "Noise"),
        Knob::Degrees => of_spec(&specs::DEGREES, "Noise"),
        Knob::Seed => of_spec(&specs::SEED, "Noise"),
        Knob::Param { part, key } => {
            let spec = knob.spec(request)?;
            let mut named = of_spec(spec, part.of(request).name());
            // A number of a setting inside another says of which.
            if let Some((outer, _)) = key.rsplit_once('.')
                && let Some(Value::Config(inner)) = part.of(request).get(outer)
            {
                named.label = format!("{} of {}", spec.label, inner.name());
            }
            named
        }
    })
}

/// How far the axis of a number reaches.
pub fn limits(knob: &Knob, request: &Request, scale: AxisScale) -> Limits {
    let whole = |min: u64, max: u64| Limits {
        low: min as f64 - 0.5,
        high: max as f64 + 0.5,
        least: 3.0,
    };
    let real = |domain: Domain| Limits {
        low: domain.low.max(-MOST),
        high: domain.high.min(MOST),
        least: 0.0,
    };
    let mut limits = match knob {
        Knob::StartX | Knob::StartY => real(Domain::REAL),
        Knob::Sigma => real(Domain::NON_NEGATIVE),
        Knob::Degrees => whole(1, MAX_DEGREES),
        Knob::Seed => whole(0, 1 << 53),
        Knob::Param { .. } => match knob.spec(request).map(|spec| &spec.shape) {
            Some(Shape::Real { domain, .. }) => real(*domain),
            Some(Shape::Count { min, max, auto, .. }) => {
                // What stands for `auto` is no number on an axis.
                let is_auto = *auto == Some(*min);
                whole(min + u64::from(is_auto), *max)
            }
            _ => real(Domain::REAL),
        },
    };
    match scale {
        AxisScale::Linear => {}
        AxisScale::Log => limits.low = limits.low.max(1.0 / MOST),
        // The last numbers before 1.
        AxisScale::OneMinus => limits.high = limits.high.min(1.0 - 1e-15),
    }
    limits
}

/// The largest number on an axis, and one over the least of a logarithmic one.
const MOST: f64 = 1e300;

/// The axis over the same numbers in another scale, or why there is none.
pub fn rescaled(
    axis: &Axis,
    scale: AxisScale,
    knob: &Knob,
    request: &Request,
) -> Result<Axis, String> {
    let limits = limits(knob, request, scale);
    let mut low = axis.low.max(limits.low);
    let high = axis.high.min(limits.high);
    if scale == AxisScale::Log {
        if high <= 0.0 {
            return Err("A logarithmic axis needs numbers above 0, and none is shown".to_owned());
        }
        if axis.low < 0.0 {
            let low = format::number(axis.low);
            return Err(format!(
                "A logarithmic axis needs numbers above 0, and this one reaches {low}"
            ));
        }
        // From 0 on: as many powers of ten as are worth looking at.
        low = low.max(high * 1e-4);
    }
    if scale == AxisScale::OneMinus && axis.low >= limits.high {
        return Err("This axis needs numbers below 1, and none is shown".to_owned());
    }
    let made = Axis { low, high, scale };
    if made.is_valid() {
        Ok(made)
    } else {
        Err("There is no number between the ends of this axis".to_owned())
    }
}

/// The scales that suit a number.
pub fn scales(knob: &Knob, request: &Request) -> Vec<AxisScale> {
    let spec = knob.spec(request);
    let is_share = spec.is_some_and(|spec| match spec.shape {
        Shape::Real { span, domain, .. } => {
            span.scale == Scale::OneMinusLog || (domain.high <= 1.0 && domain.low == 0.0)
        }
        _ => false,
    });
    if is_share {
        AxisScale::ALL.to_vec()
    } else {
        vec![AxisScale::Linear, AxisScale::Log]
    }
}

/// The number as the run takes it, what runs share applied.
pub fn read(scene: &Scene, run: RunId, knob: &Knob) -> Option<f64> {
    knob.get(&scene.request(scene.run(run)?))
}

/// Puts a number where the run takes it from, so that the run's request has exactly this one: into the run, into what runs
/// share where it follows, or into the scene. Nothing is changed, and the answer is no, if the run has no such number or the
/// value is outside its domain.
pub fn write(scene: &mut Scene, run: RunId, knob: &Knob, x: f64) -> bool {
    let Some(mut wanted) = scene.run(run).map(|run| scene.request(run)) else {
        return false;
    };
    if knob.put(&mut wanted, x).is_none() {
        return false;
    }
    let before = scene.clone();
    let is_there = |scene: &Scene| {
        let now = scene.run(run).map(|run| scene.request(run));
        now.is_some_and(|now| now == wanted)
    };
    put(scene, run, knob, &wanted, true);
    if !is_there(scene) {
        // What is shared has no such number: the run takes its own.
        scene.clone_from(&before);
        put(scene, run, knob, &wanted, false);
    }
    let done = is_there(scene);
    if !done {
        *scene = before;
    }
    done
}

/// Writes the number of a request; into what is shared only if that is wanted, else the run stops following.
fn put(scene: &mut Scene, id: RunId, knob: &Knob, wanted: &Request, shares: bool) {
    let common = scene.start;
    let shared = scene.shared.clone();
    let Some(run) = scene.runs.iter_mut().find(|run| run.id == id) else {
        return;
    };
    match knob {
        Knob::StartX | Knob::StartY => match &mut run.start {
            Some(start) => *start = wanted.start,
            None if common != wanted.start => scene.start = wanted.start,
            None => {}
        },
        Knob::Sigma | Knob::Degrees | Knob::Seed => scene.noise = wanted.noise,
        Knob::Param { part, key } => match part {
            Part::Surface => copy(&mut scene.surface, &wanted.surface, key),
            Part::Schedule => match &mut scene.shared.schedule {
                Some(schedule) if run.follows.schedule => copy(schedule, &wanted.schedule, key),
                _ => copy(&mut run.schedule, &wanted.schedule, key),
            },
            Part::Clip => match &mut scene.shared.clip {
                Some((clip, _)) if run.follows.clip => copy(clip, &wanted.clip, key),
                _ => copy(&mut run.clip, &wanted.clip, key),
            },
            Part::Optimizer => {
                let leading = leading_path(&run.optimizer);
                let momentum = optim::entry_of(run.optimizer.leading()).momentum;
                let is_rate = *key == format!("{leading}lr");
                let is_momentum = momentum.is_some_and(|name| *key == format!("{leading}{name}"));
                if is_rate && run.follows.rate {
                    let rate = wanted.optimizer.real(key).unwrap_or(f64::NAN);
                    let own = divided(rate, shared.rate_factor).filter(|_| shares);
                    run.follows.rate = own.is_some();
                    let own = Value::Real(own.unwrap_or(rate));
                    // What is not allowed is found by comparing afterwards.
                    let _refused = run.optimizer.set(key, own);
                } else if is_momentum && run.follows.momentum && shared.momentum.is_some() {
                    let momentum = wanted.optimizer.real(key);
                    let allowed = momentum.filter(|m| specs::MOMENTUM.allows(&Value::Real(*m)));
                    if shares && allowed.is_some() {
                        scene.shared.momentum = allowed;
                    } else {
                        run.follows.momentum = false;
                        copy(&mut run.optimizer, &wanted.optimizer, key);
                    }
                } else {
                    copy(&mut run.optimizer, &wanted.optimizer, key);
                }
            }
        },
    }
}

/// Takes over the value of a parameter.
fn copy(to: &mut Config, from: &Config, key: &str) {
    if let Some(value) = from.get(key) {
        // What is not allowed is found by comparing afterwards.
        let _refused = to.set(key, value.clone());
    }
}

/// What stands before the keys of the setting that leads: nothing, or for a wrapper `optimizer.`.
pub fn leading_path(optimizer: &Config) -> String {
    let mut path = String::new();
    let (mut at, leading) = (optimizer, optimizer.leading());
    while !std::ptr::eq(at, leading) {
        let inner = at.iter().find_map(|(spec, value)| match value {
            Value::Config(inner) if inner.about.kind == optimizer.about.kind => Some((spec, inner)),
            _ => None,
        });
        let Some((spec, inner)) = inner else {
            break;
        };
        path = format!("{path}{}.", spec.key);
        at = inner;
    }
    path
}

/// The number that becomes `product` when it is multiplied by `factor`, to the last bit, if there is one.
fn divided(product: f64, factor: f64) -> Option<f64> {
    let near = product / factor;
    let candidates = [near, near.next_up(), near.next_down()];
    candidates
        .into_iter()
        .find(|x| x.is_finite() && *x > 0.0 && x * factor == product)
}

#[cfg(test)]
#[path = "knobs_tests.rs"]
mod tests;
