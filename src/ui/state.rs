//! What the interface itself remembers: folded panels, the theme, open sheets, caches of drawings.
//!
//! Nothing here is part of a scene or of its history. [`Settings`] survive the end of the program.

use super::jobs::Work;
use super::palette::Palette;
use super::panel::export::ExportSheet;
use super::panel::gallery::{Gallery, Thumbnails};
use super::panel::import::ImportSheet;
use super::panel::tune::TuneSheet;
use super::present::{self, Present};
use super::screen::SMALLEST;
use super::view::basins::Basins;
use super::view::charts::cache::CurveCache;
use super::view::clouds::CloudCache;
use super::view::course_cache::CourseCache;
use super::view::ghosts::GhostState;
use super::view::plane::contour_lines::ContourCache;
use super::view::plane::gradient_field::FieldCache;
use super::view::plane::projection::Projection;
use super::view::relief::ReliefState;
use crate::export::plan::{Job, Options};
use crate::session::command::Command;
use crate::session::scene::RunId;
use egui::{Id, Rect, TextureHandle};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ops::RangeInclusive;

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
    /// Width of the left panel, in points.
    pub left_width: f32,
    /// Width of the right panel, in points.
    pub right_width: f32,
    /// Height of the curves, in points; none is a share of the window's.
    pub curves_height: Option<f32>,
    /// The share of the map where map and relief are both shown.
    pub split: f32,
}

/// How wide the left panel may be.
pub const LEFT_WIDTHS: RangeInclusive<f32> = 252.0..=420.0;
/// How wide the right panel may be.
pub const RIGHT_WIDTHS: RangeInclusive<f32> = 264.0..=460.0;
/// How high the curves may be, whatever the window.
pub const CURVES_HEIGHTS: RangeInclusive<f32> = 110.0..=2000.0;

impl Default for Settings {
    fn default() -> Self {
        Self {
            dark: true,
            left: true,
            right: true,
            curves: true,
            zoom: 1.0,
            left_width: 292.0,
            right_width: 312.0,
            curves_height: None,
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
            "zoom": self.zoom, "left_width": self.left_width, "right_width": self.right_width,
            "curves_height": self.curves_height, "split": self.split,
        })
    }

    /// Settings from JSON; what is missing or wrong is the default.
    pub fn from_json(json: &Value) -> Self {
        let default = Self::default();
        let flag = |key: &str, usual| json.get(key).and_then(Value::as_bool).unwrap_or(usual);
        let number = |key: &str, range: RangeInclusive<f32>| {
            let number = json.get(key).and_then(Value::as_f64)? as f32;
            number
                .is_finite()
                .then(|| number.clamp(*range.start(), *range.end()))
        };
        Self {
            dark: flag("dark", default.dark),
            left: flag("left", default.left),
            right: flag("right", default.right),
            curves: flag("curves", default.curves),
            zoom: number("zoom", ZOOMS[0]..=ZOOMS[ZOOMS.len() - 1]).unwrap_or(default.zoom),
            left_width: number("left_width", LEFT_WIDTHS).unwrap_or(default.left_width),
            right_width: number("right_width", RIGHT_WIDTHS).unwrap_or(default.right_width),
            curves_height: number("curves_height", CURVES_HEIGHTS),
            split: number("split", 0.0..=1.0).unwrap_or(default.split),
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
            Command::ResetSettings => *self = Self::default(),
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
    /// Whether another file stands there, which saving once more replaces.
    pub replace: bool,
}

/// A scene with unsaved changes that was set aside when another took its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    /// Where it is kept.
    pub path: String,
    /// What it is called, and since when it is there.
    pub label: String,
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
    /// What is being searched for among everything that can be done, if anything.
    pub palette: Option<Palette>,
    /// What is there while something is presented; none while nothing is.
    pub present: Option<Present>,
    /// Files that were opened or saved, newest first, as the window knows them.
    pub recent: Vec<String>,
    /// Scenes that were never saved, newest first, as the window knows them.
    pub unsaved: Vec<Unsaved>,
    /// The path being typed, if any.
    pub path: Option<PathField>,
    /// The export sheet.
    pub export: ExportSheet,
    /// What goes on beside the screen.
    pub work: Vec<Work>,
    /// The scenes that come with the program, while they are being looked through.
    pub gallery: Option<Gallery>,
    /// Their pictures.
    pub thumbnails: Thumbnails,
    /// Lines of a script that are to become runs, if the sheet for them is open. `Some(ImportSheet::new(text))` opens it.
    pub import: Option<ImportSheet>,
    /// The sheet of the fair race.
    pub tune: TuneSheet,
    /// Whether the list of keys is open.
    pub help: bool,
    /// What is searched for in it.
    pub help_search: String,
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
    /// The run whose card is being dragged, and the place among the cards where it would go.
    pub carried: Option<(RunId, usize)>,
    /// Where the landscape was drawn last.
    pub canvas: Option<Rect>,
    /// What is being dragged on the plane.
    pub grabbed: Option<super::view::plane::Grabbed>,
    /// What theory predicts on the curves.
    pub curve_theory: super::view::charts::theory::TheoryCache,
    /// The stability limits on the sliders of learning rates.
    pub rate_marks: super::rate_marks::RateMarks,
    /// The heat map's texture and the revision it was made from.
    pub heat: Option<(u64, bool, TextureHandle)>,
    /// The trails on the plane.
    pub courses: CourseCache<(Projection, Rect, f32)>,
    /// The gradient field as it was drawn last.
    pub field: FieldCache,
    /// The basins as they were drawn last.
    pub basins: Basins,
    /// What is remembered of the sweep.
    pub sweep: super::view::sweep::SweepState,
    /// Contour lines as they were drawn last.
    pub contours: ContourCache,
    /// Points of the curves.
    pub curves: CurveCache,
    /// What is remembered of ghosts.
    pub ghosts: GhostState,
    /// Lines of the clouds.
    pub clouds: CloudCache,
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
    /// Save to this file; where another one stands there, ask first.
    SavePath(String),
    /// Save to this file, whatever stands there.
    ReplacePath(String),
    /// Open a scene that was set aside.
    OpenUnsaved(String),
    /// Have the text on the clipboard pasted.
    Paste,
    /// Forget which files were opened and saved.
    ClearRecent,
    /// Copy what is shown to the clipboard, as pixels.
    Copy {
        /// Whether it is the whole screen; else the landscape.
        screen: bool,
    },
    /// Fill the whole screen, or go back to a window.
    FullScreen,
    /// Export what is shown.
    Export {
        /// What is to be made.
        job: Job,
        /// Where it goes: a file, or a folder of numbered pictures.
        path: String,
        /// Whether a file that is there already may go.
        replace: bool,
    },
    /// Draw this picture small, for the export sheet.
    Thumbnail(Options),
    /// Ask where an export goes.
    BrowseExport {
        /// Where it would go now.
        path: String,
        /// How the names of its files end.
        extension: &'static str,
        /// Whether it is a folder.
        folder: bool,
    },
}

