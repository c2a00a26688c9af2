//! A number of a run that can stand on the axis of a map: its name in files, where it is, and how it is put there.

use crate::core::catalog::Config;
use crate::core::noise::MAX_DEGREES;
use crate::core::params::{ParamSpec, Shape, Value};
use crate::core::pipeline::Request;
use std::fmt;
use std::str::FromStr;

/// Which setting of a run a parameter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The surface that is descended.
    Surface,
    /// The method.
    Optimizer,
    /// What drives its learning rate.
    Schedule,
    /// What limits its gradient.
    Clip,
}

impl Part {
    /// All, in the order of a list.
    pub const ALL: [Self; 4] = [Self::Optimizer, Self::Schedule, Self::Clip, Self::Surface];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Optimizer => "optimizer",
            Self::Schedule => "schedule",
            Self::Clip => "clip",
        }
    }

    /// The setting of a run that it names.
    pub fn of(self, request: &Request) -> &Config {
        match self {
            Self::Surface => &request.surface,
            Self::Optimizer => &request.optimizer,
            Self::Schedule => &request.schedule,
            Self::Clip => &request.clip,
        }
    }

    fn of_mut(self, request: &mut Request) -> &mut Config {
        match self {
            Self::Surface => &mut request.surface,
            Self::Optimizer => &mut request.optimizer,
            Self::Schedule => &mut request.schedule,
            Self::Clip => &mut request.clip,
        }
    }
}

/// A number of a run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Knob {
    /// First coordinate of the start.
    StartX,
    /// Second coordinate of the start.
    StartY,
    /// A real or whole parameter of a setting.
    Param {
        /// Which setting.
        part: Part,
        /// Its key; that of a setting inside is `optimizer.lr`.
        key: String,
    },
    /// Strength of the noise.
    Sigma,
    /// Degrees of freedom of heavy-tailed noise.
    Degrees,
    /// Seed of the noise.
    Seed,
}

impl Knob {
    /// A parameter of a setting.
    pub fn param(part: Part, key: impl Into<String>) -> Self {
        let key = key.into();
        Self::Param { part, key }
    }

    /// Every number of a run that can be varied, in the order of a list: the optimizer's first, then those of schedule,
    /// clip, surface and noise, and the start.
    pub fn all(request: &Request) -> Vec<Self> {
        let mut knobs = Vec::new();
        for part in Part::ALL {
            gather(part, part.of(request), "", &mut knobs);
        }
        knobs.extend([Self::Sigma, Self::Degrees, Self::Seed]);
        knobs.extend([Self::StartX, Self::StartY]);
        knobs
    }

    /// The description of the parameter, if it is one of an entry.
    pub fn spec(&self, request: &Request) -> Option<&'static ParamSpec> {
        let Self::Param { part, key } = self else {
            return None;
        };
        let (mut config, mut key) = (part.of(request), key.as_str());
        while let Some((outer, rest)) = key.split_once('.') {
            match config.get(outer)? {
                Value::Config(inner) => (config, key) = (inner, rest),
                _ => return None,
            }
        }
        config.about.specs.get(config.about.index_of(key)?)
    }

    /// The number as a run has it; none if the run has no such number.
    pub fn get(&self, request: &Request) -> Option<f64> {
        Some(match self {
            Self::StartX => request.start.x,
            Self::StartY => request.start.y,
            Self::Sigma => request.noise.sigma,
            Self::Degrees => request.noise.degrees as f64,
            Self::Seed => request.noise.seed as f64,
            Self::Param { part, key } => match part.of(request).get(key)? {
                Value::Real(x) => *x,
                Value::Count(n) => *n as f64,
                _ => return None,
            },
        })
    }

    /// Puts a number in place; a whole number is rounded to. None, and nothing changed, if the run has no such number or
    /// the value is outside its domain.
    pub fn put(&self, request: &mut Request, x: f64) -> Option<()> {
        if !x.is_finite() {
            return None;
        }
        match self {
            Self::StartX => request.start.x = x,
            Self::StartY => request.start.y = x,
            Self::Sigma if x >= 0.0 => request.noise.sigma = x,
            Self::Degrees => request.noise.degrees = whole(x, 1, MAX_DEGREES)?,
            Self::Seed => request.noise.seed = whole(x, 0, 1 << 53)?,
            Self::Sigma => return None,
            Self::Param { part, key } => {
                let value = match self.spec(request)?.shape {
                    Shape::Real { .. } => Value::Real(x),
                    Shape::Count { min, max, auto, .. } => {
                        let n = whole(x, min, max)?;
                        // What stands for `auto` is no number of its own.
                        if auto == Some(n) && n != 0 {
                            return None;
                        }
                        Value::Count(n)
                    }
                    _ => return None,
                };
                part.of_mut(request).set(key, value).ok()?;
            }
        }
        Some(())
    }

    /// Whether only whole numbers stand there.
    pub fn is_whole(&self, request: &Request) -> bool {
        match self {
            Self::StartX | Self::StartY | Self::Sigma => false,
            Self::Degrees | Self::Seed => true,
            Self::Param { .. } => {
                let spec = self.spec(request);
                spec.is_some_and(|spec| matches!(spec.shape, Shape::Count { .. }))
            }
        }
    }

    /// Whether runs side by side may each have another value of it. Whole numbers, settings inside others and the noise
    /// are the same for all runs of a pack.
    pub fn has_lanes(&self, request: &Request) -> bool {
        match self {
            Self::StartX | Self::StartY => true,
            Self::Sigma | Self::Degrees | Self::Seed => false,
            Self::Param { key, .. } => !key.contains('.') && !self.is_whole(request),
        }
    }
}

