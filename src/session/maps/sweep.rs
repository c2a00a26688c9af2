//! How a sweep is looked at: what stands on its axes, from where to where, and what its colours mean.

use super::{OrbitView, knobs, theory};
use crate::core::map::{Axis, AxisScale, Knob, Part};
use crate::core::optim::{self, StepUnit};
use crate::core::params::{Scale, Shape, Span};
use crate::core::pipeline::Request;
use crate::core::surface;
use crate::session::specs;

/// How a sweep is looked at. What is not said is what suits the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Two parameters as a map, or one as a curve or as its orbits.
    pub form: Form,
    /// What stands on the horizontal axis.
    pub across: Option<Knob>,
    /// What stands on the vertical axis.
    pub up: Option<Knob>,
    /// The part of the horizontal axis that is shown.
    pub across_shown: Option<Axis>,
    /// The part of the vertical axis that is shown.
    pub up_shown: Option<Axis>,
    /// What the colours mean.
    pub shade: Shade,
    /// Whether what theory says is drawn over a map, where it is exact.
    pub theory: bool,
    /// How orbits are looked at.
    pub orbit: OrbitView,
}

impl Default for Sweep {
    fn default() -> Self {
        Self {
            form: Form::Map,
            across: None,
            up: None,
            across_shown: None,
            up_shown: None,
            shade: Shade::Loss,
            theory: true,
            orbit: OrbitView::default(),
        }
    }
}

/// What is drawn of a sweep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// Two parameters of the run that is looked at closely, as a map.
    #[default]
    Map,
    /// The final loss of all runs over one parameter.
    Curve,
    /// The last places of the run over one parameter: where it rests, cycles or wanders.
    Orbit,
}

impl Form {
    /// All, in the order of their switch.
    pub const ALL: [Self; 3] = [Self::Map, Self::Curve, Self::Orbit];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Curve => "curve",
            Self::Orbit => "orbit",
        }
    }
}

/// What the colours of a sweep mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shade {
    /// The gap to the minimum at the end, or the loss where that is unknown.
    #[default]
    Loss,
    /// Steps until the tolerance is first met.
    Steps,
    /// The measured factor per step by which the distance to the minimum shrinks.
    Rate,
    /// How the run ended.
    Ending,
}

impl Shade {
    /// All, in the order of their switch.
    pub const ALL: [Self; 4] = [Self::Loss, Self::Steps, Self::Rate, Self::Ending];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Steps => "steps",
            Self::Rate => "rate",
            Self::Ending => "ending",
        }
    }
}

impl Sweep {
    /// What stands on the axes for a run: what was chosen where the run has it, else its learning rate, and its momentum
    /// or what plays its part.
    pub fn knobs(&self, request: &Request) -> [Knob; 2] {
        let known = |knob: &Option<Knob>| {
            let knob = knob.clone();
            knob.filter(|knob| knob.get(request).is_some())
        };
        let all = Knob::all(request);
        let leading = request.optimizer.leading();
        let momentum = optim::entry_of(leading).momentum;
        let of_leading = |key: &str| {
            all.iter()
                .find(|knob| match knob {
                    Knob::Param { part, key: path } => {
                        *part == Part::Optimizer
                            && (path == key
                                || path.strip_suffix(key).is_some_and(|p| p.ends_with('.')))
                    }
                    _ => false,
                })
                .cloned()
        };
        let across = known(&self.across)
            .or_else(|| of_leading("lr"))
            .unwrap_or(Knob::StartX);
        let usual_up = momentum
            .and_then(of_leading)
            .filter(|knob| *knob != across)
            .or_else(|| all.iter().find(|knob| **knob != across).cloned())
            .unwrap_or(Knob::StartY);
        let up = known(&self.up)
            .filter(|knob| *knob != across)
            .unwrap_or(usual_up);
        [across, up]
    }

    /// Shows the usual part of both axes.
    pub fn fit(&mut self) {
        (self.across_shown, self.up_shown) = (None, None);
        self.orbit.shown = None;
    }

    /// Whether the usual part of all axes is shown.
    pub fn is_fitted(&self) -> bool {
        self.across_shown.is_none() && self.up_shown.is_none() && self.orbit.shown.is_none()
    }