impl UiState {
    /// Carries out a command that concerns the interface around the scene. Answers whether it was one of
    /// those.
    pub fn perform(&mut self, command: Command) -> bool {
        if command == Command::Present {
            self.present = match self.present {
                Some(_) => None,
                None => Some(Present::over(&self.settings)),
            };
            return true;
        }
        let presenting = self.present.as_mut();
        presenting.is_some_and(|present| present.perform(command)) || self.settings.perform(command)
    }

    /// Whether the left panel is there.
    pub fn has_left(&self) -> bool {
        self.present
            .map_or(self.settings.left, |present| present.left)
    }

    /// Whether the right panel is there.
    pub fn has_right(&self) -> bool {
        self.present
            .map_or(self.settings.right, |present| present.right)
    }

    /// Whether the curves are there.
    pub fn has_curves(&self) -> bool {
        self.present
            .map_or(self.settings.curves, |present| present.curves)
    }

    /// Size of the interface in a window of so many points at its usual size: no larger than leaves the
    /// screen its smallest size, so that nothing lies upon another.
    pub fn zoom(&self, room: egui::Vec2) -> f32 {
        let (zoom, [width, height]) = match self.present {
            Some(present) => (present.zoom, present::SMALLEST),
            None => (self.settings.zoom, SMALLEST),
        };
        zoom.min((room.x / width).min(room.y / height).max(1.0))
    }

    /// Whether a sheet lies over the screen.
    pub fn has_sheet(&self) -> bool {
        self.help
            || self.about
            || self.export.open
            || self.path.is_some()
            || self.palette.is_some()
            || self.gallery.is_some()
            || self.import.is_some()
    }

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
            left_width: 300.5,
            right_width: 400.0,
            curves_height: Some(222.0),
            split: 0.25,
        };
        for settings in [odd, Settings::default()] {
            assert_eq!(Settings::from_json(&settings.to_json()), settings);
        }
        assert_eq!(Settings::from_json(&json!([1, 2])), Settings::default());
        let wild =
            json!({ "zoom": 1e9, "left_width": 1e9, "right_width": -3, "curves_height": 0.1 });
        let read = Settings::from_json(&wild);
        assert_eq!((read.zoom, read.left_width), (2.5, 420.0));
        assert_eq!((read.right_width, read.curves_height), (264.0, Some(110.0)));
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

    #[test]
    fn presenting_leaves_the_settings_alone() {
        let mut state = UiState::default();
        state.settings.zoom = 0.9;
        let before = state.settings;
        assert!(state.perform(Command::Present));
        assert_eq!((state.has_left(), state.has_right()), (false, false));
        assert!(state.has_curves());
        let smallest = egui::Vec2::from(SMALLEST);
        assert_eq!(state.zoom(smallest), 1.5);
        for command in [
            Command::ToggleLeft,
            Command::ToggleRight,
            Command::ToggleCurves,
            Command::ZoomIn,
            Command::ZoomOut,
            Command::ZoomOut,
            Command::ZoomReset,
        ] {
            assert!(state.perform(command));
            assert!(state.zoom(2.0 * smallest) >= 1.5, "{command:?}");
            assert!(!(state.has_left() && state.has_right()), "{command:?}");
        }
        assert!(state.perform(Command::Present));
        assert_eq!((state.settings, state.present), (before, None));
    }
}
