//! How a sweep is looked at: what stands on its axes, from where to where, and what its colours mean.

use super::OrbitView;
use crate::core::map::{Axis, Knob, Part};
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
        let momentum = crate::core::optim::entry_of(leading).momentum;
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

/// The part of an axis that is worth looking at first: what the slider of the number covers.
pub fn usual_axis(knob: &Knob, request: &Request) -> Axis {
    let region = surface::landmarks(&request.surface).region;
    match knob {
        Knob::StartX => Axis::linear(region.min.x, region.max.x),
        Knob::StartY => Axis::linear(region.min.y, region.max.y),
        Knob::Sigma => of_shape(&specs::SIGMA.shape),
        Knob::Degrees => of_shape(&specs::DEGREES.shape),
        Knob::Seed => Axis::linear(0.5, 64.5),
        Knob::Param { .. } => knob
            .spec(request)
            .map_or(Axis::linear(0.0, 1.0), |spec| of_shape(&spec.shape)),
    }
}

fn of_shape(shape: &Shape) -> Axis {
    match *shape {
        Shape::Real {
            span: Span { scale, low, high },
            ..
        } => match scale {
            Scale::Log | Scale::ZeroLog => Axis::log(low, high),
            Scale::Linear | Scale::OneMinusLog => Axis::linear(low, high),
        },
        Shape::Count {
            default, min, max, ..
        } => {
            let low = min as f64 - 0.5;
            let usual = if default > max { 100 } else { default };
            Axis::linear(low, (4 * usual.max(8)).min(max) as f64 + 0.5)
        }
        _ => Axis::linear(0.0, 1.0),
    }
}
