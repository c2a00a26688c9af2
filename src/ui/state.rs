//! What the interface itself remembers: folded panels, the theme, open sheets, caches of drawings.
//!
//! Nothing here is part of a scene or of its history. [`Settings`] survive the end of the program.

use super::view::contour_lines::ContourCache;
use super::view::curve_cache::CurveCache;
use super::view::relief::ReliefState;
use crate::session::command::Command;
use crate::session::scene::RunId;
use egui::{Id, TextureHandle};
use serde_json::{Value, json};
use std::collections::HashSet;

/// What comes back at the next start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Dark or light theme.
    pub dark: bool,
    /// Whether the left panel is there.
    pub left: bool,
    /// Whether the right panel is there.
    pub right: bool,
    /// Whether the curves are there.
    pub curves: bool,
    /// Size of the interface; 1 is usual.
    pub zoom: f32,
    /// The share of the map where map and relief are both shown.
    pub split: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dark: true,
            left: true,
            right: true,
            curves: true,
            zoom: 1.0,
            split: 0.5,
        }
    }
}

/// The zooms that commands step through.
const ZOOMS: [f32; 9] = [0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5];

impl Settings {
    /// The settings as JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "dark": self.dark, "left": self.left, "right": self.right, "curves": self.curves,
            "zoom": self.zoom, "split": self.split,
        })
    }

    /// Settings from JSON; what is missing or wrong is the default.
    pub fn from_json(json: &Value) -> Self {
        let default = Self::default();
        let flag = |key: &str, usual| json.get(key).and_then(Value::as_bool).unwrap_or(usual);
        let zoom = json
            .get("zoom")
            .and_then(Value::as_f64)
            .map_or(default.zoom, |zoom| zoom as f32);
        let split = json
            .get("split")
            .and_then(Value::as_f64)
            .map_or(default.split, |split| split as f32);
        Self {
            dark: flag("dark", default.dark),
            left: flag("left", default.left),
            right: flag("right", default.right),
            curves: flag("curves", default.curves),
            zoom: if zoom.is_finite() {
                zoom.clamp(ZOOMS[0], ZOOMS[ZOOMS.len() - 1])
            } else {
                default.zoom
            },
            split: if (0.0..=1.0).contains(&split) {
                split
            } else {
                default.split
            },
        }
    }

    /// Carries out a command that concerns the settings. Answers whether it was one of those.
    pub fn perform(&mut self, command: Command) -> bool {
        match command {
            Command::ToggleTheme => self.dark ^= true,
            Command::ToggleLeft => self.left ^= true,
            Command::ToggleRight => self.right ^= true,
            Command::ToggleCurves => self.curves ^= true,
            Command::ZoomIn => {
                self.zoom = ZOOMS
                    .into_iter()
                    .find(|zoom| *zoom > self.zoom + 0.01)
                    .unwrap_or(self.zoom);
            }
            Command::ZoomOut => {
                self.zoom = ZOOMS
                    .into_iter()
                    .rev()
                    .find(|zoom| *zoom < self.zoom - 0.01)
                    .unwrap_or(self.zoom);
            }
            Command::ZoomReset => self.zoom = 1.0,
            _ => return false,
        }
        true
    }
}

/// A sentence shown for a while without blocking anything.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// Whether it reports a failure.
    pub failure: bool,
    /// Time of its first frame, in seconds of the interface; none before it was shown.
    pub since: Option<f64>,
}

/// A field for a path: the fallback that is always there, dialogs or not.
#[derive(Clone, Debug)]
pub struct PathField {
    /// Whether the scene is to be saved there; else opened from there.
    pub saving: bool,
    /// What was typed.
    pub text: String,
    /// Whether the field has been given the focus.
    pub focused: bool,
}

/// What the interface remembers from frame to frame.
#[derive(Default)]
pub struct UiState {
    /// What comes back at the next start.
    pub settings: Settings,
    /// Commands that this layer cannot carry out: files and dialogs. The window takes them.
    pub outbox: Vec<Request>,
    /// Sentences being shown.
    pub notices: Vec<Notice>,
    /// The path being typed, if any.
    pub path: Option<PathField>,
    /// Whether the list of keys is open.
    pub help: bool,
    /// Whether the sheet about the program is open.
    pub about: bool,
    /// The run under the pointer, in whatever view.
    pub hovered: Option<RunId>,
    /// The run under the pointer in the frame before, which is brought to the front.
    pub front: Option<RunId>,
    /// Runs whose cards are unfolded.
    pub unfolded: HashSet<RunId>,
    /// The run being renamed and its text so far.
    pub renaming: Option<(RunId, String)>,
    /// The control whose keyboard edits are not committed yet.
    pub keyboard_edit: Option<Id>,
    /// What is being dragged on the plane.
    pub grabbed: Option<super::view::plane::Grabbed>,
    /// The heat map's texture and the revision it was made from.
    pub heat: Option<(u64, bool, TextureHandle)>,
    /// Contour lines as they were drawn last.
    pub contours: ContourCache,
    /// Points of the curves.
    pub curves: CurveCache,
    /// The 3D view as it was drawn last.
    pub relief: ReliefState,
}

/// What the interface asks of the window around it.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask for a file and open it.
    Browse {
        /// Whether the scene is to be saved to it.
        saving: bool,
    },
    /// Open this file.
    OpenPath(String),
    /// Save to this file.
    SavePath(String),
}

impl UiState {
    /// Shows a sentence for a while.
    pub fn notify(&mut self, text: impl Into<String>) {
        self.notices.push(Notice {
            text: text.into(),
            failure: false,
            since: None,
        });
    }

    /// Shows a sentence about a failure, unless it is being shown already.
    pub fn complain_once(&mut self, text: impl Into<String>) {
        let text = text.into();
        if self.notices.iter().all(|notice| notice.text != text) {
            self.complain(text);
        }
    }

    /// Shows a sentence about a failure.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.notices.push(Notice {
            text: text.into(),
            failure: true,
            since: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_go_there_and_back_and_survive_nonsense() {
        let odd = Settings {
            dark: false,
            left: false,
            right: false,
            curves: false,
            zoom: 1.5,
            split: 0.25,
        };
        for settings in [odd, Settings::default()] {
            assert_eq!(Settings::from_json(&settings.to_json()), settings);
        }
        assert_eq!(Settings::from_json(&json!([1, 2])), Settings::default());
        assert_eq!(Settings::from_json(&json!({ "zoom": 1e9 })).zoom, 2.5);
    }

    #[test]
    fn zoom_steps_stop_at_the_ends() {
        let mut settings = Settings::default();
        for _ in 0..20 {
            assert!(settings.perform(Command::ZoomIn));
        }
        assert_eq!(settings.zoom, 2.5);
        for _ in 0..20 {
            settings.perform(Command::ZoomOut);
        }
        assert_eq!(settings.zoom, 0.8);
        assert!(!settings.perform(Command::Undo));
    }
}