    /// The part of the axes that is shown for a run.
    pub fn axes(&self, request: &Request) -> [Axis; 2] {
        let [across, up] = self.knobs(request);
        // A part that was chosen is one of the number that was chosen with it.
        let shown = |axis: Option<Axis>, chosen: &Option<Knob>, knob: &Knob| {
            let is_same = chosen.as_ref().is_none_or(|chosen| chosen == knob);
            let axis = axis.filter(|axis| is_same && axis.is_valid());
            axis.unwrap_or_else(|| usual_axis(knob, request))
        };
        [
            shown(self.across_shown, &self.across, &across),
            shown(self.up_shown, &self.up, &up),
        ]
    }
}

/// The part of an axis that is worth looking at first: what the slider of the number covers, for a learning rate what suits
/// the surface, and in any case with the present number well inside. Its ends are round, so that it stays while a number is
/// dragged a little.
pub fn usual_axis(knob: &Knob, request: &Request) -> Axis {
    let region = surface::landmarks(&request.surface).region;
    let axis = match knob {
        Knob::StartX => Axis::linear(region.min.x, region.max.x),
        Knob::StartY => Axis::linear(region.min.y, region.max.y),
        Knob::Sigma => of_shape(&specs::SIGMA.shape, knob, request),
        Knob::Degrees => of_shape(&specs::DEGREES.shape, knob, request),
        Knob::Seed => Axis::linear(0.5, 64.5),
        Knob::Param { .. } => match knob.spec(request) {
            Some(_) if is_rate(knob, request) => of_rate(request),
            Some(spec) => of_shape(&spec.shape, knob, request),
            None => Axis::linear(0.0, 1.0),
        },
    };
    let limits = knobs::limits(knob, request, axis.scale);
    let axis = match knob.get(request) {
        Some(now) => holding(axis, now),
        None => axis,
    };
    let cut = Axis {
        low: axis.low.max(limits.low),
        high: axis.high.min(limits.high),
        ..axis
    };
    if cut.is_valid() { cut } else { axis }
}

/// Whether a number is the learning rate that leads.
fn is_rate(knob: &Knob, request: &Request) -> bool {
    let leading = knobs::leading_path(&request.optimizer);
    *knob == Knob::param(Part::Optimizer, format!("{leading}lr"))
}

/// Learning rates around what the run bears, where that is known, else around what suits the surface.
fn of_rate(request: &Request) -> Axis {
    let landmarks = surface::landmarks(&request.surface);
    if let Some(limit) = theory::usual_limit(request) {
        return Axis::log(round_down(limit / 40.0), round_up(limit * 2.5));
    }
    let entry = optim::entry_of(request.optimizer.leading());
    let suitable = match entry.unit {
        StepUnit::Gradient => landmarks.rate,
        StepUnit::Length => landmarks.region.size().x / 50.0,
        StepUnit::Own => 1.0,
    };
    let suitable = suitable * entry.rate_share;
    Axis::log(round_down(suitable / 30.0), round_up(suitable * 30.0))
}

fn of_shape(shape: &Shape, knob: &Knob, request: &Request) -> Axis {
    let now = knob.get(request).unwrap_or(0.0);
    match *shape {
        Shape::Real {
            domain,
            span: Span { scale, low, high },
            ..
        } => match scale {
            // Where 0 is a setting like others, the axis begins with it.
            Scale::ZeroLog if now == 0.0 => Axis::linear(0.0, round_up((low * high).sqrt())),
            Scale::Log | Scale::ZeroLog => Axis::log(low, high),
            Scale::Linear => Axis::linear(low, high),
            Scale::OneMinusLog => {
                let is_nearly_all = domain.high - high < 0.02;
                Axis::linear(low, if is_nearly_all { domain.high } else { high })
            }
        },
        Shape::Count {
            default,
            min,
            max,
            auto,
            ..
        } => {
            let low = min.max(u64::from(auto == Some(min)) + min) as f64 - 0.5;
            let usual = if auto.is_some() || default > max {
                request.steps
            } else {
                4 * default.max(8)
            };
            let high = usual.max(now as u64).min(max).max(min + 2);
            Axis::linear(low, high as f64 + 0.5)
        }
        _ => Axis::linear(0.0, 1.0),
    }
}

