//! Which numbers of a run can be tuned, and where each is looked for: by the same rule for every run.

use crate::core::catalog::Config;
use crate::core::map::{Knob, Part};
use crate::core::optim::{self, StepUnit};
use crate::core::params::{Scale, Shape, Span, round_significant};
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::core::tune::Dial;
use crate::session::maps::knobs::leading_path;

/// How far a learning rate is looked for to both sides of the one that suits the surface: three powers of ten.
const REACH: f64 = 1e3;

/// What is tuned of every run where nothing is chosen for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Vary {
    /// Its learning rate.
    #[default]
    Rate,
    /// Its learning rate and its momentum, or what plays its part.
    RateAndMomentum,
}

/// Every number of a run that can be tuned: those of its optimizer, its schedule and its clip, in the order of a list. Not
/// those of the surface and the noise, which are the race itself, nor what follows from others.
pub fn tunable(request: &Request) -> Vec<Knob> {
    let all = Knob::all(request).into_iter();
    all.filter(|knob| match knob {
        Knob::Param { part, key } => {
            *part != Part::Surface && key.rsplit('.').next() != Some("seed")
        }
        _ => false,
    })
    .filter(|knob| usual_dial(knob, request).is_some())
    .collect()
}

/// What is tuned of a run; empty where it has no such number.
pub fn usual_dials(vary: Vary, request: &Request) -> Vec<Dial> {
    let path = leading_path(&request.optimizer);
    let of_leading = |key: &str| Knob::param(Part::Optimizer, format!("{path}{key}"));
    let momentum = optim::entry_of(request.optimizer.leading()).momentum;
    let wanted = match vary {
        Vary::Rate => [Some("lr"), None],
        Vary::RateAndMomentum => [Some("lr"), momentum],
    };
    let knobs = wanted.into_iter().flatten().map(of_leading);
    knobs
        .filter_map(|knob| usual_dial(&knob, request))
        .collect()
}

/// A number of a run and where it is looked for: a learning rate three powers of ten to both sides of the one that suits
/// the surface, any other as far as its slider goes. None where it cannot be tuned.
pub fn usual_dial(knob: &Knob, request: &Request) -> Option<Dial> {
    let spec = knob.spec(request)?;
    let is_rate = matches!(knob, Knob::Param { part: Part::Optimizer, key }
        if *key == format!("{}lr", leading_path(&request.optimizer)));
    let (low, high, scale) = match spec.shape {
        Shape::Real { .. } if is_rate => {
            let middle = suitable_rate(request);
            (middle / REACH, middle * REACH, Scale::Log)
        }
        Shape::Real {
            span: Span { scale, low, high },
            ..
        } => (low, high, scale),
        Shape::Count {
            default,
            min,
            max,
            auto,
            ..
        } => {
            let low = min.max(u64::from(auto == Some(0)));
            let usual = if auto.is_some() {
                request.steps
            } else {
                4 * default.max(8)
            };
            let high = usual.clamp(low, max);
            let scale = if low > 0 && high / low >= 64 {
                Scale::Log
            } else {
                Scale::Linear
            };
            (low as f64, high as f64, scale)
        }
        _ => return None,
    };
    let dial = Dial {
        knob: knob.clone(),
        low,
        high,
        scale,
    };
    dial.fault(request).is_none().then_some(dial)
}

/// The learning rate that suits a method on a surface, by its unit; two significant digits.
fn suitable_rate(request: &Request) -> f64 {
    let landmarks = surface::landmarks(&request.surface);
    let leading = request.optimizer.leading();
    let entry = optim::entry_of(leading);
    let own = Config::new(leading.about).real("lr").unwrap_or(1.0);
    let suitable = match entry.unit {
        StepUnit::Gradient => landmarks.rate / 2.0,
        StepUnit::Length => landmarks.region.size().x / 100.0,
        StepUnit::Own => own,
    };
    let rate = round_significant(suitable * entry.rate_share, 2);
    if rate > 0.0 && rate.is_finite() {
        rate
    } else {
        own
    }
}

/// What a number is called: its label, with the setting it belongs to where that is not the run's method.
pub fn label(knob: &Knob, request: &Request) -> String {
    let Some(spec) = knob.spec(request) else {
        return knob.to_string();
    };
    match knob {
        Knob::Param { part, key } => {
            let leads = key.rsplit_once('.').map_or("", |(path, _)| path);
            let leading = leading_path(&request.optimizer);
            let is_own = *part == Part::Optimizer && leads == leading.trim_end_matches('.');
            if is_own {
                spec.label.to_owned()
            } else {
                let owner = match part {
                    Part::Optimizer => request.optimizer.name().to_lowercase(),
                    other => other.id().to_owned(),
                };
                format!("{} ({owner})", spec.label)
            }
        }
        _ => spec.label.to_owned(),
    }
}

/// The shortest name of a number: its symbol, else its label.
pub fn symbol(knob: &Knob, request: &Request) -> String {
    match knob.spec(request) {
        Some(spec) if !spec.symbol.is_empty() => spec.symbol.to_owned(),
        _ => label(knob, request),
    }
}