/// The nearest whole number, if it is between these.
fn whole(x: f64, min: u64, max: u64) -> Option<u64> {
    let rounded = x.round();
    (rounded >= min as f64 && rounded <= max as f64).then_some(rounded as u64)
}

/// The numbers of a setting and of those inside it.
fn gather(part: Part, config: &Config, before: &str, knobs: &mut Vec<Knob>) {
    for (spec, value) in config.iter() {
        let key = format!("{before}{}", spec.key);
        match value {
            Value::Real(_) | Value::Count(_) => knobs.push(Knob::Param { part, key }),
            Value::Config(inner) => gather(part, inner, &format!("{key}."), knobs),
            _ => {}
        }
    }
}

impl fmt::Display for Knob {
    /// The name in files and on the command line: `optimizer.lr`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StartX => f.write_str("start.x"),
            Self::StartY => f.write_str("start.y"),
            Self::Sigma => f.write_str("noise.sigma"),
            Self::Degrees => f.write_str("noise.degrees"),
            Self::Seed => f.write_str("noise.seed"),
            Self::Param { part, key } => write!(f, "{}.{key}", part.id()),
        }
    }
}

impl FromStr for Knob {
    type Err = ();

    /// From its name in files. Whether a run has such a parameter is not known here.
    fn from_str(name: &str) -> Result<Self, ()> {
        let fixed = [
            Self::StartX,
            Self::StartY,
            Self::Sigma,
            Self::Degrees,
            Self::Seed,
        ];
        if let Some(knob) = fixed.into_iter().find(|knob| knob.to_string() == name) {
            return Ok(knob);
        }
        let (part, key) = name.split_once('.').ok_or(())?;
        let part = Part::ALL.into_iter().find(|p| p.id() == part).ok_or(())?;
        if key.is_empty() {
            return Err(());
        }
        Ok(Self::param(part, key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;

    fn request(optimizer: &str, schedule: &str) -> Request {
        let surface = Kind::Surface.default_config("quadratic");
        Request {
            schedule: Kind::Schedule.default_config(schedule),
            clip: Kind::Clip.default_config("norm"),
            ..Request::plain(surface, Kind::Optimizer.default_config(optimizer), 50)
        }
    }

    #[test]
    fn every_number_of_every_run_has_a_name_and_can_be_put_back() {
        for optimizer in Kind::Optimizer.entries() {
            let request = request(optimizer.info.id, "step");
            for knob in Knob::all(&request) {
                assert_eq!(knob.to_string().parse(), Ok(knob.clone()));
                let value = knob.get(&request).unwrap();
                let mut again = request.clone();
                if value < 1e15 {
                    assert_eq!(knob.put(&mut again, value), Some(()), "{knob}");
                    assert_eq!(again, request, "{knob}");
                }
            }
        }
    }

    #[test]
    fn what_is_outside_the_domain_changes_nothing() {
        let before = request("adam", "step");
        for (name, x) in [
            ("optimizer.lr", 0.0),
            ("optimizer.lr", f64::NAN),
            ("optimizer.beta1", 1.0),
            ("optimizer.none", 1.0),
            ("schedule.step_size", 0.2),
            ("noise.sigma", -1.0),
            ("noise.degrees", 31.0),
            ("start.x", f64::INFINITY),
        ] {
            let mut request = before.clone();
            let knob: Knob = name.parse().unwrap();
            assert_eq!(knob.put(&mut request, x), None, "{name} {x}");
            assert_eq!(request, before);
        }
        for name in ["", "lr", "optimizer.", "speed.lr", "start.z"] {
            assert!(name.parse::<Knob>().is_err(), "{name}");
        }
    }

    #[test]
    fn settings_inside_others_have_numbers_too() {
        let request = request("lookahead", "step");
        let knobs = Knob::all(&request);
        let inner = knobs
            .iter()
            .find(|knob| knob.to_string() == "optimizer.optimizer.lr");
        let inner = inner.unwrap();
        assert!(inner.spec(&request).is_some() && !inner.has_lanes(&request));
    }
}
