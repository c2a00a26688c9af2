//! How a scene is looked at: saved with it, not undone with it.

use super::camera::Camera;
use super::ghosts::{Ghost, MAX_GHOSTS};
use crate::core::surface::Region;
use crate::core::vec2::vec2;
use serde_json::{Map, Value, json};

/// How a scene is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The part of the plane that is shown; none is the surface's own suggestion.
    pub region: Option<Region>,
    /// From above, in 3D, or both side by side.
    pub mode: Mode,
    /// From where it is looked at in 3D.
    pub camera: Camera,
    /// Whether the heat map is drawn.
    pub heat: bool,
    /// Whether contour lines are drawn.
    pub contours: bool,
    /// Whether the gradient field is drawn.
    pub gradient: bool,
    /// Whether the curvature is drawn where the run stands that is looked at closely.
    pub curvature: bool,
    /// Whether names stand beside the heads.
    pub names: bool,
    /// Whether the plane goes with the run that is looked at closely.
    pub follow: bool,
    /// Which curves are shown, side by side: at least one, at most [`MOST_CURVES`], none twice.
    pub curves: Vec<Curve>,
    /// Whether their vertical axes are logarithmic.
    pub log: bool,
    /// What their horizontal axis counts.
    pub across: Across,
    /// Runs as they were when they were pinned.
    pub ghosts: Vec<Ghost>,
}

/// How many curves can be shown side by side.
pub const MOST_CURVES: usize = 3;

/// What the horizontal axis of the curves counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Steps.
    Steps,
    /// Gradients evaluated: methods that look around before they step take several of them per step.
    Evaluations,
}

impl Across {
    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Steps => "steps",
            Self::Evaluations => "evaluations",
        }
    }
}

/// How the landscape is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// From above, as a map.
    Plane,
    /// In 3D, as a lit height field.
    Relief,
    /// Both, of the same region.
    Both,
}

impl Mode {
    /// All, in the order of their switch.
    pub const ALL: [Self; 3] = [Self::Plane, Self::Relief, Self::Both];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Plane => "2d",
            Self::Relief => "3d",
            Self::Both => "both",
        }
    }

    /// Whether the map is shown.
    pub const fn has_plane(self) -> bool {
        matches!(self, Self::Plane | Self::Both)
    }

    /// Whether the height field is shown.
    pub const fn has_relief(self) -> bool {
        matches!(self, Self::Relief | Self::Both)
    }
}

/// A quantity over the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// The gap to the minimum where it is known, else the loss.
    Gap,
    /// The loss itself.
    Loss,
    /// Length of the gradient, raw and clipped.
    Gradient,
    /// Learning rate.
    Rate,
    /// Distance to the nearest minimum that is known.
    Distance,
    /// Length of the step, coordinate by coordinate.
    Step,
    /// The rate at which plain gradient descent would have taken the same step, coordinate by coordinate.
    Effective,
    /// Cosine of the angle between the step and steepest descent.
    Cosine,
}

impl Curve {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 8] = [
        Self::Gap,
        Self::Loss,
        Self::Gradient,
        Self::Rate,
        Self::Distance,
        Self::Step,
        Self::Effective,
        Self::Cosine,
    ];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Loss => "loss",
            Self::Gradient => "gradient",
            Self::Rate => "rate",
            Self::Distance => "distance",
            Self::Step => "step",
            Self::Effective => "effective",
            Self::Cosine => "cosine",
        }
    }

    fn of_id(id: &Value) -> Option<Self> {
        let id = id.as_str()?;
        Self::ALL.into_iter().find(|curve| curve.id() == id)
    }
}

impl Default for View {
    fn default() -> Self {
        Self {
            region: None,
            mode: Mode::Plane,
            camera: Camera::default(),
            heat: true,
            contours: true,
            gradient: false,
            curvature: false,
            names: false,
            follow: false,
            curves: vec![Curve::Gap],
            log: true,
            across: Across::Steps,
            ghosts: Vec::new(),
        }
    }
}

