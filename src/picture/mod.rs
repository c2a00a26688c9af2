//! The screen without a window: the same drawing code, as pixels.

pub mod frame;
pub mod raster;
pub mod sheet;

pub use crate::export::plan::{Options, What};

use crate::session::Session;
use crate::session::derived::Budget;
use crate::session::preset::PresetFile;
use crate::session::scene::RunId;
use crate::session::view::Mode;
use crate::ui::present::Present;
use crate::ui::screen::{landscape_only_ui, screen_ui};
use crate::ui::state::{Settings, UiState};
use frame::Canvas;
use std::collections::HashSet;

/// A screen as it is at one moment: enough to draw it again elsewhere, such as on another thread.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The scene and how it is looked at.
    pub preset: PresetFile,
    /// The step at the playhead.
    pub step: u64,
    /// The run that was chosen.
    pub selected: Option<RunId>,
    /// Runs whose cards are unfolded.
    pub unfolded: HashSet<RunId>,
    /// Theme and panels.
    pub settings: Settings,
    /// What is there while something is presented.
    pub present: Option<Present>,
    /// How much of the screen.
    pub what: What,
    /// The landscape in 2D, 3D or both; none is as the scene says.
    pub mode: Option<Mode>,
    /// Whether the runs are named beside the landscape or the curves.
    pub legend: bool,
    /// Whether a caption stands under the landscape or the curves.
    pub caption: bool,
    /// Width and height in points.
    pub size: [f32; 2],
    /// Pixels per point.
    pub scale: f32,
}

/// The picture of a scene as the window would show it, as a PNG file.
///
/// # Errors
/// If the picture cannot be encoded.
pub fn render(preset: &PresetFile, options: &Options) -> Result<Vec<u8>, String> {
    frame::png_bytes(&draw(preset, options))
}

/// The picture of a scene as the window would show it, as pixels.
pub fn draw(preset: &PresetFile, options: &Options) -> Canvas {
    draw_shown(&Shown {
        preset: preset.clone(),
        step: options.step.unwrap_or(preset.scene.steps),
        selected: None,
        unfolded: HashSet::new(),
        settings: Settings {
            dark: options.dark,
            ..Settings::default()
        },
        present: None,
        what: options.what,
        mode: options.mode,
        legend: options.legend,
        caption: options.caption,
        size: options.size,
        scale: options.scale,
    })
}

/// Pictures of hills with fewer pixels per point than this are drawn twice as large and made smaller, if they are whole
/// pixels large and have at most so many of them then.
const FINE: f32 = 2.0;
const MOST_FINE: f32 = 40e6;

/// A screen again, as pixels.
pub fn draw_shown(shown: &Shown) -> Canvas {
    let mut session = Session::new(&shown.preset);
    session.budget = Budget::UNLIMITED;
    session.view.mode = shown.mode.unwrap_or(match shown.what {
        What::Screen | What::Curves => session.view.mode,
        What::Landscape => Mode::Plane,
    });
    session.selected = shown.selected;
    session.playback.seek(shown.step, session.last_step());
    let mut state = UiState {
        settings: shown.settings,
        present: shown.present,
        unfolded: shown.unfolded.clone(),
        ..UiState::default()
    };
    let dark = shown.settings.dark;
    // The outlines of hills have no soft edge of their own.
    let [width, height] = shown.size.map(|points| points * shown.scale);
    let is_fine =
        session.view.mode.has_relief() && shown.scale < FINE && 4.0 * width * height <= MOST_FINE;
    let scale = shown.scale * if is_fine { 2.0 } else { 1.0 };
    let canvas = frame::draw(shown.size, scale, dark, |ui| match shown.what {
        What::Screen => screen_ui(ui, &mut session, &mut state, 0.0),
        What::Landscape | What::Curves => landscape_only_ui(ui, &mut session, &mut state),
    });
    if is_fine { canvas.halved() } else { canvas }
}