/// The axis, longer where a number is not well inside.
fn holding(axis: Axis, now: f64) -> Axis {
    let at = axis.position_of(now);
    if !now.is_finite() || (0.02..=0.98).contains(&at) {
        return axis;
    }
    let (mut low, mut high) = (axis.low, axis.high);
    match axis.scale {
        AxisScale::Log if now > 0.0 => {
            if at < 0.5 {
                low = round_down(now / 3.0);
            } else {
                high = round_up(now * 3.0);
            }
        }
        AxisScale::Log | AxisScale::OneMinus => return axis,
        AxisScale::Linear => {
            let reach = round_up((now - 0.5 * (low + high)).abs() * 1.2);
            if now < low + 0.02 * (high - low) {
                // At the very beginning, as a momentum of 0, it stands on the edge of the plot.
                if now < low {
                    low = high - reach.max(high - now) * 1.1;
                }
            } else if now > high {
                high = low + reach.max(now - low) * 1.1;
            }
        }
    }
    let longer = Axis { low, high, ..axis };
    if longer.is_valid() { longer } else { axis }
}

/// The largest of 1, 2 and 5 times a power of ten that is no larger than a positive number.
fn round_down(x: f64) -> f64 {
    let power = x.log10().floor() as i32;
    let round = |m: u32| format!("{m}e{power}").parse::<f64>().unwrap_or(x);
    let found = [5, 2, 1].map(round).into_iter().find(|round| *round <= x);
    found.unwrap_or(x)
}

/// The smallest of 1, 2 and 5 times a power of ten that is no smaller than a positive number.
fn round_up(x: f64) -> f64 {
    let power = x.log10().floor() as i32;
    let round = |m: u32| format!("{m}e{power}").parse::<f64>().unwrap_or(x);
    let found = [1, 2, 5, 10]
        .map(round)
        .into_iter()
        .find(|round| *round >= x);
    found.unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;
    use crate::session::scene::Scene;

    /// Every number of every entry has a first picture: valid, within its domain, and with the present number in sight.
    #[test]
    fn every_number_has_a_usual_axis_that_holds_it() {
        let mut count = 0;
        for surface in ["quadratic", "rosenbrock"] {
            for entry in Kind::Optimizer.entries() {
                for (schedule, clip) in [("step", "norm"), ("cosine_restarts", "value")] {
                    let mut scene = Scene::on(Kind::Surface.default_config(surface));
                    scene.add_run(entry);
                    scene.runs[0].schedule = Kind::Schedule.default_config(schedule);
                    scene.runs[0].clip = Kind::Clip.default_config(clip);
                    let request = scene.request(&scene.runs[0]);
                    for knob in Knob::all(&request) {
                        let axis = usual_axis(&knob, &request);
                        let now = knob.get(&request).unwrap();
                        assert!(axis.is_valid(), "{knob} {axis:?}");
                        let limits = knobs::limits(&knob, &request, axis.scale);
                        assert!(axis.low >= limits.low && axis.high <= limits.high, "{knob}");
                        if (limits.low..=limits.high).contains(&now) {
                            let at = axis.position_of(now);
                            assert!((0.0..=1.0).contains(&at), "{knob} {now} {axis:?}");
                        }
                        count += 1;
                    }
                }
            }
        }
        assert!(count > 1000);
    }

    #[test]
    fn what_was_chosen_stays_with_its_number() {
        let mut scene = Scene::on(Kind::Surface.default_config("quadratic"));
        for id in ["sgd", "adam"] {
            scene.add_run(Kind::Optimizer.find(id).unwrap());
        }
        let [sgd, adam] = [0, 1].map(|i| scene.request(&scene.runs[i]));
        let part = Axis::linear(0.3, 0.4);
        let sweep = Sweep {
            up: "optimizer.momentum".parse().ok(),
            up_shown: Some(part),
            ..Sweep::default()
        };
        assert_eq!(sweep.axes(&sgd)[1], part);
        // Another run has no such number, and another axis.
        assert_eq!(sweep.knobs(&adam)[1].to_string(), "optimizer.beta1");
        assert_ne!(sweep.axes(&adam)[1], part);
        let broken = Sweep {
            up_shown: Some(Axis::linear(2.0, 1.0)),
            ..sweep
        };
        assert!(broken.axes(&sgd)[1].is_valid());
    }

    #[test]
    fn round_numbers_are_beside() {
        for (x, down, up) in [(1.0, 1.0, 1.0), (0.0334, 0.02, 0.05), (7.1, 5.0, 10.0)] {
            assert_eq!((round_down(x), round_up(x)), (down, up));
        }
    }
}