impl View {
    /// The view as the `view` of a preset: what differs from the default.
    pub fn to_json(&self) -> Value {
        let mut map = Map::new();
        let default = Self::default();
        if let Some(Region { min, max }) = self.region {
            map.insert(
                "region".into(),
                json!({ "x": [min.x, max.x], "y": [min.y, max.y] }),
            );
        }
        if self.mode != default.mode {
            map.insert("mode".into(), json!(self.mode.id()));
        }
        let camera = self.camera.to_json();
        if !camera.is_empty() {
            map.insert("camera".into(), Value::Object(camera));
        }
        for (key, value, usual) in [
            ("heat", self.heat, default.heat),
            ("contours", self.contours, default.contours),
            ("gradient", self.gradient, default.gradient),
            ("curvature", self.curvature, default.curvature),
            ("names", self.names, default.names),
            ("follow", self.follow, default.follow),
            ("log", self.log, default.log),
        ] {
            if value != usual {
                map.insert(key.into(), json!(value));
            }
        }
        if self.curves != default.curves {
            let ids: Vec<&str> = self.curves.iter().map(|curve| curve.id()).collect();
            map.insert("curves".into(), json!(ids));
        }
        if self.across != default.across {
            map.insert("across".into(), json!(self.across.id()));
        }
        if !self.ghosts.is_empty() {
            let ghosts = self.ghosts.iter().map(Ghost::to_json).collect();
            map.insert("ghosts".into(), Value::Array(ghosts));
        }
        Value::Object(map)
    }

    /// The view that a preset holds. A view decides nothing about the numbers: what it does not say, or
    /// says wrongly, is shown the default way.
    pub fn from_json(json: &Value) -> Self {
        let default = Self::default();
        let flag = |key: &str, usual| json.get(key).and_then(Value::as_bool).unwrap_or(usual);
        let ends = |key: &str| -> Option<[f64; 2]> {
            let pair = json.get("region")?.get(key)?.as_array()?;
            let ends = [pair.first()?.as_f64()?, pair.get(1)?.as_f64()?];
            (ends[0].is_finite() && ends[1].is_finite() && ends[0] < ends[1]).then_some(ends)
        };
        let region = match (ends("x"), ends("y")) {
            (Some([x0, x1]), Some([y0, y1])) => Some(Region {
                min: vec2(x0, y0),
                max: vec2(x1, y1),
            }),
            _ => None,
        };
        let across = json.get("across").and_then(Value::as_str);
        let ghosts = json.get("ghosts").and_then(Value::as_array);
        let ghosts = ghosts.into_iter().flatten().filter_map(Ghost::from_json);
        let mode = json.get("mode").and_then(Value::as_str);
        Self {
            region,
            mode: Mode::ALL
                .into_iter()
                .find(|m| Some(m.id()) == mode)
                .unwrap_or(default.mode),
            camera: json.get("camera").map_or(default.camera, Camera::from_json),
            heat: flag("heat", default.heat),
            contours: flag("contours", default.contours),
            gradient: flag("gradient", default.gradient),
            curvature: flag("curvature", default.curvature),
            names: flag("names", default.names),
            follow: flag("follow", default.follow),
            curves: curves_of(json).unwrap_or(default.curves),
            log: flag("log", default.log),
            across: if across == Some(Across::Evaluations.id()) {
                Across::Evaluations
            } else {
                default.across
            },
            ghosts: ghosts.take(MAX_GHOSTS).collect(),
        }
    }

    /// Shows this curve alone.
    pub fn show_curve(&mut self, curve: Curve) {
        self.curves = vec![curve];
    }

    /// Shows a curve beside the others, or takes it away. One always stays, and no more are added than
    /// there is room for.
    pub fn toggle_curve(&mut self, curve: Curve) {
        match self.curves.iter().position(|shown| *shown == curve) {
            Some(place) if self.curves.len() > 1 => {
                self.curves.remove(place);
            }
            None if self.curves.len() < MOST_CURVES => self.curves.push(curve),
            _ => {}
        }
    }
}

