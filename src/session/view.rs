//! How a scene is looked at: saved with it, not undone with it.

use super::camera::Camera;
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
    /// Which curve is shown.
    pub curve: Curve,
    /// Whether its axis is logarithmic.
    pub log: bool,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// The gap to the minimum where it is known, else the loss.
    Gap,
    /// The loss itself.
    Loss,
    /// Length of the gradient, raw and clipped.
    Gradient,
    /// Learning rate.
    Rate,
}

impl Curve {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 4] = [Self::Gap, Self::Loss, Self::Gradient, Self::Rate];

    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Loss => "loss",
            Self::Gradient => "gradient",
            Self::Rate => "rate",
        }
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
            curve: Curve::Gap,
            log: true,
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
            ("log", self.log, default.log),
        ] {
            if value != usual {
                map.insert(key.into(), json!(value));
            }
        }
        if self.curve != default.curve {
            map.insert("curve".into(), json!(self.curve.id()));
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
        let curve = json.get("curve").and_then(Value::as_str);
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
            curve: Curve::ALL
                .into_iter()
                .find(|c| Some(c.id()) == curve)
                .unwrap_or(default.curve),
            log: flag("log", default.log),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_goes_there_and_back() {
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
            curve: Curve::Rate,
            log: false,
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
            r#"{"mode":"4d","camera":[1]}"#,
            r#"{"mode":3,"camera":{"yaw":"north","pitch":null,"zoom":[],"log":0}}"#,
        ] {
            let json: Value = serde_json::from_str(text).unwrap();
            assert_eq!(View::from_json(&json), View::default(), "{text}");
        }
    }
}