/// The curves that a view names; a single one under the key of older versions. None if it names none.
fn curves_of(json: &Value) -> Option<Vec<Curve>> {
    let named = match json.get("curves").and_then(Value::as_array) {
        Some(list) => list.iter().filter_map(Curve::of_id).collect(),
        None => vec![Curve::of_id(json.get("curve")?)?],
    };
    let mut curves: Vec<Curve> = Vec::new();
    for curve in named {
        if !curves.contains(&curve) && curves.len() < MOST_CURVES {
            curves.push(curve);
        }
    }
    (!curves.is_empty()).then_some(curves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_goes_there_and_back() {
        let scene = crate::session::preset::default_scene();
        let odd = View {
            region: Some(Region::new([-1.5, 2.0], [0.1, 0.7])),
            mode: Mode::Both,
            camera: Camera {
                yaw: 1.25,
                pitch: 0.1,
                zoom: 3.0,
                stretch: 0.3,
                log: false,
            },
            heat: false,
            contours: false,
            gradient: true,
            curvature: true,
            names: true,
            follow: true,
            curves: vec![Curve::Rate, Curve::Cosine, Curve::Gap],
            log: false,
            across: Across::Evaluations,
            ghosts: scene
                .runs
                .iter()
                .map(|run| Ghost::new(&scene, run))
                .collect(),
        };
        for view in [odd, View::default()] {
            assert_eq!(View::from_json(&view.to_json()), view);
        }
    }

    #[test]
    fn nonsense_is_the_default_view() {
        for text in [
            "3",
            "null",
            r#"{"region":{"x":[2,1],"y":[0,1]},"curve":7,"heat":"yes"}"#,
            r#"{"curves":[],"across":"miles"}"#,
            r#"{"curves":["speed",3],"curve":"speed"}"#,
            r#"{"ghosts":7}"#,
            r#"{"ghosts":[7,{"surface":"moon"},{}]}"#,
            r#"{"mode":"4d","camera":[1]}"#,
            r#"{"mode":3,"camera":{"yaw":"north","pitch":null,"zoom":[],"log":0}}"#,
        ] {
            let json: Value = serde_json::from_str(text).unwrap();
            assert_eq!(View::from_json(&json), View::default(), "{text}");
        }
    }

    #[test]
    fn curves_are_read_as_they_were_written_before_and_never_twice() {
        use Curve::{Cosine, Gap, Gradient, Loss, Rate};
        let table = [
            (r#"{"curve":"rate"}"#, vec![Rate]),
            (r#"{"curves":["cosine"]}"#, vec![Cosine]),
            (r#"{"curves":["rate","rate","gap"]}"#, vec![Rate, Gap]),
            (r#"{"curves":["speed","gap"]}"#, vec![Gap]),
            (
                r#"{"curves":["loss","gradient","rate","gap"]}"#,
                vec![Loss, Gradient, Rate],
            ),
            (r#"{"curves":["loss"],"curve":"rate"}"#, vec![Loss]),
        ];
        for (text, want) in table {
            let json: Value = serde_json::from_str(text).unwrap();
            assert_eq!(View::from_json(&json).curves, want, "{text}");
        }
    }

    #[test]
    fn one_curve_always_stays_and_three_are_the_most() {
        use Curve::{Distance, Gap, Loss, Rate};
        let mut view = View::default();
        for (toggled, want) in [
            (Gap, vec![Gap]),
            (Rate, vec![Gap, Rate]),
            (Loss, vec![Gap, Rate, Loss]),
            (Distance, vec![Gap, Rate, Loss]),
            (Gap, vec![Rate, Loss]),
            (Rate, vec![Loss]),
            (Loss, vec![Loss]),
        ] {
            view.toggle_curve(toggled);
            assert_eq!(view.curves, want, "{toggled:?}");
        }
        view.toggle_curve(Gap);
        view.show_curve(Distance);
        assert_eq!(view.curves, [Distance]);
    }
}
